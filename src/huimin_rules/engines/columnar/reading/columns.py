"""Columns that have been read: what every row says of one fact, as arrays of numbers.

A column is `Coded` (a number for each row, and what each number stands for) or, for whole numbers, money and days,
`Whole` (the values themselves). A list is the elements of all rows one after another, and where
those of each row begin.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from huimin_rules.norms.facts import Fact, FactList, Scalar, ValueType

Ordered: TypeAlias = Any
"""A whole number or a fraction: what both can be compared with."""

Codes: TypeAlias = npt.NDArray[Any]
"""Whole numbers of any width."""

Flags: TypeAlias = npt.NDArray[np.bool_]
"""For each row whether it is so."""


class Unsettled(Enum):
    """Why nothing settles a fact."""

    MISSING = "missing"
    SELF_ASSESSED = "self_assessed"


State: TypeAlias = Scalar | Unsettled
"""What a row says of a fact: a value, or why there is none."""


@dataclass(frozen=True, slots=True, eq=False)
class Coded:
    """A number for each row, and the state that each number stands for."""

    codes: Codes
    states: tuple[State, ...]

    def state(self, row: int) -> State:
        """What a row says."""
        return self.states[int(self.codes[row])]


@dataclass(frozen=True, slots=True, eq=False)
class Whole:
    """Whole numbers: money in 分, days as ordinals. `missing` says which are not there; None where all are."""

    values: npt.NDArray[np.int64] | npt.NDArray[np.int32]
    missing: npt.NDArray[np.bool_] | None
    is_day: bool

    def state(self, row: int) -> State:
        """What a row says."""
        if self.missing is not None and self.missing[row]:
            return Unsettled.MISSING
        value = int(self.values[row])
        return date.fromordinal(value) if self.is_day else value


Column: TypeAlias = Coded | Whole

WHOLE_TYPES: Final = (ValueType.INTEGER, ValueType.MONEY, ValueType.DATE)


def unstated(rows: int) -> Coded:
    """A column in which nothing is stated."""
    return Coded(np.broadcast_to(np.uint8(0), (rows,)), (Unsettled.MISSING,))


@dataclass(frozen=True, slots=True, eq=False)
class ListColumn:
    """A list of every row: the elements of row `i` stand from `offsets[i]` to `offsets[i + 1]`; `stated` says which
    rows state the list.
    """

    each: FactList
    offsets: npt.NDArray[np.int64]
    stated: npt.NDArray[np.bool_]
    items: Mapping[str, Column]

    @property
    def sizes(self) -> npt.NDArray[np.int64]:
        """How many elements each row has."""
        return np.diff(self.offsets)

    def elements(self, row: int) -> list[dict[str, State]] | None:
        """What a row says of the items, by their paths; None where it does not state the list."""
        if not self.stated[row]:
            return None
        places = range(self.offsets[row], self.offsets[row + 1])
        return [{path: column.state(place) for path, column in self.items.items()} for place in places]


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Rows that have been read: a column for every fact, a list column for every list."""

    rows: int
    scalars: Mapping[str, Column]
    lists: Mapping[str, ListColumn]
    kept: dict[object, object] = field(default_factory=dict)
    """What has been computed about the batch, by what it is."""


def part_of(column: Column, begin: int, end: int) -> Column:
    """Some rows of a column, without a copy."""
    if isinstance(column, Coded):
        return Coded(column.codes[begin:end], column.states)
    missing = None if column.missing is None else column.missing[begin:end]
    return Whole(column.values[begin:end], missing, column.is_day)


def number_of(value: Scalar) -> Ordered:
    """An ordered value as a number: a day by its ordinal."""
    return value.toordinal() if isinstance(value, date) else value


def is_whole(fact: Fact) -> bool:
    """Whether known values of the fact are whole numbers or days."""
    return fact.type in WHOLE_TYPES
