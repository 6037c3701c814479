"""Random small policies over small domains, so that brute force can go through every completion."""

from typing import Any

from hypothesis import strategies as st

from huimin_rules.citation import Clause
from huimin_rules.norms import conditions as c
from huimin_rules.norms import expressions as e
from huimin_rules.norms.facts import Choice, Fact, FactList, Question, ValueType
from huimin_rules.norms.norm import Alternative, Ground, Modality, Norm, Reading, Wording
from huimin_rules.norms.policy import Consistency, Identity, Policy
from huimin_rules.norms.text import Text

_ASKED = Question("问", "？")
NUMBER = e.Type(ValueType.INTEGER)
_CHOICE = e.Type(ValueType.CHOICE)
_BOOLEAN = e.Type(ValueType.BOOLEAN)

FACTS = (
    Fact("a", ValueType.BOOLEAN, _ASKED),
    Fact("j", ValueType.BOOLEAN, _ASKED, judgement=True),
    Fact("k", ValueType.CHOICE, _ASKED, choices=tuple(Choice(one, one) for one in "pqr")),
    Fact("x", ValueType.INTEGER, _ASKED, minimum=0, maximum=4),
    Fact("y", ValueType.INTEGER, _ASKED, minimum=0, maximum=3),
    FactList(
        "rows",
        _ASKED,
        (
            Fact("rows[].t", ValueType.BOOLEAN, _ASKED),
            Fact("rows[].n", ValueType.INTEGER, _ASKED, minimum=0, maximum=2),
        ),
    ),
)
OPTIONS: dict[str, tuple[Any, ...]] = {
    "a": (False, True),
    "j": (False, True),
    "k": ("p", "q", "r"),
    "x": tuple(range(5)),
    "y": tuple(range(4)),
    "t": (False, True),
    "n": (0, 1, 2),
}
READINGS = tuple(
    Reading(name, "？", Clause(1), (Alternative("one", "一", "。"), Alternative("two", "二", "。")), "one")
    for name in ("r", "s")
)

_OPERATORS = st.sampled_from(list(c.Comparison))
_EQUALITY = st.sampled_from([c.Comparison.IS, c.Comparison.IS_NOT])


def _number(value: int) -> e.Literal:
    return e.Literal(value, NUMBER)


def _numbers(element: bool) -> st.SearchStrategy[e.Expression]:
    leaves: list[st.SearchStrategy[e.Expression]] = [
        st.sampled_from([e.FactRef("x"), e.FactRef("y")]),
        st.integers(0, 5).map(_number),
    ]
    if element:
        leaves.append(st.just(e.FactRef("rows[].n")))
    plain = st.one_of(leaves)
    pairs = st.tuples(plain, plain)
    bracket = st.builds(
        lambda subject, edge, included, low, high: e.Bracket(
            subject, (e.BracketRow(_number(edge), included, _number(low)), e.BracketRow(None, False, _number(high)))
        ),
        plain,
        st.integers(0, 4),
        st.booleans(),
        st.integers(0, 4),
        st.integers(0, 4),
    )
    computed = [
        st.builds(e.Arithmetic, st.sampled_from(list(e.ArithmeticOp)), pairs),
        bracket,
        st.builds(lambda pair: e.ExpressionByReading("s", (("one", pair[0]), ("two", pair[1]))), pairs),
    ]
    return st.one_of(plain, plain, *computed)


def simple_tests(element: bool) -> st.SearchStrategy[c.Condition]:
    choices: list[st.SearchStrategy[c.Condition]] = [
        st.builds(
            lambda path, op, wanted: c.Compare(e.FactRef(path), op, e.Literal(wanted, _BOOLEAN)),
            st.sampled_from("aj"),
            _EQUALITY,
            st.booleans(),
        ),
        st.builds(
            lambda op, wanted: c.Compare(e.FactRef("k"), op, e.Literal(wanted, _CHOICE)),
            _EQUALITY,
            st.sampled_from("pqr"),
        ),
        st.builds(
            lambda wanted, negated: c.Member(e.FactRef("k"), tuple(sorted(wanted)), negated),
            st.sets(st.sampled_from("pqr"), min_size=1),
            st.booleans(),
        ),
        st.builds(c.Compare, _numbers(element), _OPERATORS, _numbers(element)),
    ]
    if element:
        choices.append(st.builds(lambda op: c.Compare(e.FactRef("rows[].t"), op, e.Literal(True, _BOOLEAN)), _EQUALITY))
    else:
        choices.append(st.just(c.Holds("defined")))
        choices.append(st.booleans().map(c.Constant))
    return st.one_of(choices)


def _joined(inner: st.SearchStrategy[c.Condition]) -> st.SearchStrategy[c.Condition]:
    several = st.lists(inner, min_size=1, max_size=3).map(tuple)
    return st.one_of(
        several.map(c.All),
        several.map(c.AnyOf),
        inner.map(c.Not),
        st.builds(
            lambda name, one, two: c.ConditionByReading(name, (("one", one), ("two", two))),
            st.sampled_from("rs"),
            inner,
            inner,
        ),
    )


INSIDE = st.recursive(simple_tests(element=True), _joined, max_leaves=2)
QUANTIFIED = st.one_of(
    st.builds(c.Quantified, st.sampled_from(list(c.Quantifier)), st.just("rows"), INSIDE),
    st.builds(
        lambda where, op, wanted: c.Compare(e.Count("rows", where), op, _number(wanted)),
        st.none() | INSIDE,
        _OPERATORS,
        st.integers(0, 2),
    ),
)
CONDITIONS = st.recursive(
    st.one_of(simple_tests(element=False), simple_tests(element=False), QUANTIFIED), _joined, max_leaves=4
)
_WORDING = Wording("题", None, "是", "否")
_GROUND = Ground(Clause(1), "文")


def _policy(
    defined: c.Condition,
    requires: c.Condition,
    when: c.Condition | None,
    unless: c.Condition | None,
    each: tuple[c.Condition, c.Condition] | None,
    modality: Modality,
    tied: bool,
) -> Policy:
    norm = (
        Norm("n", _GROUND, modality, _WORDING, requires, when, unless)
        if each is None
        else Norm("n", _GROUND, modality, _WORDING, each[0], None, None, "rows", each[1])
    )
    order = c.Compare(e.FactRef("x"), c.Comparison.AT_LEAST, e.FactRef("y"))
    return Policy(
        Identity("random", "随机", "〔〕", "甲", "乙", "000000", "丙"),
        Text("", "", ()),
        FACTS,
        (Consistency("order", "x", order, "x 不小于 y"),) if tied else (),
        READINGS,
        (Norm("defined", _GROUND, Modality.DEFINITION, _WORDING, defined), norm),
        (),
        (),
        digest="",
    )


def small_policy(requires: c.Condition, modality: Modality) -> Policy:
    """A policy over the same facts and readings with one norm, `n`, that requires this."""
    return _policy(c.Constant(True), requires, None, None, None, modality, tied=False)


_PLAIN = st.recursive(
    simple_tests(element=False).filter(lambda one: not isinstance(one, c.Holds)), _joined, max_leaves=2
).filter(lambda one: "Holds" not in repr(one))

POLICIES = st.builds(
    _policy,
    _PLAIN,
    CONDITIONS,
    st.none() | _PLAIN,
    st.none() | _PLAIN,
    st.none() | st.tuples(INSIDE, INSIDE),
    st.sampled_from([Modality.OBLIGATION, Modality.PRIORITY]),
    st.booleans(),
)


def policy_of(requires: c.Condition) -> Policy:
    """A policy whose only norm requires a condition."""
    return _policy(c.Constant(True), requires, None, None, None, Modality.OBLIGATION, False)
