"""Flat facts: what a program that is not this library is given of an application.

Names are the last part of a fact's path. Choices, codes and texts are strings ("" where there is none), amounts whole
numbers of 分, days ordinals; a list is a list of such dicts. The period stands as numbers that any language can count
with: the month (12 × year + month) and the day of its start and of the day after its end. What nothing settles, a
self-assessed true among it, is None.
"""

from datetime import timedelta
from typing import Any, Final, TypeAlias

from huimin_rules import Application, Policy
from huimin_rules.norms.application import Value
from huimin_rules.norms.facts import Domain, ListDomain

Facts: TypeAlias = dict[str, Any]

INFORMATIVE: Final = frozenset({"name", "uscc", "years_in_field"})
"""What no norm looks at, and what nobody else needs to be given."""

_ONE_DAY: Final = timedelta(days=1)


def facts_of(policy: Policy, application: Application) -> Facts:
    """The flat facts of an application for the shipped policy."""
    facts = {
        fact.path.rpartition(".")[2]: _known(value)
        for fact, value in zip(policy.scalars, application.scalars, strict=True)
    }
    start, end = facts.pop("start"), facts.pop("end")
    after = None if end is None else end + _ONE_DAY
    for name, day in (("start", start), ("after", after)):
        facts[f"{name}_month"] = None if day is None else 12 * day.year + day.month
        facts[f"{name}_day"] = None if day is None else day.day
    applied_on = facts["applied_on"]
    facts["applied_on"] = None if applied_on is None else applied_on.toordinal()
    for each, elements in zip(policy.lists, application.lists, strict=True):
        names = [item.path.rpartition(".")[2] for item in each.items]
        facts[each.path.rpartition(".")[2]] = (
            None
            if isinstance(elements, ListDomain)
            else [
                {
                    name: str(known) if name == "due" and (known := _known(value)) is not None else _known(value)
                    for name, value in zip(names, element, strict=True)
                    if name not in INFORMATIVE
                }
                for element in elements
            ]
        )
    return facts


def is_settled(facts: Facts) -> bool:
    """Whether nothing is open."""
    rows = [row for value in facts.values() if isinstance(value, list) for row in value]
    return None not in facts.values() and all(None not in row.values() for row in rows)


def _known(value: Value) -> Any:
    return None if isinstance(value, Domain) else value
