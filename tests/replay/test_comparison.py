"""What-if: exactly the cases that an argument by hand names, at the clauses and in the directions that it names."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from huimin_rules.canonical import canonical_json
from huimin_rules.ledger.storage import create_ledger, open_ledger
from huimin_rules.service import load_policy, rules_folder
from huimin_rules.service.audit.compared import CaseComparison, Effect, LedgerComparison, Obstacle
from huimin_rules.service.audit.comparison import compare_ledger
from huimin_rules.service.audit.direction import Direction, of_conclusions, of_statuses
from huimin_rules.service.audit.recording import append_decisions
from huimin_rules.verdict import Conclusion, Status
from tests.ledger.stores import ORIGIN, Store
from tests.replay.ledgers import SHIPPED, complete, decided, edited, forged, ledger_of, shipped
from tests.support import POLICIES, replace_in


def compared(location: Path | str, **otherwise: Any) -> tuple[LedgerComparison, list[CaseComparison]]:
    found: list[CaseComparison] = []
    with open_ledger(location) as ledger:
        return compare_ledger(ledger, each=found.append, **otherwise), found


def told(one: CaseComparison) -> tuple[object, ...]:
    """A case in short: conclusions, direction, and the norms whose status changes."""
    assert one.recorded is not None
    changes = {f"{each.norm}: {each.before} {each.after} {each.direction}" for each in one.findings}
    return one.effect, one.recorded.conclusion, one.conclusion, one.direction, changes


def version(folder: Path, *changes: tuple[str, str, str]) -> Path:
    """Another version of the shipped policy: a file, the words in it, and those in their place."""
    copy = Path(shutil.copytree(rules_folder() / SHIPPED, folder))
    for name, old, new in changes:
        replace_in(copy / name, old, new)
    return copy


# ---------------------------------------------------------------------------------------------------------- directions


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("not_in_force", "- ground opened opened looser"),
        ("ineligible", "ground - opened opened looser"),
        ("incomplete", "settled settled - ground settled"),
        ("needs_judgement", "settled settled ground - settled"),
        ("eligible", "stricter stricter opened opened -"),
    ],
)
def test_directions_of_conclusions(before: str, after: str) -> None:
    found = [of_conclusions(Conclusion(before), one).value for one in Conclusion]
    assert found == after.replace("-", "none").split()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("met", "- stricter opened opened applicability ground stricter applicability"),
        ("unmet", "looser - opened opened looser looser ground looser"),
        ("unknown", "settled settled - ground settled settled settled settled"),
        ("needs_judgement", "settled settled ground - settled settled settled settled"),
        ("not_applicable", "applicability stricter opened opened - applicability stricter ground"),
        ("followed", "ground stricter opened opened applicability - stricter applicability"),
        ("not_followed", "looser ground opened opened looser looser - looser"),
        (None, "applicability stricter opened opened ground applicability stricter -"),
    ],
)
def test_directions_of_statuses(before: str | None, after: str) -> None:
    found = [of_statuses(None if before is None else Status(before), one).value for one in (*Status, None)]
    assert found == after.replace("-", "none").split()


# ------------------------------------------------------------------------------------------------------ one threshold


def indicators(number: int, **plan: object) -> dict[str, Any]:
    """The complete application with so many full indicators."""
    found = complete()
    found["plan"]["indicators"] = [
        {"name": "甲", "target": "1", "unit": "家", "due": "2024-12-31", "method": "现场核查"} for _ in range(number)
    ]
    found["plan"].update(plan)
    return found


def unstated(number: int) -> dict[str, Any]:
    found = indicators(number)
    del found["plan"]["indicators"][0]["target"]
    return found


STRICTER = "art7.i3.indicators: met unmet stricter"
THRESHOLD = {
    # The new version wants three indicators where the old one wants one.
    "two": (indicators(2), (Effect.DECISION, "eligible", "ineligible", "stricter", {STRICTER})),
    "three": (indicators(3), None),
    "none": (indicators(0), None),
    # Already ineligible for another reason: the conclusion stays, the finding does not.
    "no group": (
        indicators(2, leading_group=False),
        (Effect.FINDING, "ineligible", "ineligible", "none", {STRICTER}),
    ),
    "expired": (
        {**indicators(2), "applied_on": "2023-01-10"},
        (Effect.FINDING, "not_in_force", "not_in_force", "none", {STRICTER}),
    ),
    # One indicator that is not fully stated could have been enough; it cannot be three.
    "unstated": (
        unstated(1),
        (
            Effect.DECISION,
            "incomplete",
            "ineligible",
            "settled",
            {"art7.i3.indicators: unknown unmet settled"},
        ),
    ),
    # Three are enough, if the first one is stated: as open as before, and for the same reason.
    "three, unstated": (unstated(3), None),
    "self-assessed": (
        indicators(2, indicators_assessable=True),
        (
            Effect.DECISION,
            "needs_judgement",
            "ineligible",
            "settled",
            {"art7.i3.indicators: needs_judgement unmet settled"},
        ),
    ),
    "unlisted": (edited("plan.indicators", None), None),
}


def test_one_threshold(location: str, tmp_path: Path) -> None:
    ledger_of(location, [decided(facts, case) for case, (facts, _) in THRESHOLD.items()])
    before = "{value: {count: plan.indicators}, at_least: 1}"
    folder = version(tmp_path / "new", ("article-07.yaml", before, before.replace("1}", "3}")))
    whole, found = compared(location, policy=load_policy(folder))
    for one in found:
        assert one.recorded is not None
        expected = THRESHOLD[one.recorded.case][1]
        assert one.same if expected is None else told(one) == expected, one.recorded.case
    assert [one.place.index for one in found] == list(range(len(THRESHOLD)))
    assert (whole.cases, whole.same) == (9, False)
    assert whole.effects == {Effect.DECISION: 3, Effect.FINDING: 2, Effect.NONE: 4}
    assert [(one.before, one.after, one.cases) for one in whole.transitions if one.direction != "none"] == [
        ("incomplete", "ineligible", 1),
        ("needs_judgement", "ineligible", 1),
        ("eligible", "ineligible", 1),
    ]
    assert [(one.norm, one.citation, one.direction, one.cases) for one in whole.norms] == [
        ("art7.i3.indicators", "第七条第（三）项", "settled", 2),
        ("art7.i3.indicators", "第七条第（三）项", "stricter", 3),
    ]
    assert whole.policy is not None
    assert whole.policy.digest != shipped().policy.digest
    assert sum(one.cases for one in whole.transitions) == 9


def test_the_same_version_changes_nothing(tmp_path: Path) -> None:
    location = ledger_of(tmp_path / "a.db", [decided(facts, case) for case, (facts, _) in THRESHOLD.items()])
    whole, found = compared(location, policy=shipped().policy)
    assert whole.same
    assert all(one.same and one.findings == () for one in found)


# ------------------------------------------------------------------------------------------------------------ readings

CONTESTED = {
    "validity_last_day": edited("applied_on", "2022-12-22"),
    # Of the lead: a participant would also depend on `consortium`.
    "organization_breadth": edited("applicants[0].legal_form", "cooperative"),
    "consortium": edited("applicants[1].domicile", "410100"),
    "funding_kinds": edited("plan.funding.matching_planned", 0, edited("plan.funding.matching_secured", 0)),
    "field_gate": edited("plan.topic", "drinking_water_safety"),
}
NORM = {
    "validity_last_day": "art13.in_force",
    "organization_breadth": "art6.i1.organization",
    "consortium": "art6.i1.domicile",
    "funding_kinds": "art7.i5.matching",
    "field_gate": "art7.i1.field",
}
FOR = {
    "validity_last_day": "anniversary",
    "organization_breadth": "purposive",
    "consortium": "lead_only",
    "funding_kinds": "as_budgeted",
    "field_gate": "field",
}
AGAINST = {"validity_last_day": "not_in_force"}


@pytest.fixture(scope="module")
def contested(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One case for each reading, that it alone leaves open, and one that no reading touches."""
    location = tmp_path_factory.mktemp("contested") / "a.db"
    made = [decided(facts, reading) for reading, facts in CONTESTED.items()]
    ledger_of(location, [*made, decided(complete(), "plain"), decided(edited("applied_on", None), "undated")])
    return location


@pytest.mark.parametrize(
    ("reading", "alternative"),
    [(one.id, each.id) for one in shipped().policy.readings for each in one.alternatives],
)
def test_each_reading_decides_its_case_and_no_other(contested: Path, reading: str, alternative: str) -> None:
    whole, found = compared(contested, readings={reading: alternative})
    favourable = FOR[reading] == alternative
    conclusion = "eligible" if favourable else AGAINST.get(reading, "ineligible")
    status = "met" if favourable else "unmet"
    changed = {one.recorded.case: one for one in found if one.recorded is not None and one.effect is Effect.DECISION}
    assert set(changed) == {reading}
    told_of = {f"{NORM[reading]}: needs_judgement {status} settled"}
    assert told(changed[reading]) == (Effect.DECISION, "needs_judgement", conclusion, "settled", told_of)
    # Whether an undated application is in time also depends on the last day, until that is fixed.
    only_blockers = [one.recorded.case for one in found if one.recorded and one.effect is Effect.BLOCKERS]
    assert only_blockers == (["undated"] if reading == "validity_last_day" else [])
    assert (whole.policy, whole.readings) == (None, {reading: alternative})
    assert whole.cases == 7


def test_other_blockers_are_named(contested: Path) -> None:
    _, found = compared(contested, readings={"validity_last_day": "anniversary"})
    (one,) = found[-1].findings
    assert (one.before, one.after, one.direction) == ("unknown", "unknown", "ground")
    assert one.blockers_before is not None
    assert one.blockers_after is not None
    assert [each.name for each in one.blockers_before] == ["applied_on", "validity_last_day"]
    assert [each.name for each in one.blockers_after] == ["applied_on"]


def test_a_reading_that_was_fixed_otherwise(tmp_path: Path) -> None:
    facts = CONTESTED["consortium"]
    location = ledger_of(
        tmp_path / "a.db",
        [decided(facts, one, {"consortium": one}) for one in ("every_applicant", "lead_only")],
    )
    _, found = compared(location, readings={"consortium": "lead_only"})
    looser = {"art6.i1.domicile: unmet met looser"}
    assert told(found[0]) == (Effect.DECISION, "ineligible", "eligible", "looser", looser)
    assert found[1].same
    _, found = compared(location, readings={"consortium": "every_applicant"})
    stricter = {"art6.i1.domicile: met unmet stricter"}
    assert found[0].same
    assert told(found[1]) == (Effect.DECISION, "eligible", "ineligible", "stricter", stricter)


def test_another_version_and_a_reading_at_once(tmp_path: Path) -> None:
    location = ledger_of(tmp_path / "a.db", [decided(CONTESTED["consortium"])])
    folder = version(tmp_path / "new", ("article-13.yaml", "anniversary: 2022-12-22", "anniversary: 2022-12-22 # x"))
    whole, (one,) = compared(location, policy=load_policy(folder), readings={"consortium": "lead_only"})
    assert one.conclusion == "eligible"
    assert whole.policy is not None
    assert whole.readings == {"consortium": "lead_only"}


# ---------------------------------------------------------------------------------------------------- norms come and go


def test_a_norm_under_another_id_is_another_norm(tmp_path: Path) -> None:
    location = ledger_of(tmp_path / "a.db", [decided(complete())])
    folder = version(tmp_path / "new", ("article-04.yaml", "id: art4.i3.period", "id: art4.i3.duration"))
    whole, (one,) = compared(location, policy=load_policy(folder))
    came, went = one.findings
    assert (came.norm, came.before, came.after, came.direction) == (
        "art4.i3.duration",
        None,
        "followed",
        "applicability",
    )
    assert (came.citation_before, came.citation_after) == (None, "第四条第（三）项")
    assert (went.norm, went.before, went.after) == ("art4.i3.period", "followed", None)
    assert (went.citation_before, went.citation_after, went.blockers_after) == ("第四条第（三）项", None, None)
    assert (one.effect, one.direction) == (Effect.FINDING, Direction.NONE)
    assert len(whole.norms) == 2


# ----------------------------------------------------------------------------------------------- what is not comparable


def test_facts_that_the_other_version_refuses(tmp_path: Path) -> None:
    location = ledger_of(
        tmp_path / "a.db",
        [
            decided(edited("applicants[0].years_in_field", 3), "three"),
            decided(edited("applicants[0].years_in_field", 8), "eight"),
        ],
    )
    folder = version(
        tmp_path / "new", ("facts.yaml", "minimum: 0\n        label: 从事", "minimum: 5\n        label: 从事")
    )
    whole, (three, eight) = compared(location, policy=load_policy(folder))
    assert (three.effect, three.obstacle, three.conclusion, three.direction) == (
        Effect.INCOMPARABLE,
        Obstacle.FACTS,
        None,
        None,
    )
    assert [one.path for one in three.problems] == ["applicants[0].years_in_field"]
    assert eight.same
    assert (whole.cases, whole.effects, whole.same) == (2, {Effect.INCOMPARABLE: 1, Effect.NONE: 1}, False)
    assert three.recorded is not None
    assert three.recorded.conclusion == "eligible"


def test_facts_that_the_other_version_does_not_know(tmp_path: Path) -> None:
    location = ledger_of(tmp_path / "a.db", [decided(complete())])
    _, (one,) = compared(location, policy=load_policy(POLICIES / "lixiang-innovation-2030"))
    assert one.obstacle is Obstacle.FACTS
    assert {"collaboration", "resources"} <= {each.path for each in one.problems}


@pytest.mark.parametrize("readings", [{"nothing": "x"}, {"consortium": "nobody"}])
def test_readings_that_the_policy_does_not_have(tmp_path: Path, readings: dict[str, str]) -> None:
    location = ledger_of(tmp_path / "a.db", [decided(complete())])
    _, (one,) = compared(location, readings=readings)
    assert (one.effect, one.obstacle) == (Effect.INCOMPARABLE, Obstacle.READINGS)
    assert next(iter(readings)) in one.problems[0].message


def test_what_does_not_replay_is_listed_and_not_compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lost, bare = decided(complete(), "lost"), decided(indicators(2), "bare")
    location = tmp_path / "a.db"
    with create_ledger(location, ORIGIN) as ledger:
        ledger.append(b"{}")
        append_decisions(ledger, shipped().files, [lost, bare])
    Store(str(location)).run("DELETE FROM ledger_archive WHERE digest = :name", name=lost.entry.record)
    whole, (first, second) = compared(location, readings={"consortium": "lead_only"})
    assert (first.obstacle, first.recorded, first.place.index) == (Obstacle.REPLAY, None, 1)
    assert "存档里没有记录" in first.problems[0].message
    assert second.same
    assert (whole.others, whole.cases) == (1, 2)
    Store(str(location)).run("DELETE FROM ledger_archive WHERE digest = :name", name=shipped().policy.digest)
    _, (_, second) = compared(location, readings={"consortium": "lead_only"})
    assert (second.obstacle, second.recorded is None) == (Obstacle.REPLAY, False)
    assert "存档里没有办法" in second.problems[0].message


def test_a_conclusion_that_does_not_come_out_again_is_not_compared(tmp_path: Path) -> None:
    location = tmp_path / "a.db"
    with create_ledger(location, ORIGIN) as ledger:
        append_decisions(ledger, shipped().files, [decided(complete())])
        forged(ledger, decided(complete()).record, lambda record: record["verdict"].update(conclusion="ineligible"))
        forged(ledger, decided(complete()).record, lambda record: record["verdict"]["findings"].pop())
        forged(ledger, decided(complete()).record, lambda record: record["verdict"].update(findings=1))
    whole, (good, *bad) = compared(location, readings={"consortium": "lead_only"})
    assert good.same
    assert [(one.effect, one.obstacle) for one in bad] == [(Effect.INCOMPARABLE, Obstacle.REPLAY)] * 3
    assert "huimin replay" in bad[0].problems[0].message
    assert not whole.same


def test_words_alone_are_no_change(tmp_path: Path) -> None:
    location = ledger_of(tmp_path / "a.db", [decided(edited("plan.leading_group", False))])
    folder = version(tmp_path / "new", ("article-07.yaml", "unmet: 没有成立项目领导小组", "unmet: 领导小组没有成立"))
    assert compared(location, policy=load_policy(folder))[0].same


def test_json_is_canonical_and_reads_back(contested: Path) -> None:
    whole, found = compared(contested, readings={"consortium": "lead_only"})
    assert LedgerComparison.model_validate_json(whole.to_json()) == whole
    for one in found:
        text = one.to_json()
        assert canonical_json(json.loads(text)) == text
        assert CaseComparison.model_validate_json(text) == one


def test_progress_is_told(contested: Path) -> None:
    said: list[tuple[int, int]] = []
    with open_ledger(contested) as ledger:
        compare_ledger(ledger, readings={"consortium": "lead_only"}, progress=lambda *one: said.append(one))
    assert said == [(7, 7)]
