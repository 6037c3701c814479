"""What all models of YAML files share: strict mappings, the small text types, and how their mistakes are told."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, GetPydanticSchema, WithJsonSchema
from pydantic_core import core_schema

from huimin_rules.quantity import parse_date

MAX_ENTRIES: Final = 2000
"""How many norms, sentences that need no check and rules of consistency a policy may have, each."""


class Mirror(BaseModel):
    """A mapping in a YAML file: no unknown keys, no conversion of types."""

    # Deferred: a validator is built for the files that are read, once, not for each form that occurs in them.
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)


def wanted(words: str, *names: str) -> GetPydanticSchema:
    """Makes every mistake in a value one mistake, which says what was wanted and which names there are."""
    context = {"names": names}
    return GetPydanticSchema(
        lambda source, handler: core_schema.custom_error_schema(
            handler(source), "wanted", custom_error_message=words, custom_error_context=context
        )
    )


def text_or_mapping(words: str) -> Discriminator:
    """Tells a text, tagged `?text`, from a mapping, tagged `?mapping`."""
    return Discriminator(
        lambda value: "?text" if isinstance(value, str) else "?mapping" if isinstance(value, Mapping) else None,
        custom_error_type="wanted",
        custom_error_message=words,
    )


def _day(value: object) -> date:
    if isinstance(value, str):
        return parse_date(value)
    raise ValueError("not a date")


Day = Annotated[
    date,
    BeforeValidator(_day),
    WithJsonSchema({"type": "string", "format": "date", "description": "日期，如 2022-09-01"}),
]
Words = Annotated[str, Field(min_length=1, pattern=r"\S")]
"""Text that says something."""

NAME = r"^[a-z][a-z0-9_.\-]*$"
PATH = r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$"
FIELD = r"^[a-z][a-z0-9_]*$"
POLICY_ID = r"^[a-z][a-z0-9-]*$"
DIVISION = r"^[0-9]{6}$"
SHA256 = r"^[0-9a-f]{64}$"

PATTERNS = {
    r"\S": "写明内容的文字",
    NAME: "小写字母开头、由小写字母、数字和 _ . - 组成的名称",
    PATH: "以 . 分隔的名称，每段由小写字母开头、由小写字母、数字和 _ 组成",
    FIELD: "小写字母开头、由小写字母、数字和 _ 组成的名称",
    POLICY_ID: "小写字母开头、由小写字母、数字和 - 组成的名称",
    DIVISION: "六位数字的代码（加引号）",
    SHA256: "十六进制的 64 位数字（小写）",
}
"""What a text of each pattern is, in words."""

Identifier = Annotated[str, Field(pattern=NAME, max_length=80)]
FactPath = Annotated[str, Field(pattern=PATH, max_length=120)]


class ClauseModel(Mirror):
    """An address in the text; article 0 is the notice."""

    article: Annotated[int, Field(ge=0, lt=1000)]
    paragraph: Annotated[int, Field(gt=0, lt=1000)] | None = None
    item: Annotated[int, Field(gt=0, lt=1000)] | None = None
