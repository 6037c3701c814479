"""The cells of one column, read as the values of one fact.

Typed columns are taken as they are, whole columns at a time; of all others, each different cell is read once, as an
application file is read.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from huimin_rules.engines.columnar.reading.buffers import EPOCH, memory_of
from huimin_rules.engines.columnar.reading.columns import (
    Coded,
    Codes,
    Column,
    State,
    Unsettled,
    Whole,
    number_of,
)
from huimin_rules.engines.columnar.reading.compression import compressed, smallest
from huimin_rules.engines.columnar.reading.problems import CellReader, Problems, Unreadable
from huimin_rules.norms.facts import Domain, Fact, ValueType
from huimin_rules.quantity import FEN_PER

_PLAIN: Final = (False, True, Unsettled.MISSING)
"""What the numbers of a column of booleans stand for."""

_EXACT_BELOW: Final = 10**15
"""Decimals of up to 15 digits are what the shortest decimals of their floats are."""

_EXACT_IN_A_WORD: Final = 18
"""Decimals of up to 18 digits are whole numbers of 64 bits, the lower of the two words in which they lie."""
_WORDS_OF_A_DECIMAL: Final = 2

_FEW: Final = 16
"""Cells of so few rows are told from each other one by one: any work on columns takes longer."""

Places = Callable[[int], tuple[int, str]]
"""The row and the column name of the cell at a place."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How the cells of a table are read, and what cannot be."""

    cells: CellReader
    problems: Problems

    def column(self, fact: Fact, series: pl.Series, places: Places) -> Column:
        """A column of cells as values of a fact; what cannot be read is a problem, and counts as not stated."""
        if series.dtype == pl.Null:
            return Coded(np.zeros(len(series), np.uint8), (Unsettled.MISSING,))
        if series.dtype == pl.Boolean and fact.type is ValueType.BOOLEAN:
            return Coded(memory_of(series).numbered(1, 2), _PLAIN)
        typed = _typed(fact, series)
        if typed is not None:
            return self._bounded(fact, series, typed, places)
        return self._each(fact, series, places)

    def _bounded(self, fact: Fact, series: pl.Series, typed: "Whole", places: Places) -> Column:
        """A typed column whose values all lie in the domain, and are exact; else each different cell is read."""
        low, high = _bounds(fact.domain)
        values = typed.values
        if not len(values) or (low <= int(values.min()) and int(values.max()) <= high):
            return typed
        inside = (values >= low) & (values <= high)
        if typed.missing is not None:
            inside |= typed.missing
        if inside.all():
            return typed
        outside = np.flatnonzero(~inside)
        read = self._each(fact, series.gather(outside), lambda place: places(int(outside[place])))
        values = typed.values.copy()
        missing = np.zeros(len(values), np.bool_) if typed.missing is None else typed.missing.copy()
        for place, row in enumerate(outside):
            state = read.state(place)
            missing[row] = isinstance(state, Unsettled)
            values[row] = 0 if isinstance(state, Unsettled) else int(number_of(state))
        return Whole(values, missing, typed.is_day)

    def _each(self, fact: Fact, series: pl.Series, places: Places) -> Coded:
        codes, cells = different(series)
        return Coded(codes, tuple(self._states(codes, cells, lambda raw: self._state(fact, raw), places)))

    def _state(self, fact: Fact, raw: object) -> State:
        value = None if raw is None else self.cells.read(fact, raw)
        return Unsettled.MISSING if value is None else value

    def part(self, field: str, series: pl.Series, places: Places) -> Coded:
        """A column of one part of determinations: its boolean, or that a text or a day is there. What cannot be read
        is there all the same: a determination has begun with it.
        """
        codes, cells = different(series)

        def read(raw: object) -> State:
            value = None if raw is None else self.cells.part(field, raw)
            return Unsettled.MISSING if value is None else value is not False

        return Coded(codes, tuple(self._states(codes, cells, read, places, unread=True)))

    def _states(
        self,
        codes: Codes,
        cells: list[object],
        read: Callable[[object], State],
        places: Places,
        unread: State = Unsettled.MISSING,
    ) -> Iterable[State]:
        for code, raw in enumerate(cells):
            try:
                yield read(raw)
            except Unreadable as wrong:
                for place in np.flatnonzero(codes == code):
                    row, column = places(int(place))
                    self.problems.add((row,), column, raw, wrong.reason)
                yield unread


def different(series: pl.Series) -> tuple[Codes, list[object]]:
    """A number for each cell, and the different cells that they stand for."""
    if series.dtype == pl.Object or series.dtype.is_nested() or len(series) <= _FEW:
        return _objects(series.to_list())
    if isinstance(series.dtype, pl.Enum):
        cells: list[object] = [*series.dtype.categories.to_list(), None]
        codes = series.to_physical().cast(pl.Int64).fill_null(len(cells) - 1).to_numpy()
        return codes.astype(smallest(len(cells))), cells
    if isinstance(series.dtype, pl.Categorical):
        return _categories(series)
    if series.dtype == pl.String:
        found, texts = memory_of(series).coded()
        return found.astype(smallest(len(texts))), texts
    known = series.unique(maintain_order=False).drop_nulls()
    if len(known):
        places = pl.Series(range(len(known)), dtype=pl.UInt32)
        places = series.replace_strict(known, places, default=len(known), return_dtype=pl.UInt32)
        found = places.fill_null(len(known)).to_numpy()
    else:
        found = np.zeros(len(series), np.uint32)
    return found.astype(smallest(len(known) + 1)), [*known.to_list(), None]


def _categories(series: pl.Series) -> tuple[Codes, list[object]]:
    """The same by the numbers that texts have among all that were ever made categories."""
    numbers = series.to_physical().cast(pl.Int64).fill_null(-1).to_numpy() + 1
    codes, rows = compressed(numbers, int(numbers.max(initial=0)) + 1)
    return codes, series.gather(rows).cast(pl.String).to_list()


def _objects(cells: list[object]) -> tuple[Codes, list[object]]:
    """Cells of Python's own, of whatever types: `True` and `1` are not the same cell."""
    found: dict[tuple[type, object], int] = {}
    different: list[object] = []
    codes = []
    for cell in cells:
        code = found.setdefault((type(cell), _hashable(cell)), len(found))
        if code == len(different):
            different.append(cell)
        codes.append(code)
    return np.array(codes, np.int64), different


def _hashable(cell: object) -> object:
    return repr(cell) if isinstance(cell, list | dict) else cell


def _bounds(domain: Domain) -> tuple[int, int]:
    low, high = domain.low, domain.high
    if isinstance(low, date) and isinstance(high, date):
        return low.toordinal(), high.toordinal()
    assert isinstance(low, int | Fraction)
    assert isinstance(high, int | Fraction)
    return -(-low.numerator // low.denominator), high.numerator // high.denominator


_INEXACT: Final = np.iinfo(np.int64).min
"""Stands for a value that has to be looked at as a cell; it lies in no domain."""


def _typed(fact: Fact, series: pl.Series) -> Whole | None:
    """A column of days, whole numbers or money whose type says what its values are; None for any other."""
    kind = series.dtype
    match fact.type:
        case ValueType.DATE if kind == pl.Date:
            return _days(series)
        case ValueType.DATE if isinstance(kind, pl.Datetime) and kind.time_zone is None:
            per_day = {"ms": 86_400_000, "us": 86_400_000_000, "ns": 86_400_000_000_000}[kind.time_unit]
            days = _whole(series.to_physical(), 1, is_day=True)
            whole, rest = np.divmod(days.values, per_day)
            return Whole(np.where(rest == 0, whole + EPOCH, _INEXACT), days.missing, True)
        case ValueType.INTEGER if kind.is_integer() and kind not in (pl.UInt64, pl.Int128):
            return _whole(series, 1, is_day=False)
        case ValueType.INTEGER | ValueType.MONEY if kind.is_float():
            return _from_floats(series, 1 if fact.type is ValueType.INTEGER else FEN_PER[fact.unit or "元"])
        case ValueType.MONEY if kind.is_integer() and kind not in (pl.UInt64, pl.Int128):
            return _whole(series, FEN_PER[fact.unit or "元"], is_day=False)
        case ValueType.MONEY | ValueType.INTEGER if isinstance(kind, pl.Decimal):
            worth = 1 if fact.type is ValueType.INTEGER else FEN_PER[fact.unit or "元"]
            return _from_decimals(series, worth, kind.precision, kind.scale)
        case _:
            return None


def _days(series: pl.Series) -> Whole:
    """Days, which are counted from 1970 on, as ordinals."""
    memory = memory_of(series)
    found = memory.numbers(np.int32)
    found += np.int32(EPOCH)
    return Whole(found, ~memory.present if memory.nulls else None, is_day=True)


def _whole(series: pl.Series, worth: int, *, is_day: bool) -> Whole:
    missing = _missing(series)
    # What is missing has some value that is there: no value of its own makes a check of the whole column fail.
    filled = series if missing is None else series.fill_null(series.min() or 0)
    values = filled.cast(pl.Int64).to_numpy()
    if worth != 1:
        limit = _EXACT_BELOW // worth
        if len(values) and -limit <= int(values.min()) and int(values.max()) <= limit:
            values = values * worth
        else:
            values = np.where(np.abs(values) <= limit, values * worth, _INEXACT)
    return Whole(values, missing, is_day)


def _from_decimals(series: pl.Series, worth: int, precision: int, scale: int) -> Whole:
    if precision <= _EXACT_IN_A_WORD:
        values = memory_of(series).numbers(np.int64, _WORDS_OF_A_DECIMAL)
    else:
        narrow = series.to_physical().cast(pl.Int64, strict=False)
        values = narrow.fill_null(_INEXACT).to_numpy()
    divisor = 10**scale
    if divisor < worth:
        times = worth // divisor
        values = np.where(np.abs(values) <= _EXACT_BELOW // times, values * times, _INEXACT)
    elif divisor % worth:
        values = np.full(len(values), _INEXACT)
    elif divisor > worth:
        whole = values // (divisor // worth)
        back = whole * (divisor // worth)
        values = whole if np.array_equal(back, values) else np.where(back == values, whole, _INEXACT)
    return Whole(values, _missing(series), is_day=False)


def _from_floats(series: pl.Series, worth: int) -> Whole:
    floats = series.cast(pl.Float64).fill_null(0.0).to_numpy()
    with np.errstate(invalid="ignore", over="ignore"):
        near = np.rint(floats * worth)
        exact = (near / worth == floats) & (np.abs(near) <= _EXACT_BELOW)
        values = np.where(exact, near, 0).astype(np.int64)
    return Whole(np.where(exact, values, _INEXACT), _missing(series), is_day=False)


def _missing(series: pl.Series) -> npt.NDArray[np.bool_] | None:
    if not series.null_count():
        return None
    return ~memory_of(series).present
