// Follows engines/reference/ranges.py: comparing and computing with values that are only known to lie in a domain. What
// is called impossible is impossible; the answer is exact where the values vary independently of each other.

import { Domain } from "./facts.mjs";
import { distinct, keyOf, keySet } from "./keys.mjs";
import {
  Day,
  NONE,
  add as plus,
  compare as order,
  divide as quotient,
  equal,
  isNumber,
  max,
  min,
  monthsBetween,
  multiply as times,
  negated,
  numerator,
  subtract as minus,
} from "./quantity.mjs";
import { FALSE, TRUE, UNKNOWN, negate, truth } from "./ternary.mjs";

const _ORDER = new Map([
  ["at_least", (a, b) => order(a, b) >= 0],
  ["more_than", (a, b) => order(a, b) > 0],
  ["at_most", (a, b) => order(a, b) <= 0],
  ["less_than", (a, b) => order(a, b) < 0],
]);

/** Beyond every ratio that facts within their bounds can have, short of a division by zero. */
const _HUGE = 10n ** 60n;

/**
 * The comparison of two known values; a value that does not exist (无) is different from everything, and in no order.
 * Where values have an order, text can only be 无.
 */
export function known(op) {
  if (op === "is") {
    return (a, b) => equal(a, b) && a !== NONE;
  }
  if (op === "is_not") {
    return (a, b) => !equal(a, b) || a === NONE;
  }
  const ordered = _ORDER.get(op);
  return (a, b) => typeof a !== "string" && typeof b !== "string" && ordered(a, b);
}

/** The comparison of a value with a constant. */
export function compareWith(op, wanted) {
  const decide = known(op);
  return keeping(
    (value) => truth(decide(value, wanted)),
    (domain) => _possible(op, domain, wanted),
  );
}

/**
 * A test of values from the test of known values and that of domains. What the last domain came to is kept: a search
 * asks of one fact after the other, and again and again of the same domain.
 */
export function keeping(ofKnown, ofDomain) {
  let [last, kept] = [null, FALSE];
  return (value) => {
    if (!(value instanceof Domain)) {
      return ofKnown(value);
    }
    if (value !== last) {
      [last, kept] = [value, ofDomain(value)];
    }
    return kept;
  };
}

/** The comparison of two values, each known or a domain. */
export function compare(op) {
  const decide = known(op);
  return (a, b) => (a instanceof Domain || b instanceof Domain ? _possible(op, a, b) : truth(decide(a, b)));
}

function _possible(op, a, b) {
  if (op === "is_not") {
    return negate(_possible("is", a, b));
  }
  if (a === NONE || b === NONE) {
    return FALSE;
  }
  const found =
    op === "is" && !(_hasBounds(a) && _hasBounds(b)) ? _sameOption(a, b) : _ordered(op, bounds(a), bounds(b));
  return mayBeNone(a) || mayBeNone(b) ? found | FALSE : found;
}

function _sameOption(a, b) {
  const [left, right] = [_options(a), _options(b)];
  if (left === null || right === null) {
    return UNKNOWN;
  }
  if (!left.some((one) => right.some((other) => equal(one, other)))) {
    return FALSE;
  }
  return left.length === 1 && right.length === 1 ? TRUE : UNKNOWN;
}

function _ordered(op, [a, b], [c, d]) {
  let [always, ever] = [false, false];
  switch (op) {
    case "is":
      if (order(b, c) < 0 || order(d, a) < 0) {
        return FALSE;
      }
      return equal(a, b) && equal(b, c) && equal(c, d) ? TRUE : UNKNOWN;
    case "at_least":
      [always, ever] = [order(a, d) >= 0, order(b, c) >= 0];
      break;
    case "more_than":
      [always, ever] = [order(a, d) > 0, order(b, c) > 0];
      break;
    case "at_most":
      [always, ever] = [order(b, c) <= 0, order(a, d) <= 0];
      break;
    default:
      [always, ever] = [order(b, c) < 0, order(a, d) < 0];
  }
  return always ? TRUE : ever ? UNKNOWN : FALSE;
}

/** The finite options of a value, or null for any text. */
function _options(value) {
  return value instanceof Domain ? value.options : [value];
}

function _hasBounds(value) {
  return value instanceof Domain ? value.low !== null : isNumber(value) || value instanceof Day;
}

/** Whether a value may turn out not to exist. */
export function mayBeNone(value) {
  return value instanceof Domain ? value.mayBeNone : value === NONE;
}

/** The lowest and the highest that an ordered value may be. */
export function bounds(value) {
  return value instanceof Domain ? [value.low, value.high] : [value, value];
}

/** Whether a value is one of some options. */
export function member(options) {
  const keys = keySet(options);
  const isIn = (value) => keys.has(keyOf(value));
  return keeping((value) => truth(isIn(value)), (domain) => _someOf(domain, options, isIn));
}

function _someOf({ options: own, low, high, mayBeNone: none }, options, isIn) {
  if (own !== null) {
    const inside = own.filter(isIn).length;
    return inside === 0 ? FALSE : inside === own.length && !none ? TRUE : UNKNOWN;
  }
  if (low === null) {
    return UNKNOWN;
  }
  if (equal(low, high) && !none) {
    return truth(isIn(low));
  }
  return options.some((one) => order(low, one) <= 0 && order(one, high) <= 0) ? UNKNOWN : FALSE;
}

/** Whether a value exists. */
export function present(value) {
  if (value instanceof Domain) {
    return value.mayBeNone ? UNKNOWN : TRUE;
  }
  return truth(value !== NONE);
}

/** The value between two bounds: itself where they coincide. */
export function span(low, high, none = false) {
  if (equal(low, high) && !none) {
    return low;
  }
  return new Domain(low instanceof Day ? "date" : "number", { low, high, mayBeNone: none });
}

/**
 * An operation on values from the operation on known values and that on bounds; what does not exist makes a result that
 * does not exist.
 */
function _combine(decide, reach) {
  return (a, b) => {
    if (a === NONE || b === NONE) {
      return NONE;
    }
    if (!(a instanceof Domain) && !(b instanceof Domain)) {
      return decide(a, b);
    }
    const [low, high] = reach(bounds(a), bounds(b));
    return span(low, high, mayBeNone(a) || mayBeNone(b));
  };
}

function _corners([a, b], [c, d]) {
  const products = [times(a, c), times(a, d), times(b, c), times(b, d)];
  return [min(...products), max(...products)];
}

export const add = _combine(plus, (a, b) => [plus(a[0], b[0]), plus(a[1], b[1])]);
export const subtract = _combine(minus, (a, b) => [minus(a[0], b[1]), minus(a[1], b[0])]);
export const multiply = _combine(times, _corners);
export const months = _combine(monthsBetween, (a, b) => [monthsBetween(a[1], b[0]), monthsBetween(a[0], b[1])]);

/** A ratio; where the divisor is zero it does not exist, and where it may be zero it may not exist. */
export function divide(a, b) {
  if (a === NONE || b === NONE) {
    return NONE;
  }
  const [over, under] = [bounds(a), bounds(b)];
  const [first, last] = under.map(_sign);
  if (first === 0 && last === 0) {
    return NONE;
  }
  if (first < 0 && last > 0) {
    return new Domain("number", { low: -_HUGE, high: _HUGE, mayBeNone: true });
  }
  let none = mayBeNone(a) || mayBeNone(b);
  const ends = over.flatMap((x) => under.filter((y) => _sign(y) !== 0).map((y) => quotient(x, y)));
  if (first === 0 || last === 0) {
    none = true;
    const huge = last > 0 ? _HUGE : -_HUGE;
    ends.push(...over.filter((x) => _sign(x) > 0).map(() => huge));
    ends.push(...over.filter((x) => _sign(x) < 0).map(() => negated(huge)));
  }
  return span(min(...ends), max(...ends), none);
}

function _sign(number) {
  const num = numerator(number);
  return num < 0n ? -1 : num > 0n ? 1 : 0;
}

/** The smallest domain that holds all of the values. */
export function hull(values) {
  if (values.every((value) => _same(value, values[0]))) {
    return values[0];
  }
  const none = values.some(mayBeNone);
  const existing = values.filter((value) => value !== NONE);
  if (existing.every(_hasBounds)) {
    const ends = existing.map(bounds);
    return span(min(...ends.map(([low]) => low)), max(...ends.map(([, high]) => high)), none);
  }
  const options = existing.map(_options);
  if (options.includes(null)) {
    return new Domain("text", { mayBeNone: none });
  }
  return new Domain("choice", { options: distinct(options.flat()), mayBeNone: none });
}

function _same(a, b) {
  if (!(a instanceof Domain) || !(b instanceof Domain)) {
    return equal(a, b);
  }
  return (
    a.type === b.type &&
    a.mayBeNone === b.mayBeNone &&
    _sameEnd(a.low, b.low) &&
    _sameEnd(a.high, b.high) &&
    (a.options === null || b.options === null
      ? a.options === b.options
      : a.options.length === b.options.length && a.options.every((one, index) => equal(one, b.options[index])))
  );
}

function _sameEnd(a, b) {
  return a === null || b === null ? a === b : equal(a, b);
}
