"""The laws of `quantity.mjs` and `canonical.mjs`: what `quantity` and `canonical` of Python make of the same values."""

import json
import operator
import random
from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from math import ceil, floor
from typing import Any

import pytest

from huimin_rules import quantity
from huimin_rules.canonical import canonical_json, canonical_text
from huimin_rules.norms.application import written
from huimin_rules.norms.facts import Fact, Question, ValueType
from tests.engines.javascript.node import Runtime, scalar, value

CHANCE = random.Random(5)
EDGES = (0, 1, -1, 10, 99, 100, 10_000, 1_000_000, 1_234_567, 10**15, 10**15 + 1, 10**18, 10**18 + 1, 2**53 + 1)
NUMBERS = (
    *(Fraction(sign * one, under) for one in EDGES for under in (1, 2, 3, 8, 100, 10**12) for sign in (1, -1)),
    *(Fraction(CHANCE.randrange(-(10**9), 10**9), CHANCE.randrange(1, 10**4)) for _ in range(300)),
)
DAYS = (
    date.min,
    date.max - timedelta(days=1),
    quantity.FIRST_DAY,
    quantity.LAST_DAY,
    *(date(year, month, day) for year in (1900, 2000, 2023, 2024) for month, day in ((2, 28), (3, 1), (12, 31))),
    date(2000, 2, 29),
    date(2024, 2, 29),
    *(date.fromordinal(CHANCE.randrange(1, date.max.toordinal())) for _ in range(300)),
)


def attempt(function: Callable[..., Any], *values: Any) -> Any:
    """What a function makes of some values; None where it refuses them."""
    try:
        return function(*values)
    except (ValueError, ZeroDivisionError, OverflowError):
        return None


def pairs(values: tuple[Any, ...]) -> list[tuple[Any, Any]]:
    return [(CHANCE.choice(values), CHANCE.choice(values)) for _ in range(600)] + [(one, one) for one in values[:20]]


# --- numbers


@pytest.mark.parametrize(
    ("name", "function"),
    [
        ("add", operator.add),
        ("subtract", operator.sub),
        ("multiply", operator.mul),
        ("divide", operator.truediv),
        ("equal", operator.eq),
        ("min", min),
        ("max", max),
    ],
)
def test_two_numbers_come_to_the_same(node: Runtime, name: str, function: Callable[..., Any]) -> None:
    for a, b in [*pairs(NUMBERS), (Fraction(1), Fraction(0))]:
        assert node.call(name, a, b) == attempt(function, a, b), (a, b)


def sign(number: int) -> int:
    return (number > 0) - (number < 0)


@pytest.mark.parametrize("values", [NUMBERS, DAYS], ids=["numbers", "days"])
def test_two_values_are_in_the_same_order(node: Runtime, values: tuple[Any, ...]) -> None:
    for a, b in pairs(values):
        assert sign(node.call("compare", a, b)) == (a > b) - (a < b), (a, b)
        assert node.call("equal", a, b) == (a == b), (a, b)


def test_a_number_is_equal_to_nothing_of_another_kind(node: Runtime) -> None:
    for other in (True, "1", date(2024, 1, 1)):
        assert node.call("equal", Fraction(1), other) is False
        assert node.call("equal", other, Fraction(1, 2)) is False


@pytest.mark.parametrize(
    ("name", "function"),
    [("floor", floor), ("ceil", ceil), ("formatDecimal", quantity.format_decimal)],
)
def test_one_number_comes_to_the_same(node: Runtime, name: str, function: Callable[..., Any]) -> None:
    for number in NUMBERS:
        assert node.call(name, number) == function(number), number


def test_money_is_written_and_read_alike(node: Runtime) -> None:
    for fen in (*range(0, 30), *(max(one + step, 0) for one in EDGES for step in (-1, 0, 1))):
        text = quantity.format_money(fen)
        assert node.call("formatMoney", fen) == text
        assert node.call("parseMoney", text) == fen or fen > quantity.MAX_FEN
    for number in NUMBERS:
        for unit in quantity.FEN_PER:
            assert node.call("money", number, unit) == attempt(quantity.money, quantity.whole(number), unit)


def _texts() -> list[str]:
    shapes = (
        "120万元",
        "1,200,000.00 元",
        "-0.5亿元",
        "0.001元",
        "12",
        "1e3",
        "-12.50",
        "２０元",
        "1,20元",
        "2022-09-01",
    )
    changed = [
        "",
        ".",
        "-",
        "+1",
        "1.",
        ".5",
        "١元",
        "\x1c1元",
        "\ufeff1元",
        "\u30001元\x85",
        "1\u00a0元",
        "1\t元\n",
        "NaN",
    ]
    long = [
        "9" * 20,
        "9" * 21,
        f"0.{'3' * 20}",
        f"0.{'3' * 21}",
        f"{'9' * 20}元",
        f"{'9' * 15},999万元",
        "0" * 20 + "1元",
    ]
    for _ in range(1500):
        letters = list(CHANCE.choice(shapes))
        place = CHANCE.randrange(len(letters))
        letters[place : place + CHANCE.randrange(2)] = CHANCE.choice(
            ["", "0", "9", ".", ",", "-", " ", "万", "元", "\n"]
        )
        changed.append("".join(letters))
    return [*shapes, *changed, *long]


@pytest.mark.parametrize(
    ("name", "function"),
    [
        ("parseMoney", quantity.parse_money),
        ("parseDecimal", quantity.parse_decimal),
        ("parseDate", quantity.parse_date),
        ("strip", str.strip),
    ],
)
def test_texts_are_read_and_refused_alike(node: Runtime, name: str, function: Callable[[str], Any]) -> None:
    for text in _texts():
        assert node.call(name, text) == attempt(function, text), repr(text)


def test_a_number_is_read_as_it_was_written(node: Runtime) -> None:
    from decimal import Decimal

    for text in ("1e3", "12E-3", "-0.5", "1e18", "1e19", "1e-40", "1e-41", "0e99", "00.10", f"0.{'1' * 60}", "1" * 61):
        assert node.call("exact", text) == attempt(quantity.exact, Decimal(text)), text


# --- days


def test_days_move_alike(node: Runtime) -> None:
    for day in DAYS:
        for months, days in [
            (0, 0),
            (1, 0),
            (-1, -1),
            (12, 1),
            (-12, 30),
            (-36, 0),
            (120_000, 5),
            (-120_000, -5),
            (0, 10**6),
        ]:
            moved = json.loads(node.ask({"call": "shift", "with": [scalar(day), months, days]}))
            assert value(moved["found"]) == quantity.shift(day, months, days), (day, months, days)
        assert node.call("dayFrom", day.isoformat()) == day


def test_months_are_counted_alike(node: Runtime) -> None:
    for start, through in [*pairs(DAYS), (date.min, date.max)]:
        found = node.call("monthsBetween", start, through)
        assert found == attempt(quantity.months_between, start, through), (start, through)


def test_impossible_days_are_refused_alike(node: Runtime) -> None:
    for year in ("0000", "1899", "1900", "2023", "2024", "2100", "2199", "2200", "9999"):
        for month in ("00", "01", "02", "04", "12", "13"):
            for day in ("00", "01", "28", "29", "30", "31", "32"):
                text = f"{year}-{month}-{day}"
                assert node.call("parseDate", text) == attempt(quantity.parse_date, text), text


# --- values of facts


def test_values_are_written_alike(node: Runtime) -> None:
    values: dict[ValueType, tuple[Any, ...]] = {
        ValueType.MONEY: tuple(abs(one) for one in EDGES),
        ValueType.PERCENT: NUMBERS,
        ValueType.NUMBER: NUMBERS,
        ValueType.INTEGER: EDGES,
        ValueType.BOOLEAN: (True, False),
        ValueType.TEXT: ("", "文"),
        ValueType.DATE: DAYS,
    }
    for kind, some in values.items():
        fact = Fact("x", kind, Question("", ""))
        for one in some:
            expected = canonical_text(written(fact, quantity.whole(one) if isinstance(one, Fraction) else one))
            assert node.call("written", kind.value, one) == expected, (kind, one)


# --- canonical text

_CHARACTERS = '"\\/\b\f\n\r\t\x00\x1f\x7f\x85 ab条\u2028\ufeff\ud7ff\ue000\ufffd\uffff\U00010000\U0001f600\U0010ffff'


def _value(depth: int) -> Any:
    text = "".join(CHANCE.choices(_CHARACTERS, k=CHANCE.randrange(4)))
    scalar = CHANCE.choice([None, True, False, 0, -1, 2**53 - 1, text, text])
    if depth == 0 or CHANCE.random() < 0.4:
        return scalar
    if CHANCE.random() < 0.5:
        return [_value(depth - 1) for _ in range(CHANCE.randrange(4))]
    return {"".join(CHANCE.choices(_CHARACTERS, k=2)): _value(depth - 1) for _ in range(CHANCE.randrange(6))}


def test_values_have_the_same_canonical_text(node: Runtime) -> None:
    for one in (_value(4) for _ in range(1500)):
        assert node.text("canonical", one) == canonical_json(one)


def test_keys_stand_in_the_order_of_their_code_units(node: Runtime) -> None:
    keys = {"\U00010000": 1, "\uffff": 2, "\ud7ff": 3, "10": 4, "9": 5}
    assert node.text("canonical", keys) == canonical_json(keys)


@pytest.mark.parametrize("text", ["\ud800", "a\udc00b", "\udc00\ud800", "\ud800\U00010000", "\U0001f600\ud83d\n"])
def test_a_lone_surrogate_is_refused_or_carried_along(node: Runtime, text: str) -> None:
    with pytest.raises(UnicodeEncodeError):
        canonical_json([text])
    assert node.text("canonical", [text]) is None
    found = node.text("canonicalText", {text: text})
    assert found is not None
    assert [ord(one) for one in found] == [ord(one) for one in canonical_text({text: text})]
