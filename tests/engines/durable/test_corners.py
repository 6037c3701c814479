"""Corners of exactness: what is computed, compared, counted over what nobody stated; what is refused, never guessed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huimin_rules.citation import Clause
from huimin_rules.engines.durable import Derivation, Engine, exact, filling, unstated
from huimin_rules.engines.durable.circuits import MOST_NODES, Circuits, Tally
from huimin_rules.engines.durable.lines import Intractable, Line, stretches
from huimin_rules.engines.reference import Engine as Reference
from huimin_rules.norms import conditions as c
from huimin_rules.norms import expressions as e
from huimin_rules.norms.application import Application, Statement
from huimin_rules.norms.facts import Choice, Domain, Fact, FactList, Question, ValueType
from huimin_rules.norms.norm import Alternative, Ground, Modality, Norm, Reading, Wording
from huimin_rules.norms.policy import Consistency, Identity, Policy
from huimin_rules.norms.text import Text
from tests.engines.durable.support import needs_durable
from tests.engines.plain import World, holds

ASKED = Question("问", "？")
FACTS = (
    Fact("n", ValueType.INTEGER, ASKED, minimum=0, maximum=100_000),
    Fact("m", ValueType.INTEGER, ASKED, minimum=0, maximum=100_000),
    Fact("p", ValueType.PERCENT, ASKED, minimum=0, maximum=1),
    Fact("d", ValueType.DATE, ASKED, may_be_none=True),
    Fact("u", ValueType.DATE, ASKED),
    Fact("s", ValueType.TEXT, ASKED),
    Fact("t", ValueType.TEXT, ASKED),
    Fact("b", ValueType.BOOLEAN, ASKED),
    Fact("k", ValueType.CHOICE, ASKED, choices=(Choice("x", "x"), Choice("y", "y"))),
    FactList(
        "rows",
        ASKED,
        (
            Fact("rows[].v", ValueType.INTEGER, ASKED, minimum=0, maximum=100_000),
            Fact("rows[].w", ValueType.DATE, ASKED),
            Fact("rows[].f", ValueType.BOOLEAN, ASKED),
        ),
    ),
)
N, M, P, D, U, S, T, B = map(e.FactRef, "nmpdustb")
V, W, F = (e.FactRef(f"rows[].{name}") for name in "vwf")
IS, LEAST, MORE = c.Comparison.IS, c.Comparison.AT_LEAST, c.Comparison.MORE_THAN
READING = Reading("r", "？", Clause(1), (Alternative("a", "甲", "。"), Alternative("o", "乙", "。")), "a")
GROUND, WORDING = Ground(Clause(1), "文"), Wording("题", None, "是", "否")
DAY = date(2022, 3, 1)


def lit(value: Any) -> e.Literal:
    kind = ValueType.DATE if isinstance(value, date) else ValueType.TEXT if isinstance(value, str) else ValueType.NUMBER
    return e.Literal(value, e.Type(ValueType.BOOLEAN if isinstance(value, bool) else kind))


def op(name: str, *parts: Any) -> e.Arithmetic:
    return e.Arithmetic(e.ArithmeticOp(name), parts)


def policy(condition: c.Condition, *rules: c.Condition, **more: Any) -> Policy:
    norm = Norm("norm", GROUND, Modality.OBLIGATION, WORDING, condition, **more)
    consistency = tuple(Consistency(f"rule{index}", "n", rule, "。") for index, rule in enumerate(rules))
    return Policy(
        Identity("p", "题", "号", "甲", "乙", "0", "丙"),
        Text("", "", ()),
        FACTS,
        consistency,
        (READING,),
        (norm,),
        (),
        (),
    )


def said(path: str, value: Any) -> Statement:
    return Statement(fact=path, value=value if isinstance(value, bool | int | str) else str(value))


def application(facts: Mapping[str, Any]) -> Application:
    """An application that states some facts; `rows` as mappings."""
    scalars = [fact for fact in FACTS if isinstance(fact, Fact)]
    each = FACTS[-1]
    assert isinstance(each, FactList)
    rows = facts.get("rows")
    return Application(
        "",
        tuple(facts.get(fact.path, fact.domain) for fact in scalars),
        (each.domain if rows is None else tuple(tuple(row.get(i.name, i.domain) for i in each.items) for row in rows),),
        tuple(said(fact.path, facts[fact.path]) if fact.path in facts else None for fact in scalars),
        (tuple(tuple(said(i.path, row[i.name]) if i.name in row else None for i in each.items) for row in rows or ()),),
    )


def derived(rules: Policy, facts: Mapping[str, Any]) -> Derivation:
    found = Engine(rules).decide(application(facts))
    assert not found.faults
    return found


def says(rules: Policy, facts: Mapping[str, Any]) -> tuple[str, set[str]]:
    """The status and the blockers, which must be those of the reference engine."""
    found = derived(rules, facts)
    assert not found.refused, found.refused
    one = found.findings[0]
    finding = Reference(rules).decide(application(facts)).findings[0]
    names = {blocker.name for blocker in one.blockers}
    assert (one.status, names) == (finding.status, {blocker.name for blocker in finding.blockers})
    return str(one.status), names


BRACKET = e.Bracket(
    N, (e.BracketRow(lit(10), True, lit(3)), e.BracketRow(lit(500), False, lit(2)), e.BracketRow(None, False, lit(1)))
)
SHARE = op("ratio", op("difference", N, lit(50)), N)


@needs_durable
@pytest.mark.parametrize(
    ("condition", "facts", "expected"),
    [
        # One unknown that is computed with: exact, wherever the answer turns.
        (c.Compare(op("product", N, lit(7)), IS, lit(700_000)), {}, "unknown"),
        (c.Compare(op("product", N, lit(7)), IS, lit(699_999)), {}, "unmet"),
        (c.Compare(op("product", N, lit(7)), IS, lit(699_994)), {}, "unmet"),
        (c.Compare(op("product", N, lit(7)), IS, lit(699_993)), {}, "unknown"),
        (c.Compare(op("ratio", N, lit(3)), IS, lit(Fraction(7, 3))), {}, "unknown"),
        (c.Compare(op("ratio", lit(9), N), MORE, lit(9)), {}, "unmet"),
        (c.Compare(op("ratio", lit(9), N), LEAST, lit(9)), {}, "unknown"),
        (c.Compare(SHARE, LEAST, lit(Fraction(999, 1000))), {}, "unknown"),
        (c.Compare(SHARE, MORE, lit(1)), {}, "unmet"),
        (c.Compare(op("ratio", SHARE, SHARE), IS, lit(1)), {}, "unknown"),
        (c.Compare(op("ratio", SHARE, lit(2)), LEAST, op("ratio", lit(1), N)), {}, "unknown"),
        (c.Compare(op("difference", lit(5), N), c.Comparison.LESS_THAN, op("sum", lit(1), N)), {}, "unknown"),
        (c.Compare(BRACKET, IS, lit(2)), {}, "unknown"),
        (c.Compare(BRACKET, IS, lit(4)), {}, "unmet"),
        (c.Compare(op("product", N, BRACKET), IS, lit(31)), {}, "unmet"),
        (c.Compare(op("product", N, BRACKET), IS, lit(30)), {}, "unknown"),
        (c.Member(op("product", P, lit(3)), (1, 7), True), {}, "unknown"),
        (c.Member(op("product", P, lit(3)), (4, 7), True), {}, "met"),
        (c.Compare(op("product", P, lit(3)), IS, op("difference", lit(1), P)), {}, "unknown"),
        (c.Compare(e.Points((e.Award(c.Compare(N, MORE, lit(77)), lit(5)),)), IS, lit(5)), {}, "unknown"),
        (c.Compare(e.Points((e.Award(c.Compare(N, MORE, lit(77)), lit(5)),)), IS, lit(4)), {}, "unmet"),
        # Dates, computed with and compared; one that may not exist.
        (c.Compare(e.MonthsBetween(D, lit(DAY)), IS, lit(36)), {}, "unknown"),
        (c.Compare(op("sum", e.MonthsBetween(lit(DAY), U), lit(1)), LEAST, lit(2200)), {}, "unmet"),
        (c.Compare(e.Shift(U, 1, 0), IS, lit(date(2022, 2, 28))), {}, "unknown"),
        (c.Compare(e.Shift(U, 1, 0), IS, lit(date(2022, 3, 31))), {}, "unmet"),
        (c.Compare(e.Shift(U, 0, 40), c.Comparison.LESS_THAN, lit(date(1900, 2, 10))), {}, "unmet"),
        (c.Within(D, lit(DAY), 36), {}, "unknown"),
        (c.Within(lit(DAY), U, 36), {}, "unknown"),
        (
            c.All((c.Within(D, lit(DAY), 0, 1), c.Compare(D, c.Comparison.LESS_THAN, lit(date(2022, 2, 28))))),
            {},
            "unmet",
        ),
        (c.Compare(e.Shift(D, 2), LEAST, D), {"d": ""}, "unmet"),
        (c.Compare(e.Shift(U, 1), LEAST, D), {"d": ""}, "unmet"),
        (c.AnyOf((c.Not(c.Present(D)), c.Compare(D, LEAST, lit(date(1900, 1, 1))))), {}, "met"),
        (c.Compare(e.MonthsBetween(D, U), LEAST, lit(12)), {"d": ""}, "unmet"),
        # Unknowns that are only compared, however many.
        (
            c.All((c.Compare(N, MORE, M), c.Compare(M, MORE, lit(41)), c.Compare(N, c.Comparison.LESS_THAN, lit(43)))),
            {},
            "unmet",
        ),
        (
            c.All((c.Compare(N, MORE, M), c.Compare(M, MORE, lit(41)), c.Compare(N, c.Comparison.LESS_THAN, lit(44)))),
            {},
            "unknown",
        ),
        (c.AnyOf((c.Compare(D, LEAST, U), c.Compare(D, c.Comparison.LESS_THAN, U), c.Not(c.Present(D)))), {}, "met"),
        (
            c.All((c.Compare(S, IS, T), c.Compare(S, c.Comparison.IS_NOT, lit("甲")), c.Compare(T, IS, lit("甲")))),
            {},
            "unmet",
        ),
        (c.All((c.Compare(S, IS, T), c.Compare(S, c.Comparison.IS_NOT, lit("甲")))), {"t": "乙"}, "unknown"),
        (c.Member(S, ("甲", "乙")), {}, "unknown"),
        # Hazards of the rule engine that no value may reach it by.
        (c.Compare(S, IS, lit("1")), {"s": "true"}, "unmet"),
        (c.Compare(S, IS, lit("a" * 1999 + "b")), {"s": "a" * 1999 + "c"}, "unmet"),
        (c.Compare(N, MORE, lit(99_998)), {"n": 99_999}, "met"),
        (c.Compare(op("product", N, lit(10**18)), MORE, lit(99_998 * 10**18)), {"n": 99_999}, "met"),
        # Lists that nobody stated: counted exactly, whatever the number.
        (c.Compare(e.Count("rows"), LEAST, lit(5)), {}, "unknown"),
        (c.Compare(e.Count("rows"), LEAST, lit(1001)), {}, "unmet"),
        (c.Compare(e.Count("rows"), LEAST, lit(0)), {}, "met"),
        (c.Compare(e.Count("rows"), IS, lit(-1)), {}, "unmet"),
        (c.Compare(e.Count("rows", c.Constant(True)), c.Comparison.IS_NOT, lit(1)), {}, "unknown"),
        (c.Compare(e.Count("rows", c.Compare(F, IS, lit(True))), c.Comparison.LESS_THAN, lit(1)), {}, "unknown"),
        (c.Quantified(c.Quantifier.EVERY, "rows", c.Compare(V, LEAST, lit(40_000))), {}, "unknown"),
        (c.Quantified(c.Quantifier.SOME, "rows", c.Compare(op("sum", V, lit(1)), MORE, lit(100_001))), {}, "unmet"),
        (c.Quantified(c.Quantifier.SOME, "rows", c.Within(W, lit(DAY), 36)), {}, "unknown"),
        (c.Quantified(c.Quantifier.SOME, "rows", c.Within(W, lit(date(1899, 1, 1)), 36)), {}, "unmet"),
        (c.Compare(e.Total("rows", V, c.Compare(F, IS, lit(True))), LEAST, lit(7)), {}, "unknown"),
        (
            c.Compare(
                e.Points((e.Award(c.Compare(e.Count("rows", c.Compare(F, IS, lit(True))), LEAST, lit(2)), lit(4)),)),
                LEAST,
                lit(5),
            ),
            {},
            "unmet",
        ),
        # A list that is stated, with blanks.
        (c.Compare(e.Total("rows", V), LEAST, lit(7)), {"rows": [{"v": 3}, {}]}, "unknown"),
        (c.Compare(e.Total("rows", V), c.Comparison.LESS_THAN, lit(3)), {"rows": [{"v": 3}, {}]}, "unmet"),
        (c.Compare(e.Count("rows", c.Compare(F, IS, lit(True))), LEAST, N), {"rows": [{"f": True}, {}]}, "unknown"),
    ],
)
def test_a_status_is_exact(condition: c.Condition, facts: Mapping[str, Any], expected: str) -> None:
    assert says(policy(condition), facts)[0] == expected


_TWO = "有未知数的计算，试过的数值不足以断定"


@needs_durable
@pytest.mark.parametrize(
    ("condition", "reason"),
    [
        (c.Compare(op("product", N, N), IS, lit(49)), _TWO),
        (c.Compare(op("product", N, M), IS, lit(77)), _TWO),
        (c.AnyOf((c.Compare(B, IS, lit(True)), c.Compare(op("product", N, N), IS, lit(49)))), _TWO),
        (c.Compare(op("sum", SHARE, op("ratio", lit(1), op("sum", N, lit(1)))), MORE, lit(7)), _TWO),
        (c.Compare(op("ratio", op("product", N, lit(2)), op("product", N, N)), IS, lit(49)), _TWO),
        (c.Compare(e.MonthsBetween(e.Shift(U, 1), U), MORE, lit(0)), _TWO),
        (c.Compare(e.Count("rows"), MORE, N), _TWO),
        (c.Compare(e.Total("rows", V), IS, lit(77)), _TWO),
        (c.Quantified(c.Quantifier.SOME, "rows", c.Within(W, U, 36)), None),
        (c.Quantified(c.Quantifier.SOME, "rows", c.Compare(op("product", V, V), IS, lit(49))), _TWO),
    ],
)
def test_what_cannot_be_carried_is_refused_or_agreed_and_never_guessed(
    condition: c.Condition, reason: str | None
) -> None:
    found = derived(policy(condition), {})
    if found.refused:
        assert reason is not None
        assert (found.refused[0].norm, found.conclusion) == ("norm", None)
        assert found.refused[0].reason.startswith(reason)
    else:
        says(policy(condition), {})


@needs_durable
def test_counts_over_a_list_that_nobody_stated_are_exact_together() -> None:
    """No list of two has two elements that are so and one that is not; the reference leaves this open."""
    parts = (
        c.Compare(e.Count("rows"), c.Comparison.AT_MOST, lit(2)),
        c.Compare(e.Count("rows", c.Compare(F, IS, lit(True))), MORE, lit(1)),
        c.Quantified(c.Quantifier.SOME, "rows", c.Compare(F, IS, lit(False))),
    )
    assert derived(policy(c.All(parts)), {}).findings[0].status == "unmet"
    assert says(policy(c.All(parts[1:])), {}) == ("unknown", {"rows"})


def numbers() -> st.SearchStrategy[e.Expression]:
    plain: st.SearchStrategy[e.Expression] = st.sampled_from([N, N, lit(3), lit(40), lit(Fraction(1, 3)), M])
    return st.recursive(
        plain,
        lambda inner: st.one_of(
            st.builds(
                op,
                st.sampled_from(["sum", "difference", "product", "ratio"]),
                inner,
                inner,
            ),
            st.builds(
                lambda subject, edge, included: e.Bracket(
                    subject, (e.BracketRow(lit(edge), included, lit(2)), e.BracketRow(None, False, lit(9)))
                ),
                inner,
                st.sampled_from([0, 3, 40, 99_999]),
                st.booleans(),
            ),
            st.builds(
                lambda subject, wanted, gives: e.Points((e.Award(c.Compare(subject, LEAST, lit(wanted)), lit(gives)),)),
                inner,
                st.integers(0, 50),
                st.integers(1, 5),
            ),
        ),
        max_leaves=4,
    )


@needs_durable
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(numbers(), st.sampled_from(list(c.Comparison)), numbers(), st.integers(0, 100_000))
def test_one_unknown_number_is_exact_or_refused(
    left: e.Expression, how: c.Comparison, right: e.Expression, m: int
) -> None:
    condition = c.Compare(left, how, right)
    small = replace(policy(condition), facts=(replace(FACTS[0], maximum=300), *FACTS[1:]))
    stated = application({"m": m})
    found = Engine(small).decide(replace(stated, scalars=(small.scalars[0].domain, *stated.scalars[1:])))
    if not found.refused:
        outcomes = {holds(condition, World(small, {"n": n, "m": m}, {}, {})) for n in range(301)}
        expected = "unknown" if len(outcomes) == 2 else "met" if outcomes.pop() else "unmet"
        assert [str(one.status) for one in found.findings] == [expected]


def days() -> st.SearchStrategy[e.Expression]:
    plain = st.sampled_from([D, lit(DAY), lit(date(2024, 2, 29)), e.FactRef("u")])
    return st.one_of(
        plain, st.builds(e.Shift, plain, st.sampled_from([-36, -1, 0, 1, 12]), st.sampled_from([-40, 0, 1]))
    )


@needs_durable
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    days(),
    days(),
    st.sampled_from(list(c.Comparison)),
    st.integers(-2, 40),
    st.dates(DAY, date(2026, 1, 1)),
    st.integers(0, 2),
)
def test_one_unknown_day_is_exact_or_refused(
    one: e.Expression, other: e.Expression, how: c.Comparison, months: int, u: date, form: int
) -> None:
    condition: c.Condition = (
        c.Compare(one, how, other),
        c.Compare(e.MonthsBetween(one, other), how, lit(months)),
        c.Within(one, other, months, months),
    )[form]
    rules = policy(condition)
    found = derived(rules, {"u": u})
    if not found.refused:
        some = ["", date(1900, 1, 1), date(2199, 12, 31), *(date(2017, 1, 1) + timedelta(step) for step in range(4500))]
        outcomes = {holds(condition, World(rules, {"d": day, "u": u}, {}, {})) for day in some}
        expected = "unknown" if len(outcomes) == 2 else "met" if outcomes.pop() else "unmet"
        assert [str(one.status) for one in found.findings] == [expected]


# --- readings, parts, consistency


@needs_durable
def test_a_reading_that_only_moves_a_limit_is_found_between_the_limits() -> None:
    limit = e.ExpressionByReading("r", (("a", lit(40)), ("o", lit(41))))
    rules = policy(c.Compare(N, LEAST, limit))
    assert says(rules, {}) == ("unknown", {"n", "r"})
    assert says(rules, {"n": 40}) == ("needs_judgement", {"r"})
    assert says(rules, {"n": 41}) == ("met", set())
    inside = c.Compare(op("product", N, lit(2)), LEAST, limit)
    assert says(policy(inside), {}) == ("unknown", {"n", "r"})
    dated = e.ExpressionByReading("r", (("a", lit(DAY)), ("o", lit(date(2022, 3, 2)))))
    assert says(policy(c.Compare(e.Shift(U, 1), LEAST, dated)), {}) == ("unknown", {"u", "r"})


@needs_durable
def test_a_norm_with_parts_over_a_list_that_nobody_stated() -> None:
    more: Any = {"for_each": "rows", "who": c.Compare(F, IS, lit(True))}
    rules = policy(c.Compare(V, LEAST, lit(7)), **more)
    assert says(rules, {}) == ("unknown", {"rows"})
    assert says(rules, {"rows": []}) == ("not_applicable", set())
    assert says(rules, {"rows": [{"f": True, "v": 7}, {"f": False}]}) == ("met", set())
    assert says(rules, {"rows": [{"f": True, "v": 7}, {}]}) == ("unknown", {"rows[1].v", "rows[1].f"})
    total = c.Compare(e.Total("rows", V), c.Comparison.AT_MOST, V)
    assert says(policy(total, for_each="rows"), {"rows": [{"v": 1}, {"v": 2}]}) == ("unmet", set())


@needs_durable
def test_what_a_rule_ties_together_moves_together_and_only_that() -> None:
    """Two rules that share no fact tie nothing between them: what one leaves free says nothing of the other."""
    condition = c.All(
        (c.AnyOf((c.Compare(N, LEAST, lit(50)), c.Compare(N, c.Comparison.LESS_THAN, lit(50)))), c.Compare(D, LEAST, U))
    )
    rules = policy(condition, c.Compare(N, LEAST, M), c.Compare(D, LEAST, lit(date(2000, 1, 1))))
    assert says(rules, {}) == ("unknown", {"d", "u"})
    chained = policy(
        condition, c.Compare(N, LEAST, M), c.Compare(U, LEAST, D), c.AnyOf((c.Present(D), c.Compare(M, LEAST, N)))
    )
    assert says(chained, {"u": DAY}) == ("unknown", {"d", "n"})


@needs_durable
def test_an_application_that_contradicts_a_rule_leaves_nothing_to_say() -> None:
    condition = c.Compare(N, LEAST, lit(50))
    known = derived(policy(condition, c.Compare(M, LEAST, lit(9)), c.Compare(N, LEAST, M)), {"m": 1})
    assert [one.reason for one in known.refused] == ["没有任何一种可能合乎一致性规则"]
    open_ = derived(policy(condition, c.Compare(N, LEAST, lit(100_001))), {})
    assert [one.reason for one in open_.refused] == ["没有任何一种可能合乎一致性规则"]


@needs_durable
def test_a_day_that_only_one_reading_computes_with() -> None:
    side = e.ExpressionByReading("r", (("a", e.Shift(U, 1)), ("o", lit(DAY))))
    assert says(policy(c.Compare(side, LEAST, lit(date(2030, 1, 1)))), {}) == ("unknown", {"u", "r"})


@needs_durable
def test_where_finer_values_would_be_too_many_the_coarser_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filling, "MOST_WAYS", 150)
    found = derived(policy(c.Compare(op("product", N, M), LEAST, lit(77))), {})
    assert [str(one.status) for one in found.findings] == ["unknown"]


# --- bounds


@needs_durable
@pytest.mark.parametrize(
    ("place", "name", "bound", "condition", "reason"),
    [
        (
            exact,
            "MOST_CHAINED",
            2,
            c.AnyOf((c.Compare(N, LEAST, lit(1)), c.Compare(B, IS, lit(True)))),
            "需要推演的组合多于 2 个",
        ),
        (filling, "MOST_WAYS", 5, c.Compare(N, LEAST, M), "种可能的组合，多于 5 种"),
        (unstated, "MOST_LISTS", 5, c.Compare(e.Count("rows"), LEAST, lit(9)), "没有说明的清单“问”有多于 5 种可能"),
    ],
)
def test_beyond_a_bound_the_norm_is_refused(
    monkeypatch: pytest.MonkeyPatch, place: Any, name: str, bound: int, condition: c.Condition, reason: str
) -> None:
    monkeypatch.setattr(place, name, bound)
    found = derived(policy(condition), {})
    assert reason in found.refused[0].reason
    assert found.conclusion is None


@needs_durable
def test_a_norm_that_is_too_large_is_refused_and_the_others_are_not() -> None:
    wide = c.All(tuple(c.Compare(N, LEAST, lit(number)) for number in range(MOST_NODES)))
    used = c.All(tuple(c.AnyOf((c.Present(S), c.Compare(N, LEAST, lit(number)))) for number in range(30)))
    for condition, reason in ((wide, "结点，多于 200 个"), (used, "一个要件用了 30 次，多于 24 次")):
        rules = policy(condition)
        other = Norm("other", GROUND, Modality.OBLIGATION, WORDING, c.Present(S))
        both = Policy(rules.identity, rules.text, FACTS, (), (READING,), (*rules.norms, other), (), ())
        found = derived(both, {"s": "甲", "n": 5})
        assert [(one.norm, reason in one.reason) for one in found.refused] == [("norm", True)]
        assert [(one.norm, one.status) for one in found.findings] == [("other", "met")]


@needs_durable
def test_many_blanks_under_one_quantifier_need_no_walk_over_their_combinations() -> None:
    rows: list[dict[str, Any]] = [{} for _ in range(12)]
    condition = c.Quantified(
        c.Quantifier.EVERY, "rows", c.All((c.Compare(F, IS, lit(True)), c.Compare(V, LEAST, lit(7))))
    )
    status, names = says(policy(condition), {"rows": rows})
    assert status == "unknown"
    assert len(names) == 24


# --- pieces


def test_turning_points_of_a_fraction() -> None:
    domain = Domain(ValueType.NUMBER, low=0, high=100)
    found = stretches(domain, lambda x: (x - 10) / (x + 2) > Fraction(1, 2))
    assert found == [0, 22, 100]
    assert stretches(domain, lambda x: 3 - x == x * 2) == [0, 1, 100]
    assert stretches(domain, lambda x: 12 / x <= 4) == [0, 3, 100]
    assert stretches(domain, lambda x: (x == "text", x != 7, -x >= -8)) == [0, 7, 8, 100]
    assert stretches(domain, lambda x: 5 if x < 50 else x - 60 > 1) == [0, 50, 61, 100]


def test_what_is_no_fraction_of_lines_is_intractable(monkeypatch: pytest.MonkeyPatch) -> None:
    domain = Domain(ValueType.NUMBER, low=0, high=100)
    with pytest.raises(Intractable):
        stretches(domain, lambda x: x * x > 2)
    monkeypatch.setattr("huimin_rules.engines.durable.lines.MOST_POINTS", 5)

    def staircase(x: Line) -> object:
        return [x > step for step in range(1, 9)]

    with pytest.raises(Intractable):
        stretches(domain, staircase)


def test_a_condition_and_its_opposite_are_decided_while_lowering() -> None:
    drawn = Circuits(policy(c.Constant(True)))
    both = (c.Present(S), c.Not(c.Present(S)), c.Present(T))
    assert drawn.of(c.All(both)).roots == (False,)
    assert drawn.of(c.AnyOf(both)).roots == (True,)
    counted = drawn.of(c.Compare(e.Count("rows", c.Constant(True)), LEAST, lit(2)))
    assert counted.leaves == (Tally("rows", None, "at_least", 2),)
    only = drawn.of(c.All((c.AnyOf((c.Present(S), c.Constant(True))), c.Present(T))))
    assert only.leaves == (c.Present(T),)
    never = c.AnyOf((c.All((c.Present(S), c.Present(D))), c.Constant(True)))
    assert drawn.of(c.All((never, c.Present(T)))).gates == ()
