"""The law of ranges: whatever members of the domains give lies in the result, and nothing less tight is returned."""

import operator
from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from huimin_rules.engines.reference import ranges
from huimin_rules.engines.reference.expressions import shift
from huimin_rules.norms.conditions import Comparison
from huimin_rules.norms.facts import NONE, Domain, ValueType
from huimin_rules.quantity import months_between
from huimin_rules.ternary import FALSE, TRUE, UNKNOWN
from tests.engines import plain

_DAY = date(2024, 1, 30)
_NUMBERS = st.integers(-3, 3)
_DAYS = st.integers(0, 70).map(lambda days: _DAY + timedelta(days=days))

Sampled = tuple[Any, list[Any]]
"""A value or domain, and all of its members (of a number, the whole ones)."""


def _with_none(domain: Domain, members: list[Any]) -> Sampled:
    return domain, [*members, NONE] if domain.may_be_none else members


@st.composite
def numbers(draw: st.DrawFn) -> Sampled:
    low, high = sorted(draw(st.tuples(_NUMBERS, _NUMBERS)))
    kind, none = draw(st.sampled_from(["known", "none", "range", "range"])), draw(st.booleans())
    if kind == "known":
        return low, [low]
    if kind == "none":
        return NONE, [NONE]
    return _with_none(
        Domain(ValueType.INTEGER, low=low, high=high, may_be_none=none),
        list(range(low, high + 1)),
    )


@st.composite
def days(draw: st.DrawFn) -> Sampled:
    low, high = sorted(draw(st.tuples(_DAYS, _DAYS)))
    kind, none = draw(st.sampled_from(["known", "none", "range", "range"])), draw(st.booleans())
    if kind == "known":
        return low, [low]
    if kind == "none":
        return NONE, [NONE]
    return _with_none(
        Domain(ValueType.DATE, low=low, high=high, may_be_none=none),
        [low + timedelta(days=step) for step in range((high - low).days + 1)],
    )


@st.composite
def options(draw: st.DrawFn) -> Sampled:
    chosen = draw(st.lists(st.sampled_from("pqr"), min_size=1, unique=True))
    kind, none = draw(st.sampled_from(["known", "none", "options", "options"])), draw(st.booleans())
    if kind == "known":
        return chosen[0], chosen[:1]
    if kind == "none":
        return NONE, [NONE]
    return _with_none(Domain(ValueType.CHOICE, options=tuple(chosen), may_be_none=none), list(chosen))


@st.composite
def texts(draw: st.DrawFn) -> Sampled:
    """Any text at all; the members stand for the rest."""
    none = draw(st.booleans())
    return _with_none(Domain(ValueType.TEXT, may_be_none=none), ["p", "q", "r", "s"])


_LAW: dict[Comparison, Callable[[Any, Any], bool]] = {
    Comparison.IS: operator.eq,
    Comparison.IS_NOT: operator.ne,
    Comparison.AT_LEAST: operator.ge,
    Comparison.MORE_THAN: operator.gt,
    Comparison.AT_MOST: operator.le,
    Comparison.LESS_THAN: operator.lt,
}


def compared(op: Comparison, a: Any, b: Any) -> bool:
    """What does not exist is different from everything, itself included, and in no order."""
    if NONE in (a, b):
        return op is Comparison.IS_NOT
    return _LAW[op](a, b)


def possible(outcomes: set[bool]) -> int:
    return (TRUE if True in outcomes else 0) | (FALSE if False in outcomes else 0)


@given(st.sampled_from(list(Comparison)), st.tuples(numbers(), numbers()) | st.tuples(days(), days()))
def test_comparing_ordered_values_is_exact(op: Comparison, pair: tuple[Sampled, Sampled]) -> None:
    (a, some), (b, others) = pair
    assert ranges.compare(op)(a, b) == possible({compared(op, x, y) for x in some for y in others})


@given(st.sampled_from([Comparison.IS, Comparison.IS_NOT]), options() | texts(), options() | texts())
def test_comparing_options_and_texts_is_exact(op: Comparison, left: Sampled, right: Sampled) -> None:
    (a, some), (b, others) = left, right
    assert ranges.compare(op)(a, b) == possible({compared(op, x, y) for x in some for y in others})


@given(st.sampled_from(list(Comparison)), numbers(), _NUMBERS)
def test_comparing_with_a_constant_is_comparing(op: Comparison, value: Sampled, wanted: int) -> None:
    assert ranges.compare_with(op, wanted)(value[0]) == ranges.compare(op)(value[0], wanted)


@given(st.sampled_from([Comparison.IS, Comparison.IS_NOT]), options() | texts(), st.sampled_from("pqr"))
def test_comparing_with_a_constant_text_is_comparing(op: Comparison, value: Sampled, wanted: str) -> None:
    assert ranges.compare_with(op, wanted)(value[0]) == ranges.compare(op)(value[0], wanted)


@given(options() | texts(), st.sets(st.sampled_from("pqr"), min_size=1))
def test_membership_of_options_is_exact(value: Sampled, wanted: set[str]) -> None:
    domain, members = value
    assert ranges.member(domain, frozenset(wanted)) == possible({one in wanted for one in members})


@given(numbers(), st.sets(_NUMBERS, min_size=1))
def test_membership_of_a_number_is_sound(value: Sampled, wanted: set[int]) -> None:
    domain, members = value
    really = possible({one in wanted for one in members})
    found = ranges.member(domain, frozenset(wanted))
    assert found & really == really
    if not isinstance(domain, Domain) or domain.low == domain.high or not wanted & set(members):
        assert found == really


@given(numbers() | days() | options() | texts())
def test_presence_is_exact(value: Sampled) -> None:
    domain, members = value
    assert ranges.present(domain) == possible({one != NONE for one in members})
    assert ranges.may_be_none(domain) is (NONE in members)


def _holds(result: Any, value: Any) -> bool:
    """Whether a value is a member of a result."""
    if not isinstance(result, Domain):
        return bool(result == value)
    if value == NONE:
        return result.may_be_none
    if result.options is not None:
        return value in result.options
    return result.low is None or bool(ranges.bounds(result)[0] <= value <= ranges.bounds(result)[1])


def _tight(result: Any, values: list[Any]) -> None:
    """Nothing beyond what the members give: both ends are reached, and it may not exist only if it really may."""
    existing = [one for one in values if one != NONE]
    assert ranges.may_be_none(result) is (NONE in values)
    if existing and not isinstance(result, str):
        assert ranges.bounds(result) == (min(existing), max(existing))


_OPERATIONS: list[tuple[Any, Any]] = [
    (ranges.add, operator.add),
    (ranges.subtract, operator.sub),
    (ranges.multiply, operator.mul),
]


@pytest.mark.parametrize(("combined", "exact"), _OPERATIONS, ids=["add", "subtract", "multiply"])
@given(a=numbers(), b=numbers())
def test_arithmetic_is_sound_and_tight(combined: Any, exact: Any, a: Sampled, b: Sampled) -> None:
    values = [NONE if NONE in (x, y) else exact(x, y) for x in a[1] for y in b[1]]
    result = combined(a[0], b[0])
    assert all(_holds(result, one) for one in values)
    _tight(result, values)


@given(numbers(), numbers())
def test_a_ratio_is_sound_and_a_zero_divisor_has_none(a: Sampled, b: Sampled) -> None:
    values = [NONE if NONE in (x, y) or y == 0 else Fraction(x, y) for x in a[1] for y in b[1]]
    result = ranges.divide(a[0], b[0])
    assert all(_holds(result, one) for one in values)
    assert ranges.may_be_none(result) is (NONE in values)
    divisors = [y for y in b[1] if y != NONE]
    if 0 not in divisors and divisors and NONE not in a[1] and not (min(divisors) < 0 < max(divisors)):
        _tight(result, values)


@given(st.fractions(-3, 3), st.fractions(Fraction(1, 1000), Fraction(1, 100)), st.booleans())
def test_a_ratio_may_be_arbitrarily_large_where_the_divisor_may_come_near_zero(
    above: Fraction, below: Fraction, negative: bool
) -> None:
    near = below / 10**30 * (-1 if negative else 1)
    low, high = (Fraction(-1), Fraction(0)) if negative else (Fraction(0), Fraction(1))
    result = ranges.divide(above, Domain(ValueType.NUMBER, low=low, high=high))
    assert _holds(result, above / near)
    assert _holds(result, NONE)
    either = ranges.divide(above, Domain(ValueType.NUMBER, low=Fraction(-1), high=Fraction(1)))
    assert _holds(either, above / near)
    assert _holds(either, -above / near)
    assert _holds(either, NONE)


def test_a_ratio_of_known_numbers_is_the_number() -> None:
    assert ranges.divide(3, 4) == Fraction(3, 4)
    assert isinstance(ranges.divide(8, 4), int)
    assert ranges.divide(3, 0) == NONE
    assert ranges.divide(3, Domain(ValueType.NUMBER, low=0, high=0)) == NONE


@given(days(), days())
def test_months_between_are_sound_and_tight(a: Sampled, b: Sampled) -> None:
    values = [NONE if NONE in (x, y) else months_between(x, y) for x in a[1] for y in b[1]]
    result = ranges.months(a[0], b[0])
    assert all(_holds(result, one) for one in values)
    _tight(result, values)


@given(days(), st.integers(-14, 14), st.integers(-3, 3))
def test_shifting_is_sound_and_tight(a: Sampled, months: int, over: int) -> None:
    values = [plain.moved(day, months, over) for day in a[1]]
    result = shift(a[0], months, over)
    assert all(_holds(result, one) for one in values)
    _tight(result, values)


_SORTS = [numbers(), days(), options(), texts()]


@given(st.sampled_from(_SORTS).flatmap(lambda sort: st.lists(sort, min_size=1, max_size=4)))
def test_a_hull_holds_every_member(values: list[Sampled]) -> None:
    result = ranges.hull(one for one, _ in values)
    members = [member for _, some in values for member in some]
    assert all(_holds(result, one) for one in members)
    assert ranges.may_be_none(result) is (NONE in members)


@given(st.lists(options() | texts(), min_size=1, max_size=4))
def test_a_hull_of_options_and_texts_holds_every_member(values: list[Sampled]) -> None:
    result = ranges.hull(one for one, _ in values)
    assert all(_holds(result, one) for _, some in values for one in some)
    if all(not isinstance(one, Domain) or one.options is not None for one, _ in values):
        existing = {one for _, some in values for one in some} - {NONE}
        assert set(result.options or () if isinstance(result, Domain) else {result} - {NONE}) == existing


@given(st.lists(numbers() | days(), min_size=1, max_size=4))
def test_a_hull_of_ordered_values_is_the_tightest(values: list[Sampled]) -> None:
    members = [member for _, some in values for member in some]
    assume(len({type(one) for one in members if one != NONE}) <= 1)
    _tight(ranges.hull(one for one, _ in values), members)


def test_a_span_between_equal_bounds_is_the_value_itself() -> None:
    assert ranges.span(Fraction(4, 2), Fraction(2)) == 2
    assert isinstance(ranges.span(Fraction(4, 2), Fraction(2)), int)
    assert ranges.span(2, 2, none=True) == Domain(ValueType.NUMBER, low=2, high=2, may_be_none=True)
    assert ranges.span(_DAY, _DAY + timedelta(days=1)) == Domain(
        ValueType.DATE, low=_DAY, high=_DAY + timedelta(days=1)
    )


def test_any_two_texts_may_be_the_same_and_may_differ() -> None:
    text = Domain(ValueType.TEXT)
    assert ranges.compare(Comparison.IS)(text, text) == UNKNOWN
    assert ranges.member(text, frozenset({"p"})) == UNKNOWN
