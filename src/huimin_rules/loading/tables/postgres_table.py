"""Tables of a PostgreSQL database, all of one run in one read-only transaction and so in one state.

Rows come through a cursor of the server, some at a time, and are written to a temporary folder as Parquet: a server
promises no order, and what is read twice must be the same twice. Cells are text as a person would write them.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Final, TypeAlias
from urllib.parse import urlsplit

from huimin_rules.errors import InputError
from huimin_rules.loading.tables.extra import batch_extra
from huimin_rules.loading.tables.parquet import ParquetFiles, parquet_files
from huimin_rules.loading.tables.table import ROWS, unreadable
from huimin_rules.loading.tables.text import as_text

with batch_extra("PostgreSQL 数据库"):
    import polars as pl
    import psycopg
    from psycopg import sql

Connection: TypeAlias = psycopg.Connection[tuple[object, ...]]
_EXPECTED: Final = "可以读取的 PostgreSQL 表"


@contextmanager
def postgres_connection(url: str) -> Iterator[Connection]:
    """A connection that sees one state and writes nothing; raises InputError where none can be had."""
    try:
        connection = psycopg.connect(url, application_name="huimin")
    except psycopg.Error as error:
        raise _refused(shown_url(url), error) from None
    with connection:
        connection.read_only = True
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        yield connection


def postgres_table(connection: Connection, url: str, table: str, folder: Path) -> ParquetFiles:
    """The table of that name, with its schema or as the server's search path finds it; `folder` takes what is written
    out. Raises InputError where there is none.
    """
    called = f"{shown_url(url)}#{table}"
    query = sql.SQL("SELECT * FROM {}").format(sql.Identifier(*table.split(".")))
    try:
        with connection.cursor() as cursor:
            cursor.execute(query + sql.SQL(" LIMIT 0"))
            heads = tuple(one.name for one in cursor.description or ())
        with connection.cursor(name="huimin") as rows_of:
            rows_of.execute(query)
            _written(folder / "0.parquet", heads, [])
            for number in count(1):
                rows = rows_of.fetchmany(ROWS)
                if not rows:
                    break
                _written(folder / f"{number:08}.parquet", heads, rows)
    except psycopg.Error as error:
        raise _refused(called, error) from None
    return parquet_files(folder, called)


def shown_url(url: str) -> str:
    """An address without its password."""
    parts = urlsplit(url)
    user = f"{parts.username}@" if parts.username else ""
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{user}{parts.hostname or ''}{port}{parts.path}"


def _written(file: Path, heads: Sequence[str], rows: Sequence[tuple[object, ...]]) -> None:
    columns = zip(*rows, strict=True) if rows else [()] * len(heads)
    pl.DataFrame(
        [
            pl.Series(head, [_text(value) for value in column], dtype=pl.String)
            for head, column in zip(heads, columns, strict=True)
        ]
    ).write_parquet(file)


def _text(value: object) -> str | None:
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, default=as_text)
    return as_text(value)


def _refused(name: str, error: psycopg.Error) -> InputError:
    return unreadable(name, _EXPECTED, f"读不出（{' '.join(str(error).split())}）")
