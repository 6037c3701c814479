"""Norms: statements of duty, each taken from one clause and quoted verbatim; and the open questions of reading them."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from huimin_rules.citation import Clause
from huimin_rules.norms.conditions import All, Compare, Comparison, Condition
from huimin_rules.norms.expressions import Expression, ExpressionByReading, FactRef, Literal, Type
from huimin_rules.norms.facts import ValueType


class Modality(StrEnum):
    """What kind of duty a norm states, and so what failing it means."""

    OBLIGATION = "obligation"
    PRIORITY = "priority"
    RECOMMENDATION = "recommendation"
    DEFAULT = "default"
    DEFINITION = "definition"
    INSTITUTIONAL = "institutional"
    VALIDITY = "validity"

    @property
    def has_finding(self) -> bool:
        """Definitions and institutional norms have none."""
        return self not in (Modality.DEFINITION, Modality.INSTITUTIONAL)

    @property
    def decides(self) -> bool:
        """Whether the conclusion may depend on it; priority, recommendation and default never move it."""
        return self in (Modality.OBLIGATION, Modality.VALIDITY)


@dataclass(frozen=True, slots=True)
class Ground:
    """Words of the text and where they stand."""

    clause: Clause
    quote: str


@dataclass(frozen=True, slots=True)
class GroundByFact:
    """A citation that follows the value of a choice, such as the item of 第五条 for the field of a project."""

    fact: str
    grounds: tuple[tuple[str, Ground], ...]


@dataclass(frozen=True, slots=True)
class Period:
    """A period of validity: `fact` lies from `start` through the last day, which may depend on a reading."""

    fact: str
    start: date
    through: date | None
    reading: str | None = None
    alternatives: tuple[tuple[str, date], ...] = ()

    def last_days(self) -> tuple[date, ...]:
        """Every last day that the text admits, in the order of the alternatives."""
        return tuple(day for _, day in self.alternatives) if self.through is None else (self.through,)

    @property
    def requires(self) -> Condition:
        """What the period requires of the day that counts."""
        day = FactRef(self.fact)
        return All(
            (Compare(day, Comparison.AT_LEAST, _day(self.start)), Compare(day, Comparison.AT_MOST, self._last()))
        )

    def _last(self) -> Expression:
        if self.through is not None:
            return _day(self.through)
        assert self.reading is not None
        return ExpressionByReading(self.reading, tuple((name, _day(day)) for name, day in self.alternatives))


def _day(day: date) -> Literal:
    return Literal(day, Type(ValueType.DATE))


@dataclass(frozen=True, slots=True)
class Wording:
    """What a norm says to people: its title, the sentence for each outcome, what to do about it, what to attach."""

    title: str
    title_en: str | None = None
    met: str | None = None
    unmet: str | None = None
    remedy: str | None = None
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Norm:
    """One norm. With `for_each` it has one part for each element of a list, of those that `who` addresses.

    It does not apply where `when` does not hold or the exemption `unless` holds; where it applies, `requires`
    decides. `requires` is None for institutional norms alone.
    """

    id: str
    ground: Ground
    modality: Modality
    wording: Wording
    requires: Condition | None = None
    when: Condition | None = None
    unless: Condition | None = None
    for_each: str | None = None
    who: Condition | None = None
    period: Period | None = None
    cites: tuple[Ground | Clause, ...] = ()
    ground_by: GroundByFact | None = None


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way to read an open question, with the argument for it."""

    id: str
    name: str
    argument: str
    name_en: str | None = None


@dataclass(frozen=True, slots=True)
class OfficialReading:
    """An interpretation that the authority has given: which alternative, by whom, when, published where."""

    alternative: str
    by: str
    on: date
    source: str


@dataclass(frozen=True, slots=True)
class Reading:
    """An open question of interpretation. The default is only the alternative shown first; it decides nothing."""

    id: str
    question: str
    clause: Clause
    alternatives: tuple[Alternative, ...]
    default: str
    quote: str | None = None
    official: OfficialReading | None = None

    def alternative(self, name: str) -> Alternative:
        """The alternative of that id; raises KeyError for an unknown one."""
        for alternative in self.alternatives:
            if alternative.id == name:
                return alternative
        raise KeyError(name)


@dataclass(frozen=True, slots=True)
class Unchecked:
    """Words of the text that need no check, what they are, and why."""

    ground: Ground
    kind: str
    reason: str
