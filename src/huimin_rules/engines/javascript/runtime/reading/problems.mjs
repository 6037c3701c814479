// Follows errors.InputProblem, loading/paths.py and the words of loading/shape.py: what is wrong with an application,
// in the same words as the command line says it.

import { ExactNumber, isMapping } from "./plain.mjs";
import { lengthOf, shortened, visible, visibleName } from "./visible.mjs";

/** How many problems are told at once. */
export const MAX_PROBLEMS = 500;

/** What is found where a name stands that nothing has. */
export const UNKNOWN_NAME = "未知的名称";

const _FOUND_LIMIT = 40;
const _PATH_LIMIT = 200;
const _LONGEST = 4096;
const _TOO_LARGE = 10n ** 40n;

/**
 * One problem: where, what was expected, what was found, the nearest valid name; `file`, `line` and `column` where they
 * are known. With `sentence`, `expected` is what must hold, as a sentence of its own.
 */
export function problemOf(path, expected, found, more = {}) {
  const none = { nearest: null, file: null, line: null, column: null, sentence: false };
  return { path, expected, found, ...none, ...more };
}

/** The problems of one application: the first of them, and how many there are. */
export class Problems {
  constructor() {
    this.first = [];
    this.count = 0;
  }

  /** One more; it is made only where it is told, for hostile input has very many. */
  add(make) {
    this.count += 1;
    if (this.count <= MAX_PROBLEMS) {
      this.first.push(make());
    }
  }

  /** What is told of them. */
  told() {
    if (this.count <= MAX_PROBLEMS) {
      return this.first;
    }
    const rest = `共 ${this.count} 处，其余没有列出`;
    return [...this.first, problemOf("", `至多 ${MAX_PROBLEMS} 处问题的申请`, rest)];
  }
}

/** A problem as one line. */
export function toldProblem({ path, expected, found, nearest, file, line, column, sentence }) {
  const place = file ? (line ? `${file}:${line}:${column}: ` : `${file}: `) : "";
  const subject = path ? `${path}：` : "";
  const near = nearest ? `；是否想写 ${nearest}？` : "";
  const said = sentence ? `${expected}（所写的是：${found}）` : `应为${expected}，实为${found}`;
  return visible(shortened(`${place}${subject}${said}${near}`, _LONGEST));
}

/** The steps to a value as people write them: `applicants[0].domicile`. */
export function pathOf(steps) {
  const path = steps.map((step) => (typeof step === "number" ? `[${step}]` : `.${step}`)).join("");
  return path.startsWith(".") ? path.slice(1) : path;
}

/** The same as problems tell it: shortened, nothing in it hidden. */
export function toldPath(steps) {
  const written = pathOf(steps);
  const shown = Array.from(written.slice(0, 2 * _PATH_LIMIT)).slice(0, _PATH_LIMIT).join("");
  return visibleName(shown) + (lengthOf(written) > _PATH_LIMIT ? "…" : "");
}

/** A found value, shortened, as its author would recognise it. */
export function show(value) {
  if (value === null || value === undefined) {
    return "空";
  }
  switch (typeof value) {
    case "boolean":
      return String(value);
    case "string":
      return `“${printable(value)}”`;
    case "bigint":
      return _shownWhole(value);
    case "number":
      return _shownNumber(value);
    default:
      return _shownObject(value);
  }
}

/** A text as a problem quotes it: shortened, nothing in it hidden. */
export function printable(text) {
  return visible(shortened(text, _FOUND_LIMIT));
}

function _shownWhole(number) {
  return number >= _TOO_LARGE || number <= -_TOO_LARGE ? "过大的整数" : printable(String(number));
}

function _shownNumber(number) {
  if (Number.isInteger(number)) {
    return _shownWhole(BigInt(number));
  }
  return Number.isNaN(number) ? "nan" : String(number).replace("Infinity", "inf");
}

function _shownObject(value) {
  if (value instanceof ExactNumber) {
    return value.isWhole ? _shownWhole(BigInt(value.digits)) : printable(_decimal(value.digits));
  }
  if (Array.isArray(value)) {
    return `列表（${value.length} 项）`;
  }
  if (!isMapping(value)) {
    return `${printable(value.constructor?.name ?? typeof value)} 类型的值`;
  }
  const names = Object.keys(value).slice(0, _FOUND_LIMIT).map(printable);
  return names.length ? `映射（${shortened(names.join("、"), _FOUND_LIMIT)}）` : "空映射";
}

// A very small decimal is written with an exponent, as Python's Decimal writes itself.
function _decimal(digits) {
  const [, sign, before, after] = /^(-?)(\d+)\.(\d+)$/.exec(digits);
  const figures = (before + after).replace(/^0+(?=\d)/, "");
  const adjusted = figures.length - 1 - after.length;
  if (adjusted >= -6) {
    return digits;
  }
  const rest = figures.length > 1 ? `.${figures.slice(1)}` : "";
  return `${sign}${figures[0]}${rest}E${adjusted}`;
}
