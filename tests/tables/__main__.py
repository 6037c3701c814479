"""The law of tables on as many random rows as one likes.

    python -m tests.tables 100000                              every kind of frame of one machine
    python -m tests.tables 100000 --kinds polars spark         some of them
    python -m tests.tables 5000 --policy lixiang-innovation-2030
    python -m tests.tables 10000 --explain                     and the whole verdict of every row, explained by itself

Prints each difference with the row that shows it, and ends with 1 if there is one.
"""

import argparse
import sys
import time
from collections import Counter, defaultdict

import duckdb

from huimin_rules.service.tables import check_table, examine_table
from tests.tables.agreement import Batches, differences, misexplained, quietly
from tests.tables.frames import LOCAL, Tables, collected, local
from tests.tables.policies import NAMES, SHIPPED, folder_of, policy_named
from tests.tables.rows import Rows

_SHOWN = 20


def main() -> int:
    """Draw, check, compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", type=int)
    parser.add_argument("--policy", choices=NAMES, default=SHIPPED)
    parser.add_argument("--kinds", nargs="+", choices=(*LOCAL, "spark"), default=list(LOCAL))
    parser.add_argument("--seed", type=int, default=0, help="the first seed; each batch has one")
    parser.add_argument("--size", type=int, default=5000, help="rows of a batch")
    parser.add_argument("--explain", action="store_true", help="explain every row, and compare with its verdict")
    options = parser.parse_args()
    session = None
    if "spark" in options.kinds:
        from pyspark.sql import SparkSession

        session = (
            SparkSession.builder.master("local[*]")
            .config("spark.log.level", "ERROR")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.sql.codegen.wholeStage", "false")
            .getOrCreate()
        )
    folder = folder_of(options.policy)
    batches = Batches(Rows(policy_named(options.policy), folder if (folder / "cases").is_dir() else None))
    seconds: defaultdict[str, float] = defaultdict(float)
    wrong: Counter[str] = Counter()
    outcomes: Counter[str] = Counter()
    done, seed = 0, options.seed
    while done < options.rows:
        size = min(options.size, options.rows - done)
        begun = time.perf_counter()
        batch = batches.draw(seed, size)
        seconds["reference"] += time.perf_counter() - begun
        outcomes.update(one.conclusion or "input_error" for one in batch.outcomes)
        with duckdb.connect() as connection:
            for kind in options.kinds:
                if session is not None and kind == "spark":
                    given = Tables(
                        session.createDataFrame(batch.tables.table.to_arrow()),
                        {path: session.createDataFrame(one.to_arrow()) for path, one in batch.tables.children.items()},
                    )
                else:
                    given = local(kind, batch.tables, connection)
                begun = time.perf_counter()
                with quietly():
                    named = examine_table(batch.policy, given.table, children=given.children, readings=batch.readings)
                    came = check_table(batch.policy, given.table, children=given.children, readings=batch.readings)
                    frame = collected(came)
                seconds[kind] += time.perf_counter() - begun
                found = differences(batch, frame, frozenset(named))
                if options.explain:
                    pairs = zip(batch.rows, batch.outcomes, strict=True)
                    found += [said for row, outcome in pairs if (said := misexplained(batch, given, row, outcome))]
                for one in found[: max(0, _SHOWN - wrong[kind])]:
                    print(f"{kind}, seed {seed}, size {size}: {one}")
                wrong[kind] += len(found)
        done, seed = done + size, seed + 1
    for kind in options.kinds:
        print(f"{kind}: {done:,} rows, {wrong[kind]:,} differences, {seconds[kind]:.1f} s")
    print(f"reference: {seconds['reference']:.1f} s; {dict(outcomes.most_common())}")
    return 1 if wrong.total() else 0


if __name__ == "__main__":
    sys.exit(main())
