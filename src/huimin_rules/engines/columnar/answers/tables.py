"""Tables: for each combination of distinctions that occurs, what the reference engine answers.

A combination is asked for once, with a row that has it; its answer is kept for all rows and all later tables.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from huimin_rules.engines.columnar.answers.distinctions import Alike, Difference, Distinction, Months, Pair, kept
from huimin_rules.engines.columnar.answers.lists import list_codes
from huimin_rules.engines.columnar.answers.questions import Answer, Elements
from huimin_rules.engines.columnar.answers.seen import Seen, SeenList
from huimin_rules.engines.columnar.reading.columns import Batch, Codes, State
from huimin_rules.engines.columnar.reading.compression import Joined, compressed, joined_codes

LARGEST: Final = 1 << 16
_MOST_KEPT: Final = 1 << 20

Ask: TypeAlias = Callable[[Mapping[str, State], Mapping[str, Elements]], Answer]


@dataclass(frozen=True, slots=True)
class Sight:
    """What a table is over: distinctions of single facts, of two facts, and of lists."""

    scalars: tuple[Distinction, ...]
    pairs: tuple[Pair, ...]
    lists: tuple[SeenList, ...]

    @property
    def size(self) -> int | None:
        """How many combinations there are; None where a list or a value that is told from all others is among them."""
        if self.lists or any(isinstance(one, Alike) for one in self.scalars):
            return None
        size = 1
        for one in (*self.scalars, *self.pairs):
            assert not isinstance(one, Alike)
            size *= one.size
        return size


def sight_of(seen: Iterable[Seen]) -> Sight:
    """All distinctions of several parts, each once."""
    found = list(seen)
    return Sight(
        tuple(dict.fromkeys(one for each in found for one in each.scalars)),
        tuple(dict.fromkeys(one for each in found for one in each.pairs)),
        tuple(dict.fromkeys(one for each in found for one in each.lists)),
    )


def codes_of(batch: Batch, digit: Distinction | Pair) -> Codes:
    """The numbers of a distinction for all rows, made once."""
    if isinstance(digit, Difference | Months):
        return kept(batch, digit, lambda: digit.codes(batch))
    return kept(batch, digit, lambda: digit.codes(batch.scalars[digit.path]))


class Table:
    """The answers of one part, or of a whole norm; `kinds` numbers the different answers."""

    def __init__(self, sight: Sight, ask: Ask) -> None:
        self.sight = sight
        self.ask = ask
        self.kinds: dict[Answer, int] = {}
        self.size = size = sight.size
        self._dense = np.full(size, -1, np.int32) if size is not None and size <= LARGEST else None
        self._kept: dict[object, int] = {}

    @property
    def answers(self) -> tuple[Answer, ...]:
        """The different answers so far, by their numbers."""
        return tuple(self.kinds)

    def look_up(self, batch: Batch) -> npt.NDArray[np.int32]:
        """The number of the answer of each row."""
        parts = list(self._codes(batch))
        if batch.rows and all(part.codes.strides == (0,) for part in parts):
            return np.broadcast_to(np.int32(self._recalled(batch, 0)), (batch.rows,))
        keys = joined_codes(parts, batch.rows)
        if self._dense is not None:
            found: npt.NDArray[np.int32] = self._dense[keys.codes]
            unasked = np.flatnonzero(found < 0)
            if len(unasked):
                _, rows = compressed(keys.codes[unasked], len(self._dense))
                for row in unasked[rows]:
                    self._dense[keys.codes[row]] = self._number(batch, int(row))
                found = self._dense[keys.codes]
            return found
        codes, rows = compressed(keys.codes, keys.size)
        return np.array([self._recalled(batch, int(row)) for row in rows], np.int32)[codes]

    def _codes(self, batch: Batch) -> Iterable[Joined]:
        for one in (*self.sight.scalars, *self.sight.pairs):
            yield Joined(codes_of(batch, one), None if isinstance(one, Alike) else one.size)
        for seen in self.sight.lists:
            found = list_codes(batch, seen)
            yield Joined(found.codes, found.size)

    def _recalled(self, batch: Batch, row: int) -> int:
        """The number of the answer for a row, from what is kept where its like has been seen before."""
        signature = self._signature(batch, row)
        found = self._kept.get(signature)
        if found is None:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            found = self._kept[signature] = self._number(batch, row)
        return found

    def _number(self, batch: Batch, row: int) -> int:
        answer = self.ask(*self.said(batch, row))
        return self.kinds.setdefault(answer, len(self.kinds))

    def said(self, batch: Batch, row: int) -> tuple[Mapping[str, State], Mapping[str, Elements]]:
        """What a row says of the facts and lists that the table is over."""
        scalars = {one.path: batch.scalars[one.path].state(row) for one in self.sight.scalars}
        lists: dict[str, Elements] = {
            seen.each.path: batch.lists[seen.each.path].elements(row) for seen in self.sight.lists
        }
        return scalars, lists

    def _signature(self, batch: Batch, row: int) -> object:
        """What a row is to the part, whatever table it stands in."""
        scalars, lists = self.said(batch, row)
        single = tuple(_place(one, scalars[one.path]) for one in self.sight.scalars)
        pairs = tuple(one.place(scalars[one.first], scalars[one.second]) for one in self.sight.pairs)
        return single, pairs, tuple(_bag(seen, lists[seen.each.path]) for seen in self.sight.lists)


def _place(distinction: Distinction, state: State) -> object:
    return state if isinstance(distinction, Alike) else distinction.place(state)


def _bag(seen: SeenList, elements: Elements) -> object:
    if elements is None:
        return None
    sorts = [tuple(_place(one, element[one.path]) for one in seen.items) for element in elements]
    return tuple(sorted(sorts, key=repr))
