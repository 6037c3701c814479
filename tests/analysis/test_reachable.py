"""Which statuses a norm can have, against what the cases argue for."""

from dataclasses import replace
from pathlib import Path

import pytest

from huimin_rules import load_policy
from huimin_rules.analysis.reachable import may_not_apply, reachable
from huimin_rules.loading.cases import load_cases
from huimin_rules.norms.conditions import All, AnyOf, Compare, Comparison, Condition, Constant, Member, Not
from huimin_rules.norms.expressions import Count, FactRef, Literal, Type
from huimin_rules.norms.facts import FactList, ValueType
from huimin_rules.norms.norm import Modality, Norm, OfficialReading
from huimin_rules.norms.policy import Consistency, Policy
from huimin_rules.service import rules_folder
from huimin_rules.verdict import Status

SHIPPED = rules_folder() / "gongyi-huimin-2021"
INVENTED = Path(__file__).parents[1] / "fixtures" / "policies" / "lixiang-innovation-2030"
ROLE = FactRef("applicants[].role")
LEAD = Compare(ROLE, Comparison.IS, Literal("lead", Type(ValueType.CHOICE)))


@pytest.mark.parametrize("folder", [SHIPPED, INVENTED])
def test_the_bound_is_what_the_cases_reach(folder: Path) -> None:
    policy = load_policy(folder)
    expected: dict[str, set[str]] = {norm.id: set() for norm in policy.findable}
    for case in load_cases(policy, folder):
        for norm, finding in case.findings.items():
            expected[norm].add(finding.status)
    assert {norm.id: set(reachable(policy, norm)) for norm in policy.findable} == expected


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load_policy("gongyi-huimin-2021")


def domicile(policy: Policy, who: Condition | None) -> Norm:
    return replace(policy.norm_by_id["art6.i1.domicile"], who=who)


def test_definitions_and_institutional_norms_have_none(policy: Policy) -> None:
    assert reachable(policy, policy.norm_by_id["art3.scope"]) == frozenset()


def test_a_norm_for_the_lead_always_applies_because_there_is_one(policy: Policy) -> None:
    assert not may_not_apply(policy, domicile(policy, LEAD))
    assert not may_not_apply(policy, domicile(policy, None))
    assert not may_not_apply(policy, domicile(policy, AnyOf((Constant(False), LEAD))))
    assert not may_not_apply(policy, domicile(policy, All((LEAD, Constant(True)))))
    assert may_not_apply(policy, domicile(policy, Not(LEAD)))
    assert may_not_apply(policy, domicile(policy, Member(ROLE, ("participant",))))
    assert may_not_apply(policy, domicile(policy, Constant(False)))


def rule(requires: Condition) -> tuple[Consistency, ...]:
    return (Consistency("own", "applicants", requires, ""),)


def count(where: Condition | None, op: Comparison, number: int) -> Condition:
    return Compare(Count("applicants", where), op, Literal(number, Type(ValueType.INTEGER)))


@pytest.mark.parametrize(
    ("requires", "guaranteed"),
    [
        (count(LEAD, Comparison.IS, 1), True),
        (count(LEAD, Comparison.AT_LEAST, 1), True),
        (count(LEAD, Comparison.MORE_THAN, 0), True),
        (count(All((LEAD, Constant(True))), Comparison.IS, 2), True),
        (All((Constant(True), count(LEAD, Comparison.IS, 1))), True),
        (count(LEAD, Comparison.AT_LEAST, 0), False),
        (count(LEAD, Comparison.AT_MOST, 1), False),
        (count(LEAD, Comparison.IS, 0), False),
        (count(None, Comparison.AT_LEAST, 1), False),
        (AnyOf((count(LEAD, Comparison.IS, 1),)), False),
    ],
)
def test_only_consistency_that_names_such_an_element_guarantees_one(
    policy: Policy, requires: Condition, guaranteed: bool
) -> None:
    own = replace(policy, consistency=rule(requires))
    assert may_not_apply(own, domicile(own, LEAD)) is not guaranteed


def test_a_list_that_may_be_empty(policy: Policy) -> None:
    facts = tuple(
        replace(one, at_least=0) if isinstance(one, FactList) and one.path == "applicants" else one
        for one in policy.facts
    )
    loose = replace(policy, facts=facts, consistency=())
    assert may_not_apply(loose, domicile(loose, None))
    assert not may_not_apply(replace(policy, consistency=()), domicile(policy, None))


def test_when_and_unless(policy: Policy) -> None:
    norm = policy.norm_by_id["art7.i3.goals"]
    assert not may_not_apply(policy, norm)
    assert not may_not_apply(policy, replace(norm, when=Constant(True), unless=Constant(False)))
    assert may_not_apply(policy, replace(norm, when=LEAD))
    assert may_not_apply(policy, replace(norm, unless=LEAD))


def test_what_decides_the_other_statuses(policy: Policy) -> None:
    goals = policy.norm_by_id["art7.i3.goals"]
    assert reachable(policy, goals) == {Status.MET, Status.UNMET, Status.UNKNOWN, Status.NEEDS_JUDGEMENT}
    advice = replace(goals, modality=Modality.RECOMMENDATION)
    assert reachable(policy, advice) == {Status.FOLLOWED, Status.NOT_FOLLOWED, Status.UNKNOWN}
    assert reachable(policy, replace(goals, requires=Constant(True))) == {Status.MET}
    assert reachable(policy, replace(goals, requires=Constant(False))) == {Status.UNMET}


def test_an_official_reading_is_no_open_question(policy: Policy) -> None:
    from datetime import date

    spoken = OfficialReading("both", "市科工信局", date(2022, 1, 1), "")
    readings = tuple(replace(one, official=spoken) if one.id == "funding_kinds" else one for one in policy.readings)
    own = replace(policy, readings=readings)
    norm = policy.norm_by_id["art7.i5.matching"]
    assert Status.NEEDS_JUDGEMENT in reachable(policy, norm)
    assert Status.NEEDS_JUDGEMENT not in reachable(own, norm)
