"""What comes out of verifying a ledger: what was checked, and what is wrong with it and where."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeAlias

from huimin_rules.ledger.checkpoint import Checkpoint
from huimin_rules.ledger.merkle import Frontier
from huimin_rules.ledger.note import Signed


class Damage(StrEnum):
    """The kinds of damage."""

    ALTERED = "altered"
    """A record is not the one that was appended."""
    MISSING = "missing"
    """An entry is gone from between others."""
    INSERTED = "inserted"
    """An entry stands there that was not appended there."""
    REORDERED = "reordered"
    """An entry has changed places with others."""
    TRUNCATED = "truncated"
    """There are fewer entries than the head or a checkpoint says: the end is gone."""
    REWRITTEN = "rewritten"
    """Entries and hashes fit each other and not a checkpoint: they were computed anew."""
    TREE = "tree"
    """A stored hash of the tree, or the head, does not follow from the entries."""
    MALFORMED_CHECKPOINT = "malformed_checkpoint"
    FOREIGN_CHECKPOINT = "foreign_checkpoint"
    """A checkpoint is of a log of another origin."""
    WRONG_KEY = "wrong_key"
    """A checkpoint has no signature of the key."""
    BAD_SIGNATURE = "bad_signature"
    """A signature that claims to be the key's is not."""
    ARCHIVE = "archive"
    """Archived content does not have the digest under which it is kept."""
    RECORD = "record"
    """The caller's own check of a record has found something."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing that is wrong.

    `index` is the first bad entry. Where only a stretch can be told, the first bad entry lies in it: from `index` up
    to, not including, `until`. `subject` names what is bad where it is no entry: a checkpoint, a node, a digest.
    `reason` says it in Chinese.
    """

    kind: Damage
    reason: str
    index: int | None = None
    until: int | None = None
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class Verification:
    """What was checked, and with which result. `flaws` has at most one for each thing that was checked: the first."""

    origin: str
    entries: int
    root: bytes
    """Over the entries that are there, computed anew."""
    nodes: int
    """How many stored hashes of the tree were compared."""
    checkpoints: int
    """How many stored checkpoints were compared."""
    archived: int
    """How much archived content was compared with its digest."""
    kept: Checkpoint | None
    """The checkpoint that the auditor handed in, where it can be read."""
    signature: Signed | None
    """What its signature is worth; None where there is no checkpoint or no key."""
    flaws: tuple[Flaw, ...]

    @property
    def intact(self) -> bool:
        """Whether nothing is wrong with anything that was checked."""
        return not self.flaws

    @property
    def proven(self) -> bool:
        """Whether what is there holds everything that a signed checkpoint of the auditor covers."""
        return self.intact and self.signature is Signed.VALID


class Log(Protocol):
    """What can be verified: a snapshot of a ledger, or an export."""

    @property
    def origin(self) -> str:
        """What the log says it is."""

    def size(self) -> int | None:
        """How many entries the log itself says that it has; None where it cannot tell."""

    def entries(self, start: int | None = None, stop: int | None = None) -> Iterator[tuple[int, bytes]]:
        """Index and record of the entries from `start` up to `stop`, in order."""

    def nodes(self) -> Iterator[tuple[int, bytes]] | None:
        """Position and hash of the stored tree, in order; None for a log that stores none."""

    def frontier(self) -> Frontier | None:
        """The stored head; None where it is damaged. Not asked of a log that stores no tree."""

    def checkpoints(self) -> Iterator[tuple[int, bytes]]:
        """Number and note of the stored checkpoints."""

    def archive(self) -> Iterator[tuple[str, bytes]]:
        """Digest and content."""


Progress: TypeAlias = Callable[[int, int], None]
"""Told now and then: entries read, entries in all."""

RecordCheck: TypeAlias = Callable[[int, bytes], str | None]
"""What is wrong with a record at an index, or None; the room itself does not look into records."""
