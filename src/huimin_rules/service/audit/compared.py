"""What comes out of a what-if: a ledger replayed under another version of the policy, or under another reading."""

from enum import StrEnum
from typing import Literal

from huimin_rules.canonical import canonical_json
from huimin_rules.frozen import FrozenModel
from huimin_rules.ledger.record import Library
from huimin_rules.service.audit.direction import Direction
from huimin_rules.service.audit.replayed import Place, RecordedDecision
from huimin_rules.service.crosscheck import OpenVariable
from huimin_rules.verdict import Conclusion, PolicyReference, Status


class Effect(StrEnum):
    """What the other rules or readings do to one case; the first that fits."""

    INCOMPARABLE = "incomparable"
    """The case cannot be decided under the other rules or readings, or no longer comes out as it is recorded."""
    DECISION = "decision"
    """The conclusion changes."""
    FINDING = "finding"
    """The conclusion stays, the status of a finding changes."""
    BLOCKERS = "blockers"
    """All statuses stay, an open finding has other blockers."""
    NONE = "none"
    """Nothing of that changes."""


class Obstacle(StrEnum):
    """Why a case cannot be compared."""

    REPLAY = "replay"
    """Its record does not replay: what is there to be compared is not what was decided."""
    FACTS = "facts"
    """The other version does not know a fact, or refuses it."""
    READINGS = "readings"
    """The policy does not have a reading, or not this alternative."""


class Problem(FrozenModel):
    """One thing that stands in the way of comparing a case, by its path, in a Chinese sentence."""

    path: str
    message: str


class FindingChange(FrozenModel):
    """A finding that changes. Citation, status and blockers are None where the version does not have the norm."""

    norm: str
    title: str
    citation_before: str | None
    citation_after: str | None
    before: Status | None
    after: Status | None
    blockers_before: tuple[OpenVariable, ...] | None
    blockers_after: tuple[OpenVariable, ...] | None
    direction: Direction


class CaseComparison(FrozenModel):
    """One record of a ledger, as it was decided and as it would be decided.

    `recorded` is None where the record cannot be read. `conclusion` and `direction` are None where the case cannot be
    compared; `obstacle` and `problems` then say why. `findings` are the ones that change, in the order of the text.
    """

    format: Literal["huimin-case-comparison/1"] = "huimin-case-comparison/1"
    place: Place
    recorded: RecordedDecision | None
    effect: Effect
    conclusion: Conclusion | None = None
    direction: Direction | None = None
    findings: tuple[FindingChange, ...] = ()
    obstacle: Obstacle | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def same(self) -> bool:
        """Whether nothing changes."""
        return self.effect is Effect.NONE

    def to_json(self) -> str:
        """The canonical JSON text (RFC 8785)."""
        return canonical_json(self.model_dump(mode="json"))


class Transition(FrozenModel):
    """How many cases come from one conclusion to another (or stay)."""

    before: Conclusion
    after: Conclusion
    direction: Direction
    cases: int


class NormEffect(FrozenModel):
    """In how many cases the status of a norm's finding changes in one direction."""

    norm: str
    citation: str
    direction: Direction
    cases: int


class LedgerComparison(FrozenModel):
    """The sums over a ledger. `policy` is the other version, None where each case keeps its own; `readings` are the
    ones that were fixed.
    """

    format: Literal["huimin-comparison/1"] = "huimin-comparison/1"
    origin: str
    entries: int | None
    root: str | None
    policy: PolicyReference | None
    readings: dict[str, str]
    library: Library
    cases: int
    others: int
    effects: dict[Effect, int]
    transitions: tuple[Transition, ...]
    norms: tuple[NormEffect, ...]

    @property
    def same(self) -> bool:
        """Whether no case changes, and all can be compared."""
        return self.cases == self.effects.get(Effect.NONE, 0)

    def to_json(self) -> str:
        """The canonical JSON text (RFC 8785)."""
        return canonical_json(self.model_dump(mode="json"))
