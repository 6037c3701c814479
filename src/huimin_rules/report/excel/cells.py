"""Cells that show what they hold: text that is never a formula, days that are days, columns as wide as their text.

A text stays a text also when somebody edits its cell: where it begins as a formula does, it is marked as quoted.
"""

import re
from collections.abc import Sequence
from datetime import date
from math import ceil
from typing import Final, TypeAlias

from openpyxl.cell import Cell as ExcelCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from huimin_rules.report.typography import width
from huimin_rules.visible import shortened, visible

Value: TypeAlias = str | int | date | None

_LONGEST: Final = 32_000
"""A cell holds 32,767 characters; what is cut says so."""

# What a spreadsheet takes for the beginning of a formula, full-width forms too.
_FORMULA: Final = re.compile(r"[ \u3000]*[=+\-@＝＋－＠]")
# A cell's text has an escape of its own; what looks like one is escaped.
_ESCAPE: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_FIRST_TRUE_DAY: Final = date(1900, 3, 1)
_HEAD_WIDTH: Final = 8
_LINE_HEIGHT: Final = 13.5
_HIGHEST: Final = 409.0
_LINE: Final = Side(style="thin", color="FFBFBFBF")
_GRID: Final = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_FACE: Final = "宋体"
_HEAD: Final = "黑体"


def cell_at(sheet: Worksheet, row: int, column: int) -> ExcelCell:
    """The cell at a place, of merged ones the first."""
    cell = sheet.cell(row, column)
    assert isinstance(cell, ExcelCell)
    return cell


def put(cell: ExcelCell, value: Value, *, strong: bool = False) -> None:
    """Set the value of a cell and how it looks."""
    cell.font = Font(name=_HEAD if strong else _FACE, size=10, bold=strong)
    cell.border = _GRID
    centred = isinstance(value, int | date)
    cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal="center" if centred else "left")
    if isinstance(value, date) and value < _FIRST_TRUE_DAY:
        value = value.isoformat()  # before this day a spreadsheet counts a leap day that never was
    if isinstance(value, str):
        _put_text(cell, value)
        return
    cell.value = value
    if isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"


def _put_text(cell: ExcelCell, text: str) -> None:
    shown = _ESCAPE.sub("_x005F_", visible(shortened(text, _LONGEST)))
    cell.value = shown
    cell.data_type = "s"  # whatever it looks like: a formula, an error, a number
    if _FORMULA.match(shown):
        cell.quotePrefix = True


def put_head(sheet: Worksheet, row: int, heads: Sequence[str]) -> None:
    """The heads of the columns."""
    for place, head in enumerate(heads, 1):
        cell = cell_at(sheet, row, place)
        put(cell, head, strong=True)
        cell.fill = PatternFill("solid", fgColor="FFF2F2F2")
        cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")


def put_title(sheet: Worksheet, text: str, across: int) -> None:
    """A title over all columns, in the first row."""
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=across)
    cell = cell_at(sheet, 1, 1)
    _put_text(cell, text)
    cell.font = Font(name=_HEAD, size=14, bold=True)
    cell.alignment = Alignment(horizontal="left", vertical="center")
    sheet.row_dimensions[1].height = 26


def note(cell: ExcelCell, text: str) -> None:
    """A remark below a table."""
    _put_text(cell, text)
    cell.font = Font(name=_FACE, size=10)
    cell.alignment = Alignment(wrap_text=True, vertical="top")


def fit(sheet: Worksheet, rows: Sequence[Sequence[Value]], first: int, widest: int) -> None:
    """Make each column as wide as its text asks, up to what fits on paper, and each row as high as its wrapped text.

    `rows` begin with the heads and stand in the sheet from row `first` on. A head may be wrapped, so it asks for less.
    """
    heads, *others = ([_shown(value) for value in row] for row in rows)
    room = []
    for place, (head, *column) in enumerate(zip(heads, *others, strict=True), 1):
        longest = max(map(width, column), default=0)
        room.append(min(max(longest, min(width(head), _HEAD_WIDTH)) + 2, widest))
        sheet.column_dimensions[get_column_letter(place)].width = room[-1]
    for number, row in enumerate((heads, *others), first):
        lines = max(ceil(width(text) / (across - 1)) for text, across in zip(row, room, strict=True))
        sheet.row_dimensions[number].height = min(max(lines, 1) * _LINE_HEIGHT + 4, _HIGHEST)


def _shown(value: Value) -> str:
    return "" if value is None else visible(str(value))
