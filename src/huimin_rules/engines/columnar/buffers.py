"""The memory of Arrow under a column of Polars: bits as bytes, numbers as they lie there, texts by their heads.

Nothing is copied that need not be; a column in several chunks is gone through chunk by chunk. What stands where a cell
is null is nobody's: it may be anything.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]  # it has none

from huimin_rules.engines.columnar.coding import Coding

Buffer: TypeAlias = Any
"""A piece of memory, of pyarrow, which has no types."""
Flags: TypeAlias = npt.NDArray[np.bool_]

EPOCH: Final = date(1970, 1, 1).toordinal()
"""The day from which days are counted."""

_VIEWS: Final = pl.CompatLevel.newest()
_INLINE: Final = 12
"""Texts of up to so many bytes stand in their view, filled up with zeros; of longer ones it has four bytes."""
_WORDS: Final = 4
"""A view is four words of 32 bits: how many bytes, the first four of them, and the rest or where it stands."""
_SIZE_BYTES: Final = 4
_BLOCK: Final = 1 << 16
_MANY: Final = 1 << 14
"""Rows of which it is worth while to look at the views first."""
_LETTER: Final = np.uint8(0x21)
_LETTERS: Final = np.uint8(0x7F - 0x21)
_AFTER_SPACES: Final = np.uint8(0xE4)


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
    """The memory under one column."""

    def __init__(self, series: pl.Series) -> None:
        self.rows = len(series)
        self.nulls = series.null_count()
        self._arrays = [chunk.to_arrow(compat_level=_VIEWS) for chunk in series.get_chunks()]
        self._chunks: list[_Chunk] = []
        at = 0
        for array in self._arrays:
            valid, cells, *texts = array.buffers()
            self._chunks.append(_Chunk(at, len(array), array.offset, valid, cells, texts))
            at += len(array)

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
        texts = self._coded_by_views(codes) if self.rows >= _MANY else None
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
        encoded = pa.chunked_array(self._arrays, pa.string_view()).dictionary_encode().chunks
        at = 0
        for one in encoded:
            _, numbers = one.indices.buffers()
            codes[at : at + len(one)] = _of(numbers, np.int32)[one.offset : one.offset + len(one)]
            at += len(one)
        return list(encoded[-1].dictionary.to_pylist()) if encoded else []

    def plain_texts(self, longest: int, unlike: str) -> bool:
        """Whether beyond doubt no text of a column is blank, or longer than so many bytes, or begins as another text
        does, or has a NUL in it. A column of which it is not beyond doubt may still have none of these.
        """
        begins = int(np.frombuffer(unlike.encode()[:_WORDS], np.uint32)[0])
        absent = ~self.present if self.nulls else None
        # Made once: to be given fresh memory for every block takes longer than to fill it.
        work = np.empty(_BLOCK, np.uint32)
        for chunk in self._chunks:
            views = _of(chunk.cells, np.uint32).reshape(-1, _WORDS)[chunk.offset : chunk.offset + chunk.rows]
            nulls = None if absent is None else absent[chunk.place]
            for begin in range(0, chunk.rows, _BLOCK):
                block = slice(begin, begin + _BLOCK)
                covered = None if nulls is None else nulls[block]
                if not _plain_views(views[block], longest, begins, covered, work):
                    return False
            if not all(map(_no_zero, chunk.texts)):
                return False
        return True


def _unpack(buffer: Buffer, offset: int, into: Flags) -> None:
    """Leave true what is true in a buffer of bits, too."""
    bits = np.unpackbits(_of(buffer, np.uint8), count=offset + len(into), bitorder="little")
    into &= bits[offset:].view(np.bool_)


def _plain_views(
    views: npt.NDArray[np.uint32], longest: int, begins: int, covered: Flags | None, work: npt.NDArray[np.uint32]
) -> bool:
    """The same for some views, but for what stands outside them."""
    sizes = work[: len(views)]
    np.copyto(sizes, views[:, 0])
    if int(sizes.max()) > longest or not _without_zeros(views, sizes):
        return False
    if covered is None:
        return bool(_sound(views, begins).all())
    if not (_sound(views, begins) | covered).all():
        return False
    # What holds for all, and for those that a null covers, holds for the rest.
    places = np.flatnonzero(covered)
    return _without_zeros(views.view(np.complex128).ravel().take(places).view(np.uint32), sizes.take(places))


def _sound(views: npt.NDArray[np.uint32], begins: int) -> Flags:
    """Which texts begin neither with a space nor as the other one does."""
    first = views.view(np.uint8)[:, _SIZE_BYTES].copy()
    # Spaces are none of the letters of ASCII, and come before all that UTF-8 begins with such a byte.
    sound = first - _LETTER < _LETTERS
    sound |= first >= _AFTER_SPACES
    sound &= views[:, 1] != begins
    return sound


def _without_zeros(views: npt.NDArray[np.uint32], sizes: npt.NDArray[np.uint32]) -> bool:
    """Whether no text that stands in its view has a NUL in it."""
    if int(sizes.max(initial=0)) > _INLINE:
        inline = sizes <= _INLINE
        views, sizes = views.reshape(-1, _WORDS)[inline], sizes[inline]
    # A size of up to twelve is one byte that is not zero, if it is not zero itself.
    filled = np.count_nonzero(views.view(np.uint8))
    return bool(filled == np.count_nonzero(sizes) + int(sizes.sum(dtype=np.uint32)))


def _no_zero(buffer: Buffer) -> bool:
    found = _of(buffer, np.uint8)
    return bool(np.count_nonzero(found) == len(found))


def _text(array: Buffer, row: int) -> object:
    return array[row].as_py()


def _of(buffer: Buffer | None, kind: type[np.integer[Any]]) -> npt.NDArray[Any]:
    """A buffer as numbers; there may be none where nothing is."""
    return np.zeros(0, kind) if buffer is None else np.frombuffer(buffer, kind)
