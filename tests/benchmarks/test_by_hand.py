"""What is compared in `benchmarks/peers` says the same: the functions written by hand against the verdict."""

import random
from collections.abc import Iterable, Mapping

import pytest

from benchmarks.by_hand import every_norm, every_norm_or_open, list_free, list_free_or_open
from benchmarks.peers.cases import HELD, answers, cases, defaults, without_lists
from benchmarks.peers.cases import list_free as norms_without_lists
from benchmarks.peers.facts import facts_of, is_settled
from huimin_rules import check, load_policy, validate
from huimin_rules.loading.cases import Case, load_cases
from huimin_rules.service import rules_folder

SHIPPED = load_policy("gongyi-huimin-2021")
CASES = load_cases(SHIPPED, rules_folder() / SHIPPED.id)
FREE = norms_without_lists(SHIPPED)
PLACES = [place for place, norm in enumerate(SHIPPED.findable) if norm in FREE]


def said(facts: Mapping[str, object]) -> tuple[bool | None, ...]:
    """What the verdict says of each norm, with every reading fixed to its default."""
    verdict = check(SHIPPED, facts, defaults(SHIPPED))
    statuses = [verdict.finding(norm.id).status for norm in SHIPPED.findable]
    return tuple(None if status.is_open else status in HELD for status in statuses)


def of_free(found: tuple[bool | None, ...]) -> tuple[bool | None, ...]:
    return tuple(found[place] for place in PLACES)


def both_ways(found: Iterable[tuple[bool | None, ...]]) -> bool:
    """Whether each norm holds in some of them and fails in some."""
    return all({True, False} <= set(column) for column in zip(*found, strict=True))


def opened(value: object, chance: random.Random) -> object:
    """The same with some facts unanswered, some lists unstated, and some open terms only assessed by the applicant."""
    if isinstance(value, Mapping) and "by" in value:
        return chance.choice((None, True, value, value))
    if isinstance(value, Mapping):
        return {name: opened(inner, chance) for name, inner in value.items()}
    if chance.random() < 0.2:
        return None
    return [opened(one, chance) for one in value] if isinstance(value, list) else value


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_three_values(case: Case) -> None:
    facts = facts_of(SHIPPED, validate(SHIPPED, case.facts))
    expected = said(case.facts)
    assert every_norm_or_open(facts) == expected
    assert list_free_or_open(facts) == of_free(expected)


def test_two_values() -> None:
    settled = []
    for case in CASES:
        facts = facts_of(SHIPPED, validate(SHIPPED, case.facts))
        if is_settled(facts):
            settled.append(said(case.facts))
            assert every_norm(facts) == settled[-1], case.id
            assert list_free(facts) == of_free(settled[-1]), case.id
    assert both_ways(settled)


def test_measured_applications() -> None:
    """They are settled and different, meet each norm and fail it, and say of the other norms the same without lists."""
    made = cases(SHIPPED, 200)
    found = [answers(SHIPPED, case, SHIPPED.findable) for case in made]
    assert both_ways(found)
    assert len({str(case.facts) for case in made}) == len(made)
    for case, expected in zip(made, found, strict=True):
        assert every_norm(case.facts) == every_norm_or_open(case.facts) == expected
        bare = without_lists(SHIPPED, case)
        assert list_free(bare.facts) == answers(SHIPPED, bare, FREE) == of_free(expected)


def test_applications_with_open_facts() -> None:
    chance = random.Random(11)
    found = []
    for case in cases(SHIPPED, 100, number=1):
        mapping = {name: opened(value, chance) for name, value in case.mapping.items()}
        found.append(said(mapping))
        assert every_norm_or_open(facts_of(SHIPPED, validate(SHIPPED, mapping))) == found[-1]
    assert all({None} < set(column) for column in zip(*found, strict=True)), "each is open in some, and not in all"
