"""Literals of rules, read in the type of what they are compared with."""

from decimal import Decimal
from fractions import Fraction

from huimin_rules.errors import nearest
from huimin_rules.loading.problems import Spot
from huimin_rules.loading.shown import show
from huimin_rules.norms.expressions import Literal, Type
from huimin_rules.norms.facts import NONE, Fact, Scalar, ValueType
from huimin_rules.norms.types import ANY_UNIT, DATE, NUMBER
from huimin_rules.quantity import exact, money, parse_date, parse_decimal, parse_money, whole

_NAMES = {
    ValueType.TEXT: "文字",
    ValueType.BOOLEAN: "布尔值（true 或 false）",
    ValueType.CHOICE: "选项",
    ValueType.INTEGER: "整数",
    ValueType.NUMBER: "数",
    ValueType.PERCENT: "百分比",
    ValueType.MONEY: "金额",
    ValueType.DATE: "日期",
    ValueType.CODE: "代码",
    ValueType.USCC: "统一社会信用代码",
}

_HINTS = {ValueType.MONEY: "（不小于零、精确到分，如 120万元）", ValueType.DATE: "（如 2022-09-01）"}


def name_of(kind: Type) -> str:
    """A type in words, with its unit."""
    unit = "" if kind.unit in (None, ANY_UNIT) or kind.kind is ValueType.MONEY else f"（{kind.unit}）"
    return _NAMES[kind.kind] + unit


def own_type(value: object) -> Type:
    """The type that a literal has by its own look, where nothing else says."""
    if isinstance(value, bool):
        return Type(ValueType.BOOLEAN)
    if isinstance(value, int | Decimal):
        return NUMBER
    if isinstance(value, str) and value.endswith("%"):
        return Type(ValueType.PERCENT)
    if isinstance(value, str) and value.endswith("元"):
        return Type(ValueType.MONEY, "元")
    try:
        parse_date(str(value))
    except ValueError:
        return Type(ValueType.TEXT)
    return DATE


def read_literal(value: object, kind: Type, spot: Spot, fact: Fact | None = None) -> Literal | None:
    """A literal as a value of the type, or None after the mistake is recorded."""
    if fact is not None and kind.kind is ValueType.CHOICE:
        names = tuple(choice.id for choice in fact.choices)
        if value in names or not names:  # a choice without choices is a mistake of its own
            return Literal(str(value), kind)
        spot.wrong(f"应为 {fact.path} 的选项（{'、'.join(names)}），实为{show(value)}", nearest(str(value), names))
        return None
    try:
        return Literal(_read(value, kind, fact), kind)
    except ValueError:
        hint = _HINTS.get(kind.kind, "")
        if fact is not None and fact.digits:
            hint = f"（{fact.digits} 位数字，加引号）"
        spot.wrong(f"应为{name_of(kind)}{hint}，实为{show(value)}")
        return None


def _read(value: object, kind: Type, fact: Fact | None) -> Scalar:
    match kind.kind, value:
        case ValueType.BOOLEAN, bool():
            return value
        case _, bool():
            raise ValueError("a boolean")
        case ValueType.INTEGER, int():
            return value
        case ValueType.PERCENT | ValueType.NUMBER | ValueType.INTEGER, str() if value.endswith("%"):
            return whole(parse_decimal(value[:-1].strip()) * Fraction(1, 100))
        case ValueType.PERCENT, int() | Decimal():
            return whole(exact(value) * Fraction(1, 100))
        case ValueType.NUMBER | ValueType.INTEGER, int() | Decimal():
            return exact(value)
        case ValueType.MONEY, int() | Decimal():
            return money(exact(value), kind.unit or "元")
        case ValueType.MONEY, str():
            return parse_money(value)
        case ValueType.DATE, str():
            return parse_date(value)
        case ValueType.CODE, str() if value.isascii() and value.isdigit():
            if fact is not None and fact.digits not in (None, len(value)):
                raise ValueError("another number of digits")
            return value
        case ValueType.TEXT | ValueType.USCC, str() if value != NONE:
            return value
        case _:
            raise ValueError("another type")
