// What a text that is no YAML lacks, in words that help, and where its author looks for it.

const _UNQUOTED = "引号没有闭合";
export const ESCAPE = "引号内的转义无法识别";
export const BRACKET = "括号没有闭合，或者缺少逗号";
const _COLON = "这里不能有冒号；含有“: ”的文字请加引号";
const _START = "不能以这个字符开头；是文字的请加引号";
export const INDENT = "缩进不一致，或者缺少冒号、引号";
const _MISSING = "缺少冒号";
export const OTHER = "无法理解这里的写法";

// What the parser says; the first that occurs in its message.
const _WORDS = [
  ["quoted scalar", _UNQUOTED],
  ["escape sequence", ESCAPE],
  ["hexadecimal", ESCAPE],
  ["flow collection", BRACKET],
  ["found ','", BRACKET],
  ["expected ':'", _MISSING],
  ["indentation", INDENT],
  ["end of the stream", INDENT],
  ["after the key-value separator", INDENT],
];

/**
 * The words for an error of the parser, and the offset of what they are about.
 *
 * `open` are the offsets of the brackets that the text before the error leaves open, `read` is the offset behind the
 * last thing that was read.
 */
export function explained(error, text, open, read) {
  const at = error.mark.position;
  const said = error.reason;
  // What is never closed shows at the end of the file; where it was opened is what its author looks for.
  if (said.startsWith("unexpected end of the stream within a flow")) {
    return { words: BRACKET, at: open.at(-1) ?? at };
  }
  if (said.startsWith("unexpected end of the stream")) {
    const quote = text.slice(read).search(said.includes("single") ? /'/ : /"/);
    return { words: _UNQUOTED, at: quote < 0 ? at : read + quote };
  }
  if (said.includes("irective") || said.includes("YAML version")) {
    return { words: OTHER, at: Math.max(text.slice(0, at).lastIndexOf("\n%") + 1, 0) };
  }
  if (said.includes("hexadecimal")) {
    return { words: ESCAPE, at: text.lastIndexOf("\\", at) + 2 };
  }
  if (/[@`%]/.test(text[at] ?? "") && !said.includes("scalar")) {
    return { words: _START, at };
  }
  if (text[at] === ":" && said.includes("indentation")) {
    return { words: _COLON, at };
  }
  if (said.includes("multiline key")) {
    const start = Math.max(text.lastIndexOf("\n", at - 1), text.lastIndexOf("\r", at - 1)) + 1;
    return { words: _MISSING, at: start + text.slice(start).search(/[^ ]/) };
  }
  const words = _WORDS.find(([key]) => said.includes(key))?.[1] ?? OTHER;
  return { words, at };
}
