"""Random partial applications of a random policy, as a file would give them, that some completion keeps consistent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import prod
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from huimin_rules.norms.application import written
from huimin_rules.norms.facts import Fact
from huimin_rules.norms.policy import Policy
from tests.engines.plain import World, consistent
from tests.joint.brute import confines
from tests.joint.language import CHOICES, CODES, DAYS, FAR_DAYS, PERCENTS, TEXTS

POOLS: Mapping[str, tuple[Any, ...]] = {
    "a": (False, True),
    "j": (False, True, True),
    "k": tuple(CHOICES),
    "l": tuple(CHOICES),
    "x": (-1, 0, 1, 2, 3),
    "y": (0, 1, 2, ""),
    "u": (*TEXTS, ""),
    "v": (*TEXTS, ""),
    "c": (*CODES, "30", ""),
    "m": (0, 1, 2, 3, 100),
    "h": PERCENTS,
    "w": (0, Fraction(1, 2), 1, 2, 9),
    "z": (0, 1, 2, 3, 900),
    "d": (*DAYS, *FAR_DAYS, ""),
    "f": (*DAYS, *FAR_DAYS),
    "rows[].t": (False, True),
    "rows[].g": (False, True),
    "rows[].n": (0, 1, 2),
    "rows[].e": (*TEXTS, ""),
}
MOST_SORTS = 12
"""A list is left out only where its elements are of no more sorts."""

WIDE = frozenset("mdf")
_DETERMINED = {"by": "科室", "on": "2024-01-05", "reason": "有证明"}
_ATTEMPTS = 4
MOST_SILENT = 4
"""So many facts are left out at most: what is left to completions grows with each."""


@dataclass(frozen=True)
class Given:
    """The facts of an application as a file gives them, and the readings that its caller fixes."""

    facts: Mapping[str, Any]
    readings: Mapping[str, str]


@st.composite
def applications(draw: st.DrawFn, policy: Policy) -> Given:
    """A whole application that keeps the rules, of which some facts are then left out."""
    for _ in range(_ATTEMPTS):
        facts = {fact.path: _value(draw, policy, fact) for fact in policy.scalars}
        lists = {
            each.path: [
                {item.name: _value(draw, policy, item) for item in each.items}
                for _ in range(draw(st.integers(each.at_least, 3)))
            ]
            for each in policy.lists
        }
        readings = {
            one.id: one.official.alternative if one.official else draw(st.sampled_from(["one", "two"]))
            for one in policy.readings
        }
        if consistent(World(policy, facts, lists, readings)):
            break
    else:
        assume(False)
    places = [fact.path for fact in policy.scalars]
    for each in policy.lists:
        if prod(len(POOLS[item.path]) for item in each.items) <= MOST_SORTS:
            places.append(each.path)
        places += [f"{each.path}[{index}].{i.name}" for index in range(len(lists[each.path])) for i in each.items]
    silent = _silent(draw, places)
    given: dict[str, Any] = {}
    for fact in policy.scalars:
        _state(draw, given, fact, facts[fact.path], fact.path in silent)
    for each in policy.lists:
        if each.path not in silent:
            given[each.path] = [{} for _ in lists[each.path]]
            for index, row in enumerate(lists[each.path]):
                for item in each.items:
                    here = f"{each.path}[{index}].{item.name}" in silent
                    _state(draw, given[each.path][index], item, row[item.name], here)
    fixed = {
        one.id: readings[one.id] for one in policy.readings if one.official is None and not draw(st.integers(0, 2))
    }
    return Given(given, fixed)


def _silent(draw: st.DrawFn, places: list[str]) -> set[str]:
    """What is left out; of amounts and days, whose values are many, seldom two."""
    size = min(draw(st.integers(0, MOST_SILENT)), len(places))
    if size == 0:
        return set()
    silent = draw(st.sets(st.sampled_from(places), min_size=size, max_size=size))
    wide = sorted(silent & WIDE)
    return silent - {*wide[draw(st.sampled_from([1, 1, 1, 2])) :]}


def _value(draw: st.DrawFn, policy: Policy, fact: Fact) -> Any:
    for rule in policy.consistency:
        found = confines(rule.requires, fact.path)
        if found is not None:
            low, high = found
            last = (high - low).days if isinstance(low, date) else high - low
            step = draw(st.integers(0, last))
            return low + timedelta(days=step) if isinstance(low, date) else low + step
    return draw(st.sampled_from(POOLS[fact.path]))


def _state(draw: st.DrawFn, into: dict[str, Any], fact: Fact, value: Any, silent: bool) -> None:
    if silent:
        said = draw(st.sampled_from(["nothing", "nothing", "null", "不清楚"]))
        if said != "nothing":
            into[fact.name] = None if said == "null" else said
        return
    told = written(fact, value)
    into[fact.name] = {"value": told, **_DETERMINED} if fact.judgement and not draw(st.integers(0, 2)) else told
