"""Everything that a ledger holds, to be replayed: its decisions, and what is no decision or is not there.

Whatever can be said without a checkpoint is said: an entry that is missing, or that has not the hash under which it was
appended. Whether the whole is what was appended is for `ledger.verify`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from huimin_rules.errors import LedgerError
from huimin_rules.ledger.decisions import Decision, Unreadable, decisions, decisions_of
from huimin_rules.ledger.entry import is_entry
from huimin_rules.ledger.merkle import leaf_hash
from huimin_rules.ledger.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class OtherEntries:
    """So many entries that are no decisions, as they were appended: nothing to replay."""

    count: int


def ledger_records(now: Snapshot, case: str | None = None) -> Iterator[Decision | Unreadable | OtherEntries]:
    """A ledger in order, one decision at a time; with a case the decisions of that case, and everything unreadable, for
    nobody can tell to which case it belongs.
    """
    entries = _Entries(now)
    for one in decisions(entries) if case is None else decisions_of(entries, case):
        yield from entries.noted()
        yield one
    yield from entries.noted()
    size = now.size()
    if size is not None and size > entries.expected:
        yield _missing(entries.expected, size)


class _Entries:
    """The entries of a snapshot; what is no decision is noted as it goes by."""

    def __init__(self, now: Snapshot) -> None:
        self._now = now
        self._unreadable: list[Unreadable] = []
        self._others = 0
        self.expected = 0

    def archived(self, digest: str) -> bytes | None:
        return self._now.archived(digest)

    def entries(self, start: int | None = None, stop: int | None = None) -> Iterator[tuple[int, bytes]]:
        for index, leaf in self._now.entries(start, stop):
            if index > self.expected:
                self._unreadable.append(_missing(self.expected, index))
            self.expected = index + 1
            if not is_entry(leaf):
                if self._as_appended(index, leaf):
                    self._others += 1
                else:
                    self._unreadable.append(Unreadable(index, "这一条与写入时的摘要不符"))
            yield index, leaf

    def noted(self) -> Iterator[Unreadable | OtherEntries]:
        """What went by since this was last asked."""
        others, unreadable = self._others, self._unreadable
        self._others, self._unreadable = 0, []
        if others:
            yield OtherEntries(others)
        yield from unreadable

    def _as_appended(self, index: int, leaf: bytes) -> bool:
        try:
            return self._now.node(0, index) == leaf_hash(leaf)
        except LedgerError:
            return False


def _missing(start: int, end: int) -> Unreadable:
    which = f"第 {start} 条" if end == start + 1 else f"第 {start} 至 {end - 1} 条"
    return Unreadable(start, f"账本里缺少{which}")
