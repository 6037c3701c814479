// Follows errors.nearest and the comparison of difflib that it is made with: which valid name was most likely meant.

import { lengthOf } from "./visible.mjs";

const _MAX_COMPARED = 100;
const _CUTOFF = 0.6;
const _LONG = 200;

/**
 * The valid name that `name` was most likely meant to be, or null when nothing is near.
 *
 * Full-width letters are taken for what they look like. Of very many names those of about the same length are looked
 * at, and nothing is near a name of inordinate length.
 */
export function nearest(name, names) {
  const length = lengthOf(name);
  if (length > _MAX_COMPARED) {
    return null;
  }
  const distance = (one) => Math.abs(lengthOf(one) - length);
  const compared = [...names].sort((a, b) => distance(a) - distance(b)).slice(0, _MAX_COMPARED);
  const meant = _counted(Array.from(name.normalize("NFKC")));
  let best = null;
  for (const one of compared) {
    const score = _likeness(Array.from(one), meant);
    if (score >= _CUTOFF && (best === null || score > best.score || (score === best.score && _after(one, best.one)))) {
      best = { one, score };
    }
  }
  return best === null ? null : best.one;
}

// Text in the order of its characters, which differs from that of JavaScript beyond the first plane.
function _after(one, other) {
  const [left, right] = [Array.from(one), Array.from(other)];
  const at = left.findIndex((character, index) => character !== right[index]);
  return at >= 0 && (at >= right.length || left[at].codePointAt(0) > right[at].codePointAt(0));
}

// Where each character of a text stands; in a long text those that stand everywhere are left out.
function _counted(text) {
  const places = new Map();
  text.forEach((character, index) => {
    places.set(character, [...(places.get(character) ?? []), index]);
  });
  const counts = new Map([...places].map(([character, found]) => [character, found.length]));
  if (text.length >= _LONG) {
    const most = Math.floor(text.length / 100) + 1;
    for (const [character, found] of places) {
      if (found.length > most) {
        places.delete(character);
      }
    }
  }
  return { text, places, counts };
}

// Twice the characters in common over the characters of both; 0 where a quick look shows that they are too few.
function _likeness(a, b) {
  const all = a.length + b.text.length;
  if (all === 0) {
    return 1;
  }
  if ((2 * Math.min(a.length, b.text.length)) / all < _CUTOFF) {
    return 0;
  }
  const left = new Map(b.counts);
  let shared = 0;
  for (const character of a) {
    const count = left.get(character) ?? 0;
    left.set(character, count - 1);
    shared += count > 0 ? 1 : 0;
  }
  return (2 * shared) / all < _CUTOFF ? 0 : (2 * _matching(a, b)) / all;
}

// The characters in the longest common piece, and in those to the left and to the right of it.
function _matching(a, b) {
  const waiting = [[0, a.length, 0, b.text.length]];
  let matching = 0;
  while (waiting.length) {
    const [fromA, toA, fromB, toB] = waiting.pop();
    const [atA, atB, size] = _longest(a, b, fromA, toA, fromB, toB);
    if (size) {
      matching += size;
      waiting.push([fromA, atA, fromB, atB], [atA + size, toA, atB + size, toB]);
    }
  }
  return matching;
}

function _longest(a, b, fromA, toA, fromB, toB) {
  let [atA, atB, size] = [fromA, fromB, 0];
  let lengths = new Map();
  for (let i = fromA; i < toA; i += 1) {
    const next = new Map();
    for (const j of b.places.get(a[i]) ?? []) {
      if (j < fromB || j >= toB) {
        continue;
      }
      const length = (lengths.get(j - 1) ?? 0) + 1;
      next.set(j, length);
      if (length > size) {
        [atA, atB, size] = [i - length + 1, j - length + 1, length];
      }
    }
    lengths = next;
  }
  // What was left out of the places still belongs to a piece that it touches.
  while (atA > fromA && atB > fromB && a[atA - 1] === b.text[atB - 1]) {
    [atA, atB, size] = [atA - 1, atB - 1, size + 1];
  }
  while (atA + size < toA && atB + size < toB && a[atA + size] === b.text[atB + size]) {
    size += 1;
  }
  return [atA, atB, size];
}
