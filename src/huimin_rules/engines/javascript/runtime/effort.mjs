// Follows engines/reference/effort.py: how much work a finding may take. Work is counted in evaluations and not in
// time, so that the verdict is the same on every machine, and the same in every language.

const _QUESTION_BUDGET = 20_000;
const _FINDING_BUDGET = 100_000;
const _ELEMENTS_PER_UNIT = 4;

/** The budget of a question, or of the finding that it is about, is spent. */
export class Exhausted extends Error {}

/**
 * What is left for the questions about one finding: a budget for each question, and one for all of them together, where
 * an evaluation that goes through lists counts the more the longer they are.
 */
export class Effort {
  constructor() {
    this.left = _FINDING_BUDGET;
    this._question = 0;
    this._weight = 1;
  }

  /** Whether nothing is left for any question. */
  get spent() {
    return this.left < this._weight;
  }

  /** Say how many elements of lists an evaluation goes through from now on. */
  weigh(elements) {
    this._weight = 1 + Math.floor(elements / _ELEMENTS_PER_UNIT);
  }

  /** Begin a question. */
  begin() {
    this._question = _QUESTION_BUDGET;
  }

  /** Take one evaluation; throws Exhausted where none is left. */
  spend() {
    if (this._question === 0 || this.spent) {
      throw new Exhausted("the budget is spent");
    }
    this._question -= 1;
    this.left -= this._weight;
  }
}
