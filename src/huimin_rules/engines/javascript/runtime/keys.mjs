// Values as keys of a map or a set, and as text, the way Python has them. Fractions and days are objects, which
// JavaScript tells apart even where they are equal; and to Python `True` is the number one.

import { Day, Fraction } from "./quantity.mjs";

/**
 * A key that is the same for equal values alone. Texts keep away from the keys of days and fractions: they have no
 * NUL.
 */
export function keyOf(value) {
  switch (typeof value) {
    case "boolean":
      return value ? 1n : 0n;
    case "object":
      return value instanceof Day ? `\0${value}` : `\0${value.num}/${value.den}`;
    default:
      return value;
  }
}

/** Some values as a set of keys. */
export function keySet(values) {
  return new Set(values.map(keyOf));
}

/** The values, each once, in the order in which they first come. */
export function distinct(values) {
  const found = new Map();
  for (const value of values) {
    const key = keyOf(value);
    if (!found.has(key)) {
      found.set(key, value);
    }
  }
  return [...found.values()];
}

/** A value as `str` of Python writes it. */
export function textOf(value) {
  if (typeof value === "boolean") {
    return value ? "True" : "False";
  }
  return value instanceof Fraction ? `${value.num}/${value.den}` : String(value);
}
