// Follows engines/reference/uses.py: what a norm does with its facts: how it tells their values apart, what it
// computes, how far it counts.

import { keyOf, keySet } from "./keys.mjs";
import { isWhole } from "./quantity.mjs";
import { nodes, parts } from "./walk.mjs";

const _COMBINED = 3;
const _MOST_TOLD_APART = 5;
const _MOST_ELEMENTS = 12n;

/**
 * One option of each sort: options that every test of the fact answers alike are one sort. All of them where the fact
 * is used in any other way than being tested against options.
 */
export function toldApart(everything, path, options) {
  const tests = [];
  for (const node of everything) {
    if (node.kind === "Member" && _isFact(node.subject, path)) {
      tests.push(keySet(node.options));
    } else if (
      node.kind === "Compare" &&
      _isFact(node.left, path) &&
      (node.op === "is" || node.op === "is_not") &&
      node.right.kind === "Literal"
    ) {
      tests.push(keySet([node.right.value]));
    }
  }
  if (tests.length < everything.filter((node) => _isFact(node, path)).length) {
    return options;
  }
  const sorts = new Set();
  return options.filter((option) => {
    const sort = tests.map((test) => (test.has(keyOf(option)) ? "1" : "0")).join("");
    const first = !sorts.has(sort);
    sorts.add(sort);
    return first;
  });
}

function _isFact(node, path) {
  return node.kind === "FactRef" && node.path === path;
}

/**
 * For each list, how many elements of any sorts are tried together (`mixed`), and how many a norm can need to count
 * to all that it counts to (`counted`); `unbounded` holds the lists for which no number of elements would be enough,
 * or too many.
 */
export function listSizes(everything) {
  const [tests, needed] = [new Map(), new Map()];
  const unbounded = new Set(everything.filter((node) => node.kind === "Total").map((node) => node.over));
  const counts = everything.filter((node) => node.kind === "Count");
  let plain = 0;
  for (const node of everything) {
    if (node.kind === "Quantified" || node.kind === "Count") {
      _more(tests, node.over, 1);
      _more(needed, node.over, 1);
    } else if (node.kind === "Compare" && node.left.kind === "Count" && node.right.kind === "Literal") {
      const number = node.right.value;
      if (isWhole(number) && number < _MOST_ELEMENTS) {
        _more(needed, node.left.over, Math.max(Number(number), 0));
        plain += 1;
      }
    }
  }
  if (plain < counts.length) {
    counts.forEach((node) => unbounded.add(node.over));
  }
  const mixed = new Map();
  for (const [over, number] of needed) {
    // Beyond this size only mixtures of two sorts are tried, which is enough for two tests of the elements.
    if (number > _MOST_TOLD_APART && (tests.get(over) ?? 0) > 2) {
      unbounded.add(over);
    }
    mixed.set(over, Math.max(_COMBINED, Math.min(number, _MOST_TOLD_APART)));
  }
  return { mixed, counted: needed, unbounded };
}

function _more(counter, key, count) {
  counter.set(key, (counter.get(key) ?? 0) + count);
}

/** The fields of a list that a quantifier, a count or a total goes through, from whatever element. */
export function lookedAcross(roots, over) {
  const found = new Set();
  for (const root of roots) {
    for (const node of nodes(root)) {
      if ((node.kind === "Quantified" || node.kind === "Count" || node.kind === "Total") && node.over === over) {
        for (const part of nodes(node)) {
          if (part.kind === "FactRef" && part.path.startsWith(`${over}[].`)) {
            found.add(part.path);
          }
        }
      }
    }
  }
  return found;
}

/** The facts that a node computes with, or compares with something computed. */
export function computed(node) {
  switch (node.kind) {
    case "Arithmetic":
    case "Total":
    case "MonthsBetween":
    case "Shift":
    case "Within":
      return _computedWith(node);
    case "Compare":
      return _isGiven(node.left) && _isGiven(node.right)
        ? []
        : [..._computedWith(node.left), ..._computedWith(node.right)];
    default:
      return [];
  }
}

/** Whether a side of a comparison can only be a fact's value or a literal of the rule. */
function _isGiven(side) {
  switch (side.kind) {
    case "FactRef":
    case "Literal":
    case "Bracket":
      return true;
    case "ExpressionByReading":
      return side.alternatives.every(([, part]) => _isGiven(part));
    default:
      return false;
  }
}

/** The facts whose very value goes into a computation: not those that only pick a bracket or decide a condition. */
function _computedWith(node) {
  switch (node.kind) {
    case "FactRef":
      return [node.path];
    case "Total":
      return _computedWith(node.of);
    case "Arithmetic":
    case "MonthsBetween":
    case "Shift":
    case "Within":
    case "ExpressionByReading":
      return parts(node).flatMap(_computedWith);
    default:
      return [];
  }
}
