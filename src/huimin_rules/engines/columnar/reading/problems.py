"""What cannot be read in a table: for each row every problem, one a line, `column: value: reason`."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, time
from decimal import Decimal
from typing import Final, Protocol

from huimin_rules.norms.application import DETERMINATION_FIELDS
from huimin_rules.norms.facts import MAX_ITEMS, Fact, Scalar
from huimin_rules.norms.policy import Policy
from huimin_rules.visible import shortened, visible

LONGEST: Final = 60
"""How much of a cell is quoted."""
WHOLE_BELOW: Final = 10**16
"""Whole numbers below it are quoted without a point."""
EMPTY: Final = "空"
"""What is quoted where nothing is there."""

NO_ROW: Final = "没有这一案的申报"
NO_RECORD: Final = "应为映射（键: 值）"
REPEATED: Final = "应为只出现一次的案号"
TOO_MANY: Final = f"应为至多 {MAX_ITEMS} 项的列表"


def too_few(at_least: int) -> str:
    """What is wrong with a list that has fewer elements."""
    return f"应为至少 {at_least} 项的列表"


class Unreadable(ValueError):
    """A cell that holds no value of its fact; `reason` says what was expected."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class CellReader(Protocol):
    """Reads the cells of a table as an application file is read."""

    def read(self, fact: Fact, raw: object) -> Scalar | None:
        """The value of a cell, None for an unknown one; raises Unreadable."""

    def part(self, field: str, raw: object) -> object | None:
        """A part of a determination (`value`, `by`, `on`, `reason`, `evidence`), None where there is none; raises
        Unreadable.
        """


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing in a row that cannot be read: the column, what stands there, and what is wrong with it."""

    column: str
    found: str
    reason: str

    def __str__(self) -> str:
        return f"{self.column}: {self.found}: {self.reason}"


@dataclass(slots=True)
class Problems:
    """The problems of the rows of a table."""

    rows: dict[int, list[Problem]] = field(default_factory=dict)

    def add(self, rows: Iterable[int], column: str, found: object, reason: str) -> None:
        """Say of some rows that a cell cannot be what it is."""
        problem = Problem(column, told(found), visible(reason))
        for row in rows:
            self.rows.setdefault(row, []).append(problem)

    def sort(self, order: "TellingOrder") -> None:
        """Put what is said of each row in order."""
        for said in self.rows.values():
            said.sort(key=lambda problem: order.place(problem.column))

    def has(self, row: int, column: str) -> bool:
        """Whether something is wrong with a row in a column."""
        return any(problem.column == column for problem in self.rows.get(row, ()))

    def text(self, row: int) -> str:
        """All problems of a row."""
        return "\n".join(map(str, self.rows[row]))


class TellingOrder:
    """The order in which the problems of a row are told: the key, the facts in the order of the policy, of a list its
    number of elements and itself, then element after element; what a determination says after the fact itself.
    """

    def __init__(self, policy: Policy, key: str) -> None:
        self._tables: dict[str, int] = {key: 0}
        self._items: dict[str, dict[str, int]] = {}
        for fact in policy.scalars:
            _number(self._tables, fact, fact.path)
        for each in policy.lists:
            self._tables |= {each.count.path: len(self._tables), each.path: len(self._tables) + 1}
            items = self._items[each.path] = {"": 0}
            for item in each.items:
                _number(items, item, f".{item.name}")

    def place(self, column: str) -> tuple[int, ...]:
        """What a column, or a cell of an element such as `applicants[0].role`, is sorted by."""
        name, inside, rest = column.partition("[")
        if not inside:
            return (self._tables[name],)
        number, _, item = rest.partition("]")
        return self._tables[name], int(number), self._items[name][item]


def _number(places: dict[str, int], fact: Fact, name: str) -> None:
    for one in (name, *(f"{name}.{part}" for part in DETERMINATION_FIELDS if fact.judgement)):
        places.setdefault(one, len(places))


def told(found: object) -> str:
    """A value as a problem quotes it: in one line, nothing in it hidden."""
    return visible(shortened(_text(found), LONGEST))


def _text(found: object) -> str:
    """A value as text, the same whatever kind of frame it stands in."""
    match found:
        case None:
            return EMPTY
        case bool():
            return "true" if found else "false"
        case float():
            if found.is_integer() and abs(found) < WHOLE_BELOW:
                return str(int(found))
            digits, exponent, power = repr(found).partition("e")
            return f"{digits}e{int(power)}" if exponent else digits
        case Decimal():
            text = f"{found:f}"
            return text.rstrip("0").removesuffix(".") if "." in text else text
        case list() | dict():
            return json.dumps(found, ensure_ascii=False, separators=(",", ":"), default=str)
        case datetime() if found.time() == time.min and found.tzinfo is None:
            return str(found.date())
        case datetime() if found.microsecond and found.tzinfo is None:
            return str(found).rstrip("0")
        case _:
            return str(found)
