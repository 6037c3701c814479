"""What one finding is about: the unknowns, the rules that bear on it, what these tie together, and how long lists are.

Written from docs/semantics.md alone and shared by brute force and the questions to Z3; no engine's code is in it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import floor
from typing import Any

from huimin_rules.norms import conditions as c
from huimin_rules.norms import expressions as e
from huimin_rules.norms.application import Application
from huimin_rules.norms.facts import Domain, Fact, FactList, ListDomain
from huimin_rules.norms.norm import Norm
from huimin_rules.norms.policy import Consistency, Policy
from huimin_rules.norms.walk import Node, conditions, norm_references, parts, references


@dataclass(frozen=True)
class Open:
    """A variable: its kind and name as a blocker has them, the fact (None for a reading), and the path of that fact."""

    kind: str
    name: str
    path: str
    fact: Fact | FactList | None = None
    index: int | None = None


@dataclass(frozen=True)
class Stated:
    """An application with the readings that are fixed, taken apart into what is known and what is open."""

    application: Application
    fixed: Mapping[str, str]
    facts: Mapping[str, Any]
    lists: Mapping[str, Sequence[Mapping[str, Any]] | None]
    opens: tuple[Open, ...]


def taken_apart(policy: Policy, application: Application, fixed: Mapping[str, str]) -> Stated:
    opens: list[Open] = []
    facts: dict[str, Any] = {}
    lists: dict[str, Sequence[Mapping[str, Any]] | None] = {}
    for fact, value, said in zip(policy.scalars, application.scalars, application.stated, strict=True):
        if isinstance(value, Domain):
            opens.append(Open("judgement" if said is not None else "missing", fact.path, fact.path, fact))
        else:
            facts[fact.path] = value
    for each, elements, listed in zip(policy.lists, application.lists, application.listed, strict=True):
        if isinstance(elements, ListDomain):
            opens.append(Open("missing", each.path, each.path, each))
            lists[each.path] = None
            continue
        rows: list[dict[str, Any]] = []
        for index, (element, row) in enumerate(zip(elements, listed, strict=True)):
            rows.append({})
            for item, value, said in zip(each.items, element, row, strict=True):
                if isinstance(value, Domain):
                    kind = "judgement" if said is not None else "missing"
                    opens.append(Open(kind, f"{each.path}[{index}].{item.name}", item.path, item, index))
                else:
                    rows[index][item.name] = value
        lists[each.path] = rows
    for reading in policy.readings:
        if reading.id not in fixed:
            opens.append(Open("reading", reading.id, reading.id))
    return Stated(application, fixed, facts, lists, tuple(opens))


class Scope:
    """What bears on one norm of a policy, whatever the application."""

    def __init__(self, policy: Policy, norm: Norm) -> None:
        self.norm = norm
        own = norm_references(policy, norm)
        self.own = {*own.facts, *own.lists, *own.readings}
        names, rules = set(self.own), list[Consistency]()
        groups: list[set[str]] = []
        while True:
            found = next((one for one in policy.consistency if one not in rules and names & _named(policy, one)), None)
            if found is None:
                break
            rules.append(found)
            names |= _named(policy, found)
        for rule in rules:
            tied = _named(policy, rule)
            touching = [group for group in groups if group & tied]
            groups = [group for group in groups if group not in touching] + [tied.union(*touching)]
        self.names = names
        self.rules = tuple(rules)
        self.policy = replace(policy, consistency=self.rules)
        self._groups = groups

    def opens(self, stated: Stated) -> tuple[Open, ...]:
        """The variables that can matter; those of the norm itself are `own`."""
        return tuple(one for one in stated.opens if one.path in self.names)

    def moving(self, one: Open, opens: Sequence[Open]) -> tuple[Open, ...]:
        """The variables that move with one: those that consistency rules tie to it."""
        tied = next((group for group in self._groups if one.path in group), set[str]())
        return tuple(other for other in opens if other is not one and other.path in tied)

    @cached_property
    def longest(self) -> int | None:
        """Up to how many elements tell everything about a list that nobody stated; None where no length is enough.

        Of a longer list, the elements on which each quantifier and each count stands are enough to come to the same;
        twice, for two lists that come to different outcomes.
        """
        roots = [*conditions(self.norm), *(rule.requires for rule in self.rules)]
        found = [_needed(self.policy, root) for root in roots]
        if None in found:
            return None
        least = max((each.at_least for each in self.policy.lists), default=0)
        return max(2 * (sum(one or 0 for one in found) + (self.norm.for_each is not None)), least, 1)

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """Every condition and expression that is looked at."""
        return tuple(_all(self.policy, (*conditions(self.norm), *(rule.requires for rule in self.rules))))


def _named(policy: Policy, rule: Consistency) -> set[str]:
    found = references(policy, (rule.requires,))
    return {*found.facts, *found.lists, *found.readings}


def _all(policy: Policy, roots: Sequence[Node]) -> Iterator[Node]:
    for node in roots:
        yield node
        below = conditions(policy.norm_by_id[node.definition]) if isinstance(node, c.Holds) else parts(node)
        yield from _all(policy, below)


def _needed(policy: Policy, node: Node) -> int | None:
    """How many elements a condition can depend on; None for any number."""
    match node:
        case c.Quantified():
            return 1
        case c.Compare(e.Count() | e.Total(_, e.FactRef()), _, e.Literal(value)):
            return _beyond(value)
        case c.Compare(e.Literal(value), _, e.Count() | e.Total(_, e.FactRef())):
            return _beyond(value)
        case c.Member(e.Count() | e.Total(_, e.FactRef()), options):
            return max(map(_beyond, options))
        case e.Count() | e.Total():
            return None
        case c.Holds(name):
            below: Sequence[Node] = conditions(policy.norm_by_id[name])
        case _:
            below = parts(node)
    found = [_needed(policy, one) for one in below]
    return None if None in found else sum(one or 0 for one in found)


def _beyond(value: Any) -> int:
    """The elements that show that a count, or a sum of numbers of which none is negative, is above a value."""
    whole: int = floor(value)
    return max(whole, 0) + 1
