"""Values changed by the smallest step that their type knows, and values in words."""

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

from huimin_rules.norms.expressions import Literal
from huimin_rules.norms.facts import Scalar, ValueType
from huimin_rules.quantity import (
    FIRST_DAY,
    LAST_DAY,
    MAX_FEN,
    MAX_NUMBER,
    Number,
    format_decimal,
    format_money,
    whole,
)

_ONE_DAY: Final = timedelta(days=1)
_STEPS: Final = (("less", -1), ("more", 1))


def neighbours(literal: Literal) -> Iterator[tuple[str, Literal]]:
    """The literal one step lower and one higher, or, for a text, another text; nothing for a boolean or a choice.

    The step is one 分, one day, one, or one unit of the last place of a percentage or decimal.
    """
    value, kind = literal.value, literal.type.kind
    if isinstance(value, bool) or kind is ValueType.CHOICE:
        return
    if isinstance(value, str):
        yield "other", Literal(another_text(value), literal.type)
        return
    if isinstance(value, date):
        for name, day in neighbouring_days(value):
            yield name, Literal(day, literal.type)
        return
    step = step_of(value, kind)
    low, high = (0, MAX_FEN) if kind is ValueType.MONEY else (-MAX_NUMBER, MAX_NUMBER)
    for name, sign in _STEPS:
        moved = whole(value + sign * step)
        if low <= moved <= high:
            yield name, Literal(moved, literal.type)


def neighbouring_days(day: date) -> Iterator[tuple[str, date]]:
    """The day before and the day after, within the calendar of applications."""
    for name, sign in _STEPS:
        moved = day + sign * _ONE_DAY
        if FIRST_DAY <= moved <= LAST_DAY:
            yield name, moved


def step_of(value: Number, kind: ValueType) -> Number:
    """One unit of the last place in which a number is written.

    >>> step_of(Fraction(3, 100), ValueType.PERCENT), step_of(Fraction(3, 5), ValueType.NUMBER)
    (Fraction(1, 100), Fraction(1, 10))
    """
    unit = Fraction(1, 100) if kind is ValueType.PERCENT else Fraction(1)
    places = len(format_decimal(Fraction(value) / unit).partition(".")[2])
    return whole(unit / 10**places)


def another_text(text: str) -> str:
    """A text that is not this one: of digits with the last one moved on, so that a code stays a code.

    >>> another_text("410181"), another_text("410189"), another_text("甲")
    ('410182', '410180', '甲′')
    """
    if text.isascii() and text.isdigit():
        return f"{text[:-1]}{(int(text[-1]) + 1) % 10}"
    return f"{text}′"


def said(literal: Literal) -> str:
    """A literal in words."""
    return said_value(literal.value, literal.type.kind)


def said_value(value: Scalar, kind: ValueType) -> str:
    """A value as a rule writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if kind is ValueType.MONEY:
        return format_money(int(value))
    if kind is ValueType.PERCENT:
        return f"{format_decimal(value * 100)}%"
    return format_decimal(value)
