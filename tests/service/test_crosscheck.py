"""The cross-check: a verdict only where two engines say the same; anything else is shown clause by clause."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from huimin_rules import InputError, check, validate
from huimin_rules.engines.durable import Blocked, Derivation, Derived, Engine, Fault, Refusal
from huimin_rules.engines.durable.session import Faulty
from huimin_rules.service.crosscheck import compared, crosscheck
from huimin_rules.verdict import Conclusion, Status
from tests.engines.durable.support import needs_durable
from tests.engines.test_shipped import COMPLETE, SHIPPED

pytestmark = needs_durable

VERDICT = check(SHIPPED, COMPLETE)
NORM = "art6.i1.domicile"


@pytest.fixture(scope="module")
def agreed() -> Derivation:
    return Engine(SHIPPED).decide(validate(SHIPPED, COMPLETE))


def changed(derivation: Derivation, change: Callable[[Derived], Derived]) -> Derivation:
    return replace(derivation, findings=tuple(change(one) if one.norm == NORM else one for one in derivation.findings))


@pytest.mark.parametrize("facts", [COMPLETE, {}, {"applied_on": "2023-01-10"}])
def test_where_all_agree_there_is_the_verdict_of_the_reference(facts: Any) -> None:
    found = crosscheck(SHIPPED, facts)
    assert (found.agreed, found.disagreements) == (True, ())
    assert found.verdict == check(SHIPPED, facts)
    assert found.conclusion.second is found.conclusion.reference
    assert [one.norm for one in found.findings] == [norm.id for norm in SHIPPED.findable]
    data = json.loads(found.to_json())
    assert found.to_json() == crosscheck(SHIPPED, facts).to_json()
    assert data["verdict"] == json.loads(check(SHIPPED, facts).to_json())


def test_readings_reach_both_engines() -> None:
    found = crosscheck(SHIPPED, {}, {"consortium": "lead_only"})
    assert found.agreed
    assert all("consortium" not in [one.name for one in each.reference.blockers] for each in found.findings)
    with pytest.raises(InputError):
        crosscheck(SHIPPED, {}, {"consortium": "nobody"})
    with pytest.raises(InputError):
        crosscheck(SHIPPED, {"nothing": 1})


def test_another_status_is_a_disagreement_and_no_verdict(agreed: Derivation) -> None:
    found = compared(VERDICT, changed(agreed, lambda one: replace(one, status=Status.UNMET)))
    (one,) = found.disagreements
    assert (one.norm, one.citation, one.agreed) == (NORM, "第六条第（一）项", False)
    assert one.second is not None
    assert (one.reference.status, one.second.status) == (Status.MET, Status.UNMET)
    assert (found.agreed, found.verdict) == (False, None)


@pytest.mark.parametrize("blocked", [Blocked("missing", "applied_on"), Blocked("judgement", "applied_on")])
def test_other_blockers_are_a_disagreement(blocked: Blocked) -> None:
    facts = {**COMPLETE, "applied_on": None}
    verdict = check(SHIPPED, facts)
    derivation = Engine(SHIPPED).decide(validate(SHIPPED, facts))
    assert compared(verdict, derivation).agreed
    other = replace(
        derivation,
        findings=tuple(
            replace(one, blockers=(blocked, *one.blockers[1:], Blocked("reading", "x"))) if one.blockers else one
            for one in derivation.findings
        ),
    )
    found = compared(verdict, other)
    assert [one.norm for one in found.disagreements] == ["art13.in_force"]
    assert found.verdict is None


def test_the_order_of_blockers_is_no_disagreement() -> None:
    derivation = Engine(SHIPPED).decide(validate(SHIPPED, {}))
    other = replace(
        derivation, findings=tuple(replace(one, blockers=one.blockers[::-1]) for one in derivation.findings)
    )
    assert compared(check(SHIPPED, {}), other).agreed


def test_another_conclusion_is_a_disagreement(agreed: Derivation) -> None:
    found = compared(VERDICT, replace(agreed, conclusion=Conclusion.INCOMPLETE))
    assert (found.agreed, found.verdict, found.disagreements) == (False, None, ())
    assert (found.conclusion.reference, found.conclusion.second) == (Conclusion.ELIGIBLE, Conclusion.INCOMPLETE)


def test_a_refused_norm_and_a_faulty_one_leave_no_verdict(agreed: Derivation) -> None:
    rest = tuple(one for one in agreed.findings if one.norm != NORM)
    refused = compared(VERDICT, replace(agreed, findings=rest, conclusion=None, refused=(Refusal(NORM, "太大"),)))
    (one,) = refused.disagreements
    assert (one.refused, one.fault, one.second, refused.verdict) == ("太大", None, None, None)
    faulty = compared(VERDICT, replace(agreed, findings=rest, conclusion=None, faults=(Fault(NORM, "坏了"),)))
    (one,) = faulty.disagreements
    assert (one.refused, one.fault, one.second, faulty.verdict) == (None, "坏了", None, None)
    silent = compared(VERDICT, replace(agreed, findings=rest))
    assert (silent.disagreements[0].fault, silent.verdict) == ("第二引擎没有给出这一项", None)
    at_the_end = compared(VERDICT, replace(agreed, conclusion=None, faults=(Fault(None, "坏了"),)))
    assert (at_the_end.conclusion.fault, at_the_end.verdict) == ("坏了", None)


def test_a_norm_that_only_the_second_engine_has_is_no_agreement(agreed: Derivation) -> None:
    more = replace(agreed, findings=(*agreed.findings, Derived("art99", Status.MET)))
    assert compared(VERDICT, more).verdict is None


def test_a_fault_of_the_rule_engine_is_a_value(monkeypatch: pytest.MonkeyPatch) -> None:
    from huimin_rules.engines.durable import session

    real = session.run

    def broken(rules: Any, facts: Any) -> Any:
        if "conclusion" in facts:
            raise Faulty("结点 root 没有得出值")
        return real(rules, facts)

    monkeypatch.setattr(session, "run", broken)
    found = crosscheck(SHIPPED, COMPLETE)
    assert (found.conclusion.fault, found.conclusion.second) == ("结点 root 没有得出值", None)
    assert (found.agreed, found.verdict) == (False, None)

    def always(rules: Any, facts: Any) -> Any:
        raise Faulty("什么也没有")

    monkeypatch.setattr(session, "run", always)
    everything = crosscheck(SHIPPED, COMPLETE)
    assert len(everything.disagreements) == len(everything.findings)
    assert {one.fault for one in everything.disagreements} == {"什么也没有"}
