// Reading YAML strictly: plain data and the place of every value. Follows loading/strict_yaml.py.
//
// A subset of YAML 1.2's core schema: what a reader takes for text is text. Everything on which YAML processors disagree is
// refused with its place: duplicate keys, anchors, aliases, tags, directives, several documents, tabs, and spellings to
// which YAML 1.1 gives another type. The vendored parser does the syntax; nothing is constructed by it.

import { numberOf, put } from "./plain.mjs";
import { MAX_PROBLEMS } from "./problems.mjs";
import { MAX_DEPTH, MAX_DIGITS, MAX_KEY, placesOf } from "./source_text.mjs";
import { jsYaml } from "./vendor/js-yaml.mjs";
import { lengthOf, shortened } from "./visible.mjs";
import { isNull, isNumber, isSurprise } from "./yaml_scalars.mjs";
import { BRACKET, ESCAPE, INDENT, OTHER, explained } from "./yaml_syntax.mjs";
import { Spot } from "./yaml_tree.mjs";

const { EVENT_ID, SCALAR_STYLE } = jsYaml;

const _MAX_SHOWN = 40;
const _DEEPEST = MAX_DEPTH + 8;
// Tabs, control characters, the line breaks of YAML 1.1 alone, and what is no character at all.
const _REFUSED = /[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]/u;
const _ESCAPES = /\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|[^])/g;
const _HEADER = /[|>][-+0-9]*(?: +#.*| *)\r?$/m;
const _BLANK = /(?:[ \r\n]|#[^\r\n]*)*/y;

/**
 * Read one YAML document: `{data, spot, flaws}`. A flaw is `{line, column, message}`; where there are any, data and spot are
 * what could be read. `spot` is the place of the whole, null where a file says nothing.
 */
export function readYaml(text) {
  const refused = _REFUSED.exec(text);
  if (refused !== null) {
    const found =
      refused[0] === "\t"
        ? "制表符（Tab），请改用空格"
        : `不允许的字符 U+${refused[0].codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
    const place = placesOf(text, "\n")(refused.index);
    return { data: null, spot: null, flaws: [{ ...place, message: `含有${found}` }] };
  }
  const events = [];
  let error = null;
  try {
    jsYaml.parseEvents(text, { events, maxDepth: _DEEPEST });
  } catch (thrown) {
    if (!(thrown instanceof jsYaml.YAMLException)) {
      throw thrown;
    }
    error = thrown;
  }
  return new _Builder(text).build(events, error);
}

/** Reading on would make no sense, or cost too much. */
class _Stop extends Error {}

// Builds data and places from events, without recursion.
class _Builder {
  constructor(text) {
    this.text = text;
    this.place = placesOf(text);
    this.flaws = [];
    this.stack = [];
    this.documents = 0;
    this.read = 0;
    this.data = null;
    this.spot = null;
  }

  build(events, error) {
    try {
      const first = this.skipBlank(0);
      if (/^\.\.\.(?![^ \r\n])/.test(this.text.slice(first, first + 4))) {
        this.stop(first, `YAML 语法错误：${INDENT}`);
      }
      for (const event of events) {
        this.take(event);
      }
      if (error !== null) {
        const open = this.stack.filter((one) => one.isFlow).map((one) => one.start);
        const { words, at } = explained(error, this.text, open, this.read);
        this.flaw(at, `YAML 语法错误：${words}`);
      }
    } catch (stop) {
      if (!(stop instanceof _Stop)) {
        throw stop;
      }
    }
    return { data: this.data, spot: this.spot, flaws: this.flaws };
  }

  flaw(offset, message) {
    const full = this.flaws.length === MAX_PROBLEMS;
    const said = full ? `错误超过 ${MAX_PROBLEMS} 处，其余没有列出` : message;
    this.flaws.push({ ...this.place(offset), message: said });
    if (full) {
      throw new _Stop();
    }
  }

  // What makes reading on senseless, or too costly.
  stop(offset, message) {
    this.flaw(offset, message);
    throw new _Stop();
  }

  take(event) {
    switch (event.type) {
      case EVENT_ID.DOCUMENT:
        this.takeDocument(event);
        break;
      case EVENT_ID.ALIAS:
        this.takeAlias(event);
        break;
      case EVENT_ID.SCALAR:
        this.takeScalar(event);
        break;
      case EVENT_ID.MAPPING:
      case EVENT_ID.SEQUENCE:
        this.takeCollection(event);
        break;
      default:
        this.close(this.stack.pop());
    }
  }

  // Behind the last value of a collection in brackets stands the bracket.
  close({ isBracketed }) {
    if (isBracketed) {
      this.read = this.skipSigns(this.read, /[,:?]/) + 1;
    }
  }

  takeDocument(event) {
    this.documents += 1;
    let start = this.skipBlank(this.read);
    while (this.text.startsWith("...", start)) {
      start = this.skipBlank(start + 3);
    }
    if (event.directives.length) {
      this.flaw(start, "不允许指令（%）");
    }
    if (this.documents > 1) {
      this.stop(start, event.explicitStart ? "一个文件只能有一个 YAML 文档" : `YAML 语法错误：${OTHER}`);
    }
    if (event.explicitStart) {
      this.read = start + this.text.slice(start).search(/^---/m) + 3;
    }
    this.stack.push({ isDocument: true });
  }

  takeAlias(event) {
    const start = event.anchorStart - 1;
    const name = _nameOf(this.text, event);
    this.read = event.anchorEnd;
    this.flaw(start, `不允许别名（*${shortened(name, _MAX_SHOWN)}）`);
    if (this.expectsKey()) {
      throw new _Stop();
    }
    this.put(start, null);
  }

  takeScalar(event) {
    const start = this.startOf(event);
    if (event.valueStart < 0 && this.expectsKey() && this.text[start] === ":") {
      this.stop(start, `YAML 语法错误：${INDENT}`);
    }
    this.refuseBeside(start);
    this.refuseProperties(event, start);
    this.refuseSpread(event, start);
    const plain = event.style === SCALAR_STYLE.PLAIN;
    if (plain && event.valueStart >= 0 && this.stack.at(-1).isFlow && this.text[event.valueStart] === ":") {
      this.stop(start, `YAML 语法错误：${BRACKET}`);
    }
    const value = this.valueOf(event, start);
    this.read = Math.max(this.read, this.endOf(event));
    if (this.expectsKey()) {
      this.openKey(start, value, plain);
    } else {
      this.put(start, plain ? this.scalar(start, value) : value, plain && value === "");
    }
  }

  // A key inside brackets ends on the line on which it begins, unless a question mark says that it is one.
  refuseSpread(event, start) {
    if (event.valueStart < 0 || !this.stack.at(-1).isFlow || !this.expectsKey()) {
      return;
    }
    const colon = this.skipBlank(this.endOf(event));
    const before = this.text.slice(this.read, start);
    if (this.text[colon] === ":" && !before.includes("?") && /[\r\n]/.test(this.text.slice(start, colon))) {
      this.stop(colon, `YAML 语法错误：${BRACKET}`);
    }
  }

  // Every entry of a block but the first begins on a line of its own.
  refuseBeside(start) {
    const top = this.stack.at(-1);
    if (top.isDocument || top.isFlow || (top.isMapping && !this.expectsKey())) {
      return;
    }
    const isFirst = !top.hasEntries;
    top.hasEntries = true;
    if (!isFirst && !/[\r\n]/.test(this.text.slice(this.read - 1, start))) {
      this.stop(start, `YAML 语法错误：${INDENT}`);
    }
  }

  valueOf(event, start) {
    let value = jsYaml.getScalarValue(this.text, event);
    const isBlock = event.style === SCALAR_STYLE.LITERAL_BLOCK || event.style === SCALAR_STYLE.FOLDED_BLOCK;
    if (isBlock && event.valueEnd === this.text.length && !/[\r\n]$/.test(this.text)) {
      value = value.replace(/\n$/, ""); // the last line of a file may end without a line break, and then has none
    }
    let refused = value.includes("\0");
    if (event.style === SCALAR_STYLE.DOUBLE_QUOTED) {
      // Two halves that are written as escapes would make one character of which nobody wrote the number.
      const written = this.text.slice(event.valueStart, event.valueEnd);
      for (const { 1: short, 2: long, index } of written.matchAll(_ESCAPES)) {
        const code = Number.parseInt(short ?? long ?? "0", 16);
        if (code > 0x10ffff) {
          this.stop(event.valueStart + index + 2, `YAML 语法错误：${ESCAPE}`);
        }
        refused ||= code >= 0xd800 && code <= 0xdfff;
      }
    }
    if (refused) {
      this.flaw(start, "文字中不能有转义写成的 NUL 或者半个代理字符");
    }
    return value;
  }

  takeCollection(event) {
    const start = _least(event.start, event.anchorStart - 1, event.tagStart);
    const isBracketed = /[[{]/.test(this.text[event.start]);
    this.refuseBeside(start);
    this.refuseProperties(event, start);
    this.read = Math.max(this.read, event.start + (isBracketed ? 1 : 0));
    if (this.expectsKey()) {
      this.stop(start, "键必须是文字");
    }
    if (this.stack.length > MAX_DEPTH) {
      this.stop(start, `嵌套过深：上限 ${MAX_DEPTH} 层`);
    }
    const isMapping = event.type === EVENT_ID.MAPPING;
    const value = isMapping ? {} : [];
    const spot = this.put(start, value);
    const isFlow = event.style === jsYaml.COLLECTION_STYLE.FLOW;
    this.stack.push({ value, spot, isMapping, isFlow, isBracketed, start: event.start, key: null, discard: false, hasEntries: false });
  }

  // ------------------------------------------------------------------------------------------------ keys and values

  expectsKey() {
    const top = this.stack.at(-1);
    return top.isMapping === true && top.key === null;
  }

  openKey(start, key, plain) {
    const top = this.stack.at(-1);
    if (key === "<<" && plain) {
      this.flaw(start, "不允许合并键（<<）");
    }
    if (lengthOf(key) > MAX_KEY) {
      this.stop(start, `键过长：上限 ${MAX_KEY} 字`);
    }
    top.discard = Object.hasOwn(top.value, key);
    if (top.discard) {
      this.flaw(start, `键重复：${key}（第 ${top.spot.at(key).key.line} 行已有）`);
    }
    top.key = key;
    top.keyPlace = this.place(start);
  }

  // Hang a value where it belongs and remember its place; a value that is not written has the place of its key.
  put(start, value, unwritten = false) {
    const top = this.stack.at(-1);
    const place = this.place(start);
    if (top.isDocument) {
      this.data = value;
      this.spot = new Spot(value === null ? { line: 1, column: 1 } : place);
      return this.spot;
    }
    if (!top.isMapping) {
      const spot = new Spot(place);
      top.value.push(value);
      top.spot.items.push(spot);
      return spot;
    }
    const spot = new Spot(unwritten ? top.keyPlace : place, top.keyPlace);
    if (!top.discard) {
      put(top.value, top.key, value);
      top.spot.members.set(top.key, spot);
    }
    top.key = null;
    return spot;
  }

  scalar(start, text) {
    if (isNull(text)) {
      return null;
    }
    if (text === "true" || text === "false") {
      return text === "true";
    }
    if (isNumber(text)) {
      if (text.length > MAX_DIGITS) {
        this.flaw(start, `数字过长：上限 ${MAX_DIGITS} 位`);
        return 0;
      }
      return numberOf(text);
    }
    if (isSurprise(text)) {
      const meant = "文字请加引号，布尔值写 true 或 false，数字写十进制";
      this.flaw(start, `${shortened(text, _MAX_SHOWN)} 有歧义（YAML 1.1 会当作别的类型）：${meant}`);
      return null;
    }
    return text;
  }

  refuseProperties(event, start) {
    if (event.anchorStart >= 0) {
      const name = _nameOf(this.text, event);
      this.flaw(start, `不允许锚点（&${shortened(name, _MAX_SHOWN)}）`);
    }
    if (event.tagStart >= 0) {
      const tag = _tagOf(this.text.slice(event.tagStart, event.tagEnd));
      this.flaw(start, `不允许标签（${shortened(tag, _MAX_SHOWN)}）`);
    }
    this.read = Math.max(this.read, event.anchorEnd, event.tagEnd);
  }

  // ------------------------------------------------------------------------------------------------------- offsets

  // Where a scalar starts, its quote or the sign of its block, or what is said about it before.
  startOf(event) {
    const said = _least(event.anchorStart - 1, event.tagStart);
    if (event.valueStart < 0 || said < Infinity) {
      return said < Infinity ? said : this.unwritten();
    }
    switch (event.style) {
      case SCALAR_STYLE.PLAIN:
        return event.valueStart;
      case SCALAR_STYLE.SINGLE_QUOTED:
      case SCALAR_STYLE.DOUBLE_QUOTED:
        return event.valueStart - 1;
      default:
        return this.headerBefore(event.valueStart, this.read);
    }
  }

  // A value that is not written stands behind the sign of the item, of the key or of the value that it is.
  unwritten() {
    const { isDocument, isMapping, isFlow } = this.stack.at(-1);
    const next = this.skipSigns(this.read, isFlow ? /,/ : /(?!)/);
    const sign = isMapping ? (this.expectsKey() ? "?" : ":") : "-";
    return !isDocument && !isFlow && this.text[next] === sign ? next + 1 : next;
  }

  headerBefore(content, read) {
    const lineEnd = this.text[content - 1] === "\n" || this.text[content - 1] === "\r" ? content - 1 : content;
    const lineStart = Math.max(this.text.lastIndexOf("\n", lineEnd - 1), this.text.lastIndexOf("\r", lineEnd - 2)) + 1;
    const from = Math.max(lineStart, read);
    const found = _HEADER.exec(this.text.slice(from, lineEnd));
    return found === null ? from : from + found.index;
  }

  endOf(event) {
    if (event.valueEnd < 0) {
      const isSaid = event.anchorEnd >= 0 || event.tagEnd >= 0;
      return isSaid || this.stack.at(-1).isFlow ? this.read : this.unwritten();
    }
    const quoted = event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED;
    return event.valueEnd + (quoted ? 1 : 0);
  }

  skipSigns(offset, signs) {
    let next = this.skipBlank(offset);
    while (signs.test(this.text[next] ?? "")) {
      next = this.skipBlank(next + 1);
    }
    return next;
  }

  skipBlank(offset) {
    _BLANK.lastIndex = offset;
    return offset + _BLANK.exec(this.text)[0].length;
  }
}

function _least(...offsets) {
  return Math.min(...offsets.filter((offset) => offset >= 0));
}

// The name of an anchor or an alias: letters and digits, as far as they go.
function _nameOf(text, { anchorStart, anchorEnd }) {
  return /^[\w-]*/.exec(text.slice(anchorStart, anchorEnd))[0];
}

// A tag as it is meant: `!!int` is short for `tag:yaml.org,2002:int`.
function _tagOf(written) {
  if (written.startsWith("!<")) {
    return written.slice(2, -1);
  }
  return written.startsWith("!!") ? `tag:yaml.org,2002:${written.slice(2)}` : written;
}
