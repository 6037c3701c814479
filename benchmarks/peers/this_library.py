"""This library: the whole verdict, from a plain mapping and from an application that has been read.

The policy is cut down to the norms that everybody is asked about, and holds the readings as an authority would fix
them, for the others too have them compiled in. Reading the statuses out of the verdict is measured.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from benchmarks.peers.cases import HELD
from benchmarks.peers.peer import Peer, Ready
from huimin_rules import Policy, check, validate
from huimin_rules.norms.norm import Norm, OfficialReading


def _only(policy: Policy, norms: Sequence[Norm]) -> Policy:
    wanted = {norm.id for norm in norms}
    kept = tuple(norm for norm in policy.norms if norm.id in wanted or not norm.modality.has_finding)
    readings = tuple(
        replace(one, official=OfficialReading(one.default, "基准测试", date(2021, 12, 22), "基准测试"))
        for one in policy.readings
    )
    return replace(policy, norms=kept, readings=readings, digest=f"{policy.digest}-{len(kept)}")


def _verdict(only: Policy) -> Callable[[Any], tuple[bool, ...]]:
    def decide(given: Any) -> tuple[bool, ...]:
        return tuple([finding.status in HELD for finding in check(only, given).findings])

    return decide


def _from_mapping(policy: Policy, norms: Sequence[Norm]) -> Ready:
    return Ready(lambda case: case.mapping, _verdict(_only(policy, norms)))


def _from_application(policy: Policy, norms: Sequence[Norm]) -> Ready:
    only = _only(policy, norms)
    return Ready(lambda case: validate(only, case.mapping), _verdict(only))


PEERS = (
    Peer("huimin-rules, verdict", "a validated application", "huimin-rules", _from_application),
    Peer("huimin-rules, check", "a plain mapping", "huimin-rules", _from_mapping),
)
