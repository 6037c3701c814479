"""The memory of Arrow under a column of Polars: bits as bytes, numbers as they lie there, texts by their heads.

Nothing is copied that need not be; a column in several chunks is gone through chunk by chunk. What stands where a cell
is null is nobody's: it may be anything.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]  # it has no types

from huimin_rules.engines.columnar.reading.coding import Coding
from huimin_rules.engines.columnar.reading.columns import Flags
from huimin_rules.engines.columnar.reading.plain_texts import WORDS, PlainTexts, no_zeros

Buffer: TypeAlias = Any
"""A piece of memory, of pyarrow, which has no types."""
Array: TypeAlias = Any
"""An array of pyarrow."""

EPOCH: Final = date(1970, 1, 1).toordinal()
"""The day from which days are counted."""

_VIEWS: Final = pl.CompatLevel.newest()
_BY_VIEWS: Final = pa.string_view()
_ENDS: Final[Mapping[Array, type[np.integer[Any]]]] = {pa.string(): np.int32, pa.large_string(): np.int64}
_MANY: Final = 1 << 14
"""Rows of which it is worth while to look at the views first."""


@dataclass(frozen=True, slots=True, eq=False)
class _Chunk:
    """A part of a column: where in the column it begins, and its buffers, in which it begins at an offset."""

    begin: int
    rows: int
    offset: int
    valid: Buffer | None
    cells: Buffer
    texts: list[Buffer]

    @property
    def place(self) -> slice:
        """Its rows in the column."""
        return slice(self.begin, self.begin + self.rows)


class Memory:
    """The memory under one column: arrays of Arrow of one type."""

    def __init__(self, arrays: Sequence[Array], kind: Array) -> None:
        self.kind = kind
        self.nulls = sum(array.null_count for array in arrays)
        self._arrays = arrays
        self._chunks: list[_Chunk] = []
        self.rows = 0
        for array in arrays:
            valid, cells, *texts = array.buffers()
            self._chunks.append(_Chunk(self.rows, len(array), array.offset, valid, cells, texts))
            self.rows += len(array)

    @cached_property
    def present(self) -> Flags:
        """Which cells are not null."""
        found = np.ones(self.rows, np.bool_)
        if self.nulls:
            for chunk in self._chunks:
                if chunk.valid is not None:
                    _unpack(chunk.valid, chunk.offset, found[chunk.place])
        return found

    def truths(self) -> Flags:
        """Which cells of a column of booleans are true."""
        found = np.ones(self.rows, np.bool_)
        for chunk in self._chunks:
            _unpack(chunk.cells, chunk.offset, found[chunk.place])
        if self.nulls:
            found &= self.present
        return found

    def numbered(self, true: int, null: int) -> npt.NDArray[np.uint8]:
        """A column of booleans as numbers: of false 0, of the others these."""
        found = self.truths() * np.uint8(true)
        if self.nulls:
            found |= ~self.present * np.uint8(null)
        return found

    def numbers(self, kind: type[np.integer[Any]], width: int = 1) -> npt.NDArray[Any]:
        """The whole numbers of a column: of each value of `width` numbers the first, which is the lowest."""
        found = np.empty(self.rows, kind)
        for chunk in self._chunks:
            values = _of(chunk.cells, kind)[chunk.offset * width :: width]
            found[chunk.place] = values[: chunk.rows]
        return found

    def coded(self) -> tuple[npt.NDArray[np.int32], list[object]]:
        """A number for each cell of a column of texts, and the cells that they stand for, of which the last is null."""
        codes = np.empty(self.rows, np.int32)
        texts = self._coded_by_views(codes) if self.kind == _BY_VIEWS and self.rows >= _MANY else None
        if texts is None:
            texts = self._coded_by_texts(codes)
        # Asked to number null as well, Arrow 26 gives it out as an empty text.
        if self.nulls:
            codes[~self.present] = len(texts)
        return codes, [*texts, None]

    def _coded_by_views(self, codes: npt.NDArray[np.int32]) -> list[object] | None:
        coding = Coding()
        for chunk, array in zip(self._chunks, self._arrays, strict=True):
            words = _of(chunk.cells, np.uint64).reshape(-1, 2)[chunk.offset : chunk.offset + len(array)]
            if not coding.number(words, self.present[chunk.place], partial(_text, array), codes[chunk.place]):
                return None
        return list(coding.numbers)

    def _coded_by_texts(self, codes: npt.NDArray[np.int32]) -> list[object]:
        encoded = pa.chunked_array(self._arrays, self.kind).dictionary_encode().chunks
        at = 0
        for one in encoded:
            _, numbers = one.indices.buffers()
            codes[at : at + len(one)] = _of(numbers, np.int32)[one.offset : one.offset + len(one)]
            at += len(one)
        return list(encoded[-1].dictionary.to_pylist()) if encoded else []

    def plain_texts(self, plain: PlainTexts) -> bool:
        """Whether beyond doubt all texts of a column are plain."""
        absent = ~self.present if self.nulls else None
        return all(
            self._plain_chunk(plain, chunk, None if absent is None else absent[chunk.place]) for chunk in self._chunks
        )

    def _plain_chunk(self, plain: PlainTexts, chunk: _Chunk, absent: Flags | None) -> bool:
        if self.kind == _BY_VIEWS:
            views = _of(chunk.cells, np.uint32).reshape(-1, WORDS)[chunk.offset : chunk.offset + chunk.rows]
            return plain.by_views(views, absent) and all(no_zeros(_of(one, np.uint8)) for one in chunk.texts)
        ends = _of(chunk.cells, _ENDS[self.kind])[chunk.offset : chunk.offset + chunk.rows + 1]
        return plain.by_ends(ends, _of(chunk.texts[0], np.uint8), absent)


def memory_of(series: pl.Series) -> Memory:
    """The memory under a column of Polars."""
    arrays = [chunk.to_arrow(compat_level=_VIEWS) for chunk in series.get_chunks()]
    return Memory(arrays, arrays[0].type)


def _unpack(buffer: Buffer, offset: int, into: Flags) -> None:
    """Leave true what is true in a buffer of bits, too."""
    bits = np.unpackbits(_of(buffer, np.uint8), count=offset + len(into), bitorder="little")
    into &= bits[offset:].view(np.bool_)


def _text(array: Buffer, row: int) -> object:
    return array[row].as_py()


def _of(buffer: Buffer | None, kind: type[np.integer[Any]]) -> npt.NDArray[Any]:
    """A buffer as numbers; there may be none where nothing is."""
    return np.zeros(0, kind) if buffer is None else np.frombuffer(buffer, kind)
