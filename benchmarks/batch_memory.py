"""One process of `batch.py`: a Parquet file of any length is checked piece by piece into another, as JSON: seconds and
the peak of resident memory.

    python benchmarks/batch_memory.py polars in.parquet out.parquet
"""

import argparse
import json
import resource
import sys
import time
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq
from batch_by_hand import READINGS
from batch_data import KEY
from batch_subjects import without_lists
from workloads import policy

from huimin_rules import Policy
from huimin_rules.service.tables import check_table


def by_polars(rules: Policy, source: Path, target: Path, piece: int) -> int:
    """Pieces of so many rows, one after the other."""
    writer, rows = None, 0
    for batch in pq.ParquetFile(source).iter_batches(batch_size=piece):
        found = check_table(rules, pl.DataFrame(batch), key=KEY, readings=READINGS).to_arrow()
        writer = writer or pq.ParquetWriter(target, found.schema)
        writer.write_table(found)
        rows += len(found)
    assert writer is not None
    writer.close()
    return rows


def by_duckdb(rules: Policy, source: Path, target: Path) -> int:
    """One relation over the whole file; DuckDB streams it."""
    import duckdb

    connection = duckdb.connect()
    connection.execute("SET memory_limit = '1200MB'")
    connection.execute("SET preserve_insertion_order = false")
    check_table(rules, connection.read_parquet(str(source)), key=KEY, readings=READINGS).write_parquet(str(target))
    return pq.ParquetFile(target).metadata.num_rows


def main() -> None:
    """Measure and write JSON to standard output."""
    parser = argparse.ArgumentParser()
    parser.add_argument("engine", choices=("polars", "duckdb"))
    parser.add_argument("source", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--piece", type=int, default=100_000)
    parser.add_argument("--lists", action="store_true")
    options = parser.parse_args()
    rules = policy() if options.lists else without_lists(policy())
    start = time.perf_counter()
    if options.engine == "polars":
        rows = by_polars(rules, options.source, options.target, options.piece)
    else:
        rows = by_duckdb(rules, options.source, options.target)
    took = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    json.dump({"rows": rows, "seconds": took, "peak_mib": peak}, sys.stdout)


if __name__ == "__main__":
    main()
