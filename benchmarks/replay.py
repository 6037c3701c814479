"""Replaying, comparing and verifying a ledger of decisions on one SQLite file, each beside the least that any such
program must do.

    python benchmarks/replay.py              a table of rates and ratios
    python benchmarks/replay.py --quick      fewer records and repetitions

The floor of a replay is to read the same facts, decide, and write the verdict's canonical bytes: it opens no ledger and
reads no record. The floor of verifying is hashing the same records in memory. Floor and work take turns within one run
and the ratio is that of their medians: what a machine can do drifts, the ratio much less. The applications are complete
and differ in every text, amount and date.
"""

import argparse
import hashlib
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from workloads import full_application, variations

from huimin_rules import check
from huimin_rules.ledger.decisions import DecisionCheck, decisions
from huimin_rules.ledger.storage import create_ledger
from huimin_rules.ledger.verify import verify_log
from huimin_rules.service.audit.comparison import compare_ledger
from huimin_rules.service.audit.ledger_replay import replay_ledger
from huimin_rules.service.audit.policy_source import policy_source
from huimin_rules.service.audit.recording import Prepared, append_decisions, prepare_decision


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> None:
    """Measure everything and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--both", action="store_true", help="with the second engine too")
    options = parser.parse_args()
    count, rounds = (200, 3) if options.quick else (1000, 7)
    source = policy_source("gongyi-huimin-2021")
    facts = variations(full_application(source.policy), count)
    made: list[Prepared] = []
    for number, one in enumerate(facts):
        decision = prepare_decision(
            source.policy, one, case=str(number), recorded_by="benchmark", recorded_at="2022-05-09T09:00:00+08:00"
        )
        assert isinstance(decision, Prepared)
        made.append(decision)
    times: dict[str, list[float]] = {}

    def measure(name: str, work: Callable[[], object]) -> None:
        times.setdefault(name, []).append(seconds(work) / count)

    with tempfile.TemporaryDirectory() as folder:
        location = Path(folder) / "ledger.db"
        with create_ledger(location, "benchmark.example/replay") as ledger:
            append_decisions(ledger, source.files, made)
            stored = location.stat().st_size
            for _ in range(rounds):
                measure("decide", lambda: [check(source.policy, one).to_json() for one in facts])
                measure("replay", lambda: replay_ledger(ledger))
                measure("compare", lambda: compare_ledger(ledger, readings={"consortium": "lead_only"}))
                if options.both:
                    measure("both", lambda: replay_ledger(ledger, engine="both"))
                measure("hash", lambda: [hashlib.sha256(one.data).digest() for one in made])
                with ledger.snapshot() as now:
                    measure("read", lambda now=now: sum(1 for _ in decisions(now)))
                    measure("verify", lambda now=now: verify_log(now, check=DecisionCheck(now)))
    median = {name: statistics.median(found) for name, found in times.items()}
    size = sum(len(one.data) for one in made) / count
    print(f"{count:,} records of {size:,.0f} bytes, {stored / count:,.0f} bytes of ledger each")
    for name, floor, what in (
        ("decide", "decide", "floor: facts to canonical verdict, no ledger"),
        ("replay", "decide", "replay: read, check digest and seal, decide, compare"),
        ("compare", "decide", "compare: replay, and decide under another reading"),
        ("both", "decide", "replay with the second engine"),
        ("hash", "hash", "floor: SHA-256 of the same records in memory"),
        ("read", "hash", "read: record, digest, seal; no decision"),
        ("verify", "hash", "verify: tree, records, seals, archive"),
    ):
        if name in median:
            rate, ratio = 1 / median[name], median[name] / median[floor]
            print(f"{what:<54} {median[name] * 1e3:>8.3f} ms {rate:>10,.0f} a second  x {ratio:.1f}")


if __name__ == "__main__":
    main()
