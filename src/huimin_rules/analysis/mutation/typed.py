"""Whether a condition keeps to its types, as the loader demands it: a change may have put together what cannot be."""

from collections.abc import Mapping

from huimin_rules.norms.conditions import Compare, Comparison, Condition, Within
from huimin_rules.norms.expressions import (
    Arithmetic,
    ArithmeticOp,
    Bracket,
    Expression,
    ExpressionByReading,
    MonthsBetween,
    Shift,
    Total,
)
from huimin_rules.norms.facts import AnyFact, ValueType
from huimin_rules.norms.types import agree, has_unit, is_amount, type_of_expression
from huimin_rules.norms.walk import Node, nodes


def well_typed(condition: Condition, facts: Mapping[str, AnyFact]) -> bool:
    """Whether every part of a condition keeps to its types."""
    # From the innermost outwards: the type of a whole is only known where its parts have one.
    return all(_keeps(node, facts) for node in reversed(list(nodes(condition))))


def _keeps(node: Node, facts: Mapping[str, AnyFact]) -> bool:
    def kind(part: Expression) -> ValueType:
        return type_of_expression(part, facts).kind

    match node:
        case Compare(left, op, right):
            common = agree(type_of_expression(left, facts), type_of_expression(right, facts))
            return common is not None and (op in (Comparison.IS, Comparison.IS_NOT) or common.kind.is_ordered)
        case Within(day, before) | MonthsBetween(day, before):
            return kind(day) is kind(before) is ValueType.DATE
        case Shift(day):
            return kind(day) is ValueType.DATE
        case Bracket(subject, rows):
            limits = [row.limit.type for row in rows if row.limit is not None]
            own = type_of_expression(subject, facts)
            return own.kind.is_ordered and all(agree(own, limit) is not None for limit in limits)
        case Total(_, of):
            return is_amount(type_of_expression(of, facts))
        case Arithmetic(op, parts):
            return _calculates(op, parts, facts)
        case ExpressionByReading(_, alternatives):
            first, *others = [type_of_expression(part, facts) for _, part in alternatives]
            return all(agree(first, other) is not None for other in others)
        case _:
            return True


def _calculates(op: ArithmeticOp, parts: tuple[Expression, ...], facts: Mapping[str, AnyFact]) -> bool:
    types = [type_of_expression(part, facts) for part in parts]
    if not all(map(is_amount, types)):
        return False
    match op:
        case ArithmeticOp.PRODUCT:
            return sum(map(has_unit, types)) <= 1
        case ArithmeticOp.RATIO:
            return agree(*types) is not None or not has_unit(types[1])
        case _:
            return all(agree(types[0], other) is not None for other in types[1:])
