"""A table of a DuckDB file, opened for reading alone.

It is written out as Parquet to a temporary folder, by DuckDB itself and in bounded memory, and read from there: so one
state of it is read, however often, and every type is exact.
"""

from pathlib import Path
from typing import Final

from huimin_rules.errors import nearest
from huimin_rules.loading.tables.extra import batch_extra
from huimin_rules.loading.tables.parquet import ParquetFiles, parquet_files
from huimin_rules.loading.tables.table import unreadable

with batch_extra("DuckDB 数据库"):
    import duckdb

_EXPECTED: Final = "DuckDB 数据库文件"
_HUGE: Final = ("HUGEINT", "UHUGEINT")
# A view may name a file or an address: nothing is fetched to read one.
_CLOSED: Final[dict[str, str | bool | int | float | list[str]]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}


def duckdb_table(path: Path, table: str, folder: Path) -> ParquetFiles:
    """The table of that name; `folder` takes what is written out. Raises InputError where there is none."""
    if not path.is_file():
        raise unreadable(str(path), _EXPECTED, "没有这个文件")
    try:
        with duckdb.connect(str(path), read_only=True, config=_CLOSED) as database:
            names = [
                (schema, name)
                for schema, name in database.execute(
                    "SELECT table_schema, table_name FROM information_schema.tables ORDER BY ALL"
                ).fetchall()
            ]
            schema, _, name = table.rpartition(".")
            if (schema or "main", name) not in names:
                known = [one if where == "main" else f"{where}.{one}" for where, one in names]
                near = nearest(table, known)
                told = f"，是否想写 {near}？" if near else ""
                raise unreadable(str(path), f"有的表（{'、'.join(known[:20])}）", f"{table}{told}")
            source = f"{_quoted(schema or 'main')}.{_quoted(name)}"
            columns = database.execute(f"DESCRIBE {source}").fetchall()
            # Parquet has no integers of 128 bits; decimals of 38 digits hold every number that anybody means.
            chosen = ", ".join(
                f"CAST({_quoted(column)} AS DECIMAL(38, 0)) AS {_quoted(column)}" if kind in _HUGE else _quoted(column)
                for column, kind, *_ in columns
            )
            file = folder / "table.parquet"
            database.execute(f"COPY (SELECT {chosen} FROM {source}) TO {_text(str(file))} (FORMAT parquet)")
    except duckdb.Error as error:
        first = (str(error).splitlines() or [""])[0]
        raise unreadable(str(path), _EXPECTED, f"读不出的数据库（{first}）") from None
    return parquet_files(file, f"{path}#{table}")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
