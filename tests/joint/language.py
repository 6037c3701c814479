"""Random conditions and expressions of every form of the language, typed as the loader demands."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any, TypeAlias, TypeVar

from hypothesis import strategies as st

from huimin_rules.norms import conditions as c
from huimin_rules.norms import expressions as e
from huimin_rules.norms.facts import ValueType

Conditions: TypeAlias = st.SearchStrategy[c.Condition]
Expressions: TypeAlias = st.SearchStrategy[e.Expression]

CHOICES = "pqr"
TEXTS = ("甲", "乙", "丙")
CODES = ("10", "20")
DAYS = (date(2024, 2, 27), date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1), date(2024, 3, 2))
FAR_DAYS = (date(2023, 8, 31), date(2024, 8, 31), date(2025, 2, 28))
PERCENTS = (0, Fraction(1, 4), Fraction(1, 2), 1)
FEN = (0, 1, 2, 3)

_DIFFERENT = ("h", "w", "x", "z")
"""Numbers of different domains: what decides between them may lie where the domain of one begins or ends."""

_OPERATORS = st.sampled_from(list(c.Comparison))
_EQUALITY = st.sampled_from([c.Comparison.IS, c.Comparison.IS_NOT])
_SPLIT = st.sampled_from("rs")


T = TypeVar("T")


def even(*some: st.SearchStrategy[T]) -> st.SearchStrategy[T]:
    """One of these, each as likely as the others, however many alternatives it has itself."""
    return st.sampled_from(some).flatmap(lambda one: one)


def literal(value: Any, kind: ValueType, unit: str | None = None) -> e.Literal:
    return e.Literal(value, e.Type(kind, unit))


def whole(value: int) -> e.Literal:
    return literal(value, ValueType.INTEGER)


def fact(*paths: str) -> st.SearchStrategy[e.Expression]:
    return st.sampled_from([e.FactRef(path) for path in paths])


def by_reading(inner: Expressions) -> Expressions:
    return st.builds(lambda name, a, b: e.ExpressionByReading(name, (("one", a), ("two", b))), _SPLIT, inner, inner)


def _arithmetic(inner: Expressions) -> Expressions:
    two = st.sampled_from([e.ArithmeticOp.DIFFERENCE, e.ArithmeticOp.RATIO])
    more = st.sampled_from([e.ArithmeticOp.SUM, e.ArithmeticOp.PRODUCT])
    return st.one_of(
        st.builds(e.Arithmetic, two, st.tuples(inner, inner)),
        st.builds(e.Arithmetic, more, st.one_of(st.tuples(inner, inner), st.tuples(inner, inner, inner))),
    )


def _bracket(subject: Expressions, limit: Callable[[int], e.Literal], gives: Callable[[int], e.Literal]) -> Expressions:
    def build(inner: e.Expression, first: int, step: int, included: bool, given: tuple[int, int, int]) -> e.Bracket:
        rows = [e.BracketRow(limit(first), included, gives(given[0]))]
        if step:
            rows.append(e.BracketRow(limit(first + step), not included, gives(given[1])))
        return e.Bracket(inner, (*rows, e.BracketRow(None, False, gives(given[2]))))

    small = st.integers(0, 3)
    return st.builds(
        build, subject, st.integers(0, 2), st.integers(0, 1), st.booleans(), st.tuples(small, small, small)
    )


def _fen(value: int) -> e.Literal:
    return literal(value, ValueType.MONEY, "元")


def _day(index: int) -> e.Literal:
    return literal(DAYS[index], ValueType.DATE)


_LITERAL = st.integers(-1, 4).map(whole)


@cache
def numbers(element: bool) -> Expressions:
    """Numbers without a unit."""
    own = ["rows[].n", "rows[].n"] if element else []
    plain = st.one_of(fact("x", "y", *own), fact("x", "y", *own), _LITERAL)
    listed = st.one_of(fact("rows[].n"), st.builds(e.Arithmetic, _ADDED, st.tuples(fact("rows[].n"), fact("x", "y"))))
    computed: list[Expressions] = [
        _arithmetic(plain),
        _arithmetic(plain),
        _bracket(plain, whole, whole),
        by_reading(plain),
        st.sampled_from([e.FactRef("h"), literal(Fraction(1, 2), ValueType.PERCENT)]),
        fact("w", "z"),
        st.builds(e.Arithmetic, st.just(e.ArithmeticOp.RATIO), st.tuples(_money_leaf(), _money_leaf())),
    ]
    if not element:
        where = st.none() | inside()
        computed += [
            st.builds(e.Count, st.just("rows"), where),
            st.builds(e.Total, st.just("rows"), st.one_of(fact("rows[].n"), listed), where),
            _points(),
            _points(),
        ]
    deep = _arithmetic(even(plain, plain, *computed[1:4]))
    return even(plain, plain, plain, plain, *computed, deep)


_ADDED = st.sampled_from([e.ArithmeticOp.SUM, e.ArithmeticOp.PRODUCT])


@cache
def _points() -> Expressions:
    award = st.builds(e.Award, _simple(False), st.integers(-1, 2).map(whole))
    return st.lists(award, min_size=1, max_size=2).map(lambda awards: e.Points(tuple(awards)))


@cache
def _money_leaf() -> Expressions:
    return st.one_of(fact("m"), st.sampled_from(FEN).map(_fen))


@cache
def money() -> Expressions:
    leaf = _money_leaf()
    pair = st.builds(
        e.Arithmetic, st.sampled_from([e.ArithmeticOp.SUM, e.ArithmeticOp.DIFFERENCE]), st.tuples(fact("m"), leaf)
    )
    times = st.builds(
        lambda number, amount: e.Arithmetic(e.ArithmeticOp.PRODUCT, (number, amount)), fact("x", "y"), fact("m")
    )
    return st.one_of(leaf, leaf, pair, times, _bracket(fact("m"), _fen, _fen))


@cache
def days() -> Expressions:
    leaf = st.one_of(
        fact("d", "f"),
        fact("d", "f"),
        st.sampled_from((*DAYS, *FAR_DAYS)).map(lambda day: literal(day, ValueType.DATE)),
    )
    shift = st.builds(e.Shift, leaf, st.integers(-6, 6), st.integers(-2, 2))
    return even(leaf, leaf, leaf, shift, by_reading(leaf), _bracket(fact("d", "f"), _day, _day))


_KNOWN_DAY = fact("d", "f")


@cache
def simple_day_tests() -> Conditions:
    months = st.builds(e.MonthsBetween, st.one_of(_KNOWN_DAY, days()), st.one_of(_KNOWN_DAY, days()))
    return even(
        st.builds(c.Compare, days(), _OPERATORS, days()),
        st.builds(lambda left, op, right: c.Compare(left, op, whole(right)), months, _OPERATORS, st.integers(-1, 12)),
        st.builds(c.Within, _KNOWN_DAY, days(), st.integers(0, 6), st.integers(1, 3)),
        st.builds(
            lambda day, some, negated: c.Member(day, tuple(sorted(some)), negated),
            days(),
            st.sets(st.sampled_from(DAYS), min_size=1, max_size=2),
            st.booleans(),
        ),
    )


@cache
def _texts(element: bool) -> Conditions:
    own = ["rows[].e"] if element else []
    texts = st.sampled_from(TEXTS[:2]).map(lambda word: literal(word, ValueType.TEXT))
    subject = st.one_of(fact("u", "v", *own), by_reading(fact("u", "v", *own)))
    return st.one_of(
        st.builds(c.Compare, subject, _EQUALITY, st.one_of(texts, subject)),
        st.builds(
            lambda one, words, negated: c.Member(one, tuple(sorted(words)), negated),
            subject,
            st.sets(st.sampled_from(TEXTS[:2]), min_size=1),
            st.booleans(),
        ),
        st.builds(
            lambda op, code: c.Compare(e.FactRef("c"), op, literal(code, ValueType.CODE)),
            _EQUALITY,
            st.sampled_from(CODES),
        ),
    )


@cache
def _choices() -> Conditions:
    subject = st.one_of(fact("k"), by_reading(fact("k", "l")))
    return st.one_of(
        st.builds(
            lambda left, op, wanted: c.Compare(left, op, literal(wanted, ValueType.CHOICE)),
            fact("k"),
            _EQUALITY,
            st.sampled_from(CHOICES),
        ),
        st.builds(c.Compare, subject, _EQUALITY, fact("k", "l")),
        st.builds(
            lambda one, wanted, negated: c.Member(one, tuple(sorted(wanted)), negated),
            fact("k", "l"),
            st.sets(st.sampled_from(CHOICES), min_size=1),
            st.booleans(),
        ),
    )


@cache
def _flags(element: bool) -> Conditions:
    own = ["rows[].t", "rows[].g"] if element else []
    flag = fact("a", "j", *own, *own)
    return st.one_of(
        st.builds(
            lambda left, op, wanted: c.Compare(left, op, literal(wanted, ValueType.BOOLEAN)),
            flag,
            _EQUALITY,
            st.booleans(),
        ),
        st.builds(
            lambda left, op, wanted: c.Compare(left, op, literal(wanted, ValueType.BOOLEAN)),
            flag,
            _EQUALITY,
            st.booleans(),
        ),
        st.builds(c.Compare, st.one_of(flag, by_reading(flag)), _EQUALITY, flag),
    )


def _present_in(one: e.Expression) -> c.Condition:
    assert isinstance(one, e.FactRef)
    return c.Present(one)


@cache
def _present(element: bool) -> Conditions:
    own = ["rows[].e"] if element else []
    return fact("y", "d", "u", "c", *own).map(_present_in)


@cache
def _simple(element: bool) -> Conditions:
    """Tests of single facts."""
    return even(_flags(element), _flags(element), _choices(), _texts(element), _present(element))


@cache
def tests(element: bool) -> Conditions:
    """Conditions that are made of expressions alone."""
    amounts = numbers(element)
    number = st.one_of(
        st.builds(c.Compare, amounts, _OPERATORS, amounts),
        st.builds(c.Compare, amounts, _OPERATORS, _LITERAL),
        st.builds(
            lambda one, some, negated: c.Member(one, tuple(sorted(some)), negated),
            numbers(element).filter(lambda one: not isinstance(one, e.Literal)),
            st.sets(st.integers(0, 3), min_size=1, max_size=2),
            st.booleans(),
        ),
    )
    rest: list[Conditions] = [st.booleans().map(c.Constant)] if not element else []
    amount = st.builds(c.Compare, money(), _OPERATORS, money())
    order = st.builds(c.Compare, fact(*_DIFFERENT), _OPERATORS, fact(*_DIFFERENT))
    days_twice = simple_day_tests(), simple_day_tests()
    return even(_simple(element), _simple(element), _simple(element), number, number, amount, order, *days_twice, *rest)


def joined(inner: Conditions) -> Conditions:
    several = st.lists(inner, min_size=1, max_size=3).map(tuple)
    return st.one_of(
        several.map(c.All),
        several.map(c.AnyOf),
        inner.map(c.Not),
        st.builds(
            lambda name, one, two: c.ConditionByReading(name, (("one", one), ("two", two))), _SPLIT, inner, inner
        ),
    )


@cache
def inside() -> Conditions:
    """What is asked of an element of the list, in small."""
    own = st.one_of(
        st.builds(
            lambda path, op, wanted: c.Compare(e.FactRef(path), op, literal(wanted, ValueType.BOOLEAN)),
            st.sampled_from(["rows[].t", "rows[].g"]),
            _EQUALITY,
            st.booleans(),
        ),
        st.builds(
            lambda op, wanted: c.Compare(e.FactRef("rows[].n"), op, whole(wanted)), _OPERATORS, st.integers(0, 2)
        ),
        st.builds(lambda op, other: c.Compare(e.FactRef("rows[].n"), op, other), _OPERATORS, fact("x", "y")),
    )
    return even(own, own, own, joined(own), _texts(True))


@cache
def elementwise() -> Conditions:
    """What a norm asks of each element."""
    leaf = even(inside(), inside(), tests(True))
    return even(leaf, leaf, joined(leaf))


@cache
def quantified() -> Conditions:
    return even(
        st.builds(c.Quantified, st.sampled_from(list(c.Quantifier)), st.just("rows"), inside()),
        st.builds(
            lambda where, op, wanted: c.Compare(e.Count("rows", where), op, whole(wanted)),
            st.none() | inside(),
            _OPERATORS,
            st.integers(0, 2),
        ),
        st.builds(
            lambda where, op, wanted: c.Compare(e.Total("rows", e.FactRef("rows[].n"), where), op, whole(wanted)),
            st.none() | inside(),
            _OPERATORS,
            st.integers(0, 2),
        ),
    )


@cache
def conditions(definitions: tuple[str, ...]) -> Conditions:
    """Conditions of every form, with references to these definitions."""
    leaves = [tests(False), tests(False), tests(False), quantified()]
    if definitions:
        leaves.append(st.sampled_from(definitions).map(c.Holds))
    leaf = even(*leaves)
    once = joined(leaf)
    return even(leaf, leaf, leaf, once, once, joined(even(leaf, leaf, once)))
