"""Few different texts in many rows: a number for each row, found by the views under the texts without reading them.

A view has a slot, worked out from its bits. As long as no two views share one, a slot stands for a view, and a view for
its text. Once two do, or too many views are different, texts have to be compared, which is slower and left to others.
"""

from collections.abc import Callable
from typing import Final

import numpy as np
import numpy.typing as npt

from huimin_rules.engines.columnar.reading.columns import Codes, Flags

_SLOTS: Final = 16
"""A slot is a number of so many bits."""
_MOST: Final = 1 << 10
_BLOCK: Final = 1 << 15
_AT_ONCE: Final = 1 << 8
_FIRST: Final = np.uint64(0x9E3779B97F4A7C15)
_SECOND: Final = np.uint64(0xC2B2AE3D27D4EB4F)
"""Odd numbers whose bits look random: what is multiplied by one has its differences in the highest bits."""
_NO_VIEW: Final = ~np.uint64(0)
"""The first word of no view: no text has so many bytes."""


class Coding:
    """Numbers for texts, by their views; `numbers` holds those that have one, in the order of their numbers."""

    def __init__(self) -> None:
        self.numbers: dict[object, int] = {}
        self._firsts = np.full(1 << _SLOTS, _NO_VIEW)
        self._seconds = np.zeros(1 << _SLOTS, np.uint64)
        self._number = np.zeros(1 << _SLOTS, np.int32)
        self._used: list[int] = []
        self._views = 0

    def number(
        self,
        views: npt.NDArray[np.uint64],
        present: Flags,
        text: Callable[[int], object],
        into: npt.NDArray[np.int32],
    ) -> bool:
        """Fill in the number of each text that is there, of whose views each has two words, and say whether that could
        be done. Views of one chunk belong together; with another chunk begins another coding of views.
        """
        self._firsts[self._used] = _NO_VIEW
        self._used.clear()
        for begin in range(0, len(views), _BLOCK):
            block = slice(begin, begin + _BLOCK)
            first, second = views[block, 0].copy(), views[block, 1].copy()
            slots = _slots(first, second)
            new = np.flatnonzero(self._unlike(slots, first, second) & present[block])
            while len(new):
                _, at = np.unique(slots[new[:_AT_ONCE]], return_index=True)
                self._views += len(at)
                if self._views > _MOST or not (self._firsts[slots[new[at]]] == _NO_VIEW).all():
                    return False
                for row in new[at].tolist():
                    slot = int(slots[row])
                    self._used.append(slot)
                    self._firsts[slot], self._seconds[slot] = first[row], second[row]
                    self._number[slot] = self.numbers.setdefault(text(begin + row), len(self.numbers))
                new = new[self._unlike(slots[new], first[new], second[new])]
            self._number.take(slots, out=into[block], mode="clip")
        return True

    def _unlike(self, slots: Codes, first: npt.NDArray[np.uint64], second: npt.NDArray[np.uint64]) -> Flags:
        """Where another view has the slot, or none."""
        found: Flags = self._firsts.take(slots, mode="clip") != first
        found |= self._seconds.take(slots, mode="clip") != second
        return found


def _slots(first: npt.NDArray[np.uint64], second: npt.NDArray[np.uint64]) -> Codes:
    found = first * _FIRST
    found ^= second * _SECOND
    found *= _FIRST
    found >>= np.uint64(64 - _SLOTS)
    return found.view(np.int64)
