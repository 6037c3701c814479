"""Ways to choose a value that is left open, where there are endlessly many: the bounds of its domain, what the rules
state, what other facts say, and neighbours and spans away from these. A way is a term, so that what was found for one
application carries over to others.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

import z3

from huimin_rules.analysis.proofs import days
from huimin_rules.analysis.proofs.days import Day
from huimin_rules.analysis.proofs.formulas import Formula, both, some
from huimin_rules.analysis.proofs.meaning import Meaning
from huimin_rules.analysis.proofs.numbers import Number
from huimin_rules.analysis.proofs.scope import Scope
from huimin_rules.analysis.proofs.world import Content, Word, literal
from huimin_rules.norms.conditions import Compare, Condition, Within
from huimin_rules.norms.expressions import Literal, MonthsBetween, Shift
from huimin_rules.norms.facts import Fact
from huimin_rules.norms.norm import Norm
from huimin_rules.norms.walk import Node, conditions, nodes, norm_references

_MOST_SPANS: Final = 4

Place = tuple[Fact, int | None]


@dataclass(frozen=True, slots=True)
class Way:
    """A constant, the terms it may be chosen by, and their values for one application; `chosen` is that it has one of
    these values.
    """

    constants: tuple[z3.ExprRef, ...]
    terms: tuple[tuple[z3.ExprRef, ...], ...]
    values: tuple[tuple[z3.ExprRef, ...], ...]
    chosen: Formula


class Ways:
    """The ways to choose the facts of a scope that are ordered or texts."""

    def __init__(self, meaning: Meaning, norm: Norm, scope: Scope) -> None:
        self.meaning = meaning
        self.world = meaning.world
        referred = norm_references(meaning.policy, norm)
        roots: list[Condition] = [
            *conditions(norm),
            *(part for name in referred.definitions for part in conditions(meaning.policy.norm_by_id[name])),
            *(rule.requires for rule in scope.rules),
        ]
        everything = [node for root in roots for node in nodes(root)]
        self.literals = tuple(dict.fromkeys(node.value for node in everything if isinstance(node, Literal)))
        self.spans = tuple(dict.fromkeys(_spans(everything)))[:_MOST_SPANS]
        self.places: list[Place] = [(fact, None) for fact in scope.scalars] + [
            (item, index)
            for each in scope.lists
            for item in scope.items(each)
            for index in self.world.indices(each.path)
        ]
        endless = [place for place in self.places if place[0].type.is_ordered or place[0].type.is_text]
        self._near = {place: tuple(self._all(place, far=False)) for place in endless}
        self._far = {place: tuple(self._all(place, far=True)) for place in endless}

    def at(self, model: z3.ModelRef, open_ones: Sequence[z3.ExprRef], *, far: bool) -> list[Way]:
        """For each such fact that an application leaves open, what its ways come to there. Those by the spans of the
        rules (`far`) make larger formulas; they are for when the others do not suffice.
        """
        names = {one.decl().name() for one in open_ones}
        found = []
        for place, terms in (self._far if far else self._near).items():
            constants = _parts(self.world.value(*place).content)
            if terms and constants[0].decl().name() in names:
                values = tuple(tuple(model.eval(part, model_completion=True) for part in one) for one in terms)
                chosen = some(
                    both(*(constant == value for constant, value in zip(constants, one, strict=True)))
                    for one in dict.fromkeys(values)
                )
                found.append(Way(constants, terms, values, chosen))
        return found

    def taken(self, model: z3.ModelRef, ways: Sequence[Way]) -> Iterator[list[tuple[z3.ExprRef, z3.ExprRef]]]:
        """For each choice of a model, the first way that leads to it."""
        for way in ways:
            chosen = [model.eval(one, model_completion=True) for one in way.constants]
            for terms, values in zip(way.terms, way.values, strict=True):
                if all(one.eq(other) for one, other in zip(chosen, values, strict=True)):
                    yield list(zip(way.constants, terms, strict=True))
                    break

    def _all(self, place: Place, *, far: bool) -> Iterator[tuple[z3.ExprRef, ...]]:
        fact, _ = place
        starts: list[Content] = [
            self.world.value(*other).content
            for other in self.places
            if other != place and (place[1] is None or other[1] in (None, place[1]))
        ]
        ends = (fact.domain.low, fact.domain.high)
        starts += [literal(end, self.world.vocabulary) for end in ends if end is not None]
        starts += [
            literal(one, self.world.vocabulary)
            for one in self.literals
            if isinstance(one, int | Fraction | date) and not isinstance(one, bool)
        ]
        own = self.world.value(*place).content
        for start in starts:
            match own, start:
                case Day(), Day():
                    yield from map(_parts, self._around(start, far=far))
                case Number(top), Number(other):
                    sort = z3.ToReal if z3.is_real(top) and z3.is_int(other) else _unchanged
                    if z3.is_int(top) and z3.is_real(other):
                        continue
                    yield from ((sort(one),) for one in (other, other + 1, other - 1))
                case Word(), Word() if fact.type.is_text:
                    yield _parts(start)
                case _:
                    pass

    def _around(self, start: Day, *, far: bool) -> Iterator[Day]:
        yield from (start, days.day_after(start), days.day_before(start))
        for months, moved in self.spans if far else ():
            for sign in (1, -1):
                there = days.shift(start, sign * months, sign * moved)
                yield from (there, days.day_after(there), days.day_before(there))


def _unchanged(term: z3.ArithRef) -> z3.ArithRef:
    return term


def _parts(content: Content) -> tuple[z3.ExprRef, ...]:
    if isinstance(content, Day):
        form = days.civil(content)
        return form.year, form.month, form.day
    assert isinstance(content, Number | Word)
    return (content.top,) if isinstance(content, Number) else (content.number,)


def _spans(everything: Sequence[Node]) -> Iterator[tuple[int, int]]:
    """The spans in months and days that the rules move or count days by."""
    for node in everything:
        match node:
            case Shift(_, months, moved) | Within(_, _, months, moved):
                yield months, moved
            case Compare(MonthsBetween(), _, Literal(int(months))) | Compare(Literal(int(months)), _, MonthsBetween()):
                yield months, 0
            case _:
                pass
