"""What a finding may take: bounded work whatever an application says, and nothing lost by what a search leaves out."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from huimin_rules import check, load_policy
from huimin_rules.engines.reference import Engine, effort
from huimin_rules.engines.reference.effort import Effort, Exhausted
from huimin_rules.engines.reference.inquiry import Inquiry
from huimin_rules.engines.reference.variables import Focus
from huimin_rules.norms import conditions as c
from huimin_rules.norms import expressions as e
from huimin_rules.norms.application import Application
from huimin_rules.norms.facts import Fact, Question, ValueType
from huimin_rules.norms.norm import Modality, Norm
from huimin_rules.norms.policy import Consistency, Policy
from huimin_rules.verdict import Verdict
from tests.engines.random_policies import INSIDE, NUMBER, QUANTIFIED, small_policy
from tests.engines.test_exactness import compare, partial

SHIPPED = load_policy("gongyi-huimin-2021")
SETTINGS = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
ASKED = Question("问", "？")
_ONE_TRUE = c.Compare(
    e.Count("rows", c.Compare(e.FactRef("rows[].t"), c.Comparison.IS, e.Literal(True, e.Type(ValueType.BOOLEAN)))),
    c.Comparison.IS,
    e.Literal(1, NUMBER),
)


@st.composite
def for_each_row(draw: st.DrawFn) -> Policy:
    """A norm on each row, which may look at all rows as well, with or without a rule that ties the rows together."""
    policy = small_policy(c.Constant(True), draw(st.sampled_from([Modality.OBLIGATION, Modality.PRIORITY])))
    defined, norm = policy.norms
    requires = draw(INSIDE)
    if draw(st.booleans()):
        both = (requires, draw(QUANTIFIED))
        requires = c.All(both) if draw(st.booleans()) else c.AnyOf(both)
    tied = (Consistency("one", "rows", _ONE_TRUE, "恰有一行"),) if draw(st.booleans()) else ()
    each: Norm = replace(norm, for_each="rows", who=draw(st.none() | INSIDE), requires=requires)
    return replace(policy, norms=(defined, each), consistency=tied)


@SETTINGS
@given(st.data())
def test_what_the_search_leaves_out_cannot_matter(data: st.DataObject) -> None:
    """Fields of other rows that nothing looks at, rules that nothing can violate, rows whose part is certain."""
    policy = data.draw(for_each_row())
    application, world, unknowns = data.draw(partial(policy))
    assume(isinstance(application.lists[0], tuple) and len(application.lists[0]) > 1)
    found = Engine(policy).decide(application)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Focus, "sees", lambda *_: True)
        patch.setattr(Focus, "elements", lambda _self, _slot, _position, elements: elements)
        patch.setattr(Inquiry, "_acts_through", lambda *_: None)
        patch.setattr(Inquiry, "_binding", property(lambda self: self.program.connected.rules))
        assert Engine(policy).decide(application) == found
    compare(policy, application, world, unknowns)


def counted(monkeypatch: pytest.MonkeyPatch, application: Any) -> tuple[Verdict, int, int]:
    """The verdict, the number of findings that were looked at again, and the evaluations that all of them took."""
    taken: dict[int, tuple[Effort, int]] = {}
    spend = Effort.spend

    def counting(self: Effort) -> None:
        taken[id(self)] = (self, taken.get(id(self), (self, 0))[1] + 1)
        spend(self)

    monkeypatch.setattr(Effort, "spend", counting)
    verdict = check(SHIPPED, application)
    monkeypatch.undo()
    return verdict, len(taken), sum(number for _, number in taken.values())


def test_evaluations_do_not_grow_with_the_application(monkeypatch: pytest.MonkeyPatch) -> None:
    """Applicants who leave much unknown: once eight cost seconds, and a hundred did not end."""
    for number in (8, 60):
        applicants = [{"role": "participant" if index else "lead", "domicile": "990000"} for index in range(number)]
        verdict, findings, evaluations = counted(monkeypatch, {"applied_on": "2022-03-01", "applicants": applicants})
        assert verdict.conclusion.value == "ineligible"
        assert {blocker.name for blocker in verdict.finding("art6.i1.legal_person").blockers} >= {
            f"applicants[{index}].legal_form" for index in range(number)
        }
        # Each question may ask once more than it is given, and is refused.
        assert 0 < evaluations <= findings * (effort.FINDING_BUDGET + 20 * number)


@pytest.mark.parametrize(
    ("number", "elements", "norm"),
    [
        (500, lambda many: {"applicants": many}, "art6.i1.domicile"),
        (1000, lambda many: {"plan": {"expert_group": many}}, "art7.i4.expert_group"),
        (1000, lambda many: {"plan": {"indicators": many}}, "art7.i3.indicators"),
        (1000, lambda many: {"collaboration": {"partners": many}}, "art6.i2.partner"),
    ],
)
def test_very_many_elements_of_which_nothing_is_known_are_decided(number: int, elements: Any, norm: str) -> None:
    """Once a search as deep as there are unknowns ended in RecursionError."""
    verdict = check(SHIPPED, elements([{} for _ in range(number)]))
    assert verdict.finding(norm).status.value == "unknown"
    assert len(verdict.finding(norm).blockers) >= number
    assert max(len(finding.reason) for finding in verdict.findings) < 10_000


def test_a_participant_does_not_block_what_is_asked_of_the_lead_alone() -> None:
    """Ten applicants, the reading fixed that only the lead is meant: exact, however many stand beside."""
    applicants = [{"role": "participant" if index else "lead"} for index in range(10)]
    finding = check(SHIPPED, {"applicants": applicants}, {"consortium": "lead_only"}).finding("art6.i1.legal_person")
    assert [blocker.name for blocker in finding.blockers] == ["applicants[0].legal_form"]


def test_a_rule_that_nothing_can_violate_ties_nothing() -> None:
    """x is 4, which no y exceeds: that y is open has no bearing on a norm about k and x."""
    either = c.Compare(e.FactRef("k"), c.Comparison.IS, e.Literal("p", e.Type(ValueType.CHOICE)))
    asked = c.All((either, c.Compare(e.FactRef("x"), c.Comparison.AT_LEAST, e.Literal(1, NUMBER))))
    order = c.Compare(e.FactRef("x"), c.Comparison.AT_LEAST, e.FactRef("y"))
    policy = replace(small_policy(asked, Modality.OBLIGATION), consistency=(Consistency("order", "x", order, "x ≥ y"),))
    values = [4 if one.path == "x" else one.domain for one in policy.scalars]
    rows = policy.lists[0]
    application = Application("", tuple(values), (rows.domain,), (None,) * len(values), ((),))
    finding = Engine(policy).decide(application).findings[0]
    assert [blocker.name for blocker in finding.blockers] == ["k"]


def test_a_question_and_all_questions_of_a_finding_have_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(effort, "BUDGET", 3)
    monkeypatch.setattr(effort, "FINDING_BUDGET", 8)
    left = Effort()

    def asked() -> int:
        left.begin()
        for number in range(100):
            try:
                left.spend()
            except Exhausted:
                return number
        return 100

    assert [asked() for _ in range(4)] == [3, 3, 2, 0]
    assert left.spent


def test_an_evaluation_counts_the_more_the_longer_the_lists_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(effort, "FINDING_BUDGET", 10)
    left = Effort()
    left.begin()
    left.weigh(16)
    left.spend()
    left.spend()
    assert left.left == 0
    with pytest.raises(Exhausted):
        left.spend()


def test_what_the_parts_took_is_taken_whether_they_are_kept_or_not() -> None:
    """Each part of a norm asks for much and is met; with twenty of them nothing is left for the norm as a whole."""
    wide = tuple(Fact(name, ValueType.INTEGER, ASKED, minimum=0, maximum=15) for name in "xyz")
    pairs = [c.Compare(e.FactRef(a), c.Comparison.MORE_THAN, e.FactRef(b)) for a, b in ("xy", "yz", "zx")]
    policy = small_policy(c.Constant(True), Modality.OBLIGATION)
    addressed = c.AnyOf((_true("j"), c.All((_true("a"), *pairs))))
    defined, norm = policy.norms
    each = replace(norm, for_each="rows", who=addressed)
    others = tuple(one for one in policy.facts if one.path not in "xyz")
    policy = replace(policy, facts=(*wide, *others), norms=(defined, each))
    scalars, rows = tuple(one.domain for one in policy.scalars), tuple((True, 1) for _ in range(20))
    listed = tuple((None,) * len(policy.lists[0].items) for _ in rows)
    application = Application("", scalars, (rows,), (None,) * len(scalars), (listed,))
    engine = Engine(policy)
    first = engine.decide(application)
    assert [one.name for one in first.findings[0].blockers] == ["x", "y", "z", "a", "j"]
    assert engine.decide(application) == first


def _true(path: str) -> c.Compare:
    return c.Compare(e.FactRef(path), c.Comparison.IS, e.Literal(True, e.Type(ValueType.BOOLEAN)))


@SETTINGS
@given(st.data(), st.integers(0, 60))
def test_one_finding_takes_nothing_from_another(data: st.DataObject, budget: int) -> None:
    """With however little, a norm is decided the same alone and beside a norm that takes all it may."""
    policy = data.draw(for_each_row())
    application, _, _ = data.draw(partial(policy))
    defined, norm = policy.norms
    beside: Application = replace(application)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(effort, "FINDING_BUDGET", budget)
        alone = Engine(policy).decide(application).findings[0]
        twice = replace(policy, norms=(defined, replace(norm, id="m"), norm))
        assert Engine(twice).decide(beside).findings[1] == alone
