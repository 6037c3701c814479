// The self-check in progress: what has been answered, and what follows from it. Nothing here knows the document.

import { general, valueAt, withValue } from "./paths.mjs";

/** What says that somebody looked at a question and does not know. */
export const UNCLEAR = "不清楚";

/** What says that there is none. */
export const NONE = "无";

/** Whether something was answered; 不清楚 is an answer too. */
export function isAnswered(value) {
  return value !== undefined && value !== null && value !== "";
}

/** The answers and readings, and the verdict that they lead to. */
export class Desk {
  /** `engine` is what `policyOf` gives, with `questions`. */
  constructor(engine) {
    this.engine = engine;
    this.facts = {};
    this.readings = {};
    this.settle();
  }

  /** Take other answers or readings, and find what follows. */
  take(facts, readings = this.readings) {
    this.facts = facts;
    this.readings = readings;
    this.settle();
  }

  /** Answer one question; undefined takes the answer away. */
  answer(path, value) {
    this.take(withValue(this.facts, path, value));
  }

  /** The answer at a path. */
  at(path) {
    return valueAt(this.facts, path);
  }

  /** Decide anew. What cannot be read counts as unknown meanwhile. */
  settle() {
    const { application, problems } = this.engine.policy.readable(this.facts);
    this.application = application;
    this.problems = problems;
    this.verdict = this.engine.policy.decide(application, this.readings);
    this.asked = new Map(this.engine.questions(this.engine.program, this.verdict).ask.map((one) => [one.path, one]));
    this.concerned = concernedBy(this.verdict);
    this.outcomes = new Map();
  }

  /** The conclusion if a reading were fixed. */
  conclusionUnder(reading, alternative) {
    const key = `${reading}=${alternative}`;
    if (!this.outcomes.has(key)) {
      const readings = { ...this.readings, [reading]: alternative };
      this.outcomes.set(key, this.engine.policy.decide(this.application, readings).conclusion);
    }
    return this.outcomes.get(key);
  }

  /** The problems at a path, and, unless the field shows them itself, those below it. */
  problemsAt(path) {
    return this.problems.filter((problem) => problem.path === path);
  }

  /** Whether a question can still change something. */
  isAsked(path) {
    return this.asked.has(path);
  }

  /** The findings that look at the answer of a question, in the order of the text. */
  findingsFor(path) {
    return this.concerned.get(path) ?? [];
  }

  /** How many findings have each status. */
  count(...statuses) {
    return this.verdict.findings.filter((finding) => statuses.includes(finding.status)).length;
  }

  /** Whether anything has been answered at all. */
  get isBlank() {
    return Object.keys(this.facts).length === 0;
  }
}

/** For each path, the findings that wait for it or rest on it. */
function concernedBy(verdict) {
  const found = new Map();
  const note = (path, finding) => {
    const findings = found.get(path);
    if (findings === undefined) {
      found.set(path, [finding]);
    } else if (findings.at(-1) !== finding) {
      findings.push(finding);
    }
  };
  for (const finding of verdict.findings) {
    for (const blocker of finding.blockers) {
      if (blocker.kind !== "reading") {
        note(blocker.name, finding);
      }
    }
    for (const statement of finding.facts) {
      note(statement.fact, finding);
      if (general(statement.fact) !== statement.fact) {
        note(statement.fact.slice(0, statement.fact.indexOf("[")), finding);
      }
    }
  }
  return found;
}
