"""What somebody says of one norm, and what follows from it for the whole."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from huimin_rules.norms.norm import Modality, Norm
from huimin_rules.norms.policy import Policy

Blocker: TypeAlias = tuple[str, str]
"""The kind of a blocker and its name."""


@dataclass(frozen=True)
class Opinion:
    """A status, and the blockers on which it depends."""

    status: str
    blockers: frozenset[Blocker] = frozenset()

    def __str__(self) -> str:
        return f"{self.status} {{{', '.join(f'{kind} {name}' for kind, name in sorted(self.blockers))}}}"

    @property
    def is_open(self) -> bool:
        return self.status in ("unknown", "needs_judgement")


def opinion(norm: Norm, outcomes: set[str], blockers: Iterable[Blocker]) -> Opinion:
    """The status that follows from what outcomes are possible and what they depend on."""
    decides = norm.modality in (Modality.OBLIGATION, Modality.VALIDITY)
    if len(outcomes) == 1:
        (only,) = outcomes
        return Opinion(only if decides else {"met": "followed", "unmet": "not_followed"}.get(only, only))
    found = frozenset(blockers)
    missing = any(kind == "missing" for kind, _ in found)
    return Opinion("needs_judgement" if decides and not missing else "unknown", found)


def concluded(policy: Policy, opinions: Mapping[str, Opinion]) -> str:
    """The conclusion that follows from the statuses of all norms: the first that fits."""
    statuses = {
        modality: {opinions[norm.id].status for norm in policy.findable if norm.modality is modality}
        for modality in (Modality.VALIDITY, Modality.OBLIGATION)
    }
    validity, obligations = statuses.values()
    if "unmet" in validity:
        return "not_in_force"
    if "unmet" in obligations:
        return "ineligible"
    if "unknown" in validity | obligations:
        return "incomplete"
    return "needs_judgement" if "needs_judgement" in validity | obligations else "eligible"
