"""The representation: parts of a node, references of a norm, what a missing fact may be, and where words stand."""

from dataclasses import fields, is_dataclass
from datetime import date
from fractions import Fraction
from typing import Any, get_args

import pytest

from huimin_rules import load_policy
from huimin_rules.citation import Clause
from huimin_rules.loading.policy_folder import load_folder
from huimin_rules.norms import conditions as c
from huimin_rules.norms import expressions as e
from huimin_rules.norms.application import written
from huimin_rules.norms.coverage import coverage
from huimin_rules.norms.facts import NONE, Choice, Domain, Fact, FactList, ListDomain, Question, Scalar, ValueType
from huimin_rules.norms.norm import Norm
from huimin_rules.norms.policy import Policy
from huimin_rules.norms.text import Passage, Role, Text
from huimin_rules.norms.walk import Node, conditions, nodes, norm_references, parts, references
from tests.support import POLICIES, minimal

SHIPPED = load_policy("gongyi-huimin-2021")
INVENTED = load_folder(POLICIES / "lixiang-innovation-2030")
EVERY = (SHIPPED, INVENTED, minimal())
NODES = (*get_args(c.Condition), *get_args(e.Expression))
_ASKED = Question("问", "？")


# --- walking


def below(value: object) -> list[Any]:
    """Every node directly below a value, gathered from its fields without knowing what they mean."""
    if isinstance(value, NODES):
        return [value]
    if isinstance(value, tuple):
        return [node for one in value for node in below(one)]
    if is_dataclass(value) and not isinstance(value, type):
        return [node for field in fields(value) for node in below(getattr(value, field.name))]
    return []


_X, _DAY = e.FactRef("x"), e.FactRef("day")
_ONE = e.Literal(1, e.Type(ValueType.INTEGER))
_YES = c.Constant(True)
_SAMPLES: tuple[Node, ...] = (
    _YES,
    c.All((_YES, c.Not(_YES))),
    c.AnyOf((_YES,)),
    c.Not(_YES),
    c.Compare(_X, c.Comparison.IS, _ONE),
    c.Member(_X, (1, 2)),
    c.Present(_X),
    c.Within(_DAY, e.Shift(_DAY, 1), 3),
    c.Quantified(c.Quantifier.SOME, "rows", _YES),
    c.Holds("defined"),
    c.ConditionByReading("r", (("one", _YES), ("two", c.Not(_YES)))),
    _ONE,
    _X,
    e.Arithmetic(e.ArithmeticOp.SUM, (_X, _ONE)),
    e.Count("rows"),
    e.Count("rows", _YES),
    e.Total("rows", _X),
    e.Total("rows", _X, _YES),
    e.Bracket(_X, (e.BracketRow(_ONE, True, _ONE), e.BracketRow(None, False, e.Literal(2, _ONE.type)))),
    e.Points((e.Award(_YES, _ONE), e.Award(c.Not(_YES), _ONE))),
    e.MonthsBetween(_DAY, e.Shift(_DAY, 1)),
    e.Shift(_DAY, 1),
    e.ExpressionByReading("r", (("one", _X), ("two", _ONE))),
)


def test_the_samples_are_of_every_form() -> None:
    assert {type(one) for one in _SAMPLES} == set(NODES)


def test_the_parts_of_a_node_are_the_nodes_in_its_fields() -> None:
    """Whatever form is added, its parts are what stands in its fields."""
    for sample in _SAMPLES:
        inner = [node for field in fields(sample) for node in below(getattr(sample, field.name))]
        assert sorted(map(repr, parts(sample))) == sorted(map(repr, inner)), sample
        assert next(nodes(sample)) is sample


def test_the_nodes_of_a_norm_are_all_that_stand_in_it() -> None:
    def everything(node: object) -> list[Any]:
        inner = [one for field in fields(node) for one in below(getattr(node, field.name))]  # type: ignore[arg-type]  # its caller has seen that it is a dataclass
        return [node, *(found for one in inner for found in everything(one))]

    for policy in EVERY:
        for norm in policy.norms:
            for root in conditions(norm):
                assert sorted(map(repr, nodes(root))) == sorted(map(repr, everything(root)))


def test_references_reach_through_definitions_once() -> None:
    priority = INVENTED.norm_by_id["art5.priority"]
    found = norm_references(INVENTED, priority)
    assert found.definitions == ("art2.p1.project", "art2.p2.key")
    assert found.facts == ("project.site", "project.category", "project.investment")
    assert (found.lists, found.readings) == ((), ())


def test_a_norm_for_each_element_refers_to_its_list() -> None:
    found = norm_references(INVENTED, INVENTED.norm_by_id["art4.i1.legal_person"])
    assert (found.lists, found.facts) == (("applicants",), ("applicants[].legal_form",))
    assert found.readings == ("enterprise_scope",)
    assert references(INVENTED, (), "applicants").lists == ("applicants",)
    counted = norm_references(INVENTED, INVENTED.norm_by_id["art4.i1.count"])
    assert (counted.lists, counted.facts) == (("applicants",), ())


def test_a_reading_of_a_value_is_a_reading() -> None:
    found = norm_references(INVENTED, INVENTED.norm_by_id["art8.p1.amount"])
    assert found.readings == ("edge_500",)
    assert found.facts == ("grant.requested", "project.investment")


# --- facts


@pytest.mark.parametrize(
    ("fact", "domain"),
    [
        (Fact("f", ValueType.BOOLEAN, _ASKED), Domain(ValueType.BOOLEAN, options=(False, True))),
        (
            Fact("f", ValueType.CHOICE, _ASKED, choices=(Choice("p", "甲"), Choice("q", "乙"))),
            Domain(ValueType.CHOICE, options=("p", "q")),
        ),
        (Fact("f", ValueType.TEXT, _ASKED), Domain(ValueType.TEXT, may_be_none=True)),
        (Fact("f", ValueType.CODE, _ASKED), Domain(ValueType.CODE)),
        (Fact("f", ValueType.USCC, _ASKED, may_be_none=True), Domain(ValueType.USCC, may_be_none=True)),
        (Fact("f", ValueType.MONEY, _ASKED), Domain(ValueType.MONEY, low=0, high=10**15)),
        (Fact("f", ValueType.INTEGER, _ASKED), Domain(ValueType.INTEGER, low=0, high=10**18)),
        (Fact("f", ValueType.PERCENT, _ASKED, minimum=-1, maximum=2), Domain(ValueType.PERCENT, low=-1, high=2)),
        (
            Fact("f", ValueType.DATE, _ASKED, may_be_none=True),
            Domain(ValueType.DATE, low=date(1900, 1, 1), high=date(2199, 12, 31), may_be_none=True),
        ),
    ],
)
def test_a_missing_fact_may_be_whatever_its_type_admits(fact: Fact, domain: Domain) -> None:
    assert fact.domain == domain
    assert fact.type.is_text or fact.type.is_ordered or domain.options is not None


def test_a_field_is_called_by_the_last_part_of_its_path() -> None:
    item = Fact("rows[].seen.on", ValueType.DATE, _ASKED)
    each = FactList("rows", _ASKED, (item,), at_least=2)
    assert (item.name, Fact("plan.on", ValueType.DATE, _ASKED).name) == ("seen.on", "plan.on")
    assert (each.item("seen.on"), each.domain) == (0, ListDomain(2))
    with pytest.raises(KeyError, match="off"):
        each.item("off")


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        (ValueType.BOOLEAN, False, False),
        (ValueType.BOOLEAN, True, True),
        (ValueType.TEXT, "甲", "甲"),
        (ValueType.TEXT, NONE, "无"),
        (ValueType.DATE, NONE, "无"),
        (ValueType.DATE, date(2024, 2, 29), "2024-02-29"),
        (ValueType.MONEY, 120_000_000, "120万元"),
        (ValueType.PERCENT, Fraction(1, 8), "12.5%"),
        (ValueType.INTEGER, 0, 0),
        (ValueType.NUMBER, Fraction(1, 2), "0.5"),
        (ValueType.NUMBER, 7, "7"),
    ],
)
def test_a_value_is_written_in_one_way(kind: ValueType, value: Scalar, text: bool | int | str) -> None:
    found = written(Fact("f", kind, _ASKED), value)
    assert found == text
    assert type(found) is type(text)


# --- readings and periods


def test_a_reading_knows_its_alternatives() -> None:
    for policy in EVERY:
        for reading in policy.readings:
            assert reading.alternative(reading.default).id == reading.default
            with pytest.raises(KeyError, match="neither"):
                reading.alternative("neither")


def test_the_last_days_are_one_for_each_alternative_of_a_reading() -> None:
    def days(policy: Policy) -> list[tuple[str, ...]]:
        periods: list[Norm] = [norm for norm in policy.norms if norm.period is not None]
        return [tuple(map(str, norm.period.last_days())) for norm in periods if norm.period is not None]

    assert days(minimal()) == [("2030-12-31", "2031-01-01")]
    assert days(INVENTED) == [("2033-02-28",)]


# --- policies


def test_policies_are_equal_by_what_they_say() -> None:
    again = load_folder(POLICIES / "minimal")
    assert again == minimal()
    assert again is not minimal()
    assert hash(again) == hash(minimal())
    assert minimal() != INVENTED
    assert minimal() != "minimal-2030"


# --- the text


TEXT = Text(
    "某处",
    "0" * 64,
    (
        Passage(Clause(0), Role.NOTICE, "", "关于印发办法的通知"),
        Passage(Clause(1), Role.HEADING, "", "第一章总则"),
        Passage(Clause(1, 1), Role.BODY, "第一条", "申报单位应当具备下列条件："),
        Passage(Clause(1, 1, 1), Role.BODY, "（一）", "在本市注册；"),
        Passage(Clause(1, 1, 2), Role.BODY, "（二）", "从业满三年。"),
        Passage(Clause(1, 2), Role.BODY, "", "前款所称本市，是指测试市。"),
    ),
    ((2, "有意空缺"),),
)


@pytest.mark.parametrize(
    ("clause", "words"),
    [
        (Clause(0), ["关于印发办法的通知"]),
        (Clause(1), ["申报单位应当具备下列条件：", "在本市注册；", "从业满三年。", "前款所称本市，是指测试市。"]),
        (Clause(1, 1), ["申报单位应当具备下列条件：", "在本市注册；", "从业满三年。"]),
        (Clause(1, 1, 2), ["从业满三年。"]),
        (Clause(1, None, 1), ["在本市注册；"]),
        (Clause(1, 3), []),
        (Clause(2), []),
    ],
)
def test_a_clause_is_its_words_and_what_stands_below_it(clause: Clause, words: list[str]) -> None:
    assert [passage.words for passage in TEXT.passage(clause)] == words
    assert all(passage.is_in(clause) for passage in TEXT.passage(clause))


def test_a_clause_reads_with_its_numbers() -> None:
    assert TEXT.full(Clause(1, 1)) == "第一条申报单位应当具备下列条件：\n（一）在本市注册；\n（二）从业满三年。"
    assert TEXT.why_absent(2) == "有意空缺"
    assert TEXT.why_absent(1) is None
    assert TEXT.clauses == (Clause(0), Clause(1, 1), Clause(1, 1, 1), Clause(1, 1, 2), Clause(1, 2))


def test_a_quote_is_found_without_its_layout() -> None:
    found = TEXT.find(Clause(1), " 从业 满三\n年 ")
    assert found is not None
    assert found.clause == Clause(1, 1, 2)
    assert TEXT.find(Clause(1), "从业满四年") is None
    assert TEXT.find(Clause(1), "  ") is None
    assert TEXT.find(Clause(0), "从业满三年") is None


def test_quotes_stand_in_the_order_of_the_text() -> None:
    assert TEXT.position(Clause(1), "在本市注册") == (3, 0)
    assert TEXT.position(Clause(1), "满三年") == (4, 2)
    assert TEXT.position(Clause(1), "不在文中") == (len(TEXT.passages), 0)
    assert TEXT.position(Clause(1, 1), "前款所称本市") == (len(TEXT.passages), 0)


def test_what_nothing_covers_is_missed_by_its_characters() -> None:
    """Without the grounds of one norm and one classification, exactly their words are missed."""
    assert all(one.missed == 0 for one in coverage(minimal()))
    fewer = Policy(
        minimal().identity,
        minimal().text,
        minimal().facts,
        minimal().consistency,
        minimal().readings,
        tuple(norm for norm in minimal().norms if norm.id != "art1.years"),
        minimal().unchecked[1:],
        minimal().notes,
    )
    gone = "并且从业满三年" + minimal().unchecked[0].ground.quote
    assert sum(one.missed for one in coverage(fewer)) == sum(map(str.isalnum, gone))
    assert all(one.counted >= one.missed for one in coverage(fewer))
