"""What a proof comes to, with the applications that show it."""

from dataclasses import dataclass
from enum import StrEnum

from huimin_rules.analysis.proofs.applications import Example
from huimin_rules.norms.acknowledgement import Defect
from huimin_rules.verdict import Status


class State(StrEnum):
    """How a question ended."""

    PROVED = "proved"
    SEARCHED = "searched"
    """Exactness alone: the bottom-up evaluation leaves more open than is open, and the engine's search closes it; so
    it did for the application shown. For other applications of the norm that is no proof.
    """
    REFUTED = "refuted"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Shown:
    """An application, and the status that each of these norms must have for it; the engine is to confirm it."""

    example: Example
    statuses: tuple[tuple[str, Status], ...]


@dataclass(frozen=True, slots=True)
class Result:
    """The answer to one question.

    - `subject`: the id of the norm or reading, None for the whole policy.
    - `because`: the norms that already exclude what was looked for, or the rows of a bracket, as words.
    - `readings`: the readings under which the result holds, where it is not for all.
    - `shown`: applications that show the result.
    - `lists`: the lists it is about, and up to how many elements they were looked at.
    - `unsure`: those of the lists of which longer ones, where an application leaves them open, could differ.
    - `reason`: why it is not decided.
    """

    defect: Defect
    subject: str | None
    state: State
    because: tuple[str, ...] = ()
    readings: tuple[tuple[str, str], ...] = ()
    shown: tuple[Shown, ...] = ()
    lists: tuple[tuple[str, int], ...] = ()
    unsure: tuple[tuple[str, int], ...] = ()
    reason: str | None = None
