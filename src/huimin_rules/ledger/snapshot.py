"""One state of a ledger, to be read from: everything in a snapshot belongs together, whoever appends meanwhile.

Long tables are read in pages, so a million entries take no more memory than some hundred. What is read is what is
stored; only `verify` says whether it is right.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from huimin_rules.errors import InputError, InputProblem, LedgerError
from huimin_rules.ledger import schema
from huimin_rules.ledger.extra import audit_extra
from huimin_rules.ledger.merkle import HASH_BYTES, Frontier, position

with audit_extra("账本"):
    import sqlalchemy as sa

_PAGE: Final = 512
_ARCHIVE_PAGE: Final = 8


@dataclass(frozen=True, slots=True)
class Head:
    """How many entries a ledger has, and the root over them."""

    size: int
    root: bytes


class Snapshot:
    """What a ledger holds at one moment; usable until the `snapshot()` that gave it is left."""

    def __init__(self, connection: sa.Connection, origin: str) -> None:
        self._connection = connection
        self.origin = origin

    def frontier(self) -> Frontier | None:
        """The stored frontier; None where it is missing or cannot be one."""
        return read_frontier(self._connection)

    def head(self) -> Head:
        """The stored size and its root; raises LedgerError where they are damaged."""
        return head_of(self.frontier())

    def size(self) -> int | None:
        """How many entries there are by the stored head; None where it is damaged."""
        frontier = self.frontier()
        return None if frontier is None else frontier.size

    def entries(self, start: int | None = None, stop: int | None = None) -> Iterator[tuple[int, bytes]]:
        """Index and record of the entries from `start` up to `stop`, in their order."""
        return self._integer_pages(schema.leaves.c.idx, schema.leaves.c.record, start, stop)

    def entry(self, index: int) -> bytes:
        """The record at an index; raises InputError where there is none."""
        for _, record in self.entries(index, index + 1):
            return record
        raise InputError([InputProblem("序号", "账本中已有的序号（从 0 起）", str(index))])

    def nodes(self) -> Iterator[tuple[int, bytes]]:
        """Position and hash of the stored subtrees, in the order in which they were completed."""
        return self._integer_pages(schema.nodes.c.position, schema.nodes.c.hash, None, None)

    def node(self, level: int, index: int) -> bytes:
        """The stored hash of a perfect subtree; raises LedgerError where it is missing."""
        place = position(level, index)
        found: bytes | None = self._connection.execute(
            sa.select(schema.nodes.c.hash).where(schema.nodes.c.position == place)
        ).scalar_one_or_none()
        if found is None or len(found) != HASH_BYTES:
            raise damaged(f"缺少树的第 {place} 个节点")
        return found

    def checkpoints(self) -> Iterator[tuple[int, bytes]]:
        """Number and note of the stored checkpoints, the oldest first."""
        return self._integer_pages(schema.checkpoints.c.number, schema.checkpoints.c.note, None, None)

    def latest_checkpoint(self) -> bytes | None:
        """The note that was stored last."""
        return self._connection.execute(
            sa.select(schema.checkpoints.c.note).order_by(schema.checkpoints.c.number.desc()).limit(1)
        ).scalar_one_or_none()

    def archive(self) -> Iterator[tuple[str, bytes]]:
        """Digest and content of everything in the archive."""
        key, last = schema.archive.c.digest, None
        while True:
            query = sa.select(key, schema.archive.c.content).order_by(key).limit(_ARCHIVE_PAGE)
            page = self._connection.execute(query if last is None else query.where(key > last)).all()
            for digest, content in page:
                yield digest, content
                last = digest
            if len(page) < _ARCHIVE_PAGE:
                return

    def archived(self, digest: str) -> bytes | None:
        """The content that is archived under a digest, as it is stored; None where there is none."""
        return self._connection.execute(
            sa.select(schema.archive.c.content).where(schema.archive.c.digest == digest)
        ).scalar_one_or_none()

    def _integer_pages(
        self, key: sa.Column[int], value: sa.Column[bytes], start: int | None, stop: int | None
    ) -> Iterator[tuple[int, bytes]]:
        """A table by its key, a page at a time."""
        query = sa.select(key, value).order_by(key).limit(_PAGE)
        if stop is not None:
            query = query.where(key < stop)
        following = query if start is None else query.where(key >= start)
        while True:
            page = self._connection.execute(following).all()
            for row in page:
                yield row[0], row[1]
            if len(page) < _PAGE:
                return
            following = query.where(key > page[-1][0])


def read_frontier(connection: sa.Connection, *, lock: bool = False) -> Frontier | None:
    """The stored frontier, locked for a writer; None where it is missing or cannot be one."""
    query = sa.select(schema.head.c.size, schema.head.c.frontier)
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    if row is None or not isinstance(row[0], int) or len(row[1]) % HASH_BYTES:
        return None
    size, raw = row
    try:
        return Frontier(size, [raw[at : at + HASH_BYTES] for at in range(0, len(raw), HASH_BYTES)])
    except ValueError:
        return None


def head_of(frontier: Frontier | None) -> Head:
    """The head that a stored frontier gives; raises LedgerError where there is none."""
    if frontier is None:
        raise damaged("树的末端损坏")
    return Head(frontier.size, frontier.root())


def damaged(what: str) -> LedgerError:
    """A ledger on which nothing can be built."""
    return LedgerError(f"账本已损坏：{what}。请运行 huimin ledger verify")
