"""Norms with small tables, many at a time: what most norms of most policies are.

The number of a row in a small table is one byte, and its status one step of a translation of bytes. Blockers and the
conclusion are the same for the norms together: bundles of norms have one table, put together from those of the norms.
"""

from collections.abc import Iterable, Sequence
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from huimin_rules.engines.columnar.answers.bits import BlockerBits
from huimin_rules.engines.columnar.answers.distinctions import Alike, Distinction, Pair
from huimin_rules.engines.columnar.answers.norm_tables import NormTable, severity
from huimin_rules.engines.columnar.answers.tables import Table, codes_of
from huimin_rules.engines.columnar.reading.columns import Batch, Codes
from huimin_rules.engines.columnar.reading.compression import compressed, smallest
from huimin_rules.verdict.codes import CODES

_UNASKED: Final = 255
_BYTE: Final = 1 << 8
_BUNDLE: Final = 1 << 12

Digit: TypeAlias = Distinction | Pair
Bytes: TypeAlias = npt.NDArray[np.uint8]
Word: TypeAlias = npt.NDArray[np.int64]


class DenseNorm:
    """A norm with one table over a number of combinations that is known: what each combination comes to."""

    def __init__(self, norm: NormTable, table: Table, bits: BlockerBits) -> None:
        assert table.size is not None
        self.norm = norm
        self.table = table
        self.bits = bits
        self.digits: tuple[Digit, ...] = (*table.sight.scalars, *table.sight.pairs)
        self.paths = tuple(one.path for one in table.sight.scalars)
        self.statuses = np.full(max(table.size, _BYTE), _UNASKED, np.uint8)
        self.severities = np.zeros(table.size, np.uint8)
        self.words = np.zeros((bits.words, table.size), np.int64)
        self.asked = 0

    def look_up(self, batch: Batch) -> Bytes:
        """The status of each row."""
        keys = mixed(batch, self.digits)
        found = self._translated(keys)
        unasked = np.flatnonzero(found == _UNASKED) if self._is_short(found) else ()
        if not len(unasked):
            return found
        assert self.table.size is not None
        _, rows = compressed(keys[unasked], self.table.size)
        for row in unasked[rows]:
            self._ask(batch, int(row), int(keys[row]))
        return self._translated(keys)

    def _is_short(self, found: Bytes) -> bool:
        return bool(found.max(initial=0) == _UNASKED)

    def _translated(self, keys: Codes) -> Bytes:
        if keys.strides == (0,) and len(keys):
            return np.broadcast_to(self.statuses[keys[0]], keys.shape)
        if keys.dtype == np.uint8:
            return np.frombuffer(keys.tobytes().translate(self.statuses[:_BYTE].tobytes()), np.uint8)
        return self.statuses.take(keys)

    def _ask(self, batch: Batch, row: int, key: int) -> None:
        answer = self.table.ask(*self.table.said(batch, row))
        status = self.norm.status(answer)
        self.statuses[key] = CODES[status]
        self.severities[key] = severity(self.norm.norm.modality, status)
        self.words[:, key] = self.bits.split(self.bits.mask(answer.blockers))
        self.asked += 1


class Bundle:
    """Several norms whose combinations together are few: their blockers and the strongest of their conclusions."""

    def __init__(self, norms: Sequence[DenseNorm]) -> None:
        self.norms = tuple(norms)
        self.digits = tuple(dict.fromkeys(digit for norm in norms for digit in norm.digits))
        self.sizes = [_size(digit) for digit in self.digits]
        self._asked = -1
        self._severities: Bytes = np.zeros(0, np.uint8)
        self._words: tuple[Word, ...] = ()

    def add_to(self, batch: Batch, worst: Bytes, words: Sequence[Word]) -> None:
        """Add what the norms come to for each row."""
        self._put_together()
        if not self._severities.any() and not any(word.any() for word in self._words):
            return
        keys = mixed(batch, self.digits).astype(np.intp)
        if self._severities.any():
            np.maximum(worst, self._severities.take(keys), out=worst)
        for word, own in zip(words, self._words, strict=True):
            if own.any():
                np.bitwise_or(word, own.take(keys), out=word)

    def _put_together(self) -> None:
        """The tables of the bundle, from those of its norms as far as these have been asked for."""
        asked = sum(norm.asked for norm in self.norms)
        if asked == self._asked:
            return
        total = int(np.prod(self.sizes, dtype=np.int64))
        rest, digits = np.arange(total), {}
        for digit, size in zip(reversed(self.digits), reversed(self.sizes), strict=True):
            rest, digits[digit] = np.divmod(rest, size)
        self._severities = np.zeros(total, np.uint8)
        found = [np.zeros(total, np.int64) for _ in range(len(self.norms[0].words))]
        for norm in self.norms:
            keys = np.zeros(total, np.int64)
            for digit in norm.digits:
                keys = keys * _size(digit) + digits[digit]
            np.maximum(self._severities, norm.severities[keys], out=self._severities)
            for place, word in enumerate(norm.words):
                found[place] |= word[keys]
        self._words = tuple(found)
        self._asked = asked


def bundles(norms: Iterable[DenseNorm]) -> tuple[Bundle, ...]:
    """The norms in bundles, those that share distinctions beside each other."""
    groups: list[tuple[dict[Digit, None], list[DenseNorm]]] = []
    for norm in sorted(norms, key=lambda one: one.table.size or 0):
        for digits, members in groups:
            together = {**digits, **dict.fromkeys(norm.digits)}
            if int(np.prod([_size(one) for one in together], dtype=np.int64)) <= _BUNDLE:
                digits.update(together)
                members.append(norm)
                break
        else:
            groups.append((dict.fromkeys(norm.digits), [norm]))
    return tuple(Bundle(members) for _, members in groups)


def _size(digit: Digit) -> int:
    assert not isinstance(digit, Alike)
    return digit.size


def mixed(batch: Batch, digits: Sequence[Digit]) -> Codes:
    """The numbers of several distinctions as one, in as few bytes as hold it."""
    kept = batch.kept.get(digits)
    if isinstance(kept, np.ndarray):
        return kept
    if not digits:
        return np.zeros(batch.rows, np.uint8)
    sizes = [_size(digit) for digit in digits]
    codes = [codes_of(batch, digit) for digit in digits]
    if len(codes) == 1:
        return codes[0]
    found = codes[0].astype(smallest(int(np.prod(sizes, dtype=np.int64))))
    for code, size in zip(codes[1:], sizes[1:], strict=True):
        found *= size
        np.add(found, code, out=found, casting="unsafe")
    return found
