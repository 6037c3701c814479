"""The command: verify, measure, print a table in Markdown, and write build/bench/peers.json."""

import argparse
import json
import platform
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from benchmarks.peers import (
    cedar,
    cel_rust,
    durable,
    json_logic,
    openfisca,
    plain_python,
    rule_engine,
    this_library,
    zen,
)
from benchmarks.peers.cases import Case, answers, cases, list_free, without_lists
from benchmarks.peers.peer import Peer
from benchmarks.peers.rounds import Contender, Differs, measure
from benchmarks.workloads import policy
from huimin_rules import Policy
from huimin_rules.norms.norm import Norm

SEED: Final = 2021
OUT: Final = Path(__file__).resolve().parents[2] / "build" / "bench" / "peers.json"
PEERS: Final = (
    *plain_python.PEERS,
    *this_library.PEERS,
    *zen.PEERS,
    *cel_rust.PEERS,
    *durable.PEERS,
    *json_logic.PEERS,
    *cedar.PEERS,
    *rule_engine.PEERS,
    *openfisca.PEERS,
)


def compared(policy: Policy, norms: Sequence[Norm], made: Sequence[Case], peers: Sequence[Peer], rounds: int) -> Any:
    """The rows of one set of norms, fastest first, and who was left out. Raises Differs."""
    ids = [norm.id for norm in norms]
    expected = [answers(policy, case, norms) for case in made]
    for id, column in zip(ids, zip(*expected, strict=True), strict=True):
        if len(set(column)) == 1:
            raise Differs(f"{id} comes out the same for every application")
    contenders = []
    for peer in peers:
        if peer.can(norms):
            ready = peer.prepare(policy, norms)
            contenders.append(Contender(peer, ready, tuple(ready.form(case) for case in made)))
    for contender in contenders:
        contender.verify(expected, ids)
    by_hand, *others = contenders
    rows = [
        {
            "name": one.peer.name,
            "given": one.peer.given,
            "version": one.peer.version,
            "best": round(found.best, 3),
            "median": round(found.median, 3),
            "ratio": round(found.ratio, 2),
        }
        for one, found in measure(by_hand, others, rounds).items()
    ]
    return {
        "norms": len(norms),
        "rows": sorted(rows, key=lambda row: row["ratio"]),
        "left_out": [{"name": peer.name, "why": peer.lacks} for peer in peers if not peer.can(norms)],
    }


def table(found: Any, count: int) -> str:
    """One set as a table in Markdown."""
    lines = [
        f"### {found['norms']} norms, {found['title']}; {count} applications",
        "",
        "| | given | version | best µs | median µs | × by hand |",
        "|---|---|---|---:|---:|---:|",
    ]
    lines += [
        f"| {row['name']} | {row['given']} | {row['version']} "
        f"| {row['best']:.1f} | {row['median']:.1f} | {row['ratio']:.1f} |"
        for row in found["rows"]
    ]
    lines += ["", *(f"- left out: {one['name']} ({one['why']})" for one in found["left_out"])]
    return "\n".join(lines)


def main() -> None:
    """Verify and measure both sets."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few rounds")
    parser.add_argument("--applications", type=int, default=200)
    options = parser.parse_args()
    rounds = 5 if options.quick else 25
    for peer in PEERS:
        if peer.is_missing:
            print(f"{peer.name}: {peer.package} is not installed; the extra `peers` has it.", file=sys.stderr)
    peers = [peer for peer in PEERS if not peer.is_missing]
    shipped = policy()
    made = cases(shipped, options.applications, SEED)
    free = [without_lists(shipped, case) for case in made]
    try:
        sets = [
            {"title": "those that look at no list", **compared(shipped, list_free(shipped), free, peers, rounds)},
            {"title": "all that have a finding", **compared(shipped, shipped.findable, made, peers, rounds)},
        ]
    except Differs as error:
        sys.exit(f"Nothing was measured. {error}")
    OUT.parent.mkdir(parents=True, exist_ok=True)
    result = {"python": platform.python_version(), "applications": len(made), "rounds": rounds, "sets": sets}
    OUT.write_text(json.dumps(result, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    print("\n\n".join(table(one, len(made)) for one in sets))


if __name__ == "__main__":
    main()
