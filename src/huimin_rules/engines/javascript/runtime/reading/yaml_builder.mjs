// Builds plain data with the place of every value from the events of a YAML text, and finds what is refused in it.
// Follows the builder of loading/strict_yaml.py.

import { numberOf, put } from "./plain.mjs";
import { MAX_PROBLEMS } from "./problems.mjs";
import { MAX_DEPTH, MAX_DIGITS, MAX_KEY, placesOf } from "./source_text.mjs";
import { jsYaml } from "./vendor/js-yaml.mjs";
import { lengthOf, shortened } from "./visible.mjs";
import { Cursor, anchorOf, tagOf } from "./yaml_cursor.mjs";
import { isNull, isNumber, isSurprise } from "./yaml_scalars.mjs";
import { BRACKET, ESCAPE, INDENT, OTHER, explained } from "./yaml_syntax.mjs";
import { Spot } from "./yaml_tree.mjs";

const { COLLECTION_STYLE, EVENT_ID, SCALAR_STYLE } = jsYaml;

const _MAX_SHOWN = 40;
const _ESCAPES = /\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|[^])/g;

/** Reading on would make no sense, or cost too much. */
class _Stop extends Error {}

/** Builds data and places from events, without recursion. */
export class YamlBuilder {
  constructor(text) {
    this.text = text;
    this.cursor = new Cursor(text);
    this.place = placesOf(text);
    this.flaws = [];
    this.stack = [];
    this.documents = 0;
    this.data = null;
    this.spot = null;
  }

  /** `{data, spot, flaws}` of all events; `error` is what the parser ended with, or null. */
  build(events, error) {
    try {
      const first = this.cursor.next();
      if (/^\.\.\.(?![^ \r\n])/.test(this.text.slice(first, first + 4))) {
        this.stop(first, `YAML 语法错误：${INDENT}`);
      }
      for (const event of events) {
        this.take(event);
      }
      if (error !== null) {
        const open = this.stack.filter((one) => one.isFlow).map((one) => one.start);
        const { words, at } = explained(error, this.text, open, this.cursor.read);
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
      this.cursor.pass(this.cursor.next(this.cursor.read, ",:?") + 1);
    }
  }

  takeDocument(event) {
    this.documents += 1;
    let start = this.cursor.next();
    while (this.text.startsWith("...", start)) {
      start = this.cursor.next(start + 3);
    }
    if (event.directives.length) {
      this.flaw(start, "不允许指令（%）");
    }
    if (this.documents > 1) {
      this.stop(start, event.explicitStart ? "一个文件只能有一个 YAML 文档" : `YAML 语法错误：${OTHER}`);
    }
    if (event.explicitStart) {
      this.cursor.pass(start + this.text.slice(start).search(/^---/m) + 3);
    }
    this.stack.push({ isDocument: true });
  }

  takeAlias(event) {
    const start = event.anchorStart - 1;
    const name = anchorOf(this.text, event);
    this.cursor.pass(event.anchorEnd);
    this.flaw(start, `不允许别名（*${shortened(name, _MAX_SHOWN)}）`);
    if (this.expectsKey()) {
      throw new _Stop();
    }
    this.put(start, null);
  }

  takeScalar(event) {
    const start = this.cursor.startOf(event, this.top);
    if (event.valueStart < 0 && this.expectsKey() && this.text[start] === ":") {
      this.stop(start, `YAML 语法错误：${INDENT}`);
    }
    this.refuseBeside(start);
    this.refuseProperties(event, start);
    this.refuseSpread(event, start);
    const plain = event.style === SCALAR_STYLE.PLAIN;
    if (plain && event.valueStart >= 0 && this.top.isFlow && this.text[event.valueStart] === ":") {
      this.stop(start, `YAML 语法错误：${BRACKET}`);
    }
    const value = this.valueOf(event, start);
    this.cursor.pass(this.cursor.endOf(event, this.top));
    if (this.expectsKey()) {
      this.openKey(start, value, plain);
    } else {
      this.put(start, plain ? this.scalar(start, value) : value, plain && value === "");
    }
  }

  // A key inside brackets ends on the line on which it begins, unless a question mark says that it is one.
  refuseSpread(event, start) {
    if (event.valueStart < 0 || !this.top.isFlow || !this.expectsKey()) {
      return;
    }
    const colon = this.cursor.next(this.cursor.endOf(event, this.top));
    const before = this.text.slice(this.cursor.read, start);
    if (this.text[colon] === ":" && !before.includes("?") && /[\r\n]/.test(this.text.slice(start, colon))) {
      this.stop(colon, `YAML 语法错误：${BRACKET}`);
    }
  }

  // Every entry of a block but the first begins on a line of its own.
  refuseBeside(start) {
    const { top } = this;
    if (top.isDocument || top.isFlow || (top.isMapping && !this.expectsKey())) {
      return;
    }
    const isFirst = !top.hasEntries;
    top.hasEntries = true;
    if (!isFirst && !this.cursor.isOnNewLine(start)) {
      this.stop(start, `YAML 语法错误：${INDENT}`);
    }
  }

  valueOf(event, start) {
    let value = jsYaml.getScalarValue(this.text, event);
    const isBlock = event.style === SCALAR_STYLE.LITERAL_BLOCK || event.style === SCALAR_STYLE.FOLDED_BLOCK;
    if (isBlock && event.valueEnd === this.text.length && !/[\r\n]/.test(this.text.at(-1))) {
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
    const start = this.cursor.startOf(event, this.top);
    const isBracketed = /[[{]/.test(this.text[event.start]);
    this.refuseBeside(start);
    this.refuseProperties(event, start);
    this.cursor.pass(event.start + (isBracketed ? 1 : 0));
    if (this.expectsKey()) {
      this.stop(start, "键必须是文字");
    }
    if (this.stack.length > MAX_DEPTH) {
      this.stop(start, `嵌套过深：上限 ${MAX_DEPTH} 层`);
    }
    const isMapping = event.type === EVENT_ID.MAPPING;
    const value = isMapping ? {} : [];
    const spot = this.put(start, value).opened();
    const isFlow = event.style === COLLECTION_STYLE.FLOW;
    const nothingYet = { key: null, keyPlace: null, discard: false, hasEntries: false };
    this.stack.push({ value, spot, isMapping, isFlow, isBracketed, start: event.start, ...nothingYet });
  }

  // ------------------------------------------------------------------------------------------------ keys and values

  // The document or the collection that is being read.
  get top() {
    return this.stack.at(-1);
  }

  expectsKey() {
    return this.top.isMapping === true && this.top.key === null;
  }

  openKey(start, key, plain) {
    const { top } = this;
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
    const { top } = this;
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
      const name = anchorOf(this.text, event);
      this.flaw(start, `不允许锚点（&${shortened(name, _MAX_SHOWN)}）`);
    }
    if (event.tagStart >= 0) {
      const tag = tagOf(this.text, event);
      this.flaw(start, `不允许标签（${shortened(tag, _MAX_SHOWN)}）`);
    }
    this.cursor.pass(Math.max(event.anchorEnd, event.tagEnd));
  }
}
