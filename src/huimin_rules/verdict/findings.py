"""What comes out for one norm: a finding with its citation, its status, and why."""

from enum import StrEnum
from typing import Literal

from pydantic import Field

from huimin_rules.frozen import FrozenModel
from huimin_rules.norms.application import Statement
from huimin_rules.norms.norm import Modality


class Status(StrEnum):
    """The status of a finding; the last two are for priority, recommendation and default, which never fail an
    application.
    """

    MET = "met"
    UNMET = "unmet"
    UNKNOWN = "unknown"
    NEEDS_JUDGEMENT = "needs_judgement"
    NOT_APPLICABLE = "not_applicable"
    FOLLOWED = "followed"
    NOT_FOLLOWED = "not_followed"

    # Enum hashes by name in Python code; hashing as the text it is agrees with equality and is many times as fast.
    __hash__ = str.__hash__

    @property
    def is_open(self) -> bool:
        """Whether missing facts, judgements or readings could still change it."""
        return self in (Status.UNKNOWN, Status.NEEDS_JUDGEMENT)


class Citation(FrozenModel):
    """An address in the text, as people write it and as programs use it; article 0 is the notice."""

    label: str = Field(examples=["第六条第（一）项"])
    article: int
    paragraph: int | None = None
    item: int | None = None


class Grounding(FrozenModel):
    """A further clause that a norm stands on, with its words where it quotes them."""

    citation: Citation
    quote: str | None = None


class Blocker(FrozenModel):
    """A variable on which the finding still depends.

    `missing`: a fact that nobody has answered; `judgement`: a self-assessment that awaits a determination; `reading`:
    an open question of interpretation. `name` is a path such as `applicants[0].domicile`, or the reading's id.
    """

    kind: Literal["missing", "judgement", "reading"]
    name: str
    label: str


class ReadingOutcome(FrozenModel):
    """The status that a finding has under one alternative of a reading it depends on."""

    reading: str
    alternative: str
    name: str
    status: Status


class Part(FrozenModel):
    """The outcome for one element of a list, such as one applicant; `name` is what people call it."""

    of: str = Field(examples=["applicants[0]"])
    name: str
    status: Status
    reason: str


class Finding(FrozenModel):
    """What came out for one norm, with everything needed to argue about it."""

    norm: str
    title: str
    citation: Citation
    quote: str
    also: tuple[Grounding, ...]
    modality: Modality
    status: Status
    reason: str
    blockers: tuple[Blocker, ...]
    outcomes: tuple[ReadingOutcome, ...]
    parts: tuple[Part, ...]
    facts: tuple[Statement, ...]
    materials: tuple[str, ...]
    remedy: str | None
