"""Excel workbooks: heads are found by what they say, cells are what Excel shows, and nothing odd passes for empty."""

from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from huimin_rules.errors import InputError
from huimin_rules.loading.tables import spreadsheet
from huimin_rules.loading.tables.heads import Names
from huimin_rules.loading.tables.spreadsheet import Sheet, letters, workbook
from huimin_rules.norms.columns import application_columns
from huimin_rules.norms.policy import Policy
from tests.loading.tables.support import blocks, facts, remarks, whole

Saved = Callable[..., Path]


@pytest.fixture
def saved(tmp_path: Path) -> Saved:
    """A workbook of sheets, each a list of rows."""

    def save(**sheets: list[list[object]]) -> Path:
        book = Workbook()
        assert book.active is not None
        book.remove(book.active)
        for title, rows in sheets.items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(row)
        book.save(tmp_path / "book.xlsx")
        return tmp_path / "book.xlsx"

    return save


def sheet_of(path: Path, policy: Policy, title: str = "申请") -> Sheet:
    names = Names(application_columns(policy))
    return workbook(path).sheet(title, names.is_name, names.is_known)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (120, "120"),
        (120.0, "120"),
        (0.1 + 0.2, "0.3"),
        (1e-7, "0.0000001"),
        (12345678901234567, "12345678901234600"),
        ("001", "001"),
        (" 是 ", "是"),
        (True, "true"),
        (date(2022, 9, 1), "2022-09-01"),
        (datetime(2022, 9, 1, 12), "2022-09-01 12:00:00"),
        (time(9, 30), "09:30:00"),
        ("=1+1 ", None),
    ],
)
def test_a_cell_is_what_excel_shows(saved: Saved, policy: Policy, cell: object, text: str | None) -> None:
    frame, rows, odd = whole(sheet_of(saved(申请=[["case", "申报日期"], ["1", cell]]), policy))
    assert frame["申报日期"].to_list() == [text]
    assert rows == (2,)
    assert odd == ({2: ("B 列显示 没有算出值的公式",)} if text is None else {})


def test_an_error_is_no_empty_cell(saved: Saved, policy: Policy, tmp_path: Path) -> None:
    path = saved(
        申请=[["case", "申报日期", "说明"], ["1", "#N/A", "x"], ["2", None, "#DIV/0!"], ["3", "2022-03-01", "y"]]
    )
    frame, _, odd = whole(sheet_of(path, policy))
    assert odd == {2: ("B 列显示 #N/A",), 3: ("C 列显示 #DIV/0!",)}
    assert frame.height == 3


def test_heads_are_found_below_titles_and_far_from_the_corner(saved: Saved, policy: Policy) -> None:
    rows: list[list[object]] = [
        [],
        ["登记表 2022"],
        [None, "申请编号", "项目领域"],
        [None, "a", "生态环境"],
        [],
        [None, None, "人口健康"],
    ]
    frame, numbers, _ = whole(sheet_of(saved(申请=rows), policy))
    assert frame.to_dict(as_series=False) == {"申请编号": ["a", None], "项目领域": ["生态环境", "人口健康"]}
    assert numbers == (4, 6)


def test_names_stand_before_labels(saved: Saved, policy: Policy) -> None:
    rows: list[list[object]] = [
        ["编号", "申报日期", "项目领域"],
        ["case", "applied_on", "plan.field"],
        ["a", "2022-03-01", "ecology"],
    ]
    path = saved(申请=rows)
    assert sheet_of(path, policy).heads == ("case", "applied_on", "plan.field")
    assert facts(policy, path) == {"a": {"applied_on": "2022-03-01", "plan": {"field": "ecology"}}}


def test_a_place_has_the_letter_of_its_column_and_its_label(saved: Saved, policy: Policy) -> None:
    (block,) = blocks(policy, saved(申请=[["case", None, "plan.field"], ["a"], ["b", None, "x"]]))
    assert block.place(1, "plan.field").endswith("book.xlsx 工作表“申请” 第 3 行 C 列“项目领域”")
    assert block.place(0, "applied_on").endswith("第 2 行（applied_on）")
    assert [letters(one) for one in (0, 25, 26, 701, 702, 16383)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]


def test_sheets_of_lists_belong_to_their_applications(saved: Saved, policy: Policy) -> None:
    path = saved(
        说明=[["谁都可以写"]],
        申请=[["申请编号", "合作单位数"], [1, 0], [2, None], [3, 1]],
        合作单位=[["申请编号", "合作单位名称", "合作协议已签订"], ["2", "甲", "是"], [3, "乙", None]],
    )
    assert facts(policy, path) == {
        "1": {"collaboration": {"partners": []}},
        "2": {"collaboration": {"partners": [{"name": "甲", "agreement_signed": True}]}},
        "3": {"collaboration": {"partners": [{"name": "乙"}]}},
    }
    (block,) = blocks(policy, path)
    assert block.place(2, "collaboration.partners[0].agreement_signed").endswith(
        "工作表“合作单位” 第 3 行 C 列“合作协议已签订”"
    )
    assert any("没有读的工作表：“说明”" in one for one in remarks(policy, path))


def test_a_sheet_of_a_wrong_name_is_said_with_the_nearest(saved: Saved, policy: Policy) -> None:
    path = saved(申请=[["case"], ["1"]], 项目承担单位表=[["case", "role"], ["1", "lead"]])
    assert any("“项目承担单位表”（是否想叫“项目承担单位”？）" in one for one in remarks(policy, path))


def test_the_applications_stand_in_the_first_sheet_or_the_one_that_is_named(saved: Saved, policy: Policy) -> None:
    path = saved(合作单位=[["case", "name"], ["1", "甲"]], 二〇二二=[["case", "plan.field"], ["1", "ecology"]])
    assert facts(policy, path)["1"]["plan"] == {"field": "ecology"}
    other = saved(a=[["case"], ["1"]], b=[["case", "plan.field"], ["1", "ecology"]])
    assert facts(policy, f"{other}#b") == {"1": {"plan": {"field": "ecology"}}}
    with pytest.raises(InputError, match="“c”"):
        facts(policy, f"{other}#c")


def test_what_is_no_workbook(tmp_path: Path, policy: Policy, saved: Saved) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"PK\x03\x04 no")
    with pytest.raises(InputError, match="打不开的文件"):
        facts(policy, tmp_path / "a.xlsx")
    with pytest.raises(InputError, match="没有这个文件"):
        facts(policy, tmp_path / "b.xlsx")
    with pytest.raises(InputError, match="空的工作表"):
        facts(policy, saved(申请=[]))
    with pytest.raises(InputError, match="“项目领域”不止一次"):
        facts(policy, saved(申请=[["case", "项目领域", "项目领域"]]))


@pytest.mark.parametrize(
    ("number_format", "text"),
    [("0%", "30%"), ("0.00%", "30%"), ("[Red]0.0%;-0.0%", "30%"), ("General", "0.3"), ("0.00", "0.3")],
)
def test_a_percentage_is_what_excel_shows(saved: Saved, policy: Policy, number_format: str, text: str) -> None:
    """30% and 0.3 are the same number in the file: how it is shown tells them apart."""
    path = saved(申请=[["case", "申报日期"], ["1", 0.3], ["2", 1]])
    book = load_workbook(path)
    book["申请"]["B2"].number_format = number_format
    book.save(path)
    frame, _, _ = whole(sheet_of(path, policy))
    assert frame["申报日期"].to_list() == [text, "1"]


def test_pieces_of_a_sheet(saved: Saved, policy: Policy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet, "ROWS", 2)
    path = saved(申请=[["case", "申报日期"], *([str(number), "2022-03-01"] for number in range(5))])
    pieces = list(sheet_of(path, policy).pieces(["case"]))
    assert [piece.frame["case"].to_list() for piece in pieces] == [["0", "1"], ["2", "3"], ["4"]]
    assert [piece.rows for piece in pieces] == [(2, 3), (4, 5), (6,)]
    assert pieces[-1].share == 1
