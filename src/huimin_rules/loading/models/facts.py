"""The models of facts.yaml, as `docs/language.md` describes it."""

from collections.abc import Mapping
from typing import Annotated, Final, Literal, get_args

from pydantic import Discriminator, Field, Tag

from huimin_rules.loading.models.base import (
    FIELD,
    MAX_ENTRIES,
    ClauseModel,
    FactPath,
    Identifier,
    Mirror,
    Words,
    text_or_mapping,
    wanted,
)
from huimin_rules.loading.models.conditions import ConditionModel, ScalarModel

MAX_FACTS: Final = 1000
"""How many facts a policy may have, and fields a list, and choices a fact."""


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
