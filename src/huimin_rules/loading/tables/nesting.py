"""The elements of lists brought to their applications, in bounded memory whatever the order of the rows.

What a list's table says is written to a temporary folder piece by piece, joined to the keys of the applications and
sorted there by DuckDB, which spills to disk, and read back for some applications at a time.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from huimin_rules.loading.tables.extra import batch_extra
from huimin_rules.loading.tables.heads import Heads
from huimin_rules.loading.tables.table import Flaw, Table
from huimin_rules.loading.tables.typed import typed
from huimin_rules.norms.columns import Holds
from huimin_rules.norms.facts import FactList

with batch_extra("成批的表"):
    import duckdb
    import polars as pl

OWNER: Final = "?owner"
"""The number of the application that an element belongs to. No fact has such a name."""
ROW: Final = "?row"
KEY: Final = "?key"
_POSITION: Final = "?position"
FAULT: Final = "?fault"
_MEMORY: Final = "512MB"
_ORPHANS: Final = 10_000


@dataclass(frozen=True, slots=True)
class ListTable:
    """The table of one list's elements, and what its heads mean."""

    each: FactList
    table: Table
    heads: Heads


@dataclass(frozen=True, slots=True)
class Orphan:
    """A row of a list's table that belongs to no application: its place, its key, and what is wrong."""

    key: str | None
    place: str
    found: str


class Nesting:
    """The elements of all lists that have tables of their own, by application."""

    def __init__(self, folder: Path, keys: Iterator[pl.DataFrame], lists: Sequence[ListTable]) -> None:
        """Join and sort. `keys` are frames of the number (`?owner`) and the key (`?key`) of each application."""
        self._folder = folder
        self._lists = {one.each.path: one for one in lists}
        _written(folder / "keys", keys, {OWNER: pl.Int64, KEY: pl.String})
        with duckdb.connect(":memory:", config={"memory_limit": _MEMORY, "temp_directory": str(folder)}) as database:
            database.execute(f"CREATE VIEW keys AS SELECT * FROM {_files(folder / 'keys')}")
            self._sort(
                database,
                f'SELECT "{OWNER}", "{KEY}" FROM (SELECT *, count(*) OVER (PARTITION BY "{KEY}") AS times FROM keys '
                f'WHERE "{KEY}" IS NOT NULL) WHERE times > 1 ORDER BY "{OWNER}"',
                "repeated",
            )
            for number, one in enumerate(lists):
                _written(folder / f"list{number}", _staged(one), _empty(one))
                self._sort(
                    database,
                    f'SELECT * FROM {_files(folder / f"list{number}")} LEFT JOIN (SELECT "{KEY}", min("{OWNER}") AS '
                    f'"{OWNER}" FROM keys WHERE "{KEY}" IS NOT NULL GROUP BY ALL) USING ("{KEY}") '
                    f'ORDER BY "{OWNER}" NULLS LAST, "{_POSITION}" NULLS LAST, "{ROW}"',
                    f"sorted{number}",
                )
        self._sorted = {one.each.path: folder / f"sorted{number}.parquet" for number, one in enumerate(lists)}

    def _sort(self, database: duckdb.DuckDBPyConnection, query: str, name: str) -> None:
        file = str(self._folder / f"{name}.parquet").replace("'", "''")
        database.execute(f"COPY ({query}) TO '{file}' (FORMAT parquet, ROW_GROUP_SIZE 20480)")

    def repeated(self, first: int, after: int) -> Mapping[int, str]:
        """The applications from one number to before another whose key others have too."""
        found = _between(self._folder / "repeated.parquet", first, after)
        return dict(zip(found[OWNER].to_list(), found[KEY].to_list(), strict=True))

    def elements(self, path: str, first: int, after: int) -> pl.DataFrame:
        """The rows of a list's table for the applications from one number to before another, in order."""
        return _between(self._sorted[path], first, after).drop(KEY, _POSITION)

    def orphans(self) -> Iterator[Orphan]:
        """The rows of lists' tables that belong to no application."""
        for path, file in self._sorted.items():
            one = self._lists[path]
            rows = pl.scan_parquet(file).filter(pl.col(OWNER).is_null()).select(KEY, ROW, FAULT)
            for frame in rows.collect_batches(chunk_size=_ORPHANS, maintain_order=True):
                for key, row, fault in frame.iter_rows():
                    found = fault or ("没有申请编号" if key is None else f"没有申请编号为“{key}”的申请")
                    yield Orphan(key, one.heads.place(one.table, row, None), found)


def _between(file: Path, first: int, after: int) -> pl.DataFrame:
    owner = pl.col(OWNER)
    return pl.scan_parquet(file).filter((owner >= first) & (owner < after)).collect()


def _staged(one: ListTable) -> Iterator[pl.DataFrame]:
    """The rows of a list's table as they are joined: key, number, position, what is wrong, and the items."""
    for piece in one.table.pieces(tuple(one.heads.columns)):
        frame = typed(piece.frame, one.heads.columns)
        by_holds = {column.holds: column.name for column in one.heads.columns.values()}
        faults = (
            [None] * frame.height
            if not piece.flaws
            else ["；".join(map(str, piece.flaws.get(row, ()))) or None for row in piece.rows]
        )
        position: pl.Expr = pl.lit(None, pl.Float64)
        wrong: pl.Expr = pl.lit(None, pl.String)
        if Holds.POSITION in by_holds:
            cell = pl.col(by_holds[Holds.POSITION])
            position = cell.cast(pl.Float64, strict=False)
            head = one.heads.head_of(by_holds[Holds.POSITION])
            wrong = pl.when(cell.is_not_null() & position.is_null()).then(
                pl.concat_str(pl.lit(str(Flaw(head, "应为数，实为“"))), cell.cast(pl.String), pl.lit("”"))
            )
        yield frame.select(
            pl.col(by_holds[Holds.KEY]).alias(KEY),
            pl.Series(ROW, piece.rows, dtype=pl.Int64),
            position.alias(_POSITION),
            pl.coalesce(pl.Series(FAULT, faults, dtype=pl.String), wrong).alias(FAULT),
            *(column.name for column in one.heads.columns.values() if column.holds in (Holds.VALUE, Holds.PART)),
        )


def _empty(one: ListTable) -> dict[str, type[pl.DataType]]:
    """The columns of a list's table that has no rows."""
    items = [column.name for column in one.heads.columns.values() if column.holds in (Holds.VALUE, Holds.PART)]
    return {KEY: pl.String, ROW: pl.Int64, _POSITION: pl.Float64, FAULT: pl.String, **dict.fromkeys(items, pl.String)}


def _written(folder: Path, frames: Iterator[pl.DataFrame], empty: Mapping[str, type[pl.DataType]]) -> None:
    """Write frames to a folder of their own; where there are none, one without rows."""
    folder.mkdir()
    number = 0
    for frame in frames:
        frame.write_parquet(folder / f"{number:08}.parquet")
        number += 1
    if not number:
        pl.DataFrame(schema=dict(empty)).write_parquet(folder / "0.parquet")


def _files(folder: Path) -> str:
    pattern = str(folder / "*.parquet").replace("'", "''")
    return f"read_parquet('{pattern}')"
