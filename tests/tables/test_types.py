"""A column says the same in every type that can hold its cells."""

from collections.abc import Callable
from functools import cache
from typing import Any

import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]  # it has no types
import pytest

from huimin_rules.service.tables import check_table
from tests.support import UNTRACED
from tests.tables.agreement import Batch, Batches, differences, quietly
from tests.tables.policies import policy_named
from tests.tables.rows import Rows

pytestmark = UNTRACED


@cache
def batch(name: str, seed: int) -> Batch:
    return Batches(Rows(policy_named(name))).draw(seed, 120, nested=False)


def cast(change: Callable[[pl.Series], pl.Series]) -> Callable[[pl.DataFrame], pl.DataFrame]:
    """The table with each column but the key changed."""
    return lambda frame: frame.select(one if one.name == "case" else change(one) for one in frame)


def categorical(one: pl.Series) -> pl.Series:
    return one.cast(pl.Categorical) if one.dtype == pl.String else one


def enumerated(one: pl.Series) -> pl.Series:
    return one.cast(pl.Enum(one.drop_nulls().unique().sort())) if one.dtype == pl.String else one


def narrow(one: pl.Series) -> pl.Series:
    return one.shrink_dtype() if one.dtype.is_integer() else one


def exact(one: pl.Series) -> pl.Series:
    return one.cast(pl.Decimal(30, 2)) if one.dtype.is_integer() else one


def timed(unit: str) -> Callable[[pl.Series], pl.Series]:
    def change(one: pl.Series) -> pl.Series:
        if one.dtype == pl.Datetime("us") and unit == "ms":
            return one if (one.dt.microsecond() % 1000 != 0).any() else one.cast(pl.Datetime("ms"))
        return one.cast(pl.Datetime("ns")) if one.dtype == pl.Datetime("us") else one

    return change


def untyped(one: pl.Series) -> pl.Series:
    return pl.Series(one.name, [None] * len(one)) if one.null_count() == len(one) else one


CHANGES = {
    "categories": cast(categorical),
    "enumerations": cast(enumerated),
    "narrow integers": cast(narrow),
    "decimals for integers": cast(exact),
    "milliseconds": cast(timed("ms")),
    "nanoseconds": cast(timed("ns")),
    "nulls without a type": cast(untyped),
}
POLICIES = ["gongyi-huimin-2021", "every-type"]


@pytest.mark.parametrize("name", POLICIES)
@pytest.mark.parametrize("seed", range(50, 54))
@pytest.mark.parametrize("change", CHANGES)
def test_a_column_of_another_type_says_the_same(name: str, seed: int, change: str) -> None:
    drawn = batch(name, seed)
    children = {path: CHANGES[change](one) for path, one in drawn.tables.children.items()}
    with quietly():
        came = check_table(
            drawn.policy, CHANGES[change](drawn.tables.table), children=children, readings=drawn.readings
        )
    assert differences(drawn, came) == []


def numpy_backed(frame: pl.DataFrame) -> Any:
    return frame.to_pandas()


def dictionaries(frame: pl.DataFrame) -> pa.Table:
    table = frame.to_arrow()
    for number, field in enumerate(table.schema):
        if pa.types.is_large_string(field.type) and field.name != "case":
            table = table.set_column(number, field.name, table[field.name].dictionary_encode())
    return table


def small_offsets(frame: pl.DataFrame) -> pa.Table:
    table = frame.to_arrow()
    kinds = [pa.string() if pa.types.is_large_string(field.type) else field.type for field in table.schema]
    return table.cast(pa.schema(list(zip(table.column_names, kinds, strict=True))))


@pytest.mark.parametrize("name", POLICIES)
@pytest.mark.parametrize("seed", range(50, 54))
@pytest.mark.parametrize("form", [numpy_backed, dictionaries, small_offsets])
def test_a_frame_of_other_types_says_the_same(name: str, seed: int, form: Callable[[pl.DataFrame], Any]) -> None:
    drawn = batch(name, seed)
    children = {path: form(one) for path, one in drawn.tables.children.items()}
    with quietly():
        came = check_table(drawn.policy, form(drawn.tables.table), children=children, readings=drawn.readings)
    assert differences(drawn, came) == []
