"""Exact quantities: what is written is what is compared."""

import calendar
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from huimin_rules.quantity import (
    FEN_PER,
    FIRST_DAY,
    LAST_DAY,
    MAX_FEN,
    MAX_NUMBER,
    bounded,
    exact,
    format_decimal,
    format_money,
    money,
    months_between,
    parse_date,
    parse_decimal,
    parse_money,
    shift,
    whole,
)

days = st.dates(FIRST_DAY, LAST_DAY)
decimals = st.decimals(-MAX_NUMBER, MAX_NUMBER, places=6, allow_nan=False, allow_infinity=False)

# --- numbers


@given(decimals)
def test_a_decimal_is_exact_and_is_read_back(number: Decimal) -> None:
    found = exact(number)
    assert found == Fraction(number)
    assert parse_decimal(format_decimal(found)) == found


@given(st.integers(-(10**12), 10**12).map(lambda number: number / 1000))
def test_a_float_means_what_it_shows(number: float) -> None:
    assert exact(number) == Fraction(repr(number))


@pytest.mark.parametrize("number", [0, 1, -MAX_NUMBER, MAX_NUMBER, Decimal("0E+100"), Decimal("-0"), 0.0])
def test_numbers_within_the_bounds_are_read(number: int | float | Decimal) -> None:
    assert exact(number) == number


@pytest.mark.parametrize(
    "number",
    [
        float("nan"),
        float("inf"),
        float("-inf"),
        Decimal("NaN"),
        Decimal("sNaN"),
        Decimal("Infinity"),
        MAX_NUMBER + 1,
        -MAX_NUMBER - 1,
        pytest.param(10**10_000, id="huge"),
        1e19,
        Decimal("1e41"),
        Decimal("1e-41"),
        Decimal("1e999999"),
        Decimal("1e-999999"),
    ],
)
def test_numbers_beyond_the_bounds_are_refused(number: int | float | Decimal) -> None:
    with pytest.raises(ValueError, match=r"finite|too large|too small"):
        exact(number)


@given(st.integers(-100, 100), st.integers(1, 100))
def test_a_whole_number_is_an_int(numerator: int, denominator: int) -> None:
    number = whole(Fraction(numerator, denominator))
    assert number == Fraction(numerator, denominator)
    assert isinstance(number, int) == (numerator % denominator == 0)
    assert whole(numerator) is numerator


@pytest.mark.parametrize(
    "text", ["", "+1", "1.", ".5", "1e3", "1,000", " 1", "1 ", "１", "NaN", "--1", "9" * 21, "0." + "1" * 21]
)
def test_what_is_no_plain_decimal_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a plain decimal"):
        parse_decimal(text)


@given(st.integers(-(10**6), 10**6), st.integers(1, 10**4))
def test_any_ratio_is_written_exactly(numerator: int, denominator: int) -> None:
    number = Fraction(numerator, denominator)
    assert Fraction(format_decimal(number)) == number


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0"),
        (-12, "-12"),
        (Fraction(1, 2), "0.5"),
        (Fraction(-1, 20), "-0.05"),
        (Fraction(1, 8), "0.125"),
        (Fraction(10, 3), "10/3"),
        (Fraction(-1, 7), "-1/7"),
    ],
)
def test_a_number_is_written_without_exponent(number: int | Fraction, text: str) -> None:
    assert format_decimal(number) == text


# --- money


@given(st.integers(0, MAX_FEN))
def test_an_amount_is_read_back(fen: int) -> None:
    assert parse_money(format_money(fen)) == fen


@given(st.integers(0, MAX_FEN), st.sampled_from(sorted(FEN_PER)))
def test_an_amount_is_the_same_in_every_unit(fen: int, unit: str) -> None:
    number = Fraction(fen, FEN_PER[unit])
    assert money(number, unit) == fen
    assert parse_money(f"{format_decimal(number)}{unit}") == fen
    assert parse_money(f" {fen // 100:,}.{fen % 100:02} 元 ") == fen


@pytest.mark.parametrize(
    ("number", "unit", "message"),
    [
        (-1, "元", "negative"),
        (Fraction(1, 1000), "元", "finer than"),
        (Fraction(1, 3), "万元", "finer than"),
        (MAX_FEN // 100 + 1, "元", "too large"),
        (MAX_NUMBER, "亿元", "too large"),
    ],
)
def test_what_is_no_amount_is_refused(number: int | Fraction, unit: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        money(number, unit)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "120",
        "元",
        "一百元",
        "1e3元",
        "12,00元",
        "1,2345元",
        ",100元",
        "1.元",
        ".5元",
        "+1元",
        "１元",
        "1美元",
        "1元整",
        "1 2元",
        "9" * 21 + "元",
    ],
)
def test_what_is_not_written_as_an_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not an amount"):
        parse_money(text)


@pytest.mark.parametrize("text", ["-1元", "-1,000元", "0.001元", "0.0000001万元", "9999999999999999元"])
def test_amounts_that_cannot_be_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"negative|finer|too large"):
        parse_money(text)


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        (0, "0元"),
        (1, "0.01元"),
        (99_999_999, "999999.99元"),
        (1_000_000, "1万元"),
        (1_000_100, "1.0001万元"),
        (1_000_010, "10000.1元"),
    ],
)
def test_an_amount_is_written_as_people_write_it(fen: int, text: str) -> None:
    assert format_money(fen) == text


# --- days


@given(days)
def test_a_day_is_read_back(day: date) -> None:
    assert parse_date(day.isoformat()) == day == bounded(day)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2022-9-1",
        "20220901",
        "2022/09/01",
        "2022-09-01T00:00:00",
        "2022-W35-4",
        "２０２２-09-01",
        " 2022-09-01",
        "2022-244",
    ],
)
def test_no_other_form_of_a_day_is_read(text: str) -> None:
    with pytest.raises(ValueError, match="not a date"):
        parse_date(text)


@pytest.mark.parametrize(
    "text", ["2022-02-29", "2022-13-01", "2022-00-10", "2022-01-00", "1899-12-31", "2200-01-01", "0000-01-01"]
)
def test_a_day_that_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"must be|out of range|outside|range"):
        parse_date(text)


@given(days, st.integers(-2400, 2400))
def test_a_day_moved_by_months_keeps_its_number_or_becomes_the_last_of_its_month(day: date, months: int) -> None:
    moved = shift(day, months)
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == months
    assert moved.day == min(day.day, calendar.monthrange(moved.year, moved.month)[1])


@given(days, st.integers(-20_000, 20_000))
def test_a_day_moved_by_days_is_that_many_days_away(day: date, count: int) -> None:
    assert shift(day, days=count) - day == timedelta(days=count)
    assert shift(day) == day


@given(days, st.integers(-2400, 2400), st.integers(-2400, 2400))
def test_a_later_day_is_never_moved_before_an_earlier_one(day: date, months: int, more: int) -> None:
    assert shift(day, months) <= shift(day + timedelta(days=1), months)
    assert (shift(day, months) <= shift(day, more)) == (months <= more)


@pytest.mark.parametrize(
    ("months", "count", "moved"),
    [
        (-100_000, 0, date.min),
        (100_000, 0, date.max),
        (0, -10_000_000, date.min),
        (0, 10_000_000, date.max),
    ],
)
def test_a_day_is_kept_within_the_calendar(months: int, count: int, moved: date) -> None:
    assert shift(date(2030, 1, 31), months, count) == moved


@given(days, st.integers(0, 1200))
def test_a_period_of_n_months_has_n_months(start: date, months: int) -> None:
    through = shift(start, months) - timedelta(days=1)
    expected = months if shift(start, months).day == start.day else months - 1
    assert months_between(start, through) == expected
    assume(start.day <= 28)
    assert months_between(start, through) == months
    assert months_between(start, through - timedelta(days=1)) == months - 1


@given(days, days)
def test_months_rise_with_the_last_day_and_fall_with_the_first(start: date, through: date) -> None:
    assert months_between(start, through) <= months_between(start, through + timedelta(days=1))
    assert months_between(start, through) >= months_between(start + timedelta(days=1), through)


@given(days, days, st.integers(-600, 600))
def test_a_period_moved_by_months_is_as_long(start: date, through: date, months: int) -> None:
    assume(start.day <= 28 and (through + timedelta(days=1)).day <= 28)
    moved = shift(through + timedelta(days=1), months) - timedelta(days=1)
    assert months_between(shift(start, months), moved) == months_between(start, through)


@pytest.mark.parametrize(
    ("start", "through", "months"),
    [
        (date(2022, 9, 1), date(2022, 9, 1), 0),
        (date(2022, 9, 1), date(2022, 9, 30), 1),
        (date(2022, 1, 31), date(2022, 2, 28), 1),
        (date(2024, 1, 31), date(2024, 2, 29), 1),
        (date(2022, 9, 15), date(2022, 9, 13), -1),
        (date(2022, 9, 15), date(2022, 9, 14), 0),
    ],
)
def test_whole_months_include_both_days(start: date, through: date, months: int) -> None:
    assert months_between(start, through) == months
