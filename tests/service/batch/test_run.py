"""A batch from file to file: every row comes out once, each as `check` says, whatever the formats and the blocks."""

import json
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from openpyxl import Workbook, load_workbook

from huimin_rules.errors import InputError
from huimin_rules.loading.tables import csv_file, parquet
from huimin_rules.norms.norm import Modality
from huimin_rules.norms.policy import Policy
from huimin_rules.report.excel.register import REASONS, SETTLED
from huimin_rules.report.language import Language
from huimin_rules.report.titles import REGISTER
from huimin_rules.service import check, load_policy
from huimin_rules.service.batch.run import batch
from huimin_rules.service.batch.summary import MOST_TOLD
from huimin_rules.verdict import Conclusion
from huimin_rules.verdict.wording import CONCLUSION_NAMES, STATUS_NAMES
from tests.loading.tables.support import csv

ROWS = [
    ["1", "2022-03-01", "ecology", "否"],
    ["2", "2023/3/1", "其他领域", "是"],
    ["=3", "2022-03-01", "人口", "是"],
    ["4", "", "", ""],
    ["", "2022-03-01", "", ""],
]
HEADS = ["case", "申报日期", "项目领域", "plan.leading_group"]
FACTS: list[dict[str, object] | None] = [
    {
        "applied_on": "2022-03-01",
        "plan": {"field": "ecology", "leading_group": False},
        "applicants": [{"role": "lead"}],
    },
    {"applied_on": "2023-03-01", "plan": {"field": "other", "leading_group": True}},
    None,
    {},
    None,
]


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load_policy("gongyi-huimin-2021")


@pytest.fixture(params=[2, 1000])
def source(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Applications, and applicants one of whom belongs to none; read in blocks of two rows, or all at once."""
    monkeypatch.setattr(csv_file, "ROWS", request.param)
    monkeypatch.setattr(parquet, "ROWS", request.param)
    csv(tmp_path / "units.csv", ["case", "role"], [["9", "lead"], ["1", "牵头单位"]])
    return csv(tmp_path / "in.csv", HEADS, ROWS)


def lists(source: Path) -> dict[str, str]:
    return {"applicants": str(source.with_name("units.csv"))}


def test_parquet_has_ids(policy: Policy, source: Path, tmp_path: Path) -> None:
    summary = batch(policy, str(source), tmp_path / "out.parquet", lists=lists(source))
    rows = pl.read_parquet(tmp_path / "out.parquet").to_dicts()
    assert [row["case"] for row in rows] == ["1", "2", "=3", "4", None, "9"]
    assert [row["row"] for row in rows] == [2, 3, 4, 5, 6, None]
    for row, facts in zip(rows, [*FACTS, None], strict=True):
        if facts is None:
            assert (row["conclusion"], row["blockers"]) == (None, [])
            assert {row[norm.id] for norm in policy.findable} == {None}
            continue
        verdict = check(policy, facts)
        assert row["conclusion"] == verdict.conclusion
        assert {one.norm: row[one.norm] for one in verdict.findings} == {
            one.norm: one.status for one in verdict.findings
        }
        names = {f"{one.kind}:{one.name.replace('[0]', '[]')}" for each in verdict.findings for one in each.blockers}
        assert set(row["blockers"]) == names
        assert row["input_error"] is None
    told = [(row["input_error"] or "").replace(f"{tmp_path}/", "") for row in rows]
    assert told[2].startswith("in.csv 第 4 行 项目领域 列: 应为人口健康、")
    assert told[2].endswith("实为“人口”；是否想写 人口健康？")
    assert told[4] == "in.csv 第 6 行 case 列“申请编号”: 应为申请编号，实为空"
    assert told[5] == "units.csv 第 2 行: 没有申请编号为“9”的申请"
    assert summary.conclusions == {Conclusion.INELIGIBLE: 1, Conclusion.NOT_IN_FORCE: 1, Conclusion.INCOMPLETE: 1}
    assert (summary.total, summary.unreadable) == (6, 3)


@pytest.mark.parametrize("language", list(Language))
def test_csv_has_words_and_no_formulas(policy: Policy, source: Path, tmp_path: Path, language: Language) -> None:
    batch(policy, str(source), tmp_path / "out.csv", lists=lists(source), language=language)
    raw = (tmp_path / "out.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    frame = pl.read_csv(raw, infer_schema=False)
    assert frame.height == 6
    rows = frame.rows()
    assert [row[1] for row in rows] == ["1", "2", "'=3", "4", None, "9"]
    verdict = check(policy, FACTS[0] or {})
    first = dict(zip(frame.columns, rows[0], strict=True))
    if language is Language.ENGLISH:
        assert first["conclusion"] == "Not eligible"
        assert first["art7.i4.leading_group"] == "not met"
        return
    assert first["自查结论"] == CONCLUSION_NAMES[verdict.conclusion]
    for one in verdict.findings:
        assert first[f"{policy.norm_by_id[one.norm].ground.clause.label} {one.title}"] == STATUS_NAMES[one.status]


def test_the_workbook_has_a_row_for_each_and_reasons_of_the_reference_engine(
    policy: Policy, source: Path, tmp_path: Path
) -> None:
    readings = {"consortium": "lead_only"}
    batch(policy, str(source), tmp_path / "out.xlsx", lists=lists(source), readings=readings)
    book = load_workbook(tmp_path / "out.xlsx")
    _, heads, *rows = book[REGISTER].iter_rows(values_only=True)
    table = [dict(zip(heads, row, strict=True)) for row in rows]
    assert [row["申请编号"] for row in table] == ["1", "2", "=3", "4", None, "9"]
    assert [row["项目领域"] for row in table] == ["生态环境", "其他领域", "人口", None, None, None]
    _, heads, *rows = book[REASONS].iter_rows(values_only=True)
    expected = [
        (key, one.title, STATUS_NAMES[one.status], one.reason)
        for key, facts in zip("1234", FACTS, strict=False)
        if facts is not None
        for one in check(policy, facts, readings).findings
        if one.status not in SETTLED
    ]
    found = [dict(zip(heads, row, strict=True)) for row in rows]
    assert [(row["申请"], row["审查内容"], row["结论"], row["理由"]) for row in found] == expected


def test_reasons_are_given_for_as_many_as_are_asked_for(policy: Policy, source: Path, tmp_path: Path) -> None:
    for asked, keys in ((0, []), (1, ["1"]), (9, ["1", "2", "4"])):
        batch(policy, str(source), tmp_path / "out.xlsx", lists=lists(source), explained=asked, force=True)
        _, _, *rows = load_workbook(tmp_path / "out.xlsx")[REASONS].iter_rows(values_only=True)
        assert list(dict.fromkeys(row[1] for row in rows if row[1] is not None)) == keys
        assert ["没有列出" in str(row[0]) for row in rows].count(True) == (asked < 3)


def test_the_summary_names_what_failed_most(policy: Policy, tmp_path: Path) -> None:
    rows = [[str(number), "2022-03-01", "", "否" if number < 3 else "x"] for number in range(30)]
    summary = batch(policy, str(csv(tmp_path / "in.csv", HEADS, rows)), tmp_path / "out.csv")
    first, *others = summary.norms()
    assert (first.norm.id, first.failed) == ("art7.i4.leading_group", 3)
    assert not any(one.failed for one in others)
    decides = [one.norm.modality.decides for one in summary.norms()]
    assert decides == sorted(decides, reverse=True)
    assert Modality.PRIORITY in {one.norm.modality for one in summary.norms()}
    assert len(summary.problems) == MOST_TOLD
    assert summary.untold == 27 - MOST_TOLD


@pytest.mark.parametrize("suffix", ["csv", "parquet", "xlsx"])
def test_a_table_without_rows_has_its_heads(policy: Policy, tmp_path: Path, suffix: str) -> None:
    target = tmp_path / f"out.{suffix}"
    assert batch(policy, str(csv(tmp_path / "in.csv", HEADS, [])), target).total == 0
    match suffix:
        case "csv":
            assert "自查结论" in target.read_text(encoding="utf-8-sig")
        case "parquet":
            assert pl.read_parquet(target).columns[:3] == ["row", "case", "conclusion"]
        case _:
            assert load_workbook(target)[REGISTER].max_row == 2


def test_nothing_is_overwritten_and_nothing_is_half_written(policy: Policy, source: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    target.write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="--force"):
        batch(policy, str(source), target)
    assert target.read_text(encoding="utf-8") == "mine"
    names = set(tmp_path.iterdir())
    for suffix in ("csv", "parquet", "xlsx"):
        with pytest.raises(ValueError, match="on purpose"):
            batch(policy, str(source), tmp_path / f"new.{suffix}", progress=_fail)
        assert set(tmp_path.iterdir()) == names
    batch(policy, str(source), target, force=True)
    assert "自查结论" in target.read_text(encoding="utf-8-sig")
    with pytest.raises(InputError, match="结尾的文件名"):
        batch(policy, str(source), tmp_path / "out.txt")
    with pytest.raises(InputError, match="可以写入的文件"):
        batch(policy, str(source), tmp_path / "absent" / "out.csv")
    with pytest.raises(InputError, match="是否想写 consortium"):
        batch(policy, str(source), target, readings={"consortia": "x"}, force=True)


def _fail(done: int, share: float | None) -> None:
    raise ValueError("on purpose")


def test_progress_ends_at_the_end(policy: Policy, source: Path, tmp_path: Path) -> None:
    seen: list[tuple[int, float | None]] = []
    batch(policy, str(source), tmp_path / "out.csv", progress=lambda done, share: seen.append((done, share)))
    assert seen[-1] == (5, 1.0)
    assert seen == sorted(seen)


def test_a_cell_needs_no_quotes(policy: Policy, tmp_path: Path) -> None:
    source = csv(tmp_path / "in.csv", ["case", "applicants"], [["1", '"[{""domicile"": ""41018""}]"']])
    (line,) = told(policy, source)
    assert line.endswith(": 应为由 6 位数字组成的代码，实为“41018”")


def told(policy: Policy, source: Path, **lists: Path) -> list[str]:
    """What is said about the only row of a table, each without the folder."""
    target = source.with_name("out.parquet")
    summary = batch(policy, str(source), target, lists={path: str(one) for path, one in lists.items()})
    (found, *_) = pl.read_parquet(target).to_dicts()
    assert (found["conclusion"], found["blockers"]) == (None, [])
    assert {found[norm.id] for norm in policy.findable} == {None}
    assert summary.unreadable
    return [line.replace(f"{source.parent}/", "") for line in found["input_error"].split("\n")]


def test_what_cannot_be_read_at_all_hides_nothing_else(policy: Policy, tmp_path: Path) -> None:
    """A key that is missing, an element that is null, a list that is no list: the other cells are read all the same."""
    row = {
        "case": None,
        "applied_on": "昨天",
        "applicants": [{"role": "lead"}, None, {"role": "头"}],
        "plan.indicators": "三项",
        "plan.indicators.count": 3,
        "plan.field": "月球",
    }
    pl.DataFrame([row]).write_parquet(tmp_path / "in.parquet")
    assert [line.partition(": ")[0] for line in told(policy, tmp_path / "in.parquet")] == [
        "in.parquet 第 1 行 case 列“申请编号”",
        "in.parquet 第 1 行",
        "in.parquet 第 1 行",
        "in.parquet 第 1 行 applied_on 列“申报日期”",
        "in.parquet 第 1 行 plan.field 列“项目领域”",
        "in.parquet 第 1 行 applicants 列“项目承担单位” 第 3 项 role“角色”",
    ]


def test_without_a_key_nothing_is_said_about_rows_elsewhere(policy: Policy, tmp_path: Path) -> None:
    """Nobody knows which they are: not that there are fewer than the count says."""
    units = csv(tmp_path / "units.csv", ["case", "role"], [["9", "头"]])
    source = csv(tmp_path / "in.csv", ["case", "plan.field", "applicants.count"], [["", "月球", "1"]])
    assert [line.partition(": ")[0] for line in told(policy, source, applicants=units)] == [
        "in.csv 第 2 行 case 列“申请编号”",
        "in.csv 第 2 行 plan.field 列“项目领域”",
    ]


def test_of_a_torn_row_nothing_else_is_said(policy: Policy, tmp_path: Path) -> None:
    """Nobody knows which of its cells is which."""
    source = csv(tmp_path / "in.csv", ["case", "applied_on", "plan.field"], [["1", "ecology"]])
    assert told(policy, source) == ["in.csv 第 2 行: 这一行应有 3 格，实有 2 格"]


def test_beside_a_byte_that_is_no_character_the_rest_is_read(policy: Policy, tmp_path: Path) -> None:
    source = csv(tmp_path / "in.csv", ["case", "applied_on", "plan.goals_clear.by"], [["1", "昨天", f"{'组' * 200}?"]])
    source.write_bytes(source.read_bytes().replace(b"?", b"\xff"))
    said = told(policy, source)
    assert said[0] == "in.csv 第 2 行 plan.goals_clear.by 列“目标明确：由谁认定”: 有不是 UTF-8 的字节"
    assert said[1].startswith("in.csv 第 2 行 applied_on 列“申报日期”: ")


def test_a_cell_of_excel_that_shows_an_error_is_told_once(policy: Policy, tmp_path: Path) -> None:
    """It is not told as a part that lacks, and the other cells are read."""
    book = Workbook()
    page = book.active
    assert page is not None
    determined = {
        f"plan.goals_clear.{part}": cell for part, cell in (("value", True), ("by", "#N/A"), ("reason", "据"))
    }
    page.append(["case", *determined, "applied_on"])
    page.append(["1", *determined.values(), "昨天"])
    book.save(tmp_path / "in.xlsx")
    said = [line.removeprefix("in.xlsx 工作表“Sheet” ") for line in told(policy, tmp_path / "in.xlsx")]
    assert said[0] == "第 2 行 C 列“目标明确：由谁认定”: 显示 #N/A"
    assert [line.partition(": ")[0] for line in said[1:]] == [
        "第 2 行 E 列“申报日期”",
        "第 2 行（plan.goals_clear.on）",
    ]


@pytest.mark.parametrize("message", ["应为: 一个牵头单位", "牵头: 恰好一个"])
def test_the_words_of_a_rule_may_be_any(policy: Policy, tmp_path: Path, message: str) -> None:
    rules = tuple(replace(rule, message=message) for rule in policy.consistency)
    pl.DataFrame({"case": ["1"], "applicants": [[{"role": "lead"}] * 2]}).write_parquet(tmp_path / "in.parquet")
    assert told(replace(policy, consistency=rules, digest=message), tmp_path / "in.parquet") == [
        f"in.parquet 第 1 行 applicants 列“项目承担单位”: {message}（所写的是：2 项）"
    ]


def test_an_error_in_a_column_that_is_left_out_spoils_nothing(policy: Policy, tmp_path: Path) -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(["case", "applied_on", "备注"])
    page.append(["1", "2022-03-01", "#N/A"])
    book.save(tmp_path / "in.xlsx")
    summary = batch(policy, str(tmp_path / "in.xlsx"), tmp_path / "out.csv", left_out=["备注"])
    assert (summary.total, summary.unreadable) == (1, 0)


@pytest.mark.parametrize(
    ("element", "read"),
    [
        ('{"role": "lead", "name": "甲"}', True),
        ('{"good_conditions": {"value": true, "by": "组", "on": "2022-03-01", "reason": "据"}}', True),
        (
            '{"good_conditions": {"value": true, "by": "组", "on": "2022-03-01", "reason": "据", "evidence": ["甲"]}}',
            True,
        ),
        ('{"name": ["甲"]}', False),
        ('{"name": {"value": "甲"}}', False),
        ('{"good_conditions": {"value": true, "by": ["组"]}}', False),
        ('{"good_conditions": {"value": true, "who": "组"}}', False),
        ('{"good_conditions.evidence": [1]}', False),
        ("null", False),
    ],
)
def test_what_json_in_a_cell_may_hold(policy: Policy, tmp_path: Path, element: str, read: bool) -> None:
    """A determination as in an application file; nothing else that is taken for a text of Python's."""
    pl.DataFrame({"case": ["1"], "applicants": [f"[{element}]"]}).write_parquet(tmp_path / "in.parquet")
    summary = batch(policy, str(tmp_path / "in.parquet"), tmp_path / "out.parquet")
    assert summary.unreadable == (0 if read else 1)
    (row,) = pl.read_parquet(tmp_path / "out.parquet").to_dicts()
    if read:
        verdict = check(policy, {"applicants": [json.loads(element)]})
        assert {one.norm: row[one.norm] for one in verdict.findings} == {
            one.norm: one.status for one in verdict.findings
        }
