"""Frames of every kind: the same kind comes out, and says the same."""

from collections.abc import Callable
from typing import Any

import duckdb
import pandas as pd  # type: ignore[import-untyped]  # it has none
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]  # it has none
import pytest

from huimin_rules.engines.columnar import natives
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
