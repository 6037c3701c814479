"""One process of `batch.py`: how the time of a table in Polars grows with the number of norms, as JSON."""

import argparse
import json
import statistics
import sys
from pathlib import Path

import polars as pl
from batch_by_hand import READINGS, in_polars
from batch_data import KEY
from batch_measure import seconds
from batch_subjects import without_lists
from workloads import policy, policy_of

from huimin_rules.service.tables import check_table


def main() -> None:
    """Measure and write JSON to standard output."""
    parser = argparse.ArgumentParser()
    parser.add_argument("path", type=Path)
    parser.add_argument("sizes", type=int, nargs="+")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    frame = pl.read_parquet(options.path)
    shipped = without_lists(policy())
    by_hand = list(in_polars().values())
    found = []
    for size in options.sizes:
        rules = policy_of(shipped, size)
        many = [by_hand[number % len(by_hand)].alias(str(number)) for number in range(size)]

        def ours(rules: object = rules) -> object:
            return check_table(rules, frame, key=KEY, readings=READINGS)

        def hand(many: list[pl.Expr] = many) -> object:
            # Polars would find that the same expression stands there again and again.
            return frame.lazy().select(KEY, *many).collect(optimizations=pl.QueryOptFlags.none())

        first = seconds(ours)
        times = [(seconds(ours), seconds(hand)) for _ in range(options.rounds)]
        found.append(
            {
                "norms": size,
                "first": first,
                "ours": statistics.median(one for one, _ in times),
                "hand": statistics.median(one for _, one in times),
            }
        )
    json.dump({"rows": len(frame), "sizes": found}, sys.stdout)


if __name__ == "__main__":
    main()
