// Follows canonical.py: canonical JSON (RFC 8785) for the values a verdict is made of.
//
// Only text, whole numbers, booleans, null, lists and mappings occur. A whole number that a JavaScript number could not
// hold exactly is a BigInt, written with all of its digits. JavaScript compares text by UTF-16 code units, which is the
// order of keys that RFC 8785 asks for.

/**
 * The canonical text of a value: the same value gives the same text everywhere. Throws TypeError for what is no JSON,
 * RangeError for a lone surrogate.
 */
export function canonical(value) {
  const text = canonicalText(value);
  if (!text.isWellFormed()) {
    throw new RangeError("a lone surrogate");
  }
  return text;
}

/** The same, with a lone surrogate carried along. */
export function canonicalText(value) {
  if (value === null || typeof value === "boolean") {
    return String(value);
  }
  if (typeof value === "bigint" || Number.isSafeInteger(value)) {
    return String(value === 0 ? 0 : value);
  }
  if (typeof value === "string") {
    return _quoted(value);
  }
  if (Array.isArray(value)) {
    return `[${value.map(canonicalText).join(",")}]`;
  }
  if (typeof value === "object" && Object.getPrototypeOf(value) === Object.prototype) {
    const keys = Object.keys(value).sort();
    return `{${keys.map((key) => `${_quoted(key)}:${canonicalText(value[key])}`).join(",")}}`;
  }
  throw new TypeError(`no JSON: ${typeof value}`);
}

// JSON.stringify writes a lone surrogate as an escape, where the encoder of Python carries it along.
function _quoted(text) {
  if (text.isWellFormed()) {
    return JSON.stringify(text);
  }
  const parts = text.split(_LONE).map((part) => (part.isWellFormed() ? JSON.stringify(part).slice(1, -1) : part));
  return `"${parts.join("")}"`;
}

const _LONE = /([\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff])/;
