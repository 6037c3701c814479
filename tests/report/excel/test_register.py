"""审查登记表: every application one row, every reason one row, every policy one row; text is text and days are days."""

import io
import re
import zipfile
from collections import Counter
from datetime import date, datetime
from typing import Final

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from huimin_rules.errors import InputError
from huimin_rules.report.excel.register import POLICIES, REASONS, SETTLED, Entry, Recorded, register
from huimin_rules.report.phrases import CHINESE
from huimin_rules.report.subject import DayNamed, Named, Subject
from huimin_rules.report.titles import REGISTER
from huimin_rules.report.typography import width
from huimin_rules.verdict import NOTICE, Status
from huimin_rules.visible import visible
from tests.report.decided import HOSTILE, doubtful, example, hostile, sample

_MISTAKEN: Final = ("=1+1", "+1", "-1", "@SUM(A1)", "＝1", " =1", "#N/A", "TRUE", "00123", "1e5")
_ESCAPED: Final = re.compile(r"_x005F_(?=x[0-9A-Fa-f]{4}_)")


def _entries() -> list[Entry]:
    return [Entry(one.subject, one.verdict) for one in (*sample(), hostile())]


def _book(entries: list[Entry]) -> Workbook:
    return load_workbook(io.BytesIO(register(entries)))


def _sheet(book: Workbook, name: str) -> Worksheet:
    found = book[name]
    assert isinstance(found, Worksheet)
    return found


def _table(sheet: Worksheet) -> list[dict[str, object]]:
    _, heads, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, heads), map(_read, row), strict=True)) for row in rows]


def _read(value: object) -> object:
    """As a spreadsheet reads a cell."""
    if isinstance(value, datetime):
        return value.date()
    return _ESCAPED.sub("_", value) if isinstance(value, str) else value


def test_every_application_has_one_row() -> None:
    entries = _entries()
    table = _table(_sheet(_book(entries), REGISTER))
    assert len(table) == len(entries)
    for number, (row, one) in enumerate(zip(table, entries, strict=True), 1):
        verdict, subject = one.verdict, one.subject
        assert verdict is not None
        assert row["序号"] == number
        assert row["申请"] == visible(subject.source)
        assert row["自查结论"] == CHINESE.conclusions[verdict.conclusion]
        assert row["概括"] == visible(verdict.summary)
        counts = Counter(finding.status for finding in verdict.findings)
        for status, name in CHINESE.statuses.items():
            assert row[name] == counts[status]
        unmet = [one for one in verdict.findings if one.modality.decides and one.status is Status.UNMET]
        assert row["不符合的条款"] == ("、".join(dict.fromkeys(one.citation.label for one in unmet)) or None)
        assert row["要办的事项"] == len(verdict.supplements)
        if subject.day is not None:
            assert row[subject.day.label] == subject.day.day
        if subject.parties is not None:
            value = subject.parties.value
            assert row[subject.parties.label] == (None if value is None else visible(value))
        for kind in subject.kinds:
            assert row[kind.label] == kind.value


def test_every_finding_that_is_open_or_not_met_has_one_row() -> None:
    entries = _entries()
    table = _table(_sheet(_book(entries), REASONS))
    expected = [
        (number, finding, one.verdict)
        for number, one in enumerate(entries, 1)
        if one.verdict is not None
        for finding in one.verdict.findings
        if finding.status not in SETTLED
    ]
    assert len(table) == len(expected)
    for row, (number, finding, verdict) in zip(table, expected, strict=True):
        told = {
            "序号": number,
            "条款": finding.citation.label,
            "审查内容": finding.title,
            "原文": finding.quote,
            "结论": CHINESE.statuses[finding.status],
            "理由": visible(finding.reason),
        }
        assert {head: row[head] for head in told} == told
        do = "；".join(one.what for one in verdict.supplements if finding.norm in one.norms)
        assert row["怎样办"] == (do or None)


def test_every_policy_has_one_row_with_its_digests() -> None:
    entries = _entries()
    sheet = _sheet(_book(entries), POLICIES)
    used = Counter(one.verdict.policy for one in entries if one.verdict is not None)
    table = [row for row in _table(sheet) if row["申请数"] is not None]
    assert [(row["编号"], row["规则的摘要"], row["原文的 SHA-256"], row["申请数"]) for row in table] == [
        (policy.id, policy.digest, policy.text_sha256, count) for policy, count in used.items()
    ]
    text = " ".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row)
    assert "huimin policies" in text


def test_heads_stay_are_filtered_and_are_printed_on_every_page() -> None:
    for sheet in _book(_entries()).worksheets:
        assert str(sheet["A1"].value).endswith(NOTICE)
        assert sheet.freeze_panes in ("C3", "A3")
        assert re.fullmatch(r"A2:[A-Z]+\d+", str(sheet.auto_filter.ref))
        assert sheet.print_title_rows == "$1:$2"
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.oddHeader is not None
        assert sheet.oddHeader.right.text == NOTICE


def test_columns_and_rows_show_their_text() -> None:
    for sheet in _book(_entries()).worksheets:
        for row in sheet.iter_rows(min_row=3):
            for cell in row:
                if cell.value is None or not cell.alignment.wrap_text or cell.coordinate in sheet.merged_cells:
                    continue
                room = sheet.column_dimensions[cell.column_letter].width
                height = sheet.row_dimensions[cell.row].height
                lines = -(-width(str(_read(cell.value))) // max(1, int(room)))
                assert height is not None
                assert height >= min(lines * 12, 409)


@pytest.mark.parametrize("text", [*HOSTILE, *_MISTAKEN])
def test_no_text_is_a_formula_a_number_or_an_error(text: str) -> None:
    one = example("eligible")
    subject = Subject(text, Named("单位", text), DayNamed("日期", None), (), project=text, case=text)
    sheet = _sheet(_book([Entry(subject, one.verdict)]), REGISTER)
    cells = [cell for cell in sheet[3] if _read(cell.value) == visible(text)]
    assert len(cells) == 4
    assert all(cell.data_type == "s" for cell in cells)
    formula = re.match(r"[ \u3000]*[=+\-@＝]", text) is not None
    assert all(bool(cell.quotePrefix) is formula for cell in cells)


def test_what_looks_like_an_escape_of_a_cell_is_escaped() -> None:
    one = example("eligible")
    data = register([Entry(Subject("_x0041_"), one.verdict)])
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert "_x005F_x0041_" in package.read("xl/worksheets/sheet1.xml").decode()


def test_readings_that_were_fixed_and_what_is_worth_a_look_have_columns() -> None:
    case = doubtful()
    (row,) = _table(_sheet(_book([Entry(case.subject, case.verdict)]), REGISTER))
    assert row["解释口径"] == "consortium=lead_only（由使用者指定）；field_gate=field（由使用者指定）"
    (warning,) = case.verdict.warnings
    assert row["核对提示"] == f"{warning.fact}：{warning.message}"
    other = example("eligible")
    assert "解释口径" not in _table(_sheet(_book([Entry(other.subject, other.verdict)]), REGISTER))[0]


def test_days_are_days_unless_a_spreadsheet_counts_them_wrongly() -> None:
    one = example("eligible")
    for day, value in ((date(2022, 5, 20), date(2022, 5, 20)), (date(1900, 2, 28), "1900-02-28")):
        subject = Subject("甲", None, DayNamed("申报日期", day))
        (row,) = _table(_sheet(_book([Entry(subject, one.verdict)]), REGISTER))
        assert row["申报日期"] == value


def test_a_text_longer_than_a_cell_says_that_it_was_cut() -> None:
    one = example("eligible")
    (row,) = _table(_sheet(_book([Entry(Subject("长" * 40_000), one.verdict)]), REGISTER))
    assert str(row["申请"]).endswith("长…")
    assert len(str(row["申请"])) < 32_767


def test_a_record_that_cannot_be_read_is_listed_with_the_reason() -> None:
    one = example("eligible")
    recorded = Recorded("2022-05-09T09:00:00+08:00", "王敏")
    first, second = _table(
        _sheet(
            _book(
                [
                    Entry(Subject("账本第 0 条", case="2022-001"), one.verdict, recorded),
                    Entry(Subject("账本第 1 条"), None, fault="存档里没有记录"),
                ]
            ),
            REGISTER,
        )
    )
    assert (first["案号"], first["记录时间"], first["记录人"], first["备注"]) == (
        "2022-001",
        recorded.at,
        recorded.by,
        None,
    )
    assert (second["自查结论"], second["备注"], second["符合"]) == ("读不出", "存档里没有记录", None)


def test_no_applications_make_an_empty_register() -> None:
    assert [sheet.title for sheet in _book([]).worksheets] == [REGISTER, REASONS, POLICIES]


def test_the_same_entries_give_the_same_bytes_without_any_time() -> None:
    data = register(_entries())
    assert data == register(_entries())
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert {one.date_time for one in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert "modified" not in package.read("docProps/core.xml").decode()


def test_more_than_a_sheet_holds_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    one = example("eligible")
    monkeypatch.setattr("huimin_rules.report.excel.register.MAX_ROWS", 2)
    assert register([Entry(one.subject, one.verdict)] * 2)
    with pytest.raises(InputError, match="审查登记表”不超过 2 行，实为3 行"):
        register([Entry(one.subject, one.verdict)] * 3)


def test_conclusions_are_told_apart_at_a_glance() -> None:
    names = ("eligible", "county-hospital", "half-filled", "agri-consortium", "expired")
    entries = [Entry(one.subject, one.verdict) for one in map(example, names)]
    sheet = _sheet(_book([*entries, Entry(Subject("读不出"), None, fault="没有")]), REGISTER)
    place = [cell.value for cell in sheet[2]].index("自查结论") + 1
    colours = [sheet.cell(row, place).fill.fgColor.rgb for row in range(3, 9)]
    assert len(set(colours[:5])) == 4
    assert colours[1] == colours[4]
    assert colours[5] == "00000000"
