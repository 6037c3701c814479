"""Plain Python written by hand: two-valued, which is the measure of all others, and three-valued."""

from collections.abc import Sequence
from copy import deepcopy

from benchmarks.by_hand import every_norm, every_norm_or_open, list_free, list_free_or_open
from benchmarks.peers.peer import Peer, Ready
from huimin_rules import Policy
from huimin_rules.norms.norm import Norm


def _two_valued(policy: Policy, norms: Sequence[Norm]) -> Ready:
    return Ready(lambda case: deepcopy(case.facts), every_norm if len(norms) == len(policy.findable) else list_free)


def _three_valued(policy: Policy, norms: Sequence[Norm]) -> Ready:
    return Ready(
        lambda case: deepcopy(case.facts),
        every_norm_or_open if len(norms) == len(policy.findable) else list_free_or_open,
    )


BY_HAND = Peer("by hand, two-valued", "a dict", None, _two_valued)
PEERS = (BY_HAND, Peer("by hand, three-valued", "a dict", None, _three_valued))
