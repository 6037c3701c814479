"""What a document is about, beside the verdict: which application, whose, of which day, of which kind.

Which facts say so is taken from the policy, in its own words: the list of people or organisations that the application
names first, the day that the period of validity looks at, and the choices that the citations of norms follow.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from huimin_rules.norms.application import Application
from huimin_rules.norms.facts import Fact, FactList
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


def party_list(policy: Policy) -> FactList | None:
    """The list of people or organisations that the policy names first; None where it names none."""
    return next((each for each in policy.lists if each.titled_by is not None), None)


def day_fact(policy: Policy) -> Fact | None:
    """The day that the period of validity looks at; None where there is no such period."""
    for norm in policy.norms:
        if norm.period is not None and isinstance(fact := policy.fact_by_path[norm.period.fact], Fact):
            return fact
    return None


def kind_facts(policy: Policy) -> tuple[Fact, ...]:
    """The choices that the citations of norms follow."""
    found = {norm.ground_by.fact for norm in policy.norms if norm.ground_by is not None}
    return tuple(fact for fact in policy.scalars if fact.path in found)


def _parties(policy: Policy, application: Application) -> Named | None:
    each = party_list(policy)
    if each is None or each.titled_by is None:
        return None
    place = policy.lists.index(each)
    elements, rows = application.lists[place], application.listed[place]
    if not isinstance(elements, tuple):
        return Named(each.asked.label, None)
    title = each.item(each.titled_by)
    names = [
        f"{each.asked.label}第 {number} 项" if (said := row[title]) is None else str(said.value)
        for number, row in enumerate(rows, 1)
    ]
    return Named(each.asked.label, "、".join(names) or "无")


def _day(policy: Policy, application: Application) -> DayNamed | None:
    fact = day_fact(policy)
    if fact is None:
        return None
    value = application.scalars[policy.scalars.index(fact)]
    return DayNamed(fact.asked.label, value if isinstance(value, date) else None)


def _kinds(policy: Policy, application: Application) -> Iterator[Named]:
    for fact in kind_facts(policy):
        value = application.scalars[policy.scalars.index(fact)]
        yield Named(fact.asked.label, next((one.name for one in fact.choices if one.id == value), None))
