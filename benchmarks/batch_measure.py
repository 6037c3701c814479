"""One process of `batch.py`: times the subjects of one engine on one file in turn, and writes what it found as JSON."""

import argparse
import json
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl
from batch_by_hand import in_polars
from batch_data import KEY
from batch_subjects import subjects, without_lists
from workloads import policy

from huimin_rules.verdict.codes import CODES
from huimin_rules.verdict.findings import Status

HOLDS = [CODES[Status.MET], CODES[Status.FOLLOWED]]


def seconds(work: Callable[[], object]) -> float:
    """How long it takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def disagreements(ours: pl.DataFrame, hand: pl.DataFrame, *, lists: bool) -> int:
    """In how many cells one of the two says that a norm holds and the other does not.

    No norm that holds does so because of a fact that is unknown, so this compares every cell.
    """
    both = ours.join(hand, on=KEY, suffix=" by hand")
    assert len(both) == len(ours) == len(hand)
    assert both["input_error"].null_count() == len(both)
    differs = [(pl.col(norm).is_in(HOLDS) != pl.col(f"{norm} by hand")).sum() for norm in in_polars(lists=lists)]
    return int(both.select(pl.sum_horizontal(differs)).item())


def main() -> None:
    """Measure and write JSON to standard output."""
    parser = argparse.ArgumentParser()
    parser.add_argument("engine")
    parser.add_argument("path", type=Path)
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--lists", action="store_true")
    options = parser.parse_args()
    rules = policy() if options.lists else without_lists(policy())
    made = subjects(options.engine, options.path, rules, threads=options.threads, lists=options.lists)
    result: dict[str, object] = {}
    if len(made.collect) > 1:
        result["disagreements"] = disagreements(made.collect["ours"](), made.collect["hand"](), lists=options.lists)
    result["first"] = {name: seconds(work) for name, work in made.timed.items()}
    times: dict[str, list[float]] = {name: [] for name in made.timed}
    for _ in range(options.rounds):
        for name, work in made.timed.items():
            times[name].append(seconds(work))
    result["median"] = {name: statistics.median(one) for name, one in times.items()}
    result["least"] = {name: min(one) for name, one in times.items()}
    result["peak_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    json.dump(result, sys.stdout)


if __name__ == "__main__":
    main()
