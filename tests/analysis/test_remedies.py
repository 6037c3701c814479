"""The smallest changes that make an application eligible: none smaller does, and the values are the nearest."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huimin_rules.analysis.proofs.hitting import HittingSets
from huimin_rules.analysis.proofs.plans import Plan, Plans
from huimin_rules.analysis.proofs.remedies import RemedySearch
from huimin_rules.analysis.proofs.solver import Undecided
from huimin_rules.errors import InputError
from huimin_rules.loading.policy_folder import load_folder
from huimin_rules.norms import conditions as c
from huimin_rules.norms import expressions as e
from huimin_rules.norms.facts import ValueType
from huimin_rules.norms.norm import Modality
from huimin_rules.norms.policy import Consistency, Policy
from huimin_rules.report.remedy_sheet import remedy_sheet
from huimin_rules.report.typography import render
from huimin_rules.service import check, load_policy, remedy, validate
from huimin_rules.service.confirmed import Unconfirmed
from huimin_rules.service.remedy import amended, remedies
from huimin_rules.verdict import Action, Conclusion, Remedy, RemedyReport, Verdict
from tests.engines.random_policies import NUMBER, OPTIONS, POLICIES, small_policy
from tests.support import UNTRACED, minimal, minimal_in, replace_in

EXAMPLES = Path(__file__).parents[2] / "examples"
SHIPPED = "gongyi-huimin-2021"
FILES = sorted(path for path in EXAMPLES.iterdir() if path.suffix in (".yaml", ".json"))
Steps = list[tuple[Action, str, Any, Any]]

GOOD: dict[str, Any] = {
    "applied_on": "2030-03-01",
    "domicile": "990100",
    "kind": "hospital",
    "years": 5,
    "funds": {"own": "50万元", "asked": "40万元"},
    "partners": [{"name": "甲", "signed": True}],
}


def steps(one: Remedy) -> Steps:
    return [(step.action, step.path, step.old, step.new) for step in one.steps]


def only(report: RemedyReport) -> Remedy:
    [one] = report.remedies
    assert not report.more
    return one


# --- the shipped policy


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_following_a_remedy_makes_an_example_eligible(file: Path) -> None:
    policy = load_policy(SHIPPED)
    report = remedies(policy, file)
    before = check(policy, file).conclusion
    assert report.conclusion is before
    if before is Conclusion.ELIGIBLE:
        assert report.helps
        assert not report.remedies
        return
    if before is Conclusion.NOT_IN_FORCE:
        assert not report.helps
        assert [one.norm for one in report.impossible] == ["art13.in_force"]
        return
    assert report.helps
    assert len({len(one.steps) for one in report.remedies}) == 1
    assert len({tuple(step.path for step in one.steps) + one.readings for one in report.remedies}) == len(
        report.remedies
    )
    for one in report.remedies:
        assert check(policy, amended(policy, file, one), dict(one.readings)).conclusion is Conclusion.ELIGIBLE
        for step in one.steps:
            assert step.asked_by
            fewer = one.model_copy(update={"steps": tuple(each for each in one.steps if each is not step)})
            assert _conclusion(policy, amended(policy, file, fewer), dict(one.readings)) is not Conclusion.ELIGIBLE


def _conclusion(policy: Policy, facts: Mapping[str, Any], readings: Mapping[str, str]) -> Conclusion | None:
    try:
        return check(policy, facts, readings).conclusion
    except InputError:
        return None


def test_the_hospital_secures_what_it_planned_or_plans_what_it_secured() -> None:
    report = remedies(load_policy(SHIPPED), EXAMPLES / "county-hospital.yaml")
    found = {step.path: (step.old, step.new) for one in report.remedies for step in one.steps if "funding" in step.path}
    assert found == {
        "plan.funding.self_raised_secured": ("45万元", "60万元"),
        "plan.funding.self_raised_planned": ("60万元", "45万元"),
    }


def test_a_contested_day_has_a_remedy_under_one_reading_alone() -> None:
    policy = load_policy(SHIPPED)
    one = only(remedies(policy, EXAMPLES / "contested-date.yaml"))
    assert (one.steps, one.readings) == ((), (("validity_last_day", "anniversary"),))
    fixed = remedies(policy, EXAMPLES / "contested-date.yaml", {"validity_last_day": "eve_of_anniversary"})
    assert [asking.norm for asking in fixed.impossible] == ["art13.in_force"]


def test_the_same_application_has_the_same_remedies() -> None:
    policy, file = load_policy(SHIPPED), EXAMPLES / "agri-consortium.yaml"
    assert remedies(policy, file).to_json() == remedies(policy, file).to_json()


# --- what a step can be


def test_a_threshold_is_met_exactly() -> None:
    report = remedies(minimal(), {**GOOD, "years": 1})
    assert [steps(one) for one in report.remedies] == [
        [(Action.CHANGE, "kind", "hospital", "school")],
        [(Action.CHANGE, "years", 1, 3)],
    ]


def test_what_is_kept_is_not_touched() -> None:
    one = only(remedies(minimal(), {**GOOD, "years": 1}, kept=["kind"]))
    assert steps(one) == [(Action.CHANGE, "years", 1, 3)]
    none = remedies(minimal(), {**GOOD, "years": 1}, kept=["kind", "years"])
    assert not none.helps
    [asking] = none.impossible
    assert (asking.norm, asking.quote) == ("art1.years", "并且从业满三年")


def test_a_path_that_is_none() -> None:
    with pytest.raises(InputError, match="years"):
        remedies(minimal(), {**GOOD, "years": 1}, kept=["yaers"])


def test_a_code_is_the_one_that_is_asked_for() -> None:
    one = only(remedies(minimal(), {**GOOD, "domicile": "990200"}))
    assert steps(one) == [(Action.CHANGE, "domicile", "990200", "990100")]
    [asking] = one.steps[0].asked_by
    assert (asking.norm, asking.citation and asking.citation.label) == ("art1.registered", "第一条")


def test_money_moves_as_little_as_it_can() -> None:
    report = remedies(minimal(), {**GOOD, "funds": {"own": "30万元", "asked": "40万元"}})
    assert {(step.path, step.new) for one in report.remedies for step in one.steps} == {
        ("funds.own", "40万元"),
        ("funds.asked", "30万元"),
    }


def test_elements_are_added_changed_or_stated() -> None:
    unsigned = {**GOOD, "partners": [{"name": "甲", "signed": False}]}
    report = remedies(minimal(), unsigned)
    by_action = {one.steps[0].action: one.steps[0] for one in report.remedies}
    assert {*by_action} == {Action.ADD, Action.CHANGE}
    assert by_action[Action.ADD].path == "partners[1]"
    assert by_action[Action.ADD].elements == ((("signed", True),),)
    assert by_action[Action.CHANGE].path == "partners[0].signed"
    without = {name: value for name, value in GOOD.items() if name != "partners"}
    listed = only(remedies(minimal(), without)).steps[0]
    assert (listed.action, listed.path, listed.elements) == (Action.LIST, "partners", ((("signed", True),),))


def test_a_kept_list_gains_nothing() -> None:
    unsigned = {**GOOD, "partners": [{"name": "甲", "signed": False}]}
    one = only(remedies(minimal(), unsigned, kept=["partners"]))
    assert steps(one) == [(Action.CHANGE, "partners[0].signed", False, True)]
    other = only(remedies(minimal(), unsigned, kept=["partners[].signed"]))
    assert other.steps[0].action is Action.ADD


def test_time_does_not_run_back() -> None:
    early = remedies(minimal(), {**GOOD, "applied_on": "2000-01-01"})
    [step] = only(early).steps
    start = next(norm.period.start for norm in minimal().norms if norm.period)
    assert (step.path, step.new) == ("applied_on", start.isoformat())
    late = remedies(minimal(), {**GOOD, "applied_on": "2100-01-01"})
    assert [asking.norm for asking in late.impossible] == [norm.id for norm in minimal().norms if norm.period]


def test_an_open_term_is_determined_and_not_asserted() -> None:
    judged = c.Compare(e.FactRef("j"), c.Comparison.IS, e.Literal(True, e.Type(ValueType.BOOLEAN)))
    policy = small_policy(judged, Modality.OBLIGATION)
    for said in ({}, {"j": True}, {"j": False}):
        one = only(remedies(policy, said))
        [step] = one.steps
        assert (step.action, step.path, step.new) == (Action.DETERMINE, "j", True)
        assert isinstance(amended(policy, said, one)["j"], dict)


def test_a_remedy_holds_for_whatever_stays_open() -> None:
    """x at least y: with y open, x alone must be as high as y can be; and 0 is what every x reaches."""
    policy = small_policy(c.Compare(e.FactRef("x"), c.Comparison.AT_LEAST, e.FactRef("y")), Modality.OBLIGATION)
    report = remedies(policy, {})
    assert {(step.path, step.new) for one in report.remedies for step in one.steps} == {("x", 3), ("y", 0)}


def test_several_readings_are_supposed_together() -> None:
    """Nothing helps while r and s are open: what each demands, the other alternative forbids."""
    large = c.Compare(e.FactRef("x"), c.Comparison.AT_LEAST, e.Literal(3, NUMBER))
    policy = small_policy(c.ConditionByReading("r", (("one", large), ("two", c.Not(large)))), Modality.OBLIGATION)
    report = remedies(policy, {"x": 1})
    assert [(steps(one), one.readings) for one in report.remedies] == [([], (("r", "two"),))]
    kept = remedies(policy, {"x": 1}, {"r": "one"})
    assert steps(only(kept)) == [(Action.CHANGE, "x", 1, 3)]


def test_more_of_the_same_size_are_mentioned() -> None:
    few = c.Compare(e.Count("rows"), c.Comparison.AT_MOST, e.Literal(6, NUMBER))
    policy = small_policy(few, Modality.OBLIGATION)
    report = remedies(policy, {"rows": [{"t": True, "n": 1}] * 7})
    assert report.more
    assert all(steps(one)[0][0] is Action.LEAVE_OUT for one in report.remedies)


def test_an_unconfirmed_remedy_is_a_mistake_of_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    def otherwise(policy: Policy, facts: Any, readings: Any = None) -> Verdict:
        return check(minimal(), {**GOOD, "years": 1}, readings)

    monkeypatch.setattr(remedy, "check", otherwise)
    with pytest.raises(Unconfirmed):
        remedies(minimal(), {**GOOD, "years": 1})


@pytest.mark.parametrize(("rule", "wanted"), [("at_least: 30%", "30%"), ("more_than: 30%", "30.01%")])
def test_a_share_moves_by_a_hundredth_of_a_percent_at_most(tmp_path: Path, rule: str, wanted: str) -> None:
    folder = minimal_in(tmp_path)
    years = "requires: {fact: years, at_least: 3}"
    replace_in(
        folder / "article-01.yaml",
        years,
        f"requires: {{all: [{{fact: years, at_least: 3}}, {{fact: share, {rule}}}]}}",
    )
    replace_in(
        folder / "facts.yaml", "    question: 自筹资金占多少？\n    informative: 只供参考\n", "    question: 占多少？\n"
    )
    for share, old in (({"share": "12.5%"}, "12.5%"), ({}, None)):
        report = remedies(load_folder(folder), {**GOOD, **share}, kept=["kind"])
        action = Action.CHANGE if old else Action.ANSWER
        assert steps(only(report)) == [(action, "share", old, wanted)]


def test_a_step_may_be_asked_for_by_consistency() -> None:
    """y must rise, and x must never lie below it."""
    tied = next_to(small_policy(c.Compare(e.FactRef("y"), c.Comparison.AT_LEAST, three()), Modality.OBLIGATION))
    one = only(remedies(tied, {"x": 1, "y": 1}))
    assert steps(one) == [(Action.CHANGE, "x", 1, 3), (Action.CHANGE, "y", 1, 3)]
    assert [asking.norm for step in one.steps for asking in step.asked_by] == [None, "n"]
    assert one.steps[0].asked_by[0].title == "x 不小于 y"


def test_an_open_fact_is_open_as_far_as_consistency_lets_it() -> None:
    """y is to be at most 2. It is where x is; that says nothing about y when x is 4."""
    low = c.Compare(e.FactRef("y"), c.Comparison.AT_MOST, e.Literal(2, NUMBER))
    report = remedies(next_to(small_policy(low, Modality.OBLIGATION)), {"x": 4})
    assert [steps(one) for one in report.remedies] == [
        [(Action.CHANGE, "x", 4, 2)],
        [(Action.ANSWER, "y", None, 0)],
    ]


def test_as_few_readings_as_possible_are_supposed() -> None:
    """Fixing s as well would spare a change of a; but readings are not the applicant's to fix."""
    large = c.Compare(e.FactRef("x"), c.Comparison.AT_LEAST, three())
    holds = c.Compare(e.FactRef("a"), c.Comparison.IS, e.Literal(True, e.Type(ValueType.BOOLEAN)))
    contested = c.ConditionByReading("r", (("one", large), ("two", c.Not(large))))
    spared = c.ConditionByReading("s", (("one", holds), ("two", c.Constant(True))))
    policy = small_policy(c.All((contested, spared)), Modality.OBLIGATION)
    one = remedies(policy, {"x": 1, "a": False}).remedies[0]
    assert (steps(one), one.readings) == ([(Action.CHANGE, "a", False, True)], (("r", "two"),))


def test_several_elements_are_left_out_of_one_list() -> None:
    true = c.Compare(e.FactRef("rows[].t"), c.Comparison.IS, e.Literal(True, e.Type(ValueType.BOOLEAN)))
    policy = small_policy(c.Quantified(c.Quantifier.EVERY, "rows", true), Modality.OBLIGATION)
    facts = {"rows": [{"t": False, "n": 0}, {"t": False, "n": 1}, {"t": True, "n": 2}]}
    found = remedies(policy, facts).remedies
    [out] = [one for one in found if {step.action for step in one.steps} == {Action.LEAVE_OUT}]
    assert amended(policy, facts, out)["rows"] == [{"t": True, "n": 2}]


def three() -> e.Literal:
    return e.Literal(3, NUMBER)


def next_to(policy: Policy) -> Policy:
    order = c.Compare(e.FactRef("x"), c.Comparison.AT_LEAST, e.FactRef("y"))
    return replace(policy, consistency=(Consistency("order", "x", order, "x 不小于 y"),))


def test_too_little_effort_decides_nothing() -> None:
    policy = load_policy(SHIPPED)
    application = validate(policy, EXAMPLES / "county-hospital.yaml")
    assert isinstance(RemedySearch(policy, application, {}, effort=1).plans(1), Undecided)


def test_what_is_not_decided_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RemedySearch, "plans", lambda self, most: Undecided("太难"))
    report = remedies(minimal(), {**GOOD, "years": 1})
    assert (report.undecided, report.helps) == ("太难", False)
    assert "没有得出结论：太难" in render(remedy_sheet(report, minimal(), "甲"), 80)


def test_what_the_engine_leaves_open_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RemedySearch, "plans", lambda self, most: Plans((Plan(()),)))
    report = remedies(minimal(), {name: value for name, value in GOOD.items() if name != "years"})
    assert report.remedies == ()
    assert report.undecided == "找到的修改没有能够由引擎确认"


def test_hitting_sets_come_by_weight() -> None:
    sets = HittingSets({"a": 1, "b": 1, "c": 5})
    assert sets.next() == frozenset()
    sets.add(["a", "c"])
    sets.add(["b", "c"])
    assert sets.next() == frozenset("ab")
    sets.exclude(["a", "b"])
    assert sets.next() == frozenset("c")
    sets.exclude(["c"])
    assert sets.next() is None


# --- a law

DETERMINED = {"value": True, "by": "甲", "on": "2022-01-01", "reason": "。"}
FACTS = st.fixed_dictionaries(
    {},
    optional={
        **{name: st.sampled_from(OPTIONS[name]) for name in "akxy"},
        "j": st.sampled_from([False, True, DETERMINED]),
        "rows": st.lists(
            st.fixed_dictionaries({}, optional={name: st.sampled_from(OPTIONS[name]) for name in "tn"}), max_size=2
        ),
    },
)
READ = st.fixed_dictionaries({}, optional={name: st.sampled_from(["one", "two"]) for name in "rs"})
NEW_ROWS = [
    {name: value for name, value in (("t", t), ("n", n)) if value is not None}
    for t in (None, False, True)
    for n in (None, 0, 1, 2)
]


def edits(facts: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Every application that differs by one edit."""
    values: dict[str, Any] = {**{name: OPTIONS[name] for name in "akxy"}, "j": (False, DETERMINED)}
    for name, options in values.items():
        yield from ({**facts, name: value} for value in options)
    rows = facts.get("rows")
    if rows is None:
        for size in range(3):
            yield from ({**facts, "rows": list(some)} for some in product(NEW_ROWS, repeat=size))
        return
    yield from ({**facts, "rows": [*rows, row]} for row in NEW_ROWS)
    for index in range(len(rows)):
        yield {**facts, "rows": rows[:index] + rows[index + 1 :]}
        for name in "tn":
            for value in OPTIONS[name]:
                changed = deepcopy(rows)
                changed[index][name] = value
                yield {**facts, "rows": changed}


@UNTRACED
@given(POLICIES, FACTS, READ)
@settings(max_examples=120, deadline=None)
def test_no_smaller_remedy_exists(policy: Policy, facts: dict[str, Any], readings: dict[str, str]) -> None:
    norm = replace(policy.norm_by_id["n"], modality=Modality.OBLIGATION)
    policy = replace(policy, norms=(policy.norms[0], norm))
    if _conclusion(policy, facts, readings) is None:
        return
    report = remedies(policy, facts, readings)
    if report.conclusion is Conclusion.ELIGIBLE:
        return
    for one in report.remedies:
        assert check(policy, amended(policy, facts, one), {**readings, **dict(one.readings)}).conclusion is (
            Conclusion.ELIGIBLE
        )
    sizes = {len(one.steps) for one in report.remedies}
    everywhere = bool(report.remedies) and not report.remedies[0].readings
    if sizes == {1} and everywhere:
        return
    # What takes two steps, or holds under some readings alone, cannot be had by one step under all of them.
    for changed in edits(facts):
        assert _conclusion(policy, changed, readings) is not Conclusion.ELIGIBLE
