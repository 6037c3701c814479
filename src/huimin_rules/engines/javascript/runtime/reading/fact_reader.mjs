// Reading the value of one fact. Follows loading/fact_reader.py and loading/fact_models.py, which leave the forms to
// pydantic: a missing key, null and 不清楚 mean unknown, other texts are taken as they are, amounts, percentages and
// dates as people write them, and nothing is guessed.

import { scalarOf } from "../facts.mjs";
import {
  Day,
  MAX_ITEMS,
  NONE,
  compare,
  exact,
  fraction,
  isWhole,
  money,
  multiply,
  parseDate,
  parseDecimal,
  parseMoney,
  strip,
  written,
} from "../quantity.mjs";
import { ExactNumber } from "./plain.mjs";
import { lengthOf } from "./visible.mjs";

export const UNKNOWN_WORD = "不清楚";
export const NONE_WORD = "无";

/** The longest text that an application may state. */
export const MAX_TEXT = 2000;

/** What belongs in each field of a determination, in words. */
export const DETERMINATION_FIELDS = new Map([
  ["value", "是（true）或否（false）"],
  ["by", "文字（由谁认定）"],
  ["on", "日期（认定之日，如 2022-09-01）"],
  ["reason", "文字（认定的理由）"],
  ["evidence", "文字，或者文字的列表（依据的材料）"],
]);

/** Whether nothing is known by a value. */
export function isUnknown(raw) {
  return raw === undefined || raw === null || _isWord(raw, UNKNOWN_WORD);
}

function _isWord(raw, word) {
  return typeof raw === "string" && strip(raw) === word;
}

/** What cannot be the value of a fact. */
class _Unfit extends Error {}

/**
 * A function that reads a value of a fact of a policy: `{value}`, `{unknown: true}`, or `{unfit: true}` for what it
 * cannot be. The words for what it should be are those of `expectedOf`.
 */
export function valueReader(fact) {
  const parse = _parserOf(fact);
  const mayBeNone = fact.type === "text" || fact.may_be_none === true;
  return (raw) => {
    if (isUnknown(raw)) {
      return { unknown: true };
    }
    if (mayBeNone && (raw === NONE || _isWord(raw, NONE_WORD))) {
      return { value: NONE };
    }
    try {
      return { value: parse(raw) };
    } catch (error) {
      if (error instanceof _Unfit || error instanceof RangeError) {
        return { unfit: true };
      }
      throw error;
    }
  };
}

/** What a value of the fact looks like, in words. */
export function expectedOf(fact) {
  const none = fact.may_be_none ? `，或者 ${NONE_WORD}` : "";
  switch (fact.type) {
    case "boolean":
      return fact.judgement ? "是（true）、否（false），或者认定（value、by、on、reason，可另有 evidence）" : "是（true）或否（false）";
    case "choice":
      return `选项 ${fact.choices.map((choice) => choice.id).join("、")} 之一`;
    case "code":
      return `由 ${fact.digits} 位数字组成的代码（加引号）${none}`;
    case "date":
      return `日期（如 2022-09-01，在 1900 年至 2199 年之间）${none}`;
    case "money":
      return `不小于零、精确到分的金额（如 120 即 120${fact.unit}，或者 120万元、1200000元）${none}`;
    case "text":
    case "uscc":
      return `文字（至多 ${MAX_TEXT} 字）${none}`;
    default:
      return `${_bounds(fact)}${none}`;
  }
}

function _bounds(fact) {
  const kind = { integer: "整数", number: "数", percent: "百分比（如 30%）" }[fact.type];
  const low = written(fact, fact.minimum == null ? 0n : scalarOf(fact.minimum));
  const high = fact.maximum == null ? "" : `、不大于 ${written(fact, scalarOf(fact.maximum))}`;
  return `不小于 ${low}${high} 的${kind}`;
}

/** Whether a value is a text that says something: with a character that is no space, no NUL or half of one, not too long. */
export function isWords(raw) {
  return typeof raw === "string" && _WRITABLE.test(raw) && raw.isWellFormed() && lengthOf(raw) <= MAX_TEXT;
}

/** A day as its text, or null. */
export function dayOfText(raw) {
  if (raw instanceof Day) {
    return raw;
  }
  try {
    return typeof raw === "string" ? parseDate(raw) : null;
  } catch (error) {
    if (error instanceof RangeError) {
      return null;
    }
    throw error;
  }
}

/** A field of a determination as the verdict shows it, `{value}`, or `{unfit: true}`. */
export function determinationField(name, raw) {
  switch (name) {
    case "value":
      return typeof raw === "boolean" ? { value: raw } : { unfit: true };
    case "on": {
      const day = dayOfText(raw);
      return day === null ? { unfit: true } : { value: day.toString() };
    }
    case "evidence":
      if (raw === null || isWords(raw)) {
        return { value: raw };
      }
      return _isListOfWords(raw) ? { value: [...raw] } : { unfit: true };
    default:
      return isWords(raw) && !isUnknown(raw) ? { value: raw } : { unfit: true };
  }
}

function _isListOfWords(raw) {
  return Array.isArray(raw) && raw.length <= MAX_ITEMS && raw.every(isWords);
}

const _WRITABLE = /^[^\0]*[^\0\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000][^\0]*$/;

function _parserOf(fact) {
  const { low, high } = fact.domain;
  const inDomain = (number) => {
    _require(compare(number, low) >= 0 && compare(number, high) <= 0);
    return number;
  };
  switch (fact.type) {
    case "boolean":
      return (raw) => _required(raw, typeof raw === "boolean");
    case "choice": {
      const ids = new Set(fact.choices.map((choice) => choice.id));
      return (raw) => _required(raw, ids.has(raw));
    }
    case "text":
    case "uscc":
      return (raw) => _required(raw, isWords(raw));
    case "code": {
      const digits = new RegExp(`^[0-9]{${fact.digits}}$`);
      return (raw) => _required(raw, typeof raw === "string" && digits.test(raw));
    }
    case "date":
      return (raw) => _required(dayOfText(raw), dayOfText(raw) !== null);
    case "integer":
      return (raw) => _wholeIn(raw, low, high);
    case "money":
      return (raw) => (typeof raw === "string" ? parseMoney(raw) : money(_real(raw), fact.unit ?? "元"));
    case "number":
      return (raw) => inDomain(typeof raw === "string" ? parseDecimal(raw) : _real(raw));
    case "percent":
      return (raw) => inDomain(multiply(_percent(raw), fraction(1n, 100n)));
    default:
      throw new TypeError(`no type of a fact: ${fact.type}`);
  }
}

function _percent(raw) {
  if (typeof raw !== "string") {
    return _real(raw);
  }
  _require(raw.endsWith("%"));
  return parseDecimal(strip(raw.slice(0, -1)));
}

// A bound that is no whole number is no bound of a whole number: so it is on the other side.
function _wholeIn(raw, low, high) {
  _require(typeof raw === "bigint" || Number.isInteger(raw) || (raw instanceof ExactNumber && raw.isWhole));
  const number = BigInt(raw instanceof ExactNumber ? raw.digits : raw);
  _require((!isWhole(low) || number >= low) && (!isWhole(high) || number <= high));
  return number;
}

// A number that is no text, exactly as it was written.
function _real(raw) {
  if (raw instanceof ExactNumber) {
    return exact(raw.digits);
  }
  if (typeof raw === "bigint") {
    return exact(raw);
  }
  _require(Number.isFinite(raw));
  return Number.isInteger(raw) ? exact(BigInt(raw)) : exact(String(raw));
}

function _require(holds) {
  if (!holds) {
    throw new _Unfit();
  }
}

function _required(value, holds) {
  _require(holds);
  return value;
}
