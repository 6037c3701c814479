"""Distinctions: the finitely many ways in which a norm can see one fact, or two facts beside each other.

Each gives a row a small number. Rows with the same numbers are the same to the norm. `Alike` is the way out: it tells
every value from every other, and so has no size beforehand.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from huimin_rules.engines.columnar.reading.columns import (
    Batch,
    Coded,
    Codes,
    Column,
    State,
    Unsettled,
    Whole,
    number_of,
)
from huimin_rules.engines.columnar.reading.compression import smallest
from huimin_rules.norms.facts import NONE
from huimin_rules.quantity import FIRST_DAY, LAST_DAY, months_between


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
        return _settled(found, column, self.place(Unsettled.MISSING))


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
        return _settled(self._regions(column.values), column, self.size - 1)

    def _regions(self, values: Codes) -> Codes:
        """The region of each value: looked up where the values lie close together, else by one comparison a mark."""
        kind = smallest(self.size)
        if len(self.marks) > _FEW_MARKS and len(values):
            low, high = int(values.min()), int(values.max())
            if high - low < len(values):
                of_value = np.searchsorted(self.marks, np.arange(low, high + 1), side="right").astype(kind)
                return of_value.take(values - low)
        found = np.zeros(values.shape, kind)
        for mark in self.marks:
            found += values >= mark
        return found


@dataclass(frozen=True, slots=True)
class Alike:
    """Every value apart from every other."""

    path: str

    def codes(self, column: Column) -> Codes:
        """A number for each row, the same for the same state of this column alone."""
        if isinstance(column, Coded):
            return column.codes
        _, found = np.unique(column.values, return_inverse=True)
        return found if column.missing is None else np.where(column.missing, np.int64(-1), found)


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
            _settled(found, column, self.size - 1)
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
        """The number of each row."""
        left, right = wholes(batch.scalars[self.first]), wholes(batch.scalars[self.second])
        places = left.values - _FIRST
        np.clip(places, 0, _DAYS - 1, out=places)
        end = right.values
        found = (end >= _full(self.number).take(places)).astype(np.uint8)
        found += end >= _full(self.number + 1).take(places)
        for column in (left, right):
            _settled(found, column, self.size - 1)
        return found


_BYTE: Final = 1 << 8
_FEW_MARKS: Final = 6
_FIRST: Final = FIRST_DAY.toordinal()
_DAYS: Final = LAST_DAY.toordinal() - _FIRST + 1


@lru_cache(maxsize=64)
def _full(months: int) -> npt.NDArray[np.int32]:
    """For each day of applications the first day through which so many months are full (see
    `quantity.months_between`).
    """
    start = np.arange(_DAYS).astype("timedelta64[D]") + np.datetime64(FIRST_DAY)
    month = start.astype("datetime64[M]")
    begin = (month + months).astype("datetime64[D]")
    following = (month + months + 1).astype("datetime64[D]")
    # The day after the last is the one of the same number; where the month lacks it, the first of the next.
    reached = np.minimum(begin + (start - month.astype("datetime64[D]")), following)
    through: npt.NDArray[np.int32] = (reached - np.datetime64(FIRST_DAY)).astype(np.int32)
    through += _FIRST - 1
    return through


Distinction: TypeAlias = Sorts | Regions | Alike
Pair: TypeAlias = Difference | Months


def wholes(column: Column) -> Whole:
    """A column of whole numbers or days with the values themselves."""
    if isinstance(column, Whole):
        return column
    missing = [isinstance(state, Unsettled | str) for state in column.states]
    values = [0 if isinstance(state, Unsettled | str) else number_of(state) for state in column.states]
    return Whole(np.array(values, np.int64)[column.codes], np.array(missing, np.bool_)[column.codes], False)


def picked(numbers: list[int], codes: Codes, size: int) -> Codes:
    """The number of each code."""
    if codes.strides == (0,) and len(codes):
        return np.broadcast_to(np.array(numbers[int(codes[0])], smallest(size)), codes.shape)
    if numbers == list(range(len(numbers))) and codes.dtype == smallest(size):
        return codes
    if codes.dtype == np.uint8 and size <= _BYTE:
        return np.frombuffer(codes.tobytes().translate(bytes(numbers).ljust(_BYTE, b"\0")), np.uint8)
    return np.array(numbers, smallest(size))[codes]


def kept(batch: Batch, what: object, make: Callable[[], Codes]) -> Codes:
    """What is computed once for a batch."""
    found = batch.kept.get(what)
    if found is None:
        found = batch.kept[what] = make()
    assert isinstance(found, np.ndarray)
    return found


def _settled(found: Codes, column: Whole, missing: int) -> Codes:
    if column.missing is None:
        return found
    if found.dtype == np.uint8:
        # As bits, for bytes are many at a time: nothing is left where it is missing, and then its number put there.
        lost = column.missing.view(np.uint8)
        found &= lost - np.uint8(1)
        found |= lost * np.uint8(missing)
    else:
        np.copyto(found, found.dtype.type(missing), where=column.missing)
    return found
