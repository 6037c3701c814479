"""The ledger on one SQLite file: appending and verifying, each beside the least that any such ledger must do.

    python benchmarks/ledger.py              a table of rates and ratios
    python benchmarks/ledger.py --quick      fewer repetitions
    python benchmarks/ledger.py --folder DIR on the disk of this folder

The floor of an acknowledged append is one synchronisation of a file (fsync), the floor of verifying is hashing the same
records in memory. Floor and ledger take turns within one run, and the ratio is that of their medians: what a disk or
a machine can do drifts, the ratio much less.
"""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from huimin_rules.ledger.merkle import root_of
from huimin_rules.ledger.storage import create_ledger
from huimin_rules.ledger.verify import verify

RECORD_BYTES = 4000
BATCH = 100


def records(number: int, start: int = 0) -> list[bytes]:
    return [(b'{"n":%d,"x":"' % one).ljust(RECORD_BYTES - 2, b"x") + b'"}' for one in range(start, start + number)]


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def synchronised(folder: Path, given: list[bytes]) -> None:
    """Append to a plain file, with one fsync for each record."""
    with (folder / "floor").open("ab", buffering=0) as file:
        for one in given:
            file.write(one)
            os.fsync(file.fileno())


def main() -> None:
    """Measure everything and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    rounds, single, batched = (5, 100, 2000) if options.quick else (15, 300, 10_000)
    times: dict[str, list[float]] = {}

    def measure(name: str, number: int, work: Callable[[], object]) -> None:
        times.setdefault(name, []).append(seconds(work) / number)

    with tempfile.TemporaryDirectory(dir=options.folder) as made:
        folder = Path(made)
        with create_ledger(folder / "ledger.db", "benchmark.example/ledger") as ledger:
            for number in range(rounds):
                one = records(single, number)
                measure("fsync", single, lambda one=one: synchronised(folder, one))
                measure("append", single, lambda one=one: [ledger.append(each) for each in one])
                many = records(batched, number)
                parts = [many[at : at + BATCH] for at in range(0, batched, BATCH)]
                measure("batch", batched, lambda parts=parts: [ledger.append_many(each) for each in parts])
            size = ledger.head().size
            with ledger.snapshot() as now:
                stored = [record for _, record in now.entries(0, 20_000)]
            for _ in range(3):
                measure("hash", len(stored), lambda: root_of(stored))
                measure("verify", size, lambda: verify(ledger))
    median = {name: statistics.median(found) for name, found in times.items()}
    print(f"records of {RECORD_BYTES} bytes, {size:,} entries")
    for name, floor, what in (
        ("fsync", "fsync", "floor: a file, one fsync a record"),
        ("append", "fsync", "append: one record, durable when it returns"),
        ("batch", "fsync", f"append_many: {BATCH} records a commit, each record"),
        ("hash", "hash", "floor: the root over the same records in memory"),
        ("verify", "hash", "verify: records, tree and head"),
    ):
        rate, ratio = 1 / median[name], median[name] / median[floor]
        print(f"{what:<52} {median[name] * 1e6:>9,.1f} µs {rate:>10,.0f} a second  x {ratio:.2f}")


if __name__ == "__main__":
    main()
