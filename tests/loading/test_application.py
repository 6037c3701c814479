"""What a caller hands in: read exactly, or refused with every problem at once, each with its path."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huimin_rules.errors import MAX_PROBLEMS, InputError
from huimin_rules.loading.application import ApplicationReader
from huimin_rules.loading.policy_folder import load_folder
from huimin_rules.norms.application import Application, Determination, Statement
from huimin_rules.norms.facts import MAX_ITEMS, Domain, Fact, FactList, ListDomain
from huimin_rules.norms.policy import Policy
from huimin_rules.quantity import format_money
from huimin_rules.service import load_policy
from tests.support import POLICIES, accepted, problems_of, refused

TOP = "text、flag、judged、kind、whole、number、percent、ratio、money、yuan、day、last_day、code、uscc、plan、members"
FIELDS = "name、role、uscc、fund、judged"
DECISION = {"value": True, "by": "专家组", "on": "2030-02-01", "reason": "材料属实"}
GOOD_USCC = "91350100M000100Y43"


@lru_cache
def policy() -> Policy:
    return load_folder(POLICIES / "every-type")


def value(facts: Mapping[str, object], path: str) -> object:
    """The value that a fact has in an application that says this."""
    application = accepted(policy(), facts)
    return application.scalars[[fact.path for fact in policy().scalars].index(path)]


def statement(facts: Mapping[str, object], path: str) -> Statement | None:
    application = accepted(policy(), facts)
    return application.stated[[fact.path for fact in policy().scalars].index(path)]


def only_problem(facts: Mapping[str, object]) -> str:
    (problem,) = refused(policy(), facts)
    return problem


# --- values


@pytest.mark.parametrize(
    ("path", "given_value", "read"),
    [
        ("text", "华兴医院", "华兴医院"),
        ("text", " 前后有空格 ", " 前后有空格 "),
        ("text", "no", "no"),
        ("text", "字" * 2000, "字" * 2000),
        ("flag", True, True),
        ("flag", False, False),
        ("judged", False, False),
        ("kind", "lead", "lead"),
        ("whole", 1, 1),
        ("whole", 9, 9),
        ("number", 0, 0),
        ("number", 2.5, Fraction(5, 2)),
        ("number", Decimal("0.1"), Fraction(1, 10)),
        ("number", 0.1, Fraction(1, 10)),
        ("number", "0.1", Fraction(1, 10)),
        ("percent", "30%", Fraction(3, 10)),
        ("percent", "30 %", Fraction(3, 10)),
        ("percent", "5.5%", Fraction(11, 200)),
        ("percent", 30, Fraction(3, 10)),
        ("percent", 100, 1),
        ("ratio", Decimal("0.10"), Fraction(1, 10)),
        ("day", "2030-02-28", date(2030, 2, 28)),
        ("day", date(2030, 2, 28), date(2030, 2, 28)),
        ("day", "1900-01-01", date(1900, 1, 1)),
        ("day", "2199-12-31", date(2199, 12, 31)),
        ("last_day", "2030-02-28", date(2030, 2, 28)),
        ("code", "990100", "990100"),
        ("uscc", GOOD_USCC, GOOD_USCC),
    ],
)
def test_a_value_is_read_as_what_it_says(path: str, given_value: object, read: object) -> None:
    found = value({path: given_value}, path)
    assert found == read
    assert type(found) is type(read)


@pytest.mark.parametrize(
    "amount", [120, 120.0, Decimal("120.00"), "120万元", "1200000元", "1,200,000元", "1,200,000.00 元", "0.012亿元"]
)
def test_the_forms_of_an_amount_are_equal(amount: object) -> None:
    assert value({"money": amount}, "money") == 120_000_000
    said = statement({"money": amount}, "money")
    assert said is not None
    assert said.value == "120万元"


@pytest.mark.parametrize("amount", [1_200_000, 1_200_000.0, "120万元", Decimal(1_200_000)])
def test_an_amount_without_a_unit_is_in_the_unit_of_its_fact(amount: object) -> None:
    assert value({"yuan": amount}, "yuan") == 120_000_000


@given(st.integers(0, 10**15))
def test_an_amount_is_read_to_the_fen(fen: int) -> None:
    assert value({"money": format_money(fen)}, "money") == fen
    assert value({"yuan": Decimal(fen) / 100}, "yuan") == fen
    assert value({"money": Decimal(fen) / 1_000_000}, "money") == fen


@pytest.mark.parametrize(
    ("path", "given_value"),
    [
        *(
            ("text", ""),
            ("text", "无"),
            ("yuan", "无"),
            ("yuan", ""),
            ("ratio", "无"),
            ("last_day", "无"),
            ("last_day", ""),
        ),
        *(("text", " 无"), ("text", "无 "), ("yuan", "\u3000无\n"), ("last_day", "无 ")),
    ],
)
def test_none_is_stated_where_there_can_be_none(path: str, given_value: str) -> None:
    assert value({path: given_value}, path) == ""
    said = statement({path: given_value}, path)
    assert said is not None
    assert said.value == "无"


@pytest.mark.parametrize("path", ["money", "number", "day", "code", "kind", "flag", "uscc"])
@pytest.mark.parametrize("given_value", ["", "无"])
def test_none_is_refused_where_there_cannot_be_none(path: str, given_value: str) -> None:
    if (path, given_value) == ("uscc", "无"):
        assert value({path: given_value}, path) == "无"
    else:
        assert only_problem({path: given_value}).startswith(f"{path}：应为")


# --- unknown


@pytest.mark.parametrize("unknown", [None, "不清楚", " 不清楚", "不清楚\n", "\u3000不清楚\u3000"])
def test_unknown_is_an_answer_to_every_fact(unknown: object) -> None:
    said_nothing = accepted(policy(), {})
    facts: dict[str, object] = {fact.path: unknown for fact in policy().facts if "." not in fact.path}
    assert accepted(policy(), facts) == said_nothing
    assert accepted(policy(), {"plan": unknown, "members": unknown}) == said_nothing
    assert accepted(policy(), {"plan": {"deep": unknown, "judged": unknown, "others": unknown}}) == said_nothing
    assert accepted(policy(), {"plan": {"deep": {"start": unknown}}}) == said_nothing
    assert said_nothing.stated == (None,) * len(policy().scalars)
    assert all(isinstance(one, Domain) for one in said_nothing.scalars)
    assert said_nothing.lists == (ListDomain(1), ListDomain(0))


@pytest.mark.parametrize("unknown", [None, "不清楚", " 不清楚", "不清楚 "])
def test_unknown_is_an_answer_to_every_fact_of_an_element(unknown: object) -> None:
    element = {"role": "lead", "name": unknown, "uscc": unknown, "fund": unknown, "judged": unknown}
    assert accepted(policy(), {"members": [element]}) == accepted(policy(), {"members": [{"role": "lead"}]})
    (row,) = accepted(policy(), {"members": [element]}).listed[0]
    assert [said.fact if said else None for said in row] == [None, "members[0].role", None, None, None]


@pytest.mark.parametrize("unknown", [None, "不清楚", " 不清楚"])
def test_unknown_is_no_problem_where_something_else_is_one(unknown: object) -> None:
    assert (
        only_problem({"flag": "是", "members": unknown, "plan": unknown})
        == "flag：应为是（true）或否（false），实为“是”"
    )


def test_none_in_an_element_is_none_among_spaces() -> None:
    element = {"role": "lead", "name": "无 "}
    assert accepted(policy(), {"members": [element]}) == accepted(policy(), {"members": [{**element, "name": "无"}]})


def test_an_empty_list_says_that_there_are_none_and_is_not_unknown() -> None:
    application = accepted(policy(), {"plan": {"others": []}})
    assert application.lists == (ListDomain(1), ())
    assert application.listed == ((), ())


# --- determinations


def test_a_self_assessment_that_is_true_settles_nothing_and_one_that_is_false_does() -> None:
    assert isinstance(value({"judged": True}, "judged"), Domain)
    assert statement({"judged": True}, "judged") == Statement(fact="judged", value=True)
    assert value({"judged": False}, "judged") is False
    assert statement({"judged": False}, "judged") == Statement(fact="judged", value=False)


@pytest.mark.parametrize(
    ("written", "evidence"),
    [
        ({}, None),
        ({"evidence": "报告"}, "报告"),
        ({"evidence": ["报告", "记录"]}, ("报告", "记录")),
        ({"evidence": ("报告",)}, ("报告",)),
    ],
)
@pytest.mark.parametrize("decided", [True, False])
def test_a_determination_settles_an_open_term(decided: bool, written: dict[str, object], evidence: object) -> None:
    facts = {"judged": DECISION | written | {"value": decided}}
    determination = Determination(value=decided, by="专家组", on=date(2030, 2, 1), reason="材料属实", evidence=evidence)  # type: ignore[arg-type]  # str or list
    assert value(facts, "judged") is decided
    said = statement(facts, "judged")
    assert said == Statement(fact="judged", value=decided, stated_by="determination", determination=determination)
    assert accepted(policy(), {"judged": determination}) == accepted(policy(), facts)
    assert accepted(policy(), {"judged": MappingProxyType(facts["judged"])}) == accepted(policy(), facts)


def test_a_determination_may_be_given_wherever_an_open_term_is() -> None:
    application = accepted(policy(), {"plan": {"judged": DECISION}, "members": [{"role": "lead", "judged": DECISION}]})
    (row,) = application.listed[0]
    assert [said.fact for said in row if said and said.stated_by == "determination"] == ["members[0].judged"]
    assert [said.fact for said in application.stated if said] == ["plan.judged"]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"by": ...}, "judged.by：应为文字（由谁认定），这是认定必须写明的，实为没有写"),
        ({"value": ...}, "judged.value：应为是（true）或否（false），这是认定必须写明的，实为没有写"),
        ({"on": ...}, "judged.on：应为日期（认定之日，如 2022-09-01），这是认定必须写明的，实为没有写"),
        ({"reason": ...}, "judged.reason：应为文字（认定的理由），这是认定必须写明的，实为没有写"),
        ({"value": 1}, "judged.value：应为是（true）或否（false），实为1"),
        ({"value": "是"}, "judged.value：应为是（true）或否（false），实为“是”"),
        ({"by": ""}, "judged.by：应为文字（由谁认定），实为“”"),
        ({"by": "  "}, "judged.by：应为文字（由谁认定），实为“  ”"),
        ({"by": "不清楚"}, "judged.by：应为文字（由谁认定），实为“不清楚”"),
        ({"reason": "不清楚 "}, "judged.reason：应为文字（认定的理由），实为“不清楚 ”"),
        ({"by": None}, "judged.by：应为文字（由谁认定），实为空"),
        ({"by": "专家\x00"}, "judged.by：应为文字（由谁认定），实为“专家‹U+0000›”"),
        ({"by": "\ud800"}, "judged.by：应为文字（由谁认定），实为“‹U+D800›”"),
        ({"on": "2030-02-30"}, "judged.on：应为日期（认定之日，如 2022-09-01），实为“2030-02-30”"),
        ({"on": datetime(2030, 2, 1, 12)}, "judged.on：应为日期（认定之日，如 2022-09-01），实为2030-02-01 12:00:00"),
        ({"reason": "长" * 2001}, f"judged.reason：应为文字（认定的理由），实为“{'长' * 40}…”"),
        ({"evidence": [1]}, "judged.evidence：应为文字，或者文字的列表（依据的材料），实为列表（1 项）"),
        (
            {"reasons": "多"},
            "judged.reasons：应为认定的内容（value、by、on、reason、evidence），实为未知的名称；是否想写 reason？",
        ),
    ],
)
def test_a_determination_that_is_not_one_is_refused(change: dict[str, object], problem: str) -> None:
    written = {key: one for key, one in (DECISION | change).items() if one is not ...}
    assert only_problem({"judged": written}) == problem
    assert only_problem({"members": [{"role": "lead", "judged": written}]}) == f"members[0].{problem}"


def test_an_open_term_is_answered_by_a_boolean_or_a_determination_alone() -> None:
    expected = "judged：应为是（true）、否（false），或者认定（value、by、on、reason，可另有 evidence），实为"
    assert only_problem({"judged": "是"}) == f"{expected}“是”"
    assert only_problem({"judged": 1}) == f"{expected}1"
    assert only_problem({"judged": [True]}) == f"{expected}列表（1 项）"


# --- refusals

MONEY = "应为不小于零、精确到分的金额（如 120 即 120万元，或者 120万元、1200000元）"
DAY = "应为日期（如 2022-09-01，在 1900 年至 2199 年之间）"


@pytest.mark.parametrize(
    ("facts", "problem"),
    [
        ({"text": 3}, "text：应为文字（至多 2000 字），实为3"),
        ({"text": True}, "text：应为文字（至多 2000 字），实为true"),
        ({"text": " \n"}, "text：应为文字（至多 2000 字），实为“ ‹U+000A›”"),
        ({"text": "字" * 2001}, f"text：应为文字（至多 2000 字），实为“{'字' * 40}…”"),
        ({"text": "甲\x00乙"}, "text：应为文字（至多 2000 字），实为“甲‹U+0000›乙”"),
        ({"text": "甲\ud800乙"}, "text：应为文字（至多 2000 字），实为“甲‹U+D800›乙”"),
        ({"flag": "是"}, "flag：应为是（true）或否（false），实为“是”"),
        ({"flag": "true"}, "flag：应为是（true）或否（false），实为“true”"),
        ({"flag": 1}, "flag：应为是（true）或否（false），实为1"),
        ({"flag": 0}, "flag：应为是（true）或否（false），实为0"),
        ({"flag": DECISION}, "flag：应为是（true）或否（false），实为映射（value、by、on、reason）"),
        ({"kind": "leed"}, "kind：应为选项 lead、participant 之一，实为“leed”；是否想写 lead？"),
        ({"kind": "牵头"}, "kind：应为选项 lead、participant 之一，实为“牵头”"),
        ({"kind": 1}, "kind：应为选项 lead、participant 之一，实为1"),
        ({"whole": 0}, "whole：应为不小于 1、不大于 9 的整数，实为0"),
        ({"whole": 10}, "whole：应为不小于 1、不大于 9 的整数，实为10"),
        ({"whole": 3.0}, "whole：应为不小于 1、不大于 9 的整数，实为3.0"),
        ({"whole": "3"}, "whole：应为不小于 1、不大于 9 的整数，实为“3”"),
        ({"whole": True}, "whole：应为不小于 1、不大于 9 的整数，实为true"),
        ({"whole": 10**5000}, "whole：应为不小于 1、不大于 9 的整数，实为过大的整数"),
        ({"number": 2.6}, "number：应为不小于 0、不大于 2.5 的数，实为2.6"),
        ({"number": -1}, "number：应为不小于 0、不大于 2.5 的数，实为-1"),
        ({"number": "1e0"}, "number：应为不小于 0、不大于 2.5 的数，实为“1e0”"),
        ({"number": False}, "number：应为不小于 0、不大于 2.5 的数，实为false"),
        ({"number": float("nan")}, "number：应为不小于 0、不大于 2.5 的数，实为nan"),
        ({"number": float("inf")}, "number：应为不小于 0、不大于 2.5 的数，实为inf"),
        ({"number": Decimal("NaN")}, "number：应为不小于 0、不大于 2.5 的数，实为NaN"),
        ({"number": Decimal("sNaN")}, "number：应为不小于 0、不大于 2.5 的数，实为sNaN"),
        ({"number": Decimal("1e-1000000")}, "number：应为不小于 0、不大于 2.5 的数，实为1E-1000000"),
        ({"ratio": 0.05}, "ratio：应为不小于 0.1 的数，或者 无，实为0.05"),
        ({"percent": "3%"}, "percent：应为不小于 5%、不大于 100% 的百分比（如 30%），实为“3%”"),
        ({"percent": "101%"}, "percent：应为不小于 5%、不大于 100% 的百分比（如 30%），实为“101%”"),
        ({"percent": "%"}, "percent：应为不小于 5%、不大于 100% 的百分比（如 30%），实为“%”"),
        ({"percent": "百分之三十"}, "percent：应为不小于 5%、不大于 100% 的百分比（如 30%），实为“百分之三十”"),
        ({"money": -1}, f"money：{MONEY}，实为-1"),
        ({"money": "-1元"}, f"money：{MONEY}，实为“-1元”"),
        ({"money": "0.001元"}, f"money：{MONEY}，实为“0.001元”"),
        ({"money": 0.0000001}, f"money：{MONEY}，实为1e-07"),
        ({"money": "120"}, f"money：{MONEY}，实为“120”"),
        ({"money": "12,00元"}, f"money：{MONEY}，实为“12,00元”"),
        ({"money": "１２元"}, f"money：{MONEY}，实为“１２元”"),
        ({"money": "10000000000001元"}, f"money：{MONEY}，实为“10000000000001元”"),
        ({"money": True}, f"money：{MONEY}，实为true"),
        ({"money": float("nan")}, f"money：{MONEY}，实为nan"),
        ({"money": float("-inf")}, f"money：{MONEY}，实为-inf"),
        ({"money": [120]}, f"money：{MONEY}，实为列表（1 项）"),
        ({"money": {}}, f"money：{MONEY}，实为空映射"),
        (
            {"yuan": "二百元"},
            "yuan：应为不小于零、精确到分的金额（如 120 即 120元，或者 120万元、1200000元），或者 无，实为“二百元”",
        ),
        ({"day": "2030-02-29"}, f"day：{DAY}，实为“2030-02-29”"),
        ({"day": "2030-2-1"}, f"day：{DAY}，实为“2030-2-1”"),
        ({"day": "20300201"}, f"day：{DAY}，实为“20300201”"),
        ({"day": "2030-02-01T00:00:00"}, f"day：{DAY}，实为“2030-02-01T00:00:00”"),
        ({"day": "２０３０-02-01"}, f"day：{DAY}，实为“２０３０-02-01”"),
        ({"day": "1899-12-31"}, f"day：{DAY}，实为“1899-12-31”"),
        ({"day": date(2200, 1, 1)}, f"day：{DAY}，实为2200-01-01"),
        ({"day": datetime(2030, 2, 1)}, f"day：{DAY}，实为2030-02-01 00:00:00"),
        ({"day": 20300201}, f"day：{DAY}，实为20300201"),
        ({"last_day": "永久"}, f"last_day：{DAY}，或者 无，实为“永久”"),
        ({"code": 990100}, "code：应为由 6 位数字组成的代码（加引号），实为990100"),
        ({"code": "99010"}, "code：应为由 6 位数字组成的代码（加引号），实为“99010”"),
        ({"code": "990100\n"}, "code：应为由 6 位数字组成的代码（加引号），实为“990100‹U+000A›”"),
        ({"code": "９９０１００"}, "code：应为由 6 位数字组成的代码（加引号），实为“９９０１００”"),
        ({"plan": []}, "plan：应为映射（键: 值），实为列表（0 项）"),
        ({"plan": "无"}, "plan：应为映射（键: 值），实为“无”"),
        ({"plan": {"deep": 3}}, "plan.deep：应为映射（键: 值），实为3"),
        ({"members": {}}, "members：应为列表（每项一个映射），实为空映射"),
        ({"members": "无"}, "members：应为列表（每项一个映射），实为“无”"),
        ({"members": []}, "members：应为至少 1 项的列表，实为0 项"),
        ({"members": [{"role": "lead"}] * (MAX_ITEMS + 1)}, "members：应为至多 1000 项的列表，实为更多"),
        ({"members": ["甲"]}, "members[0]：应为映射（键: 值），实为“甲”"),
        ({"members": [{"role": "lead"}, None]}, "members[1]：应为映射（键: 值），实为空"),
        ({"members": [[]]}, "members[0]：应为映射（键: 值），实为列表（0 项）"),
        (
            {"members": [{"role": "led"}]},
            "members[0].role：应为选项 lead、participant 之一，实为“led”；是否想写 lead？",
        ),
        ({"mony": 3}, f"mony：应为本办法的事实（{TOP}），实为未知的名称；是否想写 money？"),
        ({"zzz": 3}, f"zzz：应为本办法的事实（{TOP}），实为未知的名称"),
        ({"a.b": 3}, f"a.b：应为本办法的事实（{TOP}），实为未知的名称"),
        ({"plan.judged": True}, f"plan.judged：应为本办法的事实（{TOP}），实为未知的名称；是否想写 judged？"),
        (
            {"plan": {"judge": True}},
            "plan.judge：应为本办法的事实（deep、judged、others），实为未知的名称；是否想写 judged？",
        ),
        (
            {"plan": {"deep": {"stat": 1}}},
            "plan.deep.stat：应为本办法的事实（start、end），实为未知的名称；是否想写 start？",
        ),
        (
            {"members": [{"role": "lead", "nam": "甲"}]},
            f"members[0].nam：应为本办法的事实（{FIELDS}），实为未知的名称；是否想写 name？",
        ),
        (
            {"plan": {"others": [{"nam": "甲"}]}},
            f"plan.others[0].nam：应为本办法的事实（{FIELDS}），实为未知的名称；是否想写 name？",
        ),
        ({5: 1}, "应为文字的键，实为5"),
        ({"plan": {None: 1}}, "plan：应为文字的键，实为“None”"),
        ({"members": [{"\ud800": 1}]}, "members[0]：应为能写成 UTF-8 的键，实为“‹U+D800›”"),
        ({"a\x00b": 1}, f"a‹U+0000›b：应为本办法的事实（{TOP}），实为未知的名称"),
        ({"k" * 300: 1}, f"{'k' * 200}…：应为本办法的事实（{TOP}），实为未知的名称"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_path_and_what_was_expected(
    facts: dict[Any, object], problem: str
) -> None:
    assert only_problem(facts) == problem
    str(problem).encode("utf-8")


@pytest.mark.parametrize("facts", [[], "text", 3, None])
def test_an_application_is_a_mapping(facts: object) -> None:
    with pytest.raises(InputError, match=r"^应为映射（键: 值），实为"):
        ApplicationReader(policy()).read(facts)  # type: ignore[arg-type]  # no mapping, on purpose


def test_all_problems_are_told_at_once() -> None:
    facts = {
        "flag": "是",
        "money": -1,
        "mony": 1,
        "judged": {"value": 1, "on": "2030-13-01", "who": "我"},
        "plan": {"deep": {"start": "明天"}, "others": [3]},
        "members": [{"role": "led", "uscc": 3}, {"nam": 1}],
    }
    assert sorted(problem.path for problem in problems_of(policy(), facts)) == sorted(
        [
            "flag",
            "money",
            "mony",
            "judged.value",
            "judged.by",
            "judged.on",
            "judged.reason",
            "judged.who",
            "plan.deep.start",
            "plan.others[0]",
            "members[0].role",
            "members[0].uscc",
            "members[1].nam",
        ]
    )


def test_hostile_input_has_a_bounded_answer() -> None:
    problems = problems_of(policy(), {f"fact_{number}": 1 for number in range(MAX_PROBLEMS + 7)})
    assert len(problems) == MAX_PROBLEMS + 1
    assert str(problems[-1]) == f"应为至多 {MAX_PROBLEMS} 处问题的申请，实为共 {MAX_PROBLEMS + 7} 处，其余没有列出"
    assert len(problems_of(policy(), {f"fact_{number}": 1 for number in range(MAX_PROBLEMS)})) == MAX_PROBLEMS


def test_any_mapping_and_any_sequence_of_mappings_will_do() -> None:
    plain = {"plan": {"deep": {"start": "2030-01-01"}}, "members": [{"role": "lead"}]}
    other = MappingProxyType(
        {
            "plan": MappingProxyType({"deep": MappingProxyType({"start": "2030-01-01"})}),
            "members": (MappingProxyType({"role": "lead"}),),
        }
    )
    assert accepted(policy(), other) == accepted(policy(), plain)


def test_reading_leaves_what_it_was_given_alone() -> None:
    facts: dict[str, object] = {
        "plan": {"deep": {"start": "2030-01-01"}},
        "members": [{"role": "lead"}],
        "text": "不清楚",
    }
    copy = {"plan": {"deep": {"start": "2030-01-01"}}, "members": [{"role": "lead"}], "text": "不清楚"}
    accepted(policy(), facts)
    assert facts == copy


# --- what a readable application never violates


@pytest.mark.parametrize(
    ("facts", "path"),
    [
        ({"members": [{"role": "lead"}, {"role": "lead"}]}, "members"),
        ({"members": [{"role": "participant"}]}, "members"),
        ({"plan": {"deep": {"start": "2030-02-02", "end": "2030-02-01"}}}, "plan.deep.end"),
    ],
)
def test_what_contradicts_itself_is_refused(facts: dict[str, object], path: str) -> None:
    assert [problem.path for problem in problems_of(policy(), facts)] == [path]


@pytest.mark.parametrize(
    "facts",
    [
        {"members": [{"role": "lead"}, {"role": "participant"}]},
        {"members": [{"role": "lead"}, {}]},
        {"members": [{}]},
        {"plan": {"deep": {"start": "2030-02-01", "end": "2030-02-01"}}},
        {"plan": {"deep": {"end": "2030-02-01"}}},
    ],
)
def test_what_may_still_turn_out_consistent_is_read(facts: dict[str, object]) -> None:
    assert isinstance(accepted(policy(), facts), Application)


def test_two_leads_and_an_end_before_the_start_are_told_at_once_by_the_shipped_rules() -> None:
    facts = {
        "applicants": [{"role": "lead"}, {"role": "lead"}],
        "plan": {"period": {"start": "2022-09-02", "end": "2022-09-01"}},
    }
    problems = problems_of(load_policy("gongyi-huimin-2021"), facts)
    assert [str(problem) for problem in problems] == [
        "applicants：牵头单位应当恰好一个"
        "（所写的是：applicants = 2 项、applicants[0].role = lead、applicants[1].role = lead）",
        "plan.period.end：实施周期的结束日不能早于开始日"
        "（所写的是：plan.period.start = 2022-09-02、plan.period.end = 2022-09-01）",
    ]
    assert [(problem.path, problem.expected) for problem in problems] == [
        ("applicants", "牵头单位应当恰好一个"),
        ("plan.period.end", "实施周期的结束日不能早于开始日"),
    ]


def test_a_violated_rule_names_the_first_of_many_statements() -> None:
    (problem,) = problems_of(policy(), {"members": [{"role": "lead"}] * 20})
    assert problem.found.startswith("members = 20 项、members[0].role = lead、members[1].role = lead、")
    assert problem.found.endswith("、members[10].role = lead 等")


# --- registration numbers


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (GOOD_USCC, None),
        ("91350100M000100Y40", "统一社会信用代码的校验码不符，请核对；试点时期的代码可能如此"),
        ("9135", "统一社会信用代码应为 18 位数字和大写字母（不含 I、O、S、V、Z），请核对"),
        ("9135010OM000100Y43", "统一社会信用代码应为 18 位数字和大写字母（不含 I、O、S、V、Z），请核对"),
        ("没有代码", "统一社会信用代码应为 18 位数字和大写字母（不含 I、O、S、V、Z），请核对"),
        ("1234567\nABCDEFGHJK", "统一社会信用代码应为 18 位数字和大写字母（不含 I、O、S、V、Z），请核对"),
    ],
)
def test_an_odd_registration_number_is_a_warning_and_no_more(code: str, message: str | None) -> None:
    application = accepted(policy(), {"uscc": code, "members": [{"role": "lead"}, {"uscc": code}]})
    found = [(one.fact, one.message) for one in application.warnings]
    assert found == ([] if message is None else [("uscc", message), ("members[1].uscc", message)])
    assert value({"uscc": code}, "uscc") == code


def test_no_registration_number_is_no_warning() -> None:
    assert accepted(policy(), {"uscc": "不清楚", "members": [{"role": "lead", "uscc": None}]}).warnings == ()


# --- statements


def test_values_without_end_are_read_like_the_first() -> None:
    reader = ApplicationReader(policy())
    place = [fact.path for fact in policy().scalars].index("money")
    for amount in (*range(5_000), 3):
        application = reader.read({"money": amount})
        assert application.scalars[place] == amount * 1_000_000
        assert application.stated[place] == Statement(fact="money", value=format_money(amount * 1_000_000))


def test_statements_say_each_value_in_one_way() -> None:
    facts = {
        "text": "华兴医院",
        "flag": True,
        "kind": "lead",
        "whole": 3,
        "number": 2.50,
        "percent": 30,
        "ratio": Decimal("0.50"),
        "money": "1,200,000元",
        "yuan": "0.5万元",
        "day": date(2030, 2, 1),
        "code": "990100",
    }
    said = {one.fact: one.value for one in accepted(policy(), facts).stated if one}
    assert said == {
        "text": "华兴医院",
        "flag": True,
        "kind": "lead",
        "whole": 3,
        "number": "2.5",
        "percent": "30%",
        "ratio": "0.5",
        "money": "120万元",
        "yuan": "5000元",
        "day": "2030-02-01",
        "code": "990100",
    }
    assert accepted(policy(), said) == accepted(policy(), facts)


def test_the_reader_knows_every_fact_of_the_policy() -> None:
    paths = [fact.path for fact in policy().each_fact()]
    assert len(paths) == len(set(paths)) == len(policy().scalars) + sum(1 + len(one.items) for one in policy().lists)
    assert {type(fact) for fact in policy().facts} == {Fact, FactList}


def test_applications_are_equal_when_they_say_the_same() -> None:
    one = accepted(policy(), {"money": 120, "members": [{"role": "lead"}]})
    other = accepted(policy(), {"members": [{"role": "lead"}], "money": "120万元", "text": None})
    assert one == other
    assert one != accepted(policy(), {"money": 121, "members": [{"role": "lead"}]})
