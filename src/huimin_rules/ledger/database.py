"""The database under a ledger: an SQLite file by its path, or PostgreSQL by its URL. What differs between them is here.

A write is durable when its transaction has been committed. SQLite keeps a write-ahead log with synchronous=FULL, which
is synchronised at each commit. (With a rollback journal FULL would not be enough: the journal's removal, which is the
commit, could be lost with the power.) On PostgreSQL a commit is as durable as the server is told to be, so a server or
a role that is told not to wait is overruled or refused.

Writers take turns: an immediate transaction in SQLite, a lock on the one row of `ledger_head` in PostgreSQL. Readers
see one state of the whole ledger and hold up nobody.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from huimin_rules.errors import InputError, InputProblem, LedgerError
from huimin_rules.ledger import schema
from huimin_rules.ledger.extra import audit_extra

with audit_extra("账本"):
    import sqlalchemy as sa
    from sqlalchemy.engine import URL, make_url
    from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

_PATIENCE: Final = 60.0
"""How many seconds a writer waits for its turn in SQLite."""
_WRITES: Final = "ledger_writes"
_MODE: Final = 0o600


class Database:
    """One database that holds one ledger. Threads may share it, processes may not: each opens its own."""

    def __init__(self, location: str | Path, *, writable: bool) -> None:
        """Reach for the database at a path or a postgresql:// URL; raises InputError where there is nothing."""
        url = _url(location)
        self._postgresql = url is not None
        if url is None:
            path = Path(location)
            self.shown = str(path)
            if not path.is_file():
                raise InputError([InputProblem("账本", "存在的账本文件，或者 postgresql:// 地址", self.shown)])
            engine = _sqlite(path, writable)
        else:
            self.shown = url.render_as_string(hide_password=True)
            engine = _postgresql(url)
        self._engine = engine
        # An isolation of its own for each use: what the server takes for the default may be any.
        reads = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True} if self._postgresql else {}
        writes = {"isolation_level": "READ COMMITTED"} if self._postgresql else {_WRITES: True}
        self._reader = engine.execution_options(**reads)
        self._writer = engine.execution_options(**writes)

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """One state of the database, for as long as the block lasts."""
        with self._errors(), self._reader.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A transaction that no other writer overlaps; durable when the block has been left without an exception."""
        with self._errors(), self._writer.connect() as connection, connection.begin():
            if self._postgresql:
                self._wait_for_disk(connection)
            yield connection

    def _wait_for_disk(self, connection: sa.Connection) -> None:
        """Let this transaction's commit wait for the disk; stronger settings than that are left as they are."""
        fsync, _ = connection.exec_driver_sql(
            "SELECT current_setting('fsync'), CASE WHEN current_setting('synchronous_commit') = 'off'"
            " THEN set_config('synchronous_commit', 'on', true) END"
        ).one()
        if fsync != "on":
            raise LedgerError(f"{self.shown}：服务器设了 fsync=off，断电会丢失已确认的记录，不能用作账本")

    def close(self) -> None:
        """Let go of every connection."""
        self._engine.dispose()

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            why = error.orig if isinstance(error, DBAPIError) else error
            said = " ".join(str(why).split())
            raise LedgerError(f"{self.shown}：账本无法使用（{said}）") from error


def new_file(path: Path) -> None:
    """Make the empty file of a new SQLite ledger, which must not exist yet; raises InputError where it cannot be."""
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _MODE))
    except FileExistsError:
        raise InputError([InputProblem("账本", "尚不存在的文件", "已经存在", file=str(path))]) from None
    except OSError as error:
        raise InputError([InputProblem("账本", "可以写入的文件", error.strerror or "", file=str(path))]) from None


def is_url(location: str | Path) -> bool:
    """Whether a ledger is named by a URL and not by a path."""
    return isinstance(location, str) and "://" in location


def _url(location: str | Path) -> URL | None:
    if not isinstance(location, str) or not is_url(location):
        return None
    try:
        url = make_url(location)
    except (ArgumentError, ValueError):
        # The text may hold a password, so it is not repeated.
        raise InputError([InputProblem("账本", "postgresql:// 地址", "读不懂的地址")]) from None
    if url.get_backend_name() != "postgresql":
        raise InputError([InputProblem("账本", "文件，或者 postgresql:// 地址", f"{url.drivername}://")])
    return url.set(drivername="postgresql+psycopg")


def _postgresql(url: URL) -> sa.Engine:
    with audit_extra("PostgreSQL 账本"):
        return sa.create_engine(url, pool_pre_ping=True)


def _sqlite(path: Path, writable: bool) -> sa.Engine:
    uri = path.resolve().as_uri() + ("?mode=rw" if writable else _read_only(path))

    def connect() -> sqlite3.Connection:
        # No transactions of the driver's own: they would begin without the lock.
        connection = sqlite3.connect(uri, uri=True, timeout=_PATIENCE, isolation_level=None, check_same_thread=False)
        # Damaged text is no reason not to look at the rest.
        connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
        # A file from elsewhere must not bring code that runs.
        connection.execute("PRAGMA trusted_schema = OFF")
        if writable:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            # Elsewhere than on macOS these two change nothing.
            connection.execute("PRAGMA fullfsync = ON")
            connection.execute("PRAGMA checkpoint_fullfsync = ON")
        else:
            connection.execute("PRAGMA query_only = ON")
        return connection

    engine = sa.create_engine("sqlite+pysqlite://", creator=connect, poolclass=sa.QueuePool)

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        writes = connection.get_execution_options().get(_WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _read_only(path: Path) -> str:
    """How to open a file for reading. On a medium that takes no writes a closed ledger is read as it lies there: the
    usual way shares memory with writers through a file beside it.
    """
    beside = path.resolve()
    closed = not beside.with_name(f"{beside.name}-wal").exists()
    return "?mode=ro&immutable=1" if closed and not os.access(beside.parent, os.W_OK) else "?mode=ro"


def holds_ledger(connection: sa.Connection) -> bool:
    """Whether the database has the tables of a ledger."""
    return sa.inspect(connection).has_table(schema.meta.name)
