"""The comparison has teeth: a runtime that is broken on purpose gives other bytes than the reference engine.

Searches have little to spend here, on both sides: then a verdict also shows what is tried and in which order.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from huimin_rules import validate
from huimin_rules.engines.reference import Engine, effort
from huimin_rules.loading.cases import load_cases
from huimin_rules.loading.policy_folder import load_folder
from huimin_rules.norms import conditions as c
from huimin_rules.norms import expressions as e
from huimin_rules.norms.application import Application
from huimin_rules.norms.facts import Fact, ValueType
from huimin_rules.norms.policy import Policy
from tests.analysis import small
from tests.engines.javascript.alike import shipped_applications
from tests.engines.javascript.node import Runtime, budgets, changed, started
from tests.engines.javascript.open_policies import open_applications, open_policies
from tests.engines.javascript.test_verdicts import FOLDERS
from tests.engines.random_policies import POLICIES
from tests.engines.test_effort import for_each_row
from tests.engines.test_exactness import partial
from tests.engines.test_shipped import SHIPPED
from tests.joint.applications import applications
from tests.joint.policies import policies

QUESTION, FINDING = 200, 600
"""Enough for most questions about a small policy, too little for many."""
DRAWN = settings(
    max_examples=100,
    database=None,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@dataclass(frozen=True)
class Trial:
    """A policy, and some applications with their readings."""

    policy: Policy
    given: tuple[tuple[Application, dict[str, str]], ...]

    def expected(self) -> list[str]:
        engine = Engine(self.policy)
        return [engine.decide(application, readings).to_json() for application, readings in self.given]

    def same(self, node: Runtime, expected: list[str]) -> bool:
        node.use(self.policy)
        return all(node.decide(*one) == wanted for one, wanted in zip(self.given, expected, strict=True))


def _trials() -> list[Trial]:
    found = list(_argued())

    @DRAWN
    @given(st.data())
    def draw(data: st.DataObject) -> None:
        policy = data.draw(policies())
        given = [data.draw(applications(policy)) for _ in range(3)]
        found.append(Trial(policy, tuple((validate(policy, one.facts), dict(one.readings)) for one in given)))
        few = data.draw(st.one_of(POLICIES, for_each_row()))
        found.append(Trial(few, tuple((data.draw(partial(few))[0], {}) for _ in range(3))))
        wide = data.draw(open_policies())
        found.append(Trial(wide, tuple((data.draw(open_applications(wide)), {}) for _ in range(3))))

    draw()
    many = [{"role": "participant" if index else "lead", "domicile": "990000"} for index in range(12)]
    some: list[dict[str, object]] = [{}] * 9
    plan = {"indicators": some, "expert_group": some}
    large: list[dict[str, object]] = [{"applicants": many}, {"applicants": [{}] * 25}, {"plan": plan}]
    found.append(Trial(SHIPPED, tuple((validate(SHIPPED, facts), {}) for facts in large)))
    found.append(Trial(SHIPPED, tuple(shipped_applications(11, 150))))
    for folder in FOLDERS:
        policy = load_folder(folder)
        cases = load_cases(policy, folder)[::4]
        found.append(Trial(policy, tuple((validate(policy, one.facts), dict(one.readings)) for one in cases)))
    return found


def _argued() -> Iterator[Trial]:
    """What random policies seldom come upon, each of an application that says nothing or but two days."""
    x, y, m = map(e.FactRef, "xym")
    days = {"d": date(2022, 9, 15), "f": date(2025, 9, 14)}
    at_least, is_ = c.Comparison.AT_LEAST, c.Comparison.IS
    tenfold = e.Arithmetic(e.ArithmeticOp.PRODUCT, (m, small.whole(10)))
    inverse = e.Arithmetic(e.ArithmeticOp.RATIO, (small.whole(1), x))
    for condition, rules, known in (
        (c.Compare(tenfold, is_, small.whole(1)), (), {}),
        (c.Compare(inverse, at_least, e.Literal(Fraction(1, 1000), small.RATIO)), (), {}),
        (small.at_least("x", 5), (c.Compare(x, is_, y), c.Compare(y, is_, m)), {}),
        (c.Compare(e.Count("rows"), at_least, small.whole(7)), (), {}),
        (c.Compare(e.MonthsBetween(e.FactRef("d"), e.FactRef("f")), at_least, small.whole(36)), (), days),
    ):
        policy = small.policy({"n": condition}, rules)
        scalars = tuple(known.get(one.path, one.domain) for one in policy.scalars)
        said = Application("", scalars, (policy.lists[0].domain,), (None,) * len(scalars), ((),))
        yield Trial(policy, ((said, {}),))
    # What decides lies between the ends of a domain that is narrower than one's own.
    facts = tuple(Fact(one, ValueType.INTEGER, small.ASKED, minimum=500, maximum=600) for one in "yz")
    wider = replace(facts[0], path="x", minimum=0, maximum=1000)
    between = c.All((c.Compare(x, c.Comparison.MORE_THAN, y), c.Compare(x, c.Comparison.LESS_THAN, e.FactRef("z"))))
    narrow = replace(small.policy({"n": between}), facts=(wider, *facts))
    domains = tuple(one.domain for one in narrow.scalars)
    yield Trial(narrow, ((Application("", domains, (), (None,) * len(domains), ()), {}),))


TrialsAndVerdicts = list[tuple[Trial, list[str]]]


@pytest.fixture(scope="module")
def trials() -> Iterator[TrialsAndVerdicts]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(effort, "BUDGET", QUESTION)
        patch.setattr(effort, "FINDING_BUDGET", FINDING)
        yield [(one, one.expected()) for one in _trials()]


def test_with_little_to_spend_all_is_decided_alike(trials: TrialsAndVerdicts, tmp_path: Path) -> None:
    with started(changed(tmp_path / "runtime", *budgets(QUESTION, FINDING))) as node:
        for number, (trial, expected) in enumerate(trials):
            assert trial.same(node, expected), number


BREAKS = {
    one["break"]: (one["file"], one["old"], one["new"])
    for one in yaml.safe_load((Path(__file__).parent / "breaks.yaml").read_text(encoding="utf-8"))
}


@pytest.mark.parametrize("broken", BREAKS)
def test_a_break_is_caught(trials: TrialsAndVerdicts, tmp_path: Path, broken: str) -> None:
    with started(changed(tmp_path / "runtime", *budgets(QUESTION, FINDING), BREAKS[broken])) as node:
        assert not all(trial.same(node, expected) for trial, expected in trials)
