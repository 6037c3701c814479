"""From a model of the solver to an application as people write it: what `huimin check` reads."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final, TypeAlias

import z3

from huimin_rules.analysis.proofs.days import Civil, Day
from huimin_rules.analysis.proofs.formulas import Formula
from huimin_rules.analysis.proofs.knowledge import Knowledge
from huimin_rules.analysis.proofs.numbers import Number
from huimin_rules.analysis.proofs.world import Content, Flag, Word, World
from huimin_rules.norms.application import written
from huimin_rules.norms.facts import NONE, Fact, Scalar
from huimin_rules.norms.policy import Policy

Mapped: TypeAlias = dict[str, object]

DETERMINED: Final = {"by": "认定人", "on": "2022-01-01", "reason": "为证明而假设的认定"}
"""How an open term that is known to be true is written: a determination that somebody is supposed to have made."""


@dataclass(frozen=True, slots=True)
class Example:
    """An application that a model stands for: the facts, nested as a file writes them, and the readings fixed."""

    facts: Mapping[str, object]
    readings: Mapping[str, str]


def example(policy: Policy, world: World, model: z3.ModelRef, knowledge: Knowledge | None = None) -> Example:
    """The application of a policy that a model of the solver describes.

    Without `knowledge` it is complete: every fact stated, every open term determined, every reading fixed. With it,
    what the model does not know is left out, and an open term that is only self-assessed is a bare `true`. A reading
    with an official interpretation is not fixed again.
    """
    return _Writing(policy, world, model, knowledge).example()


def truth(model: z3.ModelRef, formula: Formula) -> bool:
    """Whether a formula holds in a model, which may leave constants out that play no part."""
    return bool(z3.is_true(model.eval(formula, model_completion=True)))


class _Writing:
    """Writes the application of one model."""

    def __init__(self, policy: Policy, world: World, model: z3.ModelRef, knowledge: Knowledge | None) -> None:
        self.policy = policy
        self.world = world
        self.model = model
        self.knowledge = knowledge

    def example(self) -> Example:
        facts: Mapped = {}
        for fact in self.policy.scalars:
            _put(facts, fact.path, self.stated(fact, None))
        for each in self.policy.lists:
            if self.knowledge is None or truth(self.model, self.knowledge.stated(each.path)):
                size = self.number(self.world.length(each.path))
                rows = [self.element(each.items, index) for index in range(size)]
                _put(facts, each.path, rows)
        readings = {
            one.id: self.alternative(one.id)
            for one in self.policy.readings
            if one.official is None and (self.knowledge is None or truth(self.model, self.knowledge.fixed(one.id)))
        }
        return Example(facts, readings)

    def element(self, items: tuple[Fact, ...], index: int) -> Mapped:
        row = {item.name: self.stated(item, index) for item in items}
        return {name: value for name, value in row.items() if value is not None}

    def stated(self, fact: Fact, index: int | None) -> object:
        """A fact as a file writes it; None for a fact that is left out."""
        knowledge = self.knowledge
        if knowledge is not None and not truth(self.model, knowledge.known(fact, index)):
            assessed = fact.judgement and truth(self.model, knowledge.assessed(fact, index))
            return True if assessed else None
        value = self.scalar(fact, index)
        if fact.judgement and value is True:
            return {"value": True, **DETERMINED}
        return written(fact, value)

    def scalar(self, fact: Fact, index: int | None) -> Scalar:
        value = self.world.value(fact, index)
        return NONE if truth(self.model, value.none) else self.content(fact, value.content)

    def content(self, fact: Fact, content: Content) -> Scalar:
        match content:
            case Flag(holds):
                return truth(self.model, holds)
            case Word(number):
                return self.world.vocabulary.word(self.number(number), fact)
            case Number(top):
                found = self.model.eval(top, model_completion=True)
                if z3.is_int_value(found):
                    return int(found.as_long())
                return Fraction(found.numerator_as_long(), found.denominator_as_long())
            case Day(Civil(year, month, day)):
                return date(self.number(year), self.number(month) + 1, self.number(day))
            case _:
                raise AssertionError(content)

    def number(self, term: z3.ArithRef) -> int:
        return int(self.model.eval(term, model_completion=True).as_long())

    def alternative(self, reading: str) -> str:
        number = self.number(self.world.reading(reading))
        ids = [one.id for one in self.policy.reading_by_id[reading].alternatives]
        return next(one for one in ids if self.world.vocabulary.number(one) == number)


def _put(facts: Mapped, path: str, value: object) -> None:
    """Put a value where its path leads; a value that is not stated is left out."""
    if value is None:
        return
    *groups, last = path.split(".")
    here = facts
    for group in groups:
        inner = here.setdefault(group, {})
        assert isinstance(inner, dict)
        here = inner
    here[last] = value
