"""What proofs look for in a policy, and what its author has acknowledged to be so on purpose."""

from dataclasses import dataclass
from enum import StrEnum


class Defect(StrEnum):
    """A property that a policy is proved not to have. Each is named for what is wrong where the proof fails.

    `unsound` and `not_monotone` are faults of the evaluation, so no author can acknowledge them.
    """

    CONTRADICTION = "contradiction"
    """No application can meet all obligations and be in force."""
    NEVER_MET = "never_met"
    NEVER_UNMET = "never_unmet"
    IMPLIED = "implied"
    """An obligation is unmet only where others are unmet too, so without it every conclusion is the same."""
    READING_WITHOUT_EFFECT = "reading_without_effect"
    """No finding depends on how the question is read."""
    BRACKET = "bracket"
    """A value picks no row of a bracket, or two; or a row is never picked."""
    UNSOUND = "unsound"
    """The bottom-up evaluation excludes what can happen."""
    NOT_MONOTONE = "not_monotone"
    """More facts make possible what fewer facts excluded."""
    INEXACT = "inexact"
    """A status is open although all completions agree."""

    @property
    def about(self) -> str | None:
        """Which key an acknowledgement names its subject with: `norm`, `reading`, or none."""
        match self:
            case Defect.CONTRADICTION:
                return None
            case Defect.READING_WITHOUT_EFFECT:
                return "reading"
            case _:
                return "norm"


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """A defect that the author means: of which norm or reading (None for the whole policy), and why it is right."""

    defect: Defect
    subject: str | None
    reason: str
