// Where the events of the parser stand in the text: it gives the offsets of what is written, and the places of
// everything else follow from what has been read.

import { jsYaml } from "./vendor/js-yaml.mjs";

const { SCALAR_STYLE } = jsYaml;

const _HEADER = /[|>][-+0-9]*(?: +#.*| *)$/;

/** What has been read of a text: `read` is the offset behind the last thing. */
export class Cursor {
  constructor(text) {
    this.text = text;
    this.read = 0;
  }

  /** Everything before an offset has been read. */
  pass(offset) {
    this.read = Math.max(this.read, offset);
  }

  /** Whether an offset stands on another line than the last thing that was read; a block of text ends with its line. */
  isOnNewLine(offset) {
    return /[\r\n]/.test(this.text.slice(Math.max(this.read - 1, 0), offset));
  }

  /**
   * Where an event starts, a scalar at its quote or at the sign of its block, with what is said about it before. `top`
   * is the collection that it stands in.
   */
  startOf(event, top) {
    const said = [event.anchorStart - 1, event.tagStart].filter((offset) => offset >= 0);
    if (said.length) {
      return Math.min(...said);
    }
    if (event.start !== undefined) {
      return event.start;
    }
    if (event.valueStart < 0) {
      return this._unwritten(top);
    }
    switch (event.style) {
      case SCALAR_STYLE.PLAIN:
        return event.valueStart;
      case SCALAR_STYLE.SINGLE_QUOTED:
      case SCALAR_STYLE.DOUBLE_QUOTED:
        return event.valueStart - 1;
      default:
        return this._headerBefore(event.valueStart);
    }
  }

  /** Where a scalar ends, behind its quote or, where it is not written, behind the sign that stands for it. */
  endOf(event, top) {
    if (event.valueEnd < 0) {
      const isSaid = event.anchorEnd >= 0 || event.tagEnd >= 0;
      return isSaid || top.isFlow ? this.read : this._unwritten(top);
    }
    const isQuoted = event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED;
    return event.valueEnd + (isQuoted ? 1 : 0);
  }

  /** The offset of what follows, behind spaces, line breaks and comments, and behind some signs if there are any. */
  next(offset = this.read, signs = "") {
    let at = offset;
    for (;;) {
      const one = this.text[at];
      if (one === "#") {
        while (at < this.text.length && this.text[at] !== "\n" && this.text[at] !== "\r") {
          at += 1;
        }
      } else if (one === " " || one === "\n" || one === "\r" || (one !== undefined && signs.includes(one))) {
        at += 1;
      } else {
        return at;
      }
    }
  }

  // A value that is not written stands behind the sign of the item, of the key or of the value that it is.
  _unwritten({ isDocument, isMapping, isFlow, key }) {
    const next = this.next(this.read, isFlow ? "," : "");
    const sign = isMapping ? (key === null ? "?" : ":") : "-";
    return !isDocument && !isFlow && this.text[next] === sign ? next + 1 : next;
  }

  _headerBefore(content) {
    let end = content;
    while (end > this.read && /[\r\n]/.test(this.text[end - 1])) {
      end -= 1;
    }
    let start = end;
    while (start > this.read && !/[\r\n]/.test(this.text[start - 1])) {
      start -= 1;
    }
    return start + this.text.slice(start, end).search(_HEADER);
  }
}

/** The name of an anchor or an alias: letters and digits, as far as they go. */
export function anchorOf(text, { anchorStart, anchorEnd }) {
  return /^[\w-]*/.exec(text.slice(anchorStart, anchorEnd))[0];
}

/** A tag as it is meant: `!!int` is short for `tag:yaml.org,2002:int`. */
export function tagOf(text, { tagStart, tagEnd }) {
  const written = text.slice(tagStart, tagEnd);
  if (written.startsWith("!<")) {
    return written.slice(2, -1);
  }
  return written.startsWith("!!") ? `tag:yaml.org,2002:${written.slice(2)}` : written;
}
