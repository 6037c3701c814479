// Follows engines/reference/engine.py: one application in, one verdict out, with the full justification. No clock, no
// order of input plays a part. A verdict is a plain value, equal to what `Verdict.to_json` writes; its days are texts.

import { conclude } from "./conclude.mjs";
import { Compiler } from "./conditions.mjs";
import { Consistency } from "./consistency.mjs";
import { Domain } from "./facts.mjs";
import { Findings } from "./findings.mjs";
import { Program, cite } from "./program.mjs";
import { compare, max, min } from "./quantity.mjs";
import { supplements } from "./supplements.mjs";
import { inForceMessage, summary } from "./wording.mjs";

/** What every verdict says about itself. */
export const NOTICE = "自查结果，非行政决定";

const _NO_READINGS = new Map();

/** A policy, compiled once, deciding any number of applications. Holds no state of any application. */
export class Engine {
  constructor(policy) {
    this.policy = policy;
    this.compiler = new Compiler(policy);
    this.layout = this.compiler.layout;
    this.consistency = new Consistency(this.compiler);
    this.programs = policy.findable.map((norm) => new Program(norm, this.compiler, this.consistency));
    this.findings = this.programs.map((program) => new Findings(program));
    this.official = new Map(
      policy.readings.filter((one) => one.official).map((one) => [one.id, one.official.alternative]),
    );
    this._period = policy.findable.find((norm) => norm.period !== null)?.period ?? null;
  }

  /** The consistency rules that the application violates, however its unknowns turn out. */
  violated(application) {
    return this.consistency.violated(this.layout.slots(application, _NO_READINGS));
  }

  /** The verdict on an application of this policy, with the readings that the caller fixed: a map of alternatives. */
  decide(application, readings = _NO_READINGS) {
    const fixed = new Map([...this.official, ...readings]);
    const slots = this.layout.slots(application, fixed);
    const findings = this.programs.map((program, index) =>
      this.findings[index].finding(program.found(slots), slots, application),
    );
    const statuses = (modality) =>
      new Set(findings.filter((finding) => finding.modality === modality).map((finding) => finding.status));
    const conclusion = conclude(statuses("validity"), statuses("obligation"));
    const inForce = this._inForce(slots, fixed);
    const applicable = findings.filter((finding) => finding.status !== "not_applicable");
    return {
      notice: NOTICE,
      policy: this._reference(),
      conclusion,
      summary: summary(conclusion, findings, inForce),
      in_force: inForce,
      findings,
      readings: this.policy.readings.map((reading) => this._readingInPlay(reading, readings, findings)),
      supplements: supplements(this.policy, findings),
      materials: this._needed(new Set(applicable.map((finding) => finding.norm))),
      warnings: application.warnings,
    };
  }

  _reference() {
    const { identity, digest, textSha256 } = this.policy;
    return {
      id: identity.id,
      title: identity.title,
      document_number: identity.document_number,
      digest,
      text_sha256: textSha256,
    };
  }

  /** Whether the day that counts lies in the period of validity, under the readings that are fixed. */
  _inForce(slots, fixed) {
    const period = this._period;
    if (period === null) {
      return null;
    }
    const chosen = fixed.get(period.reading);
    const lastDays = chosen === undefined ? period.lastDays : [period.alternatives.get(chosen)];
    const day = slots[this.layout.scalars.get(period.fact)];
    const state = _state(period, day, lastDays);
    return {
      state,
      start: period.start.toString(),
      last_days: lastDays.map(String),
      message: inForceMessage(period, state, lastDays),
    };
  }

  _readingInPlay(reading, given, findings) {
    const decided = findings.filter((finding) =>
      finding.blockers.some((blocker) => blocker.kind === "reading" && blocker.name === reading.id),
    );
    return {
      id: reading.id,
      question: reading.question,
      citation: cite(reading.clause),
      default: reading.default,
      fixed: given.get(reading.id) ?? this.official.get(reading.id) ?? null,
      fixed_by: given.has(reading.id) ? "caller" : this.official.has(reading.id) ? "official" : null,
      decides: decided.map((finding) => finding.norm),
    };
  }

  /** The documents that some norms ask for, in the order of the text, each with all of its norms. */
  _needed(norms) {
    const serves = new Map();
    for (const { norm, materials } of this.programs) {
      if (norms.has(norm.id)) {
        for (const document of materials) {
          serves.set(document, [...(serves.get(document) ?? []), norm.id]);
        }
      }
    }
    return [...serves].map(([document, ids]) => ({ document, norms: ids }));
  }
}

function _state(period, day, lastDays) {
  if (day instanceof Domain) {
    return "open";
  }
  if (compare(day, period.start) < 0) {
    return "not_yet";
  }
  if (compare(day, max(...lastDays)) > 0) {
    return "no_longer";
  }
  return compare(day, min(...lastDays)) <= 0 ? "yes" : "open";
}
