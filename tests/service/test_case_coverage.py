"""What the cases cover, in whole numbers; and that each sort of goal is missed where its case is taken away."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from huimin_rules import load_policy
from huimin_rules.analysis.reachable import reachable
from huimin_rules.analysis.turns import AwardTurn, BracketTurn, turns
from huimin_rules.norms import conditions as c
from huimin_rules.norms import expressions as e
from huimin_rules.norms.norm import Norm, OfficialReading
from huimin_rules.service import rules_folder
from huimin_rules.service.case_coverage import Goal, Sort, case_coverage
from tests.analysis.test_mutants import NUMBER, ROW, A, bracket, many, norm
from tests.support import MINIMAL, POLICIES, minimal_in, replace_in

SHIPPED = rules_folder() / "gongyi-huimin-2021"
INVENTED = POLICIES / "lixiang-innovation-2030"


@pytest.mark.parametrize(
    ("folder", "alternatives", "rows", "points"),
    [(SHIPPED, 10, 0, 0), (INVENTED, 6, 20, 20)],
    ids=["shipped", "invented"],
)
def test_the_cases_cover_everything(folder: Path, alternatives: int, rows: int, points: int) -> None:
    policy = load_policy(folder)
    found = case_coverage(policy, folder)
    assert found.missing == ()
    statuses = sum(len(reachable(policy, one)) for one in policy.findable)
    expected = {Sort.STATUS: statuses, Sort.ALTERNATIVE: alternatives, Sort.ROW: rows, Sort.POINTS: points}
    assert {sort: found.counts(sort) for sort in Sort} == {sort: (every, every) for sort, every in expected.items()}


def test_what_is_missing_is_named() -> None:
    found = case_coverage(load_policy(MINIMAL), MINIMAL)
    assert found.counts(Sort.STATUS) == (2, 20)
    assert found.counts(Sort.ALTERNATIVE) == (0, 2)
    assert Goal(Sort.ALTERNATIVE, "last_day", "eve") in found.missing
    assert Goal(Sort.STATUS, "art1.registered", "unmet") not in found.missing
    assert [goal for goal in found.goals if goal in found.missing] == list(found.missing)


def read_on(folder: Path, day: str, readings: str, expect: str) -> Path:
    copy = minimal_in(folder)
    (copy / "cases" / "own.yaml").write_text(
        f"cases:\n  - {{id: own, why: 因, base: complete, given: {{applied_on: {day}}}, readings: {readings},"
        f" expect: {{findings: {{{expect}}}}}}}\n",
        encoding="utf-8",
    )
    return copy


@pytest.mark.parametrize(
    ("day", "readings", "expect", "reached"),
    [
        # On the day in dispute the alternative decides; on any other day it is beside the point.
        ("2031-01-01", "{last_day: eve}", "art3.in_force: unmet", {"eve"}),
        ("2031-01-01", "{last_day: anniversary}", "art3.in_force: met", {"anniversary"}),
        ("2030-06-01", "{last_day: anniversary}", "art3.in_force: met", set()),
        ("2031-01-01", "{last_day: eve}", "art1.registered: met", set()),
        ("2031-01-01", "{}", "art3.in_force: needs_judgement", set()),
    ],
)
def test_an_alternative_is_reached_where_it_decides(
    tmp_path: Path, day: str, readings: str, expect: str, reached: set[str]
) -> None:
    copy = read_on(tmp_path, day, readings, expect)
    found = case_coverage(load_policy(copy), copy)
    missing = {goal.what for goal in found.missing if goal.sort is Sort.ALTERNATIVE}
    assert {"eve", "anniversary"} - missing == reached


def test_the_authority_fixes_an_alternative_too(tmp_path: Path) -> None:
    copy = read_on(tmp_path, "2031-01-01", "{}", "art3.in_force: unmet")
    policy = load_policy(copy)
    spoken = OfficialReading("eve", "甲", date(2030, 1, 1), "函")
    official = replace(policy, readings=(replace(policy.readings[0], official=spoken),))
    missing = {goal.what for goal in case_coverage(official, copy).missing if goal.sort is Sort.ALTERNATIVE}
    assert missing == {"anniversary"}


def test_an_unreadable_case_covers_nothing(tmp_path: Path) -> None:
    copy = minimal_in(tmp_path)
    before = case_coverage(load_policy(copy), copy)
    (copy / "cases" / "own.yaml").write_text(
        "cases:\n  - {id: own, why: 因, base: complete, given: {years: 很多}, expect: {findings: {art1.years: met}}}\n",
        encoding="utf-8",
    )
    assert case_coverage(load_policy(copy), copy) == before


@pytest.mark.parametrize(
    ("old", "new", "missing"),
    [
        (
            "given: {project.growth: 20%}\n    expect: {findings: {art10.floor.economy: met}}",
            None,
            (Sort.ROW, "第 1 个分档的第 4 档"),
        ),
        (
            "given: {enterprise.platform: county}\n    expect: {findings: {art10.total: met}}",
            None,
            (Sort.POINTS, "第 2 项得分，不得"),
        ),
    ],
)
def test_without_its_case_a_row_or_points_are_missing(
    tmp_path: Path, old: str, new: str | None, missing: tuple[Sort, str]
) -> None:
    import shutil

    copy = Path(shutil.copytree(INVENTED, tmp_path / "policy"))
    replace_in(copy / "cases" / "article-10.yaml", old, new or "expect: {}")
    found = case_coverage(load_policy(copy), copy)
    assert [(goal.sort, goal.what) for goal in found.missing] == [missing]


def test_turns_know_their_list() -> None:
    counted = c.Compare(
        e.Count("rows", c.Compare(bracket((1, True, 2), (None, False, 3)), c.Comparison.IS, bracket((None, False, 4)))),
        c.Comparison.IS,
        e.Literal(1, NUMBER),
    )
    points = e.Points((e.Award(ROW, e.Literal(1, NUMBER)),))
    each = c.Quantified(c.Quantifier.EVERY, "rows", c.Compare(points, c.Comparison.IS, e.Literal(1, NUMBER)))
    outer = c.Compare(e.Points((e.Award(A, e.Literal(1, NUMBER)),)), c.Comparison.IS, e.Literal(1, NUMBER))
    found = turns(norm(c.All((counted, each, outer, many("is", 1)))))
    assert [(type(one), one.number, one.over) for one in found] == [
        (BracketTurn, 1, "rows"),
        (BracketTurn, 2, "rows"),
        (AwardTurn, 1, "rows"),
        (AwardTurn, 2, None),
    ]
    inside: Norm = norm(c.Compare(points, c.Comparison.IS, e.Literal(1, NUMBER)), for_each="rows")
    assert [one.over for one in turns(inside)] == ["rows"]
