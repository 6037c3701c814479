"""What cannot be read in a table: for each row every problem, one a line, `column: value: reason`."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, Protocol

from huimin_rules.norms.facts import Fact, Scalar
from huimin_rules.visible import shortened, visible

LONGEST: Final = 60
"""How much of a cell is quoted."""


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

    def has(self, row: int, column: str) -> bool:
        """Whether something is wrong with a row in a column."""
        return any(problem.column == column for problem in self.rows.get(row, ()))

    def text(self, row: int) -> str:
        """All problems of a row."""
        return "\n".join(map(str, self.rows[row]))


def told(found: object) -> str:
    """A value as a problem quotes it: in one line, nothing in it hidden."""
    text = "空" if found is None else found if isinstance(found, str) else str(found)
    return visible(shortened(text, LONGEST))
