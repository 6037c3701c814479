// Reading JSON strictly. Follows loading/strict_json.py: duplicate keys, exponents, NaN and numbers, keys and nesting
// without end are refused. Numbers are exact.

import { numberOf, put } from "./plain.mjs";
import { MAX_DEPTH, MAX_DIGITS, MAX_KEY, placesOf } from "./source_text.mjs";
import { lengthOf, shortened } from "./visible.mjs";

// Deeper than any value that is read; a reader that calls itself must end somewhere.
const _DEEPEST = 900;
const _NUMBER = /(-?(?:0|[1-9]\d*))(\.\d+)?([eE][-+]?\d+)?/y;
const _SPACE = /[ \t\n\r]*/y;
const _ESCAPES = { '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };
const _ESCAPED = new Map(Object.entries(_ESCAPES));
const _WORDS = [
  ["null", null],
  ["true", true],
  ["false", false],
];
const _CONSTANTS = ["NaN", "Infinity", "-Infinity"];

/**
 * Read one JSON value: `{data, flaw}`. The flaw is null or `{line, column, message}`; only errors of syntax have a
 * place, elsewhere line and column are null.
 */
export function readJson(text) {
  try {
    return { data: new _Reader(text).read(), flaw: null };
  } catch (error) {
    if (error instanceof _Syntax) {
      return { data: null, flaw: { ...placesOf(text, "\n")(error.offset), message: "语法错误" } };
    }
    if (error instanceof _Refused) {
      return { data: null, flaw: { line: null, column: null, message: error.message } };
    }
    throw error;
  }
}

/** A text that is no JSON, from an offset on. */
class _Syntax extends Error {
  constructor(offset) {
    super("syntax");
    this.offset = offset;
  }
}

/** A JSON text that is well-formed and still not acceptable. */
class _Refused extends Error {}

class _Reader {
  constructor(text) {
    this.text = text;
    this.at = 0;
    this.deepest = 0;
  }

  read() {
    this.skip();
    const data = this.value(0);
    this.skip();
    if (this.at < this.text.length) {
      throw new _Syntax(this.at);
    }
    if (this.deepest > MAX_DEPTH) {
      throw _tooDeep();
    }
    return data;
  }

  skip() {
    _SPACE.lastIndex = this.at;
    this.at += _SPACE.exec(this.text)[0].length;
  }

  // A value in so many collections.
  value(depth) {
    const start = this.at;
    this.deepest = Math.max(this.deepest, depth + 1);
    switch (this.text[start]) {
      case "{":
        return this.mapping(depth + 1);
      case "[":
        return this.list(depth + 1);
      case '"':
        return this.string();
      default:
        return this.word(start);
    }
  }

  word(start) {
    for (const [word, value] of _WORDS) {
      if (this.text.startsWith(word, start)) {
        this.at += word.length;
        return value;
      }
    }
    for (const word of _CONSTANTS) {
      if (this.text.startsWith(word, start)) {
        throw new _Refused(`不是数：${word}`);
      }
    }
    _NUMBER.lastIndex = start;
    const found = _NUMBER.exec(this.text);
    if (found === null) {
      throw new _Syntax(start);
    }
    this.at += found[0].length;
    if (found[3] !== undefined) {
      throw new _Refused(`数字写成了指数：${shortened(found[0], MAX_DIGITS)}`);
    }
    if (found[0].length > MAX_DIGITS) {
      throw new _Refused(`数字过长：上限 ${MAX_DIGITS} 位`);
    }
    return numberOf(found[0]);
  }

  enter(depth) {
    if (depth > _DEEPEST) {
      throw _tooDeep();
    }
    this.at += 1;
    this.skip();
  }

  list(depth) {
    this.enter(depth);
    const items = [];
    if (this.text[this.at] === "]") {
      this.at += 1;
      return items;
    }
    for (;;) {
      items.push(this.value(depth));
      this.skip();
      if (this.text[this.at] === "]") {
        this.at += 1;
        return items;
      }
      this.comma();
    }
  }

  mapping(depth) {
    this.enter(depth);
    const pairs = [];
    if (this.text[this.at] === "}") {
      this.at += 1;
      return {};
    }
    for (;;) {
      if (this.text[this.at] !== '"') {
        throw new _Syntax(this.at);
      }
      const key = this.string();
      this.skip();
      if (this.text[this.at] !== ":") {
        throw new _Syntax(this.at);
      }
      this.at += 1;
      this.skip();
      pairs.push([key, this.value(depth)]);
      this.skip();
      if (this.text[this.at] === "}") {
        this.at += 1;
        return _unique(pairs);
      }
      this.comma();
    }
  }

  comma() {
    if (this.text[this.at] !== ",") {
      throw new _Syntax(this.at);
    }
    this.at += 1;
    this.skip();
  }

  string() {
    const start = this.at;
    const parts = [];
    let from = start + 1;
    for (let at = from; at < this.text.length; at += 1) {
      const one = this.text[at];
      if (one === '"') {
        parts.push(this.text.slice(from, at));
        this.at = at + 1;
        return parts.join("");
      }
      if (one < " ") {
        throw new _Syntax(at);
      }
      if (one === "\\") {
        parts.push(this.text.slice(from, at), this.escaped(start, at));
        at += this.text[at + 1] === "u" ? 5 : 1;
        from = at + 1;
      }
    }
    throw new _Syntax(start);
  }

  escaped(start, at) {
    if (at + 1 >= this.text.length) {
      throw new _Syntax(start);
    }
    const sign = this.text[at + 1];
    if (sign === "u") {
      const digits = this.text.slice(at + 2, at + 6);
      if (!/^[0-9a-fA-F]{4}$/.test(digits) || at + 6 >= this.text.length) {
        throw new _Syntax(at + 1);
      }
      return String.fromCharCode(Number.parseInt(digits, 16));
    }
    if (!_ESCAPED.has(sign)) {
      throw new _Syntax(at);
    }
    return _ESCAPED.get(sign);
  }
}

function _unique(pairs) {
  const mapping = {};
  for (const [key, value] of pairs) {
    if (lengthOf(key) > MAX_KEY) {
      throw new _Refused(`键过长：上限 ${MAX_KEY} 字`);
    }
    if (Object.hasOwn(mapping, key)) {
      throw new _Refused(`键重复：${key}`);
    }
    put(mapping, key, value);
  }
  return mapping;
}

function _tooDeep() {
  return new _Refused(`嵌套过深：上限 ${MAX_DEPTH} 层`);
}
