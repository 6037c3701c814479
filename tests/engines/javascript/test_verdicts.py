"""The law of the JavaScript engine: its verdict is that of the reference engine, byte for byte."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huimin_rules import InputError, check, validate
from huimin_rules.engines.reference import Engine
from huimin_rules.loading.cases import load_cases, load_refusals
from huimin_rules.loading.policy_folder import load_folder
from huimin_rules.service import rules_folder
from huimin_rules.service.checking import read
from tests.engines.javascript.alike import alike, shipped_applications
from tests.engines.javascript.node import REFUSED, Runtime
from tests.engines.javascript.open_policies import open_applications, open_policies
from tests.engines.random_policies import POLICIES, READINGS
from tests.engines.test_effort import for_each_row
from tests.engines.test_exactness import partial
from tests.engines.test_shipped import SHIPPED
from tests.joint.applications import applications
from tests.joint.policies import policies
from tests.support import POLICIES as FIXTURES
from tests.support import UNTRACED, many

SETTINGS = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
FIXED = st.dictionaries(st.sampled_from([one.id for one in READINGS]), st.sampled_from(["one", "two"]))
FOLDERS = [rules_folder() / "gongyi-huimin-2021", *sorted(path.parent for path in FIXTURES.glob("*/policy.yaml"))]
_RANDOM = many(2_000, 10_000)
_CHUNKS = 4


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_case_is_decided_alike(node: Runtime, folder: Path) -> None:
    policy = load_folder(folder)
    engine = Engine(policy)
    node.use(policy)
    for case in load_cases(policy, folder):
        assert alike(node, engine, validate(policy, case.facts), case.readings), case.id
    assert alike(node, engine, validate(policy, {}))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_refused_application_violates_the_same_rules(node: Runtime, folder: Path) -> None:
    policy = load_folder(folder)
    engine = Engine(policy)
    node.use(policy)
    for case in load_refusals(policy, folder):
        application = read(policy, case.facts)
        assert node.violated(application) == [rule.id for rule in engine.violated(application)] != []


@UNTRACED
@pytest.mark.parametrize("seed", range(_CHUNKS))
def test_random_applications_of_the_shipped_policy_are_decided_alike(node: Runtime, seed: int) -> None:
    engine = Engine(SHIPPED)
    node.use(SHIPPED)
    for number, (application, readings) in enumerate(shipped_applications(seed, _RANDOM // _CHUNKS)):
        assert alike(node, engine, application, readings), (seed, number)


@SETTINGS
@given(data=st.data())
def test_random_small_policies_are_decided_alike(node: Runtime, data: st.DataObject) -> None:
    policy = data.draw(st.one_of(POLICIES, for_each_row()))
    engine = Engine(policy)
    node.use(policy)
    for _ in range(3):
        assert alike(node, engine, data.draw(partial(policy))[0], data.draw(FIXED))


@SETTINGS
@given(data=st.data())
def test_random_policies_with_facts_of_every_type_are_decided_alike(node: Runtime, data: st.DataObject) -> None:
    policy = data.draw(policies())
    engine = Engine(policy)
    node.use(policy)
    for _ in range(3):
        one = data.draw(applications(policy))
        assert alike(node, engine, validate(policy, one.facts), one.readings)


@settings(SETTINGS, max_examples=8)
@given(data=st.data())
def test_random_applications_that_say_little_are_decided_alike(node: Runtime, data: st.DataObject) -> None:
    policy = data.draw(open_policies())
    node.use(policy)
    assert alike(node, Engine(policy), data.draw(open_applications(policy)))


def _many(number: int, **said: object) -> list[dict[str, object]]:
    return [{"role": "participant" if index else "lead", **said} for index in range(number)]


_LEAD_ALONE = {"consortium": "lead_only"}


@UNTRACED
@pytest.mark.parametrize(
    ("facts", "readings"),
    [
        ({"applied_on": "2022-03-01", "applicants": _many(8, domicile="990000")}, {}),
        ({"applied_on": "2022-03-01", "applicants": _many(60, domicile="990000")}, _LEAD_ALONE),
        ({"applicants": [{} for _ in range(25)]}, {}),
        ({"applicants": [*_many(12), *({"domicile": "410181"} for _ in range(12))]}, _LEAD_ALONE),
        ({"plan": {"expert_group": [{} for _ in range(200)]}}, {}),
        ({"plan": {"indicators": [{} for _ in range(200)]}}, {}),
        ({"collaboration": {"partners": [{} for _ in range(200)]}}, {}),
    ],
)
def test_what_exhausts_the_budget_is_left_open_alike(
    node: Runtime, facts: Mapping[str, Any], readings: Mapping[str, str]
) -> None:
    node.use(SHIPPED)
    assert alike(node, Engine(SHIPPED), validate(SHIPPED, facts), readings)


def test_a_reading_that_the_policy_lacks_is_refused(node: Runtime) -> None:
    node.use(SHIPPED)
    application = validate(SHIPPED, {})
    for readings in ({"consortium": "nobody"}, {"toString": "lead_only"}):
        with pytest.raises(InputError):
            check(SHIPPED, application, readings)
        assert json.loads(node.decide(application, readings)) == REFUSED
