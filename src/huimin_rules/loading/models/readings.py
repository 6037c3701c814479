"""The models of readings.yaml, as `docs/language.md` describes it."""

from typing import Annotated

from pydantic import Field

from huimin_rules.loading.models.base import ClauseModel, Day, Identifier, Mirror, Words


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
