"""Laws of the verdict on the shipped policy, over random partial applications made from the conformance cases."""

import random
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from huimin_rules import Policy, Verdict, check, load_policy, validate
from huimin_rules.engines.reference import Engine
from huimin_rules.loading.cases import load_cases
from huimin_rules.norms.facts import Fact, ListDomain
from huimin_rules.norms.norm import Norm
from huimin_rules.norms.walk import norm_references, references
from huimin_rules.service import rules_folder
from tests.engines.plain import Unknown, World, judged
from tests.engines.test_exactness import expected_status, general, mentioned

SHIPPED = load_policy("gongyi-huimin-2021")
CASES = load_cases(SHIPPED, rules_folder() / "gongyi-huimin-2021")
COMPLETE = next(case.facts for case in CASES if case.id == "art6.i1.domicile.met")
MOST_COMPLETIONS = 600
SETTINGS = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))

Path = tuple[str | int, ...]


def leaves(value: Any, path: Path = ()) -> list[Path]:
    """The places of single values in an application; a determination is one value."""
    if isinstance(value, Mapping) and not {"by", "reason"} <= set(value):
        return [leaf for key, inner in value.items() for leaf in leaves(inner, (*path, key))]
    if isinstance(value, list):
        return [leaf for index, inner in enumerate(value) for leaf in leaves(inner, (*path, index))]
    return [path]


def put(facts: Any, path: Path, value: Any) -> None:
    for step in path[:-1]:
        facts = facts[step]
    facts[path[-1]] = value


def get(facts: Any, path: Path) -> Any:
    for step in path:
        facts = facts[step]
    return facts


@st.composite
def applications(draw: st.DrawFn) -> dict[str, Any]:
    """An application of some case, with some values removed, self-assessed, denied, or taken from another case."""
    facts: dict[str, Any] = deepcopy(dict(draw(st.sampled_from([COMPLETE, COMPLETE, *(case.facts for case in CASES)]))))
    if not facts:
        return facts
    for path in draw(st.lists(st.sampled_from(leaves(facts)), max_size=12, unique=True)) if leaves(facts) else ():
        old = get(facts, path)
        if isinstance(old, bool | Mapping):
            put(facts, path, draw(st.sampled_from([None, True, False, "不清楚"])))
        else:
            put(facts, path, None)
    for name in draw(st.lists(st.sampled_from(["applicants", "collaboration", "resources"]), max_size=1)):
        facts.pop(name, None)
    return facts


def readable(facts: dict[str, Any]) -> Verdict:
    from huimin_rules import InputError

    try:
        return check(SHIPPED, facts)
    except InputError:
        assume(False)
        raise


@SETTINGS
@given(applications(), st.data())
def test_more_facts_never_flip_a_definite_status(facts: dict[str, Any], data: st.DataObject) -> None:
    before = readable(facts)
    paths = [path for path in leaves(facts) if get(facts, path) is None]
    assume(paths)
    more = deepcopy(facts)
    for path in data.draw(st.lists(st.sampled_from(paths), min_size=1, max_size=4, unique=True)):
        try:
            put(more, path, deepcopy(get(COMPLETE, path)))
        except (KeyError, IndexError):
            continue
    after = readable(more)
    for old, new in zip(before.findings, after.findings, strict=True):
        if not old.status.is_open:
            assert (new.norm, new.status) == (old.norm, old.status)


def shuffled(value: Any, order: random.Random) -> Any:
    if isinstance(value, Mapping):
        items = [(key, shuffled(inner, order)) for key, inner in value.items()]
        order.shuffle(items)
        return dict(items)
    return [shuffled(inner, order) for inner in value] if isinstance(value, list) else value


@SETTINGS
@given(applications(), st.randoms(use_true_random=False))
def test_the_order_of_keys_is_irrelevant(facts: dict[str, Any], order: random.Random) -> None:
    assert readable(shuffled(facts, order)).to_json() == readable(facts).to_json()


@SETTINGS
@given(applications())
def test_a_verdict_reads_back_as_it_was_written(facts: dict[str, Any]) -> None:
    verdict = readable(facts)
    text = verdict.to_json()
    again = Verdict.model_validate_json(text)
    assert again == verdict
    assert again.to_json() == text


@settings(SETTINGS, max_examples=15)
@given(applications(), st.randoms(use_true_random=False))
def test_the_order_of_norms_is_irrelevant(facts: dict[str, Any], order: random.Random) -> None:
    norms = list(SHIPPED.norms)
    order.shuffle(norms)
    other = replace(SHIPPED, norms=tuple(norms))
    readable(facts)
    application = validate(SHIPPED, facts)
    statuses = {
        one.norm: (one.status, one.blockers, one.reason) for one in Engine(SHIPPED).decide(application).findings
    }
    found = Engine(other).decide(application)
    assert {one.norm: (one.status, one.blockers, one.reason) for one in found.findings} == statuses


def test_an_application_is_decided_the_same_whatever_was_decided_before() -> None:
    """Without a role the second may still lead, beside a lead it may not: the outcomes that logic alone sees are the
    same.
    """
    applicants = [{"name": "甲", "domicile": "410181"}, {"name": "乙", "domicile": "410181"}]
    open_roles = validate(SHIPPED, {"applicants": applicants})
    one_leads = validate(SHIPPED, {"applicants": [{**applicants[0], "role": "lead"}, applicants[1]]})
    fixed, after = {"consortium": "lead_only"}, Engine(SHIPPED)
    for application in (open_roles, one_leads):
        after.decide(application)
    for application in (open_roles, one_leads):
        assert after.decide(application, fixed) == Engine(SHIPPED).decide(application, fixed)
    parts = after.decide(one_leads, fixed).finding("art6.i1.domicile").parts
    assert [part.status for part in parts] == ["met", "not_applicable"]


# --- brute force

_DAYS = (
    date(2022, 9, 1),
    date(2025, 8, 31),
    date(2021, 12, 21),
    date(2021, 12, 22),
    date(2022, 12, 21),
    date(2022, 12, 22),
    date(2022, 12, 23),
)


def options(policy: Policy, fact: Fact, known: list[Any]) -> tuple[Any, ...]:
    """Values of a fact with which whatever can happen to a norm of the shipped policy happens."""
    if fact.domain.options is not None:
        return fact.domain.options
    if fact.type.value == "date":
        days = [one for one in known if isinstance(one, date)]
        ends = [
            _months_on(one, months) + timedelta(days=step)
            for one in days
            for months in (36, -36)
            for step in (-2, -1, 0, 1)
        ]
        found: list[Any] = sorted({*_DAYS, *days, *ends})
        return (*found, "") if fact.may_be_none else tuple(found)
    if fact.type.value == "money":
        amounts = [one for one in known if isinstance(one, int) and not isinstance(one, bool)]
        return tuple(sorted({0, 1, 2, *(max(one + step, 0) for one in amounts for step in (-1, 0, 1))}))
    if fact.type.value == "code":
        return ("410181", "410182")
    return ("文", "") if fact.type.value == "text" else (0, 1)


def _months_on(day: date, months: int) -> date:
    total = day.year * 12 + day.month - 1 + months
    return date(total // 12, total % 12 + 1, min(day.day, 28))


def unknowns_of(
    policy: Policy, norm: Norm, facts: dict[str, Any]
) -> tuple[World, list[Unknown], list[list[str]]] | None:
    """The world of an application and the unknowns that bear on a norm; None where a list is missing as a whole."""
    application = validate(policy, facts)
    named = norm_references(policy, norm)
    paths, lists = {*named.facts}, {*named.lists}
    tied_paths: list[set[str]] = []
    rules = []
    for rule in policy.consistency:
        ruled = references(policy, (rule.requires,))
        if paths & {*ruled.facts} or lists & {*ruled.lists}:
            paths |= {*ruled.facts}
            lists |= {*ruled.lists}
            tied_paths.append({*ruled.facts})
            rules.append(rule)
    known = [one for one in application.scalars if not hasattr(one, "low")]
    unknowns: list[Unknown] = []
    world_facts: dict[str, Any] = {}
    for fact, value, stated in zip(policy.scalars, application.scalars, application.stated, strict=True):
        world_facts[fact.path] = value
        if fact.path in paths and hasattr(value, "low"):
            kind = "missing" if stated is None else "judgement"
            unknowns.append(Unknown(fact.path, kind, ("fact", fact.path), options(policy, fact, known)))
    world_lists: dict[str, list[dict[str, Any]]] = {}
    for each, elements, rows in zip(policy.lists, application.lists, application.listed, strict=True):
        if isinstance(elements, ListDomain):
            if each.path in lists:
                return None
            continue
        world_lists[each.path] = [
            {item.name: value for item, value in zip(each.items, element, strict=True)} for element in elements
        ]
        for index, (element, row) in enumerate(zip(elements, rows, strict=True)):
            for item, value, stated in zip(each.items, element, row, strict=True):
                if item.path in paths and hasattr(value, "low"):
                    place = ("field", each.path, index, item.name)
                    kind = "missing" if stated is None else "judgement"
                    unknowns.append(
                        Unknown(f"{each.path}[{index}].{item.name}", kind, place, options(policy, item, known))
                    )
    for reading in policy.readings:
        if reading.id in named.readings:
            unknowns.append(
                Unknown(reading.id, "reading", ("reading", reading.id), tuple(one.id for one in reading.alternatives))
            )
    tied = [[one.name for one in unknowns if general(one) in group] for group in tied_paths]
    connected = replace(policy, consistency=tuple(rules))
    return World(connected, world_facts, world_lists, {one.id: one.default for one in policy.readings}), unknowns, tied


@settings(SETTINGS, max_examples=60)
@given(applications())
def test_brute_force_agrees_on_the_shipped_policy(facts: dict[str, Any]) -> None:
    verdict = readable(facts)
    compared = 0
    for finding in verdict.findings:
        norm = SHIPPED.norm_by_id[finding.norm]
        found = unknowns_of(SHIPPED, norm, facts)
        if found is None:
            continue
        world, unknowns, tied = found
        size = 1
        for one in unknowns:
            size *= len(one.options)
        if size > MOST_COMPLETIONS:
            continue
        outcomes, names = judged(norm, world, unknowns, tied)
        blockers = [one for one in unknowns if one.name in names and mentioned(SHIPPED, norm, one)]
        assert finding.status.value == expected_status(norm, outcomes, blockers), finding
        shown = {(one.kind, one.name) for one in finding.blockers}
        assert shown == (set() if len(outcomes) == 1 else {(one.kind, one.name) for one in blockers}), finding
        compared += 1
    assert compared > 0 or not facts
