"""Values and tests in a world where everything they ask for is settled, in exact arithmetic.

An ordered unknown may stand in such a world as a `Line` (see `lines`): whatever is computed or compared here then says
where its answer changes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from operator import add, mul, sub
from typing import Any, Final, TypeAlias, assert_never

from huimin_rules.engines.durable.circuits import Chosen, Test
from huimin_rules.norms import conditions as c
from huimin_rules.norms import expressions as e
from huimin_rules.norms.facts import NONE, ValueType
from huimin_rules.quantity import months_between, shift

# A scalar, or a Line: what may be added to what the loader has checked.
Amount: TypeAlias = Any
Record: TypeAlias = Mapping[str, Amount]


@dataclass(slots=True)
class World:
    """What is settled: single facts and fields by path, readings by id. `truth` decides a condition for an element."""

    facts: dict[str, Amount]
    lists: dict[str, Sequence[Record]]
    readings: dict[str, str]
    truth: "Callable[[c.Condition, World, Record | None], bool]"


def value(expression: e.Expression, world: World, element: Record | None) -> Amount:
    """The value of an expression, `NONE` where there is none."""
    match expression:
        case e.Literal(written):
            return written
        case e.FactRef(path):
            return world.facts[path] if element is None or path not in element else element[path]
        case e.Arithmetic(op, parts):
            numbers = [value(part, world, element) for part in parts]
            return NONE if any(map(_is_none, numbers)) else reduce(_OPERATIONS[op], numbers)
        case e.Count(over, where):
            return sum(where is None or world.truth(where, world, one) for one in world.lists[over])
        case e.Total(over, of, where):
            added = [
                value(of, world, one) for one in world.lists[over] if where is None or world.truth(where, world, one)
            ]
            return NONE if any(map(_is_none, added)) else sum(added)
        case e.Bracket(subject, rows):
            found = value(subject, world, element)
            return NONE if _is_none(found) else _picked(found, rows)
        case e.Points(awards):
            return sum(award.gives.value for award in awards if world.truth(award.when, world, element))
        case e.MonthsBetween(start, through):
            first, last = value(start, world, element), value(through, world, element)
            return NONE if _is_none(first) or _is_none(last) else months_between(first, last)
        case e.Shift(day, months, days):
            moved = value(day, world, element)
            return NONE if _is_none(moved) else shift(moved, months, days)
        case e.ExpressionByReading(reading, alternatives):
            return value(dict(alternatives)[world.readings[reading]], world, element)
        case _:
            assert_never(expression)


def holds(test: Test | Chosen, world: World, element: Record | None) -> bool:
    """Whether a test holds; with a value that does not exist only `is_not` and `none_of` hold."""
    match test:
        case Chosen(reading, alternative):
            return world.readings[reading] == alternative
        case c.Present(fact):
            return not _is_none(value(fact, world, element))
        case c.Member(subject, options, negated):
            found = value(subject, world, element)
            # None is left out: where a Line is compared, every option is a place of change.
            return (sum(found == option for option in options) > 0) is not negated
        case c.Compare(_, op):
            ((left, right),) = sides(test)
            return _compared(op, value(left, world, element), value(right, world, element))
        case c.Within():
            (day, first), (again, last) = sides(test)
            after = _compared(c.Comparison.AT_LEAST, value(day, world, element), value(first, world, element))
            return _compared(c.Comparison.AT_MOST, value(again, world, element), value(last, world, element)) and after
        case _:
            assert_never(test)


def sides(test: Test) -> tuple[tuple[e.Expression, e.Expression], ...]:
    """The pairs of values that a test compares; none for presence."""
    match test:
        case c.Compare(left, _, right):
            return ((left, right),)
        case c.Member(subject, options):
            return tuple((subject, e.Literal(option, _ANY)) for option in options)
        case c.Within(day, before, months, days):
            return ((day, e.Shift(before, -months, -days)), (day, before))
        case c.Present():
            return ()
        case _:
            assert_never(test)


_ANY: Final = e.Type(ValueType.TEXT)
"""The type of an option plays no part in comparing with it."""


def _is_none(found: Amount) -> bool:
    return isinstance(found, str) and found == NONE


def _compared(op: c.Comparison, left: Amount, right: Amount) -> bool:
    if _is_none(left) or _is_none(right):
        return op is c.Comparison.IS_NOT
    match op:
        case c.Comparison.IS:
            return bool(left == right)
        case c.Comparison.IS_NOT:
            return bool(left != right)
        case c.Comparison.AT_LEAST:
            return bool(left >= right)
        case c.Comparison.MORE_THAN:
            return bool(left > right)
        case c.Comparison.AT_MOST:
            return bool(left <= right)
        case c.Comparison.LESS_THAN:
            return bool(left < right)
        case _:
            assert_never(op)


def _picked(found: Amount, rows: Sequence[e.BracketRow]) -> Amount:
    """What the first row gives whose limit is not exceeded; the last row has none."""
    for row in rows[:-1]:
        limit: Amount = row.limit.value if row.limit is not None else None
        if found <= limit if row.included else found < limit:
            return row.gives.value
    return rows[-1].gives.value


def _ratio(a: Amount, b: Amount) -> Amount:
    if _is_none(a) or b == 0:
        return NONE
    return Fraction(a, b) if isinstance(a, int) and isinstance(b, int) else a / b


_OPERATIONS: Final = {
    e.ArithmeticOp.SUM: add,
    e.ArithmeticOp.DIFFERENCE: sub,
    e.ArithmeticOp.PRODUCT: mul,
    e.ArithmeticOp.RATIO: _ratio,
}
