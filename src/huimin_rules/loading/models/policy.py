"""The models of policy.yaml, as `docs/language.md` describes it."""

from typing import Annotated, Literal

from pydantic import Field

from huimin_rules.loading.models.base import DIVISION, POLICY_ID, ClauseModel, Identifier, Mirror, Words


class JurisdictionModel(Mirror):
    """Where the regulation applies, with its six-digit division code."""

    name: Words
    code: Annotated[str, Field(pattern=DIVISION)]


class UnrecordedModel(Mirror):
    """Something about the document that nobody recorded."""

    what: Words
    note: Words


class AbsentArticleModel(Mirror):
    """An article number that the received text does not have."""

    article: Annotated[int, Field(gt=0, lt=1000)]
    reason: Words


class NoteModel(Mirror):
    """A position on a question that has no alternatives to compute."""

    id: Identifier
    question: Words
    position: Words
    clause: ClauseModel | None = None


class AcknowledgedModel(Mirror):
    """Something that proofs find in the policy and that is meant so."""

    finding: Literal[
        "contradiction", "never_met", "never_unmet", "implied", "reading_without_effect", "bracket", "inexact"
    ]
    norm: Words | None = None
    reading: Words | None = None
    reason: Words


class PolicyFile(Mirror):
    """policy.yaml"""

    id: Annotated[str, Field(pattern=POLICY_ID, max_length=80)]
    title: Words
    title_en: Words | None = None
    document_number: Words
    issuer: Words
    jurisdiction: JurisdictionModel
    interpreter: Words
    unrecorded: list[UnrecordedModel] = []
    absent_articles: list[AbsentArticleModel] = []
    notes: list[NoteModel] = []
    acknowledged: list[AcknowledgedModel] = []
