"""Where the answer to a test can come from: the places of an application that it looks at.

A place is a single fact, a field of an element, a whole list, or a reading. Only open places matter: those at which an
application has no value.
"""

from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from typing import Literal, TypeAlias

from huimin_rules.engines.durable.circuits import Chosen
from huimin_rules.engines.durable.derivation import Blocked, Kind
from huimin_rules.norms import conditions as c
from huimin_rules.norms import expressions as e
from huimin_rules.norms.application import Application, Value
from huimin_rules.norms.facts import NONE, Domain, Fact, FactList, ListDomain, ValueType
from huimin_rules.norms.norm import Reading
from huimin_rules.norms.policy import Policy
from huimin_rules.norms.walk import Node, conditions, parts

Place: TypeAlias = tuple[Literal["fact", "list", "reading"], str] | tuple[Literal["field"], str, int]
"""What it is and its path or id; a field with the index of its element."""

Inside: TypeAlias = tuple[str, int] | None
"""The element that is being looked at: its list, its index."""


@dataclass(frozen=True, slots=True)
class Open:
    """A place without a value: what it may be, and how a finding that depends on it names it."""

    place: Place
    domain: Domain | ListDomain
    blocked: Blocked
    fact: Fact | FactList | None = None


def list_of(path: str) -> str:
    """The list of a field's path; empty for a single fact."""
    return path.partition("[].")[0] if "[]." in path else ""


class Ground:
    """An application and the readings that are fixed: what is known, and which places are open."""

    def __init__(self, policy: Policy, application: Application, readings: Mapping[str, str]) -> None:
        self.policy = policy
        self.open: dict[Place, Open] = {}
        self.facts: dict[str, Value] = dict(
            zip((fact.path for fact in policy.scalars), application.scalars, strict=True)
        )
        self.lists: dict[str, tuple[dict[str, Value], ...] | None] = {}
        self.readings = dict(readings)
        for fact, value, stated in zip(policy.scalars, application.scalars, application.stated, strict=True):
            if isinstance(value, Domain):
                self._leave_open(("fact", fact.path), value, _kind(stated), fact.path, fact)
        for each, elements, rows in zip(policy.lists, application.lists, application.listed, strict=True):
            if isinstance(elements, ListDomain):
                self.lists[each.path] = None
                self._leave_open(("list", each.path), elements, "missing", each.path, each)
                continue
            self.lists[each.path] = tuple(
                {item.path: value for item, value in zip(each.items, element, strict=True)} for element in elements
            )
            for index, (element, row) in enumerate(zip(elements, rows, strict=True)):
                for item, value, stated in zip(each.items, element, row, strict=True):
                    if isinstance(value, Domain):
                        name = f"{each.path}[{index}].{item.name}"
                        self._leave_open(("field", item.path, index), value, _kind(stated), name, item)
        for reading in policy.readings:
            if reading.id not in self.readings:
                self._leave_open(("reading", reading.id), _alternatives(reading), "reading", reading.id, None)

    def _leave_open(
        self, place: Place, domain: Domain | ListDomain, kind: Kind, name: str, fact: Fact | FactList | None
    ) -> None:
        self.open[place] = Open(place, domain, Blocked(kind, name), fact)

    def with_one(self, each: FactList) -> "Ground":
        """The same, but the list has a single element of which nothing is known."""
        other = copy(self)
        other.lists = {**self.lists, each.path: (dict.fromkeys((item.path for item in each.items), NONE),)}
        other.open = {place: one for place, one in self.open.items() if place != ("list", each.path)}
        for item in each.items:
            other._leave_open(("field", item.path, 0), item.domain, "missing", item.path, item)
        return other

    def stated(self, path: str) -> Iterator[str]:
        """The texts that are stated for a fact."""
        over = list_of(path)
        found = [self.facts[path]] if not over else [element[path] for element in self.lists[over] or ()]
        yield from (one for one in found if isinstance(one, str))

    def reached(self, node: Node | Chosen, inside: Inside) -> frozenset[Place]:
        """The open places that a test, an expression or a condition looks at."""
        return frozenset(place for place in self._places(node, inside) if place in self.open)

    def _places(self, node: Node | Chosen, inside: Inside) -> Iterator[Place]:
        match node:
            case Chosen(reading):
                yield ("reading", reading)
            case e.FactRef(path):
                yield from self._fact(path, inside)
            case e.Count(over) | e.Total(over) | c.Quantified(_, over):
                for element in self._elements(over):
                    for part in parts(node):
                        yield from self._places(part, element)
                yield ("list", over)
            case c.Holds(name):
                for part in conditions(self.policy.norm_by_id[name]):
                    yield from self._places(part, inside)
            case _:
                if isinstance(node, c.ConditionByReading | e.ExpressionByReading):
                    yield ("reading", node.reading)
                for part in parts(node):
                    yield from self._places(part, inside)

    def _fact(self, path: str, inside: Inside) -> Iterator[Place]:
        if not list_of(path):
            yield ("fact", path)
        elif inside is not None:
            yield ("field", path, inside[1])
        else:
            # An element of a list that nobody stated: whatever it is, it comes with the list.
            yield ("list", list_of(path))

    def _elements(self, over: str) -> list[Inside]:
        elements = self.lists[over]
        return [None] if elements is None else [(over, index) for index in range(len(elements))]


def _kind(stated: object) -> Kind:
    """An open term that is only self-assessed awaits a judgement; anything else without a value is missing."""
    return "missing" if stated is None else "judgement"


def _alternatives(reading: Reading) -> Domain:
    return Domain(ValueType.CHOICE, options=tuple(one.id for one in reading.alternatives))
