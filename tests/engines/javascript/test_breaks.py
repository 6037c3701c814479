"""Searches have little to spend here, on both sides: then a verdict also shows what is tried and in which order. And
the comparison has teeth: a runtime that is broken on purpose gives other bytes than the reference engine.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

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
from tests.support import UNTRACED

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


def _drawn() -> list[Trial]:
    """Random policies of every sort."""
    found: list[Trial] = []

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
    return found


def _certain() -> Iterator[Trial]:
    """What is the same in every run: what is argued below, cases, applications that are large."""
    yield from _argued()
    many = [{"role": "participant" if index else "lead", "domicile": "990000"} for index in range(40)]
    some: list[dict[str, object]] = [{}] * 9
    plan = {"indicators": some, "expert_group": some}
    large: list[dict[str, object]] = [
        {"applicants": many[:12]},
        {"applicants": many},
        {"applicants": [{}] * 25},
        {"plan": plan},
    ]
    yield Trial(SHIPPED, tuple((validate(SHIPPED, facts), {}) for facts in large))
    for folder in FOLDERS:
        policy = load_folder(folder)
        cases = load_cases(policy, folder)[::4]
        yield Trial(policy, tuple((validate(policy, one.facts), dict(one.readings)) for one in cases))
    yield Trial(SHIPPED, tuple(shipped_applications(11, 100)))


def _argued() -> Iterator[Trial]:
    """What cases seldom come upon: applications that say nothing, or a little."""
    x, y, m, d, f, t, u = map(e.FactRef, "xymdftu")
    at_least, at_most = c.Comparison.AT_LEAST, c.Comparison.AT_MOST
    more, is_ = c.Comparison.MORE_THAN, c.Comparison.IS

    def times(number: int) -> e.Expression:
        return e.Arithmetic(e.ArithmeticOp.PRODUCT, (m, small.whole(number)))

    # A value that no halving meets; one that halving alone meets, beside another unknown.
    yield _about(c.Compare(times(10), is_, small.whole(1)))
    yield _about(c.All((small.true("a"), c.Compare(times(8), is_, small.whole(9)))))
    # Where x is zero there is no quotient.
    inverse = e.Arithmetic(e.ArithmeticOp.RATIO, (small.whole(1), x))
    yield _about(c.Compare(inverse, at_least, e.Literal(Fraction(1, 1000), small.RATIO)))
    # x moves with y, and with m through y.
    yield _about(small.at_least("x", 5), (c.Compare(x, is_, y), c.Compare(y, is_, m)))
    yield _about(c.Compare(e.Count("rows"), at_least, small.whole(7)))
    yield _about(c.Compare(e.MonthsBetween(d, f), at_least, small.whole(36)), d=date(2022, 9, 15), f=date(2025, 9, 14))
    yield _about(c.Compare(t, is_, u), t="", u="")
    # Only the first days of a look-back, and whoever has one of them is `a`.
    day = e.Literal(date(2024, 3, 1), small.DATE)
    first = c.All((c.Within(f, day, months=12), c.Compare(f, at_most, e.Shift(day, months=-12, days=3))))
    yield _about(first, (c.AnyOf((c.All((small.true("a"), first)), c.Not(c.AnyOf((small.true("a"), first))))),))

    def descending(*names: str) -> c.Condition:
        return c.All(tuple(c.Compare(e.FactRef(one), more, e.FactRef(other)) for one, other in pairwise(names)))

    # What decides lies between the ends of a domain that is narrower than one's own. Three numbers between 1 and 5, the
    # middle one first. More evaluations than a question may take, and fewer than a finding.
    ends = (small.less_than("z", 5), c.Compare(y, more, small.whole(1)))
    yield _about(descending(*"zxy"), x=(0, 1000), y=(500, 600), z=(500, 600))
    yield _about(c.All((*ends, descending(*"zxy"))), x=(0, 900), y=(0, 900), z=(0, 900))
    yield _about(descending(*"xyzx"), x=(0, 8), y=(0, 8), z=(0, 8))


def _about(condition: c.Condition, rules: tuple[c.Condition, ...] = (), **known: Any) -> Trial:
    """A trial of one norm; a pair is no value, but the ends of a domain of whole numbers."""
    ranges = {name: value for name, value in known.items() if isinstance(value, tuple)}
    added = tuple(
        Fact(name, ValueType.INTEGER, small.ASKED, minimum=low, maximum=high) for name, (low, high) in ranges.items()
    )
    policy = small.policy({"n": condition}, rules)
    policy = replace(policy, facts=(*added, *(one for one in policy.facts if one.path not in ranges)))
    values = tuple(one.domain if one.path in ranges else known.get(one.path, one.domain) for one in policy.scalars)
    application = Application("", values, (policy.lists[0].domain,), (None,) * len(values), ((),))
    return Trial(policy, ((application, {}),))


TrialsAndVerdicts = list[tuple[Trial, list[str]]]


def _expected(trials: Iterable[Trial]) -> TrialsAndVerdicts:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(effort, "BUDGET", QUESTION)
        patch.setattr(effort, "FINDING_BUDGET", FINDING)
        return [(one, one.expected()) for one in trials]


@pytest.fixture(scope="module")
def certain() -> TrialsAndVerdicts:
    return _expected(_certain())


@UNTRACED
def test_with_little_to_spend_all_is_decided_alike(certain: TrialsAndVerdicts, tmp_path: Path) -> None:
    with started(changed(tmp_path / "runtime", *budgets(QUESTION, FINDING))) as node:
        for number, (trial, expected) in enumerate([*certain, *_expected(_drawn())]):
            assert trial.same(node, expected), number


BREAKS = {
    one["break"]: (one["file"], one["old"], one["new"])
    for one in yaml.safe_load((Path(__file__).parent / "breaks.yaml").read_text(encoding="utf-8"))
}


@pytest.mark.parametrize("broken", BREAKS)
def test_a_break_is_caught(certain: TrialsAndVerdicts, tmp_path: Path, broken: str) -> None:
    with started(changed(tmp_path / "runtime", *budgets(QUESTION, FINDING), BREAKS[broken])) as node:
        assert not all(trial.same(node, expected) for trial, expected in certain)
