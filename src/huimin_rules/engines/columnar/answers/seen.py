"""What a norm, or a part of one, sees of its facts: the distinctions that it and its consistency rules make."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import combinations
from math import ceil, floor
from typing import Any

from huimin_rules.engines.columnar.answers.distinctions import (
    Alike,
    Difference,
    Distinction,
    Months,
    Pair,
    Regions,
    Sorts,
)
from huimin_rules.engines.columnar.reading.columns import State, Unsettled, is_whole, number_of
from huimin_rules.engines.reference.program import Program
from huimin_rules.engines.reference.uses import told_apart
from huimin_rules.norms.conditions import Compare, Comparison, Member, Present
from huimin_rules.norms.expressions import Expression, ExpressionByReading, FactRef, Literal, MonthsBetween
from huimin_rules.norms.facts import NONE, Domain, Fact, FactList, Scalar, ValueType
from huimin_rules.norms.walk import Node
from huimin_rules.quantity import shift

OTHER = "\x01"
"""A text that no rule mentions: applications cannot hold it as the whole of a text."""


@dataclass(frozen=True, slots=True)
class SeenList:
    """What is seen of a list: of each element the items that are referred to."""

    each: FactList
    items: tuple[Distinction, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """All distinctions of a part, in the order of the policy; and what stands for a missing text, by path."""

    scalars: tuple[Distinction, ...]
    pairs: tuple[Pair, ...]
    lists: tuple[SeenList, ...]
    domains: dict[str, Domain]


def seen_by(program: Program) -> Seen:
    """The distinctions that a program and the consistency rules connected with it make."""
    return _Sight(program).seen()


class _Sight:
    def __init__(self, program: Program) -> None:
        self.policy = program.compiler.policy
        self.referred = program.connected.references
        self.everything = program.candidates.everything
        self.computed = program.candidates.computed
        self.only_present = program.candidates.only_present
        self.tied = self._tied()
        self.months = self._months()
        self.constants: tuple[Scalar, ...] = program.candidates.ordered

    def seen(self) -> Seen:
        facts = set(self.referred.facts)
        scalars = [fact for fact in self.policy.scalars if fact.path in facts]
        lists = tuple(
            SeenList(each, tuple(self.distinction(item) for item in each.items if item.path in facts))
            for each in self.policy.lists
            if each.path in self.referred.lists
        )
        distinctions = tuple(map(self.distinction, scalars))
        texts = [*scalars, *(item for each in self.policy.lists for item in each.items if item.path in facts)]
        domains = {fact.path: domain for fact in texts if (domain := self._domain(fact)) is not None}
        return Seen(distinctions, tuple(self._pairs(distinctions)), lists, domains)

    def distinction(self, fact: Fact) -> Distinction:
        """How the values of one fact are told apart."""
        if fact.path in self.only_present:
            return Sorts(fact.path, ((Unsettled.MISSING, 0), (NONE, 1)), 3)
        if fact.type is ValueType.BOOLEAN:
            named: list[tuple[State, int]] = [(False, 0), (True, 1)]
            if fact.judgement:
                named.append((Unsettled.SELF_ASSESSED, 2))
            return Sorts(fact.path, tuple(named), len(named) + 1)
        if fact.type is ValueType.CHOICE:
            options = tuple(choice.id for choice in fact.choices)
            return self._by_tests(fact, options, told_apart(self.everything, fact.path, options))
        if fact.type.is_text:
            constants = self._texts(fact)
            if constants is None:
                return Alike(fact.path)
            return _texts(fact, constants)
        return self._ordered(fact)

    def _by_tests(self, fact: Fact, options: tuple[Scalar, ...], apart: tuple[Scalar, ...]) -> Distinction:
        """The options of a choice, by the sorts that the tests tell apart."""
        if len(apart) == len(options):
            return Sorts(fact.path, tuple((one, place) for place, one in enumerate(options)), len(options) + 1)
        tests = [frozenset(tested) for path, tested in _tests(self.everything) if path == fact.path]
        places: dict[tuple[bool, ...], int] = {}
        named = tuple((one, places.setdefault(tuple(one in test for test in tests), len(places))) for one in options)
        return Sorts(fact.path, named, len(places) + 1)

    def _texts(self, fact: Fact) -> tuple[Scalar, ...] | None:
        """The texts that a fact is tested against; None where it is used in any other way."""
        tests = [tested for path, tested in _tests(self.everything) if path == fact.path]
        present = sum(isinstance(node, Present) and node.fact.path == fact.path for node in self.everything)
        # The reference below `Present` is one of the nodes too.
        mentions = sum(isinstance(node, FactRef) and node.path == fact.path for node in self.everything)
        if len(tests) + present != mentions:
            return None
        return tuple(dict.fromkeys(one for tested in tests for one in tested))

    def _domain(self, fact: Fact) -> Domain | None:
        """The texts that a missing one is tried with: those it is tested against, and another."""
        if not fact.type.is_text:
            return None
        constants = self._texts(fact)
        if constants is None:
            return None
        none = (NONE,) if fact.domain.may_be_none and NONE not in constants else ()
        return Domain(ValueType.CHOICE, (*constants, OTHER, *none), may_be_none=fact.domain.may_be_none)

    def _ordered(self, fact: Fact) -> Distinction:
        spans = [one for one in self.months if fact.path in (one.first, one.second)]
        if spans:
            return Regions(fact.path, _least(self._far(fact, spans), 1), dense=False)
        if fact.path in self.computed:
            return Alike(fact.path)
        together = self.tied.get(fact.path, frozenset((fact.path,)))
        facts = [self.policy.fact_by_path[path] for path in together]
        if len(facts) > 1 and not all(
            isinstance(one, Fact) and is_whole(one) and "[]." not in one.path for one in facts
        ):
            return Alike(fact.path)
        if fact.type is ValueType.DATE:
            marks = {number_of(one) for one in self.constants if isinstance(one, date)}
        else:
            marks = {one for one in self.constants if isinstance(one, int | Fraction)}
        for one in facts:
            assert isinstance(one, Fact)
            marks |= {number_of(end) for end in (one.domain.low, one.domain.high) if end is not None}
        if not is_whole(fact):
            return Regions(fact.path, tuple(sorted(marks)), dense=True)
        return Regions(fact.path, _least(marks, len(facts) - 1), dense=False)

    def _months(self) -> tuple[Months, ...]:
        """The spans of months between two days of the application that are compared with numbers, if nothing else is
        computed with these days.
        """
        found: dict[Months, None] = {}
        uses: dict[str, int] = {}
        for node in self.everything:
            match node:
                case Compare(MonthsBetween(FactRef(first), FactRef(second)), _, Literal(int() as number)):
                    found[Months(first, second, number)] = None
                    paths = [first, second]
                case Compare(FactRef(first), _, FactRef(second)):
                    paths = [first, second]
                case Compare(FactRef(first), _, Literal()):
                    paths = [first]
                case _:
                    paths = []
            for path in paths:
                uses[path] = uses.get(path, 0) + 1
        pairs = {frozenset((one.first, one.second)) for one in found}
        if len(pairs) != 1:
            return ()
        (pair,) = pairs
        mentioned = [node.path for node in self.everything if isinstance(node, FactRef)]
        alone = all(self.tied.get(path, pair) <= pair for path in pair)
        plain = all("[]." not in path and uses[path] == mentioned.count(path) for path in pair)
        facts = (self.policy.fact_by_path[path] for path in pair)
        certain = not any(fact.domain.may_be_none for fact in facts if isinstance(fact, Fact))
        return tuple(found) if alone and plain and certain and len(pair) == 2 else ()

    def _far(self, fact: Fact, spans: Iterable[Months]) -> set[int]:
        """The days at which it shows whether the other day can be so many months away."""
        low, high = fact.domain.low, fact.domain.high
        assert isinstance(low, date)
        assert isinstance(high, date)
        marks = {low, high, *(one for one in self.constants if isinstance(one, date))}
        for end in (low, high):
            for one in spans:
                for number in (one.number, one.number + 1):
                    marks |= {shift(end, sign * number, days) for sign in (1, -1) for days in (-1, 0, 1)}
        return {day.toordinal() for day in marks if low <= day <= high}

    def _tied(self) -> dict[str, frozenset[str]]:
        """For each ordered fact that is compared with others, itself and them."""
        groups: dict[str, frozenset[str]] = {}
        for node in self.everything:
            if isinstance(node, Compare):
                compared = frozenset((*_values(node.left), *_values(node.right)))
                if len(compared) > 1:
                    merged = compared.union(*(groups.get(path, frozenset()) for path in compared))
                    groups.update(dict.fromkeys(merged, merged))
        return groups

    def _pairs(self, distinctions: Iterable[Distinction]) -> Iterator[Pair]:
        yield from self.months
        yield from dict.fromkeys(Difference(one.first, one.second, 1) for one in self.months)
        finite = [one.path for one in distinctions if isinstance(one, Regions)]
        for together in sorted({tuple(sorted(group)) for group in self.tied.values()}):
            for first, second in combinations([path for path in together if path in finite], 2):
                if not {first, second} & {path for one in self.months for path in (one.first, one.second)}:
                    yield Difference(first, second, len(together) - 1)


def _texts(fact: Fact, constants: tuple[Scalar, ...]) -> Sorts:
    named: list[tuple[State, int]] = [(one, place) for place, one in enumerate(constants)]
    named.append((Unsettled.MISSING, len(named)))
    if fact.domain.may_be_none and NONE not in constants:
        named.append((NONE, len(named)))
    return Sorts(fact.path, tuple(named), len(named) + 1)


def _tests(everything: Iterable[Node]) -> Iterator[tuple[str, tuple[Scalar, ...]]]:
    """The facts that are tested against options, and the options."""
    for node in everything:
        match node:
            case Member(FactRef(path), options):
                yield path, options
            case Compare(FactRef(path), Comparison.IS | Comparison.IS_NOT, Literal(value)):
                yield path, (value,)
            case _:
                pass


def _values(side: Expression) -> Iterator[str]:
    """The facts whose own value one side of a comparison may be."""
    match side:
        case FactRef(path):
            yield path
        case ExpressionByReading(_, alternatives):
            for _, part in alternatives:
                yield from _values(part)
        case _:
            return


def _least(marks: Iterable[Any], reach: int) -> tuple[int, ...]:
    """The least whole numbers of the regions around marks, neighbours as far as `reach` kept apart."""
    found: set[int] = set()
    for mark in marks:
        for near in range(floor(mark) - reach, ceil(mark) + reach + 1):
            found |= {near, near + 1}
    return tuple(sorted(found))
