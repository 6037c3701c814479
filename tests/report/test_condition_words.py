"""Every form of condition and expression, in words."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from huimin_rules import load_policy
from huimin_rules.norms.conditions import (
    All,
    AnyOf,
    Compare,
    Comparison,
    Condition,
    ConditionByReading,
    Constant,
    Holds,
    Member,
    Not,
    Present,
    Quantified,
    Quantifier,
    Within,
)
from huimin_rules.norms.expressions import (
    Arithmetic,
    ArithmeticOp,
    Award,
    Bracket,
    BracketRow,
    Count,
    Expression,
    ExpressionByReading,
    FactRef,
    Literal,
    MonthsBetween,
    Points,
    Shift,
    Total,
    Type,
)
from huimin_rules.norms.facts import ValueType
from huimin_rules.norms.norm import Period
from huimin_rules.norms.walk import conditions
from huimin_rules.report.condition_words import ConditionWords, Outline

WORDS = ConditionWords(load_policy("gongyi-huimin-2021"))
MONEY = Type(ValueType.MONEY, "元")
DAY = FactRef("applied_on")
START = FactRef("plan.period.start")
PLANNED = FactRef("plan.funding.matching_planned")
SECURED = FactRef("plan.funding.matching_secured")
LEAD = Compare(FactRef("applicants[].role"), Comparison.IS, Literal("lead", Type(ValueType.CHOICE)))


def money(yuan: int) -> Literal:
    return Literal(yuan * 100, MONEY)


def number(value: int) -> Literal:
    return Literal(value, Type(ValueType.NUMBER, "*"))


YES, NO = Literal(True, Type(ValueType.BOOLEAN)), Literal(False, Type(ValueType.BOOLEAN))


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (Constant(True), "总是成立"),
        (Constant(False), "从不成立"),
        (All((LEAD, Constant(True))), "同时满足：（“角色”为牵头单位；总是成立）"),
        (All((LEAD,)), "“角色”为牵头单位"),
        (AnyOf((LEAD, Constant(True))), "满足其中之一：（“角色”为牵头单位；总是成立）"),
        (Not(LEAD), "并非“角色”为牵头单位"),
        (Not(AnyOf((LEAD, LEAD))), "并非：（满足其中之一：（“角色”为牵头单位；“角色”为牵头单位））"),
        (Compare(FactRef("plan.leading_group"), Comparison.IS, YES), "“领导小组已成立”为是"),
        (Compare(FactRef("plan.leading_group"), Comparison.IS_NOT, YES), "“领导小组已成立”为否"),
        (Compare(FactRef("plan.goals_clear"), Comparison.IS, YES), "“目标明确”成立（待认定）"),
        (Compare(FactRef("plan.goals_clear"), Comparison.IS, NO), "“目标明确”不成立（待认定）"),
        (Compare(SECURED, Comparison.AT_LEAST, PLANNED), "“配套资金已落实金额”不少于“配套资金计划金额”"),
        (Compare(SECURED, Comparison.MORE_THAN, money(1_200_000)), "“配套资金已落实金额”超过 120万元"),
        (Compare(SECURED, Comparison.AT_MOST, money(5000)), "“配套资金已落实金额”不超过 5000元"),
        (Compare(SECURED, Comparison.LESS_THAN, money(0)), "“配套资金已落实金额”不满 0元"),
        (
            Compare(DAY, Comparison.AT_LEAST, Literal(date(2022, 1, 1), Type(ValueType.DATE))),
            "“申报日期”不早于 2022-01-01",
        ),
        (Compare(DAY, Comparison.LESS_THAN, START), "“申报日期”早于“实施周期开始日”"),
        (
            Member(FactRef("plan.field"), ("ecology", "other"), negated=True),
            "“项目领域”不属于：生态环境、其他领域",
        ),
        (Present(DAY), "“申报日期”已经写明，而且不是“无”"),
        (Within(DAY, START, months=36), "“申报日期”在“实施周期开始日”之前 3 年以内（首尾两日都计入）"),
        (Within(DAY, START, months=5, days=3), "“申报日期”在“实施周期开始日”之前 5 个月 3 天以内（首尾两日都计入）"),
        (Quantified(Quantifier.SOME, "applicants", LEAD), "至少有一项“项目承担单位”满足：（“角色”为牵头单位）"),
        (Quantified(Quantifier.EVERY, "applicants", LEAD), "每一项“项目承担单位”都满足：（“角色”为牵头单位）"),
        (Holds("art3.scope"), "第三条“资助范围”成立（art3.scope）"),
        (
            ConditionByReading("consortium", (("every_applicant", Constant(True)), ("lead_only", LEAD))),
            "取决于解释口径 consortium：（按“每一个承担单位”：总是成立；按“仅牵头单位”：“角色”为牵头单位）",
        ),
    ],
)
def test_conditions(condition: Condition, words: str) -> None:
    assert WORDS.condition(condition).inline() == words


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        (Literal(Fraction(3, 10), Type(ValueType.PERCENT)), "30%"),
        (Literal("", Type(ValueType.TEXT)), "“无”"),
        (Arithmetic(ArithmeticOp.SUM, (PLANNED, SECURED)), "（“配套资金计划金额” + “配套资金已落实金额”）"),
        (Arithmetic(ArithmeticOp.DIFFERENCE, (PLANNED, SECURED)), "（“配套资金计划金额” − “配套资金已落实金额”）"),
        (Arithmetic(ArithmeticOp.PRODUCT, (PLANNED, number(2))), "（“配套资金计划金额” × 2）"),
        (Arithmetic(ArithmeticOp.RATIO, (PLANNED, SECURED)), "（“配套资金计划金额” ÷ “配套资金已落实金额”）"),
        (Count("applicants"), "“项目承担单位”的项数"),
        (Count("applicants", LEAD), "“项目承担单位”中“角色”为牵头单位的项数"),
        (
            Total("applicants", FactRef("applicants[].years_in_field"), LEAD),
            "各项“项目承担单位”中“角色”为牵头单位的“从事本领域年数”之和",
        ),
        (
            Bracket(
                SECURED,
                (
                    BracketRow(money(5_000_000), False, number(1)),
                    BracketRow(money(20_000_000), True, number(2)),
                    BracketRow(None, False, number(3)),
                ),
            ),
            "按“配套资金已落实金额”分档的值（不满 500万元（不含）为 1，2000万元以下（含）为 2，其余为 3）",
        ),
        (
            Points((Award(LEAD, number(5)), Award(Constant(True), number(1)))),
            "得分之和（“角色”为牵头单位，得 5 分；总是成立，得 1 分）",
        ),
        (MonthsBetween(START, DAY), "自“实施周期开始日”至“申报日期”的整月数（首尾两日都计入）"),
        (Shift(DAY, months=12), "“申报日期”之后 1 年的那一天"),
        (Shift(DAY, months=-3, days=-1), "“申报日期”之前 3 个月 1 天的那一天"),
        (Shift(DAY, months=36, days=-1), "“申报日期”之后 3 年、再往前 1 天的那一天"),
        (Shift(DAY), "“申报日期”"),
        (
            ExpressionByReading("consortium", (("every_applicant", PLANNED), ("lead_only", SECURED))),
            "取决于解释口径 consortium 的值（按“每一个承担单位”为“配套资金计划金额”；"
            "按“仅牵头单位”为“配套资金已落实金额”）",
        ),
    ],
)
def test_expressions(expression: Expression, words: str) -> None:
    assert WORDS.expression(expression) == words


def test_comparisons_of_computed_values_follow_their_kind() -> None:
    later = ExpressionByReading("consortium", (("every_applicant", Shift(DAY, months=1)), ("lead_only", DAY)))
    assert WORDS.comparison(later, Comparison.AT_MOST, DAY).endswith("不晚于“申报日期”")
    rate = Bracket(SECURED, (BracketRow(None, False, Literal(Fraction(1, 10), Type(ValueType.PERCENT))),))
    assert WORDS.comparison(rate, Comparison.IS, number(1)).endswith("等于 1")
    assert WORDS.comparison(money(1), Comparison.IS_NOT, SECURED) == "1元不等于“配套资金已落实金额”"


def test_periods() -> None:
    start = date(2030, 3, 1)
    plain = Period("applied_on", start, date(2033, 2, 28))
    assert WORDS.period(plain) == Outline("“申报日期”自 2030-03-01 起至 2033-02-28 止（首尾两日都计入）")


def test_no_condition_of_either_policy_shows_a_path_or_a_choice_id() -> None:
    fixtures = Path(__file__).parents[1] / "fixtures" / "policies" / "lixiang-innovation-2030"
    for source in ("gongyi-huimin-2021", fixtures):
        policy = load_policy(source)
        words = ConditionWords(policy)
        for norm in policy.norms:
            for condition in conditions(norm):
                text = words.condition(condition).inline()
                assert "[]" not in text
                assert "None" not in text
                assert "*" not in text
