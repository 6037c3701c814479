// What a YAML file says, and where each value stands. Follows the tree of loading/strict_yaml.py.

import { toldPath } from "./problems.mjs";

// Most values have nothing in them, and a file may have very many.
const _NO_MEMBERS = Object.freeze(new Map());
const _NO_ITEMS = Object.freeze([]);
const _START = { line: 1, column: 1 };

/**
 * The place of one value and of its key, with those of the values in it: `members` by key, `items` in order. Lines and
 * columns count from 1.
 */
export class Spot {
  constructor(value, key = null) {
    this.value = value;
    this.key = key;
    this.members = _NO_MEMBERS;
    this.items = _NO_ITEMS;
  }

  /** The same spot, in which further ones will stand. */
  opened() {
    this.members = new Map();
    this.items = [];
    return this;
  }

  /** The spot one step further, undefined where there is none. */
  at(step) {
    return typeof step === "number" ? this.items[step] : this.members.get(step);
  }
}

/**
 * A function that gives the line and the column of the value (or of its key) that a problem's path names; where a file
 * has no such value, of what encloses it.
 */
export function locatorOf(root) {
  const spots = new Map();
  const walk = (spot, steps) => {
    spots.set(toldPath(steps), spot);
    spot.items.forEach((item, index) => walk(item, [...steps, index]));
    spot.members.forEach((member, key) => walk(member, [...steps, key]));
  };
  if (root !== null) {
    walk(root, []);
  }
  return (path, isKey) => {
    let here = path;
    while (here && !spots.has(here)) {
      here = here.slice(0, Math.max(here.lastIndexOf("."), here.lastIndexOf("["), 0));
    }
    const spot = spots.get(here);
    return (isKey ? spot?.key : null) ?? spot?.value ?? _START;
  };
}
