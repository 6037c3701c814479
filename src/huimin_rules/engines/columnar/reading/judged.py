"""Open terms in a table: the applicant's own word, and a determination in parts, which settles the fact where it is
complete.
"""

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from huimin_rules.engines.columnar.reading.cells import Places, Reading
from huimin_rules.engines.columnar.reading.columns import Coded, State, Unsettled
from huimin_rules.engines.columnar.reading.determined import NEEDED, PARTS, lacking, plain_determinations
from huimin_rules.engines.columnar.reading.held import Held
from huimin_rules.norms.facts import Fact

_STATES: Final[tuple[State, ...]] = (False, True, Unsettled.SELF_ASSESSED, Unsettled.MISSING)
_OF_WORD: Final = {False: 0, True: 2, Unsettled.MISSING: 3}
_MISSING: Final = 3


def judged(
    reading: Reading, fact: Fact, columns: Mapping[str, Held], rows: int, places: Callable[[str], Places]
) -> Coded:
    """The column of an open term; `columns` holds its own column under its name, and those of its parts under theirs.

    A part of a determination without the others is a problem, and so is evidence without a determination.
    """
    own = columns.get("")
    word = np.full(rows, _MISSING, np.uint8) if own is None else _word(reading, fact, own, places(""))
    parts = {part: columns[part] for part in PARTS if part in columns}
    if not parts:
        return Coded(word, _STATES)
    plain = plain_determinations(parts)
    if plain is None:
        return Coded(_settled(reading, word, {part: one.series for part, one in parts.items()}, places), _STATES)
    doubtful = plain.doubtful
    own_words = word[doubtful]
    # Where a determination is complete its place is that of what it says: nothing is left of the applicant's word.
    complete = plain.complete.view(np.uint8)
    word &= complete - np.uint8(1)
    word |= complete & plain.affirmed.view(np.uint8)
    if len(doubtful):
        some = {part: one.series.gather(doubtful) for part, one in parts.items()}

        def among(part: str) -> Places:
            return lambda place: places(part)(int(doubtful[place]))

        word[doubtful] = _settled(reading, own_words, some, among)
    return Coded(word, _STATES)


def _settled(
    reading: Reading, word: npt.NDArray[np.uint8], parts: Mapping[str, pl.Series], places: Callable[[str], Places]
) -> npt.NDArray[np.uint8]:
    """The applicant's word, or what a determination says where there is one; every part is read, cell by cell."""
    read = {part: reading.part(part, column, places(part)) for part, column in parts.items()}
    there = {part: _there(column) for part, column in read.items()}
    nowhere = np.zeros(len(word), np.bool_)
    begun = np.logical_or.reduce(list(there.values()))
    complete = np.logical_and.reduce([there.get(part, nowhere) for part in NEEDED])
    for part in NEEDED:
        for row in np.flatnonzero(begun & ~there.get(part, nowhere)):
            place, column = places(part)(int(row))
            reading.problems.add((place,), column, None, lacking(part))
    if "value" not in read:
        return word
    values = np.array([1 if state is True else 0 for state in read["value"].states], np.uint8)
    return np.where(complete, values[read["value"].codes], word)


def _word(reading: Reading, fact: Fact, own: Held, places: Places) -> npt.NDArray[np.uint8]:
    if own.kind == pl.Boolean:
        return own.memory.numbered(2, _MISSING)
    column = reading.column(fact, own.series, places)
    assert isinstance(column, Coded)
    return np.array([_OF_WORD[state] for state in column.states], np.uint8)[column.codes]


def _there(column: Coded) -> npt.NDArray[np.bool_]:
    return np.array([not isinstance(state, Unsettled) for state in column.states], np.bool_)[column.codes]
