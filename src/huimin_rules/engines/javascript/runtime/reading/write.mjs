// Writing an application as a YAML file that the command line, and `parseFile`, read back to the same facts.

import { headerLines } from "./header.mjs";
import { ExactNumber, get, isMapping } from "./plain.mjs";
import { MAX_DEPTH, MAX_DIGITS, MAX_KEY } from "./source_text.mjs";
import { lengthOf, shortened } from "./visible.mjs";
import { isPlainText } from "./yaml_scalars.mjs";

const _COLUMNS = 100;
const _STEP = "  ";
const _LONGEST_KEY = 1000;

// Words that stand without quotes: they begin with a letter or a digit and hold no sign that means something to YAML.
const _PLAIN = /^[\p{L}\p{N}](?:[^\p{C}\p{Z}:#]|[:#](?=[\p{L}\p{N}/])| (?=[^ #:]))*$/u;
const _ESCAPED = /["\\\p{Cc}\u2028\u2029\ufeff\ufffe\uffff]/gu;
const _SHORT = new Map([
  ['"', '\\"'],
  ["\\", "\\\\"],
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
]);

/**
 * The YAML of an application: `facts` in the order of the program's facts, with the label beside each, and in the
 * comments at its head which policy in which version it was made for and which `readings` were fixed.
 *
 * Whatever a file can hold is kept, readable or not: names that no fact has follow those of the facts, and a text stays
 * the text that was typed. What no file can hold is written as near to it as can be: half a character and NUL as
 * U+FFFD, a number of more digits than one may have, or no number at all, as text, a value too deep as the text of its
 * JSON.
 */
export function writeFile(program, facts, readings = {}) {
  const { title, document_number: number } = program.identity;
  const head = [
    `# ${_oneLine(`《${title}》（${number}）申请自查`)}`,
    "# 自查用，据此得出的是自查结果，非行政决定。",
    ...headerLines(program.identity, program.digest, readings),
    "# 查一查：huimin check 本文件；留空、null、不清楚都是不清楚，不当作“否”。",
  ];
  const lines = [..._mapping(facts, _labelled(program.facts), "", 1)];
  return [...head, "", ...(lines.length ? lines : ["{}"]), ""].join("\n");
}

// -------------------------------------------------------------------------------------------------------------- labels

// What is known of the keys of a mapping, in order: for each the fact, and what is known below it.
function _labelled(facts) {
  const known = new Map();
  for (const fact of facts) {
    const items = fact.kind === "FactList" ? _labelled((fact.items ?? []).map((item) => _below(item, "[]."))) : null;
    let here = known;
    const steps = fact.path.split(".");
    steps.forEach((step, index) => {
      if (index === steps.length - 1) {
        here.set(step, { fact, items, inner: null });
      } else {
        const group = here.get(step) ?? { fact: null, items: null, inner: new Map() };
        here.set(step, group);
        here = group.inner;
      }
    });
  }
  return known;
}

function _below(fact, mark) {
  return { ...fact, path: fact.path.slice(fact.path.indexOf(mark) + mark.length) };
}

function _labelOf(known, value) {
  if (!known?.fact) {
    return "";
  }
  const choice = (known.fact.choices ?? []).find((one) => one.id === value);
  return _oneLine(choice ? `${known.fact.asked.label}：${choice.name}` : known.fact.asked.label);
}

function _oneLine(text) {
  return text.replace(/[\p{C}\p{Z}]+/gu, " ").trim();
}

// -------------------------------------------------------------------------------------------------------------- values

function* _mapping(mapping, known, margin, depth) {
  const keys = [...known.keys()].filter((key) => Object.hasOwn(mapping, key));
  const others = Object.keys(mapping).filter((key) => !known.has(key));
  const isOuter = depth === 1;
  for (const key of [...keys, ...others]) {
    const about = known.get(key);
    const value = get(mapping, key);
    if (isOuter && key !== keys[0] && (_isNested(value) || about?.inner)) {
      yield "";
    }
    yield* _entry(key, value, about, margin, depth);
  }
}

function* _entry(key, value, about, margin, depth) {
  const written = _quoted(lengthOf(key) > MAX_KEY ? shortened(key, MAX_KEY - 1) : key, true);
  const name = written.length > _LONGEST_KEY ? `? ${written}\n${margin}:` : `${written}:`;
  const label = _labelOf(about, value);
  if (_isNested(value) && depth < MAX_DEPTH) {
    yield* label ? [`${margin}# ${label}`] : [];
    yield `${margin}${name}`;
    yield* _nested(value, about, margin + _STEP, depth + 1);
    return;
  }
  const line = `${margin}${name} ${_scalar(value)}`.trimEnd();
  const beside = label ? `${line}  # ${label}` : line;
  if (_width(beside) <= _COLUMNS) {
    yield beside;
  } else {
    yield* label ? [`${margin}# ${label}`] : [];
    yield line;
  }
}

function* _nested(value, about, margin, depth) {
  if (!Array.isArray(value)) {
    yield* _mapping(value, about?.inner ?? new Map(), margin, depth);
    return;
  }
  for (const item of value) {
    if (_isNested(item) && depth < MAX_DEPTH) {
      const inner = isMapping(item)
        ? _mapping(item, about?.items ?? new Map(), margin + _STEP, depth + 1)
        : _nested(item, null, margin + _STEP, depth + 1);
      yield* _bulleted(inner, margin);
    } else {
      yield `${margin}- ${_scalar(item) || "null"}`;
    }
  }
}

// The lines of an item, with its sign before the first that is no comment.
function* _bulleted(lines, margin) {
  let isFirst = true;
  for (const line of lines) {
    const isComment = line.trimStart().startsWith("#");
    yield isFirst && !isComment ? `${margin}- ${line.slice(margin.length + _STEP.length)}` : line;
    isFirst &&= isComment;
  }
}

function _isNested(value) {
  return (Array.isArray(value) && value.length > 0) || (isMapping(value) && Object.keys(value).length > 0);
}

// A value on one line; nothing for what is not known.
function _scalar(value) {
  if (value === null || value === undefined) {
    return "";
  }
  switch (typeof value) {
    case "boolean":
      return String(value);
    case "string":
      return _text(value);
    case "number":
    case "bigint":
      return _number(value);
    default:
      return _other(value);
  }
}

function _other(value) {
  if (value instanceof ExactNumber) {
    return value.digits.length > MAX_DIGITS ? _text(value.digits) : value.digits;
  }
  if (Array.isArray(value) && !value.length) {
    return "[]";
  }
  return isMapping(value) && !Object.keys(value).length ? "{}" : _text(JSON.stringify(value) ?? String(value));
}

function _number(number) {
  if (typeof number === "number" && !Number.isFinite(number)) {
    return _text(String(number));
  }
  const digits = Number.isInteger(number) || typeof number === "bigint" ? String(BigInt(number)) : _decimal(number);
  return digits.length > MAX_DIGITS ? _text(digits) : digits;
}

// Without an exponent, which only a very small number has here.
function _decimal(number) {
  const [figures, power] = String(number).split("e-");
  if (power === undefined) {
    return figures;
  }
  const [, sign, first, rest = ""] = /^(-?)(\d)(?:\.(\d+))?$/.exec(figures);
  return `${sign}0.${"0".repeat(Number(power) - 1)}${first}${rest}`;
}

function _text(text) {
  return _quoted(text, isPlainText(text));
}

// A text, in quotes where it cannot stand without. A key may be any word: `on` is no truth there.
function _quoted(text, mayBePlain) {
  const whole = text.toWellFormed().replaceAll("\0", "\ufffd");
  if (mayBePlain && _PLAIN.test(whole)) {
    return whole;
  }
  const escape = (one) => _SHORT.get(one) ?? `\\u${one.codePointAt(0).toString(16).padStart(4, "0")}`;
  return `"${whole.replace(_ESCAPED, escape)}"`;
}

function _width(text) {
  return Array.from(text).reduce((columns, one) => columns + (one > "\u2e7f" ? 2 : 1), 0);
}
