"""A table as columns that have been read: every fact of a policy, row by row, and what in it cannot be read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from huimin_rules.engines.columnar.reading.cells import Places, Reading
from huimin_rules.engines.columnar.reading.columns import (
    Batch,
    Column,
    ListColumn,
    State,
    Unsettled,
    Whole,
    number_of,
    unstated,
)
from huimin_rules.engines.columnar.reading.determined import PARTS, open_items, open_scalars
from huimin_rules.engines.columnar.reading.held import Held, HeldTable, held
from huimin_rules.engines.columnar.reading.judged import judged
from huimin_rules.engines.columnar.reading.problems import NO_RECORD, REPEATED, TOO_MANY, CellReader, Problems, too_few
from huimin_rules.norms.facts import MAX_ITEMS, NONE, Fact, FactList
from huimin_rules.norms.policy import Policy

POSITION: Final = "position"


@dataclass(frozen=True, slots=True)
class Orphan:
    """Rows of a child table that belong to no application: the key, and which list's table they stand in."""

    key: object
    over: str


@dataclass(frozen=True, slots=True)
class ReadTable:
    """A table that has been read: its rows, the problems of those that cannot be, and child rows of none."""

    batch: Batch
    problems: Problems
    orphans: tuple[Orphan, ...] = field(default=())


def read_table(
    policy: Policy, cells: CellReader, table: HeldTable, key: str, children: Mapping[str, pl.DataFrame]
) -> ReadTable:
    """Read all columns of a table and of its child tables."""
    reading = Reading(cells, Problems())
    rows = table.height
    table = _flat(table, open_scalars(policy))
    scalars = {fact.path: _fact(reading, fact, fact.path, table, rows) for fact in policy.scalars}
    family = _Family(reading, table, key) if children else None
    lists: dict[str, ListColumn] = {}
    for each in policy.lists:
        counted = _counted(reading, each, table)
        if each.path in children:
            assert family is not None
            lists[each.path] = family.list_column(each, children[each.path], counted)
        else:
            lists[each.path] = _nested(reading, each, table, counted)
    return ReadTable(Batch(rows, scalars, lists), reading.problems, tuple(family.orphans) if family is not None else ())


def _fact(
    reading: Reading, fact: Fact, name: str, columns: Mapping[str, Held], rows: int, at: Places | None = None
) -> Column:
    """The column of a fact from the columns of its name."""

    def places(part: str) -> Places:
        column = f"{name}.{part}" if part else name
        if at is None:
            return lambda row: (row, column)
        return lambda element: (at(element)[0], f"{at(element)[1]}.{column}")

    if fact.judgement:
        return judged(reading, fact, _parts(columns, name), rows, places)
    if name not in columns:
        return unstated(rows)
    return reading.column(fact, columns[name].series, places(""))


def _parts(columns: Mapping[str, Held], name: str) -> dict[str, Held]:
    found = {part: columns[f"{name}.{part}"] for part in PARTS if f"{name}.{part}" in columns}
    if name in columns:
        found[""] = columns[name]
    return found


def _counted(reading: Reading, each: FactList, table: HeldTable) -> npt.NDArray[np.int64] | None:
    """How many elements each row says that it has; -1 where it does not say."""
    name = each.count.path
    if name not in table:
        return None
    column = reading.column(each.count, table[name].series, lambda row: (row, name))
    if isinstance(column, Whole):
        numbers = column.values.astype(np.int64)
        if column.missing is not None:
            numbers[column.missing] = -1
        return numbers
    return np.array([_number(state) for state in column.states], np.int64)[column.codes]


def _number(count: State) -> int:
    if isinstance(count, Unsettled):
        return -1
    return 0 if count == NONE else int(number_of(count))


def _nested(reading: Reading, each: FactList, table: HeldTable, counted: npt.NDArray[np.int64] | None) -> ListColumn:
    """A list from a nested column."""
    rows = table.height
    if each.path not in table or table[each.path].kind == pl.Null:
        if counted is None:
            return _unstated(each, rows)
        return _whole_list(reading, each, np.zeros(rows, np.int64), np.zeros(rows, np.bool_), pl.DataFrame(), counted)
    series = table[each.path].series
    stated = series.is_not_null().to_numpy()
    sizes = series.list.len().fill_null(0).cast(pl.Int64).to_numpy()
    inner = series.explode(empty_as_null=False, keep_nulls=False)
    elements = inner.struct.unnest() if isinstance(inner.dtype, pl.Struct) else pl.DataFrame()
    _unsaid(reading, each, sizes, inner)
    return _whole_list(reading, each, sizes, stated, flattened(elements, open_items(each)), counted)


def _unstated(each: FactList, rows: int) -> ListColumn:
    """A list that no row states."""
    offsets = np.broadcast_to(np.int64(0), (rows + 1,))
    return ListColumn(
        each, offsets, np.broadcast_to(np.False_, (rows,)), {item.path: unstated(0) for item in each.items}
    )


def _unsaid(reading: Reading, each: FactList, sizes: npt.NDArray[np.int64], inner: pl.Series) -> None:
    """Elements that are null: they would say nothing at all, and have no place in a list."""
    if not inner.null_count():
        return
    ends = np.cumsum(sizes)
    for element in np.flatnonzero(inner.is_null().to_numpy()):
        row = int(np.searchsorted(ends, element, side="right"))
        place = int(element - (ends[row] - sizes[row]))
        reading.problems.add((row,), f"{each.path}[{place}]", None, NO_RECORD)


def flattened(frame: pl.DataFrame, determined: Iterable[str]) -> pl.DataFrame:
    """The frame with determinations that stand in one column as a record taken apart; `determined` are the columns in
    which one may stand.
    """
    for name in determined:
        if name in frame.columns and isinstance(frame.schema[name], pl.Struct):
            record = frame[name].struct.unnest()
            frame = frame.drop(name).with_columns(record[part].alias(f"{name}.{part}") for part in record.columns)
    return frame


def _flat(table: HeldTable, determined: Iterable[str]) -> HeldTable:
    """The same for a table as it was handed in."""
    records = [name for name in determined if name in table and isinstance(table[name].kind, pl.Struct)]
    if not records:
        return table
    parts = held(flattened(pl.DataFrame({name: table[name].series for name in records}), records))
    others = ((name, one) for name, one in table.items() if name not in records)
    return HeldTable(table.height, [*others, *parts.items()])


def _whole_list(
    reading: Reading,
    each: FactList,
    sizes: npt.NDArray[np.int64],
    stated: npt.NDArray[np.bool_],
    elements: pl.DataFrame,
    counted: npt.NDArray[np.int64] | None,
) -> ListColumn:
    if counted is not None:
        for row in np.flatnonzero((counted >= 0) & (counted != sizes)):
            found = f"应为列表的项数（实有 {sizes[row]} 项）"
            reading.problems.add((int(row),), each.count.path, int(counted[row]), found)
        stated = stated | (counted == 0)
    for row in np.flatnonzero(stated & (sizes < each.at_least)):
        reading.problems.add((int(row),), each.path, f"{sizes[row]} 项", too_few(each.at_least))
    for row in np.flatnonzero(sizes > MAX_ITEMS):
        reading.problems.add((int(row),), each.path, f"{sizes[row]} 项", TOO_MANY)
    offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)])

    def at(element: int) -> tuple[int, str]:
        row = int(np.searchsorted(offsets, element, side="right")) - 1
        return row, f"{each.path}[{element - int(offsets[row])}]"

    total = int(offsets[-1])
    columns = held(elements)
    items = {item.path: _fact(reading, item, item.name, columns, total, at) for item in each.items}
    return ListColumn(each, offsets, stated, items)


class _Family:
    """The applications of a table by their keys, and the child rows that belong to them."""

    def __init__(self, reading: Reading, table: HeldTable, key: str) -> None:
        self.reading = reading
        self.rows = table.height
        self.key = key
        self.orphans: dict[Orphan, None] = {}
        keys = table[key].series
        numbered = pl.DataFrame({"key": keys, "row": pl.int_range(self.rows, dtype=pl.Int64, eager=True)})
        repeated = numbered.filter(pl.col("key").is_duplicated() & pl.col("key").is_not_null())
        for one, row in repeated.iter_rows():
            reading.problems.add((row,), key, one, REPEATED)
        self.first = numbered.unique("key", keep="first", maintain_order=False)

    def list_column(self, each: FactList, child: pl.DataFrame, counted: npt.NDArray[np.int64] | None) -> ListColumn:
        """A list from a child table."""
        keys = child[self.key]
        if keys.dtype != self.first.schema["key"]:
            keys = keys.cast(pl.String)
            first = self.first.with_columns(pl.col("key").cast(pl.String))
        else:
            first = self.first
        joined = pl.DataFrame({"key": keys}).with_row_index("at").join(first, on="key", how="left").sort("at")
        row = joined["row"]
        for lost in keys.filter(row.is_null()).unique(maintain_order=True).to_list():
            self.orphans[Orphan(lost, each.path)] = None
        belonging = child.with_columns(row.alias("\0row")).filter(pl.col("\0row").is_not_null())
        order = ["\0row", POSITION] if POSITION in child.columns else ["\0row"]
        belonging = belonging.sort(order, maintain_order=True)
        sizes = np.bincount(belonging["\0row"].to_numpy(), minlength=self.rows).astype(np.int64)
        elements = flattened(belonging, open_items(each))
        return _whole_list(self.reading, each, sizes, sizes > 0, elements, counted)
