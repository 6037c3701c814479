"""What the heads of a workbook say: the question, the clause that asks, the unit, and how a cell is written."""

from typing import Final, assert_never

from huimin_rules.norms.columns import Column, Holds
from huimin_rules.norms.facts import Fact, ValueType

_HINT: Final = 250
"""A message beside a cell holds 255 characters."""


def is_judged(column: Column) -> bool:
    """Whether a column is about an open term, which a person settles."""
    return isinstance(column.fact, Fact) and column.fact.judgement


def question(column: Column) -> str:
    """What is asked."""
    match column.holds:
        case Holds.KEY:
            return "这份申请叫什么？各表相同。"
        case Holds.COUNT:
            return f"{column.fact.asked.label if column.fact else ''}有几项？没有的填 0。"
        case Holds.PART:
            return "有人负责任地认定了的才填"
        case _:
            asked = column.fact.asked if column.fact is not None else None
            return "" if asked is None else f"【待认定】{asked.question}" if is_judged(column) else asked.question


def how_to_fill(column: Column) -> str:
    """The clause that asks, the unit, and how a cell is written."""
    clause = column.fact.asked.clause if column.fact is not None and column.holds is not Holds.PART else None
    said = [*([clause.label] if clause else []), *([f"单位：{column.unit}"] if column.unit else []), _form(column)]
    return "；".join(one for one in said if one)


def _form(column: Column) -> str:
    fact = column.fact if isinstance(column.fact, Fact) else None
    none = "；没有的填“无”" if fact is not None and fact.may_be_none and column.holds is Holds.VALUE else ""
    match column.type:
        case None:
            return "整数" if column.holds is Holds.COUNT else "文字"
        case ValueType.BOOLEAN:
            text = "是、否"
        case ValueType.CHOICE:
            text = "从下拉列表中选"
        case ValueType.DATE:
            text = "日期，如 2022-09-01"
        case ValueType.MONEY:
            text = "数，或者 120万元"
        case ValueType.INTEGER:
            text = "整数"
        case ValueType.NUMBER:
            text = "数"
        case ValueType.PERCENT:
            text = "百分比，如 30%"
        case ValueType.CODE:
            text = f"{fact.digits if fact else ''} 位数字"
        case ValueType.USCC:
            text = "18 位代码"
        case ValueType.TEXT:
            text = "文字" if column.holds is Holds.PART else "文字；没有的填“无”"
        case _:
            assert_never(column.type)
    return f"{text}{none}"


def hint(column: Column) -> str:
    """What helps to answer, beside the cell."""
    help_ = column.fact.asked.help if column.fact is not None and column.holds is Holds.VALUE else None
    return shortened("\n".join(one for one in (question(column), help_ or "", how_to_fill(column)) if one))


def shortened(text: str) -> str:
    """A text that fits into a message beside a cell."""
    return text if len(text) <= _HINT else f"{text[: _HINT - 1]}…"
