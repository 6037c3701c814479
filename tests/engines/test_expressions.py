"""Each form of expression and condition against the plain reading: known values exactly, unknown ones soundly."""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huimin_rules.citation import Clause
from huimin_rules.engines.reference import expressions
from huimin_rules.engines.reference.conditions import Compiler
from huimin_rules.engines.reference.ranges import bounds
from huimin_rules.norms import conditions as c
from huimin_rules.norms import expressions as e
from huimin_rules.norms.facts import MAX_ITEMS, NONE, Choice, Domain, Fact, FactList, ListDomain, Question, ValueType
from huimin_rules.norms.norm import Alternative, Ground, Modality, Norm, Reading, Wording
from huimin_rules.norms.policy import Identity, Policy
from huimin_rules.norms.text import Text
from huimin_rules.ternary import FALSE, TRUE, UNKNOWN
from tests.engines import plain

_ASKED = Question("问", "？")
_NUMBER, _DATE = e.Type(ValueType.INTEGER), e.Type(ValueType.DATE)
_DAYS = (date(2023, 12, 31), date(2024, 1, 31), date(2024, 2, 29), date(2025, 2, 28), date(2026, 8, 31))
_FACTS = (
    Fact("a", ValueType.BOOLEAN, _ASKED),
    Fact("k", ValueType.CHOICE, _ASKED, choices=(Choice("p", "p"), Choice("q", "q"))),
    Fact("w", ValueType.TEXT, _ASKED),
    Fact("x", ValueType.INTEGER, _ASKED, minimum=0, maximum=4),
    Fact("y", ValueType.NUMBER, _ASKED, minimum=-2, maximum=3),
    Fact("d", ValueType.DATE, _ASKED),
    Fact("f", ValueType.DATE, _ASKED, may_be_none=True),
    FactList(
        "rows",
        _ASKED,
        (
            Fact("rows[].t", ValueType.BOOLEAN, _ASKED),
            Fact("rows[].n", ValueType.INTEGER, _ASKED, minimum=-1, maximum=2),
            Fact("rows[].on", ValueType.DATE, _ASKED),
            Fact("rows[].w", ValueType.TEXT, _ASKED),
        ),
        at_least=1,
    ),
)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "a": st.booleans(),
    "k": st.sampled_from("pq"),
    "w": st.sampled_from(["甲", "乙", NONE]),
    "x": st.integers(0, 4),
    "y": st.integers(-2, 3) | st.fractions(-2, 3, max_denominator=3),
    "d": st.sampled_from(_DAYS),
    "f": st.sampled_from([*_DAYS, NONE]),
    "t": st.booleans(),
    "n": st.integers(-1, 2),
    "on": st.sampled_from(_DAYS),
}
READING = Reading("r", "？", Clause(1), (Alternative("one", "一", "。"), Alternative("two", "二", "。")), "one")
DEFINED = Norm(
    "defined",
    Ground(Clause(1), "文"),
    Modality.DEFINITION,
    Wording("题"),
    c.Compare(e.FactRef("x"), c.Comparison.AT_LEAST, e.Literal(2, _NUMBER)),
    c.Compare(e.FactRef("a"), c.Comparison.IS, e.Literal(True, e.Type(ValueType.BOOLEAN))),
    c.Compare(e.FactRef("k"), c.Comparison.IS, e.Literal("p", e.Type(ValueType.CHOICE))),
)
POLICY = Policy(
    Identity("p", "题", "号", "甲", "乙", "0", "丙"), Text("", "", ()), _FACTS, (), (READING,), (DEFINED,), (), ()
)
ROWS = POLICY.lists[0]


def number(value: int) -> e.Literal:
    return e.Literal(value, _NUMBER)


def day(value: date) -> e.Literal:
    return e.Literal(value, _DATE)


def compare(path: str, op: c.Comparison, wanted: e.Expression) -> c.Compare:
    return c.Compare(e.FactRef(path), op, wanted)


# --- random expressions and conditions

_INSIDE = st.one_of(
    st.just(compare("rows[].t", c.Comparison.IS, e.Literal(True, e.Type(ValueType.BOOLEAN)))),
    st.builds(
        lambda op, wanted: compare("rows[].n", op, number(wanted)),
        st.sampled_from(list(c.Comparison)),
        st.integers(-1, 2),
    ),
    st.builds(
        lambda months, days: c.Within(e.FactRef("rows[].on"), e.FactRef("d"), months, days),
        st.integers(0, 13),
        st.integers(0, 2),
    ),
    st.just(c.Present(e.FactRef("rows[].w"))),
    st.just(c.Member(e.FactRef("rows[].w"), ("甲",))),
    st.just(c.Member(e.FactRef("rows[].n"), (0, 2), negated=True)),
)
_DATES = st.recursive(
    st.sampled_from([e.FactRef("d"), e.FactRef("f")]) | st.sampled_from(_DAYS).map(day),
    lambda inner: st.one_of(
        st.builds(e.Shift, inner, st.integers(-30, 30), st.integers(-3, 3)),
        st.builds(lambda one, two: e.ExpressionByReading("r", (("one", one), ("two", two))), inner, inner),
    ),
    max_leaves=3,
)
_OPERATORS = st.sampled_from(list(c.Comparison))
_EQUALITY = st.sampled_from([c.Comparison.IS, c.Comparison.IS_NOT])


def _bracket(subject: e.Expression, limits: set[int], included: list[bool], gives: list[int]) -> e.Bracket:
    rows = [
        e.BracketRow(number(limit), inside, number(given_))
        for limit, inside, given_ in zip(sorted(limits), included, gives, strict=False)
    ]
    return e.Bracket(subject, (*rows, e.BracketRow(None, False, number(gives[-1]))))


def _computed(inner: st.SearchStrategy[e.Expression]) -> st.SearchStrategy[e.Expression]:
    pairs = st.tuples(inner, inner)
    return st.one_of(
        st.builds(e.Arithmetic, st.sampled_from([e.ArithmeticOp.SUM, e.ArithmeticOp.PRODUCT]), pairs),
        st.builds(e.Arithmetic, st.sampled_from([e.ArithmeticOp.DIFFERENCE, e.ArithmeticOp.RATIO]), pairs),
        st.builds(
            _bracket,
            inner,
            st.sets(st.integers(-1, 4), min_size=1, max_size=3),
            st.lists(st.booleans(), min_size=3, max_size=3),
            st.lists(st.integers(-5, 5), min_size=4, max_size=4),
        ),
        st.builds(lambda one, two: e.ExpressionByReading("r", (("one", one), ("two", two))), inner, inner),
        st.builds(
            lambda gives, op, wanted: e.Points(
                (
                    e.Award(compare("x", op, number(wanted)), number(gives[0])),
                    e.Award(c.Holds("defined"), number(gives[1])),
                )
            ),
            st.tuples(st.integers(-3, 3), st.integers(-3, 3)),
            _OPERATORS,
            st.integers(0, 4),
        ),
    )


_LEAVES: st.SearchStrategy[e.Expression] = st.one_of(
    st.sampled_from([e.FactRef("x"), e.FactRef("y")]),
    st.integers(-1, 3).map(number),
    st.builds(e.MonthsBetween, _DATES, _DATES),
    st.builds(e.Count, st.just("rows"), st.none() | _INSIDE),
    st.builds(
        e.Total,
        st.just("rows"),
        st.sampled_from(
            [
                e.FactRef("rows[].n"),
                e.Arithmetic(e.ArithmeticOp.PRODUCT, (e.FactRef("rows[].n"), e.FactRef("x"))),
                e.Arithmetic(e.ArithmeticOp.RATIO, (number(1), e.FactRef("rows[].n"))),
                e.Arithmetic(e.ArithmeticOp.RATIO, (number(1), number(0))),
            ]
        ),
        st.none() | _INSIDE,
    ),
)
_NUMBERS = st.recursive(_LEAVES, _computed, max_leaves=3)
CONDITIONS = st.recursive(
    st.one_of(
        st.builds(c.Compare, _NUMBERS, _OPERATORS, _NUMBERS),
        st.builds(c.Compare, _DATES, _OPERATORS, _DATES),
        st.builds(c.Within, _DATES, _DATES, st.integers(0, 13), st.integers(0, 3)),
        st.builds(c.Member, _NUMBERS, st.sampled_from([(0,), (1, 2), (0, 1, 2, 3)]), st.booleans()),
        st.sampled_from([c.Present(e.FactRef("f")), c.Present(e.FactRef("w")), c.Holds("defined"), c.Constant(True)]),
        st.builds(lambda op: compare("w", op, e.Literal("甲", e.Type(ValueType.TEXT))), _EQUALITY),
        st.builds(c.Quantified, st.sampled_from(list(c.Quantifier)), st.just("rows"), _INSIDE),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda parts: c.All(tuple(parts))),
        st.lists(inner, max_size=3).map(lambda parts: c.AnyOf(tuple(parts))),
        inner.map(c.Not),
        st.builds(lambda one, two: c.ConditionByReading("r", (("one", one), ("two", two))), inner, inner),
    ),
    max_leaves=4,
)


# --- worlds, with some of what they say hidden


@dataclass(frozen=True)
class Hidden:
    """A complete world, and the slots in which some of it is not known."""

    world: plain.World
    known: tuple[Any, ...]
    partly: tuple[Any, ...]


@st.composite
def hidden(draw: st.DrawFn) -> Hidden:
    facts = {fact.path: draw(VALUES[fact.path]) for fact in POLICY.scalars}
    rows = draw(
        st.lists(st.fixed_dictionaries({name: VALUES[name] for name in ("t", "n", "on", "w")}), min_size=1, max_size=3)
    )
    reading = draw(st.sampled_from(["one", "two"]))
    shown = st.booleans()
    scalars = [facts[fact.path] if draw(shown) else fact.domain for fact in POLICY.scalars]
    elements = tuple(tuple(row[item.name] if draw(shown) else item.domain for item in ROWS.items) for row in rows)
    listed: Any = elements if draw(st.sampled_from([True, True, False])) else ROWS.domain
    choice = Domain(ValueType.CHOICE, options=("one", "two"))
    return Hidden(
        plain.World(POLICY, facts, {"rows": rows}, {"r": reading}),
        (*facts.values(), tuple(tuple(row[item.name] for item in ROWS.items) for row in rows), reading),
        (*scalars, listed, reading if draw(shown) else choice),
    )


def inside(result: Any, value: Any) -> bool:
    """Whether a value is among those that a result leaves possible."""
    if not isinstance(result, Domain):
        return bool(result == value)
    if value == NONE:
        return result.may_be_none
    low, high = bounds(result)
    return value in result.options if result.options is not None else bool(low <= value <= high)


@settings(max_examples=400)
@given(_NUMBERS | _DATES, hidden())
def test_an_expression_is_what_the_plain_reading_says(expression: e.Expression, one: Hidden) -> None:
    evaluate = expressions.lower(expression, Compiler(POLICY))
    expected = plain.value(expression, one.world)
    assert evaluate(one.known, ()) == expected
    assert inside(evaluate(one.partly, ()), expected)


@settings(max_examples=400)
@given(CONDITIONS, hidden())
def test_a_condition_is_what_the_plain_reading_says(condition: c.Condition, one: Hidden) -> None:
    test = Compiler(POLICY).lower(condition)
    expected = TRUE if plain.holds(condition, one.world) else FALSE
    assert test(one.known, ()) == expected
    assert test(one.partly, ()) & expected


# --- argued values


def evaluated(expression: e.Expression, **facts: Any) -> Any:
    """The value where nothing is known but these facts."""
    slots = tuple(facts.get(fact.path, fact.domain) for fact in POLICY.scalars)
    listed = facts.get(ROWS.path, ROWS.domain)
    reading = Domain(ValueType.CHOICE, options=("one", "two"))
    return expressions.lower(expression, Compiler(POLICY))((*slots, listed, reading), ())


@pytest.mark.parametrize(
    ("value", "included", "not_included"), [(0, 10, 10), (1, 10, 20), (2, 20, 20), (3, 20, 30), (4, 30, 30)]
)
def test_a_limit_belongs_to_its_row_where_it_is_included(value: int, included: int, not_included: int) -> None:
    """1（含）以下的为10，3（含）以下的为20，超过3的为30 — and the same rows with 不含."""
    for with_limit, expected in ((True, included), (False, not_included)):
        rows = (
            e.BracketRow(number(1), with_limit, number(10)),
            e.BracketRow(number(3), with_limit, number(20)),
            e.BracketRow(None, False, number(30)),
        )
        assert evaluated(e.Bracket(e.FactRef("x"), rows), x=value) == expected


def test_an_open_subject_picks_from_the_rows_it_can_reach() -> None:
    rows = (
        e.BracketRow(number(1), True, number(10)),
        e.BracketRow(number(3), True, number(5)),
        e.BracketRow(number(9), True, number(20)),
        e.BracketRow(None, False, number(99)),
    )
    assert evaluated(e.Bracket(e.FactRef("x"), rows)) == Domain(ValueType.NUMBER, low=5, high=20)
    ratio = e.Arithmetic(e.ArithmeticOp.RATIO, (number(4), e.FactRef("x")))
    assert evaluated(e.Bracket(ratio, rows)) == Domain(ValueType.NUMBER, low=5, high=99, may_be_none=True)
    assert evaluated(e.Bracket(ratio, rows), x=0) == NONE


def test_points_of_open_awards_are_a_range() -> None:
    awards = e.Points(
        (
            e.Award(compare("x", c.Comparison.AT_LEAST, number(2)), number(5)),
            e.Award(compare("y", c.Comparison.AT_LEAST, number(2)), number(-3)),
            e.Award(c.Constant(True), number(1)),
        )
    )
    assert evaluated(awards) == Domain(ValueType.NUMBER, low=-2, high=6)
    assert evaluated(awards, x=2) == Domain(ValueType.NUMBER, low=3, high=6)
    assert evaluated(awards, x=1, y=2) == -2


def test_a_list_nobody_stated_counts_from_the_fewest_to_the_most() -> None:
    everything = e.Count("rows")
    some = e.Count("rows", compare("rows[].n", c.Comparison.AT_LEAST, number(1)))
    none = e.Count("rows", compare("rows[].n", c.Comparison.AT_LEAST, number(3)))
    assert evaluated(everything) == Domain(ValueType.NUMBER, low=1, high=MAX_ITEMS)
    assert evaluated(some) == Domain(ValueType.NUMBER, low=0, high=MAX_ITEMS)
    assert evaluated(none) == 0


def test_a_total_over_a_list_nobody_stated_reaches_as_far_as_its_elements() -> None:
    total = e.Total("rows", e.FactRef("rows[].n"))
    assert evaluated(total) == Domain(ValueType.NUMBER, low=-MAX_ITEMS, high=2 * MAX_ITEMS)
    assert evaluated(total, rows=ListDomain(0)) == Domain(ValueType.NUMBER, low=-MAX_ITEMS, high=2 * MAX_ITEMS)
    nothing = e.Total("rows", e.Arithmetic(e.ArithmeticOp.RATIO, (number(1), number(0))))
    assert evaluated(nothing) == NONE
    assert evaluated(nothing, rows=ListDomain(0)) == Domain(ValueType.NUMBER, low=0, high=0, may_be_none=True)


def test_an_element_that_may_count_adds_its_value_or_nothing() -> None:
    where = compare("rows[].t", c.Comparison.IS, e.Literal(True, e.Type(ValueType.BOOLEAN)))
    total = e.Total("rows", e.FactRef("rows[].n"), where)
    open_, on = ROWS.items[0].domain, _DAYS[0]
    assert evaluated(total, rows=((open_, 2, on, ""), (True, 1, on, ""), (False, 2, on, ""))) == Domain(
        ValueType.NUMBER, low=1, high=3
    )


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (date(2024, 2, 28), FALSE),
        (date(2024, 2, 29), TRUE),
        (date(2025, 2, 28), TRUE),
        (date(2025, 3, 1), FALSE),
        (NONE, FALSE),
    ],
)
def test_a_look_back_includes_both_its_days(found: Any, expected: int) -> None:
    """Twelve months before 2025-02-28 and one day before 2025-03-01: the window begins on the corresponding day."""
    test = Compiler(POLICY).lower(c.Within(e.FactRef("f"), e.FactRef("d"), months=12, days=-1))
    start = c.Within(e.FactRef("f"), e.FactRef("d"), months=12)
    slots: list[Any] = [fact.domain for fact in POLICY.scalars]
    slots[5], slots[6] = date(2025, 2, 28), found
    assert test(slots, ()) == expected
    at_start = {date(2024, 2, 28): TRUE}
    assert Compiler(POLICY).lower(start)(slots, ()) == at_start.get(found, expected)


def test_every_row_that_is_known_decides_before_the_unknown_ones() -> None:
    some = c.Quantified(
        c.Quantifier.SOME, "rows", compare("rows[].t", c.Comparison.IS, e.Literal(True, e.Type(ValueType.BOOLEAN)))
    )
    every = c.Quantified(c.Quantifier.EVERY, "rows", some.satisfies)
    open_ = ROWS.items[0].domain
    slots: list[Any] = [*(fact.domain for fact in POLICY.scalars), ()]

    def truth(condition: c.Condition, *rows: Any) -> int:
        slots[7] = tuple((one, 0, _DAYS[0], "") for one in rows)
        return Compiler(POLICY).lower(condition)(slots, ())

    assert [truth(some), truth(every)] == [FALSE, TRUE]
    assert [truth(some, open_, True), truth(every, open_, False)] == [TRUE, FALSE]
    assert [truth(some, open_, False), truth(every, open_, True)] == [UNKNOWN, UNKNOWN]


def test_what_a_fraction_comes_to_is_exact() -> None:
    third = e.Arithmetic(e.ArithmeticOp.RATIO, (number(1), number(3)))
    assert evaluated(e.Arithmetic(e.ArithmeticOp.PRODUCT, (third, number(3)))) == 1
    assert evaluated(e.Arithmetic(e.ArithmeticOp.SUM, (third, e.FactRef("y"))), y=Fraction(2, 3)) == 1


def test_moving_a_day_beyond_the_calendar_stays_within_it() -> None:
    far = e.Shift(e.FactRef("d"), months=12 * 9000)
    assert evaluated(far, d=date(2199, 12, 31)) == date.max
    assert evaluated(e.Shift(day(date(1900, 1, 1)), months=-12 * 2000)) == date.min
    assert evaluated(e.Shift(e.FactRef("d"), days=1)) == Domain(
        ValueType.DATE, low=date(1900, 1, 2), high=date(2199, 12, 31) + timedelta(days=1)
    )
