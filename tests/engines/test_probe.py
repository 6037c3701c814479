"""What a probe says of a norm is what the engine says of it; and the rows and truths that led there."""

from pathlib import Path

import pytest

from huimin_rules import check, load_policy, validate
from huimin_rules.engines.reference.probe import Probe
from huimin_rules.loading.cases import load_cases, load_refusals
from huimin_rules.norms import conditions as c
from huimin_rules.norms import expressions as e
from huimin_rules.norms.facts import ValueType
from huimin_rules.norms.policy import Policy
from huimin_rules.service import rules_folder
from huimin_rules.service.checking import read
from tests.support import POLICIES

SHIPPED = rules_folder() / "gongyi-huimin-2021"
INVENTED = POLICIES / "lixiang-innovation-2030"
PERCENT = e.Type(ValueType.PERCENT)


@pytest.mark.parametrize("folder", [SHIPPED, INVENTED], ids=lambda folder: folder.name)
def test_a_probe_says_what_the_engine_says(folder: Path) -> None:
    policy = load_policy(folder)
    probe = Probe(policy, policy.findable)
    for case in load_cases(policy, folder)[::3]:
        application = validate(policy, case.facts)
        verdict = check(policy, application, case.readings)
        slots = probe.slots(application, case.readings)
        for finding in verdict.findings:
            blockers = frozenset(blocker.name for blocker in finding.blockers)
            assert probe.status(finding.norm, slots, application) == (finding.status, blockers), (case.id, finding.norm)
        assert probe.violated(slots) == frozenset()
    for refused in load_refusals(policy, folder):
        application = read(policy, refused.facts)
        assert probe.violated(probe.slots(application, {})) == refused.violates


@pytest.fixture(scope="module")
def invented() -> Policy:
    return load_policy(INVENTED)


def growth(edge: int) -> e.Bracket:
    def points(number: int) -> e.Literal:
        return e.Literal(number, e.Type(ValueType.NUMBER, "*"))

    return e.Bracket(
        e.FactRef("project.growth"),
        (e.BracketRow(e.Literal(edge, PERCENT), False, points(1)), e.BracketRow(None, False, points(2))),
    )


def test_rows_that_are_picked(invented: Policy) -> None:
    probe = Probe(invented, ())
    rows = probe.rows(growth(1), None)
    for stated, picked in (("99%", {0}), ("100%", {1}), (None, set())):
        application = validate(invented, {"project": {"growth": stated}})
        assert rows(probe.slots(application, {})) == picked


def test_rows_of_elements(invented: Policy) -> None:
    probe = Probe(invented, ())
    price = e.Bracket(
        e.FactRef("investments[].price"),
        tuple(
            e.BracketRow(
                None if limit is None else e.Literal(limit, e.Type(ValueType.MONEY, "元")),
                True,
                e.Literal(1, e.Type(ValueType.NUMBER, "*")),
            )
            for limit in (100, 200, None)
        ),
    )
    rows = probe.rows(price, "investments")
    stated = validate(invented, {"investments": [{"price": "1元"}, {"price": "3元"}, {}]})
    assert rows(probe.slots(stated, {})) == {0, 2}
    assert rows(probe.slots(validate(invented, {}), {})) == frozenset()


def test_a_value_that_there_is_not_picks_no_row(invented: Policy) -> None:
    probe = Probe(invented, ())
    accident = e.Bracket(
        e.FactRef("safety.last_accident_on"), (e.BracketRow(None, False, e.Literal(1, e.Type(ValueType.NUMBER, "*"))),)
    )
    rows = probe.rows(accident, None)
    assert rows(probe.slots(validate(invented, {"safety": {"last_accident_on": "无"}}), {})) == frozenset()
    assert rows(probe.slots(validate(invented, {"safety": {"last_accident_on": "2030-01-01"}}), {})) == {0}


def test_truths(invented: Policy) -> None:
    probe = Probe(invented, ())
    lead = c.Compare(e.FactRef("applicants[].role"), c.Comparison.IS, e.Literal("lead", e.Type(ValueType.CHOICE)))
    truths = probe.truths(lead, "applicants")
    both = validate(invented, {"applicants": [{"role": "lead"}, {"role": "participant"}]})
    assert truths(probe.slots(both, {})) == {True, False}
    assert truths(probe.slots(validate(invented, {"applicants": [{}, {}]}), {})) == frozenset()
    assert probe.truths(c.Constant(False), None)(probe.slots(both, {})) == {False}
