"""What a document is about, beside the verdict: which application, whose, of which day, of which kind.

Which facts say so is taken from the policy, in its own words: the list of people or organisations that the application
names first, the day that the period of validity looks at, and the choices that the citations of norms follow.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from huimin_rules.norms.application import Application
from huimin_rules.norms.facts import Fact
from huimin_rules.norms.policy import Policy


@dataclass(frozen=True, slots=True)
class Named:
    """What a fact is called, and what the application states; None where it states nothing."""

    label: str
    value: str | None


@dataclass(frozen=True, slots=True)
class DayNamed:
    """What the day that counts is called, and which it is; None where nobody stated it."""

    label: str
    day: date | None


@dataclass(frozen=True, slots=True)
class Subject:
    """One application as the head of a document names it. `source` is its file or case number, as the caller calls it;
    `project` and `case` are the caller's too, None where they are left blank for a hand to fill in.
    """

    source: str
    parties: Named | None = None
    day: DayNamed | None = None
    kinds: tuple[Named, ...] = ()
    project: str | None = None
    case: str | None = None


def subject_of(
    policy: Policy, application: Application, source: str, *, project: str | None = None, case: str | None = None
) -> Subject:
    """What an application says about itself; what it leaves out is None, and no row where the policy never asks."""
    return Subject(
        source=source,
        parties=_parties(policy, application),
        day=_day(policy, application),
        kinds=tuple(_kinds(policy, application)),
        project=project,
        case=case,
    )


def _parties(policy: Policy, application: Application) -> Named | None:
    for each, elements, rows in zip(policy.lists, application.lists, application.listed, strict=True):
        if each.titled_by is None:
            continue
        if not isinstance(elements, tuple):
            return Named(each.asked.label, None)
        title = each.item(each.titled_by)
        names = [
            f"{each.asked.label}第 {number} 项" if (said := row[title]) is None else str(said.value)
            for number, row in enumerate(rows, 1)
        ]
        return Named(each.asked.label, "、".join(names) or "无")
    return None


def _days(policy: Policy) -> Iterator[Fact]:
    for norm in policy.norms:
        if norm.period is not None and isinstance(fact := policy.fact_by_path[norm.period.fact], Fact):
            yield fact


def _day(policy: Policy, application: Application) -> DayNamed | None:
    for fact in _days(policy):
        value = application.scalars[policy.scalars.index(fact)]
        return DayNamed(fact.asked.label, value if isinstance(value, date) else None)
    return None


def _kind_facts(policy: Policy) -> tuple[Fact, ...]:
    found = {norm.ground_by.fact for norm in policy.norms if norm.ground_by is not None}
    return tuple(fact for fact in policy.scalars if fact.path in found)


def _kinds(policy: Policy, application: Application) -> Iterator[Named]:
    for fact in _kind_facts(policy):
        value = application.scalars[policy.scalars.index(fact)]
        yield Named(fact.asked.label, next((one.name for one in fact.choices if one.id == value), None))
