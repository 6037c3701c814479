"""Holding mutants against cases: who is noticed, who survives, and what is proved to mean the same."""

import re
import shutil
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huimin_rules import InputError, Policy, load_policy
from huimin_rules.analysis.mutation import Kind, Mutant, mutants
from huimin_rules.engines.reference.probe import Probe
from huimin_rules.loading.cases import load_cases, load_refusals
from huimin_rules.norms.norm import Modality, Norm
from huimin_rules.service import rules_folder
from huimin_rules.service.checking import read
from huimin_rules.service.equivalence import Equal, NotDecided, Witness, equivalent
from huimin_rules.service.marked import marked
from huimin_rules.service.mutation import Fate, Outcome, Trial, mutate
from tests.analysis.test_mutants import READ, applications
from tests.engines.random_policies import POLICIES
from tests.support import MINIMAL, minimal_in
from tests.support import POLICIES as FOLDERS

pytest.importorskip("z3", reason="the extra proofs")

SHIPPED = rules_folder() / "gongyi-huimin-2021"
INVENTED = FOLDERS / "lixiang-innovation-2030"


def unproved(_policy: Policy, _mutant: Mutant, _reached: tuple[str, ...]) -> NotDecided:
    return NotDecided("没有尝试证明")


@lru_cache
def shipped() -> Policy:
    return load_policy("gongyi-huimin-2021")


@lru_cache
def fates_of(folder: Path) -> tuple[Fate, ...]:
    return tuple(mutate(load_policy(folder), folder, equivalent))


# --- the policies themselves


@pytest.mark.parametrize(
    ("folder", "equal"), [(SHIPPED, {"art7.i1.field": 1}), (INVENTED, None)], ids=["shipped", "invented"]
)
def test_the_cases_notice_every_mutant_that_means_something_else(folder: Path, equal: dict[str, int] | None) -> None:
    fates = fates_of(folder)
    assert [fate.mutant.id for fate in fates if not fate.outcome.passes] == []
    assert {fate.mutant.id for fate in fates} == {one.id for one in mutants(load_policy(folder))}
    proved = Counter(fate.mutant.of for fate in fates if fate.outcome is Outcome.EQUIVALENT)
    assert equal is None or proved == equal
    for fate in fates:
        assert (fate.noticed_by is not None) is (fate.outcome is Outcome.NOTICED)


def test_what_is_noticed_is_noticed_by_a_case_that_there_is() -> None:
    policy = shipped()
    known = {case.id for case in load_cases(policy, SHIPPED)} | {case.id for case in load_refusals(policy, SHIPPED)}
    assert {fate.noticed_by for fate in fates_of(SHIPPED) if fate.noticed_by is not None} <= known


# --- a case is taken away


def without(name: str, folder: Path) -> Path:
    """A copy of the shipped policy without one of its cases."""
    copy = Path(shutil.copytree(SHIPPED, folder / "policy"))
    found = 0
    for file in (copy / "cases").glob("*.yaml"):
        text = file.read_text(encoding="utf-8")
        # A case ends where a line begins further out than its own lines.
        shorter, count = re.subn(rf"(?m)^  - id: {re.escape(name)}\n(    .*\n)*", "", text)
        file.write_text(re.sub(r"refused:\n\Z", "", shorter), encoding="utf-8")
        found += count
    assert found == 1
    return copy


def plan_of(facts: Mapping[str, object]) -> set[tuple[str, object]]:
    """The single values of an application's plan."""
    plan = facts.get("plan")
    return (
        {(name, value) for name, value in plan.items() if isinstance(value, str)} if isinstance(plan, dict) else set()
    )


@pytest.mark.parametrize(
    ("case", "survivor", "change", "plan"),
    [
        (
            "art5.topic.ecology.not_modern_farming",
            "art5.listed/requires.any[1].all[1]:option=+modern_farming",
            "modern_farming",
            {("field", "ecology"), ("topic", "modern_farming")},
        ),
        (
            "art4.i3.period.ends_before_start",
            "period_in_order/requirement",
            "- requires: {fact: plan.period.end, at_least: {fact: plan.period.start}}",
            set(),
        ),
    ],
)
def test_without_its_case_a_mutant_survives(
    tmp_path: Path, case: str, survivor: str, change: str, plan: set[tuple[str, str]]
) -> None:
    of = survivor.partition("/")[0]
    copy = without(case, tmp_path)
    fates = list(mutate(shipped(), copy, equivalent, only=lambda one: one.of == of))
    found = {fate.mutant.id: fate for fate in fates if fate.outcome is Outcome.SURVIVED}
    assert survivor in found
    answer = found[survivor].answer
    assert isinstance(answer, Witness)
    # What tells the two apart must be there; the solver may say more.
    assert plan <= plan_of(answer.given)
    changed = [line for line in marked(found[survivor].mutant) if line[0] in "+-"]
    assert any(change in line for line in changed)


ADDED = (
    "cases:\n  - {id: a, why: 因, base: complete, given: {years: 2}, expect: {findings: {art1.years: unmet}}}\n",
    "cases:\n  - {id: b, why: 因, base: complete, given: {partners: []}, expect: {conclusion: ineligible}}\n",
    "refused:\n  - {id: c, why: 因, base: complete, given: {funds.asked: 0}, violates: [asked_something]}\n",
)


def test_adding_cases_never_revives_a_mutant(tmp_path: Path) -> None:
    copy = minimal_in(tmp_path)
    policy = load_policy(copy)
    noticed: list[set[str]] = []
    for number, case in enumerate(("", *ADDED)):
        (copy / "cases" / f"{number}.yaml").write_text(case or "cases: []\n", encoding="utf-8")
        noticed.append({fate.mutant.id for fate in mutate(policy, copy, unproved) if fate.noticed_by is not None})
    assert all(before < after for before, after in pairwise(noticed))


def test_cases_that_fail_anyway_say_nothing(tmp_path: Path) -> None:
    copy = minimal_in(tmp_path)
    file = copy / "cases" / "cases.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("art1.registered: unmet", "art1.registered: met"), "utf-8")
    with pytest.raises(InputError) as raised:
        list(mutate(load_policy(copy), copy, unproved))
    (problem,) = raised.value.problems
    assert problem.found == "1 个案例不通过，如 art1.registered.unmet"


# --- what is reached, and what notices


def mutant(name: str, policy: Policy | None = None) -> Mutant:
    return next(one for one in mutants(policy or shipped()) if one.id == name)


def test_what_a_change_reaches() -> None:
    trial = Trial(shipped(), SHIPPED)
    assert trial.reached(mutant("art4.i3.period/requirement")) == ("art4.i3.period",)
    assert trial.reached(mutant("art5.listed/requirement")) == ("art5.topic", "art7.i1.field")
    assert len(trial.reached(mutant("one_lead/requirement"))) == len(shipped().findable)
    assert trial.reached(mutant("art13.in_force/period.from:period=less")) == ("art13.in_force",)


@pytest.mark.parametrize(
    ("expect", "given_", "noticed"),
    [
        ("{findings: {art1.years: unmet}}", "{years: 2}", True),
        ("{findings: {art1.registered: met}}", "{years: 2}", False),
        ("{conclusion: ineligible}", "{years: 2}", True),
        ("{findings: {art1.years: unknown}}", "{years: null}", True),
        ("{findings: {art1.years: {status: unknown, blockers: [years]}}}", "{years: null}", True),
        ("{}", "{years: 2}", False),
    ],
)
def test_what_notices(tmp_path: Path, expect: str, given_: str, *, noticed: bool) -> None:
    copy = minimal_in(tmp_path)
    file = copy / "cases" / "cases.yaml"
    bases = file.read_text(encoding="utf-8").partition("cases:\n")[0]
    case = f"cases:\n  - {{id: one, why: 因, base: complete, given: {given_}, expect: {expect}}}\n"
    file.write_text(bases + case, encoding="utf-8")
    policy = load_policy(copy)
    (fate,) = mutate(policy, copy, unproved, only=lambda one: one.id == "art1.years/requirement")
    assert (fate.noticed_by, fate.outcome) == (("one", Outcome.NOTICED) if noticed else (None, Outcome.UNDECIDED))


def test_blockers_alone_notice(tmp_path: Path) -> None:
    copy = minimal_in(tmp_path)
    (copy / "cases" / "own.yaml").write_text(
        "cases:\n"
        "  - {id: own, why: 因, base: complete, given: {years: null, kind: null},"
        " expect: {findings: {art1.years: {status: unknown, blockers: [years, kind]}}}}\n",
        encoding="utf-8",
    )
    policy = load_policy(copy)
    (fate,) = mutate(policy, copy, unproved, only=lambda one: one.id == "art1.years/scope=when")
    assert fate.noticed_by == "own"


def test_a_refusal_notices_a_rule_that_is_gone(tmp_path: Path) -> None:
    copy = minimal_in(tmp_path)
    (copy / "cases" / "own.yaml").write_text(
        "refused:\n  - {id: own, why: 因, base: complete, given: {funds.asked: 0}, violates: [asked_something]}\n",
        encoding="utf-8",
    )
    policy = load_policy(copy)
    fates = {
        fate.mutant.id: fate for fate in mutate(policy, copy, unproved, only=lambda one: one.of == "asked_something")
    }
    assert fates["asked_something/requirement"].noticed_by == "own"
    # An application of a case that a stricter rule refuses is no verdict any more.
    assert fates["asked_something/requires:negation"].outcome is Outcome.NOTICED


# --- proofs


def test_a_norm_may_be_implied_by_another_part_of_itself() -> None:
    answer = equivalent(shipped(), mutant("art7.i1.field/requires.alternatives.topic:part=0"), ("art7.i1.field",))
    assert answer == Equal({})


def test_a_change_of_modality_is_told_apart_by_a_word() -> None:
    one = mutant("art4.i3.period/modality=obligation")
    answer = equivalent(shipped(), one, ("art4.i3.period",))
    assert isinstance(answer, Witness)
    assert {answer.original, answer.changed} in ({"followed", "met"}, {"not_followed", "unmet"})


def test_what_the_authority_said_is_told_apart() -> None:
    policy = load_policy(INVENTED)
    for name in ("enterprise_scope/official", "enterprise_scope/official=companies"):
        answer = equivalent(policy, mutant(name, policy), ("art4.i1.legal_person",))
        assert isinstance(answer, Witness)
        assert answer.original != answer.changed


def test_validity_and_obligation_lead_to_other_conclusions() -> None:
    policy = shipped()
    plain = replace(policy.norm_by_id["art7.i3.goals"], modality=Modality.VALIDITY)
    own = replace(policy, norms=(plain,))
    one = next(one for one in mutants(own) if one.kind is Kind.MODALITY)
    from huimin_rules.analysis.mutation.difference import Same, difference

    assert not isinstance(difference(own, one, ("art7.i3.goals",)), Same)


@settings(max_examples=40)
@given(POLICIES, st.data())
def test_a_proof_agrees_with_trying(policy: Policy, data: st.DataObject) -> None:
    """What is proved to be the same is the same on any application; what is not has a witness that the engine
    confirms.
    """
    found = [one for one in mutants(policy) if isinstance(one.changed, Norm) and one.of == "n"]
    one = data.draw(st.sampled_from(found))
    answer = equivalent(policy, one, ("n",))
    if isinstance(answer, Equal):
        before, after = (Probe(each, [each.norm_by_id["n"]]) for each in (policy, one.policy))
        for application, readings in data.draw(st.lists(st.tuples(applications, READ), min_size=25, max_size=25)):
            slots = before.slots(application, readings)
            if not before.violated(slots):
                assert before.status("n", slots, application) == after.status("n", slots, application), one.id
    else:
        assert isinstance(answer, Witness), (one.id, answer)
        application = read(policy, answer.given)
        statuses = [
            probe.status("n", probe.slots(application, answer.readings), application)[0].value
            for probe in (Probe(each, [each.norm_by_id["n"]]) for each in (policy, one.policy))
        ]
        assert statuses == [answer.original, answer.changed]
        assert answer.original != answer.changed


def test_minimal_has_survivors() -> None:
    fates = list(mutate(load_policy(MINIMAL), MINIMAL, equivalent))
    assert Counter(fate.outcome for fate in fates) == {Outcome.NOTICED: 14, Outcome.SURVIVED: 29}
    assert all(isinstance(fate.answer, Witness) for fate in fates if fate.outcome is Outcome.SURVIVED)
