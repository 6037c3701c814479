"""From findings to the conclusion: the first that fits, from above. Priority, recommendation and default never move
it.
"""

from collections.abc import Iterable

from huimin_rules.norms.norm import Modality
from huimin_rules.verdict.findings import Status
from huimin_rules.verdict.verdict import Conclusion


def conclude(statuses: Iterable[tuple[Modality, Status]]) -> Conclusion:
    """The conclusion for the statuses of all norms that decide."""
    deciding = [(modality, status) for modality, status in statuses if modality.decides]
    if (Modality.VALIDITY, Status.UNMET) in deciding:
        return Conclusion.NOT_IN_FORCE
    found = {status for _, status in deciding}
    if Status.UNMET in found:
        return Conclusion.INELIGIBLE
    if Status.UNKNOWN in found:
        return Conclusion.INCOMPLETE
    if Status.NEEDS_JUDGEMENT in found:
        return Conclusion.NEEDS_JUDGEMENT
    return Conclusion.ELIGIBLE
