"""The law of the compiled engine: whatever the policy and the application, its verdict is that of the reference."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huimin_rules import validate
from huimin_rules.engines.compiled import CompiledEngine
from huimin_rules.engines.reference import Engine
from huimin_rules.loading.cases import load_cases
from huimin_rules.loading.policy_folder import load_folder
from huimin_rules.norms.conditions import (
    All,
    AnyOf,
    Compare,
    Comparison,
    Condition,
    ConditionByReading,
    Holds,
    Not,
    Present,
)
from huimin_rules.norms.expressions import FactRef, Literal, Type
from huimin_rules.norms.facts import ValueType
from huimin_rules.norms.norm import Modality
from huimin_rules.norms.policy import Policy
from huimin_rules.service import rules_folder
from tests.engines.random_policies import POLICIES, READINGS, policy_of, simple_tests
from tests.engines.test_exactness import SETTINGS as EXACT
from tests.engines.test_exactness import partial
from tests.support import POLICIES as FIXTURES

SETTINGS = settings(EXACT, max_examples=120)
FIXED = st.dictionaries(st.sampled_from([one.id for one in READINGS]), st.sampled_from(["one", "two"]))


@SETTINGS
@given(st.data())
def test_random_policies_are_decided_alike(data: st.DataObject) -> None:
    policy = data.draw(POLICIES)
    application, _, _ = data.draw(partial(policy))
    fixed = data.draw(FIXED)
    assert CompiledEngine(policy).decide(application, fixed) == Engine(policy).decide(application, fixed)


@pytest.mark.parametrize("folder", [rules_folder() / "gongyi-huimin-2021", FIXTURES / "lixiang-innovation-2030"])
def test_every_case_is_decided_alike(folder: Path) -> None:
    policy = load_folder(folder)
    compiled, reference = CompiledEngine(policy), Engine(policy)
    for case in load_cases(policy, folder):
        application = validate(policy, case.facts)
        assert compiled.decide(application, case.readings) == reference.decide(application, case.readings), case.id


def wide(leaf: Condition) -> Condition:
    return AnyOf(tuple(All((leaf, leaf)) for _ in range(50)))


def deep(leaf: Condition) -> Condition:
    for _ in range(60):
        leaf = Not(leaf)
    return leaf


def by_reading_twice(leaf: Condition) -> Condition:
    inner = ConditionByReading("r", (("one", leaf), ("two", Not(leaf))))
    return ConditionByReading("s", (("one", inner), ("two", leaf)))


@pytest.mark.parametrize("shape", [wide, deep, by_reading_twice])
@SETTINGS
@given(data=st.data())
def test_conditions_too_large_to_be_written_out_are_decided_alike(shape: object, data: st.DataObject) -> None:
    assert callable(shape)
    policy = policy_of(shape(data.draw(simple_tests(element=False))))
    application, _, _ = data.draw(partial(policy))
    fixed = data.draw(FIXED)
    assert CompiledEngine(policy).decide(application, fixed) == Engine(policy).decide(application, fixed)


RATIO = FactRef("ratio")
ONE = Literal(1, Type(ValueType.NUMBER))


@pytest.mark.parametrize("op", Comparison)
@pytest.mark.parametrize("stated", ["无", "不清楚", "0.5", 1, "1.5"])
def test_a_value_that_does_not_exist_is_compared_alike(op: Comparison, stated: object) -> None:
    policy = every_type(requires=Compare(RATIO, op, ONE))
    application = validate(policy, {"ratio": stated})
    assert CompiledEngine(policy).decide(application) == Engine(policy).decide(application)


@pytest.mark.parametrize("stated", ["无", "不清楚", "0.5"])
def test_a_norm_for_each_element_that_shows_a_definition_is_decided_alike(stated: object) -> None:
    requires = All((Holds("exists"), Compare(FactRef("members[].judged"), Comparison.IS, Literal(True, BOOLEAN))))
    policy = every_type(requires=requires, for_each="members")
    members = [{"name": "甲", "role": "lead", "judged": False}, {"role": "participant", "judged": True}]
    for facts in ({"ratio": stated}, {"ratio": stated, "members": members}):
        application = validate(policy, facts)
        assert CompiledEngine(policy).decide(application) == Engine(policy).decide(application)


BOOLEAN = Type(ValueType.BOOLEAN)


def every_type(requires: Condition, for_each: str | None = None) -> Policy:
    """The policy with facts of every type, with one norm of the test's making and a definition."""
    policy = load_folder(FIXTURES / "every-type")
    norm = policy.findable[0]
    exists = replace(norm, id="exists", modality=Modality.DEFINITION, requires=Present(RATIO))
    wanted = replace(norm, requires=requires, when=None, unless=None, for_each=for_each)
    return replace(policy, norms=(exists, wanted))


def test_what_authors_and_applicants_write_never_becomes_code() -> None:
    """Names and words of a policy are constants of the function, never part of its text."""
    folder = FIXTURES / "lixiang-innovation-2030"
    engine = CompiledEngine(load_folder(folder))
    text = engine.source()
    assert text.isascii()
    for fact in engine.policy.scalars:
        assert fact.path not in text


def test_compiling_waits_until_it_pays() -> None:
    policy = load_folder(rules_folder() / "gongyi-huimin-2021")
    engine, application = CompiledEngine(policy, after=2), validate(policy, {})
    verdicts, states = [], []
    for _ in range(4):
        verdicts.append(engine.decide(application))
        states.append(engine.compiled)
    assert states == [False, False, True, True]
    assert all(one == verdicts[0] for one in verdicts)
