"""Which unknowns a finding depends on: thresholds found by halving, texts, dense numbers, lists, and the budget."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from huimin_rules.citation import Clause
from huimin_rules.engines.reference import Engine, effort, parts
from huimin_rules.norms import conditions as c
from huimin_rules.norms import expressions as e
from huimin_rules.norms.application import Application, Statement
from huimin_rules.norms.conditions import Comparison
from huimin_rules.norms.facts import Choice, Domain, Fact, FactList, Question, ValueType
from huimin_rules.norms.norm import Alternative, Ground, Modality, Norm, Reading, Wording
from huimin_rules.norms.policy import Consistency, Identity, Policy
from huimin_rules.norms.text import Text
from tests.engines.plain import judged
from tests.engines.random_policies import POLICIES
from tests.engines.test_exactness import MOST_COMPLETIONS, expected_status, mentioned, partial, relevant

_ASKED = Question("问", "？")
_TYPES = {
    bool: e.Type(ValueType.BOOLEAN),
    str: e.Type(ValueType.TEXT),
    int: e.Type(ValueType.NUMBER),
    Fraction: e.Type(ValueType.NUMBER),
    date: e.Type(ValueType.DATE),
}
_ROWS = FactList(
    "rows",
    _ASKED,
    (
        Fact("rows[].code", ValueType.CODE, _ASKED),
        Fact("rows[].kind", ValueType.CHOICE, _ASKED, choices=(Choice("p", "p"), Choice("q", "q"))),
        Fact("rows[].n", ValueType.INTEGER, _ASKED, minimum=0, maximum=9),
    ),
)
_ROW_DOMAINS = tuple(item.domain for item in _ROWS.items)
_FACTS = (
    Fact("money", ValueType.MONEY, _ASKED),
    Fact("other", ValueType.MONEY, _ASKED),
    Fact("whole", ValueType.INTEGER, _ASKED),
    Fact("number", ValueType.NUMBER, _ASKED, minimum=0, maximum=10),
    Fact("share", ValueType.PERCENT, _ASKED, maximum=1),
    Fact("growth", ValueType.PERCENT, _ASKED, minimum=-1),
    Fact("on", ValueType.DATE, _ASKED),
    Fact("ended", ValueType.DATE, _ASKED, may_be_none=True),
    Fact("code", ValueType.CODE, _ASKED),
    Fact("place", ValueType.CODE, _ASKED),
    Fact("words", ValueType.TEXT, _ASKED),
    Fact("judged", ValueType.BOOLEAN, _ASKED, judgement=True),
    _ROWS,
)
_READING = Reading("r", "？", Clause(1), (Alternative("one", "一", "。"), Alternative("two", "二", "。")), "one")


def fact(path: str) -> e.FactRef:
    return e.FactRef(path)


def literal(value: Any) -> e.Literal:
    return e.Literal(value, _TYPES[type(value)])


def side(value: Any) -> e.Expression:
    return fact(value) if isinstance(value, str) else value if not isinstance(value, (*_TYPES,)) else literal(value)


def compare(left: Any, op: Comparison, right: Any) -> c.Compare:
    return c.Compare(side(left), op, side(right))


def times(left: Any, right: Any) -> e.Arithmetic:
    return e.Arithmetic(e.ArithmeticOp.PRODUCT, (side(left), side(right)))


def decided(condition: c.Condition, rule: c.Condition | None = None, **known: Any) -> tuple[str, set[str]]:
    """The status and the blockers of an obligation for an application that says only what is given."""
    norm = Norm("n", Ground(Clause(1), "文"), Modality.OBLIGATION, Wording("题", None, "是", "否"), condition)
    rules = (Consistency("rule", "whole", rule, "规则"),) if rule is not None else ()
    policy = Policy(
        Identity("p", "题", "号", "甲", "乙", "0", "丙"), Text("", "", ()), _FACTS, rules, (_READING,), (norm,), (), ()
    )
    rows = known.get("rows")
    application = Application(
        "",
        tuple(known.get(one.path, one.domain) for one in policy.scalars),
        (policy.lists[0].domain if rows is None else rows,),
        (None,) * len(policy.scalars),
        (tuple((None,) * len(policy.lists[0].items) for _ in rows or ()),),
    )
    found = Engine(policy).decide(application).findings[0]
    return found.status.value, {one.name for one in found.blockers}


AT_LEAST, MORE_THAN, AT_MOST, LESS_THAN, IS = (
    Comparison.AT_LEAST,
    Comparison.MORE_THAN,
    Comparison.AT_MOST,
    Comparison.LESS_THAN,
    Comparison.IS,
)


def both(*parts: c.Condition) -> c.All:
    return c.All(parts)


# --- a norm that computes with an unknown


def test_halving_finds_the_only_amount_that_fits() -> None:
    """七倍恰为 7×123456789 分: one amount in 10^15, to which no constant of the norm points."""
    exactly = compare(times("money", 7), IS, 7 * 123_456_789)
    assert decided(exactly) == ("unknown", {"money"})
    assert decided(compare(times("money", 7), IS, 7 * 123_456_789 + 1)) == ("unmet", set())


def test_halving_finds_a_narrow_stretch() -> None:
    """10% 的金额在 5000 元以上、5001 元以下."""
    tenth = times("money", Fraction(1, 10))
    assert decided(both(compare(tenth, AT_LEAST, 500_000), compare(tenth, AT_MOST, 500_100))) == ("unknown", {"money"})
    assert decided(both(compare(tenth, MORE_THAN, 500_000), compare(tenth, LESS_THAN, 500_000))) == ("unmet", set())


def test_halving_finds_the_day_at_the_end_of_a_window() -> None:
    only = both(
        c.Within(fact("on"), literal(date(2024, 3, 1)), months=12),
        compare(e.Shift(fact("on"), days=-1), LESS_THAN, date(2023, 3, 1)),
    )
    assert decided(only) == ("unknown", {"on"})
    assert decided(only, on=date(2023, 3, 1)) == ("met", set())
    assert decided(only, on=date(2023, 3, 2)) == ("unmet", set())
    never = both(
        c.Within(fact("on"), literal(date(2024, 3, 1)), months=12),
        compare(e.Shift(fact("on"), days=-1), LESS_THAN, date(2023, 2, 28)),
    )
    assert decided(never) == ("unmet", set())


def test_a_date_that_may_not_exist_is_also_tried_as_none() -> None:
    """无 meets the negation of a window, though every day within the accepted years might not."""
    window = c.Within(fact("ended"), literal(date(2199, 12, 31)), months=12 * 400)
    assert decided(window) == ("unknown", {"ended"})
    assert decided(both(window, c.Not(c.Present(fact("ended"))))) == ("unmet", set())


def test_a_dense_number_that_no_halving_hits_stays_possible() -> None:
    """十倍恰为一: 0.1 is no dyadic fraction of the interval, so no cut falls on it."""
    assert decided(compare(times("number", 10), IS, 1)) == ("unknown", {"number"})
    assert decided(compare(times("number", 10), IS, 1), number=Fraction(1, 10)) == ("met", set())
    assert decided(compare(times("number", 10), IS, 101)) == ("unmet", set())


def test_a_count_is_compared_with_an_unknown_number() -> None:
    rows = ((*_ROW_DOMAINS[:2], 0),) * 3
    assert decided(compare(e.Count("rows"), IS, "whole"), rows=rows) == ("unknown", {"whole"})


# --- a norm that only compares


def test_dense_numbers_have_values_between_any_two() -> None:
    """Growing by more than 5% and by less than 5.0001%."""
    between = both(
        compare("growth", MORE_THAN, Fraction(5, 100)), compare("growth", LESS_THAN, Fraction(50_001, 10**6))
    )
    assert decided(between) == ("unknown", {"growth"})
    nothing = both(compare("growth", MORE_THAN, Fraction(5, 100)), compare("growth", LESS_THAN, Fraction(5, 100)))
    assert decided(nothing) == ("unmet", set())


def test_two_dense_numbers_can_stand_in_any_order() -> None:
    low = both(compare("share", MORE_THAN, Fraction(1, 2)), compare("share", LESS_THAN, Fraction(51, 100)))
    order = both(low, compare("growth", MORE_THAN, "share"), compare("growth", LESS_THAN, Fraction(51, 100)))
    assert decided(order) == ("unknown", {"share", "growth"})


def test_whole_numbers_have_none_between_neighbours() -> None:
    assert decided(both(compare("whole", MORE_THAN, 100), compare("whole", LESS_THAN, 101))) == ("unmet", set())
    assert decided(both(compare("whole", MORE_THAN, 100), compare("whole", LESS_THAN, 102))) == ("unknown", {"whole"})
    halves = both(compare("whole", MORE_THAN, Fraction(201, 2)), compare("whole", LESS_THAN, Fraction(203, 2)))
    assert decided(halves) == ("unknown", {"whole"})


def test_amounts_can_stand_in_any_order() -> None:
    assert decided(both(compare("money", MORE_THAN, "other"), compare("other", MORE_THAN, "money"))) == ("unmet", set())
    assert decided(both(compare("money", MORE_THAN, "other"), compare("other", MORE_THAN, 5))) == (
        "unknown",
        {"money", "other"},
    )


def test_planned_and_secured_with_nothing_secured_never_holds() -> None:
    both_ = both(compare("money", MORE_THAN, 0), compare("other", AT_LEAST, "money"))
    assert decided(both_, other=0) == ("unmet", set())
    assert decided(both_, other=1) == ("unknown", {"money"})


# --- texts


def test_a_text_can_equal_another_and_differ_from_it() -> None:
    same = compare("code", IS, "place")
    assert decided(same) == ("unknown", {"code", "place"})
    assert decided(same, code="410181") == ("unknown", {"place"})
    assert decided(c.AnyOf((same, c.Not(same)))) == ("met", set())
    assert decided(both(same, compare("code", Comparison.IS_NOT, "place"))) == ("unmet", set())


def test_a_text_is_tried_as_every_text_it_could_be_compared_with() -> None:
    one_of = both(c.Member(fact("code"), ("410181", "410182")), c.Member(fact("code"), ("410182", "410183")))
    assert decided(one_of) == ("unknown", {"code"})
    assert decided(both(c.Member(fact("code"), ("410181",)), c.Member(fact("code"), ("410183",)))) == ("unmet", set())
    neither = c.Member(fact("code"), ("410181", "410182"), negated=True)
    assert decided(neither) == ("unknown", {"code"})


def test_three_texts_can_all_be_the_same() -> None:
    chain = both(
        compare("code", IS, "place"), compare("place", IS, "words"), compare("words", Comparison.IS_NOT, "code")
    )
    assert decided(chain) == ("unmet", set())
    assert decided(chain, words="甲") == ("unmet", set())


def test_a_text_that_must_only_be_there_can_be_there_or_not() -> None:
    assert decided(c.Present(fact("words"))) == ("unknown", {"words"})
    assert decided(c.AnyOf((c.Present(fact("words")), c.Not(c.Present(fact("words")))))) == ("met", set())
    assert decided(c.Present(fact("ended"))) == ("unknown", {"ended"})
    never = both(c.Present(fact("words")), compare(fact("words"), IS, literal("甲")), c.Not(c.Present(fact("words"))))
    assert decided(never) == ("unmet", set())


def test_a_choice_by_reading_between_a_text_and_none() -> None:
    """Under one reading the text is 甲, under the other there is none: it need not be one of the options."""
    text = e.ExpressionByReading("r", (("one", fact("words")), ("two", fact("code"))))
    found = decided(c.Member(text, ("甲",)), words="甲", code="")
    assert found == ("needs_judgement", {"r"})
    assert decided(c.Member(text, ("甲",)), words="甲", code="甲") == ("met", set())
    assert decided(c.Member(text, ("乙",)), words="甲", code="") == ("unmet", set())


def test_texts_are_tried_in_the_order_of_their_mention() -> None:
    """What is tried before a budget is spent must not depend on the process."""
    named = [compare(fact("words"), IS, literal(one)) for one in "戊己甲丁"]
    condition = both(*named, c.Member(fact("code"), ("2", "1", "3", "戊", "0")))
    norm = Norm("n", Ground(Clause(1), "文"), Modality.OBLIGATION, Wording("题", None, "是", "否"), condition)
    policy = Policy(Identity("p", "题", "号", "甲", "乙", "0", "丙"), Text("", "", ()), _FACTS, (), (), (norm,), (), ())
    assert Engine(policy).programs[0].candidates.texts == (*"戊己甲丁", "2", "1", "3", "0")


# --- lists that nobody stated


def counted(op: Comparison, number: int, where: c.Condition | None = None) -> c.Condition:
    return compare(e.Count("rows", where), op, number)


_P = compare(fact("rows[].kind"), IS, e.Literal("p", e.Type(ValueType.CHOICE)))
_LOCAL = compare("rows[].code", IS, e.Literal("410181", e.Type(ValueType.CODE)))


@pytest.mark.parametrize(
    ("condition", "status"),
    [
        (c.Quantified(c.Quantifier.SOME, "rows", _P), "unknown"),
        (c.Quantified(c.Quantifier.EVERY, "rows", _P), "unknown"),
        (both(counted(AT_LEAST, 2, _P), counted(AT_LEAST, 2, c.Not(_P))), "unknown"),
        (both(counted(AT_LEAST, 1), c.Not(c.Quantified(c.Quantifier.SOME, "rows", _P))), "unknown"),
        (both(counted(AT_LEAST, 1, _P), c.Not(c.Quantified(c.Quantifier.SOME, "rows", _P))), "unmet"),
        (both(counted(AT_LEAST, 5, _P), counted(AT_MOST, 4)), "unmet"),
        (both(counted(AT_LEAST, 5, _P), counted(AT_MOST, 5)), "unknown"),
        # Three tests that count far: more mixtures than are tried, so nothing is ruled out.
        (both(counted(AT_LEAST, 5), counted(AT_MOST, 3, _P), counted(AT_MOST, 1, c.Not(_P))), "unknown"),
        (both(counted(AT_LEAST, 2), counted(AT_MOST, 0, _P), counted(AT_MOST, 0, c.Not(_P))), "unmet"),
        (both(counted(IS, 1, _LOCAL), counted(AT_LEAST, 3)), "unknown"),
        (both(counted(IS, 0), c.Quantified(c.Quantifier.SOME, "rows", _LOCAL)), "unmet"),
    ],
)
def test_a_missing_list_is_as_long_and_as_mixed_as_the_norm_can_tell(condition: c.Condition, status: str) -> None:
    assert decided(condition) == (status, {"rows"} if status == "unknown" else set())


def test_the_elements_of_a_missing_list_can_have_any_code_that_is_known() -> None:
    somewhere = c.Quantified(c.Quantifier.SOME, "rows", compare("rows[].code", IS, "code"))
    assert decided(somewhere, code="410181") == ("unknown", {"rows"})
    assert decided(somewhere) == ("unknown", {"code", "rows"})
    stated = (("410182", "p", 0),)
    assert decided(somewhere, rows=stated) == ("unknown", {"code"})
    elsewhere = both(somewhere, c.Not(c.Quantified(c.Quantifier.SOME, "rows", compare("rows[].code", IS, "code"))))
    assert decided(elsewhere) == ("unmet", set())


def test_the_other_fields_of_an_element_are_not_asked() -> None:
    rows = (("410181", *_ROW_DOMAINS[1:]), _ROW_DOMAINS)
    every = c.Quantified(c.Quantifier.EVERY, "rows", _LOCAL)
    assert decided(every, rows=rows) == ("unknown", {"rows[1].code"})


# --- consistency rules


def test_a_rule_rules_out_what_would_violate_it() -> None:
    rule = compare("whole", AT_MOST, 5)
    assert decided(compare("whole", AT_MOST, 9), rule) == ("met", set())
    assert decided(compare("whole", MORE_THAN, 5), rule) == ("unmet", set())
    assert decided(compare("whole", MORE_THAN, 4), rule) == ("unknown", {"whole"})


def test_a_rule_reaches_a_norm_through_another_fact() -> None:
    rule = compare("money", AT_LEAST, "other")
    assert decided(compare("money", AT_LEAST, 7), rule, other=7) == ("met", set())
    assert decided(compare("money", AT_LEAST, 7), rule) == ("unknown", {"money"})


def test_what_a_rule_ties_together_moves_together() -> None:
    """No amount can change alone where both must be equal; the one that the norm looks at is still what it needs."""
    rule = compare("money", IS, "other")
    assert decided(compare("money", AT_LEAST, 7), rule) == ("unknown", {"money"})
    assert decided(compare("money", AT_LEAST, "other"), rule) == ("met", set())


# --- the budget


@settings(max_examples=200, suppress_health_check=list(HealthCheck))
@given(st.data(), st.integers(0, 40))
def test_beyond_its_budget_the_answer_is_sound(data: st.DataObject, budget: int) -> None:
    policy = data.draw(POLICIES)
    application, world, unknowns = data.draw(partial(policy))
    norm = policy.findable[0]
    chosen, tied = relevant(policy, norm, unknowns)
    size = 1
    for one in chosen:
        size *= len(one.options)
    assume(size <= MOST_COMPLETIONS // 4)
    outcomes, names = judged(norm, world, chosen, tied)
    assume(outcomes)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(effort, "BUDGET", budget)
        finding = Engine(policy).decide(application).findings[0]
    if finding.status.is_open:
        blockers = {one.name for one in finding.blockers}
        assert blockers >= {one.name for one in chosen if one.name in names and mentioned(policy, norm, one)}
    else:
        assert finding.status.value == expected_status(norm, outcomes, [])


def test_without_any_budget_whatever_is_unknown_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(effort, "BUDGET", 3)
    never = both(compare("whole", MORE_THAN, 100), compare("whole", LESS_THAN, 101), compare("money", MORE_THAN, 1))
    assert decided(never) == ("unknown", {"whole", "money"})


def test_after_the_budget_is_spent_the_slots_are_as_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same engine decides the next application, and the same one again, as if nothing had been tried."""
    tenth = both(compare(times("money", 7), IS, 7 * 123_456_789), compare("whole", MORE_THAN, 3))
    whole = Domain(ValueType.INTEGER, low=0, high=10**18)
    before = decided(tenth, whole=whole)
    monkeypatch.setattr(effort, "BUDGET", 10)
    assert decided(tenth, whole=whole) == ("unknown", {"money", "whole"})
    monkeypatch.undo()
    assert decided(tenth, whole=whole) == before


def test_parts_are_the_same_however_few_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is kept of earlier applications never shows in a later one."""
    norm = Norm(
        "n", Ground(Clause(1), "文"), Modality.OBLIGATION, Wording("题", None, "是", "否"), _LOCAL, for_each="rows"
    )
    policy = Policy(Identity("p", "题", "号", "甲", "乙", "0", "丙"), Text("", "", ()), _FACTS, (), (), (norm,), (), ())

    def parts_of(engine: Engine, count: int) -> list[str]:
        rows = (("410181", "p", 0),) * count
        unstated = (None,) * len(policy.scalars)
        domains = tuple(one.domain for one in policy.scalars)
        found = engine.decide(Application("", domains, (rows,), unstated, (((None,) * 3,) * count,))).findings[0]
        return [part.status.value for part in found.parts]

    expected = [["met"], ["met", "met"], ["met"]]
    assert [parts_of(Engine(policy), count) for count in (1, 2, 1)] == expected
    monkeypatch.setattr(parts, "_MOST_KEPT", 1)
    few = Engine(policy)
    assert [parts_of(few, count) for count in (1, 2, 1)] == expected


def test_facts_that_contradict_each_other_leave_everything_open() -> None:
    """Rules that no completion can keep, which Kleene's logic does not see: nothing is ruled out, everything blocks."""
    x = e.FactRef("x")
    never = c.All(
        (
            c.Compare(
                e.Arithmetic(e.ArithmeticOp.SUM, (x, x)), c.Comparison.IS, e.Literal(3, e.Type(ValueType.INTEGER))
            ),
            c.Compare(x, c.Comparison.AT_LEAST, e.Literal(0, e.Type(ValueType.INTEGER))),
        )
    )
    fact = Fact("x", ValueType.INTEGER, Question("问", "？"), minimum=0, maximum=10)
    more = c.Compare(x, c.Comparison.MORE_THAN, e.Literal(5, e.Type(ValueType.INTEGER)))
    norm = Norm("n", Ground(Clause(1), "文"), Modality.OBLIGATION, Wording("题", None, "是", "否"), more)
    rule = Consistency("never", "x", never, "两个 x 之和是 3")
    identity = Identity("p", "题", "号", "甲", "乙", "0", "丙")
    policy = Policy(identity, Text("", "", ()), (fact,), (rule,), (), (norm,), (), ())
    finding = Engine(policy).decide(Application("", (fact.domain,), (), (None,), ())).findings[0]
    assert finding.status.value == "unknown"
    assert [blocker.name for blocker in finding.blockers] == ["x"]


@pytest.mark.parametrize(("stated", "blockers"), [(None, {"k", "m"}), ("r", {"m"})])
def test_a_choice_compared_with_a_choice_may_be_any_of_its_options(stated: str | None, blockers: set[str]) -> None:
    """No rule names r, and still it matters that both can be r."""
    options = tuple(Choice(one, one) for one in "pqr")
    k, m = (Fact(name, ValueType.CHOICE, Question("问", "？"), choices=options) for name in "km")
    named = c.Compare(e.FactRef("m"), c.Comparison.IS_NOT, e.Literal("p", e.Type(ValueType.CHOICE)))
    same = c.All((named, c.Compare(e.FactRef("k"), c.Comparison.IS, e.FactRef("m"))))
    norm = Norm("n", Ground(Clause(1), "文"), Modality.OBLIGATION, Wording("题", None, "是", "否"), same)
    identity = Identity("p", "题", "号", "甲", "乙", "0", "丙")
    policy = Policy(identity, Text("", "", ()), (k, m), (), (), (norm,), (), ())
    said = Statement(fact="k", value=stated) if stated else None
    application = Application("", (stated or k.domain, m.domain), (), (said, None), ())
    finding = Engine(policy).decide(application).findings[0]
    assert finding.status.value == "unknown"
    assert {blocker.name for blocker in finding.blockers} == blockers
