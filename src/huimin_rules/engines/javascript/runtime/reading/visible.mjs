// Follows visible.py: text from outside as a person may safely see it. One line, nothing obeyed, nothing hidden,
// nothing reordered; every character that is not simply seen is shown by its number, ‹U+202E›.
//
// What a character is depends on the Unicode version of whoever asks: characters assigned since are seen by the newer
// one alone.

const _UNSEEN = /^[\p{C}\p{Z}]$/u;
const _SPACES = new Set([" ", "\u3000"]);
const _PRINTABLE = /^[ -~]*$/;
// Marks and letters that are blank, or that only change the look of their neighbour.
const _BLANK =
  /^[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\u{e0100}-\u{e01ef}]$/u;
// Letters of the scripts that are written two columns wide, and the narrow forms among them.
const _WIDE =
  /^[\u3006\u303c\p{sc=Hani}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}\p{sc=Bopo}\p{sc=Yiii}\p{sc=Tang}\p{sc=Nshu}\p{sc=Kits}]$/u;
const _NARROW = /^[\u1160-\u11ff\ud7b0-\ud7ff\uff00-\uffef]$/u;
const _LETTER = /^\p{Lo}$/u;

/** The text with the number of every character that is not simply seen; the same text where there is none. */
export function visible(text) {
  if (_PRINTABLE.test(text)) {
    return text;
  }
  return Array.from(text, (one) => (_isSeen(one) ? one : _number(one))).join("");
}

/**
 * A name that nobody knows, with the number of every character that looks like another: names are written in ASCII, so
 * a full-width or Cyrillic letter among them is what its writer does not see. Chinese characters are taken for
 * themselves.
 */
export function visibleName(name) {
  if (_isAscii(name)) {
    return visible(name);
  }
  return Array.from(name, (one) => (_isPlain(one) ? one : `${_isSeen(one) ? one : ""}${_number(one)}`)).join("");
}

/** The beginning of a text, with … where more follows; counted in characters, and cut before it is made visible. */
export function shortened(text, limit) {
  if (text.length <= limit) {
    return text;
  }
  let [count, end] = [0, 0];
  for (const one of text) {
    if (count === limit) {
      return `${text.slice(0, end)}…`;
    }
    count += 1;
    end += one.length;
  }
  return text;
}

/** How many characters a text has. */
export function lengthOf(text) {
  let count = 0;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    // The second half of a pair belongs to the first.
    const paired = unit >= 0xdc00 && unit <= 0xdfff && index > 0 && _isHigh(text.charCodeAt(index - 1));
    count += paired ? 0 : 1;
  }
  return count;
}

function _isHigh(unit) {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function _isAscii(text) {
  return /^[\x00-\x7f]*$/.test(text);
}

function _isSeen(one) {
  if (_isAscii(one)) {
    return _PRINTABLE.test(one);
  }
  return _UNSEEN.test(one) ? _SPACES.has(one) : !_BLANK.test(one);
}

function _isPlain(one) {
  if (_isAscii(one)) {
    return _PRINTABLE.test(one);
  }
  return _LETTER.test(one) && _WIDE.test(one) && !_NARROW.test(one) && !_BLANK.test(one);
}

function _number(one) {
  return `‹U+${one.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}›`;
}
