"""The models of article-NN.yaml and notice.yaml, as `docs/language.md` describes them."""

from typing import Annotated, Literal

from pydantic import Field, Tag

from huimin_rules.loading.models.base import (
    MAX_ENTRIES,
    ClauseModel,
    Day,
    Identifier,
    Mirror,
    Words,
    text_or_mapping,
    wanted,
)
from huimin_rules.loading.models.conditions import ConditionModel
from huimin_rules.norms.norm import Modality


class CitesModel(ClauseModel):
    """A further clause that a norm stands on."""

    quote: Words | None = None


class QuoteInArticle(Mirror):
    """Words of the file's article."""

    paragraph: Annotated[int, Field(gt=0, lt=1000)] | None = None
    item: Annotated[int, Field(gt=0, lt=1000)] | None = None
    quote: Words


class QuoteByModel(Mirror):
    """A citation that follows the value of a choice."""

    fact: Words
    clauses: dict[str, QuoteInArticle]


class ThroughModel(Mirror):
    """A last day that depends on a reading."""

    reading: Identifier
    alternatives: dict[str, Day]


class PeriodModel(Mirror):
    """A period of validity."""

    fact: Words
    from_: Day = Field(alias="from")
    through: Annotated[
        Annotated[Day, Tag("?text")] | Annotated[ThroughModel, Tag("?mapping")],
        text_or_mapping("日期，或者映射（reading、alternatives）"),
    ]


class NormModel(QuoteInArticle):
    """One norm."""

    id: Identifier
    modality: Modality = Field(strict=False)
    title: Words
    title_en: Words | None = None
    cites: list[CitesModel] = []
    quote_by: QuoteByModel | None = None
    for_each: Words | None = None
    who: ConditionModel | None = None
    when: ConditionModel | None = None
    unless: ConditionModel | None = None
    requires: ConditionModel | None = None
    period: PeriodModel | None = None
    met: Words | None = None
    unmet: Words | None = None
    remedy: Words | None = None
    evidence: list[Words] = []


class UncheckedModel(QuoteInArticle):
    """Words that need no check, what they are, and why."""

    as_: Literal["purpose", "principle", "scope", "institutional", "interpretation", "notice", "lead_in"] = Field(
        alias="as"
    )
    reason: Words


class ArticleFile(Mirror):
    """article-NN.yaml, notice.yaml"""

    article: Annotated[
        Annotated[int, Field(gt=0, lt=1000)] | Literal["notice"], wanted("条号（1 至 999），或者 notice")
    ]
    norms: Annotated[list[NormModel], Field(max_length=MAX_ENTRIES)] = []
    unchecked: Annotated[list[UncheckedModel], Field(max_length=MAX_ENTRIES)] = []
