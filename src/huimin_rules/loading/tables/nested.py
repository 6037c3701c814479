"""Lists that stand inside the rows of a table, as frames of their elements."""

import json
from collections.abc import Collection, Iterator
from typing import Final

from huimin_rules.errors import InputError, InputProblem, nearest
from huimin_rules.loading.tables.extra import batch_extra
from huimin_rules.loading.tables.text import as_text
from huimin_rules.loading.tables.typed import typed
from huimin_rules.norms.columns import KEY, POSITION, Column, Holds, element_columns
from huimin_rules.norms.facts import UNKNOWN_WORD, FactList

with batch_extra("成批的表"):
    import polars as pl

_NONE_WORDS: Final = ("0", "无")
Wrong = list[tuple[int, str, tuple[str, ...]]]
"""The number of a row, what is wrong with it, and the lists that cannot be read for it."""


def unnested(
    frame: pl.DataFrame, columns: Collection[Column], first: int
) -> tuple[pl.DataFrame, dict[str, pl.DataFrame], Wrong]:
    """The frame without its lists but with how many elements each has, a frame of elements for each list, and what is
    wrong with a row, by its number from `first`. Raises InputError for a list of something else than records.
    """
    children: dict[str, pl.DataFrame] = {}
    wrong: Wrong = []
    for column in columns:
        if column.holds is Holds.LIST and isinstance(column.fact, FactList):
            cells = frame[column.name]
            if cells.dtype == pl.String:
                cells, found = _parsed(cells, column.fact)
                wrong += [(first + place, told, (column.name,)) for place, told in found]
            cells = _records(cells, column.fact)
            empty = [
                place
                for place, one in enumerate(cells.list.eval(pl.element().is_null().any()).list.first().to_list())
                if one
            ]
            wrong += [(first + place, f"“{column.label}”有空的一项", ()) for place in empty]
            children[column.name] = _elements(frame[KEY], cells, column.fact)
            count = column.fact.count.path
            lengths = cells.list.len()
            if count in frame.columns:
                # What a row says stands; whether it is true is found where all cells are read.
                said = frame[count]
                kind = pl.Float64 if said.dtype.is_numeric() else pl.String
                lengths = pl.select(pl.coalesce(said.cast(kind), lengths.cast(kind))).to_series()
            frame = frame.drop(column.name).with_columns(lengths.alias(count))
    return frame, children, wrong


def _parsed(cells: pl.Series, each: FactList) -> tuple[pl.Series, list[tuple[int, str]]]:
    """Lists that are written in text, as JSON."""
    names = tuple(item.name for item in each.items)
    known = frozenset(_items(each))
    lists: list[list[dict[str, str | None]] | None] = []
    wrong = []
    for place, text in enumerate(cells):
        found = None
        if text is not None and text != UNKNOWN_WORD:
            try:
                found = [] if text in _NONE_WORDS else _read(text, known)
            except (ValueError, RecursionError):
                wrong.append(
                    (
                        place,
                        f"“{each.asked.label}”应为 JSON 列表（每项一个映射：{'、'.join(names)}），实为“{text[:40]}”",
                    )
                )
        lists.append(found)
    return pl.Series(cells.name, lists, dtype=pl.List(pl.Struct(dict.fromkeys(sorted(known), pl.String)))), wrong


def _read(text: str, known: Collection[str]) -> list[dict[str, str | None]]:
    """The elements of a list in JSON, their cells as texts; raises ValueError for what is no list of such elements."""
    found = json.loads(text, parse_float=str, parse_int=str)
    if not isinstance(found, list):
        raise ValueError(text)
    return [
        dict.fromkeys(known) | {name: _cell(name, cell, known) for name, cell in _flat(one, known)} for one in found
    ]


def _flat(element: object, known: Collection[str]) -> Iterator[tuple[str, object]]:
    """What an element says, by the names of columns; a determination may stand in it as a record."""
    if not isinstance(element, dict):
        raise ValueError(element)
    for name, value in element.items():
        if isinstance(value, dict) and f"{name}.value" in known:
            yield from ((f"{name}.{part}", cell) for part, cell in value.items())
        else:
            yield name, value


def _cell(name: str, value: object, known: Collection[str]) -> str | None:
    if name not in known:
        raise ValueError(name)
    if isinstance(value, list) and name.endswith(".evidence") and all(isinstance(one, str) for one in value):
        return "；".join(value) or None
    if isinstance(value, list | dict):
        raise ValueError(value)
    return as_text(value)


def _records(cells: pl.Series, each: FactList) -> pl.Series:
    """The lists, if they are lists of records whose items the policy knows; raises InputError otherwise."""
    if cells.dtype == pl.Null:
        return cells.cast(pl.List(pl.Struct({each.items[0].name: pl.String})))
    if isinstance(cells.dtype, pl.Array):
        cells = cells.arr.to_list()
    kind = cells.dtype
    if not isinstance(kind, pl.List) or not isinstance(kind.inner, pl.Struct):
        raise InputError([InputProblem(each.path, "列表（每项一个映射）", str(kind))])
    known = set(_items(each))
    problems = [
        InputProblem(
            f"{each.path}[].{one.name}",
            f"{each.path} 的内容（{'、'.join(item.name for item in each.items)}）",
            "未知的名称",
            nearest(one.name, known),
        )
        for one in kind.inner.fields
        if one.name not in known
    ]
    if problems:
        raise InputError(problems)
    return cells


def _elements(owners: pl.Series, cells: pl.Series, each: FactList) -> pl.DataFrame:
    """The elements of all lists, one a row, in order."""
    name = cells.name
    flat = pl.DataFrame([owners, cells]).filter(pl.col(name).list.len() > 0).explode(name).unnest(name)
    known = {head: column for head, column in _items(each).items() if head in flat.columns}
    return flat.select(pl.col(KEY), pl.int_range(pl.len(), dtype=pl.Int64).alias(POSITION)).hstack(typed(flat, known))


def _items(each: FactList) -> dict[str, Column]:
    """What an element may hold: its items, and the parts of their determinations."""
    return {one.name: one for one in element_columns(each) if one.holds in (Holds.VALUE, Holds.PART)}
