"""What is timed on one engine: the floor, the checks by hand, and this library; each a function of no arguments.

Polars and DuckDB hold the table in memory, and their floor reads every byte once: it adds up numbers and the lengths of
texts. Spark reads Parquet and throws its result away (`noop`), as its own benchmarks do; its floor throws away the
table itself. This library's plan is longer than the code of a whole stage may be, so for it Spark is told to make none.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl
from batch_by_hand import READINGS, in_polars, in_sql
from batch_data import KEY
from batch_lists_by_hand import DUCKDB, SPARK

from huimin_rules import Policy
from huimin_rules.norms.walk import norm_references
from huimin_rules.service.tables import check_table

ENGINES = ("polars", "duckdb", "spark", "openfisca")


@dataclass(frozen=True)
class Subjects:
    """The functions to time, by name, and those of them whose results are compared first."""

    timed: Mapping[str, Callable[[], object]]
    collect: Mapping[str, Callable[[], pl.DataFrame]]


def without_lists(policy: Policy) -> Policy:
    """The policy with those of its norms that need no list: what is written by hand."""
    norms = tuple(
        norm for norm in policy.norms if not norm.modality.has_finding or not norm_references(policy, norm).lists
    )
    return replace(policy, norms=norms, digest=f"{policy.digest}-without-lists")


def subjects(engine: str, path: Path, policy: Policy, *, threads: int, lists: bool) -> Subjects:
    """The functions for one engine on one file; 0 threads are all that there are."""
    match engine:
        case "polars":
            return _polars(path, policy, lists)
        case "duckdb":
            return _duckdb(path, policy, threads, lists)
        case "spark":
            return _spark(path, policy, threads, lists)
        case "openfisca":
            return _openfisca(path)
        case _:
            raise ValueError(engine)


def _polars(path: Path, policy: Policy, lists: bool) -> Subjects:
    frame = pl.read_parquet(path)
    by_hand = in_polars(lists=lists)

    def ours() -> pl.DataFrame:
        found = check_table(policy, frame, key=KEY, readings=READINGS)
        assert isinstance(found, pl.DataFrame)
        return found

    def hand() -> pl.DataFrame:
        return frame.select(KEY, *by_hand.values())

    floor = floor_of(frame)
    return Subjects({"floor": lambda: frame.select(floor), "ours": ours, "hand": hand}, {"ours": ours, "hand": hand})


def floor_of(frame: pl.DataFrame) -> list[pl.Expr]:
    """Every byte of a frame added up once."""
    return [_sum(pl.col(name), kind) for name, kind in frame.schema.items()]


def _sum(column: pl.Expr, kind: pl.DataType) -> pl.Expr:
    if isinstance(kind, pl.List):
        inner = column.explode(empty_as_null=False)
        assert isinstance(kind.inner, pl.Struct)
        parts = [_sum(inner.struct.field(one.name), one.dtype) for one in kind.inner.fields]  # type: ignore[arg-type]  # of a schema that was read the types are instances
        return pl.sum_horizontal(part.cast(pl.Int64) for part in parts).alias(column.meta.output_name())
    if kind == pl.String:
        return column.str.len_bytes().cast(pl.Int64).sum()
    return (column.to_physical() if kind == pl.Date else column).cast(pl.Int64).sum()


def _duckdb(path: Path, policy: Policy, threads: int, lists: bool) -> Subjects:
    import duckdb

    connection = duckdb.connect()
    if threads:
        connection.execute(f"SET threads = {threads}")
    connection.execute(f"CREATE TABLE t AS SELECT * FROM '{path}'")
    kinds = {name: str(kind) for name, kind, *_ in connection.execute("DESCRIBE t").fetchall()}
    query = in_sql(DUCKDB, KEY, "t", lists=lists)
    floor = f"SELECT {', '.join(_sum_sql(DUCKDB.name(name), kind) for name, kind in kinds.items())} FROM t"

    def ours() -> Any:
        return check_table(policy, connection.table("t"), key=KEY, readings=READINGS)

    timed: dict[str, Callable[[], object]] = {
        "floor": lambda: connection.execute(floor).fetchall(),
        "ours": lambda: ours().to_arrow_table(),
        "hand": lambda: connection.sql(query).to_arrow_table(),
    }
    return Subjects(timed, {"ours": lambda: ours().pl(), "hand": lambda: connection.sql(query).pl()})


def _sum_sql(name: str, kind: str) -> str:
    if kind == "VARCHAR":
        return f"sum(strlen({name}))"
    if kind == "DATE":
        return f"sum(year({name}))"
    if kind.startswith("STRUCT") or kind.endswith("[]"):
        return f"sum(hash({name}) % 7)"
    return f"sum({name}::BIGINT)"


def spark_session(threads: int) -> Any:
    """A Spark on this machine alone."""
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    from pyspark.sql import SparkSession

    return (
        SparkSession.builder.master(f"local[{threads or '*'}]")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.driver.memory", "4g")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.log.level", "ERROR")
        .getOrCreate()
    )


def _spark(path: Path, policy: Policy, threads: int, lists: bool) -> Subjects:
    session = spark_session(threads)
    frame = session.read.parquet(str(path))
    frame.createOrReplaceTempView("t")
    query = in_sql(SPARK, KEY, "t", lists=lists)

    def ours() -> Any:
        return check_table(policy, frame, key=KEY, readings=READINGS)

    def thrown(found: Any, *, whole_stage: bool = True) -> None:
        session.conf.set("spark.sql.codegen.wholeStage", str(whole_stage).lower())
        found.write.format("noop").mode("overwrite").save()

    timed: dict[str, Callable[[], object]] = {
        "floor": lambda: thrown(frame),
        "ours": lambda: thrown(ours(), whole_stage=False),
        "hand": lambda: thrown(session.sql(query)),
    }
    return Subjects(timed, {"ours": lambda: _arrow(ours()), "hand": lambda: _arrow(session.sql(query))})


def _arrow(found: Any) -> pl.DataFrame:
    frame = pl.from_arrow(found.toArrow())
    assert isinstance(frame, pl.DataFrame)
    return frame


def _openfisca(path: Path) -> Subjects:
    import batch_openfisca

    rules, norms = batch_openfisca.system(), tuple(in_polars())
    frame = pl.read_parquet(path)
    inputs = batch_openfisca.arrays(frame)

    def hand() -> pl.DataFrame:
        found = batch_openfisca.check(rules, inputs, norms)
        return pl.DataFrame({KEY: frame[KEY], **found})

    return Subjects({"hand": hand}, {"hand": hand})
