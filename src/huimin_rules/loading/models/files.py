"""The models of a policy's files, as `docs/language.md` describes them; `huimin schema policy` prints their schema."""

from collections.abc import Mapping
from typing import Annotated, Final, Literal, get_args

from pydantic import Discriminator, Field, Tag

from huimin_rules.loading.models.base import (
    DIVISION,
    FIELD,
    POLICY_ID,
    SHA256,
    ClauseModel,
    Day,
    FactPath,
    Identifier,
    Mirror,
    Words,
    text_or_mapping,
    wanted,
)
from huimin_rules.loading.models.conditions import ConditionModel, ScalarModel
from huimin_rules.norms.norm import Modality

MAX_FACTS: Final = 1000
"""How many facts a policy may have, and fields a list, and choices a fact."""

MAX_ENTRIES: Final = 2000
"""How many norms, sentences that need no check and rules of consistency a policy may have, each."""


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


class PageBreakModel(Mirror):
    """A place where the layout cut a sentence: the end of one line, the beginning of the next."""

    before: Words
    after: Words


class TextHeader(Mirror):
    """The header of text.md."""

    source: Words
    sha256: Annotated[str, Field(pattern=SHA256)]
    page_breaks: list[PageBreakModel] = []


class ChoiceModel(Mirror):
    """One value of a choice."""

    name: Words
    name_en: Words | None = None
    note: Words | None = None
    clause: ClauseModel | None = None
    quote: Words | None = None


ChoiceOrName = Annotated[
    Annotated[Words, Tag("?text")] | Annotated[ChoiceModel, Tag("?mapping")],
    text_or_mapping("中文名，或者映射（name 等）"),
]
FactType = Literal["text", "boolean", "choice", "integer", "number", "percent", "money", "date", "code", "uscc"]
_FACT_TYPES = (*get_args(FactType), "list")


class FieldModel(Mirror):
    """A single value of the elements of a list."""

    type: Annotated[FactType, wanted("事实的类型（" + "、".join(_FACT_TYPES) + " 之一）", *_FACT_TYPES)]
    label: Words
    label_en: Words | None = None
    question: Words
    help: Words | None = None
    evidence: list[Words] = []
    clause: ClauseModel | None = None
    informative: Words | None = None
    kind: Literal["objective", "judgement"] = "objective"
    unit: Words | None = None
    choices: Annotated[dict[Identifier, ChoiceOrName], Field(min_length=1, max_length=MAX_FACTS)] | None = None
    minimum: ScalarModel | None = None
    maximum: ScalarModel | None = None
    digits: Annotated[int, Field(gt=0, le=40)] | None = None
    may_be_none: bool = False


class FactModel(FieldModel):
    """A fact with a single value."""

    section: Words | None = None
    section_en: Words | None = None


class ListModel(Mirror):
    """A list of records."""

    type: Literal["list"]
    section: Words | None = None
    section_en: Words | None = None
    label: Words
    label_en: Words | None = None
    question: Words
    help: Words | None = None
    evidence: list[Words] = []
    clause: ClauseModel | None = None
    informative: Words | None = None
    at_least: Annotated[int, Field(ge=0, le=1000)] = 0
    titled_by: Words | None = None
    items: Annotated[dict[Annotated[str, Field(pattern=FIELD)], FieldModel], Field(min_length=1, max_length=MAX_FACTS)]


class ConsistencyModel(Mirror):
    """What a readable application never violates."""

    id: Identifier
    at: Words
    requires: ConditionModel
    message: Words


def _fact_tag(value: object) -> str | None:
    if not isinstance(value, Mapping):
        return None
    return "?list" if value.get("type") == "list" else "?fact"


AnyFactModel = Annotated[
    Annotated[FactModel, Tag("?fact")] | Annotated[ListModel, Tag("?list")],
    Discriminator(_fact_tag, custom_error_type="wanted", custom_error_message="映射（键: 值）"),
]


class FactsFile(Mirror):
    """facts.yaml"""

    facts: Annotated[dict[FactPath, AnyFactModel], Field(max_length=MAX_FACTS)]
    consistency: Annotated[list[ConsistencyModel], Field(max_length=MAX_ENTRIES)] = []


class AlternativeModel(Mirror):
    """One way to read an open question."""

    name: Words
    name_en: Words | None = None
    argument: Words


class OfficialModel(Mirror):
    """An interpretation given by the authority."""

    alternative: Words
    by: Words
    on: Day
    source: Words


class ReadingModel(Mirror):
    """An open question of interpretation."""

    question: Words
    clause: ClauseModel
    quote: Words | None = None
    default: Words
    alternatives: Annotated[dict[Identifier, AlternativeModel], Field(min_length=2)]
    official: OfficialModel | None = None


class ReadingsFile(Mirror):
    """readings.yaml"""

    readings: dict[Identifier, ReadingModel]


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


class ExpectedFinding(Mirror):
    """What a case expects of a norm."""

    status: Words
    blockers: list[Words] | None = None


FindingOrStatus = Annotated[
    Annotated[Words, Tag("?text")] | Annotated[ExpectedFinding, Tag("?mapping")],
    text_or_mapping("结论，或者映射（status、blockers）"),
]


class ExpectModel(Mirror):
    """What a case expects."""

    conclusion: Words | None = None
    findings: dict[str, FindingOrStatus] = {}


class CaseModel(Mirror):
    """One neutral case."""

    id: Identifier
    why: Words
    base: Words | None = None
    given: dict[str, object] = {}
    readings: dict[str, Words] = {}
    expect: ExpectModel


class RefusalModel(Mirror):
    """One neutral case of an application that contradicts itself."""

    id: Identifier
    why: Words
    base: Words | None = None
    given: dict[str, object] = {}
    violates: Annotated[list[Words], Field(min_length=1)]


class CasesFile(Mirror):
    """cases/*.yaml"""

    applications: dict[Identifier, dict[str, object]] = {}
    cases: list[CaseModel] = []
    refused: list[RefusalModel] = []
