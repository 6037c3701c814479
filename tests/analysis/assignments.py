"""Giving the constants of an encoding the values of one application, so that its formulas come to true or false."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import z3

from huimin_rules.analysis.proofs.days import Civil, Day
from huimin_rules.analysis.proofs.knowledge import Knowledge
from huimin_rules.analysis.proofs.numbers import Number
from huimin_rules.analysis.proofs.world import Flag, Word, World
from huimin_rules.norms.application import Application
from huimin_rules.norms.facts import Domain, Fact, ListDomain
from huimin_rules.norms.policy import Policy

Pairs = list[tuple[Any, Any]]


def given(world: World, fact: Fact, value: Any, index: int | None = None) -> Pairs:
    """What makes a fact of the world have a value; "" stands for none."""
    found = world.value(fact, index)
    if value == "" and not isinstance(value, bool):
        return [*given(world, fact, _any(fact), index), (found.none, z3.BoolVal(True))]
    none: Pairs = [] if z3.is_false(found.none) else [(found.none, z3.BoolVal(False))]
    match found.content:
        case Flag(holds):
            return [(holds, z3.BoolVal(value)), *none]
        case Word(number):
            known = world.vocabulary.numbers.get(value)
            chosen = known if known is not None else world.vocabulary.others(fact)[hash_of(value)]
            return [(number, z3.IntVal(chosen)), *none]
        case Number(top):
            exact = Fraction(value)
            return [(top, z3.IntVal(int(exact)) if z3.is_int(top) else z3.Q(exact.numerator, exact.denominator)), *none]
        case Day(Civil(year, month, day)):
            return [
                (year, z3.IntVal(value.year)),
                (month, z3.IntVal(value.month - 1)),
                (day, z3.IntVal(value.day)),
                *none,
            ]
        case _:
            raise AssertionError(found)


def hash_of(text: str) -> int:
    return sum(map(ord, text)) % 100


def _any(fact: Fact) -> Any:
    domain = fact.domain
    return domain.options[0] if domain.options else "文" if domain.low is None else domain.low


def complete(
    policy: Policy,
    world: World,
    facts: Mapping[str, Any],
    lists: Mapping[str, Sequence[Mapping[str, Any]]],
    readings: Mapping[str, str],
) -> Pairs:
    """A complete application and a reading of every open question."""
    pairs: Pairs = []
    for fact in policy.scalars:
        pairs += given(world, fact, facts[fact.path])
    for each in policy.lists:
        rows = lists[each.path]
        pairs.append((world.length(each.path), z3.IntVal(len(rows))))
        for index in world.indices(each.path):
            for item in each.items:
                value = rows[index][item.name] if index < len(rows) else _any(item)
                pairs += given(world, item, value, index)
    for reading in policy.readings:
        pairs.append((world.reading(reading.id), z3.IntVal(world.vocabulary.number(readings[reading.id]))))
    return pairs


def partly(policy: Policy, knowledge: Knowledge, application: Application, fixed: Mapping[str, str]) -> Pairs:
    """A partial application and the readings that are fixed; what is open gets some value that must not matter."""
    world, pairs = knowledge.world, []

    def state(fact: Fact, value: Any, index: int | None) -> Pairs:
        known = not isinstance(value, Domain)
        return [
            (knowledge.known(fact, index), z3.BoolVal(known)),
            *given(world, fact, value if known else _any(fact), index),
        ]

    for fact, value in zip(policy.scalars, application.scalars, strict=True):
        pairs += state(fact, value, None)
    for each, elements in zip(policy.lists, application.lists, strict=True):
        rows = () if isinstance(elements, ListDomain) else elements
        pairs.append((knowledge.stated(each.path), z3.BoolVal(not isinstance(elements, ListDomain))))
        pairs.append((world.length(each.path), z3.IntVal(len(rows))))
        for index in world.indices(each.path):
            for position, item in enumerate(each.items):
                pairs += state(item, rows[index][position] if index < len(rows) else item.domain, index)
    for reading in policy.readings:
        chosen = fixed.get(reading.id)
        pairs.append((knowledge.fixed(reading.id), z3.BoolVal(chosen is not None)))
        alternative = chosen or reading.alternatives[0].id
        pairs.append((world.reading(reading.id), z3.IntVal(world.vocabulary.number(alternative))))
    return pairs


def assigned(pairs: Pairs) -> z3.ModelRef:
    """The model in which the constants have these values."""
    solver = z3.Solver()
    solver.check()
    model = solver.model()
    for constant, value in pairs:
        model.update_value(constant, value)
    return model


def comes_to(formula: Any, model: z3.ModelRef) -> bool:
    """What a formula comes to under an assignment of all its constants."""
    found = model.eval(formula, model_completion=True)
    assert z3.is_true(found) or z3.is_false(found), found
    return bool(z3.is_true(found))
