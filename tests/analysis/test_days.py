"""The calendar of the encoding is that of `quantity`, to the day."""

from datetime import date, timedelta
from typing import Any

import pytest
import z3
from hypothesis import given
from hypothesis import strategies as st

from huimin_rules.analysis.proofs import days
from huimin_rules.analysis.proofs.days import Civil, Day
from huimin_rules.analysis.proofs.solver import Found, Impossible, Solver
from huimin_rules.norms.conditions import Comparison
from huimin_rules.quantity import FIRST_DAY, LAST_DAY, months_between, shift

EDGES = [
    *(
        date(year, month, day)
        for year in (1900, 1999, 2000, 2020, 2024, 2100, 2199)
        for month, day in ((1, 1), (2, 28), (3, 1), (12, 31))
    ),
    date(2000, 2, 29),
    date(2024, 2, 29),
]
DAYS = st.sampled_from(EDGES) | st.dates(FIRST_DAY, LAST_DAY)
MONTHS = st.sampled_from([0, 1, 11, 12, 36, 2400]) | st.integers(-2400, 2400)
STEPS = st.sampled_from([0, 1, -1, 90, 100_000]) | st.integers(-100_000, 100_000)


def term(model: z3.ModelRef, value: Any) -> int:
    return int(model.eval(value, model_completion=True).as_long())


def fixed(one: Day, value: date) -> z3.ModelRef:
    """The model in which the day to be found is that day."""
    solver = z3.Solver()
    solver.check()
    model = solver.model()
    assert isinstance(one.form, Civil)
    for part, number in ((one.form.year, value.year), (one.form.month, value.month - 1), (one.form.day, value.day)):
        model.update_value(part, z3.IntVal(number))
    return model


def written(model: z3.ModelRef, one: Day) -> date:
    form = days.civil(one)
    return date(term(model, form.year), term(model, form.month) + 1, term(model, form.day))


@given(DAYS, MONTHS, STEPS)
def test_shift(value: date, months: int, steps: int) -> None:
    one = days.any_day("d")
    model = fixed(one, value)
    moved = days.shift(one, months, steps)
    wanted = shift(value, months, steps)
    assert written(model, moved) == wanted
    assert moved.low <= wanted <= moved.high
    assert z3.is_true(model.eval(days.is_day(one), model_completion=True))
    assert z3.is_true(model.eval(days.compared(Comparison.IS, moved, days.day(wanted)), model_completion=True))


@given(DAYS, MONTHS, st.sampled_from([800_000, -800_000, 4_000_000]))
def test_shift_beyond_the_calendar(value: date, months: int, steps: int) -> None:
    one = days.any_day("d")
    twice = days.shift(days.shift(one, months, steps), -2400 if steps < 0 else 96_000)
    wanted = shift(shift(value, months, steps), -2400 if steps < 0 else 96_000)
    assert written(fixed(one, value), twice) == wanted


@given(DAYS, DAYS, STEPS)
def test_months_between(start: date, through: date, steps: int) -> None:
    first = days.any_day("d")
    model = fixed(first, start)
    assert term(model, days.months_between(first, days.day(through))) == months_between(start, through)
    later = days.shift(first, 0, steps)
    assert term(model, days.months_between(days.day(through), later)) == months_between(through, shift(start, 0, steps))


@given(DAYS)
def test_neighbours(value: date) -> None:
    one = days.any_day("d")
    model, step = fixed(one, value), timedelta(days=1)
    assert written(model, days.day_after(one)) == value + step
    assert written(model, days.day_before(one)) == value - step


@pytest.mark.parametrize("op", list(Comparison))
@given(DAYS, DAYS, st.sampled_from([0, 30]))
def test_comparisons(op: Comparison, a: date, b: date, steps: int) -> None:
    one = days.any_day("d")
    moved, other = days.shift(one, 0, steps), b
    left = shift(a, 0, steps)
    wanted = {
        Comparison.IS: left == other,
        Comparison.IS_NOT: left != other,
        Comparison.AT_LEAST: left >= other,
        Comparison.MORE_THAN: left > other,
        Comparison.AT_MOST: left <= other,
        Comparison.LESS_THAN: left < other,
    }[op]
    found = fixed(one, a).eval(days.compared(op, moved, days.day(other)), model_completion=True)
    assert z3.is_true(found) is wanted


def test_there_are_exactly_the_days_of_the_calendar() -> None:
    one = days.any_day("d")
    assert isinstance(one.form, Civil)
    leap_days = [year for year in range(1900, 2200) if year % 4 == 0 and (year % 100 or year % 400 == 0)]
    solver = Solver(days.is_day(one), one.form.month == 1, one.form.day == 29)
    assert isinstance(solver.ask(*(one.form.year != year for year in leap_days)), Impossible)
    for year in (1904, 2000, 2196):
        assert isinstance(solver.ask(one.form.year == year), Found)
    for year in (1900, 2100):
        assert isinstance(solver.ask(one.form.year == year), Impossible)


def test_a_day_moved_back_and_forth_is_not_always_the_same() -> None:
    """The solver finds the days whose month is too long for the month that they are moved to."""
    one = days.any_day("d")
    back = days.shift(days.shift(one, 1), -1)
    found = Solver(days.is_day(one)).ask(days.compared(Comparison.IS_NOT, back, one))
    assert isinstance(found, Found)
    value = written(found.model, one)
    assert shift(shift(value, 1), -1) != value
