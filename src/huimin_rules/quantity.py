"""Exact quantities: money in 分, percentages and ratios as fractions, calendar days and whole months.

No binary floating point takes part in any comparison. Numbers inside the library are `int` or `Fraction`, which
compare and combine exactly; money is an `int` of 分.
"""

import calendar
import re
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Final, TypeAlias

Number: TypeAlias = int | Fraction

FEN_PER: Final = {"元": 100, "万元": 1_000_000, "亿元": 10_000_000_000}
"""The units in which money is written, in 分."""

MAX_FEN: Final = 10**15
"""The largest amount accepted: ten trillion 元. A bound keeps hostile input from costing time."""

MAX_NUMBER: Final = 10**18
"""The largest plain number accepted."""

FIRST_DAY: Final = date(1900, 1, 1)
LAST_DAY: Final = date(2199, 12, 31)
"""Dates outside these two days are not dates of an application."""

_MAX_DIGITS: Final = 60

_PLAIN_DIGITS: Final = 9
"""So many digits never exceed `MAX_FEN`."""

_AMOUNT = re.compile(r"(-?\d{1,3}(?:,\d{3})+|-?\d{1,20})(\.\d{1,20})?\s*(元|万元|亿元)", re.ASCII)
_DECIMAL = re.compile(r"-?\d{1,20}(\.\d{1,20})?", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def exact(value: int | Decimal | float) -> Number:
    """A number as it was written: `0.1` is one tenth, whether it came as a float or a decimal. Raises ValueError if
    not finite or too large.
    """
    number: Number
    if isinstance(value, int):
        number = value
    else:
        decimal = Decimal(repr(value)) if isinstance(value, float) else value
        if not decimal.is_finite():
            raise ValueError("not a finite number")
        if decimal and (abs(decimal.adjusted()) > 40 or len(decimal.as_tuple().digits) > _MAX_DIGITS):
            raise ValueError("too large or too small")
        number = Fraction(decimal)
    if not -MAX_NUMBER <= number <= MAX_NUMBER:
        raise ValueError("too large")
    return whole(number)


def whole(number: Number) -> Number:
    """The same number, as an `int` where it is one."""
    return number.numerator if isinstance(number, Fraction) and number.denominator == 1 else number


def parse_decimal(text: str) -> Number:
    """Read `12`, `-0.5`; raises ValueError for anything else (no exponents, no signs of infinity)."""
    if not _DECIMAL.fullmatch(text):
        raise ValueError(f"not a plain decimal: {text}")
    return exact(Decimal(text))


def money(number: Number, unit: str) -> int:
    """Money of `number` in `unit`, in 分; raises ValueError if negative, finer than a 分, or beyond the bound.

    >>> money(120, "万元") == money(1_200_000, "元")
    True
    """
    fen = whole(number * FEN_PER[unit])
    if not isinstance(fen, int):
        raise ValueError("finer than 分")
    if fen < 0:
        raise ValueError("negative")
    if fen > MAX_FEN:
        raise ValueError("too large")
    return fen


def parse_money(text: str) -> int:
    """Read an amount with its unit; raises ValueError.

    >>> parse_money("120万元") == parse_money("1200000元") == parse_money("1,200,000.00 元")
    True
    """
    match = _AMOUNT.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"not an amount: {text}")
    digits = match[1].replace(",", "")
    return money(parse_decimal(digits + match[2]) if match[2] else int(digits), match[3])


def plain_amount(text: str) -> int | None:
    """A whole number of 万元 or 元 that is written in digits alone, in 分; None for every other form of an amount.

    >>> plain_amount("120万元"), plain_amount("120.5万元")
    (120000000, None)
    """
    unit = "万元" if text.endswith("万元") else "元"
    digits = text.removesuffix(unit)
    if len(digits) == len(text) or len(digits) > _PLAIN_DIGITS or not (digits.isascii() and digits.isdigit()):
        return None
    return int(digits) * FEN_PER[unit]


def format_money(fen: int) -> str:
    """Write an amount so that `parse_money` reads it back: in 万元 unless that needs more than four decimals.

    >>> format_money(120_000_000), format_money(119_999_999), format_money(0)
    ('120万元', '1199999.99元', '0元')
    """
    if fen and fen % FEN_PER["万元"] == 0:
        return f"{fen // FEN_PER['万元']}万元"
    if fen % (FEN_PER["万元"] // 10_000) == 0 and fen >= FEN_PER["万元"]:
        return f"{format_decimal(Fraction(fen, FEN_PER['万元']))}万元"
    return f"{format_decimal(Fraction(fen, 100))}元"


def format_decimal(number: Number) -> str:
    """Write a number without exponent: as a decimal where it ends, else as a fraction.

    >>> format_decimal(Fraction(5, 2)), format_decimal(Fraction(1, 3)), format_decimal(12)
    ('2.5', '1/3', '12')
    """
    fraction = Fraction(number)
    rest, twos, fives = fraction.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return f"{fraction.numerator}/{fraction.denominator}"
    places = max(twos, fives)
    scaled = fraction.numerator * 10**places // fraction.denominator
    sign, digits = ("-" if scaled < 0 else ""), str(abs(scaled)).rjust(places + 1, "0")
    return sign + digits if not places else f"{sign}{digits[:-places]}.{digits[-places:]}"


def parse_date(text: str) -> date:
    """Read `2022-09-01`, the extended form of ISO 8601 alone; raises ValueError for any other form or an impossible
    day.
    """
    if not _DATE.fullmatch(text):
        raise ValueError(f"not a date: {text}")
    return bounded(date.fromisoformat(text))


def bounded(day: date) -> date:
    """The day itself if it lies within the accepted years; raises ValueError otherwise."""
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(f"outside {FIRST_DAY} to {LAST_DAY}")
    return day


def shift(day: date, months: int = 0, days: int = 0) -> date:
    """A day moved by months, then days; a day that the month lacks becomes its last day (民法典 202). Kept within the
    calendar.

    >>> shift(date(2024, 2, 29), months=12), shift(date(2022, 3, 1), days=-1)
    (datetime.date(2025, 2, 28), datetime.date(2022, 2, 28))
    """
    ordinal = day.year * 12 + day.month - 1 + months
    year, month = divmod(ordinal, 12)
    if year < 1:
        return date.min
    if year > 9999:
        return date.max
    moved = date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
    try:
        return moved + timedelta(days=days)
    except OverflowError:
        return date.min if days < 0 else date.max


def months_between(start: date, through: date) -> int:
    """Whole months from `start` to `through`, both days included; a month is whole when its corresponding eve is
    reached.

    Rises with `through` and falls with `start`; negative when `through` lies before the eve of `start`.

    >>> months_between(date(2022, 9, 1), date(2025, 8, 31)), months_between(date(2022, 9, 1), date(2025, 8, 30))
    (36, 35)
    >>> months_between(date(2024, 2, 29), date(2027, 2, 28)), months_between(date(2024, 2, 29), date(2027, 2, 27))
    (36, 35)
    """
    end = through + timedelta(days=1)
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)
