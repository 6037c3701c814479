"""Expressions lowered to functions of the slots and, inside a list, of the element; unknown in, range out."""

from collections.abc import Callable
from functools import reduce
from typing import TYPE_CHECKING, Final, TypeAlias, assert_never

from huimin_rules import quantity
from huimin_rules.engines.reference import ranges
from huimin_rules.engines.reference.layout import Elements, Fields, Slots
from huimin_rules.norms.application import Value
from huimin_rules.norms.expressions import (
    Arithmetic,
    ArithmeticOp,
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
)
from huimin_rules.norms.facts import MAX_ITEMS, NONE, Domain, ListDomain, Scalar
from huimin_rules.ternary import FALSE, TRUE, Truth

if TYPE_CHECKING:
    from huimin_rules.engines.reference.conditions import Compiler, Test

Evaluate: TypeAlias = Callable[[Slots, Fields], Value]

_OPERATIONS: Final = {
    ArithmeticOp.SUM: ranges.add,
    ArithmeticOp.DIFFERENCE: ranges.subtract,
    ArithmeticOp.PRODUCT: ranges.multiply,
    ArithmeticOp.RATIO: ranges.divide,
}


def lower(expression: Expression, compiler: "Compiler") -> Evaluate:
    """The function that evaluates an expression."""
    match expression:
        case Literal(value):
            return lambda _slots, _element: value
        case FactRef(path):
            return fact(path, compiler)
        case Arithmetic(op, parts):
            return _arithmetic(op, tuple(lower(part, compiler) for part in parts))
        case Count():
            return _count(expression, compiler)
        case Total():
            return _total(expression, compiler)
        case Bracket():
            return _bracket(expression, compiler)
        case Points():
            return _points(expression, compiler)
        case MonthsBetween(start, through):
            first, last = lower(start, compiler), lower(through, compiler)
            return lambda slots, element: ranges.months(first(slots, element), last(slots, element))
        case Shift(day, months_, days):
            inner = lower(day, compiler)
            return lambda slots, element: shift(inner(slots, element), months_, days)
        case ExpressionByReading(reading, alternatives):
            slot = compiler.layout.readings[reading]
            literals = {name: part.value for name, part in alternatives if isinstance(part, Literal)}
            if len(literals) == len(alternatives):
                return _literal_by_reading(slot, literals)
            return _by_reading(slot, {name: lower(part, compiler) for name, part in alternatives})
        case _:
            assert_never(expression)


def fact(path: str, compiler: "Compiler") -> Evaluate:
    """The value of a fact, of the application or of the element."""
    if path in compiler.layout.scalars:
        slot = compiler.layout.scalars[path]
        return lambda slots, _element: slots[slot]
    _, position = compiler.layout.fields[path]
    return lambda _slots, element: element[position]


def shift(day: Value, months: int, days: int) -> Value:
    """A day, or the range of days, moved; moving keeps the order."""
    if day == NONE:
        return NONE
    low, high = ranges.bounds(day)
    return ranges.span(
        quantity.shift(low, months, days),
        quantity.shift(high, months, days),
        ranges.may_be_none(day),
    )


def _arithmetic(op: ArithmeticOp, parts: tuple[Evaluate, ...]) -> Evaluate:
    operation = _OPERATIONS[op]
    return lambda slots, element: reduce(operation, (part(slots, element) for part in parts))


def _by_reading(slot: int, choices: dict[str, Evaluate]) -> Evaluate:
    def by_reading(slots: Slots, element: Fields) -> Value:
        chosen = slots[slot]
        if isinstance(chosen, str):
            return choices[chosen](slots, element)
        return ranges.hull(choice(slots, element) for choice in choices.values())

    return by_reading


def _literal_by_reading(slot: int, choices: dict[str, Scalar]) -> Evaluate:
    """Literals alone: what an open reading comes to is known beforehand."""
    undecided = ranges.hull(choices.values())

    def literal_by_reading(slots: Slots, _element: Fields) -> Value:
        chosen = slots[slot]
        return choices[chosen] if isinstance(chosen, str) else undecided

    return literal_by_reading


def _count(expression: Count, compiler: "Compiler") -> Evaluate:
    slot = compiler.layout.lists[expression.over]
    unknown = compiler.layout.open_elements[expression.over]
    where = compiler.lower(expression.where) if expression.where is not None else _everywhere

    def count(slots: Slots, _element: Fields) -> Value:
        elements: Elements = slots[slot]
        if isinstance(elements, ListDomain):
            meets = where(slots, unknown)
            least = elements.at_least if meets == TRUE else 0
            return ranges.span(least, MAX_ITEMS if meets & TRUE else 0)
        if where is _everywhere:
            return len(elements)
        found = [where(slots, one) for one in elements]
        return ranges.span(found.count(TRUE), len(found) - found.count(FALSE))

    return count


def _total(expression: Total, compiler: "Compiler") -> Evaluate:
    slot = compiler.layout.lists[expression.over]
    unknown = compiler.layout.open_elements[expression.over]
    where = compiler.lower(expression.where) if expression.where is not None else _everywhere
    of = lower(expression.of, compiler)

    def added(slots: Slots, element: Fields) -> Value:
        """What an element adds: its value, nothing, or either."""
        meets = where(slots, element)
        if meets == FALSE:
            return 0
        value = of(slots, element)
        return value if meets == TRUE else ranges.hull((0, value))

    def total(slots: Slots, _element: Fields) -> Value:
        elements: Elements = slots[slot]
        if not isinstance(elements, ListDomain):
            nothing: Value = 0
            return reduce(ranges.add, (added(slots, one) for one in elements), nothing)
        one = added(slots, unknown)
        if one == NONE:
            return NONE if elements.at_least else ranges.span(0, 0, none=True)
        low, high = ranges.bounds(one)
        sizes = (elements.at_least, MAX_ITEMS)
        none = ranges.may_be_none(one)
        return ranges.span(min(low * size for size in sizes), max(high * size for size in sizes), none)

    return total


def _everywhere(_slots: Slots, _element: Fields) -> Truth:
    return TRUE


def _bracket(expression: Bracket, compiler: "Compiler") -> Evaluate:
    subject = lower(expression.subject, compiler)
    rows = expression.rows

    def picked(slots: Slots, element: Fields) -> Value:
        value = subject(slots, element)
        if value.__class__ is not Domain:
            return NONE if value == NONE else rows[row_of(rows, value)].gives.value
        low, high = ranges.bounds(value)
        found = [one.gives.value for one in rows[row_of(rows, low) : row_of(rows, high) + 1]]
        return ranges.hull([*found, NONE] if ranges.may_be_none(value) else found)

    return picked


def row_of(rows: tuple[BracketRow, ...], value: ranges.Ordered) -> int:
    """The place of the row that a value falls into."""
    return next(
        index
        for index, one in enumerate(rows)
        if one.limit is None or value < one.limit.value or (one.included and value == one.limit.value)
    )


def _points(expression: Points, compiler: "Compiler") -> Evaluate:
    awards: list[tuple[Test, ranges.Ordered]] = [
        (compiler.lower(award.when), award.gives.value) for award in expression.awards
    ]

    def points(slots: Slots, element: Fields) -> Value:
        low: ranges.Ordered = 0
        high: ranges.Ordered = 0
        for when, gives in awards:
            meets = when(slots, element)
            low += gives if meets == TRUE else min(gives, 0) if meets & TRUE else 0
            high += gives if meets == TRUE else max(gives, 0) if meets & TRUE else 0
        return ranges.span(low, high)

    return points
