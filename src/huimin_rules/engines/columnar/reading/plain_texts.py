"""Texts beyond doubt: whether a whole column of them could stand in an application, seen in the memory they lie in.

Arrow has two ways to lay texts down: one after the other, with the places where they end; or each by a view, which
holds a short text itself, and of a longer one its beginning and where it is.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from huimin_rules.engines.columnar.reading.columns import Codes, Flags

WORDS: Final = 4
"""A view is four words of 32 bits: how many bytes, the first four of them, and the rest or where it stands."""
_INLINE: Final = 12
"""Texts of up to so many bytes stand in their view, filled up with zeros; of longer ones it has four bytes."""
_SIZE_BYTES: Final = 4
_BLOCK: Final = 1 << 16
_LETTER: Final = np.uint8(0x21)
_LETTERS: Final = np.uint8(0x7F - 0x21)
_AFTER_SPACES: Final = np.uint8(0xE4)


@dataclass(frozen=True, slots=True)
class PlainTexts:
    """Texts that beyond doubt are not blank, nor longer than so many bytes, nor begin as another text does, nor have a
    NUL in them. Others may be so all the same.
    """

    longest: int
    unlike: str

    @property
    def _begins(self) -> bytes:
        return self.unlike.encode()[:_SIZE_BYTES]

    def by_views(self, views: npt.NDArray[np.uint32], absent: Flags | None) -> bool:
        """Whether texts are plain as far as they stand in their views; some are absent."""
        # Made once: to be given fresh memory for every block takes longer than to fill it.
        work = np.empty(_BLOCK, np.uint32)
        for begin in range(0, len(views), _BLOCK):
            block = slice(begin, begin + _BLOCK)
            if not self._block(views[block], None if absent is None else absent[block], work):
                return False
        return True

    def _block(self, views: npt.NDArray[np.uint32], absent: Flags | None, work: npt.NDArray[np.uint32]) -> bool:
        sizes = work[: len(views)]
        np.copyto(sizes, views[:, 0])
        if int(sizes.max()) > self.longest or not _without_zeros(views, sizes):
            return False
        sound = _begin_soundly(views.view(np.uint8)[:, _SIZE_BYTES].copy())
        sound &= views[:, 1] != int(np.frombuffer(self._begins, np.uint32)[0])
        if absent is None:
            return bool(sound.all())
        sound |= absent
        if not sound.all():
            return False
        # What holds for all, and for those that a null covers, holds for the rest.
        places = np.flatnonzero(absent)
        return _without_zeros(views.view(np.complex128).ravel().take(places).view(np.uint32), sizes.take(places))

    def by_ends(self, ends: Codes, texts: npt.NDArray[np.uint8], absent: Flags | None) -> bool:
        """Whether texts are plain that lie one after the other; `ends` begins with where the first of them begins."""
        if len(ends) < 2:  # there is no text
            return True
        sizes = np.diff(ends)
        if int(sizes.max()) > self.longest or not no_zeros(texts[ends[0] : ends[-1]]):
            return False
        sound = sizes != 0
        if len(texts):
            # Of an empty text it is the first byte of another one.
            begins = ends[:-1]
            first = texts.take(begins, mode="clip")
            sound &= _begin_soundly(first)
            like = np.flatnonzero(first == self._begins[0])
            for place, byte in enumerate(self._begins[1:], 1):
                like = like[texts.take(begins[like] + place, mode="clip") == byte]
            sound[like] = False
        if absent is not None:
            sound |= absent
        return bool(sound.all())


def _begin_soundly(first: npt.NDArray[np.uint8]) -> Flags:
    """Which first bytes are not those of a space."""
    # Spaces are none of the letters of ASCII, and come before all that UTF-8 begins with such a byte.
    sound = first - _LETTER < _LETTERS
    sound |= first >= _AFTER_SPACES
    return sound


def _without_zeros(views: npt.NDArray[np.uint32], sizes: npt.NDArray[np.uint32]) -> bool:
    """Whether no text that stands in its view has a NUL in it."""
    if int(sizes.max(initial=0)) > _INLINE:
        inline = sizes <= _INLINE
        views, sizes = views.reshape(-1, WORDS)[inline], sizes[inline]
    # A size of up to twelve is one byte that is not zero, if it is not zero itself.
    filled = np.count_nonzero(views.view(np.uint8))
    return bool(filled == np.count_nonzero(sizes) + int(sizes.sum(dtype=np.uint32)))


def no_zeros(texts: npt.NDArray[np.uint8]) -> bool:
    """Whether there is no NUL among some bytes."""
    return bool(np.count_nonzero(texts) == len(texts))
