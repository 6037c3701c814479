"""What comes out of a check, of a comparison, and of a search for a remedy.

The names of the last two are imported when first used: a process that only checks has no use for them.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from huimin_rules.verdict.findings import (
    Blocker,
    Citation,
    Finding,
    Grounding,
    Part,
    ReadingOutcome,
    Status,
)
from huimin_rules.verdict.verdict import (
    NOTICE,
    Conclusion,
    InForce,
    Material,
    PolicyReference,
    ReadingInPlay,
    Supplement,
    Verdict,
)

if TYPE_CHECKING:
    from huimin_rules.verdict.differences import Change as Change
    from huimin_rules.verdict.differences import Comparison as Comparison
    from huimin_rules.verdict.differences import EntryChange as EntryChange
    from huimin_rules.verdict.differences import EntryKind as EntryKind
    from huimin_rules.verdict.differences import PartChange as PartChange
    from huimin_rules.verdict.differences import PolicyDifference as PolicyDifference
    from huimin_rules.verdict.differences import Relation as Relation
    from huimin_rules.verdict.differences import Side as Side
    from huimin_rules.verdict.differences import TextChange as TextChange
    from huimin_rules.verdict.differences import UnderReadings as UnderReadings
    from huimin_rules.verdict.differences import Witness as Witness
    from huimin_rules.verdict.remedies import Action as Action
    from huimin_rules.verdict.remedies import Asking as Asking
    from huimin_rules.verdict.remedies import Remedy as Remedy
    from huimin_rules.verdict.remedies import RemedyReport as RemedyReport
    from huimin_rules.verdict.remedies import Step as Step

_HOMES = {
    "Change": "differences",
    "Comparison": "differences",
    "EntryChange": "differences",
    "EntryKind": "differences",
    "PartChange": "differences",
    "PolicyDifference": "differences",
    "Relation": "differences",
    "Side": "differences",
    "TextChange": "differences",
    "UnderReadings": "differences",
    "Witness": "differences",
    "Action": "remedies",
    "Asking": "remedies",
    "Remedy": "remedies",
    "RemedyReport": "remedies",
    "Step": "remedies",
}

__all__ = [
    "NOTICE",
    "Action",
    "Asking",
    "Blocker",
    "Change",
    "Citation",
    "Comparison",
    "Conclusion",
    "EntryChange",
    "EntryKind",
    "Finding",
    "Grounding",
    "InForce",
    "Material",
    "Part",
    "PartChange",
    "PolicyDifference",
    "PolicyReference",
    "ReadingInPlay",
    "ReadingOutcome",
    "Relation",
    "Remedy",
    "RemedyReport",
    "Side",
    "Status",
    "Step",
    "Supplement",
    "TextChange",
    "UnderReadings",
    "Verdict",
    "Witness",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
