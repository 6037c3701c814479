"""A policy as programs read it: who issued it, its text, its facts, its norms and its readings."""

from datetime import date
from typing import Literal

from pydantic import Field

from huimin_rules.citation import Clause
from huimin_rules.frozen import FrozenModel
from huimin_rules.norms.norm import Ground, Modality, Norm, Reading
from huimin_rules.norms.policy import Policy
from huimin_rules.norms.text import Role
from huimin_rules.service.questions import FactEntry, Way, fact_entry
from huimin_rules.verdict import NOTICE, Citation, Grounding


class PolicySummary(FrozenModel):
    """Which policy it is, tied to its bytes, and from when to when it is in force; several last days where the text
    can be read in more than one way.
    """

    id: str = Field(examples=["gongyi-huimin-2021"])
    title: str
    title_en: str | None
    document_number: str
    issuer: str
    jurisdiction: str
    jurisdiction_code: str
    digest: str
    text_sha256: str
    start: date | None
    last_days: tuple[date, ...]


class PolicyList(FrozenModel):
    """The policies that are served."""

    policies: tuple[PolicySummary, ...]


class PassageEntry(FrozenModel):
    """The words of one clause, without layout; `label` is its number as printed."""

    citation: Citation
    role: Role
    label: str
    words: str


class TextEntry(FrozenModel):
    """The official text: where it comes from, the SHA-256 of its bytes as received, its passages, and the articles that
    it does not have.
    """

    source: str
    sha256: str
    passages: tuple[PassageEntry, ...]
    absent: tuple[tuple[int, str], ...]


class NormEntry(FrozenModel):
    """One statement of duty, with the words it is taken from."""

    id: str
    title: str
    title_en: str | None
    modality: Modality
    citation: Citation
    quote: str
    also: tuple[Grounding, ...]
    materials: tuple[str, ...]
    remedy: str | None


class OfficialEntry(FrozenModel):
    """An interpretation that the authority has given."""

    alternative: str
    by: str
    on: date
    source: str


class ReadingEntry(FrozenModel):
    """An open question of interpretation; `default` is only what is shown first, and decides nothing."""

    id: str
    question: str
    citation: Citation
    quote: str | None
    default: str
    alternatives: tuple[Way, ...]
    official: OfficialEntry | None


class PolicyDocument(PolicySummary):
    """A policy as a whole."""

    notice: Literal["自查结果，非行政决定"]
    interpreter: str
    unrecorded: tuple[tuple[str, str], ...] = Field(description="What is not known about it, and why.")
    text: TextEntry
    facts: tuple[FactEntry, ...]
    norms: tuple[NormEntry, ...]
    readings: tuple[ReadingEntry, ...]


def policy_summary(policy: Policy) -> PolicySummary:
    """Which policy it is."""
    return PolicySummary.model_validate(_summary(policy))


def policy_document(policy: Policy) -> PolicyDocument:
    """The policy as a whole."""
    text = policy.text
    return PolicyDocument.model_validate(
        {
            **_summary(policy),
            "notice": NOTICE,
            "interpreter": policy.identity.interpreter,
            "unrecorded": policy.identity.unrecorded,
            "text": TextEntry(
                source=text.source,
                sha256=text.sha256,
                passages=tuple(
                    PassageEntry(citation=_cite(one.clause), role=one.role, label=one.label, words=one.words)
                    for one in text.passages
                ),
                absent=text.absent,
            ),
            "facts": tuple(map(fact_entry, policy.facts)),
            "norms": tuple(map(_norm, policy.norms)),
            "readings": tuple(map(_reading, policy.readings)),
        }
    )


def _summary(policy: Policy) -> dict[str, object]:
    identity = policy.identity
    period = next((norm.period for norm in policy.norms if norm.period is not None), None)
    return {
        "id": identity.id,
        "title": identity.title,
        "title_en": identity.title_en,
        "document_number": identity.document_number,
        "issuer": identity.issuer,
        "jurisdiction": identity.jurisdiction,
        "jurisdiction_code": identity.jurisdiction_code,
        "digest": policy.digest,
        "text_sha256": policy.text.sha256,
        "start": period.start if period is not None else None,
        "last_days": period.last_days() if period is not None else (),
    }


def _norm(norm: Norm) -> NormEntry:
    return NormEntry(
        id=norm.id,
        title=norm.wording.title,
        title_en=norm.wording.title_en,
        modality=norm.modality,
        citation=_cite(norm.ground.clause),
        quote=norm.ground.quote,
        also=tuple(map(_grounding, norm.cites)),
        materials=norm.wording.evidence,
        remedy=norm.wording.remedy,
    )


def _grounding(cited: Ground | Clause) -> Grounding:
    if isinstance(cited, Clause):
        return Grounding(citation=_cite(cited))
    return Grounding(citation=_cite(cited.clause), quote=cited.quote)


def _reading(reading: Reading) -> ReadingEntry:
    official = reading.official
    return ReadingEntry(
        id=reading.id,
        question=reading.question,
        citation=_cite(reading.clause),
        quote=reading.quote,
        default=reading.default,
        alternatives=tuple(
            Way(id=one.id, name=one.name, name_en=one.name_en, argument=one.argument) for one in reading.alternatives
        ),
        official=None
        if official is None
        else OfficialEntry(alternative=official.alternative, by=official.by, on=official.on, source=official.source),
    )


def _cite(clause: Clause) -> Citation:
    return Citation(label=clause.label, article=clause.article, paragraph=clause.paragraph, item=clause.item)
