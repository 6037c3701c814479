"""The columns of tables: every fact has its own, no two are called alike, and all that people need has a label."""

from pathlib import Path

import pytest

from huimin_rules.norms.columns import DETERMINED, Holds, application_columns, element_columns, sheet_title
from huimin_rules.norms.facts import Fact, FactList, ValueType
from huimin_rules.service import load_policy, rules_folder
from tests.support import POLICIES

_FOLDERS = [rules_folder() / "gongyi-huimin-2021", POLICIES / "lixiang-innovation-2030", POLICIES / "every-type"]


@pytest.mark.parametrize("folder", _FOLDERS, ids=lambda folder: folder.name)
def test_every_fact_has_columns_and_no_two_have_one_name(folder: Path) -> None:
    policy = load_policy(folder)
    tables = [application_columns(policy), *map(element_columns, policy.lists)]
    for table in tables:
        names = [column.name for column in table]
        assert len(names) == len(set(names))
        assert [column.holds for column in table].count(Holds.KEY) == 1
    own = {column.fact.path for table in tables for column in table if column.fact is not None}
    assert own == {fact.path for fact in policy.each_fact()}
    judged = [fact for fact in policy.each_fact() if isinstance(fact, Fact) and fact.judgement]
    parts = [column for table in tables for column in table if column.holds is Holds.PART]
    assert [(one.fact, one.part) for one in parts] == [(fact, part) for fact in judged for part in DETERMINED] or {
        (one.name, one.part) for one in parts
    } == {(f"{fact.name}.{part}", part) for fact in judged for part in DETERMINED}


def test_the_type_of_a_cell_and_its_unit() -> None:
    policy = load_policy(_FOLDERS[0])
    columns = {column.name: column for column in application_columns(policy, "id")}
    assert columns["id"].type is None
    assert columns["plan.funding.matching_planned"].type is ValueType.MONEY
    assert columns["plan.funding.matching_planned"].unit == "万元"
    assert "配套资金计划金额（万元）" in columns["plan.funding.matching_planned"].heads
    assert columns["plan.goals_clear"].type is ValueType.BOOLEAN
    assert columns["plan.goals_clear.on"].type is ValueType.DATE
    assert columns["plan.goals_clear.on"].unit is None
    assert columns["applicants"].type is None
    assert columns["applicants.count"].holds is Holds.COUNT
    each = next(one for one in policy.lists if one.path == "applicants")
    items = {column.name: column for column in element_columns(each)}
    assert "applicants[].role" in items["role"].heads
    assert items["position"].holds is Holds.POSITION


def test_an_item_may_be_called_like_the_position() -> None:
    policy = load_policy(_FOLDERS[0])
    applicants = policy.lists[0]
    first = applicants.items[0]
    named = Fact("applicants[].position", first.type, first.asked)
    each = FactList(applicants.path, applicants.asked, (named,))
    assert [column.holds for column in element_columns(each)] == [Holds.KEY, Holds.VALUE]


def test_titles_are_what_excel_takes() -> None:
    assert sheet_title("[a]:*?/\\") == "（a）：＊？／＼"
    assert len(sheet_title("长" * 60)) == 31
