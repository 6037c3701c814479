"""Frames of every kind: the same kind comes out, and says the same."""

from collections.abc import Callable
from typing import Any

import duckdb
import pandas as pd  # type: ignore[import-untyped]  # it has none
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]  # it has none
import pytest

from huimin_rules.engines.columnar.reading import natives
from huimin_rules.service.tables import check_table
from tests.engines.columnar.rows import Table, table
from tests.engines.columnar.test_cases import FOLDERS, cases

KINDS: dict[str, tuple[type, Callable[[pl.DataFrame], Any], Callable[[Any], pl.DataFrame]]] = {
    "polars": (pl.DataFrame, lambda frame: frame, lambda found: found),
    "lazy": (pl.LazyFrame, lambda frame: frame.lazy(), lambda found: found.collect()),
    "pandas": (pd.DataFrame, lambda frame: frame.to_pandas(), pl.from_pandas),
    "pyarrow": (pa.Table, lambda frame: frame.to_arrow(), lambda found: pl.DataFrame(pl.from_arrow(found))),
    "duckdb": (duckdb.DuckDBPyRelation, lambda frame: duckdb.from_arrow(frame.to_arrow()), lambda found: found.pl()),
}
"""The class of each kind, how a Polars frame becomes one, and back."""


def some_cases(nested: bool) -> Table:
    policy, by_readings = cases(FOLDERS[0])
    return table(policy, by_readings[()][:80], nested=nested)


@pytest.mark.parametrize("nested", [True, False], ids=["nested", "children"])
@pytest.mark.parametrize("kind", KINDS)
def test_the_same_kind_comes_out_and_says_the_same(kind: str, nested: bool) -> None:
    policy, _ = cases(FOLDERS[0])
    own, there, back = KINDS[kind]
    rows = some_cases(nested)
    result = check_table(
        policy, there(rows.frame), children={path: there(child) for path, child in rows.children.items()}
    )
    assert isinstance(result, own)
    expected = check_table(policy, rows.frame, children=rows.children)
    assert back(result).equals(expected)
    assert back(result)["input_error"].null_count() == len(expected)


@pytest.mark.parametrize("kind", ["string", "large_string", "string_view", "dictionary"])
def test_texts_of_a_table_of_arrow_may_lie_as_they_like_and_in_chunks(kind: str) -> None:
    policy, _ = cases(FOLDERS[0])
    frame = some_cases(nested=True).frame
    given = frame.to_arrow()
    wanted = pa.dictionary(pa.int32(), pa.string()) if kind == "dictionary" else getattr(pa, kind)()
    texts = (pa.string(), pa.large_string(), pa.string_view())
    schema = pa.schema([pa.field(one.name, wanted if one.type in texts else one.type) for one in given.schema])
    given = given.cast(schema)
    chunks = pa.concat_tables([given.slice(0, 30), given.slice(30, 1), given.slice(31)])
    assert chunks.column(0).num_chunks == 3
    found = pl.DataFrame(pl.from_arrow(check_table(policy, chunks)))
    assert found.equals(check_table(policy, frame))


def test_the_kind_of_the_children_does_not_matter() -> None:
    policy, _ = cases(FOLDERS[0])
    rows = some_cases(nested=False)
    children = {
        path: KINDS[kind][1](child)
        for kind, (path, child) in zip(("lazy", "pandas", "pyarrow", "duckdb"), rows.children.items(), strict=True)
    }
    assert check_table(policy, rows.frame, children=children).equals(
        check_table(policy, rows.frame, children=rows.children)
    )


def test_a_relation_of_many_pieces_is_decided_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(natives, "_PIECE", 2048)
    policy, _ = cases(FOLDERS[0])
    frame = pl.concat([some_cases(nested=True).frame] * 70).with_columns(case=pl.int_range(pl.len()))
    relation = duckdb.from_arrow(frame.to_arrow())
    assert sum(1 for _ in natives.pieces_of(relation)) > 1
    found = check_table(policy, relation).pl()
    assert found.sort("case").equals(check_table(policy, frame))


def test_a_relation_of_no_rows_has_no_results() -> None:
    policy, _ = cases(FOLDERS[0])
    frame = some_cases(nested=True).frame.clear()
    found = check_table(policy, duckdb.from_arrow(frame.to_arrow())).pl()
    assert found.equals(check_table(policy, frame))
