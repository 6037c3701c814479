"""审查登记表 of a batch, written row by row in bounded memory: one row an application, why, a summary, by which rules.

The reasons of many applications are more than a sheet can hold: those of the first ones are written, and the sheet says
where they end.
"""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, cast

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from huimin_rules.errors import InputError, InputProblem
from huimin_rules.report.excel.cells import Look, Value, looks, put, put_text
from huimin_rules.report.excel.register import (
    CONCLUSION,
    FILLS,
    HOW,
    MAX_ROWS,
    POLICIES,
    POLICY_HEADS,
    REASON_HEADS,
    REASONS,
    UNREADABLE,
    reasons,
)
from huimin_rules.report.package import settle
from huimin_rules.report.phrases import CHINESE
from huimin_rules.report.titles import REGISTER
from huimin_rules.verdict import NOTICE, Conclusion, PolicyReference, Status, Verdict

SUMMARY: Final = "汇总"
_CUT: Final = "以下各份申请的理由没有列出：一张工作表只容得下这些行。逐份的理由见 huimin check。"
_WIDTHS: Final = {
    "序号": 7,
    "申请编号": 18,
    "申请": 18,
    "行": 8,
    CONCLUSION: 13,
    "不符合的条款": 34,
    "尚待确定的条款": 34,
    "待定的原因": 44,
    "读不出的原因": 60,
    "条款": 16,
    "审查内容": 22,
    "性质": 7,
    "原文": 40,
    "结论": 10,
    "理由": 46,
    "怎样办": 40,
    "办法": 40,
    "文号": 20,
    "编号": 22,
    "申请数": 8,
    "规则的摘要": 76,
    "原文的 SHA-256": 68,
    "项目": 30,
    "份数": 10,
    "尚待确定": 10,
}
_STATUS_WIDTH: Final = 7
_OTHER_WIDTH: Final = 26
_DAY_WIDTH: Final = 12


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One application. `subject` holds what it says about itself, under the heads of the register; without a
    conclusion `fault` says why it cannot be read.
    """

    row: int | None
    key: str | None
    subject: Sequence[str | date | None]
    conclusion: Conclusion | None
    counts: Mapping[Status, int]
    unmet: str | None = None
    open: str | None = None
    blockers: str | None = None
    fault: str | None = None


class BatchRegister:
    """A workbook in the making; `close` writes it."""

    def __init__(self, path: Path, subject: Sequence[str], days: frozenset[str]) -> None:
        """Begin: `subject` are the heads under which applications say who they are, `days` those that hold days."""
        self._path = path
        self._book = Workbook(write_only=True)
        for look in looks():
            self._book.add_named_style(look)
        heads = (
            *("序号", "申请编号", "行", *subject, CONCLUSION, *CHINESE.statuses.values()),
            *("不符合的条款", "尚待确定的条款", "待定的原因", "读不出的原因"),
        )
        self._at = heads.index(CONCLUSION)
        self._rows = _Sheet(self._book, REGISTER, heads, "D3", days)
        self._reasons = _Sheet(self._book, REASONS, REASON_HEADS, "C3", frozenset())
        self._fills = {one: PatternFill("solid", fgColor=colour) for one, colour in FILLS.items()}
        self.takes_reasons = True

    def add(self, one: RegisterRow) -> int:
        """Add an application and return its number; raises InputError for more than a sheet can hold."""
        if self._rows.count == MAX_ROWS:
            found = f"超过 {MAX_ROWS} 份申请"
            raise InputError(
                [InputProblem("", f"不超过 {MAX_ROWS} 份（一张工作表），更多的写入 .csv 或 .parquet", found)]
            )
        number = self._rows.count + 1
        known = one.conclusion is not None
        cells: list[Value] = [
            number,
            one.key,
            one.row,
            *one.subject,
            UNREADABLE if one.conclusion is None else CHINESE.conclusions[one.conclusion],
            *(one.counts.get(status, 0) if known else None for status in CHINESE.statuses),
            *(one.unmet, one.open, one.blockers, one.fault),
        ]
        self._rows.add(cells, {} if one.conclusion is None else {self._at: self._fills[one.conclusion]})
        return number

    def explain(self, number: int, key: str, verdict: Verdict) -> None:
        """Add the reasons of an application, all of them or, where they do not fit any more, none from now on."""
        rows = list(reasons(number, key, verdict))
        if self._reasons.count + len(rows) >= MAX_ROWS:
            self.takes_reasons = False
            self._reasons.note(_CUT)
            return
        for cells in rows:
            self._reasons.add(cells, {})

    def close(
        self, policy: PolicyReference, summary: Sequence[tuple[Sequence[str], Sequence[Sequence[Value]]]]
    ) -> None:
        """Write the workbook, with tables of a summary: heads and rows."""
        heads, rows = summary[0]
        sheet = _Sheet(self._book, SUMMARY, heads, "A3", frozenset())
        for cells in rows:
            sheet.add(cells, {})
        for more_heads, more in summary[1:]:
            sheet.note("")
            sheet.head(more_heads)
            for cells in more:
                sheet.add(cells, {})
        used = _Sheet(self._book, POLICIES, POLICY_HEADS, "A3", frozenset())
        used.add(
            [
                policy.title,
                policy.document_number,
                policy.id,
                self._rows.count,
                policy.digest,
                policy.text_sha256,
            ],
            {},
        )
        for said in HOW:
            used.note(said)
        for one in (self._rows, self._reasons):
            one.filter()
        with tempfile.TemporaryFile() as raw, self._path.open("wb") as out:
            self._book.save(raw)
            raw.seek(0)
            settle(raw, out, REGISTER, NOTICE)


class _Sheet:
    """A titled table: its heads stay in sight and on every printed page. Rows grow with their text when opened."""

    def __init__(self, book: Workbook, title: str, heads: Sequence[str], frozen: str, days: frozenset[str]) -> None:
        # What a sheet has beside its rows, one that is written row by row has too; its annotations leave it out.
        sheet = cast(Worksheet, book.create_sheet(title))
        self._sheet = sheet
        self._heads = heads
        self._line = 2
        self.count = 0
        statuses = frozenset(CHINESE.statuses.values())
        for place, head in enumerate(heads, 1):
            other = _STATUS_WIDTH if head in statuses else _DAY_WIDTH if head in days else _OTHER_WIDTH
            sheet.column_dimensions[get_column_letter(place)].width = _WIDTHS.get(head, other)
        sheet.freeze_panes = frozen
        sheet.print_title_rows = "1:2"
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = 9  # A4
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.page_margins = PageMargins(left=0.4, right=0.4, top=0.6, bottom=0.6, header=0.3, footer=0.3)
        header, footer = sheet.oddHeader, sheet.oddFooter
        assert header is not None
        assert footer is not None
        header.right.text, footer.center.text = NOTICE, "— &P —"
        sheet.row_dimensions[1].height = 26
        sheet.append([self._text(f"{title}　{NOTICE}", Look.TITLE)])
        self.head(heads)
        self._line = 2

    def add(self, cells: Sequence[Value], fills: Mapping[int, PatternFill]) -> None:
        """Add a row."""
        row = []
        for place, value in enumerate(cells):
            cell = WriteOnlyCell(self._sheet)
            put(cell, value)
            if place in fills:
                cell.fill = fills[place]
            row.append(cell)
        self._sheet.append(row)
        self.count += 1
        self._line += 1

    def head(self, heads: Sequence[str]) -> None:
        """Add a row of heads."""
        self._sheet.append([self._text(head, Look.HEAD) for head in heads])
        self._line += 1

    def note(self, said: str) -> None:
        """Add a line of its own, over all columns that are empty there."""
        self._sheet.append([self._text(said, Look.TITLE)] if said else [])
        self._line += 1

    def filter(self) -> None:
        """Let people filter by every column."""
        self._sheet.auto_filter.ref = f"A2:{get_column_letter(len(self._heads))}{self.count + 2}"

    def _text(self, text: str, look: Look) -> Cell:
        cell = WriteOnlyCell(self._sheet)
        put_text(cell, text, look)
        return cell
