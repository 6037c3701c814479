"""Comparing and computing with values that are only known to lie in a domain.

Every function is sound: what it calls impossible is impossible. Each is also exact when the values vary independently
of each other; where the same unknown stands on both sides, `exact` looks closer.
"""

import operator
from collections.abc import Callable, Iterable
from datetime import date
from fractions import Fraction
from typing import Any, Final, TypeAlias, cast

from huimin_rules.norms.application import Value
from huimin_rules.norms.conditions import Comparison
from huimin_rules.norms.facts import NONE, Domain, Scalar, ValueType
from huimin_rules.quantity import months_between, whole
from huimin_rules.ternary import FALSE, TRUE, UNKNOWN, Truth, truth

# A number or a date, never mixed: the loader has checked that both sides have the same type.
Ordered: TypeAlias = Any
Bounds: TypeAlias = tuple[Ordered, Ordered]
Compared: TypeAlias = Callable[[Value, Value], Truth]

_NUMBER: Final = ValueType.NUMBER


_ORDER: Final[dict[Comparison, Callable[[Ordered, Ordered], bool]]] = {
    Comparison.AT_LEAST: operator.ge,
    Comparison.MORE_THAN: operator.gt,
    Comparison.AT_MOST: operator.le,
    Comparison.LESS_THAN: operator.lt,
}


def known(op: Comparison) -> Callable[[Ordered, Ordered], bool]:
    """The comparison of two known values; a value that does not exist (无) is different from everything, and in no
    order. Where values have an order, text can only be 无.
    """
    if op is Comparison.IS:
        return lambda a, b: a == b and a != NONE
    if op is Comparison.IS_NOT:
        return lambda a, b: a != b or a == NONE
    order = _ORDER[op]
    return lambda a, b: a.__class__ is not str and b.__class__ is not str and order(a, b)


def compare_with(op: Comparison, wanted: Scalar) -> Callable[[Value], Truth]:
    """The comparison of a value with a constant."""
    compared = compare(op)
    if op not in _ORDER:
        return lambda value: compared(value, wanted)
    order = _ORDER[op]

    def compared_with(value: Value) -> Truth:
        if value.__class__ is Domain or value.__class__ is str:
            return compared(value, wanted)
        return TRUE if order(value, wanted) else FALSE

    return compared_with


def compare(op: Comparison) -> Compared:
    """The comparison of two values, each known or a domain."""
    decide = known(op)

    def compared(a: Value, b: Value) -> Truth:
        if a.__class__ is not Domain and b.__class__ is not Domain:
            return truth(decide(a, b))
        return _possible(op, a, b)

    return compared


def _possible(op: Comparison, a: Value, b: Value) -> Truth:
    if op is Comparison.IS_NOT:
        same = _possible(Comparison.IS, a, b)
        return (same >> 1) | ((same & FALSE) << 1)
    none = may_be_none(a) or may_be_none(b)
    if _is_none(a) or _is_none(b):
        return FALSE
    if op is Comparison.IS and not (_has_bounds(a) and _has_bounds(b)):
        found = _same_option(a, b)
    else:
        found = _ordered(op, bounds(a), bounds(b))
    return found | FALSE if none else found


def _same_option(a: Value, b: Value) -> Truth:
    left, right = _options(a), _options(b)
    if left is None or right is None:
        return UNKNOWN
    common = [one for one in left if one in right]
    if not common:
        return FALSE
    return TRUE if len(left) == len(right) == 1 else UNKNOWN


def _ordered(op: Comparison, left: Bounds, right: Bounds) -> Truth:
    (a, b), (c, d) = left, right
    match op:
        case Comparison.IS:
            if b < c or d < a:
                return FALSE
            return TRUE if a == b == c == d else UNKNOWN
        case Comparison.AT_LEAST:
            always, ever = a >= d, b >= c
        case Comparison.MORE_THAN:
            always, ever = a > d, b > c
        case Comparison.AT_MOST:
            always, ever = b <= c, a <= d
        case _:
            always, ever = b < c, a < d
    return TRUE if always else UNKNOWN if ever else FALSE


def _options(value: Value) -> tuple[Scalar, ...] | None:
    """The finite options of a value, or None for any text."""
    if isinstance(value, Domain):
        return value.options
    return (value,)


def _has_bounds(value: Value) -> bool:
    if isinstance(value, Domain):
        return value.low is not None
    return isinstance(value, int | Fraction | date) and not isinstance(value, bool)


def _is_none(value: Value) -> bool:
    return isinstance(value, str) and value == NONE


def may_be_none(value: Value) -> bool:
    """Whether a value may turn out not to exist."""
    return value.may_be_none if isinstance(value, Domain) else _is_none(value)


def bounds(value: Value) -> Bounds:
    """The lowest and the highest that an ordered value may be."""
    if isinstance(value, Domain):
        return value.low, value.high
    return value, value


def member(value: Value, options: frozenset[Ordered]) -> Truth:
    """Whether a value is one of some options."""
    if not isinstance(value, Domain):
        return TRUE if value in options else FALSE
    if value.options is not None:
        inside = sum(one in options for one in value.options)
        every = inside == len(value.options) and not value.may_be_none
        return FALSE if not inside else TRUE if every else UNKNOWN
    if value.low is None:
        return UNKNOWN
    if value.low == value.high and not value.may_be_none:
        return TRUE if value.low in options else FALSE
    return UNKNOWN if any(value.low <= one <= value.high for one in options) else FALSE


def present(value: Value) -> Truth:
    """Whether a value exists."""
    if isinstance(value, Domain):
        return UNKNOWN if value.may_be_none else TRUE
    return FALSE if _is_none(value) else TRUE


def span(low: Ordered, high: Ordered, none: bool = False) -> Value:
    """The value between two bounds: itself where they coincide."""
    if low == high and not none:
        return whole(low) if isinstance(low, Fraction) else low
    return Domain(ValueType.DATE if isinstance(low, date) else _NUMBER, low=low, high=high, may_be_none=none)


def combine(
    decide: Callable[[Ordered, Ordered], Ordered], reach: Callable[[Bounds, Bounds], Bounds]
) -> Callable[[Value, Value], Value]:
    """An operation on values from the operation on known values and that on bounds; what does not exist makes a result
    that does not exist.
    """

    def combined(a: Value, b: Value) -> Value:
        if _is_none(a) or _is_none(b):
            return NONE
        if a.__class__ is not Domain and b.__class__ is not Domain:
            return cast(Value, decide(a, b))
        return span(*reach(bounds(a), bounds(b)), none=may_be_none(a) or may_be_none(b))

    return combined


def _corners(a: Bounds, b: Bounds) -> Bounds:
    products = [x * y for x in a for y in b]
    return min(products), max(products)


add = combine(operator.add, lambda a, b: (a[0] + b[0], a[1] + b[1]))
subtract = combine(operator.sub, lambda a, b: (a[0] - b[1], a[1] - b[0]))
multiply = combine(operator.mul, _corners)
months = combine(months_between, lambda a, b: (months_between(a[1], b[0]), months_between(a[0], b[1])))


def divide(a: Value, b: Value) -> Value:
    """A ratio; where the divisor is zero it does not exist, and where it may be zero it may not exist."""
    if _is_none(a) or _is_none(b):
        return NONE
    (low, high), (under, over) = bounds(a), bounds(b)
    none = may_be_none(a) or may_be_none(b)
    if under == over == 0:
        return NONE
    if under < 0 < over:
        return Domain(_NUMBER, low=-_HUGE, high=_HUGE, may_be_none=True)
    ends = [Fraction(x, y) for x in (low, high) for y in (under, over) if y != 0]
    if under == 0 or over == 0:
        none = True
        sign = 1 if over > 0 else -1
        ends += [_HUGE * sign for x in (low, high) if x > 0] + [-_HUGE * sign for x in (low, high) if x < 0]
    return span(min(ends), max(ends), none)


_HUGE: Final = Fraction(10**60)
"""Beyond every ratio that facts within their bounds can have, short of a division by zero."""


def hull(values: Iterable[Value]) -> Value:
    """The smallest domain that holds all of the values."""
    found = list(values)
    if all(value == found[0] for value in found[1:]):
        return found[0]
    none = any(map(may_be_none, found))
    existing = [value for value in found if not _is_none(value)]
    if all(map(_has_bounds, existing)):
        ends = [bounds(value) for value in existing]
        return span(min(low for low, _ in ends), max(high for _, high in ends), none)
    options: dict[Scalar, None] = {}
    for value in existing:
        inner = _options(value)
        if inner is None:
            return Domain(ValueType.TEXT, may_be_none=none)
        options.update(dict.fromkeys(inner))
    return Domain(ValueType.CHOICE, options=tuple(options), may_be_none=none)
