"""Calendar days as terms, with the arithmetic of `quantity`: `shift` and `months_between` to the day.

A day is a year, a month counted from 0 and a day of the month; so months are linear arithmetic and only the length of
February needs a remainder. Moving by days needs the ordinal (`date.toordinal`); a day moved so is kept as its ordinal
and taken apart again only where months are counted from it. Everything is a term of its parts, without auxiliary
unknowns, so that a formula about days may be substituted into.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

import z3

from huimin_rules import quantity
from huimin_rules.analysis.proofs.formulas import FALSE, Formula, Term, both, either, term
from huimin_rules.norms.conditions import Comparison

_LENGTHS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_BEFORE: Final = tuple(sum(_LENGTHS[:month]) for month in range(12))
_FEBRUARY: Final = 1


@dataclass(frozen=True, slots=True)
class Civil:
    """A year, a month from 0 to 11, a day of the month from 1."""

    year: Term
    month: Term
    day: Term


@dataclass(frozen=True, slots=True)
class Day:
    """A day, in one of its two forms, which lies between `low` and `high`."""

    form: Civil | Term
    low: date
    high: date


def day(value: date) -> Day:
    """A day that a rule states."""
    return Day(Civil(z3.IntVal(value.year), z3.IntVal(value.month - 1), z3.IntVal(value.day)), value, value)


def any_day(name: str) -> Day:
    """A day to be found, between the first and the last that an application may state (see `is_day`)."""
    parts = Civil(z3.Int(f"{name}.year"), z3.Int(f"{name}.month"), z3.Int(f"{name}.day"))
    return Day(parts, quantity.FIRST_DAY, quantity.LAST_DAY)


def is_day(one: Day) -> Formula:
    """That the parts of a day to be found make a day within its bounds; these are whole years."""
    form = one.form
    assert isinstance(form, Civil)
    return both(
        form.year >= one.low.year,
        form.year <= one.high.year,
        form.month >= 0,
        form.month <= 11,
        form.day >= 1,
        form.day <= _years(one.low, one.high).length(form.year, form.month),
    )


def picked(condition: Formula, then: Day, otherwise: Day) -> Day:
    """A day for a case and one for the other."""
    if z3.is_true(condition):
        return then
    if z3.is_false(condition):
        return otherwise
    low, high = min(then.low, otherwise.low), max(then.high, otherwise.high)
    a, b = then.form, otherwise.form
    if isinstance(a, Civil) and isinstance(b, Civil):
        parts = [term(condition, x, y) for x, y in zip(_parts(a), _parts(b), strict=True)]
        return Day(Civil(*parts), low, high)
    return Day(term(condition, _ordinal(then), _ordinal(otherwise)), low, high)


def compared(op: Comparison, a: Day, b: Day) -> Formula:
    """The comparison of two days."""
    if isinstance(a.form, Civil) and isinstance(b.form, Civil):
        left, right = _key(a.form), _key(b.form)
    else:
        left, right = _ordinal(a), _ordinal(b)
    match op:
        case Comparison.IS:
            return left == right
        case Comparison.IS_NOT:
            return left != right
        case Comparison.AT_LEAST:
            return left >= right
        case Comparison.MORE_THAN:
            return left > right
        case Comparison.AT_MOST:
            return left <= right
        case Comparison.LESS_THAN:
            return left < right


def shift(one: Day, months: int = 0, days: int = 0) -> Day:
    """A day moved as `quantity.shift` moves it: months first, a day that the month lacks becomes its last, then days;
    kept within the calendar.
    """
    low, high = quantity.shift(one.low, months, days), quantity.shift(one.high, months, days)
    moved, before, after = _by_months(one, months)
    if days:
        first, last = date.min.toordinal(), date.max.toordinal()
        ordinal = _ordinal(moved) + days
        if low == date.min:
            ordinal = term(ordinal < first, z3.IntVal(first), ordinal)
        if high == date.max:
            ordinal = term(ordinal > last, z3.IntVal(last), ordinal)
        moved = Day(ordinal, low, high)
    moved = picked(before, day(date.min), picked(after, day(date.max), moved))
    return Day(moved.form, low, high)


def months_between(start: Day, through: Day) -> Term:
    """Whole months as `quantity.months_between` counts them, both days included."""
    first, end = civil(start), civil(day_after(through))
    return _months(end) - _months(first) - term(end.day < first.day, z3.IntVal(1), z3.IntVal(0))


def day_after(one: Day) -> Day:
    """The next day; it may lie beyond the calendar by one."""
    form = civil(one)
    ends = form.day >= _years(one.low, one.high).length(form.year, form.month)
    rolls = both(ends, form.month == 11)
    after = Civil(
        form.year + term(rolls, z3.IntVal(1), z3.IntVal(0)),
        term(rolls, z3.IntVal(0), form.month + term(ends, z3.IntVal(1), z3.IntVal(0))),
        term(ends, z3.IntVal(1), form.day + 1),
    )
    return Day(after, quantity.shift(one.low, days=1), quantity.shift(one.high, days=1))


def day_before(one: Day) -> Day:
    """The day before; it may lie beyond the calendar by one."""
    form = civil(one)
    begins, rolls = form.day <= 1, both(form.day <= 1, form.month == 0)
    year = form.year - term(rolls, z3.IntVal(1), z3.IntVal(0))
    month = term(rolls, z3.IntVal(11), form.month - term(begins, z3.IntVal(1), z3.IntVal(0)))
    before = Civil(year, month, term(begins, _years(one.low, one.high).length(year, month), form.day - 1))
    return Day(before, quantity.shift(one.low, days=-1), quantity.shift(one.high, days=-1))


def _by_months(one: Day, months: int) -> tuple[Day, Formula, Formula]:
    """The day moved by months, and where that leaves the calendar at its beginning or its end."""
    if months == 0:
        return one, FALSE, FALSE
    start = civil(one)
    years, rest = divmod(months, 12)
    over = start.month + rest >= 12
    year = start.year + years + term(over, z3.IntVal(1), z3.IntVal(0))
    month = start.month + rest - term(over, z3.IntVal(12), z3.IntVal(0))
    low, high = quantity.shift(one.low, months), quantity.shift(one.high, months)
    length = _years(low, high).length(year, month)
    moved = Day(Civil(year, month, term(start.day > length, length, start.day)), low, high)
    before = year < 1 if one.low.year * 12 + one.low.month - 1 + months < 12 else FALSE
    after = year > 9999 if one.high.year * 12 + one.high.month - 1 + months >= 120_000 else FALSE
    return moved, before, after


def _parts(civil: Civil) -> tuple[Term, Term, Term]:
    return civil.year, civil.month, civil.day


def _months(civil: Civil) -> Term:
    return civil.year * 12 + civil.month


def _key(civil: Civil) -> Term:
    """A number that rises with the day; no month is as long as 32 days."""
    return _months(civil) * 32 + civil.day


@dataclass(frozen=True, slots=True)
class _Years:
    """The years that a day may lie in. Over few centuries the calendar's exceptions are listed: a handful of
    comparisons costs the solver less than a division.
    """

    low: int
    high: int

    def multiples(self, year: Term, divisor: int) -> Term:
        """How many years up to this one are multiples of the divisor."""
        first, last = self.low // divisor, self.high // divisor
        if last - first > _FEW:
            return year / divisor
        count: Term = z3.IntVal(first)
        for number in range(first + 1, last + 1):
            count = term(year >= number * divisor, z3.IntVal(number), count)
        return count

    def is_leap(self, year: Term) -> Formula:
        """Whether a year has a 29 February."""
        exceptions = [one for one in range(self.low, self.high + 1) if one % 100 == 0 and one % 400]
        if len(exceptions) > _FEW:
            return both(year % 4 == 0, either(year % 100 != 0, year % 400 == 0))
        return both(year % 4 == 0, *(year != one for one in exceptions))

    def length(self, year: Term, month: Term) -> Term:
        """The number of days of a month."""
        short = either(month == 3, month == 5, month == 8, month == 10)
        february = term(self.is_leap(year), z3.IntVal(29), z3.IntVal(28))
        return term(month == _FEBRUARY, february, term(short, z3.IntVal(30), z3.IntVal(31)))

    def first_of(self, year: Term) -> Term:
        """The ordinal of the first day of a year."""
        before, wider = year - 1, _Years(self.low - 1, self.high)
        leaps = before / 4 - wider.multiples(before, 100) + wider.multiples(before, 400)
        return before * 365 + leaps + 1


_FEW: Final = 12


def _years(low: date, high: date) -> _Years:
    """The years from one day to another, and their neighbours."""
    return _Years(low.year - 1, high.year + 1)


def _ordinal(one: Day) -> Term:
    form, years = one.form, _years(one.low, one.high)
    if not isinstance(form, Civil):
        return form
    passed: Term = z3.IntVal(_BEFORE[0])
    for month in range(1, 12):
        passed = term(form.month >= month, z3.IntVal(_BEFORE[month]), passed)
    leap = term(both(form.month > _FEBRUARY, years.is_leap(form.year)), z3.IntVal(1), z3.IntVal(0))
    return years.first_of(form.year) - 1 + passed + leap + form.day


def civil(one: Day) -> Civil:
    """The parts of a day. From an ordinal: the year is the only one whose first day is not later and whose successor's
    is; estimated from the mean length of a year, it is that or its neighbour.
    """
    ordinal, years = one.form, _years(one.low, one.high)
    if isinstance(ordinal, Civil):
        return ordinal
    guess = (ordinal - 1) * 400 / 146_097 + 1
    late, early = years.first_of(guess) > ordinal, years.first_of(guess + 1) <= ordinal
    year = guess + term(early, z3.IntVal(1), term(late, z3.IntVal(-1), z3.IntVal(0)))
    within = ordinal - years.first_of(year)
    leap = term(years.is_leap(year), z3.IntVal(1), z3.IntVal(0))
    month, passed = z3.IntVal(0), z3.IntVal(0)
    for index in range(1, 12):
        start = _BEFORE[index] + leap if index > _FEBRUARY else z3.IntVal(_BEFORE[index])
        month = term(within >= start, z3.IntVal(index), month)
        passed = term(within >= start, start, passed)
    return Civil(year, month, within - passed + 1)
