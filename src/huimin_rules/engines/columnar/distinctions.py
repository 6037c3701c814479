"""Distinctions: the finitely many ways in which a norm can see one fact, or two facts beside each other.

Each gives a row a small number. Rows with the same numbers are the same to the norm. `Alike` is the way out: it tells
every value from every other, and so has no size beforehand.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from huimin_rules.engines.columnar.columns import (
    KNOWN,
    MISSING,
    Batch,
    Coded,
    Codes,
    Column,
    State,
    Unsettled,
    Whole,
    number_of,
)
from huimin_rules.norms.facts import NONE
from huimin_rules.quantity import months_between


@dataclass(frozen=True, slots=True)
class Sorts:
    """The sorts of the states of a fact: those that are named, and all others, which are the last."""

    path: str
    named: tuple[tuple[State, int], ...]
    size: int
    _sort: dict[State, int] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_sort", dict(self.named))

    def place(self, state: State) -> int:
        """The number of a state."""
        return self._sort.get(state, self.size - 1)

    def codes(self, column: Column) -> Codes:
        """The number of each row."""
        if isinstance(column, Coded):
            return picked([self.place(state) for state in column.states], column.codes, self.size)
        found = np.full(column.values.shape, self.size - 1, smallest(self.size))
        for state, sort in self.named:
            if not isinstance(state, Unsettled) and state != NONE:
                found[column.values == number_of(state)] = sort
        return _settled(found, column, self.place(NONE), self.place(Unsettled.MISSING))


@dataclass(frozen=True, slots=True)
class Regions:
    """The regions between marks, each mark a region of its own; then 无, then not stated.

    Of whole numbers `marks` are the least numbers of the regions but the first; of others (`dense`) the marks.
    """

    path: str
    marks: tuple[Any, ...]
    dense: bool

    @property
    def size(self) -> int:
        """How many regions there are, with the two that are none."""
        return (2 * len(self.marks) + 1 if self.dense else len(self.marks) + 1) + 2

    def place(self, state: State) -> int:
        """The number of a state."""
        if isinstance(state, Unsettled):
            return self.size - 1
        if state == NONE and isinstance(state, str):
            return self.size - 2
        value = number_of(state)
        above = bisect_right(self.marks, value)
        return bisect_left(self.marks, value) + above if self.dense else above

    def codes(self, column: Column) -> Codes:
        """The number of each row."""
        if isinstance(column, Coded):
            return picked([self.place(state) for state in column.states], column.codes, self.size)
        found = np.zeros(column.values.shape, smallest(self.size))
        for mark in self.marks:
            found += column.values >= mark
        return _settled(found, column, self.size - 2, self.size - 1)


@dataclass(frozen=True, slots=True)
class Alike:
    """Every value apart from every other."""

    path: str

    def codes(self, column: Column) -> Codes:
        """A number for each row, the same for the same state of this column alone."""
        if isinstance(column, Coded):
            return column.codes
        _, found = np.unique(column.values, return_inverse=True)
        if column.settled is None:
            return found
        return np.where(column.settled == KNOWN, found, np.int64(column.values.size) + column.settled)


@dataclass(frozen=True, slots=True)
class Difference:
    """How two whole numbers stand to each other, as far as `reach`; last, that one of them is not known."""

    first: str
    second: str
    reach: int

    @property
    def size(self) -> int:
        """How many differences are told apart."""
        return 2 * self.reach + 2

    def place(self, first: State, second: State) -> int:
        """The number for two states."""
        if isinstance(first, Unsettled | str) or isinstance(second, Unsettled | str):
            return self.size - 1
        return int(max(-self.reach, min(self.reach, number_of(first) - number_of(second)))) + self.reach

    def codes(self, batch: Batch) -> Codes:
        """The number of each row."""
        one, other = batch.scalars[self.first], batch.scalars[self.second]
        left, right = wholes(one), wholes(other)
        difference = left.values - right.values
        np.clip(difference, -self.reach, self.reach, out=difference)
        found = difference.astype(np.int8).view(np.uint8) + np.uint8(self.reach)
        for column in (left, right):
            if column.settled is not None:
                found[column.settled != KNOWN] = self.size - 1
        return found


@dataclass(frozen=True, slots=True)
class Months:
    """Whether the whole months from one day through another are fewer than a number, as many, or more; last, that one
    of the days is not known.
    """

    first: str
    second: str
    number: int

    @property
    def size(self) -> int:
        """How many are told apart."""
        return 4

    @property
    def reach(self) -> int:
        """How far from the ends of regions examples are looked for."""
        return 0

    def place(self, first: State, second: State) -> int:
        """The number for two states."""
        if not isinstance(first, date) or not isinstance(second, date):
            return self.size - 1
        months = months_between(first, second)
        return 1 + (months > self.number) - (months < self.number)

    def codes(self, batch: Batch) -> Codes:
        """The number of each row; only where the days alone leave it open are months counted."""
        left, right = wholes(batch.scalars[self.first]), wholes(batch.scalars[self.second])
        days = right.values - left.values
        least, most = int(self.number * _DAYS_A_MONTH) - _MARGIN, int((self.number + 1) * _DAYS_A_MONTH) + _MARGIN
        found = (days > most).astype(np.uint8)
        found *= 2
        near = np.flatnonzero((days >= least) & (days <= most))
        if len(near):
            months = _months(left.values[near], right.values[near])
            found[near] = 1 + (months > self.number) - (months < self.number).astype(np.int8)
        for column in (left, right):
            if column.settled is not None:
                found[column.settled != KNOWN] = self.size - 1
        return found


_DAYS_A_MONTH: Final = 146_097 / 4_800
_MARGIN: Final = 10
"""The days of some months differ from those of as many average months by less."""


def _months(first: npt.NDArray[np.int64], second: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Whole months from a day through another, both included (see `quantity.months_between`)."""
    start = (first - _EPOCH).astype("datetime64[D]")
    end = (second + 1 - _EPOCH).astype("datetime64[D]")
    months = [day.astype("datetime64[M]") for day in (start, end)]
    days = [day - month.astype("datetime64[D]") for day, month in zip((start, end), months, strict=True)]
    whole: npt.NDArray[np.int64] = (months[1] - months[0]).astype(np.int64)
    whole -= days[1] < days[0]
    return whole


_EPOCH: Final = date(1970, 1, 1).toordinal()

Distinction: TypeAlias = Sorts | Regions | Alike
Pair: TypeAlias = Difference | Months


def wholes(column: Column) -> Whole:
    """A column of whole numbers or days with the values themselves."""
    if isinstance(column, Whole):
        return column
    known = [not isinstance(state, Unsettled | str) for state in column.states]
    values = [number_of(state) if there else 0 for state, there in zip(column.states, known, strict=True)]  # type: ignore[arg-type]  # known
    settled = [KNOWN if there else MISSING for there in known]
    return Whole(np.array(values, np.int64)[column.codes], np.array(settled, np.uint8)[column.codes], False)


def smallest(size: int) -> npt.DTypeLike:
    """The narrowest type for the numbers below `size`."""
    return np.uint8 if size <= 1 << 8 else np.uint16 if size <= 1 << 16 else np.int64


def picked(numbers: list[int], codes: Codes, size: int) -> Codes:
    """The number of each code."""
    return np.array(numbers, smallest(size))[codes]


def kept(batch: Batch, what: object, make: Callable[[], Codes]) -> Codes:
    """What is computed once for a batch."""
    found = batch.kept.get(what)
    if found is None:
        found = batch.kept[what] = make()
    assert isinstance(found, np.ndarray)
    return found


def _settled(found: Codes, column: Whole, none: int, missing: int) -> Codes:
    if column.settled is not None:
        found[column.settled == 1] = none
        found[column.settled == MISSING] = missing
    return found
