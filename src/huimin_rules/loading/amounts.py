"""Amounts as people write them: money with or without its unit, percentages, numbers; nothing is guessed."""

from decimal import Decimal
from fractions import Fraction

from huimin_rules.loading.own_types import Plain
from huimin_rules.norms.facts import Fact, Scalar, ValueType
from huimin_rules.quantity import exact, money, parse_decimal, parse_money, whole


def amount(value: Plain, fact: Fact) -> Scalar:
    """A value of a fact that is money, a percentage or a number; raises ValueError for what is none, or out of its
    bounds.
    """
    match fact.type:
        case ValueType.MONEY:
            return parse_money(value) if isinstance(value, str) else money(exact(_real(value)), fact.unit or "元")
        case ValueType.PERCENT:
            ends = isinstance(value, str) and value.endswith("%")
            number = parse_decimal(value[:-1].strip()) if isinstance(value, str) and ends else exact(_real(value))
            return _in_domain(whole(Fraction(number, 100)), fact)
        case _:
            return _in_domain(parse_decimal(value) if isinstance(value, str) else exact(_real(value)), fact)


def _in_domain(number: int | Fraction, fact: Fact) -> Scalar:
    if not fact.domain.low <= number <= fact.domain.high:  # type: ignore[operator]  # numbers have bounds
        raise ValueError("out of bounds")
    return number


def _real(value: Plain) -> int | float | Decimal:
    if isinstance(value, bool | str):
        raise ValueError("not a number")
    return value
