"""The encoding says what the semantics says: on complete applications, and bottom-up on partial ones."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huimin_rules import load_policy, validate
from huimin_rules.analysis.proofs.kleene import Evaluation
from huimin_rules.analysis.proofs.knowledge import Knowledge
from huimin_rules.analysis.proofs.meaning import Meaning
from huimin_rules.analysis.proofs.vocabulary import vocabulary
from huimin_rules.analysis.proofs.world import World
from huimin_rules.engines.reference import Engine
from huimin_rules.engines.reference.outcomes import MET, NOT_APPLICABLE, UNMET
from huimin_rules.loading.cases import load_cases
from huimin_rules.norms.facts import ListDomain
from huimin_rules.norms.policy import Policy
from huimin_rules.service import rules_folder
from tests.analysis.assignments import assigned, comes_to, complete, partly
from tests.engines.plain import consistent, outcome, settle
from tests.engines.random_policies import POLICIES
from tests.engines.test_exactness import partial
from tests.support import UNTRACED

SETTINGS = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
INVENTED = "tests/fixtures/policies/lixiang-innovation-2030"
ENCODED: dict[str, tuple[Policy, Meaning, Evaluation, Engine]] = {}


def encoded(policy: Policy, longest: dict[str, int] | None = None) -> tuple[Meaning, Evaluation]:
    world = World(vocabulary(policy, longest=longest))
    return Meaning(policy, world), Evaluation(policy, Knowledge(world))


def bits(formulas: tuple[Any, Any, Any], model: Any) -> int:
    outcomes = (MET, UNMET, NOT_APPLICABLE)
    return sum(bit for bit, one in zip(outcomes, formulas, strict=True) if comes_to(one, model))


# --- random policies


@SETTINGS
@given(st.data())
def test_complete_applications_of_random_policies(data: st.DataObject) -> None:
    policy = data.draw(POLICIES)
    _, world, unknowns = data.draw(partial(policy))
    for unknown in unknowns:
        world = settle(world, unknown, data.draw(st.sampled_from(unknown.options)))
    meaning, _ = encoded(policy)
    model = assigned(complete(policy, meaning.world, world.facts, world.lists, world.readings))
    found = meaning.outcome(policy.findable[0])
    names = {"met": MET, "unmet": UNMET, "not_applicable": NOT_APPLICABLE}
    assert bits((found.met, found.unmet, found.not_applicable), model) == names[outcome(policy.findable[0], world)]
    assert comes_to(meaning.readable, model) == consistent(world)


@UNTRACED
@SETTINGS
@given(st.data())
def test_the_evaluation_of_random_policies_is_that_of_the_engine(data: st.DataObject) -> None:
    policy = data.draw(POLICIES)
    application, _, _ = data.draw(partial(policy))
    fixed = {one.id: data.draw(st.sampled_from([None, "one", "two"])) for one in policy.readings}
    readings = {name: chosen for name, chosen in fixed.items() if chosen is not None}
    _, evaluation = encoded(policy)
    engine = Engine(policy)
    model = assigned(partly(policy, evaluation.knowledge, application, readings))
    slots = engine.layout.slots(application, readings)
    assert bits(evaluation.outcomes(policy.findable[0]).each, model) == engine.programs[0].possible(slots)


def disagreements(policy: Policy) -> list[int]:
    """The values of x, and -1 for none, for which the evaluation of the first norm is not that of the engine."""
    _, evaluation = encoded(policy)
    engine, found = Engine(policy), []
    for value in (-1, *range(6)):
        application = validate(policy, {} if value < 0 else {"x": value})
        model = assigned(partly(policy, evaluation.knowledge, application, {}))
        slots = engine.layout.slots(application, {})
        if bits(evaluation.outcomes(policy.findable[0]).each, model) != engine.programs[0].possible(slots):
            found.append(value)
    return found


# --- whole policies


def cases() -> list[Any]:
    found = []
    for name, folder in (("gongyi-huimin-2021", rules_folder() / "gongyi-huimin-2021"), (INVENTED, INVENTED)):
        from pathlib import Path

        policy = load_policy(name)
        for index, case in enumerate(load_cases(policy, Path(folder))):
            if index % 16 == 0:
                found.append(pytest.param(name, case, id=f"{policy.id}-{case.id}"))
    return found


@pytest.mark.parametrize(("name", "case"), cases())
def test_the_evaluation_of_every_norm_is_that_of_the_engine(name: str, case: Any) -> None:
    if name not in ENCODED:
        policy = load_policy(name)
        ENCODED[name] = (policy, *encoded(policy, {one.path: 6 for one in policy.lists}), Engine(policy))
    policy, _, evaluation, engine = ENCODED[name]
    application = validate(policy, case.facts)
    assert all(isinstance(one, ListDomain) or len(one) <= 6 for one in application.lists)
    fixed = {**engine.official, **case.readings}
    model = assigned(partly(policy, evaluation.knowledge, application, fixed))
    slots = engine.layout.slots(application, fixed)
    for norm, program in zip(policy.findable, engine.programs, strict=True):
        assert bits(evaluation.outcomes(norm).each, model) == program.possible(slots), norm.id
