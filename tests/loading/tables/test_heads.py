"""Heads: names, labels and labels with units are understood; everything wrong is said at once, with the nearest."""

from pathlib import Path

import pytest

from huimin_rules.errors import InputError
from huimin_rules.norms.policy import Policy
from tests.loading.tables.support import blocks, csv, facts, remarks

CELL = {"applied_on": "2022-03-01"}


@pytest.mark.parametrize("head", ["applied_on", "申报日期", " 申报 日期 ", "申报\u3000日期"])
def test_a_head_is_a_name_or_a_label(tmp_path: Path, policy: Policy, head: str) -> None:
    assert facts(policy, csv(tmp_path / "a.csv", ["case", head], [["1", "2022-03-01"]])) == {"1": CELL}


def test_a_label_may_have_its_unit(tmp_path: Path, policy: Policy) -> None:
    for head in ("配套资金计划金额（万元）", "配套资金计划金额(万元)", "配套资金计划金额"):
        file = csv(tmp_path / "a.csv", ["申请编号", head], [["1", "120"]])
        assert facts(policy, file) == {"1": {"plan": {"funding": {"matching_planned": "120万元"}}}}


def test_the_items_of_a_list_by_their_names_paths_and_labels(tmp_path: Path, policy: Policy) -> None:
    heads = ["case", "role", "applicants[].domicile", "单位名称", "长期从事本领域：由谁认定"]
    child = csv(tmp_path / "b.csv", heads, [["1", "lead", "041018", "甲", "王"]])
    found = facts(policy, csv(tmp_path / "a.csv", ["case"], [["1"]]), {"applicants": child})
    element = {"name": "甲", "role": "lead", "domicile": "041018", "long_term_engagement": {"by": "王"}}
    assert found == {"1": {"applicants": [element]}}


def test_all_that_is_wrong_is_said_at_once(tmp_path: Path, policy: Policy) -> None:
    file = csv(tmp_path / "a.csv", ["plan.feild", "项目领城", "applied_on", "申报日期", "备注"], [])
    with pytest.raises(InputError) as caught:
        blocks(policy, file)
    told = "\n".join(str(one).replace(f"{tmp_path}/", "") for one in caught.value.problems)
    assert "a.csv 表头“plan.feild”: 应为本办法的事实，实为未知的列“plan.feild”；是否想写 plan.field？" in told
    assert "表头“项目领城”" in told
    assert "是否想写 项目领域？" in told
    assert "“applied_on”和“申报日期”" in told
    assert "应为一列申请编号（申请编号，case），实为没有" in told
    assert len(caught.value.problems) == 5


def test_what_no_column_says_is_said(tmp_path: Path, policy: Policy) -> None:
    (told,) = (one for one in remarks(policy, csv(tmp_path / "a.csv", ["case", "applied_on"], [])) if "没有这些" in one)
    assert "项目领域" in told
    assert "申报日期" not in told
