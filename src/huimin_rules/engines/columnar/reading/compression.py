"""Numbers of several columns as one number, and large numbers as small ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from huimin_rules.engines.columnar.reading.columns import Codes

_MOST: Final = 1 << 62
_SMALL: Final = 1 << 16
_PER_NUMBER: Final = 8
"""A table over all numbers of up to so many places for each is cheaper than sorting those that occur."""


def smallest(size: int) -> npt.DTypeLike:
    """The narrowest type for the numbers below `size`."""
    return np.uint8 if size <= 1 << 8 else np.uint16 if size <= 1 << 16 else np.int64


@dataclass(frozen=True, slots=True, eq=False)
class Joined:
    """Numbers below `size`; None where they are not known to be below anything."""

    codes: Codes
    size: int | None


def joined_codes(parts: Sequence[Joined], rows: int) -> Joined:
    """One number for those of several columns: different where any of them is."""
    known = [part.size for part in parts]
    total = 1
    for one in known:
        total = _MOST if one is None else total * one
    if parts and total <= 1 << 16:
        return Joined(_narrow(parts, total), total)
    whole, size = np.zeros(rows, np.int64), 1
    for part in parts:
        codes, own = part.codes, part.size
        if own is None:
            codes, firsts = compressed(codes, None)
            own = len(firsts)
        if size * own > _MOST:
            narrow, firsts = compressed(whole, size)
            whole, size = narrow.astype(np.int64), max(1, len(firsts))
        whole *= own
        whole += codes
        size *= max(1, own)
    return Joined(whole, size)


def _narrow(parts: Sequence[Joined], total: int) -> Codes:
    """The same for small numbers, in as few bytes as hold them."""
    found: Codes = parts[0].codes.astype(np.uint8 if total <= 1 << 8 else np.uint16)
    for part in parts[1:]:
        np.multiply(found, part.size or 1, out=found, casting="unsafe")
        np.add(found, part.codes, out=found, casting="unsafe")
    return found


def compressed(codes: Codes, size: int | None) -> tuple[Codes, npt.NDArray[np.int64]]:
    """The numbers from 0 on for those that occur, in their order; and of each a row that has it."""
    if size is not None and size <= max(_SMALL, _PER_NUMBER * len(codes)):
        first = np.full(size, -1, np.int64)
        first[codes] = np.arange(len(codes))
        occurring = np.flatnonzero(first >= 0)
        numbers = np.zeros(size, smallest(len(occurring)))
        numbers[occurring] = np.arange(len(occurring))
        return numbers.take(codes), first[occurring]
    _, firsts, found = np.unique(codes, return_index=True, return_inverse=True)
    return found.astype(smallest(len(firsts)), copy=False), firsts
