"""The invented policy, which uses every form of the language: its cases, and completions that never contradict it."""

import random
from collections.abc import Mapping
from copy import deepcopy
from datetime import date
from functools import lru_cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huimin_rules import InputError, Status, check, validate
from huimin_rules.loading.cases import Case, load_cases
from huimin_rules.loading.policy_folder import load_folder
from huimin_rules.norms.application import Application
from huimin_rules.norms.facts import NONE, Domain, Fact, FactList, ListDomain
from huimin_rules.verdict import Verdict
from tests.engines.plain import World, consistent, outcome
from tests.engines.test_shipped import get, leaves, put
from tests.support import POLICIES

FOLDER = POLICIES / "lixiang-innovation-2030"
INVENTED = load_folder(FOLDER)
CASES = load_cases(INVENTED, FOLDER)
OFFICIAL = {one.id: one.official.alternative for one in INVENTED.readings if one.official is not None}
_PLAIN = {
    Status.MET: "met",
    Status.FOLLOWED: "met",
    Status.UNMET: "unmet",
    Status.NOT_FOLLOWED: "unmet",
    Status.NOT_APPLICABLE: "not_applicable",
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_case(case: Case) -> None:
    verdict = check(INVENTED, case.facts, case.readings)
    if case.conclusion is not None:
        assert verdict.conclusion.value == case.conclusion, case.why
    for name, expected in case.findings.items():
        finding = verdict.finding(name)
        assert finding.status.value == expected.status, case.why
        if expected.blockers is not None:
            assert {blocker.name for blocker in finding.blockers} == expected.blockers, case.why


# --- no definite status is contradicted by any completion


@lru_cache
def _seen() -> tuple[dict[str, list[Any]], dict[str, list[list[dict[str, Any]]]]]:
    """The values that the cases state, by the path of the fact, and the lists that they state."""
    values: dict[str, list[Any]] = {}
    lists: dict[str, list[list[dict[str, Any]]]] = {}
    for case in CASES:
        application = validate(INVENTED, case.facts)
        for fact, value in zip(INVENTED.scalars, application.scalars, strict=True):
            _note(values, fact, value)
        for each, elements in zip(INVENTED.lists, application.lists, strict=True):
            if isinstance(elements, ListDomain):
                continue
            for element in elements:
                for item, value in zip(each.items, element, strict=True):
                    _note(values, item, value)
            if not any(isinstance(value, Domain) for element in elements for value in element):
                lists.setdefault(each.path, []).append([_named(each, element) for element in elements])
    return values, lists


def _note(values: dict[str, list[Any]], fact: Fact, value: Any) -> None:
    if not isinstance(value, Domain) and value not in values.setdefault(fact.path, []):
        values[fact.path].append(value)


def _named(each: FactList, element: Any) -> dict[str, Any]:
    return {item.name: value for item, value in zip(each.items, element, strict=True)}


def _any(fact: Fact, order: random.Random) -> Any:
    """A value that the fact could have."""
    domain = fact.domain
    found = [*_seen()[0].get(fact.path, []), *(domain.options or ())]
    if isinstance(domain.low, date) or domain.low is not None:
        found += [domain.low, domain.high]
    if domain.may_be_none:
        found.append(NONE)
    return order.choice(found or ["文"])


def _completed(application: Application, order: random.Random) -> World:
    """A complete way in which the application could turn out."""
    facts = {
        fact.path: _any(fact, order) if isinstance(value, Domain) else value
        for fact, value in zip(INVENTED.scalars, application.scalars, strict=True)
    }
    lists: dict[str, list[dict[str, Any]]] = {}
    for each, elements in zip(INVENTED.lists, application.lists, strict=True):
        if isinstance(elements, ListDomain):
            lists[each.path] = order.choice(_seen()[1].get(each.path) or [[]])
            continue
        lists[each.path] = [
            {
                item.name: _any(item, order) if isinstance(value, Domain) else value
                for item, value in zip(each.items, element, strict=True)
            }
            for element in elements
        ]
    readings = {one.id: order.choice(one.alternatives).id for one in INVENTED.readings} | OFFICIAL
    return World(INVENTED, facts, lists, readings)


def _partial(facts: Mapping[str, object], order: random.Random, count: int) -> dict[str, Any]:
    """The application with some of its values, and perhaps a whole list, left out."""
    left: dict[str, Any] = deepcopy(dict(facts))
    places = leaves(left)
    for path in order.sample(places, min(count, len(places))):
        put(left, path, True if isinstance(get(left, path), Mapping) and order.random() < 0.5 else None)
    if order.random() < 0.3:
        left.pop(order.choice([each.path for each in INVENTED.lists]), None)
    return left


def _uncontradicted(verdict: Verdict, application: Application, order: random.Random, completions: int) -> int:
    compared = 0
    for _ in range(completions):
        world = _completed(application, order)
        if not consistent(world):
            continue
        for finding in verdict.findings:
            if not finding.status.is_open:
                assert _PLAIN[finding.status] == outcome(INVENTED.norm_by_id[finding.norm], world), finding
                compared += 1
    return compared


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(CASES), st.randoms(use_true_random=False), st.integers(0, 12))
def test_no_completion_contradicts_a_definite_status(case: Case, order: random.Random, count: int) -> None:
    facts = _partial(case.facts, order, count)
    try:
        application = validate(INVENTED, facts)
    except InputError:
        return
    _uncontradicted(check(INVENTED, application), application, order, completions=15)


def test_a_complete_application_is_decided_as_the_plain_reading_decides() -> None:
    """Norms on which no reading bears and of which nothing is unknown agree in every case; there are many of them."""
    order = random.Random(2030)
    compared = 0
    for case in CASES:
        if not case.readings:
            application = validate(INVENTED, case.facts)
            compared += _uncontradicted(check(INVENTED, application), application, order, completions=2)
    assert compared > 1_000


def test_the_official_reading_holds_unless_the_caller_fixes_another() -> None:
    cooperative = deepcopy(dict(next(case.facts for case in CASES if case.id == "conclusion.eligible")))
    applicants: Any = cooperative["applicants"]
    applicants[0]["legal_form"] = "cooperative"
    official = check(INVENTED, cooperative)
    assert official.finding("art4.i1.legal_person").status is Status.MET
    reading = next(one for one in official.readings if one.id == "enterprise_scope")
    assert (reading.fixed, reading.fixed_by, reading.decides) == ("with_cooperatives", "official", ())
    strict = check(INVENTED, cooperative, {"enterprise_scope": "companies"})
    assert strict.finding("art4.i1.legal_person").status is Status.UNMET
    reading = next(one for one in strict.readings if one.id == "enterprise_scope")
    assert (reading.fixed, reading.fixed_by) == ("companies", "caller")
