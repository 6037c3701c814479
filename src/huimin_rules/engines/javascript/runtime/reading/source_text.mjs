// The text of a file: decoded, bounded, and with the line and column of every place in it.

import { lengthOf } from "./visible.mjs";

/** The most bytes that an application file may have. */
export const MAX_BYTES = 1024 * 1024;

/** How deep values may be nested, how long a number and a key may be. */
export const MAX_DEPTH = 64;
export const MAX_DIGITS = 40;
export const MAX_KEY = 200;

const _MARK = "\ufeff";

/**
 * The text of a file, given as a text or as bytes: `{text, bytes, broken}`. `bytes` is its size. Where it is no UTF-8,
 * `broken` is the place `{line, column}` of the first byte that is not.
 */
export function decoded(given) {
  if (typeof given === "string") {
    const text = given.startsWith(_MARK) ? given.slice(1) : given;
    return { text, bytes: new TextEncoder().encode(given).length, broken: null };
  }
  const marked = given[0] === 0xef && given[1] === 0xbb && given[2] === 0xbf;
  const raw = marked ? given.subarray(3) : given;
  const end = _firstBroken(raw);
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(raw.subarray(0, end));
  const broken = end === raw.length ? null : placesOf(text, "\n")(text.length);
  return { text, bytes: given.length, broken };
}

/**
 * A function that gives the line and the column of an offset into a text, both counted from 1, columns in characters.
 * Lines end where YAML lets them end, or at line feeds alone.
 */
export function placesOf(text, breaks = /\r\n|\n|\r/g) {
  const starts = [0];
  const pattern = breaks === "\n" ? /\n/g : breaks;
  for (const found of text.matchAll(pattern)) {
    starts.push(found.index + found[0].length);
  }
  // A line may be very long, and is counted once: what is asked for next mostly stands further on in it.
  let counted = { line: 0, offset: 0, column: 1 };
  return (offset) => {
    let [low, high] = [0, starts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      [low, high] = starts[middle] <= offset ? [middle, high] : [low, middle];
    }
    if (counted.line !== low || counted.offset > offset) {
      counted = { line: low, offset: starts[low], column: 1 };
    }
    const column = counted.column + lengthOf(text.slice(counted.offset, offset));
    counted = { line: low, offset, column };
    return { line: low + 1, column };
  };
}

// The offset of the first byte that is not UTF-8, or the length: no overlong forms, no surrogates, nothing beyond
// U+10FFFF.
function _firstBroken(raw) {
  let at = 0;
  while (at < raw.length) {
    const first = raw[at];
    const size = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
    const low = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
    const high = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
    const second = size < 2 || (raw[at + 1] >= low && raw[at + 1] <= high);
    const others = [2, 3].every((step) => step >= size || (raw[at + step] & 0xc0) === 0x80);
    if (size === 0 || !second || !others) {
      return at;
    }
    at += size;
  }
  return at;
}
