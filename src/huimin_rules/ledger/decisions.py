"""The decisions in a ledger: each entry with its record, or why the record cannot be had.

A decision is found by going through the entries. The case number stands in the record and nowhere else: an index beside
the tree could be changed without a trace, and would keep what had to be erased.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Protocol

from huimin_rules.canonical import digest
from huimin_rules.ledger.entry import Entry, is_entry, read_entry
from huimin_rules.ledger.exact_json import serialized
from huimin_rules.ledger.note import Malformed
from huimin_rules.ledger.policy_archive import Archive, policy_damage
from huimin_rules.ledger.record import Record, entry_of, read_record

_MOST_KEPT: Final = 1000


class Register(Archive, Protocol):
    """What decisions are read from: a snapshot of a ledger."""

    def entries(self, start: int | None = None, stop: int | None = None) -> Iterator[tuple[int, bytes]]:
        """Index and leaf of the entries from `start` up to `stop`, in order."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision: its entry at an index, and the record that the entry names and seals."""

    index: int
    entry: Entry
    record: Record


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An entry whose record is missing, damaged, or not the one that was sealed; `reason` in Chinese."""

    index: int
    reason: str


def decisions(register: Register, start: int | None = None, stop: int | None = None) -> Iterator[Decision | Unreadable]:
    """Every decision from `start` up to `stop`, in order; entries that are no decisions are passed over."""
    for index, leaf in register.entries(start, stop):
        if is_entry(leaf):
            yield _decision(register, index, leaf)


def decisions_of(register: Register, case: str) -> Iterator[Decision | Unreadable]:
    """The decisions with a case number, in order, and every entry of which nobody can tell any more."""
    # Keys are sorted, so the case number is the first thing in every record.
    prefix = serialized({"case": case})[:-1] + b","
    for index, leaf in register.entries():
        if not is_entry(leaf):
            continue
        found = _content(register, leaf)
        if isinstance(found, str):
            yield Unreadable(index, found)
        elif found[1].startswith(prefix):
            yield _decision(register, index, leaf)


def _decision(archive: Archive, index: int, leaf: bytes) -> Decision | Unreadable:
    found = _content(archive, leaf)
    if isinstance(found, str):
        return Unreadable(index, found)
    entry, content = found
    record = read_record(content)
    if isinstance(record, Malformed):
        return Unreadable(index, f"记录 {entry.record} 读不懂：{record.reason}")
    if entry_of(record, content) != entry:
        return Unreadable(index, f"记录 {entry.record} 的封印不是 {entry.seal}")
    return Decision(index, entry, record)


def _content(archive: Archive, leaf: bytes) -> tuple[Entry, bytes] | str:
    """An entry and the bytes of its record, which are those that it names; or why not."""
    entry = read_entry(leaf)
    if isinstance(entry, Malformed):
        return f"这一条读不懂：{entry.reason}"
    content = archive.archived(entry.record)
    if content is None:
        return f"存档里没有记录 {entry.record}"
    if digest(content) != entry.record:
        return f"存档里的记录已损坏，与摘要 {entry.record} 不符"
    return entry, content


class DecisionCheck:
    """The check of a ledger's decisions while it is verified (`verify(..., check=)`): whether each record is there,
    undamaged and sealed as its entry says, and whether the policy that it was made under is there.

    Holds one record at a time; each policy is looked at once. `checked` counts the decisions.
    """

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._policies: dict[str, str | None] = {}
        self.checked = 0

    def __call__(self, index: int, leaf: bytes) -> str | None:
        """What is wrong with the entry, or None."""
        if not is_entry(leaf):
            return None
        self.checked += 1
        found = _decision(self._archive, index, leaf)
        return found.reason if isinstance(found, Unreadable) else self._policy(found.record.policy.digest)

    def _policy(self, policy: str) -> str | None:
        if policy not in self._policies:
            if len(self._policies) >= _MOST_KEPT:
                self._policies.clear()
            damage = policy_damage(self._archive, policy)
            self._policies[policy] = None if damage is None else damage.reason
        return self._policies[policy]
