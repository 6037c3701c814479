// Follows ternary.py: truth under incomplete knowledge, as the set of truth values that are still possible. A truth
// value is two bits: only false, only true, or both. The connectives are strong Kleene's.

export const FALSE = 1;
export const TRUE = 2;
export const UNKNOWN = FALSE | TRUE;

/** The definite truth of a boolean. */
export function truth(value) {
  return value ? TRUE : FALSE;
}

/** Not: swaps the two bits, so unknown stays unknown. */
export function negate(a) {
  return (a >> 1) | ((a & FALSE) << 1);
}

/** And: possibly true if both are, possibly false if either is. */
export function both(a, b) {
  return (a & b & TRUE) | ((a | b) & FALSE);
}
