"""Which values of ordered unknowns are worth trying, so that every answer that can come is seen.

Unknowns that are only compared, with each other or with what is known: a grid of all the known values and of the ends
of all their domains, with as many points between two neighbours as the unknowns, in two worlds at once, can tell
apart; among numbers that need not be whole also the whole ones that another unknown may equal. One unknown that is
computed with: its turning points, exactly (`lines`), or for a date by halving what only rises or only falls.
"""

from collections.abc import Callable, Iterable
from datetime import date
from fractions import Fraction
from math import ceil, floor
from typing import Any, Final, TypeAlias

from huimin_rules.norms import expressions as e
from huimin_rules.norms.facts import Domain, Scalar, ValueType
from huimin_rules.quantity import whole

Ordered: TypeAlias = Any
"""A number or a date, never mixed."""

FEW: Final = 64
"""Whole numbers of no more than so many values are all tried."""

_WHOLE: Final = (ValueType.INTEGER, ValueType.MONEY, ValueType.DATE)


def few(domain: Domain) -> tuple[Scalar, ...] | None:
    """All values of a domain that has few of them."""
    if domain.options is not None:
        return domain.options
    if domain.type is ValueType.INTEGER and isinstance(domain.low, int) and isinstance(domain.high, int):
        return tuple(range(domain.low, domain.high + 1)) if domain.high - domain.low < FEW else None
    return None


def grid(domain: Domain, marks: Iterable[Ordered], between: int, *, wholes: bool = False) -> list[Scalar]:
    """The marks within a domain, its ends, and up to `between` values in each gap; with `wholes` each gap is divided by
    as many whole numbers above its lower end.
    """
    low, high = _number(domain.low), _number(domain.high)
    if domain.type in _WHOLE:
        found = {end for mark in map(_number, marks) for end in (floor(mark), ceil(mark))} | {low, high}
    else:
        found = {*map(_number, marks), low, high}
    if wholes and domain.type not in _WHOLE:
        found |= {floor(mark) + step for mark in found for step in range(1, between + 1)}
    inside = sorted(mark for mark in found if low <= mark <= high)
    points: list[Fraction | int] = []
    for mark, following in zip(inside, [*inside[1:], inside[-1]], strict=True):
        points.append(mark)
        if domain.type in _WHOLE:
            points += range(int(mark) + 1, int(min(mark + 1 + between, following)))
        elif following > mark:
            points += [mark + (following - mark) * Fraction(step, between + 1) for step in range(1, between + 1)]
    return [_value(domain, point) for point in points]


def samples(domain: Domain, turning: Iterable[Ordered]) -> list[Scalar]:
    """A value from each stretch between two turning points, and these themselves as far as the domain has them."""
    low, high = _number(domain.low), _number(domain.high)
    points = sorted({low, high, *map(_number, turning)})
    found: dict[Scalar, None] = {}
    for point, following in zip(points, [*points[1:], points[-1]], strict=True):
        next_to = floor(point) + 1 if domain.type in _WHOLE else (point + following) / Fraction(2)
        for one in (floor(point) if domain.type in _WHOLE else point, next_to):
            if low <= one <= high:
                found[_value(domain, one)] = None
    return list(found)


def flips(domain: Domain, looks: Iterable[Callable[[date], bool]]) -> list[Scalar]:
    """The first day of a domain, and every day on which one of some answers, each of which changes at most once,
    has changed.
    """
    assert isinstance(domain.low, date)
    assert isinstance(domain.high, date)
    found: dict[Scalar, None] = {domain.low: None}
    for look in looks:
        low, high = domain.low.toordinal(), domain.high.toordinal()
        before = look(domain.low)
        if look(domain.high) == before:
            continue
        while high - low > 1:
            middle = (low + high) // 2
            if look(date.fromordinal(middle)) == before:
                low = middle
            else:
                high = middle
        found[date.fromordinal(high)] = None
    return list(found)


def rises_or_falls(side: e.Expression, path: str) -> bool:
    """Whether a date goes into an expression once, and only through what rises or falls with it."""
    match side:
        case e.FactRef(found):
            return found == path
        case e.Shift(day):
            return rises_or_falls(day, path)
        case e.MonthsBetween(start, through):
            return rises_or_falls(start, path) or rises_or_falls(through, path)
        case e.Arithmetic(e.ArithmeticOp.SUM | e.ArithmeticOp.DIFFERENCE, parts):
            return any(rises_or_falls(part, path) for part in parts)
        case _:
            return False


def _number(value: Ordered) -> Ordered:
    return value.toordinal() if isinstance(value, date) else value


def _value(domain: Domain, number: Fraction | int) -> Scalar:
    if domain.type is ValueType.DATE:
        return date.fromordinal(int(number))
    return whole(number)
