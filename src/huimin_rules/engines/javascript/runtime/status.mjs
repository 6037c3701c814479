// Follows engines/reference/status.py: from outcomes and the variables they depend on to the status and the blockers
// of a finding.

import { MET, NOT_APPLICABLE, UNMET, isCertain } from "./outcomes.mjs";
import { decides } from "./policy.mjs";

const _DUTY = new Map([
  [MET, "met"],
  [UNMET, "unmet"],
  [NOT_APPLICABLE, "not_applicable"],
]);
const _ADVICE = new Map([
  [MET, "followed"],
  [UNMET, "not_followed"],
  [NOT_APPLICABLE, "not_applicable"],
]);

/** Whether a status is a definite failure. */
export function isFailed(status) {
  return status === "unmet" || status === "not_followed";
}

/** The statuses that findings of one modality have; priority, recommendation and default know no judgement. */
export class Statuses {
  constructor(modality) {
    this.decides = decides(modality);
    this.certain = this.decides ? _DUTY : _ADVICE;
  }

  /** The status: definite, or unknown where a missing fact matters, or else waiting for judgement. */
  of(found, variables) {
    if (isCertain(found)) {
      return this.certain.get(found);
    }
    return this.decides && !variables.some((one) => one.kind === "missing") ? "needs_judgement" : "unknown";
  }
}

/** The variables as a finding shows them. */
export function blockersOf(variables) {
  return variables.map(({ kind, name, label }) => ({ kind, name, label }));
}
