"""Excel workbooks: heads are found by what they say, cells are what Excel shows, and nothing odd passes for empty."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook

from huimin_rules.errors import InputError
from huimin_rules.loading.tables import sheet_slices, spreadsheet
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
    assert odd == ({2: ("申报日期 列显示 没有算出值的公式",)} if text is None else {})


@pytest.mark.parametrize(
    ("cell", "text", "odd"),
    [
        ('<c r="B2" t="b"><f aca="false">TRUE()</f><v>1</v></c>', "true", None),
        ('<c r="B2"><f>1+1</f>\n <v xml:space="preserve">2</v></c>', "2", None),
        ('<c r="B2" t="str"><f>A1&amp;""</f><v></v></c>', None, None),
        ('<c r="B2"><f>1+1</f><v></v></c>', None, "没有算出值的公式"),
        ('<c r="B2"><f>1+1</f><v/></c>', None, "没有算出值的公式"),
        ('<c r="B2"><f>1+1</f></c>', None, "没有算出值的公式"),
        ('<c r="B2"><f t="shared" si="0"/></c>', None, "没有算出值的公式"),
        ('<c r="B2"><f><![CDATA[1<2]]></f></c>', None, "没有算出值的公式"),
        ('<c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c>', None, "#DIV/0!"),
        ("<c t='e' r='B2'><v>#REF!</v></c>", None, "#REF!"),
        ('<c r="B2" t="e"/>', None, "错误值"),
        ('<c r="B2"/>', None, None),
    ],
)
def test_a_formula_has_a_value_or_says_so(
    saved: Saved, policy: Policy, cell: str, text: str | None, odd: str | None
) -> None:
    path = rewritten(saved(申请=[["case", "申报日期"], ["1", "x"]]), (r'<c r="B2".*?</c>', cell))
    frame, _, found = whole(sheet_of(path, policy))
    assert frame["申报日期"].to_list() == [text]
    assert found == ({} if odd is None else {2: (f"申报日期 列显示 {odd}",)})


def test_an_error_is_no_empty_cell(saved: Saved, policy: Policy, tmp_path: Path) -> None:
    path = saved(
        申请=[["case", "申报日期", "说明"], ["1", "#N/A", "x"], ["2", None, "#DIV/0!"], ["3", "2022-03-01", "y"]]
    )
    frame, _, odd = whole(sheet_of(path, policy))
    assert odd == {2: ("申报日期 列显示 #N/A",), 3: ("说明 列显示 #DIV/0!",)}
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
    sheet = sheet_of(saved(申请=rows), policy)
    frame, numbers, _ = whole(sheet)
    assert frame.to_dict(as_series=False) == {"申请编号": ["a", None], "项目领域": ["生态环境", "人口健康"]}
    assert numbers == (4, 6)
    # A row is one whichever of its columns are asked for.
    assert [(piece.rows, piece.frame.columns) for piece in sheet.pieces(["申请编号"])] == [((4, 6), ["申请编号"])]


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


def parts_of(path: Path) -> dict[str, bytes]:
    with ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def written(path: Path, parts: Mapping[str, str]) -> Path:
    with ZipFile(path, "w") as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return path


def rewritten(path: Path, *changes: tuple[str, str]) -> Path:
    """The same workbook, its sheets written in another way."""
    parts = {name: part.decode() for name, part in parts_of(path).items()}
    for name in [one for one in parts if one.startswith("xl/worksheets/")]:
        for pattern, other in changes:
            parts[name], count = re.subn(pattern, other, parts[name])
            assert count
    return written(path, parts)


def shared(path: Path) -> Path:
    """The same workbook, its texts written as Excel writes them: each once, beside the sheets."""
    parts = {name: part.decode() for name, part in parts_of(path).items()}
    texts: list[str] = []

    def put(cell: re.Match[str]) -> str:
        texts.append(cell[2])
        return f'{cell[1]} t="s"><v>{len(texts) - 1}</v></c>'

    for name in [one for one in parts if one.startswith("xl/worksheets/")]:
        parts[name] = re.sub(r'(<c [^>]*?) t="inlineStr"><is>(.*?)</is></c>', put, parts[name])
    items = "".join(f"<si>{text}</si>" for text in texts)
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return written(path, {**parts, "xl/sharedStrings.xml": f'<sst xmlns="{space}">{items}</sst>'})


ROWS: list[list[object]] = [
    [None],
    ["登记表", None, None, None],
    [None, "case", "申报日期", "说明"],
    *[
        list[object]((None, f"申请 {number}", one, "" if number % 3 else "一样的话"))
        for number, one in enumerate((date(2022, 3, 1), "#N/A", None, "=1+1", 0.3, 7, True, "<&>") * 3)
    ],
    [None],
    [None, "最后", None, None],
]
WAYS: dict[str, tuple[tuple[str, str], ...]] = {
    "as it is": (),
    "rows without numbers": ((r'<row r="\d+"', "<row"),),
    "cells without places": ((r'<c r="[A-Z]+\d+"', "<c"),),
    "neither": ((r'<(row|c) r="[A-Z]*\d+"', r"<\1"),),
    "with a prefix": (
        (r"<(/?)(worksheet|sheetData|row|c|v|f|is|t)\b", r"<\1x:\2"),
        (r'xmlns="', 'xmlns:x="'),
        (r"<(?!/?x:)[^>]*>", ""),
    ),
    "with shared texts": (),
    "with a comment": ((r"(<row r=\"1[0-9]\")", r"<!-- </row> -->\1"),),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("size", [1, 700, 1 << 20])
def test_a_sheet_is_the_same_however_it_is_written_and_cut(
    saved: Saved, policy: Policy, monkeypatch: pytest.MonkeyPatch, way: str, size: int
) -> None:
    # Each cell stands there, so that cells without places stand at theirs.
    rows = [["" if cell is None else cell for cell in row] for row in ROWS]
    path = saved(申请=rows)
    expected = whole(sheet_of(path, policy))
    assert (expected[0].height, expected[1][-1], len(expected[2])) == (25, 29, 6)
    if way == "with shared texts":
        shared(path)
    else:
        rewritten(path, *WAYS[way])
    monkeypatch.setattr(sheet_slices, "SLICE", size)
    monkeypatch.setattr(sheet_slices, "_PIECE", min(size, 100))
    frame, numbers, odd = whole(sheet_of(path, policy))
    assert frame.equals(expected[0])
    assert (numbers, odd) == expected[1:]


@pytest.mark.parametrize("texts", ["inline", "shared"])
def test_slices_hold_some_rows_each(saved: Saved, monkeypatch: pytest.MonkeyPatch, texts: str) -> None:
    """Where texts stand beside the sheet they are read for each slice: so a slice is no smaller than they are."""
    path = saved(申请=[["case", "申报日期"], *([f"申请 {number}", date(2022, 3, 1)] for number in range(40))])
    if texts == "shared":
        shared(path)
    monkeypatch.setattr(sheet_slices, "_PIECE", 10)
    monkeypatch.setattr(sheet_slices, "SLICE", 1)
    slices = list(sheet_slices.SheetSlices(path, "申请", "xl/worksheets/sheet1.xml"))
    assert [row[0] for one in slices for row in one.rows] == ["case", *(f"申请 {number}" for number in range(40))]
    assert [one.top for one in slices[1:]] == [one.top + len(one.rows) for one in slices[:-1]]
    assert slices[0].share < 0.5 < slices[-1].share <= 1
    parts = parts_of(path)
    if texts == "inline":
        assert len(slices) == 41
    else:
        assert 1 < len(slices) <= 1 + len(parts["xl/worksheets/sheet1.xml"]) // len(parts["xl/sharedStrings.xml"])


@pytest.mark.parametrize("damage", ["torn", "cut short"])
def test_a_sheet_that_ends_in_the_middle_is_refused(saved: Saved, policy: Policy, damage: str) -> None:
    path = saved(申请=[["case", "申报日期"], *([f"申请 {number}", "2022-03-01"] for number in range(2000))])
    if damage == "cut short":
        rewritten(path, (r'(?s)<row r="1500".*', ""))
    else:
        raw = path.read_bytes()
        with ZipFile(path) as package:
            info = package.getinfo("xl/worksheets/sheet1.xml")
        middle = info.header_offset + info.compress_size // 2
        path.write_bytes(raw[:middle] + bytes(200) + raw[middle + 200 :])
    with pytest.raises(InputError, match="打不开的文件"):
        whole(sheet_of(path, policy))
