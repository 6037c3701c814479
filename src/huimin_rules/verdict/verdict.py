"""The verdict (结论书): the conclusion, all findings and their provenance, as one immutable value with canonical
bytes.
"""

import json
from datetime import date
from enum import StrEnum
from typing import Final, Literal, Self

from pydantic import Field, ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

from huimin_rules.canonical import canonical_json
from huimin_rules.frozen import FrozenModel
from huimin_rules.norms.application import Caution
from huimin_rules.verdict.findings import Citation, Finding
from huimin_rules.visible import shortened, visible

_MAX_SHOWN: Final = 40

NOTICE = "自查结果，非行政决定"


class Conclusion(StrEnum):
    """The conclusion: the first of these that fits, from above, with `eligible` when none does."""

    NOT_IN_FORCE = "not_in_force"
    INELIGIBLE = "ineligible"
    INCOMPLETE = "incomplete"
    NEEDS_JUDGEMENT = "needs_judgement"
    ELIGIBLE = "eligible"


class PolicyReference(FrozenModel):
    """Which policy decided, tied to its bytes."""

    id: str
    title: str
    document_number: str
    digest: str
    text_sha256: str


class InForce(FrozenModel):
    """Whether the policy was in force on the day that counts: `not_yet`, `yes`, `no_longer`, or `open` where that
    cannot be said.

    `last_days` has more than one day where the text can be read in more than one way and nobody has fixed the reading.
    """

    state: Literal["not_yet", "yes", "no_longer", "open"]
    start: date
    last_days: tuple[date, ...]
    message: str


class ReadingInPlay(FrozenModel):
    """An open question of interpretation: whether it was fixed, by whom, and the findings that now depend on it."""

    id: str
    question: str
    citation: Citation
    default: str
    fixed: str | None
    fixed_by: Literal["caller", "official"] | None
    decides: tuple[str, ...]


class Material(FrozenModel):
    """A document to attach, and the norms it serves."""

    document: str
    norms: tuple[str, ...]


class Supplement(FrozenModel):
    """One entry of the one-round list (一次性补正清单): what to do, about what, and for which norms.

    `fix` something that fails; `supply` what is missing; `determine` an open term; `clarify` a reading with the
    authority; `explain` a departure from what is usual.
    """

    action: Literal["fix", "supply", "determine", "clarify", "explain"]
    subject: str
    what: str
    norms: tuple[str, ...]
    citations: tuple[str, ...]


class Verdict(FrozenModel):
    """The result of one check: a self-check, never an administrative decision.

    The same policy digest, facts and readings give the same bytes from `to_json`; `Verdict.model_validate_json` reads
    them back to an equal value. Nothing in it depends on a clock, a machine or the order of anything but the text.
    """

    notice: Literal["自查结果，非行政决定"] = Field(description="What this is, and what it is not.")
    policy: PolicyReference
    conclusion: Conclusion
    summary: str
    in_force: InForce | None
    findings: tuple[Finding, ...]
    readings: tuple[ReadingInPlay, ...]
    supplements: tuple[Supplement, ...]
    materials: tuple[Material, ...]
    warnings: tuple[Caution, ...]

    def finding(self, norm: str) -> Finding:
        """The finding of a norm; raises KeyError for an id that has none."""
        for finding in self.findings:
            if finding.norm == norm:
                return finding
        raise KeyError(norm)

    def to_json(self) -> str:
        """The canonical JSON text (RFC 8785): the same verdict gives the same bytes everywhere."""
        return canonical_json(self.model_dump(mode="json"))

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """Read what `to_json` wrote; raises pydantic.ValidationError for what is no verdict.

        A key that stands twice is refused, for readers disagree on which of the two counts.
        """
        verdict = cls.model_validate_json(text)
        try:
            json.loads(text, object_pairs_hook=_unique, parse_int=str, parse_float=str)
        except _Repeated as error:
            repeated = PydanticCustomError(
                "repeated_key", "Key occurs twice: {key}", {"key": visible(shortened(str(error), _MAX_SHOWN))}
            )
            raise ValidationError.from_exception_data(
                cls.__name__, [InitErrorDetails(type=repeated, input=str(error))], "json"
            ) from None
        return verdict


class _Repeated(Exception):
    """A mapping has a key twice."""


def _unique(pairs: list[tuple[str, object]]) -> None:
    seen: set[str] = set()
    for key, _ in pairs:
        if key in seen:
            raise _Repeated(key)
        seen.add(key)
