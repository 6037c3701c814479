"""The command: verify, measure, print a table in Markdown, and write build/bench/peers.json."""

import argparse
import json
import platform
import sys
from collections.abc import Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Question:
    """Some norms, and the applications of a round that everybody is asked about."""

    title: str
    policy: Policy
    norms: Sequence[Norm]
    count: int

    def cases(self, number: int) -> Sequence[Case]:
        """The applications of a round; where no norm looks at a list, without lists."""
        made = cases(self.policy, self.count, number)
        if self.norms == self.policy.findable:
            return made
        return [without_lists(self.policy, case) for case in made]

    def contenders(self, peers: Sequence[Peer]) -> list[Contender]:
        """Everybody who can express all norms, with rules compiled anew; first the function written by hand."""
        return [Contender(peer, peer.prepare(self.policy, self.norms)) for peer in peers if peer.can(self.norms)]

    def verify(self, peers: Sequence[Peer], rounds: int) -> None:
        """Compare what everybody says of every application of all rounds. Raises Differs."""
        ids = [norm.id for norm in self.norms]
        contenders = self.contenders(peers)
        outcomes: list[set[bool]] = [set() for _ in ids]
        for number in range(rounds):
            made = self.cases(number)
            expected = [answers(self.policy, case, self.norms) for case in made]
            for seen, column in zip(outcomes, zip(*expected, strict=True), strict=True):
                seen.update(column)
            for contender in contenders:
                contender.verify(made, expected, ids)
        for id, seen in zip(ids, outcomes, strict=True):
            if len(seen) == 1:
                raise Differs(f"{id} comes out the same for every application")

    def measured(self, peers: Sequence[Peer], rounds: int) -> Any:
        """The rows, fastest first, and who was left out."""
        by_hand, *others = self.contenders(peers)
        found = measure(by_hand, others, self.cases(rounds), map(self.cases, range(rounds)))
        rows = [
            {
                "name": one.peer.name,
                "given": one.peer.given,
                "version": one.peer.version,
                "best": round(measured.best, 3),
                "median": round(measured.median, 3),
                "ratio": round(measured.ratio, 2),
            }
            for one, measured in found.items()
        ]
        return {
            "title": self.title,
            "norms": len(self.norms),
            "rows": sorted(rows, key=lambda row: row["ratio"]),
            "left_out": [{"name": peer.name, "why": peer.lacks} for peer in peers if not peer.can(self.norms)],
        }


def table(found: Any, count: int) -> str:
    """One set as a table in Markdown."""
    lines = [
        f"### {found['norms']} norms, {found['title']}; {count:,} applications",
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
    parser.add_argument("--applications", type=int, default=200, help="of each round")
    options = parser.parse_args()
    rounds = 3 if options.quick else 15
    for peer in PEERS:
        if peer.is_missing:
            print(f"{peer.name}: {peer.package} is not installed; the extra `peers` has it.", file=sys.stderr)
    peers = [peer for peer in PEERS if not peer.is_missing]
    shipped = policy()
    questions = (
        Question("those that look at no list", shipped, list_free(shipped), options.applications),
        Question("all that have a finding", shipped, shipped.findable, options.applications),
    )
    try:
        for question in questions:
            question.verify(peers, rounds)
    except Differs as error:
        sys.exit(f"Nothing was measured. {error}")
    sets = [question.measured(peers, rounds) for question in questions]
    applications = rounds * options.applications
    OUT.parent.mkdir(parents=True, exist_ok=True)
    result = {"python": platform.python_version(), "applications": applications, "rounds": rounds, "sets": sets}
    OUT.write_text(json.dumps(result, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    print("\n\n".join(table(one, applications) for one in sets))


if __name__ == "__main__":
    main()
