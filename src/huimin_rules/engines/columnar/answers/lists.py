"""Lists as numbers: rows have the same number whose lists hold the same elements as far as they are seen, in whatever
order.
"""

from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from huimin_rules.engines.columnar.answers.distinctions import Alike, kept
from huimin_rules.engines.columnar.answers.seen import SeenList
from huimin_rules.engines.columnar.reading.columns import Batch, Codes, ListColumn
from huimin_rules.engines.columnar.reading.compression import Joined, compressed, joined_codes

_BITS: Final = 62
"""What the counts of a row may take, to be one whole number."""
_FEW_BITS: Final = 16
"""What they may take with all sorts that there might be: the table over such numbers is small."""


@dataclass(frozen=True, slots=True, eq=False)
class ListCodes:
    """A number below `size` for each row, and of each number a row that has it."""

    codes: Codes
    rows: npt.NDArray[np.int64]

    @property
    def size(self) -> int:
        """How many numbers there are."""
        return len(self.rows)


def list_codes(batch: Batch, seen: SeenList) -> ListCodes:
    """The numbers of a list's column; 0 stands for lists that are not stated."""
    found = batch.kept.get(seen)
    if found is None:
        found = batch.kept[seen] = _list_codes(batch, seen)
    assert isinstance(found, ListCodes)
    return found


def _list_codes(batch: Batch, seen: SeenList) -> ListCodes:
    column = batch.lists[seen.each.path]
    if not column.stated.any():
        return ListCodes(np.broadcast_to(np.uint8(0), (batch.rows,)), np.zeros(min(1, batch.rows), np.int64))
    elements = _element_codes(batch, column, seen)
    packed = _packed(column, elements)
    codes, size = packed.codes + 1, packed.size
    codes[~column.stated] = 0
    return ListCodes(*compressed(codes, None if size is None else size + 1))


def _element_codes(batch: Batch, column: ListColumn, seen: SeenList) -> Joined:
    """A number for each element of all rows."""
    parts = []
    for distinction in seen.items:
        codes = kept(batch, distinction, partial(distinction.codes, column.items[distinction.path]))
        parts.append(Joined(codes, None if isinstance(distinction, Alike) else distinction.size))
    total = int(column.offsets[-1])
    return joined_codes(parts, total)


def _packed(column: ListColumn, elements: Joined) -> Joined:
    """How many elements of each sort every row has, as one number."""
    longest = int(column.sizes.max(initial=0))
    width = longest.bit_length()
    sorts, number = elements.codes, elements.size
    if number is None or number * width > _FEW_BITS:
        # Of all sorts that there might be, those that occur.
        sorts, firsts = compressed(sorts, number)
        number = len(firsts)
    bits = number * width
    if bits <= _BITS:
        worth = np.left_shift(np.int64(1), np.arange(number, dtype=np.int64) * width)
        return Joined(_sums(worth[sorts], column.offsets), 1 << bits)
    rows = _sorted_rows(sorts, column)
    return Joined(rows, len(rows))


def _sums(worth: npt.NDArray[np.int64], offsets: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The sum of each row's elements."""
    running: npt.NDArray[np.int64] = np.concatenate([np.zeros(1, np.int64), np.cumsum(worth)])
    return np.subtract(running[offsets[1:]], running[offsets[:-1]])


def _sorted_rows(sorts: Codes, column: ListColumn) -> npt.NDArray[np.int64]:
    """Many sorts or long lists: the sorts of each row in order, compared as a whole."""
    rows = np.repeat(np.arange(len(column.stated)), column.sizes)
    ordered = sorts[np.lexsort((sorts, rows))].astype(np.int32)
    kept_rows: dict[bytes, int] = {}
    offsets = column.offsets.tolist()
    return np.array(
        [kept_rows.setdefault(ordered[start:end].tobytes(), len(kept_rows)) for start, end in pairwise(offsets)],
        np.int64,
    )
