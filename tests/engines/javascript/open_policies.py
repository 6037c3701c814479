"""Random policies over wide domains, and applications that say little: what a verdict says of them depends on which
values are tried, and on how far an interval is halved.
"""

from dataclasses import replace
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from huimin_rules.citation import Clause
from huimin_rules.norms import conditions as c
from huimin_rules.norms import expressions as e
from huimin_rules.norms.application import Application
from huimin_rules.norms.facts import NONE, Fact, FactList, Scalar, ValueType
from huimin_rules.norms.norm import Alternative, Modality, Norm, Reading
from huimin_rules.norms.policy import Consistency, Policy
from tests.analysis.small import ASKED
from tests.engines.test_exactness import said
from tests.engines.test_expressions import CONDITIONS, DEFINED, POLICY, READING, VALUES

_WIDE = (
    Fact("x", ValueType.INTEGER, ASKED, minimum=0, maximum=900),
    Fact("z", ValueType.INTEGER, ASKED, minimum=500, maximum=600),
    Fact("y", ValueType.NUMBER, ASKED, minimum=-2, maximum=600),
    Fact("v", ValueType.PERCENT, ASKED, minimum=0, maximum=1, may_be_none=True),
    Fact("s", ValueType.PERCENT, ASKED, maximum=2, may_be_none=True),
    Fact("m", ValueType.MONEY, ASKED),
    Fact("o", ValueType.MONEY, ASKED),
    Fact("u", ValueType.CODE, ASKED, may_be_none=True),
    Fact("j", ValueType.BOOLEAN, ASKED, judgement=True),
)
_KNOWN: dict[str, st.SearchStrategy[Any]] = {
    **VALUES,
    "x": st.sampled_from([0, 1, 3, 499, 550, 900]),
    "z": st.sampled_from([500, 501, 550, 600]),
    "v": st.sampled_from([0, Fraction(1, 3), Fraction(1, 2), 1, NONE]),
    "s": st.sampled_from([0, Fraction(1, 3), 2, NONE]),
    "m": st.sampled_from([0, 1, 10_000, 10**15]),
    "o": st.sampled_from([0, 3, 10_000]),
    "u": st.sampled_from(["甲", "410181", NONE]),
    "j": st.booleans(),
}
_PERCENT = e.Type(ValueType.PERCENT)


def _literals(kind: ValueType, *values: Scalar) -> st.SearchStrategy[e.Expression]:
    return st.sampled_from(values).map(lambda one: e.Literal(one, e.Type(kind)))


_SIDES = {
    "xzy": _literals(ValueType.NUMBER, 0, 1, 499, 500, 550, Fraction(1, 2)),
    "vs": _literals(ValueType.PERCENT, 0, Fraction(1, 3), 1),
    "mo": _literals(ValueType.MONEY, 0, 10_000, 10_001),
    "uw": _literals(ValueType.TEXT, "甲", "410181"),
}
_EQUALITY = [c.Comparison.IS, c.Comparison.IS_NOT]


@st.composite
def _chains(draw: st.DrawFn) -> c.Condition:
    """Some comparisons of a few facts of one kind with one another, and with numbers nearby."""
    names = draw(st.sampled_from(sorted(_SIDES)))
    some = st.sampled_from(names).map(e.FactRef)
    sides = st.one_of(some, some, _SIDES[names])
    if names == "mo":
        share = e.Literal(Fraction(3, 10), _PERCENT)
        sides |= some.map(lambda one: e.Arithmetic(e.ArithmeticOp.PRODUCT, (one, share)))
    operators = st.sampled_from(_EQUALITY if names == "uw" else list(c.Comparison))
    parts = draw(st.lists(st.builds(c.Compare, some, operators, sides), min_size=1, max_size=4))
    return c.All(tuple(parts)) if draw(st.integers(0, 3)) else c.AnyOf(tuple(parts))


_JUDGED = c.Compare(e.FactRef("j"), c.Comparison.IS, e.Literal(True, e.Type(ValueType.BOOLEAN)))
_ANY = st.one_of(_chains(), _chains(), CONDITIONS, st.just(_JUDGED))


def _joined(one: c.Condition, other: c.Condition, how: int) -> c.Condition:
    return (one, one, c.All((one, other)), c.AnyOf((c.Not(other), one)))[how]


_REQUIRED = st.builds(_joined, _ANY, _ANY, st.integers(0, 3))


def _facts() -> tuple[Fact | FactList, ...]:
    taken = {one.path for one in _WIDE}
    return (*(one for one in POLICY.facts if one.path not in taken), *_WIDE)


@st.composite
def open_policies(draw: st.DrawFn) -> Policy:
    """Two norms, which may have an exemption, and up to two consistency rules, which may go by a reading."""
    modalities = st.sampled_from([Modality.OBLIGATION, Modality.OBLIGATION, Modality.PRIORITY, Modality.DEFAULT])
    norms: list[Norm] = [
        replace(
            DEFINED,
            id=name,
            modality=draw(modalities),
            requires=draw(_REQUIRED),
            when=draw(st.none() | _ANY),
            unless=draw(st.none() | st.none() | _ANY),
            cites=(Clause(2, 1), DEFINED.ground),
        )
        for name in ("n", "o")
    ]
    rules: list[c.Condition] = draw(st.lists(_chains(), max_size=2))
    by_reading: bool = draw(st.booleans())
    if rules and by_reading:
        rules[0] = c.ConditionByReading("r", (("one", rules[0]), ("two", c.Constant(True))))
    return replace(
        POLICY,
        facts=_facts(),
        norms=(DEFINED, *norms),
        consistency=tuple(Consistency(f"rule{at}", "x", rule, "不一致") for at, rule in enumerate(rules)),
        readings=(READING, Reading("q", "“何”？", Clause(1), (Alternative("one", "一", "。"),), "one")),
    )


@st.composite
def open_applications(draw: st.DrawFn, policy: Policy) -> Application:
    """An application that leaves most open, and may have assessed itself."""
    scalars: list[Any] = []
    stated: list[Any] = []
    for fact in policy.scalars:
        value = None if draw(st.integers(0, 3)) else draw(_KNOWN[fact.path])
        judged = fact.judgement and value is True
        scalars.append(fact.domain if value is None or judged else value)
        stated.append(None if value is None else said(fact.path, value))
    (each,) = policy.lists
    rows: list[tuple[Any, ...]] | None = draw(
        st.none() | st.lists(st.tuples(*(st.none() | _KNOWN[item.name] for item in each.items)), max_size=3)
    )
    elements = tuple(
        tuple(item.domain if value is None else value for item, value in zip(each.items, row, strict=True))
        for row in rows or ()
    )
    listed = tuple(
        tuple(
            None if value is None else said(f"rows[{index}].{item.name}", value)
            for item, value in zip(each.items, row, strict=True)
        )
        for index, row in enumerate(rows or ())
    )
    return Application("", tuple(scalars), (each.domain if rows is None else elements,), tuple(stated), (listed,))
