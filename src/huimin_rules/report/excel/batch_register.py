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
from huimin_rules.report.excel.cells import Look, Value, height, looks, put, put_text
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

_CUT: Final = "以下各份申请的理由没有列出。要列出更多，见 huimin batch 的 --reasons；一份的理由见 huimin check。"
_WIDTHS: Final = {
    "序号": 7,
    "申请编号": 18,
    "申请": 18,
    "行": 8,
    CONCLUSION: 15,
    "不符合的条款": 24,
    "尚待确定的条款": 30,
    "待定的原因": 34,
    "读不出的原因": 44,
    "条款": 18,
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
    "份数": 10,
    "尚待确定": 10,
}
_STATUS_WIDTH: Final = 7
_OTHER_WIDTH: Final = 26
_DAY_WIDTH: Final = 12


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One application. `subject` holds what it says about itself, under the heads of the register; without a
    conclusion `fault` says why it cannot be read, each problem by itself.
    """

    row: int | None
    key: str | None
    subject: Sequence[str | date | None]
    conclusion: Conclusion | None
    counts: Mapping[Status, int]
    unmet: str | None = None
    open: str | None = None
    blockers: str | None = None
    fault: tuple[str, ...] | None = None


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
            self.end_reasons()
            return
        for cells in rows:
            self._reasons.add(cells, {})

    def end_reasons(self) -> None:
        """Take no more reasons, and say so."""
        if self.takes_reasons:
            self.takes_reasons = False
            self._reasons.note(_CUT)

    def close(
        self, policy: PolicyReference, tables: Mapping[str, tuple[Sequence[str], Sequence[Sequence[Value]]]]
    ) -> None:
        """Write the workbook; `tables` are further sheets by their titles, each with its heads and rows."""
        for title, (heads, rows) in tables.items():
            sheet = _Sheet(self._book, title, heads, "A3", frozenset())
            for cells in rows:
                sheet.add(cells, {})
        used = _Sheet(self._book, POLICIES, POLICY_HEADS, "A3", frozenset())
        about = (policy.title, policy.document_number, policy.id)
        used.add([*about, self._rows.count, policy.digest, policy.text_sha256], {})
        for said in HOW:
            used.note(said)
        for one in (self._rows, self._reasons):
            one.filter()
        with tempfile.TemporaryFile() as raw, self._path.open("wb") as out:
            self._book.save(raw)
            raw.seek(0)
            settle(raw, out, REGISTER, NOTICE)

    def abandon(self) -> None:
        """Let go of a workbook that will not be written."""
        for sheet in self._book.worksheets:
            sheet.close()


class _Sheet:
    """A titled table: its heads stay in sight and on every printed page."""

    def __init__(self, book: Workbook, title: str, heads: Sequence[str], frozen: str, days: frozenset[str]) -> None:
        # What a sheet has beside its rows, one that is written row by row has too; its annotations leave it out.
        sheet = cast(Worksheet, book.create_sheet(title))
        self._sheet = sheet
        self._heads = heads
        self._line = 2
        self.count = 0
        self._widths = _widths(heads, days)
        for place, width in enumerate(self._widths, 1):
            sheet.column_dimensions[get_column_letter(place)].width = width
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
        sheet.append([self._text(head, Look.HEAD) for head in heads])

    def add(self, cells: Sequence[Value], fills: Mapping[int, PatternFill]) -> None:
        """Add a row."""
        row = []
        for place, value in enumerate(cells):
            cell = WriteOnlyCell(self._sheet)
            put(cell, value)
            if place in fills:
                cell.fill = fills[place]
            row.append(cell)
        # Not every program makes a row as high as its wrapped text when it opens a workbook.
        heights = self._sheet.row_dimensions
        heights[self._line + 1].height = height(cells, self._widths)
        self._sheet.append(row)
        del heights[self._line + 1]
        self.count += 1
        self._line += 1

    def note(self, said: str) -> None:
        """Add a line over all columns."""
        self._line += 1
        across = f"A{self._line}:{get_column_letter(len(self._widths))}{self._line}"
        self._sheet.merged_cells.add(across)
        self._sheet.row_dimensions[self._line].height = height([said], [sum(self._widths)])
        self._sheet.append([self._text(said, Look.NOTE)])

    def filter(self) -> None:
        """Let people filter by every column."""
        self._sheet.auto_filter.ref = f"A2:{get_column_letter(len(self._heads))}{self.count + 2}"

    def _text(self, text: str, look: Look) -> Cell:
        cell = WriteOnlyCell(self._sheet)
        put_text(cell, text, look)
        return cell


def _widths(heads: Sequence[str], days: frozenset[str]) -> tuple[int, ...]:
    statuses = frozenset(CHINESE.statuses.values())
    other = dict.fromkeys(days, _DAY_WIDTH) | dict.fromkeys(statuses, _STATUS_WIDTH)
    return tuple(_WIDTHS.get(head, other.get(head, _OTHER_WIDTH)) for head in heads)
