"""The tables of a ledger, the same in SQLite and PostgreSQL, and the way from one version of them to the next."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, TypeAlias

from huimin_rules.errors import LedgerError
from huimin_rules.ledger.extra import audit_extra

with audit_extra("账本"):
    import sqlalchemy as sa
    from sqlalchemy.types import TypeDecorator

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect


class Octets(TypeDecorator[bytes]):
    """Bytes. What somebody has stored in their place (SQLite takes anything) is read as no bytes at all: nothing that
    belongs into a ledger is empty, and looking for damage must not fail on it.
    """

    impl = sa.LargeBinary
    cache_ok = True

    def result_processor(self, dialect: "Dialect", coltype: object) -> Callable[[object], bytes]:
        """Bytes as they are."""
        del dialect, coltype
        return lambda value: value if isinstance(value, bytes) else b""


# SQLite has one integer that is a key of its own right.
_WHOLE: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

tables: Final = sa.MetaData()

meta: Final = sa.Table(
    "ledger_meta",
    tables,
    sa.Column("id", sa.Integer, sa.CheckConstraint("id = 1"), primary_key=True, autoincrement=False),
    sa.Column("schema_version", sa.Integer, nullable=False),
    sa.Column("origin", sa.Text, nullable=False),
)
"""One row: what this ledger is."""

head: Final = sa.Table(
    "ledger_head",
    tables,
    sa.Column("id", sa.Integer, sa.CheckConstraint("id = 1"), primary_key=True, autoincrement=False),
    sa.Column("size", _WHOLE, nullable=False),
    sa.Column("frontier", Octets, nullable=False),
)
"""One row, which every writer locks: the number of entries and the hashes of the frontier, one after the other."""

leaves: Final = sa.Table(
    "ledger_leaves",
    tables,
    sa.Column("idx", _WHOLE, primary_key=True, autoincrement=False),
    sa.Column("record", Octets, nullable=False),
)
"""The entries, from 0."""

nodes: Final = sa.Table(
    "ledger_nodes",
    tables,
    sa.Column("position", _WHOLE, primary_key=True, autoincrement=False),
    sa.Column("hash", Octets, nullable=False),
)
"""The perfect subtrees, leaf hashes included, in the order in which they were completed (`merkle.position`)."""

checkpoints: Final = sa.Table(
    "ledger_checkpoints",
    tables,
    sa.Column("number", _WHOLE, primary_key=True, autoincrement=False),
    sa.Column("note", Octets, nullable=False),
)
"""The checkpoints that were signed, from 0."""

archive: Final = sa.Table(
    "ledger_archive",
    tables,
    sa.Column("digest", sa.Text, primary_key=True),
    sa.Column("content", Octets, nullable=False),
)
"""What records refer to by its digest (`sha256:` and 64 hexadecimal digits)."""

Migration: TypeAlias = Callable[[sa.Connection], None]

MIGRATIONS: tuple[Migration, ...] = ()
"""The n-th turns the tables of version n into those of version n + 1. The tables above are the newest."""


def version() -> int:
    """The version of the tables above."""
    return 1 + len(MIGRATIONS)


def create(connection: sa.Connection, origin: str) -> None:
    """Make the tables of a new, empty ledger."""
    tables.create_all(connection, checkfirst=False)
    connection.execute(meta.insert(), {"id": 1, "schema_version": version(), "origin": origin})
    connection.execute(head.insert(), {"id": 1, "size": 0, "frontier": b""})


def upgrade(connection: sa.Connection) -> None:
    """Bring older tables up to this version, within the transaction of a writer; raises LedgerError for newer ones."""
    found = connection.execute(sa.select(meta.c.schema_version).with_for_update()).scalar_one()
    refuse_newer(found)
    for migration in MIGRATIONS[found - 1 :]:
        migration(connection)
    connection.execute(meta.update().values(schema_version=version()))


def refuse_newer(found: int) -> None:
    """Raise LedgerError for tables that a later release of the library has made."""
    if found > version():
        raise LedgerError(f"账本的格式是第 {found} 版，本程序只认识到第 {version()} 版：请升级 huimin-rules")
