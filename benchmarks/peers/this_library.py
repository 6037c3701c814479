"""This library: the whole verdict, from a plain mapping and from an application that has been read.

The policy is cut down to the norms that everybody is asked about. Reading the statuses out of the verdict is measured.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from benchmarks.peers.cases import HELD, Case, defaults
from benchmarks.peers.peer import Peer, Ready
from huimin_rules import Policy, check, validate
from huimin_rules.norms.norm import Norm


def _only(policy: Policy, norms: Sequence[Norm]) -> Policy:
    wanted = {norm.id for norm in norms}
    kept = tuple(norm for norm in policy.norms if norm.id in wanted or not norm.modality.has_finding)
    return replace(policy, norms=kept, digest=f"{policy.digest}-{len(kept)}")


def _verdict(policy: Policy, fixed: Mapping[str, str]) -> Callable[[Any], tuple[bool, ...]]:
    def decide(given: Any) -> tuple[bool, ...]:
        return tuple([finding.status in HELD for finding in check(policy, given, fixed).findings])

    return decide


def _from_mapping(policy: Policy, norms: Sequence[Norm]) -> Ready:
    return Ready(lambda case: case.mapping, _verdict(_only(policy, norms), defaults(policy)))


def _from_application(policy: Policy, norms: Sequence[Norm]) -> Ready:
    only = _only(policy, norms)

    def form(case: Case) -> object:
        return validate(only, case.mapping)

    return Ready(form, _verdict(only, defaults(policy)))


PEERS = (
    Peer("huimin-rules, verdict", "a validated application", "huimin-rules", _from_application),
    Peer("huimin-rules, check", "a plain mapping", "huimin-rules", _from_mapping),
)
