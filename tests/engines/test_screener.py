"""The law of the screener: of whatever application, it says what the reference engine says."""

import pickle
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from huimin_rules.engines.compiled import (
    Screener,
    finding_writer,
    kept_test,
    list_frames,
    open_norms,
    screener,
    statement_writer,
    verdict_writer,
)
from huimin_rules.engines.reference import Engine, effort
from huimin_rules.loading.application import ApplicationReader
from huimin_rules.loading.cases import load_cases
from huimin_rules.loading.policy_folder import load_folder
from huimin_rules.norms import conditions as c
from huimin_rules.norms import expressions as e
from huimin_rules.norms.application import Application
from huimin_rules.norms.facts import ValueType
from huimin_rules.norms.norm import Modality
from huimin_rules.norms.policy import Policy
from huimin_rules.service import check, load_policy, rules_folder, validate
from tests.engines.random_policies import POLICIES, policy_of, simple_tests
from tests.engines.screened import assert_alike, decided, screened
from tests.engines.test_compiled import FIXED, deep, every_type, wide
from tests.engines.test_effort import for_each_row
from tests.engines.test_exactness import SETTINGS as EXACT
from tests.engines.test_exactness import partial
from tests.joint.applications import applications
from tests.joint.policies import policies
from tests.replay.random_applications import applications as shipped_applications
from tests.support import POLICIES as FIXTURES

SETTINGS = settings(EXACT, max_examples=40)
SHIPPED = load_policy("gongyi-huimin-2021")


@SETTINGS
@given(st.data())
def test_random_policies_are_screened_alike(data: st.DataObject) -> None:
    policy = data.draw(POLICIES)
    drawn = [data.draw(partial(policy))[0] for _ in range(3)]
    assert_alike(policy, drawn, data.draw(FIXED))


@SETTINGS
@given(st.data())
def test_policies_of_every_form_are_screened_alike(data: st.DataObject) -> None:
    policy = data.draw(policies())
    assume(policy.facts)
    given_ = data.draw(applications(policy))
    read = ApplicationReader(policy, after=0).read(given_.facts)
    # Brought back from its bytes, it holds statements and nothing of how it was read.
    assert_alike(policy, [read, pickle.loads(pickle.dumps(read))], given_.readings)


@SETTINGS
@given(st.data())
def test_norms_for_each_element_are_screened_alike(data: st.DataObject) -> None:
    policy = data.draw(for_each_row())
    drawn = [data.draw(partial(policy))[0] for _ in range(3)]
    assert_alike(policy, drawn, data.draw(FIXED))


@SETTINGS
@given(st.data(), st.integers(0, 60))
def test_with_however_little_effort_they_are_screened_alike(data: st.DataObject, budget: int) -> None:
    policy = data.draw(st.one_of(POLICIES, for_each_row()))
    drawn = [data.draw(partial(policy))[0] for _ in range(2)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(effort, "FINDING_BUDGET", budget)
        assert_alike(policy, drawn, data.draw(FIXED))


@pytest.mark.parametrize("shape", [wide, deep])
@SETTINGS
@given(data=st.data())
def test_conditions_too_large_to_be_written_out_are_screened_alike(shape: object, data: st.DataObject) -> None:
    assert callable(shape)
    policy = policy_of(shape(data.draw(simple_tests(element=False))))
    drawn = [data.draw(partial(policy))[0] for _ in range(2)]
    assert_alike(policy, drawn, data.draw(FIXED))


def full(**changed: object) -> dict[str, object]:
    """The full application of the cases, in which every open term is determined, with some groups changed."""
    folder = rules_folder() / "gongyi-huimin-2021"
    facts = next(case.facts for case in load_cases(SHIPPED, folder) if case.id == "art6.i1.domicile.met")
    return {**facts, **changed}


def applicants(**changed: object) -> list[object]:
    """The applicants of the full application, the second one changed."""
    first, second = cast(list[dict[str, object]], full()["applicants"])
    return [first, {**second, **changed}]


def plan(**changed: object) -> dict[str, object]:
    """The plan of the full application, with something changed."""
    return {**cast(dict[str, object], full()["plan"]), **changed}


DETERMINED = {"value": True, "by": "甲", "on": "2022-03-01", "reason": "“好”"}


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"applied_on": "2022-12-22"},
        {"applied_on": None},
        {"applicants": applicants(name=None, legal_form="social_association")},
        {"applicants": applicants(long_term_engagement=DETERMINED)},
        {"applicants": applicants(long_term_engagement=DETERMINED | {"reason": 'a"b', "evidence": "c\\d"})},
        {"applicants": applicants(good_conditions=DETERMINED | {"value": False, "evidence": "甲\n乙"})},
        {"applicants": applicants(good_conditions=DETERMINED | {"evidence": ["一", "二"]})},
        {"applicants": applicants(role="participant", domicile=None)},
        {"applicants": applicants(domicile="410100", uscc="91410100MA00000000")},
        {"applicants": applicants(is_result_user=None)},
        {
            "applicants": applicants()[:1]
            + [{**cast(dict[str, object], applicants()[1]), "name": str(n)} for n in range(52)]
        },
        {"applicants": applicants()[:1]},
        {
            "plan": plan(
                indicators=[{"target": "200"}, {"target": "300", "unit": "家", "due": "2023-01-01", "method": "核查"}]
            )
        },
        {"collaboration": {}},
        {"plan": {}},
    ],
)
def test_the_full_application_with_something_changed_is_screened_alike(changed: dict[str, object]) -> None:
    readers = [ApplicationReader(SHIPPED, after=after).read for after in (0, 9)]
    drawn = [read(one) for read in readers for one in (full(), full(**changed))]
    assert_alike(SHIPPED, drawn, {})
    assert_alike(SHIPPED, drawn, {"consortium": "lead_only", "organization_breadth": "literal"})


FOLDERS = [rules_folder() / "gongyi-huimin-2021", *(FIXTURES / name for name in ("lixiang-innovation-2030", "minimal"))]


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_case_is_screened_alike(folder: Path) -> None:
    policy = load_folder(folder)
    engine = Engine(policy)
    by_readings: dict[tuple[tuple[str, str], ...], Screener] = {}
    for case in load_cases(policy, folder):
        key = tuple(sorted(case.readings.items()))
        screener_ = by_readings.setdefault(key, Screener(engine, case.readings))
        application = validate(policy, case.facts)
        assert screened(screener_, application) == decided(engine, application, case.readings), case.id


@pytest.mark.parametrize("seed", range(3))
def test_random_applications_of_the_shipped_policy_are_screened_alike(seed: int) -> None:
    engine, one, reader = Engine(SHIPPED), Screener(Engine(SHIPPED)), ApplicationReader(SHIPPED, after=0)
    for _, facts in zip(range(12), shipped_applications(SHIPPED, seed), strict=False):
        read = reader.read(facts)
        told = decided(engine, read, {})
        assert screened(one, read) == screened(one, pickle.loads(pickle.dumps(read))) == told


def retold(said: object) -> object:
    """What is said in other words: texts that are no choices differ, who decided, and which place it is elsewhere."""
    if isinstance(said, list):
        return [retold(one) for one in said]
    if isinstance(said, str) and said.isdigit() and len(said) == 6 and not said.startswith("41"):
        return "120000" if said == "110000" else "110000"
    if isinstance(said, dict):
        free = {"name", "by", "reason", "evidence", "target", "unit", "method"}
        return {
            key: f"另一{one}" if key in free and isinstance(one, str) and one != "无" else retold(one)
            for key, one in said.items()
        }
    return said


@pytest.mark.parametrize("seed", range(3))
def test_what_is_said_in_other_words_is_screened_alike(seed: int) -> None:
    """What is kept of one application is given out for another that is the same to every norm."""
    drawn = [facts for _, facts in zip(range(40), shipped_applications(SHIPPED, seed + 10), strict=False)]
    pairs = [cast(dict[str, object], one) for facts in drawn for one in (facts, retold(facts))]
    assert_alike(SHIPPED, [validate(SHIPPED, one) for one in pairs], {})


def with_topic(**changed: object) -> Policy:
    """The shipped policy with its norm about topics, which cites a clause by the field, changed."""
    return replace(
        SHIPPED,
        norms=tuple(replace(norm, **changed) if norm.id == "art5.topic" else norm for norm in SHIPPED.norms),  # type: ignore[arg-type]  # fields of a norm
        digest="another",
    )


def in_fields(policy: Policy) -> list[Application]:
    """Two applications that differ in field and topic, of which neither is listed for the other."""
    chosen = [("ecology", "food_safety_early_warning"), ("public_safety", "urban_greening")]
    return [validate(policy, full(plan=plan(field=field, topic=topic))) for field, topic in chosen]


def test_a_failure_that_cites_another_clause_is_screened_alike() -> None:
    """What to do about it is the same, and the clause that it is said of is not."""
    wording = replace(SHIPPED.norm_by_id["art5.topic"].wording, remedy="改报一个方向")
    policy = with_topic(modality=Modality.OBLIGATION, wording=wording)
    drawn = in_fields(policy)
    findings = [next(one for one in check(policy, each).findings if one.norm == "art5.topic") for each in drawn]
    assert len({one.remedy for one in findings}) == 1
    assert len({one.citation.label for one in findings}) == 2
    # Under this reading no other finding tells the two apart.
    assert_alike(policy, drawn, {"field_gate": "field"})


def test_a_norm_that_cites_by_a_fact_that_it_does_not_look_at_is_screened_alike() -> None:
    policy = with_topic(requires=c.Present(e.FactRef("applied_on")))
    drawn = in_fields(policy)
    findings = [next(one for one in check(policy, each).findings if one.norm == "art5.topic") for each in drawn]
    assert len({one.citation.label for one in findings}) == 2
    assert_alike(policy, drawn, {})


RATIO = e.FactRef("ratio")
STATED = ("无", "不清楚", "0.5", 1, "1.5")


def of_ratio(op: c.Comparison) -> c.Condition:
    return c.Compare(RATIO, op, e.Literal(1, e.Type(ValueType.NUMBER)))


@pytest.mark.parametrize("op", c.Comparison)
@pytest.mark.parametrize(
    "condition",
    [
        of_ratio,
        lambda op: c.All((of_ratio(op), c.Present(RATIO))),
        lambda op: c.All((of_ratio(op), c.Present(e.FactRef("flag")))),
    ],
)
def test_a_value_that_does_not_exist_is_screened_alike(op: c.Comparison, condition: object) -> None:
    assert callable(condition)
    policy = every_type(requires=condition(op))
    assert_alike(policy, [validate(policy, {"ratio": stated}) for stated in STATED], {})


def test_screening_waits_until_compiling_pays() -> None:
    one, application = Screener(Engine(SHIPPED), after=2), validate(SHIPPED, {})
    told, states = [], []
    for _ in range(4):
        told.append(one.statuses(application))
        states.append(one.compiled)
    assert states == [False, False, True, True]
    assert all(each == told[0] for each in told)


def test_who_took_hold_of_the_function_before_it_was_compiled_is_told_the_same() -> None:
    one, application = Screener(Engine(SHIPPED)), validate(SHIPPED, {})
    before = one.statuses
    assert before(application) == before(application) == one.statuses(application)


@pytest.mark.parametrize("who", [None, c.Present(e.FactRef("members[].name"))])
def test_a_norm_that_requires_nothing_of_each_element_is_screened_alike(who: c.Condition | None) -> None:
    policy = every_type(requires=c.Constant(True), for_each="members")
    norms = tuple(replace(norm, who=who) if norm.for_each else norm for norm in policy.norms)
    members = [{"name": "甲", "role": "lead"}, {"name": None}, {"name": "无"}]
    given_: list[dict[str, object]] = [{}, {"members": members[:1]}, {"members": members}, {"members": members[1:2]}]
    assert_alike(replace(policy, norms=norms), [validate(policy, facts) for facts in given_], {})


def test_what_authors_write_never_becomes_code() -> None:
    policy = load_folder(FIXTURES / "lixiang-innovation-2030")
    for text in Screener(Engine(policy)).sources():
        assert text.isascii()
        assert not any(fact.path in text for fact in policy.scalars)


def many(policy: Policy, count: int) -> Policy:
    """The norms of a policy again and again under other ids."""
    findable = policy.findable
    norms = [replace(findable[number % len(findable)], id=f"n{number}") for number in range(count)]
    return replace(policy, norms=(*(norm for norm in policy.norms if not norm.modality.has_finding), *norms))


def test_a_policy_of_many_norms_is_screened_in_parts() -> None:
    policy = many(SHIPPED, 150)
    assert len(Screener(Engine(policy)).sources()) > 1
    facts = [facts for _, facts in zip(range(3), shipped_applications(SHIPPED, 5), strict=False)]
    assert_alike(policy, [validate(SHIPPED, one) for one in facts], {})


def test_what_is_kept_is_bounded_and_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """With room for next to nothing, everything is found again and again, and is the same."""
    monkeypatch.setattr(open_norms, "MOST_KEPT", 3)
    for module in (kept_test, finding_writer, list_frames, statement_writer, verdict_writer):
        monkeypatch.setattr(module, "MOST_KEPT", 1)
    monkeypatch.setattr(screener, "_MOST_SEEN", 1)
    one = Screener(Engine(SHIPPED))
    days: list[dict[str, object]] = [
        {"plan": {"period": {"start": f"2022-0{month}-01", "end": "2025-02-28"}}} for month in (1, 2, 3)
    ]
    read = ApplicationReader(SHIPPED, after=0).read
    wholes = [full(), full(applicants=applicants(role="participant", name="乙")), full(plan=plan(topic="none"))]
    wholes.append(full(plan=plan(period={"start": "2022-05-02", "end": "2025-05-01"}, indicators=[])))
    drawn = [read(facts) for facts in (*days, *wholes)]
    told = [screened(one, application) for application in (*drawn, *drawn)]
    assert told == [decided(Engine(SHIPPED), application, {}) for application in (*drawn, *drawn)]
    assert sum(len(norm.statuses) for norm in one.norms) <= 3


def test_a_norm_remembers_what_it_looks_at_and_nothing_else() -> None:
    """The same for a norm: another text elsewhere. Not the same: missing, self-assessed, another alternative."""
    one, place = Screener(Engine(SHIPPED)), SHIPPED.findable.index(SHIPPED.norm_by_id["art7.i1.need"])
    for need in (None, True):
        for name in ("甲", "乙"):
            facts = {"applicants": [{"name": name, "role": "lead"}], "plan": {"meets_local_need": need}}
            one.statuses(validate(SHIPPED, facts))
    assert len(one.norms[place].statuses) == 2
