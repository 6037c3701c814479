"""A change of one condition, expression or norm: where, of which kind, in words, and what comes of it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Generic, TypeVar

from huimin_rules.norms.facts import Fact, FactList
from huimin_rules.norms.policy import Policy
from huimin_rules.norms.walk import references


class Kind(StrEnum):
    """What is changed; a stable part of a mutant's id."""

    THRESHOLD = "threshold"
    COMPARISON = "comparison"
    NEGATION = "negation"
    JUNCTION = "junction"
    PART = "part"
    CONSTANT = "constant"
    QUANTIFIER = "quantifier"
    OPTION = "option"
    FACT = "fact"
    LIST = "list"
    DEFINITION = "definition"
    ARITHMETIC = "arithmetic"
    WHERE = "where"
    ROW = "row"
    AWARD = "award"
    SPAN = "span"
    READING = "reading"
    PERIOD = "period"
    SCOPE = "scope"
    REQUIREMENT = "requirement"
    MODALITY = "modality"
    OFFICIAL = "official"


T_co = TypeVar("T_co", covariant=True)
S = TypeVar("S")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Change(Generic[T_co]):
    """`result` is what was looked at, changed at `path`; `detail` tells changes of one kind at one place apart."""

    path: str
    kind: Kind
    detail: str
    words: str
    result: T_co


def own(kind: Kind, detail: str, words: str, result: T) -> Change[T]:
    """A change of the very thing that is looked at."""
    return Change("", kind, detail, words, result)


def within(step: str, changes: Iterable[Change[S]], rebuild: Callable[[S], T]) -> Iterator[Change[T]]:
    """Changes of a part, as changes of the whole that `rebuild` makes from the changed part."""
    for one in changes:
        joint = "." if one.path and not one.path.startswith("[") else ""
        yield Change(f"{step}{joint}{one.path}", one.kind, one.detail, one.words, rebuild(one.result))


def each_within(
    steps: Sequence[str],
    parts: tuple[S, ...],
    changes: Callable[[S], Iterable[Change[S]]],
    rebuild: Callable[[tuple[S, ...]], T],
) -> Iterator[Change[T]]:
    """Changes of every part, each under its own step, as changes of the whole that `rebuild` makes from all parts."""
    for index, (step, part) in enumerate(zip(steps, parts, strict=True)):
        for one in within(step, changes(part), partial(put, parts, index)):
            yield Change(one.path, one.kind, one.detail, one.words, rebuild(one.result))


def put(parts: tuple[S, ...], index: int, part: S) -> tuple[S, ...]:
    """The parts with another one at a place."""
    return (*parts[:index], part, *parts[index + 1 :])


def same_values(fact: Fact, other: Fact) -> bool:
    """Whether one fact can stand where the other does: same type, unit, number of digits and choices."""
    ids = [one.id for one in fact.choices]
    return (other.type, other.unit, other.digits, [one.id for one in other.choices]) == (
        fact.type,
        fact.unit,
        fact.digits,
        ids,
    )


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a condition stands: in which policy, about the elements of which list, inside which definition."""

    policy: Policy
    element: FactList | None = None
    definition: str | None = None

    def inside(self, over: str) -> "Scope":
        """The scope of what is said about the elements of a list."""
        return Scope(self.policy, self.list(over), self.definition)

    def list(self, over: str) -> FactList:
        """The list of that path."""
        found = self.policy.fact_by_path[over]
        assert isinstance(found, FactList)
        return found

    def fact(self, path: str) -> Fact:
        """The fact of that path."""
        found = self.policy.fact_by_path[path]
        assert isinstance(found, Fact)
        return found

    def rivals(self, path: str) -> Iterator[str]:
        """Other facts that could stand where this one does: of its list, or of none; same type, unit and choices."""
        fact = self.fact(path)
        siblings = self.list(path.partition("[].")[0]).items if "[]." in path else self.policy.scalars
        for other in siblings:
            if same_values(fact, other) and other.path != path and not self._ambiguous(other):
                yield other.path

    def _ambiguous(self, fact: Fact) -> bool:
        """Whether the name of a fact has two meanings here."""
        if self.element is None:
            return False
        names = {item.name for item in self.element.items}
        return fact.name in names and any(one.path == fact.name for one in self.policy.scalars)

    def other_definitions(self, name: str) -> Iterator[str]:
        """Definitions that could stand where this one does without referring to themselves."""
        for norm in self.policy.norms:
            if norm.modality.value != "definition" or norm.id in (name, self.definition):
                continue
            conditions = tuple(one for one in (norm.when, norm.unless, norm.requires) if one is not None)
            if self.definition not in references(self.policy, conditions).definitions:
                yield norm.id
