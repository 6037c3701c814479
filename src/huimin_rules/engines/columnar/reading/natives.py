"""Frames of every kind as Polars frames and back: the same kind goes out that came in."""

from collections.abc import Iterator
from typing import Any, Final, TypeAlias

import narwhals as nw
import numpy as np
import polars as pl

from huimin_rules.engines.columnar.reading.held import HeldTable, held
from huimin_rules.engines.columnar.reading.problems import Unreadable

_PIECE: Final = 1 << 18

Native: TypeAlias = Any
"""A frame of one of the libraries: they have no type in common."""


def implementation(frame: Native) -> str:
    """The library that a frame is of: `polars`, `pandas`, `pyarrow`, `duckdb`, `pyspark`; raises Unreadable for
    anything else.
    """
    found = nw.from_native(frame, pass_through=True)
    if not isinstance(found, nw.DataFrame | nw.LazyFrame):
        raise Unreadable("表：Polars、DuckDB、PySpark、PyArrow 或 pandas 的数据框")
    return str(found.implementation.value)


def column_names(frame: Native) -> list[str]:
    """The names of a frame's columns; raises Unreadable for what is no frame."""
    implementation(frame)
    return list(nw.from_native(frame).collect_schema().names())


def head_of(frame: Native) -> pl.DataFrame:
    """The columns of a frame and their types, with its rows where they are at hand in Polars."""
    match implementation(frame):
        case "polars" if isinstance(frame, pl.LazyFrame):
            return frame.collect_schema().to_frame()
        case "duckdb":
            return pl.DataFrame(frame.limit(0).pl())
        case "pyarrow":
            return pl.DataFrame(pl.from_arrow(frame.schema.empty_table()))
        case "pyspark" | "sqlframe":
            return pl.DataFrame(pl.from_arrow(_arrow_schema(frame).empty_table()))
        case _:
            return to_polars(frame)


def _arrow_schema(frame: Native) -> Native:
    """The schema of a PySpark frame, without a job."""
    from pyspark.sql.pandas.types import to_arrow_schema

    return to_arrow_schema(frame.schema, timezone=frame.sparkSession.conf.get("spark.sql.session.timeZone"))


def rows_of(frame: Native, key: str, value: object) -> pl.DataFrame:
    """The rows of a frame that have a key; of a lazy frame nothing else is fetched."""
    found = nw.from_native(frame).filter(nw.col(key) == value)
    return to_polars(found.to_native())


def to_polars(frame: Native) -> pl.DataFrame:
    """The rows of a frame as a Polars frame; what is lazy is computed."""
    match implementation(frame):
        case "polars":
            return frame.collect() if isinstance(frame, pl.LazyFrame) else frame
        case "pandas":
            return pl.DataFrame({str(name): _from_pandas(frame[name]) for name in frame.columns})
        case "duckdb":
            return pl.DataFrame(frame.pl())
        case "pyspark" | "sqlframe":
            return pl.from_arrow(frame.toArrow())  # type: ignore[return-value]  # a table makes a frame
        case _:
            return pl.from_arrow(frame)  # type: ignore[return-value]  # a table makes a frame


def held_rows(frame: Native) -> HeldTable:
    """The rows of a frame; what is lazy is computed, and what is Arrow's stays so."""
    return held(frame if implementation(frame) == "pyarrow" else to_polars(frame))


def pieces_of(frame: Native) -> Iterator[HeldTable]:
    """The rows of a DuckDB relation some at a time, so that they need not all be held at once."""
    return map(held, frame.to_arrow_reader(_PIECE))


def _from_pandas(series: Native) -> pl.Series:
    """A column of pandas; one that holds objects of several types is taken object by object."""
    if series.dtype != object:
        return pl.Series(pl.from_pandas(series))
    values = [None if one else _own(value) for value, one in zip(series, series.isna(), strict=True)]
    kinds = {type(value) for value in values if value is not None}
    return pl.Series(values, dtype=pl.Object) if len(kinds) > 1 else pl.Series(values)


def _own(value: object) -> object:
    """A cell of pandas: lists of records come as arrays of NumPy."""
    return value.tolist() if isinstance(value, np.ndarray) else value


def from_polars(found: pl.DataFrame, like: Native, key: str) -> Native:
    """A Polars frame as a frame of the other's kind."""
    match implementation(like):
        case "polars":
            return found.lazy() if isinstance(like, pl.LazyFrame) else found
        case "pandas":
            return _to_pandas(found)
        case "duckdb":
            import duckdb

            return duckdb.from_arrow(found.to_arrow())
        case "pyarrow":
            return found.to_arrow()
        case _:
            raise Unreadable(key)


def _to_pandas(found: pl.DataFrame) -> Native:
    import pandas as pd  # type: ignore[import-untyped]  # it has no types

    return pd.DataFrame(
        {
            name: pd.Series(found[name].to_list() if found.schema[name] == pl.String else found[name].to_numpy())
            for name in found.columns
        }
    )
