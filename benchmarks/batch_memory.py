"""One process of `batch.py`: a Parquet file of any length is checked into another, as JSON: seconds and the peak of
resident memory, that of Spark's Java included.

    python benchmarks/batch_memory.py polars in.parquet out.parquet
    python benchmarks/batch_memory.py polars in.parquet out.parquet --by-hand
"""

import argparse
import json
import resource
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow.parquet as pq
from batch_by_hand import READINGS, in_polars, in_sql
from batch_data import KEY
from batch_lists_by_hand import DUCKDB, SPARK
from batch_subjects import spark_session, without_lists
from workloads import policy

from huimin_rules.service.tables import check_table

Check = Callable[[Any], Any]


def by_polars(check: Check, source: Path, target: Path, piece: int) -> None:
    """Pieces of so many rows, one after the other."""
    writer = None
    for batch in pq.ParquetFile(source).iter_batches(batch_size=piece):
        found = check(pl.DataFrame(batch)).to_arrow()
        writer = writer or pq.ParquetWriter(target, found.schema)
        writer.write_table(found)
    assert writer is not None
    writer.close()


def by_duckdb(check: Check, source: Path, target: Path) -> None:
    """One relation over the whole file."""
    import duckdb

    connection = duckdb.connect()
    connection.execute("SET memory_limit = '1200MB'")
    connection.execute("SET preserve_insertion_order = false")
    check(connection.read_parquet(str(source))).write_parquet(str(target))


def by_spark(check: Check, source: Path, target: Path) -> float:
    """One frame over the whole file; returns the peak of the memory of Java in MiB."""
    session = spark_session(0)
    session.conf.set("spark.sql.codegen.wholeStage", "false")
    check(session.read.parquet(str(source))).write.mode("overwrite").parquet(str(target))
    status = Path(f"/proc/{session.sparkContext._gateway.proc.pid}/status").read_text(encoding="ascii")
    session.stop()
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM:"))


def checks(engine: str, *, by_hand: bool, lists: bool) -> Check:
    """What is done with a table: this library, or what is written by hand."""
    if not by_hand:
        rules = policy() if lists else without_lists(policy())
        return lambda frame: check_table(rules, frame, key=KEY, readings=READINGS)
    match engine:
        case "polars":
            return lambda frame: frame.select(KEY, *in_polars(lists=lists).values())
        case "duckdb":
            return lambda relation: relation.query("t", in_sql(DUCKDB, KEY, "t", lists=lists))
        case _:
            return lambda frame: frame.sparkSession.sql(in_sql(SPARK, KEY, "{t}", lists=lists), t=frame)


def main() -> None:
    """Measure and write JSON to standard output."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("engine", choices=("polars", "duckdb", "spark"))
    parser.add_argument("source", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--piece", type=int, default=100_000)
    parser.add_argument("--lists", action="store_true")
    parser.add_argument("--by-hand", action="store_true")
    options = parser.parse_args()
    check = checks(options.engine, by_hand=options.by_hand, lists=options.lists)
    java = 0.0
    start = time.perf_counter()
    match options.engine:
        case "polars":
            by_polars(check, options.source, options.target, options.piece)
        case "duckdb":
            by_duckdb(check, options.source, options.target)
        case _:
            java = by_spark(check, options.source, options.target)
    took = time.perf_counter() - start
    peak = java + resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    written = options.target / "*.parquet" if options.target.is_dir() else options.target
    rows = pl.scan_parquet(written).select(pl.len()).collect().item()
    assert rows == pq.ParquetFile(options.source).metadata.num_rows
    shutil.rmtree(options.target) if options.target.is_dir() else options.target.unlink()
    json.dump({"rows": rows, "seconds": took, "peak_mib": peak}, sys.stdout)


if __name__ == "__main__":
    main()
