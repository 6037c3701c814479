"""The models of cases/*.yaml, as `docs/language.md` describes them."""

from typing import Annotated

from pydantic import Field, Tag

from huimin_rules.loading.models.base import Identifier, Mirror, Words, text_or_mapping


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
