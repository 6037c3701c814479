// The plain data of an application: texts, booleans, numbers, null, lists and mappings.

/**
 * A number as it was written, `-12`, `0.10`, where a JavaScript number would hold another one or lose how it was
 * written. A whole number that is written with decimals is no whole number: `3.0` is refused where `3` is wanted.
 */
export class ExactNumber {
  constructor(digits) {
    this.digits = digits;
  }

  get isWhole() {
    return !this.digits.includes(".");
  }

  toString() {
    return this.digits;
  }

  /** Numbers that JSON cannot carry exactly are written into it as text. */
  toJSON() {
    return this.digits;
  }
}

/** The number that digits with an optional sign and decimals write: a JavaScript number where that says the same. */
export function numberOf(digits) {
  const number = Number(digits);
  if (digits === "-0") {
    return 0;
  }
  const same = String(number) === digits && (!Number.isInteger(number) || Number.isSafeInteger(number));
  return same ? number : new ExactNumber(digits);
}

/** Whether a value is a mapping. */
export function isMapping(value) {
  if (typeof value !== "object" || value === null) {
    return false;
  }
  const kind = Object.getPrototypeOf(value);
  return kind === Object.prototype || kind === null;
}

/** Set a key of a mapping, whatever it is called. */
export function put(mapping, key, value) {
  Object.defineProperty(mapping, key, { value, enumerable: true, writable: true, configurable: true });
}

/** What a mapping says under a key, undefined where it says nothing. */
export function get(mapping, key) {
  return Object.hasOwn(mapping, key) ? mapping[key] : undefined;
}
