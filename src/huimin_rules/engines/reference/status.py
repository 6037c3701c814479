"""From outcomes and the variables they depend on to the status and the blockers of a finding."""

from collections.abc import Iterable, Mapping
from typing import Final

from huimin_rules.engines.reference.outcomes import CERTAIN, MET, NOT_APPLICABLE, UNMET, Outcomes
from huimin_rules.engines.reference.variables import Variable
from huimin_rules.norms.norm import Modality
from huimin_rules.verdict import Blocker, Status

_DUTY: Final = {MET: Status.MET, UNMET: Status.UNMET, NOT_APPLICABLE: Status.NOT_APPLICABLE}
_ADVICE: Final = {MET: Status.FOLLOWED, UNMET: Status.NOT_FOLLOWED, NOT_APPLICABLE: Status.NOT_APPLICABLE}

FAILED: Final = frozenset({Status.UNMET, Status.NOT_FOLLOWED})


class Statuses:
    """The statuses that findings of one modality have; priority, recommendation and default know no judgement."""

    def __init__(self, modality: Modality) -> None:
        self.decides = modality.decides
        self.certain: Mapping[Outcomes, Status] = _DUTY if modality.decides else _ADVICE

    def of(self, found: Outcomes, variables: Iterable[Variable]) -> Status:
        """The status: definite, or unknown where a missing fact matters, or else waiting for judgement."""
        if found in CERTAIN:
            return self.certain[found]
        if self.decides and not any(one.kind == "missing" for one in variables):
            return Status.NEEDS_JUDGEMENT
        return Status.UNKNOWN


def blockers_of(variables: Iterable[Variable]) -> tuple[Blocker, ...]:
    """The variables as a finding shows them."""
    return tuple(Blocker.assemble({"kind": one.kind, "name": one.name, "label": one.label}) for one in variables)
