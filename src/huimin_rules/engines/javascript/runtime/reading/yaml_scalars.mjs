// What a word that stands without quotes in a YAML file is: what a reader takes for text is text, and what YAML 1.1
// takes for something else is ambiguous. Follows loading/strict_yaml.py.

const _INTEGER = /^-?(0|[1-9][0-9]*)$/;
const _DECIMAL = /^-?(0|[1-9][0-9]*)\.[0-9]+$/;
const _SURPRISE = new RegExp(
  "^(?:" +
    [
      // other spellings of true, false, null
      "[yYnN]|yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF",
      "True|TRUE|False|FALSE|Null|NULL",
      // other bases
      "[-+]?0[0-9_]+|[-+]?0[xX][0-9a-fA-F_]+|[-+]?0[bB][01_]+|0o[0-7]+",
      // underscores, signs, leading zeros, bare points, exponents
      "[-+]?[0-9][0-9_]*(?:\\.[0-9_]*)?(?:[eE][-+]?[0-9]+)?",
      "[-+]?\\.[0-9_]+(?:[eE][-+]?[0-9]+)?",
      // sexagesimal
      "[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\\.[0-9_]*)?",
      "[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN)",
    ].join("|") +
    ")$",
);

/** Whether words are null, as they stand without quotes. */
export function isNull(text) {
  return text === "" || text === "~" || text === "null";
}

/** Whether words are a number, as they stand without quotes. */
export function isNumber(text) {
  return _INTEGER.test(text) || _DECIMAL.test(text);
}

/** Whether words are read as something else by YAML 1.1. */
export function isSurprise(text) {
  return _SURPRISE.test(text);
}

/** Whether words that stand without quotes are read as that text, as far as their spelling decides it. */
export function isPlainText(text) {
  return !isNull(text) && text !== "true" && text !== "false" && !isSurprise(text);
}
