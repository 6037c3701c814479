"""The law of compiled consistency rules: the reference engine finds the same rules violated."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huimin_rules.engines.compiled import CompiledEngine
from huimin_rules.engines.compiled.consistent import consistency_source
from huimin_rules.engines.reference import Engine
from huimin_rules.norms.conditions import Compare, Comparison, Condition
from huimin_rules.norms.expressions import Count, Literal
from huimin_rules.norms.policy import Consistency
from huimin_rules.service import load_policy, validate
from tests.engines.random_policies import CONDITIONS, INSIDE, NUMBER, POLICIES
from tests.engines.test_exactness import SETTINGS as EXACT
from tests.engines.test_exactness import partial

SETTINGS = settings(EXACT, max_examples=200)
COUNTED = st.builds(
    lambda where, wanted: Compare(Count("rows", where), Comparison.IS, Literal(wanted, NUMBER)),
    st.none() | INSIDE,
    st.integers(0, 2),
)


def rules(conditions: list[Condition]) -> tuple[Consistency, ...]:
    return tuple(Consistency(f"rule{at}", "x", one, f"第 {at} 条") for at, one in enumerate(conditions))


@SETTINGS
@given(st.data(), st.lists(COUNTED | CONDITIONS, min_size=1, max_size=3))
def test_the_same_rules_are_violated(data: st.DataObject, conditions: list[Condition]) -> None:
    policy = replace(data.draw(POLICIES), consistency=rules(conditions))
    application, _, _ = data.draw(partial(policy))
    assert CompiledEngine(policy).violated(application) == Engine(policy).violated(application)


@pytest.mark.parametrize(
    ("roles", "violated"), [(["lead"], []), (["lead", "lead"], ["one_lead"]), (["participant"], ["one_lead"])]
)
def test_one_lead_is_written_out(roles: list[str], violated: list[str]) -> None:
    policy = load_policy("gongyi-huimin-2021")
    engine = CompiledEngine(policy)
    plain = {"role": "lead"}
    application = validate(policy, {"applicants": [plain]})
    role = policy.lists[0].item("role")
    (row,) = application.lists[0]  # type: ignore[misc]  # it was stated
    made = tuple((*row[:role], one, *row[role + 1 :]) for one in roles)
    changed = replace(application, lists=(made, *application.lists[1:]))
    assert [one.id for one in engine.violated(changed)] == violated
    assert ".count(" in consistency_source(engine.compiler).text()


def test_compiling_begins_after_so_many() -> None:
    policy = load_policy("gongyi-huimin-2021")
    engine, reference = CompiledEngine(policy, after=2), Engine(policy)
    application = validate(policy, {})
    for _ in range(4):
        assert engine.violated(application) == reference.violated(application) == []
