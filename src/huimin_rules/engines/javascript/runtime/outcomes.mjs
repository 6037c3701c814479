// Follows engines/reference/outcomes.py: what a norm comes to, a set of possible outcomes written as bits. One bit
// means that the outcome is certain. A norm with parts is unmet if any part is, met if some part is met and none
// unmet, and not applicable where no part is addressed.

import { ALWAYS } from "./conditions.mjs";
import { ListDomain } from "./facts.mjs";
import { FALSE, TRUE } from "./ternary.mjs";

export const MET = 1;
export const UNMET = 2;
export const NOT_APPLICABLE = 4;

/** Outcomes by the truth of what is required: false, true, unknown. */
const _REQUIRED = [0, UNMET, MET, MET | UNMET];

const _NO_ELEMENT = [];

/** Whether one outcome alone is possible. */
export function isCertain(found) {
  return found === MET || found === UNMET || found === NOT_APPLICABLE;
}

/** The possible outcomes of two parts together. */
function _join(a, b) {
  let found = (a | b) & UNMET;
  if (a & (MET | NOT_APPLICABLE) && b & (MET | NOT_APPLICABLE)) {
    found |= (a | b) & MET;
    found |= a & b & NOT_APPLICABLE;
  }
  return found;
}

const _EVERY = [...Array(8).keys()];
const _JOINED = _EVERY.map((a) => _EVERY.map((b) => _join(a, b)));

/** The possible outcomes of a norm from those of its parts. */
export function joined(parts) {
  return parts.reduce((found, part) => _JOINED[found][part], NOT_APPLICABLE);
}

/** The possible outcomes of a norm for one element (or, without `for_each`, for the application). */
export function partOutcomes(norm, compiler) {
  const requires = compiler.lower(norm.requires ?? ALWAYS);
  const addressing = applies(norm);
  if (addressing === null) {
    return (slots, element) => _REQUIRED[requires(slots, element)];
  }
  const addresses = compiler.lower(addressing);
  return (slots, element) => {
    const addressed = addresses(slots, element);
    if (addressed === FALSE) {
      return NOT_APPLICABLE;
    }
    const found = _REQUIRED[requires(slots, element)];
    return addressed === TRUE ? found : found | NOT_APPLICABLE;
  };
}

/** Whether a norm addresses an element (or the application), as one condition; null where it always does. */
export function applies(norm) {
  const parts = [norm.who, norm.when].filter((part) => part !== null);
  if (norm.unless !== null) {
    parts.push({ kind: "Not", part: norm.unless });
  }
  if (parts.length === 0) {
    return null;
  }
  return parts.length === 1 ? parts[0] : { kind: "All", parts };
}

/** The possible outcomes of a norm for an application. */
export function normOutcomes(norm, compiler) {
  const part = partOutcomes(norm, compiler);
  if (norm.for_each === null) {
    return (slots) => part(slots, _NO_ELEMENT);
  }
  const slot = compiler.layout.lists.get(norm.for_each);
  const unknown = compiler.layout.openElements.get(norm.for_each);
  return (slots) => {
    const elements = slots[slot];
    if (elements instanceof ListDomain) {
      const found = part(slots, unknown);
      return elements.atLeast ? found : found | NOT_APPLICABLE;
    }
    let found = NOT_APPLICABLE;
    for (const element of elements) {
      found = _JOINED[found][part(slots, element)];
    }
    return found;
  };
}
