// Follows engines/reference/consistency.py: consistency rules as evaluators: whether an application may be what it
// says, and which unknowns they tie together.

import { FALSE } from "./ternary.mjs";
import { readingKey, unknowns } from "./variables.mjs";
import { references } from "./walk.mjs";

/** The consistency rules of a policy. */
export class Consistency {
  constructor(compiler) {
    this.compiler = compiler;
    this.rules = compiler.policy.consistency;
    this.tests = this.rules.map((rule) => compiler.lower(rule.requires));
    this.references = this.rules.map((rule) => references(compiler.policy, [rule.requires]));
  }

  /** The rules that an application violates, however its unknowns turn out. */
  violated(slots) {
    return this.rules.filter((_, index) => this.tests[index](slots, []) === FALSE);
  }

  /**
   * The rules that share a fact or a reading with what is referred to, directly or through one another: their places
   * (`rules`), their conditions (`roots`), and what is referred to together with them (`references`).
   */
  connected(referred) {
    const names = new Set(_names(referred));
    const chosen = [];
    for (;;) {
      const found = this.references.findIndex(
        (one, index) => !chosen.includes(index) && _names(one).some((name) => names.has(name)),
      );
      if (found < 0) {
        break;
      }
      chosen.push(found);
      _names(this.references[found]).forEach((name) => names.add(name));
    }
    chosen.sort((a, b) => a - b);
    const together = (key) => [
      ...new Set([...referred[key], ...chosen.flatMap((index) => this.references[index][key])]),
    ];
    return {
      rules: chosen,
      roots: chosen.map((index) => this.rules[index].requires),
      references: {
        facts: together("facts"),
        lists: together("lists"),
        readings: together("readings"),
        definitions: referred.definitions,
      },
    };
  }

  /**
   * The unknowns that a norm refers to (`own`), and the further ones that those of its rules that bind connect with
   * them (`tied`). An unknown that a rule mentions moves together with the others of that rule, and of rules that
   * share a fact with it.
   */
  unknowns(referred, connected, binding, slots, application) {
    const named = new Set(_names(referred));
    const bound = new Set(binding.flatMap((rule) => _names(this.references[rule])));
    const { policy, layout } = this.compiler;
    const groups = this._groups(connected.rules);
    const found = unknowns(policy, layout, connected.references, slots, application, groups);
    return {
      own: found.filter((variable) => named.has(variable.key)),
      tied: found.filter((variable) => !named.has(variable.key) && bound.has(variable.key)),
    };
  }

  /** For each fact, list and reading that some rules mention, a number that it shares with all they tie it to. */
  _groups(rules) {
    const groups = new Map();
    for (const index of rules) {
      const names = _names(this.references[index]);
      const joined = new Set(names.filter((name) => groups.has(name)).map((name) => groups.get(name)));
      for (const [name, group] of groups) {
        if (joined.has(group)) {
          groups.set(name, index);
        }
      }
      names.forEach((name) => groups.set(name, index));
    }
    return groups;
  }
}

/** The facts, lists and readings that are referred to. */
function _names(referred) {
  return [...referred.facts, ...referred.lists, ...referred.readings.map(readingKey)];
}
