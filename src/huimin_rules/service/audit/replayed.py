"""What comes out of replaying decision records: for one record, and for a whole ledger."""

from enum import StrEnum
from typing import Literal

from pydantic import Field

from huimin_rules.canonical import canonical_json
from huimin_rules.frozen import FrozenModel
from huimin_rules.ledger.record import Library
from huimin_rules.service.crosscheck import Crosscheck
from huimin_rules.verdict import Conclusion, PolicyReference


class Outcome(StrEnum):
    """How a replay ended."""

    IDENTICAL = "identical"
    """The verdict came out byte for byte as it is recorded."""
    DIFFERENT = "different"
    """A verdict came out, and it is another one."""
    DISAGREEMENT = "disagreement"
    """The two engines do not agree, or the second was at fault: there is no verdict."""
    IMPOSSIBLE = "impossible"
    """No verdict came out: the record or its policy is missing, damaged or not readable."""


class Cause(StrEnum):
    """Because of what a replay is not identical."""

    FACTS = "facts"
    """The record: it is missing, it does not fit its digest or its seal, its facts do not read under its policy, or
    its verdict rests on facts that it does not state.
    """
    RULES = "rules"
    """The archived policy: a part is missing or damaged, or it is another policy than the record names."""
    LIBRARY = "library"
    """The same facts and rules, another version of the library."""
    ENGINES = "engines"
    """The engines do not agree."""
    UNEXPLAINED = "unexplained"
    """The same facts, rules and version of the library, and still another verdict."""


class Difference(FrozenModel):
    """One place in which two JSON values differ, by its JSON Pointer (RFC 6901) and the canonical JSON on either side;
    None where there is nothing.
    """

    pointer: str = Field(examples=["/status"])
    before: str | None
    after: str | None

    @property
    def part(self) -> str:
        """The first step of the pointer: of a finding `status`, `reason`, `blockers`, `facts`, ..."""
        return self.pointer.removeprefix("/").partition("/")[0]


class FindingReplay(FrozenModel):
    """One finding, recorded and replayed; without differences it is identical. The citation is None where a damaged
    record has none that can be read.
    """

    norm: str
    citation: str | None
    identical: bool
    differences: tuple[Difference, ...]


class Changed(FrozenModel):
    """One thing that is not as it was; None where it was or is not there."""

    what: str = Field(examples=["/plan/leading_group", "consortium"])
    before: str | None
    after: str | None


class Revision(FrozenModel):
    """What changed from the record before of the same case to this one.

    `facts` by JSON Pointer, `readings` by id; the rest is None where it is the same.
    """

    index: int
    facts: tuple[Changed, ...]
    readings: tuple[Changed, ...]
    policy: Changed | None
    library: Changed | None
    conclusion: Changed | None
    recorded_by: Changed | None

    @property
    def nothing(self) -> bool:
        """Whether at most the time of recording changed."""
        return not (self.facts or self.readings) and not any(
            (self.policy, self.library, self.conclusion, self.recorded_by)
        )


class Place(FrozenModel):
    """Where a record stands in a ledger: its index, and the digest of its bytes, None where the entry does not say."""

    index: int
    record: str | None


class RecordedDecision(FrozenModel):
    """What a record says about its decision, the facts and the verdict apart; `conclusion` is None where the recorded
    one is none that this release knows. `verdict` is the digest of the verdict's canonical JSON.
    """

    case: str
    recorded_by: str
    recorded_at: str
    policy: PolicyReference
    library: Library
    conclusion: Conclusion | None
    verdict: str


class Replay(FrozenModel):
    """One decision record, replayed.

    `place` is None for a record outside a ledger, `recorded` where it cannot be read; `library` is what replayed it.
    `conclusion` and `verdict` (its digest) are what came out, None where no verdict did. `reason` says in Chinese why
    the replay is not identical. `findings` has every finding in the order of the text where a verdict came out, `rest`
    what differs outside the findings. `contradicted` are the facts and readings that the recorded verdict rests on
    (`before`) and that the record states otherwise (`after`). `crosscheck` is there where the engines do not agree, and
    then it is the result. `since` is there where a whole case is replayed.
    """

    format: Literal["huimin-replay/1"] = "huimin-replay/1"
    place: Place | None
    recorded: RecordedDecision | None
    library: Library
    outcome: Outcome
    cause: Cause | None
    reason: str | None
    conclusion: Conclusion | None = None
    verdict: str | None = None
    findings: tuple[FindingReplay, ...] = ()
    rest: tuple[Difference, ...] = ()
    contradicted: tuple[Changed, ...] = ()
    crosscheck: Crosscheck | None = None
    since: Revision | None = None

    @property
    def identical(self) -> bool:
        """Whether the verdict came out byte for byte as it is recorded."""
        return self.outcome is Outcome.IDENTICAL

    def to_json(self) -> str:
        """The canonical JSON text (RFC 8785)."""
        return canonical_json(self.model_dump(mode="json"))


class PolicyUse(FrozenModel):
    """A policy that records of a ledger were decided by. `fault` says what is wrong with it in the archive."""

    policy: PolicyReference
    records: int
    fault: str | None


class VersionUse(FrozenModel):
    """How many records were decided with a version of the library."""

    version: str
    records: int


class IntegrityFlaw(FrozenModel):
    """One thing that is wrong with the ledger, as `huimin ledger verify` names it."""

    kind: str
    reason: str
    index: int | None
    until: int | None
    subject: str | None


class Integrity(FrozenModel):
    """What verifying the ledger itself found. `proven`: everything that a signed checkpoint of the auditor covers is
    there, unchanged.
    """

    intact: bool
    proven: bool
    entries: int
    root: str
    checkpoint_size: int | None
    checkpoint_root: str | None
    signature: Literal["valid", "unknown_key", "invalid"] | None
    flaws: tuple[IntegrityFlaw, ...]


class LedgerReplay(FrozenModel):
    """A whole ledger, or one case of it, replayed.

    `entries` and `root` are those of the ledger when it was read, None where its head is damaged. `integrity` is None
    where the ledger itself was not verified. `replayed` counts what was replayed, `outcomes` and `causes` how it ended.
    `others` counts entries that are no decision records and were not replayed.
    """

    format: Literal["huimin-ledger-replay/1"] = "huimin-ledger-replay/1"
    origin: str
    entries: int | None
    root: str | None
    case: str | None
    library: Library
    integrity: Integrity | None
    replayed: int
    others: int
    outcomes: dict[Outcome, int]
    causes: dict[Cause, int]
    policies: tuple[PolicyUse, ...]
    versions: tuple[VersionUse, ...]

    @property
    def identical(self) -> bool:
        """Whether every record came out as it is recorded, and nothing is wrong with the ledger where that was
        verified.
        """
        sound = self.integrity is None or self.integrity.intact
        return sound and self.replayed == self.outcomes.get(Outcome.IDENTICAL, 0)

    def to_json(self) -> str:
        """The canonical JSON text (RFC 8785)."""
        return canonical_json(self.model_dump(mode="json"))
