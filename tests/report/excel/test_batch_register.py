"""The workbook of a batch: one row an application whatever their number, reasons as far as there is room."""

import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from huimin_rules.errors import InputError
from huimin_rules.report.excel import batch_register
from huimin_rules.report.excel.batch_register import BatchRegister, RegisterRow
from huimin_rules.report.excel.register import POLICIES, REASONS, SETTLED
from huimin_rules.report.phrases import CHINESE
from huimin_rules.report.titles import REGISTER
from huimin_rules.verdict import NOTICE, Conclusion, Status
from tests.report.decided import example

CASE = example("county-hospital")
OPEN = [one for one in CASE.verdict.findings if one.status not in SETTLED]


def row(key: str = "1", **more: object) -> RegisterRow:
    about = {"row": 2, "subject": ("甲、乙", date(2022, 3, 1)), "conclusion": Conclusion.INELIGIBLE, "counts": {}}
    return RegisterRow(key=key, **(about | more))  # type: ignore[arg-type]  # a test gives what it likes


def written(path: Path, rows: list[RegisterRow], explained: int = 0) -> Workbook:
    book = BatchRegister(path, ("单位", "申报日期"), frozenset(("申报日期",)))
    for one in rows:
        number = book.add(one)
        if number <= explained and book.takes_reasons:
            book.explain(number, one.key or "", CASE.verdict)
    book.close(CASE.verdict.policy, {"汇总": (("自查结论", "份数"), [["全部", len(rows)]])})
    return load_workbook(path)


def table(book: Workbook, title: str) -> list[dict[str, object]]:
    _, heads, *rows = book[title].iter_rows(values_only=True)
    return [dict(zip(map(str, heads), one, strict=True)) for one in rows]


def test_an_application_is_one_row_and_each_open_finding_is_one(tmp_path: Path) -> None:
    rows = [
        row("1", counts={Status.UNMET: 2, Status.MET: 1}, unmet="第一条", open="第二条", blockers="甲的乙"),
        row("2", conclusion=None, fault="第 3 行: 应为日期"),
    ]
    book = written(tmp_path / "a.xlsx", rows, explained=1)
    first, second = table(book, REGISTER)
    assert (first["序号"], first["申请编号"], first["单位"], first["自查结论"]) == (1, "1", "甲、乙", "不符合条件")
    assert [first[name] for name in CHINESE.statuses.values()] == [1, 2, 0, 0, 0, 0, 0]
    assert (first["不符合的条款"], first["尚待确定的条款"], first["待定的原因"]) == ("第一条", "第二条", "甲的乙")
    assert (second["自查结论"], second["读不出的原因"], second["符合"]) == ("读不出", "第 3 行: 应为日期", None)
    why = table(book, REASONS)
    assert [(one["申请"], one["审查内容"], one["原文"], one["理由"]) for one in why] == [
        ("1", one.title, one.quote, one.reason) for one in OPEN
    ]
    (policy, *_) = table(book, POLICIES)
    assert (policy["编号"], policy["规则的摘要"], policy["申请数"]) == (CASE.policy.id, CASE.policy.digest, 2)
    assert table(book, "汇总") == [{"自查结论": "全部", "份数": 2}]


def test_reasons_end_where_a_sheet_ends_and_say_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch_register, "MAX_ROWS", 2 * len(OPEN) + 2)
    book = written(tmp_path / "a.xlsx", [row(str(number)) for number in range(5)], explained=5)
    assert len(table(book, REGISTER)) == 5
    *why, last = table(book, REASONS)
    assert [one["申请"] for one in why] == ["0"] * len(OPEN) + ["1"] * len(OPEN)
    assert "没有列出" in str(last["序号"])


def test_more_applications_than_a_sheet_holds_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch_register, "MAX_ROWS", 2)
    book = BatchRegister(tmp_path / "a.xlsx", ("单位", "申报日期"), frozenset())
    book.add(row())
    book.add(row())
    with pytest.raises(InputError, match="更多的写入"):
        book.add(row())
    book.abandon()
    assert not (tmp_path / "a.xlsx").exists()


def test_heads_stay_are_filtered_and_printed_and_rows_show_their_text(tmp_path: Path) -> None:
    long = "、".join(["第六条第（一）项"] * 20)
    book = written(tmp_path / "a.xlsx", [row(), row(unmet=long)], explained=1)
    for title in (REGISTER, REASONS):
        sheet = book[title]
        assert sheet.auto_filter.ref == f"A2:{sheet.cell(2, sheet.max_column).coordinate[:-1]}{sheet.max_row}"
        assert str(sheet.freeze_panes).endswith("3")
        assert sheet.print_title_rows == "$1:$2"
        assert str(sheet["A1"].value).endswith(NOTICE)
        header = sheet.oddHeader
        assert header is not None
        assert header.right.text == NOTICE
    main = book[REGISTER]
    (unmet,) = [cell for cell in main[2] if cell.value == "不符合的条款"]
    room = main.column_dimensions[unmet.column_letter].width
    lines = len(long) * 2 / room
    assert main.row_dimensions[4].height > main.row_dimensions[3].height
    assert main.row_dimensions[4].height >= lines * 12


def test_a_text_is_no_formula_and_a_day_is_a_day(tmp_path: Path) -> None:
    book = written(tmp_path / "a.xlsx", [row("=1+1", fault=("@x",), conclusion=None)])
    cells = {str(head.value): cell for head, cell in zip(book[REGISTER][2], book[REGISTER][3], strict=True)}
    assert (cells["申请编号"].value, cells["申请编号"].data_type) == ("=1+1", "s")
    assert cells["申请编号"].quotePrefix
    assert isinstance(cells["申报日期"].value, datetime)


def test_what_cannot_be_read_stands_line_by_line_and_all_of_it_is_shown(tmp_path: Path) -> None:
    faults = ("第 7 行 B 列: 应为日期", "第 7 行 C 列: 应为\n选项", "=1", "第 7 行 D 列: 应为日期")
    book = written(tmp_path / "a.xlsx", [row(fault=faults[:1], conclusion=None), row(fault=faults, conclusion=None)])
    sheet = book[REGISTER]
    (column,) = [cell.column for cell in sheet[2] if cell.value == "读不出的原因"]
    assert sheet.cell(4, column).value == "\n".join(faults).replace("为\n选", "为‹U+000A›选")
    assert sheet.cell(4, column).alignment.wrap_text
    one, four = (sheet.row_dimensions[place].height for place in (3, 4))
    assert four - one == 3 * (one - 4)


def test_the_same_results_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        written(tmp_path / name, [row()], explained=1)
    one, other = ((tmp_path / name).read_bytes() for name in ("a.xlsx", "b.xlsx"))
    assert one == other
    with zipfile.ZipFile(io.BytesIO(one)) as package:
        assert {part.date_time for part in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
