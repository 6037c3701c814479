// Follows engines/reference/program.py: one norm, ready to be decided: its evaluators, its unknowns, and the parts of
// its finding that never change.

import { Candidates } from "./candidates.mjs";
import { ListDomain } from "./facts.mjs";
import { normOutcomes, partOutcomes } from "./outcomes.mjs";
import { FALSE } from "./ternary.mjs";
import { lookedAcross } from "./uses.mjs";
import { conditions, nodes, normReferences, references } from "./walk.mjs";

/** A clause as a verdict shows it. */
export function cite(clause) {
  return {
    label: clause.label,
    article: clause.article,
    paragraph: clause.paragraph ?? null,
    item: clause.item ?? null,
  };
}

/** A norm of a policy, compiled. */
export class Program {
  constructor(norm, compiler, consistency) {
    const { policy, layout } = compiler;
    this.norm = norm;
    this.compiler = compiler;
    this.consistency = consistency;
    this.possible = normOutcomes(norm, compiler);
    this.partPossible = partOutcomes(norm, compiler);
    this.listSlot = norm.for_each === null ? null : layout.lists.get(norm.for_each);
    this.references = normReferences(policy, norm);
    this.connected = consistency.connected(this.references);
    const roots = [
      ...conditions(norm),
      ...this.references.definitions.flatMap((name) => conditions(policy.normById.get(name))),
    ];
    this.candidates = new Candidates(layout, [...roots, ...this.connected.roots], this.connected.references);
    this.lookedAcross = this._lookedAcross(roots);
    const named = conditions(norm)
      .flatMap((root) => [...nodes(root)])
      .filter((node) => node.kind === "Holds")
      .map((node) => node.definition);
    this.definitions = [...new Set(named)].map((name) => [policy.normById.get(name), compiler.definition(name)]);
    this.every = norm.requires === null ? [] : _every(norm.requires, compiler);
    this.required = references(policy, norm.requires === null ? [] : [norm.requires]);
    const own = norm.wording.evidence ?? [];
    const asked = this.references.facts.flatMap((path) => policy.factByPath.get(path).asked.evidence);
    this.materials = own.length > 0 ? own : [...new Set(asked)];
    this.citation = cite(norm.ground.clause);
    this.also = norm.cites.map((one) =>
      one.kind === "Ground" ? { citation: cite(one.clause), quote: one.quote } : { citation: cite(one), quote: null },
    );
    this.byValue = new Map(
      (norm.ground_by?.grounds ?? []).map(([name, ground]) => [name, [cite(ground.clause), ground.quote]]),
    );
    this.bySlot = norm.ground_by === null ? null : layout.scalars.get(norm.ground_by.fact);
  }

  /** The fields of the list that the norm goes through that its conditions look at beyond the element in turn. */
  _lookedAcross(roots) {
    const over = this.norm.for_each;
    if (over === null) {
      return new Set();
    }
    return new Set([...lookedAcross(roots, over)].map((path) => this.compiler.layout.fields.get(path)[1]));
  }

  /**
   * What the evaluators say is possible: sound, and exact where it is certain. Where the norm goes through a list
   * that is stated, an array with what is possible for each element.
   */
  found(slots) {
    const elements = this.listSlot === null ? null : slots[this.listSlot];
    if (elements === null || elements instanceof ListDomain) {
      return this.possible(slots);
    }
    return elements.map((element) => this.partPossible(slots, element));
  }

  /** The elements that certainly fail a condition on every element: the list and the index of each. */
  failing(slots) {
    const failed = [];
    for (const [over, slot, test] of this.every) {
      const elements = slots[slot];
      if (!(elements instanceof ListDomain)) {
        elements.forEach((element, index) => {
          if (test(slots, element) === FALSE) {
            failed.push([over, index]);
          }
        });
      }
    }
    return failed;
  }
}

/** The conditions on every element of a list that must all hold. */
function _every(condition, compiler) {
  if (condition.kind === "Quantified" && condition.quantifier === "every") {
    const { over, satisfies } = condition;
    return [[over, compiler.layout.lists.get(over), compiler.lower(satisfies)]];
  }
  return condition.kind === "All" ? condition.parts.flatMap((part) => _every(part, compiler)) : [];
}
