// Follows engines/reference/expressions.py: expressions lowered to functions of the slots and, inside a list, of the
// element; unknown in, range out. Conditions inside expressions are lowered by the compiler that is handed in.

import { Domain, ListDomain } from "./facts.mjs";
import {
  MAX_ITEMS,
  NONE,
  add as plus,
  compare,
  equal,
  max,
  min,
  multiply as times,
  shift as moved,
} from "./quantity.mjs";
import { add, bounds, divide, hull, mayBeNone, months, multiply, span, subtract } from "./ranges.mjs";
import { FALSE, TRUE } from "./ternary.mjs";

const _OPERATIONS = new Map([
  ["sum", add],
  ["difference", subtract],
  ["product", multiply],
  ["ratio", divide],
]);

/** The function that evaluates an expression. */
export function lower(expression, compiler) {
  switch (expression.kind) {
    case "Literal": {
      const value = expression.value;
      return () => value;
    }
    case "FactRef":
      return fact(expression.path, compiler);
    case "Arithmetic":
      return _arithmetic(
        expression.op,
        expression.parts.map((part) => lower(part, compiler)),
      );
    case "Count":
      return _count(expression, compiler);
    case "Total":
      return _total(expression, compiler);
    case "Bracket":
      return _bracket(expression, compiler);
    case "Points":
      return _points(expression, compiler);
    case "MonthsBetween": {
      const [first, last] = [lower(expression.start, compiler), lower(expression.through, compiler)];
      return (slots, element) => months(first(slots, element), last(slots, element));
    }
    case "Shift": {
      const inner = lower(expression.day, compiler);
      return (slots, element) => shift(inner(slots, element), expression.months, expression.days);
    }
    case "ExpressionByReading": {
      const slot = compiler.layout.readings.get(expression.reading);
      const choices = expression.alternatives.map(([name, part]) => [name, lower(part, compiler)]);
      if (expression.alternatives.every(([, part]) => part.kind === "Literal")) {
        return _literalByReading(slot, new Map(expression.alternatives.map(([name, part]) => [name, part.value])));
      }
      return _byReading(slot, new Map(choices));
    }
    default:
      throw new TypeError(`no expression: ${expression.kind}`);
  }
}

/** The value of a fact, of the application or of the element. */
export function fact(path, compiler) {
  const slot = compiler.layout.scalars.get(path);
  if (slot !== undefined) {
    return (slots) => slots[slot];
  }
  const [, position] = compiler.layout.fields.get(path);
  return (_slots, element) => element[position];
}

/** A day, or the range of days, moved; moving keeps the order. */
export function shift(day, byMonths, byDays) {
  if (day === NONE) {
    return NONE;
  }
  const [low, high] = bounds(day);
  return span(moved(low, byMonths, byDays), moved(high, byMonths, byDays), mayBeNone(day));
}

function _arithmetic(op, evaluated) {
  const operation = _OPERATIONS.get(op);
  return (slots, element) => evaluated.map((part) => part(slots, element)).reduce((a, b) => operation(a, b));
}

function _byReading(slot, choices) {
  return (slots, element) => {
    const chosen = slots[slot];
    if (typeof chosen === "string") {
      return choices.get(chosen)(slots, element);
    }
    return hull([...choices.values()].map((choice) => choice(slots, element)));
  };
}

/** Literals alone: what an open reading comes to is known beforehand. */
function _literalByReading(slot, choices) {
  const undecided = hull([...choices.values()]);
  return (slots) => {
    const chosen = slots[slot];
    return typeof chosen === "string" ? choices.get(chosen) : undecided;
  };
}

function _count(expression, compiler) {
  const slot = compiler.layout.lists.get(expression.over);
  const unknown = compiler.layout.openElements.get(expression.over);
  const where = expression.where ? compiler.lower(expression.where) : _everywhere;
  return (slots) => {
    const elements = slots[slot];
    if (elements instanceof ListDomain) {
      const meets = where(slots, unknown);
      const least = meets === TRUE ? elements.atLeast : 0;
      return span(BigInt(least), BigInt(meets & TRUE ? MAX_ITEMS : 0));
    }
    let [sure, possible] = [0, 0];
    for (const one of elements) {
      const meets = where(slots, one);
      sure += meets === TRUE ? 1 : 0;
      possible += meets === FALSE ? 0 : 1;
    }
    return span(BigInt(sure), BigInt(possible));
  };
}

function _total(expression, compiler) {
  const slot = compiler.layout.lists.get(expression.over);
  const unknown = compiler.layout.openElements.get(expression.over);
  const where = expression.where ? compiler.lower(expression.where) : _everywhere;
  const of = lower(expression.of, compiler);

  /** What an element adds: its value, nothing, or either. */
  function added(slots, element) {
    const meets = where(slots, element);
    if (meets === FALSE) {
      return 0n;
    }
    const value = of(slots, element);
    return meets === TRUE ? value : hull([0n, value]);
  }

  return (slots) => {
    const elements = slots[slot];
    if (!(elements instanceof ListDomain)) {
      return elements.reduce((sum, one) => add(sum, added(slots, one)), 0n);
    }
    const one = added(slots, unknown);
    if (one === NONE) {
      return elements.atLeast ? NONE : span(0n, 0n, true);
    }
    const [low, high] = bounds(one);
    const sizes = [BigInt(elements.atLeast), BigInt(MAX_ITEMS)];
    const [lows, highs] = [sizes.map((size) => times(low, size)), sizes.map((size) => times(high, size))];
    return span(min(...lows), max(...highs), mayBeNone(one));
  };
}

function _everywhere() {
  return TRUE;
}

function _bracket(expression, compiler) {
  const subject = lower(expression.subject, compiler);
  const rows = expression.rows;
  return (slots, element) => {
    const value = subject(slots, element);
    if (!(value instanceof Domain)) {
      return value === NONE ? NONE : rows[rowOf(rows, value)].gives.value;
    }
    const [low, high] = bounds(value);
    const found = rows.slice(rowOf(rows, low), rowOf(rows, high) + 1).map((one) => one.gives.value);
    return hull(mayBeNone(value) ? [...found, NONE] : found);
  };
}

/** The place of the row that a value falls into. */
export function rowOf(rows, value) {
  return rows.findIndex(
    (one) =>
      !one.limit || compare(value, one.limit.value) < 0 || (one.included && equal(value, one.limit.value)),
  );
}

function _points(expression, compiler) {
  const awards = expression.awards.map((award) => [compiler.lower(award.when), award.gives.value]);
  return (slots, element) => {
    let [low, high] = [0n, 0n];
    for (const [when, gives] of awards) {
      const meets = when(slots, element);
      if (meets & TRUE) {
        low = plus(low, meets === TRUE ? gives : min(gives, 0n));
        high = plus(high, meets === TRUE ? gives : max(gives, 0n));
      }
    }
    return span(low, high);
  };
}
