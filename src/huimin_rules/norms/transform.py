"""A condition or expression made anew from the inside out, each part as a function says."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar, assert_never, cast

from huimin_rules.norms.conditions import (
    All,
    AnyOf,
    Compare,
    Condition,
    ConditionByReading,
    Constant,
    Holds,
    Member,
    Not,
    Present,
    Quantified,
    Within,
)
from huimin_rules.norms.expressions import (
    Arithmetic,
    Award,
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
)
from huimin_rules.norms.norm import Norm
from huimin_rules.norms.walk import Node

N = TypeVar("N", bound=Condition | Expression | None)


def transformed(node: N, change: Callable[[Node], Node]) -> N:
    """The node with `change` made of every part and then of the whole; a condition stays one, an expression too."""
    return node if node is None else cast(N, change(_parts_transformed(node, change)))


def transformed_norm(norm: Norm, change: Callable[[Node], Node]) -> Norm:
    """The norm with all its conditions transformed."""
    return replace(
        norm,
        who=transformed(norm.who, change),
        when=transformed(norm.when, change),
        unless=transformed(norm.unless, change),
        requires=transformed(norm.requires, change),
    )


def _parts_transformed(node: Node, change: Callable[[Node], Node]) -> Node:
    def go(part: N) -> N:
        return transformed(part, change)

    match node:
        case Constant() | Holds() | Literal() | FactRef():
            return node
        case All(parts) | AnyOf(parts):
            return type(node)(tuple(map(go, parts)))
        case Not(part):
            return Not(go(part))
        case Compare(left, op, right):
            return Compare(go(left), op, go(right))
        case Member():
            return replace(node, subject=go(node.subject))
        case Present(fact):
            return Present(go(fact))
        case Within():
            return replace(node, day=go(node.day), before=go(node.before))
        case Quantified():
            return replace(node, satisfies=go(node.satisfies))
        case ConditionByReading(reading, alternatives):
            return ConditionByReading(reading, tuple((name, go(part)) for name, part in alternatives))
        case ExpressionByReading(reading, choices):
            return ExpressionByReading(reading, tuple((name, go(part)) for name, part in choices))
        case Arithmetic(op, operands):
            return Arithmetic(op, tuple(map(go, operands)))
        case Count():
            return replace(node, where=go(node.where))
        case Total():
            return replace(node, of=go(node.of), where=go(node.where))
        case Bracket():
            return replace(node, subject=go(node.subject))
        case Points(awards):
            return Points(tuple(Award(go(one.when), one.gives) for one in awards))
        case MonthsBetween(start, through):
            return MonthsBetween(go(start), go(through))
        case Shift():
            return replace(node, day=go(node.day))
        case _:
            assert_never(node)
