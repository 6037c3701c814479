"""What comes out of a check."""

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

__all__ = [
    "NOTICE",
    "Blocker",
    "Citation",
    "Conclusion",
    "Finding",
    "Grounding",
    "InForce",
    "Material",
    "Part",
    "PolicyReference",
    "ReadingInPlay",
    "ReadingOutcome",
    "Status",
    "Supplement",
    "Verdict",
]
