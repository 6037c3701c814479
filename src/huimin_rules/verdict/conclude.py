"""From findings to the conclusion: the first that fits, from above. Priority, recommendation and default never move
it.
"""

from collections.abc import Collection

from huimin_rules.verdict.findings import Status
from huimin_rules.verdict.verdict import Conclusion


def conclude(validity: Collection[Status], obligations: Collection[Status]) -> Conclusion:
    """The conclusion for the statuses of the norms on validity and of the obligations."""
    if Status.UNMET in validity:
        return Conclusion.NOT_IN_FORCE
    if Status.UNMET in obligations:
        return Conclusion.INELIGIBLE
    for status, conclusion in (
        (Status.UNKNOWN, Conclusion.INCOMPLETE),
        (Status.NEEDS_JUDGEMENT, Conclusion.NEEDS_JUDGEMENT),
    ):
        if status in obligations or status in validity:
            return conclusion
    return Conclusion.ELIGIBLE
