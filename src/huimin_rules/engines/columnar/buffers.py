"""The memory of Arrow under a column of Polars: bits as bytes, numbers as they lie there, texts by their heads.

Nothing is copied that need not be; a column in several chunks is gone through chunk by chunk. What stands where a cell
is null is nobody's: it may be anything.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]  # it has none

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
_BLOCK: Final = 1 << 17
_SIZE_BYTES: Final = 4
_LETTER: Final = np.uint8(0x21)
_LETTERS: Final = np.uint8(0x7F - 0x21)
_AFTER_SPACES: Final = np.uint8(0xE4)


def _chunks(series: pl.Series) -> Iterator[tuple[slice, int, list[Buffer]]]:
    """Of each chunk its place in the column, its offset in its buffers, and these."""
    at = 0
    for chunk in series.get_chunks():
        array = chunk.to_arrow(compat_level=_VIEWS)
        yield slice(at, at + len(array)), array.offset, array.buffers()
        at += len(array)


def present(series: pl.Series) -> Flags:
    """Which cells of a column are not null."""
    found = np.ones(len(series), np.bool_)
    if series.null_count():
        for place, offset, (valid, *_) in _chunks(series):
            if valid is not None:
                _unpack(valid, offset, found[place])
    return found


def truths(series: pl.Series) -> Flags:
    """Which cells of a column of booleans are true."""
    found = np.ones(len(series), np.bool_)
    for place, offset, (valid, bits) in _chunks(series):
        _unpack(bits, offset, found[place])
        if valid is not None:
            _unpack(valid, offset, found[place])
    return found


def _unpack(buffer: Buffer, offset: int, into: Flags) -> None:
    """Leave true what is true in a buffer of bits, too."""
    bits = np.unpackbits(_of(buffer, np.uint8), count=offset + len(into), bitorder="little")
    into &= bits[offset:].view(np.bool_)


def numbered(series: pl.Series, true: int, null: int) -> npt.NDArray[np.uint8]:
    """A column of booleans as numbers: of false 0, of the others these."""
    found = truths(series) * np.uint8(true)
    if series.null_count():
        found |= ~present(series) * np.uint8(null)
    return found


def numbers(series: pl.Series, kind: type[np.integer[Any]], width: int = 1) -> npt.NDArray[Any]:
    """The whole numbers of a column: of each value of `width` numbers the first, which is the lowest."""
    found = np.empty(len(series), kind)
    for place, offset, (_, values) in _chunks(series):
        found[place] = _of(values, kind)[offset * width :: width][: place.stop - place.start]
    return found


def coded(series: pl.Series) -> tuple[npt.NDArray[np.int32], list[object]]:
    """A number for each cell of a column of texts, and the cells that they stand for, of which the last is null."""
    chunks = [chunk.to_arrow(compat_level=_VIEWS) for chunk in series.get_chunks()]
    encoded = pa.chunked_array(chunks, pa.string_view()).dictionary_encode().chunks
    texts = encoded[-1].dictionary.to_pylist() if encoded else []
    found = np.empty(len(series), np.int32)
    at = 0
    for one in encoded:
        _, codes = one.indices.buffers()
        found[at : at + len(one)] = _of(codes, np.int32)[one.offset : one.offset + len(one)]
        at += len(one)
    # Asked to number null as well, Arrow 26 gives it out as an empty text.
    if series.null_count():
        found[~present(series)] = len(texts)
    return found, [*texts, None]


def plain_texts(series: pl.Series, longest: int, unlike: str) -> bool:
    """Whether beyond doubt no text of a column is blank, or longer than so many bytes, or begins as another text does,
    or has a NUL in it. A column of which it is not beyond doubt may still have none of these.
    """
    begins = int(np.frombuffer(unlike.encode()[:_WORDS], np.uint32)[0])
    nulls = ~present(series) if series.null_count() else None
    for place, offset, (_, buffer, *texts) in _chunks(series):
        length = place.stop - place.start
        views = _of(buffer, np.uint32).reshape(-1, _WORDS)[offset : offset + length]
        covered = None if nulls is None else nulls[place]
        for begin in range(0, length, _BLOCK):
            block = slice(begin, begin + _BLOCK)
            if not _plain_views(views[block], longest, begins, None if covered is None else covered[block]):
                return False
        if not all(map(_no_zero, texts)):
            return False
    return True


def _plain_views(views: npt.NDArray[np.uint32], longest: int, begins: int, covered: Flags | None) -> bool:
    """The same for some views, but for what stands outside them."""
    sizes = views[:, 0].copy()
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


def _of(buffer: Buffer | None, kind: type[np.integer[Any]]) -> npt.NDArray[Any]:
    """A buffer as numbers; there may be none where nothing is."""
    return np.zeros(0, kind) if buffer is None else np.frombuffer(buffer, kind)
