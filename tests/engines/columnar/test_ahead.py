"""Tables made ahead say what the reference engine says, of lists longer than they count, too."""

import random
from collections.abc import Iterator, Mapping
from functools import lru_cache

import pytest

from huimin_rules.engines.columnar.answers.distinctions import Alike
from huimin_rules.engines.columnar.answers.kernel import Kernel
from huimin_rules.engines.columnar.answers.questions import Elements, Question
from huimin_rules.engines.columnar.plan.ahead import AheadTable, ahead
from huimin_rules.engines.columnar.plan.counters import Counters
from huimin_rules.engines.columnar.plan.examples import examples
from huimin_rules.engines.columnar.reading.columns import State
from huimin_rules.norms.facts import Fact
from huimin_rules.service import load_policy

READINGS = {"consortium": "lead_only", "organization_breadth": "literal"}


NORMS = (
    "art4.i3.period",
    "art5.topic",
    "art6.i1.domicile",
    "art6.i1.organization",
    "art6.i1.long_term",
    "art6.i2.partner",
    "art6.i2.user_lead",
    "art7.i1.field",
    "art7.i2.rights",
    "art7.i3.indicators",
    "art7.i4.expert_group",
    "art7.i5.matching",
    "art13.in_force",
)
"""One of each kind."""


@lru_cache
def kernel() -> Kernel:
    return Kernel(load_policy("gongyi-huimin-2021"), READINGS)


def questions(name: str) -> Iterator[Question]:
    """The parts of a norm of the shipped policy."""
    (norm,) = [one for one in kernel().norms if one.norm.id == name]
    return (leaf.question for leaf in norm.leaves)


def number_of(counters: Counters, elements: Elements) -> int:
    """The number of a list in a table, as the expressions have it."""
    if elements is None:
        return 0
    counts = [0] * len(counters.counters)
    for element in elements:
        numbers = tuple(item.place(element[item.path]) for item in counters.seen.items if not isinstance(item, Alike))
        for counter in counters.adds[numbers]:
            counts[counter] += 1
    found = 0
    for count, one in zip(counts, counters.counters, strict=True):
        found = found * (one.cap + 1) + min(count, one.cap)
    return 1 + found


def key_of(table: AheadTable, scalars: Mapping[str, State], lists: Mapping[str, Elements]) -> int:
    """The number of a combination in a table, as the expressions have it."""
    places = [one.place(scalars[one.path]) for one in table.sight.scalars if not isinstance(one, Alike)]
    places += [one.place(scalars[one.first], scalars[one.second]) for one in table.sight.pairs]
    places += [number_of(one, lists[one.seen.each.path]) for one in table.lists]
    found = 0
    for place, radix in zip(places, table.radices, strict=True):
        found = found * radix + place
    return found


def rows(question: Question, number: int) -> Iterator[tuple[dict[str, State], dict[str, Elements]]]:
    """Random combinations that do not contradict themselves."""
    rng = random.Random(number)
    facts = question.program.compiler.policy.fact_by_path
    seen = question.seen
    paired = {path for pair in seen.pairs for path in (pair.first, pair.second)}
    for _ in range(number):
        scalars: dict[str, State] = {}
        for one in seen.scalars:
            fact = facts[one.path]
            assert isinstance(fact, Fact)
            scalars[one.path] = rng.choice(list(examples(fact, one, 1 if one.path in paired else 0)))
        lists: dict[str, Elements] = {}
        for each in seen.lists:
            items = {item.path: item for item in each.each.items}
            lists[each.each.path] = (
                None
                if rng.random() < 0.05
                else [
                    {one.path: rng.choice(list(examples(items[one.path], one))) for one in each.items}
                    for _ in range(rng.randint(each.each.at_least, 5))
                ]
            )
        if not question.violates(scalars, lists):
            yield scalars, lists


@pytest.mark.parametrize("name", NORMS)
def test_a_table_made_ahead_says_what_the_reference_says(name: str) -> None:
    for question in questions(name):
        table = ahead(question)
        tried = 0
        for scalars, lists in rows(question, 120):
            assert table.answers[key_of(table, scalars, lists)] == question.answer(scalars, lists), (scalars, lists)
            tried += 1
        assert tried
