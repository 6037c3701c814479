"""A ledger in a database: entries are appended and never changed.

One entry is one record: bytes without a line feed, which the ledger does not look into. The same record twice is two
entries. When `append` returns, the entry is on disk; when it raises LedgerError because the database stopped answering,
the entry may be there or not, and appending it again costs at worst a second entry.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from huimin_rules.canonical import digest
from huimin_rules.errors import InputError, InputProblem
from huimin_rules.ledger import schema
from huimin_rules.ledger.database import Database, holds_ledger, is_url, new_file
from huimin_rules.ledger.extra import audit_extra
from huimin_rules.ledger.merkle import Frontier, leaf_hash, positions
from huimin_rules.ledger.note import name_fault
from huimin_rules.ledger.snapshot import Head, Snapshot, damaged, head_of, read_frontier

with audit_extra("账本"):
    import sqlalchemy as sa


@dataclass(frozen=True, slots=True)
class Appended:
    """An entry that is on disk; `size` and `root` are those of the tree after the commit that brought it there."""

    index: int
    leaf_hash: bytes
    size: int
    root: bytes


class Ledger:
    """An open ledger, by `create_ledger` or `open_ledger`. Threads may share it; each process opens its own."""

    def __init__(self, database: Database, origin: str) -> None:
        self._database = database
        self.origin = origin

    def append(self, record: bytes) -> Appended:
        """Append one record; durable when it returns. Raises InputError for what is no record, LedgerError where the
        ledger cannot take it.
        """
        return self.append_many([record])[0]

    def append_many(self, records: Iterable[bytes], contents: Iterable[bytes] = ()) -> tuple[Appended, ...]:
        """Append these records one after the other, with one commit: all of them or none.

        `contents` are archived with them, as `archive` does it.
        """
        # Read to the end before anybody has to wait for it.
        batch, archived = tuple(records), tuple(contents)
        if problems := [fault for number, one in enumerate(batch) if (fault := _fault(number, one))]:
            raise InputError(problems)
        if not batch:
            return ()
        with self._database.writing() as connection:
            tree = _whole(connection)
            first, place = tree.size, positions(tree.size)
            hashes = [leaf_hash(one) for one in batch]
            completed = [node for one in hashes for node in tree.append(one)]
            try:
                connection.execute(
                    schema.leaves.insert(), [{"idx": first + at, "record": one} for at, one in enumerate(batch)]
                )
                connection.execute(
                    schema.nodes.insert(), [{"position": place + at, "hash": one} for at, one in enumerate(completed)]
                )
            except sa.exc.IntegrityError:
                raise damaged(f"第 {first} 条之后还有内容") from None
            connection.execute(schema.head.update().values(size=tree.size, frontier=b"".join(tree.hashes)))
            for one in archived:
                _archive(connection, one)
            root = tree.root()
        return tuple(Appended(first + at, one, first + len(batch), root) for at, one in enumerate(hashes))

    def store_checkpoint(self, note: bytes) -> None:
        """Keep a signed checkpoint with the entries; one that is already the latest is not kept twice."""
        with self._database.writing() as connection:
            read_frontier(connection, lock=True)
            if Snapshot(connection, self.origin).latest_checkpoint() == note:
                return
            number = connection.execute(sa.select(sa.func.max(schema.checkpoints.c.number))).scalar_one()
            number = 0 if number is None else number + 1
            connection.execute(schema.checkpoints.insert(), {"number": number, "note": note})

    def archive(self, content: bytes) -> str:
        """Keep what records refer to; returns its digest. The same content is kept once; raises LedgerError where
        something else is stored under its digest.
        """
        with self._database.writing() as connection:
            read_frontier(connection, lock=True)
            return _archive(connection, content)

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """The ledger as it is now, for as long as the block lasts."""
        with self._database.reading() as connection:
            yield Snapshot(connection, self.origin)

    def head(self) -> Head:
        """The number of entries and the root now; raises LedgerError where they are damaged."""
        with self.snapshot() as now:
            return head_of(now.frontier())

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def create_ledger(location: str | Path, origin: str) -> Ledger:
    """Make a new, empty ledger at a path or in the database of a postgresql:// URL.

    `origin` names it in every checkpoint, for good; a name under a domain that one owns cannot be mistaken
    (`example.gov.cn/huimin`). Raises InputError for a place that is taken or a name that cannot be signed.
    """
    if fault := name_fault(origin):
        raise InputError([InputProblem("来源", "检查点上的名称", fault)])
    new = None if is_url(location) else Path(location)
    if new is not None:
        new_file(new)
    database = Database(location, writable=True)
    try:
        with database.writing() as connection:
            if holds_ledger(connection):
                raise InputError([InputProblem("账本", "还没有账本的数据库", "已经有一个账本", file=database.shown)])
            schema.create(connection, origin)
    except BaseException:
        database.close()
        if new is not None:
            new.unlink()
        raise
    return Ledger(database, origin)


def open_ledger(location: str | Path, *, writable: bool = False) -> Ledger:
    """Open a ledger at a path or a postgresql:// URL, to append to it or only to read.

    Tables of an earlier release are brought up to date when it is opened to be written. Raises InputError where there
    is no ledger, LedgerError where it cannot be used.
    """
    database = Database(location, writable=writable)
    try:
        with database.reading() as connection:
            if not holds_ledger(connection):
                raise InputError(
                    [InputProblem("账本", "huimin ledger init 建立的账本", "别的内容", file=database.shown)]
                )
            row = connection.execute(sa.select(schema.meta.c.schema_version, schema.meta.c.origin)).one_or_none()
        if row is None or not isinstance(row[0], int) or not isinstance(row[1], str):
            raise damaged("没有说明是什么账本")
        found, origin = row
        schema.refuse_newer(found)
        if found < schema.version():
            if not writable:
                raise InputError([InputProblem("账本", f"第 {schema.version()} 版格式的账本", f"第 {found} 版")])
            with database.writing() as connection:
                schema.upgrade(connection)
    except BaseException:
        database.close()
        raise
    return Ledger(database, origin)


def _archive(connection: sa.Connection, content: bytes) -> str:
    name = digest(content)
    found: bytes | None = connection.execute(
        sa.select(schema.archive.c.content).where(schema.archive.c.digest == name)
    ).scalar_one_or_none()
    if found is None:
        connection.execute(schema.archive.insert(), {"digest": name, "content": content})
    elif found != content:
        raise damaged(f"存档 {name} 的内容与摘要不符")
    return name


def _whole(connection: sa.Connection) -> Frontier:
    """The frontier to build on, locked; raises LedgerError where it is not the end of the stored tree."""
    tree = read_frontier(connection, lock=True)
    last = connection.execute(
        sa.select(schema.nodes.c.position, schema.nodes.c.hash).order_by(schema.nodes.c.position.desc()).limit(1)
    ).one_or_none()
    # The subtree that was completed last is the smallest one of the frontier.
    if tree is None or (None if last is None else tuple(last)) != (
        (positions(tree.size) - 1, tree.hashes[-1]) if tree.size else None
    ):
        raise damaged("树的末端损坏")
    return tree


def _fault(number: int, record: bytes) -> InputProblem | None:
    if not record:
        return InputProblem(f"记录 {number}", "至少一个字节", "空")
    if b"\n" in record:
        return InputProblem(f"记录 {number}", "不含换行的一行", "含有换行")
    return None
