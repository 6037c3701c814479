// Follows engines/reference/conditions.py: conditions lowered to functions from the slots to the truth values that
// are still possible. With known values they decide, with domains they say what is still possible. `and`, `or` and
// `not` are strong Kleene's, so a definite answer is sound; `exact` makes it exact.

import { lower as lowerExpression, shift } from "./expressions.mjs";
import { ListDomain } from "./facts.mjs";
import { Layout } from "./layout.mjs";
import { compare, compareWith, member, present } from "./ranges.mjs";
import { FALSE, TRUE, UNKNOWN, both, negate, truth } from "./ternary.mjs";

/** What holds always. */
export const ALWAYS = { kind: "Constant", value: true };

/** Lowers the conditions of one policy; a definition is lowered once. */
export class Compiler {
  constructor(policy) {
    this.policy = policy;
    this.layout = new Layout(policy);
    this._definitions = new Map();
  }

  /** The test of a definition: it applies, and what it requires holds. */
  definition(name) {
    if (!this._definitions.has(name)) {
      this._definitions.set(name, this.lower(wholeCondition(this.policy.normById.get(name))));
    }
    return this._definitions.get(name);
  }

  /** The function that evaluates a condition. */
  lower(condition) {
    switch (condition.kind) {
      case "Constant": {
        const fixed = truth(condition.value);
        return () => fixed;
      }
      case "All":
        return _all(condition.parts.map((part) => this.lower(part)));
      case "AnyOf":
        return _any(condition.parts.map((part) => this.lower(part)));
      case "Not": {
        const inner = this.lower(condition.part);
        return (slots, element) => negate(inner(slots, element));
      }
      case "Compare":
        return this._compare(condition);
      case "Member":
        return this._member(condition);
      case "Present":
        return this._onValue(condition.fact, present);
      case "Within":
        return this._within(condition);
      case "Quantified":
        return this._quantified(condition);
      case "Holds":
        return this.definition(condition.definition);
      case "ConditionByReading":
        return _byReading(
          this.layout.readings.get(condition.reading),
          condition.alternatives.map(([name, part]) => [name, this.lower(part)]),
        );
      default:
        throw new TypeError(`no condition: ${condition.kind}`);
    }
  }

  _compare(condition) {
    if (condition.right.kind === "Literal") {
      return this._onValue(condition.left, compareWith(condition.op, condition.right.value));
    }
    const [left, right] = [lowerExpression(condition.left, this), lowerExpression(condition.right, this)];
    const compared = compare(condition.op);
    return (slots, element) => compared(left(slots, element), right(slots, element));
  }

  _member(condition) {
    const inside = member(condition.options);
    return this._onValue(condition.subject, condition.negated ? (value) => negate(inside(value)) : inside);
  }

  _within(condition) {
    const [day, before] = [lowerExpression(condition.day, this), lowerExpression(condition.before, this)];
    const [after, until] = [compare("at_least"), compare("at_most")];
    return (slots, element) => {
      const [found, end] = [day(slots, element), before(slots, element)];
      return both(after(found, shift(end, -condition.months, -condition.days)), until(found, end));
    };
  }

  _quantified(condition) {
    const slot = this.layout.lists.get(condition.over);
    const inner = this.lower(condition.satisfies);
    const unknown = this.layout.openElements.get(condition.over);
    // `some` is a chain of ors that starts from false, `every` a chain of ands that starts from true.
    const [start, end] = condition.quantifier === "some" ? [FALSE, TRUE] : [TRUE, FALSE];
    return (slots) => {
      const elements = slots[slot];
      if (elements instanceof ListDomain) {
        const one = inner(slots, unknown);
        return elements.atLeast ? one : one | start;
      }
      let found = start;
      for (const element of elements) {
        const one = inner(slots, element);
        if (one === end) {
          return end;
        }
        found |= one;
      }
      return found;
    };
  }

  /** A test of the value of an expression; most are a fact of the application or of the element. */
  _onValue(expression, test) {
    const evaluate = lowerExpression(expression, this);
    return (slots, element) => test(evaluate(slots, element));
  }
}

/** What a definition comes to: that it applies, that nothing exempts from it, and that what it requires holds. */
export function wholeCondition(norm) {
  const parts = norm.when === null ? [] : [norm.when];
  if (norm.unless !== null) {
    parts.push({ kind: "Not", part: norm.unless });
  }
  parts.push(norm.requires ?? ALWAYS);
  return parts.length === 1 ? parts[0] : { kind: "All", parts };
}

/** Kleene's and: false as soon as a part is, else unknown if a part is (`TRUE | UNKNOWN` is `UNKNOWN`). */
function _all(parts) {
  return (slots, element) => {
    let found = TRUE;
    for (const part of parts) {
      const one = part(slots, element);
      if (one === FALSE) {
        return FALSE;
      }
      found |= one;
    }
    return found;
  };
}

/** Kleene's or: true as soon as a part is, else unknown if a part is. */
function _any(parts) {
  return (slots, element) => {
    let found = FALSE;
    for (const part of parts) {
      const one = part(slots, element);
      if (one === TRUE) {
        return TRUE;
      }
      found |= one;
    }
    return found;
  };
}

function _byReading(slot, alternatives) {
  const byName = new Map(alternatives);
  const tests = [...byName.values()];
  return (slots, element) => {
    const chosen = slots[slot];
    if (typeof chosen === "string") {
      return byName.get(chosen)(slots, element);
    }
    let found = 0;
    for (const test of tests) {
      found |= test(slots, element);
      if (found === UNKNOWN) {
        break;
      }
    }
    return found;
  };
}
