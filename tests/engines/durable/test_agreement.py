"""The law of the second engine: what it derives is what the cases expect, what the reference decides, and what brute
force over all completions finds; and where it cannot be sure it says so.
"""

import threading
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from huimin_rules import InputError, check, load_policy, validate
from huimin_rules.engines.durable import Derivation, Engine
from huimin_rules.engines.reference import Engine as Reference
from huimin_rules.loading.cases import Case, load_cases
from huimin_rules.norms.policy import Policy
from huimin_rules.service import rules_folder
from tests.engines.durable.support import needs_durable
from tests.engines.plain import judged
from tests.engines.random_policies import POLICIES
from tests.engines.test_exactness import MOST_COMPLETIONS, expected_status, mentioned, partial, relevant
from tests.engines.test_shipped import CASES, SHIPPED, applications
from tests.support import POLICIES as FOLDERS
from tests.support import UNTRACED

pytestmark = needs_durable

INVENTED = "lixiang-innovation-2030"
REFUSED = {
    # Applications that say next to nothing of a norm that computes with several facts, or over a whole list.
    "art6.i2.detail.no_list": {"art6.i2.detail"},
    "conclusion.nothing_given": {"art4.i2.established", "art10.total"},
    "conclusion.nested_given": {"art10.total"},
}


@lru_cache
def engine(source: Path) -> Engine:
    return Engine(load_policy(source))


def agrees(case: Case, policy: Policy, derived: Derivation, refused: set[str]) -> None:
    """What was derived is what the case expects and what the reference decides, norm by norm."""
    verdict = check(policy, case.facts, case.readings)
    assert not derived.faults
    assert {one.norm for one in derived.refused} == refused
    found = {one.norm: one for one in derived.findings}
    assert {*found} == {finding.norm for finding in verdict.findings} - refused
    for norm, expected in case.findings.items():
        if norm not in refused:
            assert found[norm].status == expected.status, norm
            if expected.blockers is not None:
                assert {one.name for one in found[norm].blockers} == expected.blockers, norm
    for finding in verdict.findings:
        if finding.norm not in refused:
            one = found[finding.norm]
            assert one.status is finding.status, finding.norm
            assert {(each.kind, each.name) for each in one.blockers} == {
                (each.kind, each.name) for each in finding.blockers
            }, finding.norm
    if refused:
        assert derived.conclusion is None
    else:
        assert derived.conclusion is verdict.conclusion
        assert case.conclusion in (None, derived.conclusion)


def cases(folder: Path) -> dict[str, Case]:
    return {case.id: case for case in load_cases(load_policy(folder), folder)}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_every_shipped_case(case: Case) -> None:
    found = engine(rules_folder() / SHIPPED.id).decide(validate(SHIPPED, case.facts), case.readings)
    agrees(case, SHIPPED, found, set())


@pytest.mark.parametrize("name", cases(FOLDERS / INVENTED))
def test_every_case_of_the_invented_policy(name: str) -> None:
    case, second = cases_of_invented()[name], engine(FOLDERS / INVENTED)
    found = second.decide(validate(second.policy, case.facts), case.readings)
    agrees(case, second.policy, found, REFUSED.get(name, set()))


@lru_cache
def cases_of_invented() -> Mapping[str, Case]:
    return cases(FOLDERS / INVENTED)


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_random_policies_and_applications(data: st.DataObject) -> None:
    policy = data.draw(POLICIES)
    application, world, unknowns = data.draw(partial(policy))
    norm = policy.findable[0]
    chosen, tied = relevant(policy, norm, unknowns)
    size = 1
    for one in chosen:
        size *= len(one.options)
    assume(size <= MOST_COMPLETIONS)
    outcomes, names = judged(norm, world, chosen, tied)
    # An application that contradicts a consistency rule is never read (`validate` refuses it).
    assume(outcomes)
    derived = Engine(policy).decide(application)
    assert not derived.faults
    assert not derived.refused
    (found,) = derived.findings
    shown = {(one.kind, one.name) for one in found.blockers}
    blockers = [one for one in chosen if one.name in names and mentioned(policy, norm, one)]
    assert found.status.value == expected_status(norm, outcomes, blockers)
    assert shown == (set() if len(outcomes) == 1 else {(one.kind, one.name) for one in blockers})
    reference = Reference(policy).decide(application)
    assert found.status is reference.findings[0].status
    assert shown == {(one.kind, one.name) for one in reference.findings[0].blockers}
    assert derived.conclusion is reference.conclusion


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(applications(), st.dictionaries(st.sampled_from([one.id for one in SHIPPED.readings]), st.integers(0, 1)))
def test_random_partial_applications_of_the_shipped_policy(facts: dict[str, Any], fixed: dict[str, int]) -> None:
    readings = {name: SHIPPED.reading_by_id[name].alternatives[index].id for name, index in fixed.items()}
    try:
        application = validate(SHIPPED, facts)
    except InputError:
        assume(False)
        raise
    verdict = check(SHIPPED, application, readings)
    derived = engine(rules_folder() / SHIPPED.id).decide(application, readings)
    assert not derived.faults
    assert not derived.refused
    for finding, one in zip(verdict.findings, derived.findings, strict=True):
        assert (one.norm, one.status) == (finding.norm, finding.status)
        assert {(each.kind, each.name) for each in one.blockers} == {
            (each.kind, each.name) for each in finding.blockers
        }
    assert derived.conclusion is verdict.conclusion


@UNTRACED
def test_threads_that_share_an_engine_get_their_own_answers() -> None:
    some = CASES[:: len(CASES) // 12]
    second = engine(rules_folder() / SHIPPED.id)
    ready = [(validate(SHIPPED, case.facts), case.readings) for case in some]
    expected = [second.decide(application, readings) for application, readings in ready]
    found: list[list[Derivation]] = [[] for _ in range(8)]

    def work(number: int) -> None:
        found[number] = [second.decide(application, readings) for application, readings in ready]

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 8
