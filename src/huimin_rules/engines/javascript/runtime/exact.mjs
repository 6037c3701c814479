// Follows engines/reference/exact.py: whether an unknown really can turn out both ways, and on which variables that
// depends. The unknowns are given values, and an outcome counts as possible only when some consistent completion has
// it. Beyond the budget the answer stays sound. What is looked at, and in which order, is what the reference engine
// looks at: where a budget runs out the answer depends on it.

import { middle } from "./candidates.mjs";
import { Exhausted } from "./effort.mjs";
import { Domain } from "./facts.mjs";
import { isCertain } from "./outcomes.mjs";
import { equal } from "./quantity.mjs";
import { FALSE, TRUE } from "./ternary.mjs";

const _NOTHING = 0;
const _OPEN = -1;
const _REACHED = 1;

/**
 * Answers questions about one norm (or one of its parts) and one application. `variables` are the unknowns that the
 * norm refers to, `tied` further unknowns that consistency rules connect with them.
 */
export class Search {
  constructor(possible, consistent, candidates, view, variables, tied, effort) {
    this.possible = possible;
    this.consistent = consistent;
    this.candidates = candidates;
    this.view = view;
    this.slots = view.slots;
    this.effort = effort;
    const everything = [...variables, ...tied];
    const ordered = (one) => _isOrdered(one.read(this.slots));
    // What is left for the end can be halved, so ordered values come last.
    this.everything = [...everything.filter((one) => !ordered(one)), ...everything.filter(ordered)];
    this.decisive = candidates.decisive(everything, this.slots);
    this.unsettled = false;
    this._initial = this._values();
    this._witnesses = new Map();
  }

  /** The outcomes that some consistent completion has. */
  outcomes() {
    this.effort.begin();
    const reach = this.possible(this.slots);
    let found = 0;
    try {
      for (const outcome of this._completions(this.everything)) {
        if (!(found & outcome)) {
          this._witnesses.set(outcome, this._values());
        }
        found |= outcome;
        if (found === reach) {
          break;
        }
      }
    } catch (error) {
      if (error instanceof Exhausted) {
        return reach;
      }
      throw error;
    } finally {
      this._put(this._initial);
    }
    if (found === 0 || (this.unsettled && isCertain(found))) {
      // No completion found, or too fine a cut: that proves nothing.
      this.decisive = false;
    }
    return this.decisive ? found : reach;
  }

  /**
   * Whether the outcome depends on the variable; `through` is a part of the norm through which alone it can, if there
   * is one.
   */
  dependsOn(variable, through) {
    if (!this.decisive || this.effort.spent) {
      return true;
    }
    const moves = (one) => variable.group !== null && one.group === variable.group;
    const beside = this.everything.filter((one) => one !== variable);
    const moving = beside.filter(moves);
    const others = beside.filter((one) => !moves(one));
    this.effort.begin();
    try {
      if (this._turnsAWitness(variable)) {
        return true;
      }
      const undecided = (last) => this._undecided(through ?? this.possible, last);
      for (const _ of this._walk(others, undecided)) {
        if (this._differs(variable, moving)) {
          return true;
        }
      }
      return false;
    } catch (error) {
      if (error instanceof Exhausted) {
        return true;
      }
      throw error;
    } finally {
      this._put(this._initial);
    }
  }

  /** What stands at the places of all variables. */
  _values() {
    return this.everything.map((one) => one.read(this.slots));
  }

  _put(values) {
    this.everything.forEach((variable, index) => variable.write(this.slots, values[index]));
  }

  _look() {
    this.effort.spend();
    return this.possible(this.slots);
  }

  /** Whether another value of the variable gives a completion that was found another outcome. */
  _turnsAWitness(variable) {
    const at = this.everything.indexOf(variable);
    for (const [outcome, values] of this._witnesses) {
      this._put(values);
      variable.write(this.slots, this._initial[at]);
      for (const _ of this._each(variable, false)) {
        const found = this._look();
        if (found !== outcome && isCertain(found) && this.consistent(this.slots) === TRUE) {
          return true;
        }
      }
    }
    this._put(this._initial);
    return false;
  }

  /** Whether, with all others as they stand, two values of the variable lead to different outcomes. */
  _differs(variable, moving) {
    let seen = 0;
    for (const _ of this._each(variable, moving.length === 0)) {
      let here = 0;
      for (const outcome of this._completions(moving)) {
        here |= outcome;
        if (seen && !isCertain(seen | here)) {
          return true;
        }
      }
      seen |= here;
    }
    return false;
  }

  /** The certain outcomes of consistent completions. */
  _completions(variables) {
    return this._walk(variables, (last) => this._completed(last));
  }

  _completed(last) {
    const agreed = this.consistent(this.slots);
    if (agreed === FALSE) {
      return _NOTHING;
    }
    const outcome = this._look();
    return isCertain(outcome) && (agreed === TRUE || last) ? outcome : _OPEN;
  }

  /** Whether the variable can still decide: not where the outcome is certain already, or that part of it. */
  _undecided(through, last) {
    if (this.consistent(this.slots) === FALSE || isCertain(this._look()) || isCertain(through(this.slots))) {
      return _NOTHING;
    }
    return last ? _REACHED : _OPEN;
  }

  /**
   * Goes through values of the variables, one variable after the other; `at` says of each setting whether there is
   * nothing, something to yield, or the next variable to set.
   */
  *_walk(variables, at) {
    const setSoFar = [];
    do {
      const depth = setSoFar.length;
      const found = at(depth === variables.length);
      if (found === _OPEN) {
        setSoFar.push(this._each(variables[depth], depth + 1 === variables.length));
      } else if (found !== _NOTHING) {
        yield found;
      }
      while (setSoFar.length > 0 && setSoFar.at(-1).next().done) {
        setSoFar.pop();
      }
    } while (setSoFar.length > 0);
  }

  /** Gives the variable one value after the other, and takes it back. */
  *_each(variable, last) {
    const was = variable.read(this.slots);
    for (const value of this.candidates.values(variable, this.view)) {
      variable.write(this.slots, value);
      yield;
    }
    if (last && _isOrdered(was) && this.candidates.halves(variable)) {
      for (const point of this._turningPoints(variable, was)) {
        variable.write(this.slots, point);
        yield;
      }
    }
    variable.write(this.slots, was);
  }

  /** A value of each stretch of the domain on which the outcome stays the same, found by halving. */
  *_turningPoints(variable, { type, low: lowest, high: highest }) {
    const waiting = [[lowest, highest]];
    while (waiting.length > 0) {
      const [low, high] = waiting.pop();
      const single = equal(low, high);
      variable.write(this.slots, single ? low : new Domain(type, { low, high }));
      const certain = isCertain(this._look());
      const split = certain ? null : middle(type, low, high);
      if (split === null) {
        // A piece too small to be cut, with something in it that the values tried may have missed.
        this.unsettled = this.unsettled || (!single && !certain);
        yield low;
      } else {
        waiting.push([split[1], high], [low, split[0]]);
      }
    }
  }
}

function _isOrdered(value) {
  return value instanceof Domain && value.low !== null;
}
