"""A table of plain columns: what applicants say themselves, and no determinations, whose texts take most of the time.

    POLARS_MAX_THREADS=1 python benchmarks/batch_plain.py build/batch/1000000.parquet

Milliseconds in Polars, the median of 7, with texts as they are and as categories; and of adding up every byte.
"""

import argparse
import statistics
import warnings
from collections.abc import Callable
from pathlib import Path

import polars as pl
from batch_by_hand import READINGS
from batch_data import KEY
from batch_measure import seconds
from batch_subjects import floor_of, without_lists
from workloads import policy

from huimin_rules.norms.application import DETERMINATION_FIELDS
from huimin_rules.service.tables import TableWarning, check_table

ROUNDS = 7


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path", type=Path)
    whole = pl.read_parquet(parser.parse_args().path)
    parts = tuple(f".{part}" for part in DETERMINATION_FIELDS)
    plain = whole.select(name for name in whole.columns if not name.endswith(parts))
    rules = without_lists(policy())
    # Lists have no columns here, which is said once a call.
    warnings.simplefilter("ignore", TableWarning)
    print(f"{len(plain):,} rows of {plain.width} columns, ms")
    coded = plain.with_columns(pl.col(pl.String).cast(pl.Categorical))
    subjects: dict[str, Callable[[], object]] = {
        "texts": lambda: check_table(rules, plain, key=KEY, readings=READINGS),
        "categories": lambda: check_table(rules, coded, key=KEY, readings=READINGS),
        "every byte": lambda: plain.select(floor_of(plain)),
    }
    for name, work in subjects.items():
        print(f"{name:<12}{statistics.median(seconds(work) for _ in range(ROUNDS)) * 1e3:>8.1f}")


if __name__ == "__main__":
    main()
