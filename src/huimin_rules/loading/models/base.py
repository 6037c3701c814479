"""What all models of YAML files share: strict mappings, and the small text types."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from huimin_rules.quantity import parse_date


class Mirror(BaseModel):
    """A mapping in a YAML file: no unknown keys, no conversion of types."""

    # Deferred: a validator is built for the files that are read, once, not for each form that occurs in them.
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)


def _day(value: object) -> date:
    if isinstance(value, str):
        return parse_date(value)
    raise ValueError("not a date")


Day = Annotated[
    date,
    BeforeValidator(_day),
    WithJsonSchema({"type": "string", "format": "date", "description": "日期，如 2022-09-01"}),
]
Words = Annotated[str, Field(min_length=1)]
"""Text that says something."""
Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_.\-]*$", max_length=80)]
FactPath = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$", max_length=120)]


class ClauseModel(Mirror):
    """An address in the text; article 0 is the notice."""

    article: Annotated[int, Field(ge=0, lt=1000)]
    paragraph: Annotated[int, Field(gt=0, lt=1000)] | None = None
    item: Annotated[int, Field(gt=0, lt=1000)] | None = None
