// Follows quantity.py: exact quantities. Money in 分, percentages and ratios as fractions, calendar days and whole
// months.
//
// No binary floating point takes part in any comparison. A number is a BigInt or, where it is not whole, a `Fraction`;
// a day is a `Day`. JavaScript has no operators for these, so arithmetic and comparison are functions. A boolean is
// equal to no number here: what a rule compares has been checked to be of one kind.

/** A number that is not whole, in lowest terms: `num` over `den`, both BigInt, `den` greater than one. */
export class Fraction {
  constructor(num, den) {
    this.num = num;
    this.den = den;
  }

  toString() {
    return `${this.num}/${this.den}`;
  }
}

/** A day of the calendar from year 1 to 9999; `ordinal` is 1 for the first day of year 1. */
export class Day {
  constructor(year, month, day) {
    this.year = year;
    this.month = month;
    this.day = day;
    this.ordinal = _daysBefore(year, month) + day;
  }

  toString() {
    return `${_padded(this.year, 4)}-${_padded(this.month, 2)}-${_padded(this.day, 2)}`;
  }
}

/** The units in which money is written, in 分. */
export const FEN_PER = new Map([
  ["元", 100n],
  ["万元", 1_000_000n],
  ["亿元", 10_000_000_000n],
]);

/** The largest amount accepted: ten trillion 元. */
export const MAX_FEN = 10n ** 15n;

/** The largest plain number accepted. */
export const MAX_NUMBER = 10n ** 18n;

/** The most elements that a list of an application may have. */
export const MAX_ITEMS = 1000;

/** The value of a fact that is stated not to exist (无). */
export const NONE = "";

const _MAX_DIGITS = 60;
const _MAX_MAGNITUDE = 40;
const _AMOUNT = /^(-?\d{1,3}(?:,\d{3})+|-?\d{1,20})(\.\d{1,20})?[ \t\n\r\f\v]*(元|万元|亿元)$/;
const _DECIMAL = /^-?\d{1,20}(\.\d{1,20})?$/;
const _WRITTEN = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,9}))?$/;
const _DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const _SPACES = "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";
const _AROUND = new RegExp(`^${_SPACES}+|${_SPACES}+$`, "g");

const _LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const _BEFORE = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
const _DAYS_IN_400 = 146_097;
const _DAYS_IN_100 = 36_524;
const _DAYS_IN_4 = 1_461;

// ------------------------------------------------------------------------------------------------------- arithmetic

/** The quotient of two whole numbers as a number: a BigInt where it is whole. */
export function fraction(num, den) {
  if (den === 0n) {
    throw new RangeError("division by zero");
  }
  let a = num < 0n ? -num : num;
  let b = den < 0n ? -den : den;
  const positive = den > 0n;
  while (b !== 0n) {
    [a, b] = [b, a % b];
  }
  const divisor = positive ? a : -a;
  const under = den / divisor;
  return under === 1n ? num / divisor : new Fraction(num / divisor, under);
}

/** Whether a value is a number: whole or not. */
export function isNumber(value) {
  return typeof value === "bigint" || value instanceof Fraction;
}

/** Whether a number is whole. */
/** Whether a number is whole. */
export function isWhole(value) {
  return typeof value === "bigint";
}

/** The number above the line of a fraction in lowest terms. */
export function numerator(value) {
  return typeof value === "bigint" ? value : value.num;
}

/** The number below it, one for a whole number. */
export function denominator(value) {
  return typeof value === "bigint" ? 1n : value.den;
}

/** The exact sum. */
export function add(a, b) {
  if (typeof a === "bigint" && typeof b === "bigint") {
    return a + b;
  }
  const [under, other] = [denominator(a), denominator(b)];
  return fraction(numerator(a) * other + numerator(b) * under, under * other);
}

/** The exact difference. */
export function subtract(a, b) {
  if (typeof a === "bigint" && typeof b === "bigint") {
    return a - b;
  }
  return add(a, negated(b));
}

/** The exact product. */
export function multiply(a, b) {
  if (typeof a === "bigint" && typeof b === "bigint") {
    return a * b;
  }
  return fraction(numerator(a) * numerator(b), denominator(a) * denominator(b));
}

/** The exact quotient; throws RangeError where the divisor is zero. */
export function divide(a, b) {
  return fraction(numerator(a) * denominator(b), denominator(a) * numerator(b));
}

/** The number with its sign turned. */
export function negated(a) {
  return typeof a === "bigint" ? -a : new Fraction(-a.num, a.den);
}

/** The greatest whole number that is not greater. */
export function floor(a) {
  if (typeof a === "bigint") {
    return a;
  }
  return floorDivided(a.num, a.den);
}

/** The least whole number that is not less. */
export function ceil(a) {
  return -floor(negated(a));
}

/** The quotient of two whole numbers, rounded down; `divisor` is positive. */
export function floorDivided(value, divisor) {
  const quotient = value / divisor;
  return value < 0n && quotient * divisor !== value ? quotient - 1n : quotient;
}

/**
 * Less than zero, zero or more than zero, as `a` is less than, equal to or greater than `b`: two numbers, or two
 * days.
 */
export function compare(a, b) {
  if (typeof a === "bigint" && typeof b === "bigint") {
    return a < b ? -1 : a > b ? 1 : 0;
  }
  if (a instanceof Day) {
    return a.ordinal - b.ordinal;
  }
  const left = numerator(a) * denominator(b);
  const right = numerator(b) * denominator(a);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Whether two values are equal: of the same kind, and of the same value. */
export function equal(a, b) {
  if (a === b) {
    return true;
  }
  if (a instanceof Day) {
    return b instanceof Day && a.ordinal === b.ordinal;
  }
  return a instanceof Fraction && b instanceof Fraction && a.num === b.num && a.den === b.den;
}

/** The least of some numbers or days; the first of equal ones. */
export function min(...values) {
  return values.reduce((least, value) => (compare(value, least) < 0 ? value : least));
}

/** The greatest of some numbers or days; the first of equal ones. */
export function max(...values) {
  return values.reduce((greatest, value) => (compare(value, greatest) > 0 ? value : greatest));
}

// ---------------------------------------------------------------------------------------------------- numbers as text

/** The text without the spaces around it; a space is what Python takes for one. */
export function strip(text) {
  return text.replace(_AROUND, "");
}

/**
 * A number as it was written, `-0.5`, `12`, `1e3`; whole numbers also as BigInt. Throws RangeError where it is no
 * number, too large or too small.
 */
export function exact(value) {
  const number = typeof value === "bigint" ? value : _read(value);
  if (compare(number, -MAX_NUMBER) < 0 || compare(number, MAX_NUMBER) > 0) {
    throw new RangeError("too large");
  }
  return number;
}

function _read(text) {
  const match = _WRITTEN.exec(text);
  if (match === null) {
    throw new RangeError(`not a number: ${text}`);
  }
  const [, sign, before, after = "", power = "0"] = match;
  const digits = (before + after).replace(/^0+/, "");
  const exponent = Number(power) - after.length;
  if (digits && (Math.abs(digits.length - 1 + exponent) > _MAX_MAGNITUDE || digits.length > _MAX_DIGITS)) {
    throw new RangeError("too large or too small");
  }
  const number = BigInt(digits || "0");
  const signed = sign ? -number : number;
  if (!digits) {
    return 0n;
  }
  return exponent < 0 ? fraction(signed, 10n ** BigInt(-exponent)) : signed * 10n ** BigInt(exponent);
}

/** Read `12`, `-0.5`; throws RangeError for anything else (no exponents, no signs of infinity). */
export function parseDecimal(text) {
  if (!_DECIMAL.test(text)) {
    throw new RangeError(`not a plain decimal: ${text}`);
  }
  return exact(text);
}

/** Money of `number` in `unit`, in 分; throws RangeError if negative, finer than a 分, or beyond the bound. */
export function money(number, unit) {
  const fen = multiply(number, FEN_PER.get(unit));
  if (!isWhole(fen)) {
    throw new RangeError("finer than 分");
  }
  if (fen < 0n) {
    throw new RangeError("negative");
  }
  if (fen > MAX_FEN) {
    throw new RangeError("too large");
  }
  return fen;
}

/** Read an amount with its unit, `120万元`, in 分; throws RangeError. */
export function parseMoney(text) {
  const match = _AMOUNT.exec(strip(text));
  if (match === null) {
    throw new RangeError(`not an amount: ${text}`);
  }
  const digits = match[1].replaceAll(",", "");
  return money(match[2] === undefined ? BigInt(digits) : parseDecimal(digits + match[2]), match[3]);
}

/** Write an amount so that `parseMoney` reads it back: in 万元 unless that needs more than four decimals. */
export function formatMoney(fen) {
  const tenThousand = FEN_PER.get("万元");
  if (fen !== 0n && fen % tenThousand === 0n) {
    return `${fen / tenThousand}万元`;
  }
  if (fen % (tenThousand / 10_000n) === 0n && fen >= tenThousand) {
    return `${formatDecimal(fraction(fen, tenThousand))}万元`;
  }
  return `${formatDecimal(fraction(fen, 100n))}元`;
}

/** Write a number without exponent: as a decimal where it ends, else as a fraction. */
export function formatDecimal(number) {
  const [num, den] = [numerator(number), denominator(number)];
  let [rest, twos, fives] = [den, 0, 0];
  for (; rest % 2n === 0n; rest /= 2n) {
    twos += 1;
  }
  for (; rest % 5n === 0n; rest /= 5n) {
    fives += 1;
  }
  if (rest !== 1n) {
    return `${num}/${den}`;
  }
  const places = Math.max(twos, fives);
  const scaled = (num * 10n ** BigInt(places)) / den;
  const sign = scaled < 0n ? "-" : "";
  const digits = String(scaled < 0n ? -scaled : scaled).padStart(places + 1, "0");
  return places === 0 ? sign + digits : `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

// --------------------------------------------------------------------------------------------------------------- days

function _padded(number, width) {
  return String(number).padStart(width, "0");
}

function _isLeap(year) {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

function _daysBefore(year, month) {
  const past = year - 1;
  const years = past * 365 + Math.floor(past / 4) - Math.floor(past / 100) + Math.floor(past / 400);
  return years + _BEFORE[month - 1] + (month > 2 && _isLeap(year) ? 1 : 0);
}

/** How many days a month has. */
export function daysInMonth(year, month) {
  return month === 2 && _isLeap(year) ? 29 : _LENGTHS[month - 1];
}

/** The day with an ordinal; throws RangeError where it lies outside the calendar. */
export function dayOf(ordinal) {
  if (ordinal < _FIRST_ORDINAL || ordinal > _LAST_ORDINAL) {
    throw new RangeError("outside the calendar");
  }
  let rest = ordinal - 1;
  const centuries4 = Math.floor(rest / _DAYS_IN_400);
  rest -= centuries4 * _DAYS_IN_400;
  const centuries = Math.min(Math.floor(rest / _DAYS_IN_100), 3);
  rest -= centuries * _DAYS_IN_100;
  const fours = Math.floor(rest / _DAYS_IN_4);
  rest -= fours * _DAYS_IN_4;
  const ones = Math.min(Math.floor(rest / 365), 3);
  rest -= ones * 365;
  const year = centuries4 * 400 + centuries * 100 + fours * 4 + ones + 1;
  let month = 1;
  for (; rest >= daysInMonth(year, month); month += 1) {
    rest -= daysInMonth(year, month);
  }
  return new Day(year, month, rest + 1);
}

/** The day so many days later; throws RangeError where it lies outside the calendar. */
export function plusDays(day, days) {
  return days === 0 ? day : dayOf(day.ordinal + days);
}

const _FIRST_ORDINAL = 1;
const _LAST_ORDINAL = 3_652_059;
const _FIRST_DAY_OF_ALL = new Day(1, 1, 1);
const _LAST_DAY_OF_ALL = new Day(9999, 12, 31);

/** Dates outside these two days are not dates of an application. */
export const FIRST_DAY = new Day(1900, 1, 1);
export const LAST_DAY = new Day(2199, 12, 31);

/** The day of a text `2022-09-01`, whatever its year; throws RangeError for any other form or an impossible day. */
export function dayFrom(text) {
  const match = _DATE.exec(text);
  if (match === null) {
    throw new RangeError(`not a date: ${text}`);
  }
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) {
    throw new RangeError(`no day of the calendar: ${text}`);
  }
  return new Day(year, month, day);
}

/** Read a day of the accepted years; throws RangeError otherwise. */
export function parseDate(text) {
  return bounded(dayFrom(text));
}

/** The day itself if it lies within the accepted years; throws RangeError otherwise. */
export function bounded(day) {
  if (day.ordinal < FIRST_DAY.ordinal || day.ordinal > LAST_DAY.ordinal) {
    throw new RangeError(`outside ${FIRST_DAY} to ${LAST_DAY}`);
  }
  return day;
}

/**
 * A day moved by months, then days; a day that the month lacks becomes its last day (民法典 202). Kept within the
 * calendar.
 */
export function shift(day, months, days) {
  const ordinal = day.year * 12 + day.month - 1 + months;
  const year = Math.floor(ordinal / 12);
  const month = ordinal - year * 12 + 1;
  if (year < 1) {
    return _FIRST_DAY_OF_ALL;
  }
  if (year > 9999) {
    return _LAST_DAY_OF_ALL;
  }
  const moved = new Day(year, month, Math.min(day.day, daysInMonth(year, month)));
  const wanted = moved.ordinal + days;
  if (wanted < _FIRST_ORDINAL || wanted > _LAST_ORDINAL) {
    return days < 0 ? _FIRST_DAY_OF_ALL : _LAST_DAY_OF_ALL;
  }
  return plusDays(moved, days);
}

/**
 * Whole months from `start` through `through`, as a BigInt; both days included. A month is whole when its corresponding
 * eve is reached. Throws RangeError on the last day of the calendar, which has no next.
 */
export function monthsBetween(start, through) {
  const end = plusDays(through, 1);
  return BigInt((end.year - start.year) * 12 + end.month - start.month - (end.day < start.day ? 1 : 0));
}

// ----------------------------------------------------------------------------------------------------- values of facts

/**
 * The value of a fact as an application file would write it, in one canonical way (norms/application.py). A whole
 * number is a JavaScript number where that holds it exactly, else a BigInt.
 */
export function written(fact, value) {
  if (typeof value === "boolean") {
    return value;
  }
  if (typeof value === "string") {
    return value || "无";
  }
  if (value instanceof Day) {
    return value.toString();
  }
  if (fact.type === "money") {
    return formatMoney(value);
  }
  if (fact.type === "percent") {
    return `${formatDecimal(multiply(value, 100n))}%`;
  }
  if (fact.type === "integer" && isWhole(value)) {
    const plain = Number(value);
    return Number.isSafeInteger(plain) ? plain : value;
  }
  return formatDecimal(value);
}
