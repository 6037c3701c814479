// What is odd about a 统一社会信用代码 (GB 32100). Follows loading/application.py and the check of python-stdnum: spaces and
// dashes are no part of a code, small and full-width characters are taken for what they look like.

const _ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY";
const _WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
const _LENGTH = 18;
const _DIGITS = 8;

const _SEPARATORS =
  /[ \-\xa0\xaf\u02d7\u058a\u05be\u1680\u180a\u2000-\u200a\u2010-\u2015\u202f\u203e\u2043\u205f\u207b\u208b\u2212\u23af\u23ba-\u23bd\u23e4\u3000\ufe63\uff0d\uffe3]/g;
const _FULL_WIDTH = /[\uff10-\uff19]/g;
// Bold, double-struck, sans-serif, sans-serif bold and monospace digits, ten each.
const _MATHEMATICAL = /[\u{1d7ce}-\u{1d7ff}]/gu;
const _AROUND = /^[\t-\r\x1c-\x1f\x85\u2028\u2029]+|[\t-\r\x1c-\x1f\x85\u2028\u2029]+$/g;

/** A warning about a code, or null; it corroborates and never decides. */
export function registrationWarning(code) {
  const number = _compact(code);
  const characters = Array.from(number);
  const isForm =
    characters.length === _LENGTH &&
    /^[0-9]+$/.test(number.slice(0, _DIGITS)) &&
    characters.every((one) => _ALPHABET.includes(one));
  if (!isForm) {
    return "统一社会信用代码应为 18 位数字和大写字母（不含 I、O、S、V、Z），请核对";
  }
  const total = _WEIGHTS.reduce((sum, weight, at) => sum + weight * _ALPHABET.indexOf(number[at]), 0);
  const isChecked = number.at(-1) === _ALPHABET[(31 - (total % 31)) % 31];
  return isChecked ? null : "统一社会信用代码的校验码不符，请核对；试点时期的代码可能如此";
}

function _compact(code) {
  return code
    .replace(_SEPARATORS, "")
    .replace(_FULL_WIDTH, (one) => String(one.charCodeAt(0) - 0xff10))
    .replace(_MATHEMATICAL, (one) => String((one.codePointAt(0) - 0x1d7ce) % 10))
    .toUpperCase()
    .replace(_AROUND, "");
}
