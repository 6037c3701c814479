// Follows norms/facts.py and norms/application.py: what a fact may be where nobody stated it, and how an application
// stands in memory. The facts themselves are those of the program (see docs/adr/0008), plain objects.
//
// An application that has been read is
//
//   { scalars: [value | Domain, …], lists: [[[value | Domain, …], …] | ListDomain, …],
//     stated: [statement | null, …], listed: [[[statement | null, …], …], …],
//     warnings: [{ fact, message }, …] }
//
// `scalars` and `stated` are parallel to the single facts of the program, `lists` and `listed` to its lists. A value
// is a boolean, a text, a BigInt or `Fraction` (money in 分), or a `Day`. Where nothing settles a fact, its `Domain`
// stands; for a list that nobody stated its `ListDomain`, and `[]` in `listed`. A statement is what the verdict
// shows: `{ fact, value, stated_by, determination }`, with `value` as `written` writes it, `determination` null or
// `{ value, by, on, reason, evidence }` in the form of JSON. Nobody writes to an application.

import { FIRST_DAY, Fraction, LAST_DAY, MAX_FEN, MAX_NUMBER, dayFrom, fraction } from "./quantity.mjs";

/**
 * What an unknown value may be: one of `options`, or anything from `low` to `high` (both included), or any text (all of
 * them null). With `mayBeNone` it may also turn out that there is none.
 */
export class Domain {
  constructor(type, { options = null, low = null, high = null, mayBeNone = false }) {
    this.type = type;
    this.options = options;
    this.low = low;
    this.high = high;
    this.mayBeNone = mayBeNone;
  }
}

/** A list that nobody stated: any list of at least `atLeast` elements. */
export class ListDomain {
  constructor(atLeast) {
    this.atLeast = atLeast;
  }
}

/** Whether values of a type are text without an order. */
export function isText(type) {
  return type === "text" || type === "code" || type === "uscc";
}

/** Whether 以上 and 以下 make sense for a type. */
export function isOrdered(type) {
  return type === "integer" || type === "number" || type === "percent" || type === "money" || type === "date";
}

/** A scalar of the program as a value: `{"n": "1", "d": "3"}` is a fraction, `{"day": "2022-09-01"}` a day. */
export function scalarOf(json) {
  if (typeof json !== "object") {
    return json;
  }
  if (json.day !== undefined) {
    return dayFrom(json.day);
  }
  return json.d === undefined ? BigInt(json.n) : fraction(BigInt(json.n), BigInt(json.d));
}

/** A value as the program would write it. */
export function jsonOf(value) {
  if (typeof value === "bigint") {
    return { n: String(value) };
  }
  if (value instanceof Fraction) {
    return { n: String(value.num), d: String(value.den) };
  }
  return typeof value === "object" ? { day: value.toString() } : value;
}

/** The values that a fact of the program may still take where nobody stated it. */
export function domainOf(fact) {
  const mayBeNone = fact.may_be_none === true;
  switch (fact.type) {
    case "boolean":
      return new Domain(fact.type, { options: [false, true] });
    case "choice":
      return new Domain(fact.type, { options: (fact.choices ?? []).map((choice) => choice.id) });
    case "date":
      return new Domain(fact.type, { low: FIRST_DAY, high: LAST_DAY, mayBeNone });
    case "money":
      return new Domain(fact.type, { low: 0n, high: MAX_FEN, mayBeNone });
    case "integer":
    case "number":
    case "percent":
      return new Domain(fact.type, {
        low: fact.minimum == null ? 0n : scalarOf(fact.minimum),
        high: fact.maximum == null ? MAX_NUMBER : scalarOf(fact.maximum),
        mayBeNone,
      });
    case "text":
      return new Domain(fact.type, { mayBeNone: true });
    case "code":
    case "uscc":
      return new Domain(fact.type, { mayBeNone });
    default:
      throw new TypeError(`no type of a fact: ${fact.type}`);
  }
}

/** The list of which nobody said anything. */
export function listDomainOf(list) {
  return new ListDomain(list.at_least ?? 0);
}

/** The last part of a fact's path, as an element's mapping spells it. */
export function nameOf(fact) {
  const start = fact.path.lastIndexOf("[].");
  return start < 0 ? fact.path : fact.path.slice(start + 3);
}
