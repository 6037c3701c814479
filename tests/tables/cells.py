"""How a value of a fact is written in a cell of a column of some type, and what cannot be read there."""

import random
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final, TypeAlias

from huimin_rules.norms.facts import NONE, Fact, Scalar, ValueType
from huimin_rules.quantity import FEN_PER, FIRST_DAY, LAST_DAY, MAX_FEN, format_decimal

Cell: TypeAlias = Scalar | float | Decimal | None


class Dress(StrEnum):
    """The type of a column."""

    BOOLEAN = "boolean"
    DATE = "date"
    TIMESTAMP = "timestamp"
    WHOLE = "whole"
    DECIMAL = "decimal"
    FLOAT = "float"
    TEXT = "text"


SCALE: Final = 9
"""Decimals behind the point of a decimal column: more than any amount needs, so that too fine an amount can stand."""


def dresses(fact: Fact) -> tuple[Dress, ...]:
    """The types that a column of the fact may have; text always."""
    match fact.type:
        case ValueType.BOOLEAN:
            return (Dress.BOOLEAN, Dress.TEXT)
        case ValueType.DATE:
            return (Dress.DATE, Dress.TIMESTAMP, Dress.TEXT)
        case ValueType.INTEGER | ValueType.MONEY | ValueType.NUMBER | ValueType.PERCENT:
            return (Dress.WHOLE, Dress.DECIMAL, Dress.FLOAT, Dress.TEXT)
        case _:
            return (Dress.TEXT,)


def number_of(fact: Fact, value: int | Fraction) -> Fraction:
    """An amount as the number that stands in a typed column: money in the unit of its fact, per cent in hundredths."""
    if fact.type is ValueType.MONEY:
        return Fraction(value, FEN_PER[fact.unit or "元"])
    return Fraction(value) * 100 if fact.type is ValueType.PERCENT else Fraction(value)


def _decimal(number: Fraction) -> Decimal:
    return Decimal(number.numerator) / Decimal(number.denominator)


def fits(fact: Fact, value: Scalar, dress: Dress) -> bool:
    """Whether a column of the type can hold the value."""
    if value == NONE and isinstance(value, str):
        return dress is Dress.TEXT
    if dress in (Dress.WHOLE, Dress.DECIMAL, Dress.FLOAT):
        assert isinstance(value, int | Fraction)
        number = number_of(fact, value)
        if dress is Dress.WHOLE:
            return number.denominator == 1 and abs(number) < 2**63
        if dress is Dress.DECIMAL:
            return (number * 10**SCALE).denominator == 1
        return Fraction(repr(float(number))) == number and "e" not in repr(float(number))
    return True


def good(rng: random.Random, fact: Fact, value: Scalar, dress: Dress) -> Cell:
    """The value in a cell, in one of the forms that may stand there."""
    match dress:
        case Dress.BOOLEAN | Dress.DATE:
            return value
        case Dress.TIMESTAMP:
            assert isinstance(value, date)
            return datetime(value.year, value.month, value.day)
        case Dress.TEXT:
            return _text(rng, fact, value)
        case _:
            assert isinstance(value, int | Fraction)
            number = number_of(fact, value)
            if dress is Dress.WHOLE:
                return int(number)
            return float(number) if dress is Dress.FLOAT else _decimal(number)


def _text(rng: random.Random, fact: Fact, value: Scalar) -> str:
    if isinstance(value, bool):
        return rng.choice(("是", "true") if value else ("否", "false"))
    if isinstance(value, str):
        if fact.type is ValueType.CHOICE:
            return rng.choice((value, next(one.name for one in fact.choices if one.id == value)))
        return value or "无"
    if isinstance(value, date):
        return value.isoformat()
    plain = format_decimal(number_of(fact, value))
    if fact.type is ValueType.PERCENT:
        return rng.choice((plain, f"{plain}%"))
    if fact.type is not ValueType.MONEY:
        return plain
    unit = rng.choice((*FEN_PER, ""))
    written = format_decimal(Fraction(value, FEN_PER[unit])) if unit else plain
    whole, point, rest = written.partition(".")
    if unit and rng.random() < 0.2:
        whole = f"{int(whole):,}"
    return f"{whole}{point}{rest}{unit}"


def unknown(rng: random.Random, dress: Dress) -> str | None:
    """An unknown in a cell: nothing, or a word for it."""
    return rng.choice((None, None, "", "\u2003", "不清楚")) if dress is Dress.TEXT else None


_NOON: Final = timedelta(hours=12)


def bad(rng: random.Random, fact: Fact, dress: Dress) -> Cell:
    """What cannot be a value of the fact and can stand in the column; None where every cell of the type is a value."""
    found: tuple[Cell, ...]
    match dress:
        case Dress.BOOLEAN:
            return None
        case Dress.DATE:
            found = (FIRST_DAY - timedelta(days=1), LAST_DAY + timedelta(days=1))
        case Dress.TIMESTAMP:
            found = (datetime(2022, 3, 1, 12), datetime(2022, 3, 1, 0, 0, 0, 1), datetime(1899, 12, 31))
        case Dress.WHOLE:
            found = _beyond(fact)
        case Dress.DECIMAL:
            found = tuple(Decimal(one) for one in _beyond(fact))
            if fact.type is ValueType.MONEY:
                found += (Decimal("1.000000001"), Decimal("-0.01"))
            if fact.type is ValueType.INTEGER:
                found += (Decimal("0.5"),)
        case Dress.FLOAT:
            found = tuple(float(one) for one in _beyond(fact))
            if fact.type is ValueType.MONEY:
                found += (0.1 + 0.2, float("inf"))
            if fact.type is ValueType.INTEGER:
                found += (0.5, float("inf"))
        case Dress.TEXT:
            found = _bad_texts(fact)
    return rng.choice(found)


def _beyond(fact: Fact) -> tuple[int, ...]:
    """Whole numbers outside the bounds of a fact."""
    if fact.type is ValueType.MONEY:
        return (-1, MAX_FEN // FEN_PER[fact.unit or "元"] + 1)
    low, high = fact.domain.low, fact.domain.high
    assert isinstance(low, int | Fraction)
    assert isinstance(high, int | Fraction)
    below, above = number_of(fact, low) - 1, number_of(fact, high) + 1
    beyond = [below.numerator // below.denominator]
    if above < 10**9:
        beyond.append(-(-above.numerator // above.denominator))
    return tuple(beyond)


def _bad_texts(fact: Fact) -> tuple[str, ...]:
    match fact.type:
        case ValueType.BOOLEAN:
            return ("也许", "yes", "2", "否定", "tru")
        case ValueType.CHOICE:
            return ("另一种", f"{fact.choices[0].id}s", f"{fact.choices[0].name}等", "5")
        case ValueType.DATE:
            none = () if fact.may_be_none else ("无",)
            return (
                "2022-9-1",
                "2022-02-30",
                "2022/09/01",
                "1899-12-31",
                "2200-01-01",
                "明年",
                "2022-09-01 10:00",
                *none,
            )
        case ValueType.MONEY:
            none = () if fact.may_be_none else ("无",)
            return (
                "-1",
                "-1万元",
                "0.001元",
                "12美元",
                "1e5",
                "一百万元",
                "1.2.3",
                "10000000000亿元",
                "1,2万元",
                *none,
            )
        case ValueType.INTEGER | ValueType.NUMBER | ValueType.PERCENT:
            beyond = tuple(map(str, _beyond(fact)))
            fine = ("1.5",) if fact.type is ValueType.INTEGER else ()
            return (*beyond, *fine, "十", "1e2", "3 人", "--1")
        case ValueType.CODE:
            digits = fact.digits or 1
            return ("4" * (digits - 1), "4" * (digits + 1), "x" * digits, "４" * digits)
        case _:
            return ("字" * 2001, "甲\x00乙")
