"""The same rows as the frames of every engine."""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import duckdb
import polars as pl

from tests.tables.cells import SCALE, Dress
from tests.tables.rows import Drawn
from tests.tables.sheets import KEY, Column, Listed, Sheet

TYPES: Final[Mapping[Dress, Any]] = {
    Dress.BOOLEAN: pl.Boolean(),
    Dress.DATE: pl.Date(),
    Dress.TIMESTAMP: pl.Datetime("us"),
    Dress.WHOLE: pl.Int64(),
    Dress.DECIMAL: pl.Decimal(32, SCALE),
    Dress.FLOAT: pl.Float64(),
    Dress.TEXT: pl.String(),
}
RECORDS: Final = 0.5
"""How many determinations stand in one column, of those beside which there is no word of the applicant's."""
LOCAL: Final = ("polars", "lazy", "arrow", "pandas", "duckdb")
"""The kinds of frames that need no cluster."""


@dataclass(frozen=True)
class Tables:
    """A table of applications and its child frames, by the paths of the lists."""

    table: Any
    children: Mapping[str, Any]

    @property
    def frames(self) -> Sequence[Any]:
        """All of them."""
        return (self.table, *self.children.values())


def tables(sheet: Sheet, rows: Sequence[Drawn], rng: random.Random) -> Tables:
    """The rows as Polars frames; those of child frames stand in any order, and so do columns."""
    key = pl.Int64() if sheet.whole_key else pl.String()
    columns: list[pl.Series] = [pl.Series(KEY, [row.key for row in rows], dtype=key)]
    columns += [_series(column, [row.cells.get(column.name) for row in rows]) for column in sheet.columns]
    for listed in sheet.lists:
        if listed.nested:
            columns.append(_nested(listed, [row.lists[listed.each.path] for row in rows], rng))
        if listed.count is not None:
            columns.append(_series(listed.count, [row.cells[listed.count.name] for row in rows]))
    rng.shuffle(columns)
    children = {each.each.path: _child(each, rows, key, rng) for each in sheet.children}
    judged = [fact.path for fact in sheet.policy.scalars if fact.judgement]
    return Tables(_recorded(pl.DataFrame(columns), judged, rng), children)


def _together(names: Sequence[str], judged: Iterable[str], rng: random.Random) -> dict[str, list[str]]:
    """Some determinations that stand in one column as a record, and the columns of their parts."""
    found = {}
    for one in judged:
        parts = [name for name in names if name.startswith(f"{one}.")]
        if parts and one not in names and rng.random() < RECORDS:
            found[one] = parts
    return found


def _recorded(frame: pl.DataFrame, judged: Iterable[str], rng: random.Random) -> pl.DataFrame:
    for one, parts in _together(frame.columns, judged, rng).items():
        record = pl.struct(pl.col(part).alias(part.removeprefix(f"{one}.")) for part in parts)
        frame = frame.with_columns(record.alias(one)).drop(parts)
    return frame


def _nested(listed: Listed, values: Sequence[Any], rng: random.Random) -> pl.Series:
    """A list as a nested column."""
    types = {column.name: TYPES[column.dress] for column in listed.columns}
    together = _together(list(types), [item.name for item in listed.each.items if item.judgement], rng)
    apart = {part for parts in together.values() for part in parts}

    def recorded(element: Mapping[str, Any]) -> dict[str, Any]:
        found = {name: element.get(name) for name in types if name not in apart}
        for one, parts in together.items():
            found[one] = {part.removeprefix(f"{one}."): element.get(part) for part in parts}
        return found

    kinds = {name: kind for name, kind in types.items() if name not in apart}
    for one, parts in together.items():
        kinds[one] = pl.Struct({part.removeprefix(f"{one}."): types[part] for part in parts})
    lists = [None if each is None else [None if one is None else recorded(one) for one in each] for each in values]
    return pl.Series(listed.each.path, lists, dtype=pl.List(pl.Struct(kinds)), strict=True)


def _series(column: Column, cells: Sequence[Any]) -> pl.Series:
    return pl.Series(column.name, cells, dtype=TYPES[column.dress], strict=True)


def _child(listed: Listed, rows: Sequence[Drawn], key: Any, rng: random.Random) -> pl.DataFrame:
    found = [
        (row.key, place, element or {})
        for row in rows
        for place, element in enumerate(row.lists[listed.each.path] or ())
    ]
    if listed.placed:
        rng.shuffle(found)
    columns = [pl.Series(KEY, [one for one, _, _ in found], dtype=key)]
    if listed.placed:
        columns.append(pl.Series("position", [place for _, place, _ in found], dtype=pl.Int64()))
    columns += [_series(one, [cells.get(one.name) for _, _, cells in found]) for one in listed.columns]
    return _recorded(pl.DataFrame(columns), [item.name for item in listed.each.items if item.judgement], rng)


def local(kind: str, given: Tables, connection: duckdb.DuckDBPyConnection) -> Tables:
    """The same tables as frames of another kind."""
    return Tables(
        _local(kind, given.table, connection),
        {path: _local(kind, child, connection) for path, child in given.children.items()},
    )


def _local(kind: str, frame: pl.DataFrame, connection: duckdb.DuckDBPyConnection) -> Any:
    match kind:
        case "polars":
            return frame
        case "lazy":
            return frame.lazy()
        case "arrow":
            return frame.to_arrow()
        case "pandas":
            return frame.to_pandas(use_pyarrow_extension_array=True)
        case "duckdb":
            return connection.from_arrow(frame.to_arrow())
        case _:
            raise ValueError(kind)


def collected(frame: Any) -> pl.DataFrame:
    """What came out, as a Polars frame, whatever kind of frame it is."""
    if isinstance(frame, pl.DataFrame):
        return frame
    if isinstance(frame, pl.LazyFrame):
        return frame.collect()
    if isinstance(frame, duckdb.DuckDBPyRelation):
        frame = frame.to_arrow_table()
    if hasattr(frame, "toArrow"):
        frame = frame.toArrow()
    found = pl.from_pandas(frame) if hasattr(frame, "iloc") else pl.from_arrow(frame)
    assert isinstance(found, pl.DataFrame)
    return found
