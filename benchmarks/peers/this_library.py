"""This library: the statuses alone (`screen`) and the whole verdict (`check`), of a mapping or of what was read before.

The policy is cut down to the norms that everybody is asked about, and holds the readings as an authority would fix
them, for the others too have them compiled in. Making booleans of the statuses is measured. What comes back again is
kept for the policy, so each preparation has a policy of its own, which has not seen what was verified.
"""

from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import replace
from datetime import date
from itertools import count
from typing import Any

from benchmarks.peers.cases import HELD
from benchmarks.peers.peer import Peer, Prepare, Ready
from huimin_rules import Policy, check, validate
from huimin_rules.norms.norm import Norm, OfficialReading
from huimin_rules.service import screen

Decide = Callable[[Any], tuple[bool, ...]]
_numbers = count()


def _only(policy: Policy, norms: Sequence[Norm]) -> Policy:
    wanted = {norm.id for norm in norms}
    kept = tuple(norm for norm in policy.norms if norm.id in wanted or not norm.modality.has_finding)
    readings = tuple(
        replace(one, official=OfficialReading(one.default, "基准测试", date(2021, 12, 22), "基准测试"))
        for one in policy.readings
    )
    return replace(policy, norms=kept, readings=readings, digest=f"{policy.digest}-{next(_numbers)}")


def _statuses(only: Policy) -> Decide:
    return lambda given: tuple([status in HELD for status in screen(only, given).statuses])


def _verdict(only: Policy) -> Decide:
    return lambda given: tuple([finding.status in HELD for finding in check(only, given).findings])


def _of_mapping(decide: Callable[[Policy], Decide]) -> Prepare:
    return lambda policy, norms: Ready(lambda case: deepcopy(case.mapping), decide(_only(policy, norms)))


def _of_application(decide: Callable[[Policy], Decide]) -> Prepare:
    def prepare(policy: Policy, norms: Sequence[Norm]) -> Ready:
        only = _only(policy, norms)
        return Ready(lambda case: validate(only, case.mapping), decide(only))

    return prepare


PEERS = tuple(
    Peer(f"huimin-rules, {name}", given, "huimin-rules", of(decide))
    for name, decide in (("statuses", _statuses), ("verdict", _verdict))
    for given, of in (("a validated application", _of_application), ("a plain mapping", _of_mapping))
)
