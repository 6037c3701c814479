"""The types of expressions, and which types go together."""

from collections.abc import Mapping
from functools import reduce
from typing import Final, assert_never

from huimin_rules.norms.expressions import (
    Arithmetic,
    ArithmeticOp,
    Bracket,
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
from huimin_rules.norms.facts import AnyFact, Fact, ValueType

ANY_UNIT: Final = "*"
"""The unit of a number that a rule writes without one: it takes the unit of the other side."""

_NUMERIC = (ValueType.INTEGER, ValueType.NUMBER, ValueType.PERCENT)
NUMBER: Final = Type(ValueType.NUMBER, ANY_UNIT)
RATIO: Final = Type(ValueType.NUMBER)
DATE: Final = Type(ValueType.DATE)
MONTHS: Final = Type(ValueType.NUMBER, "月")


def type_of(fact: Fact) -> Type:
    """The type of a fact's value."""
    return Type(fact.type, fact.unit)


def agree(left: Type, right: Type) -> Type | None:
    """The common type of two sides, or None where they do not go together. Money agrees with money in any unit."""
    if left.kind is right.kind is ValueType.MONEY:
        return left
    if left.kind in _NUMERIC and right.kind in _NUMERIC:
        if right.unit in (left.unit, ANY_UNIT):
            return left
        return right if left.unit == ANY_UNIT else None
    if left.kind.is_text and right.kind.is_text:
        return left
    return left if left.kind is right.kind else None


def has_unit(kind: Type) -> bool:
    """Whether values of the type have a unit of their own."""
    return kind.kind is ValueType.MONEY or (kind.kind in _NUMERIC and kind.unit not in (None, ANY_UNIT))


def is_amount(kind: Type) -> bool:
    """Whether one can calculate with values of the type: numbers and money."""
    return kind.kind in _NUMERIC or kind.kind is ValueType.MONEY


def type_of_expression(expression: Expression, facts: Mapping[str, AnyFact]) -> Type:
    """The type that lowering found for an expression."""

    def each(parts: tuple[Expression, ...]) -> list[Type]:
        return [type_of_expression(part, facts) for part in parts]

    match expression:
        case Literal(_, kind):
            return kind
        case FactRef(path):
            fact = facts[path]
            assert isinstance(fact, Fact)  # a list has no value
            return type_of(fact)
        case Arithmetic(ArithmeticOp.PRODUCT, parts):
            return next(filter(has_unit, each(parts)), RATIO)
        case Arithmetic(ArithmeticOp.RATIO, parts):
            over, under = each(parts)
            return over if agree(over, under) is None else RATIO
        case Arithmetic(_, parts):
            return reduce(_common, each(parts))
        case Count() | Points():
            return NUMBER
        case Total(_, of):
            return type_of_expression(of, facts)
        case Bracket(_, rows):
            return rows[0].gives.type
        case MonthsBetween():
            return MONTHS
        case Shift():
            return DATE
        case ExpressionByReading(_, alternatives):
            return reduce(_common, each(tuple(part for _, part in alternatives)))
        case _:
            assert_never(expression)


def _common(left: Type, right: Type) -> Type:
    return right if left.unit == ANY_UNIT else left
