"""Cells that show what they hold: text that is never a formula, days that are days, columns as wide as their text.

A text stays a text also when somebody edits its cell: where it begins as a formula does, it is marked as quoted.
"""

import re
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from functools import lru_cache
from math import ceil
from typing import Final, TypeAlias

from openpyxl.cell import Cell as ExcelCell
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from huimin_rules.report.typography import width
from huimin_rules.visible import shortened, visible


class Look(StrEnum):
    """The names of the styles."""

    TEXT = "文字"
    NUMBER = "数"
    DAY = "日期"
    HEAD = "表头"
    TITLE = "标题"
    NOTE = "附注"


Value: TypeAlias = str | int | date | tuple[str, ...] | None
"""What a cell shows; several texts stand below each other."""

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


def looks() -> tuple[NamedStyle, ...]:
    """How cells look, by name: a workbook is given these before anything is put into it."""
    plain, strong = Font(name=_FACE, size=10), Font(name=_HEAD, size=10, bold=True)
    left = Alignment(horizontal="left", vertical="top", wrap_text=True)
    centre = Alignment(horizontal="center", vertical="top", wrap_text=True)
    middle = Alignment(horizontal="center", vertical="center", wrap_text=True)
    grey = PatternFill("solid", fgColor="FFF2F2F2")
    return (
        NamedStyle(Look.TEXT, font=plain, border=_GRID, alignment=left),
        NamedStyle(Look.NUMBER, font=plain, border=_GRID, alignment=centre),
        NamedStyle(Look.DAY, font=plain, border=_GRID, alignment=centre, number_format="yyyy-mm-dd"),
        NamedStyle(Look.HEAD, font=strong, border=_GRID, alignment=middle, fill=grey),
        NamedStyle(Look.TITLE, font=Font(name=_HEAD, size=14, bold=True), alignment=Alignment(vertical="center")),
        NamedStyle(Look.NOTE, font=plain, alignment=left),
    )


def put(cell: ExcelCell, value: Value) -> None:
    """Set the value of a cell; nothing is an empty one."""
    if isinstance(value, date) and value < _FIRST_TRUE_DAY:
        value = value.isoformat()  # before this day a spreadsheet counts a leap day that never was
    match value:
        case None:
            cell.style = Look.TEXT
        case str() | tuple():
            _put(cell, _shown(value), Look.TEXT)
        case date():
            cell.value, cell.style = value, Look.DAY
        case int():
            cell.value, cell.style = value, Look.NUMBER


def put_text(cell: ExcelCell, text: str, look: Look) -> None:
    """Set a text, whatever it looks like."""
    _put(cell, visible(text), look)


def _put(cell: ExcelCell, text: str, look: Look) -> None:
    cell.style = look
    shown = _ESCAPE.sub("_x005F_", shortened(text, _LONGEST))
    cell.value = shown
    cell.data_type = "s"  # and no formula, error or number
    if _FORMULA.match(shown):
        cell.quotePrefix = True


def put_head(sheet: Worksheet, row: int, heads: Sequence[str]) -> None:
    """The heads of the columns."""
    for place, head in enumerate(heads, 1):
        put_text(cell_at(sheet, row, place), head, Look.HEAD)


def put_title(sheet: Worksheet, text: str, across: int) -> None:
    """A title over all columns, in the first row."""
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=across)
    put_text(cell_at(sheet, 1, 1), text, Look.TITLE)
    sheet.row_dimensions[1].height = 26


def fit(sheet: Worksheet, rows: Sequence[Sequence[Value]], first: int, widest: int) -> None:
    """Make each column as wide as its text asks, up to what fits on paper, and each row as high as its wrapped text.

    `rows` begin with the heads and stand in the sheet from row `first` on. A head may be wrapped, so it asks for less.
    """
    room = []
    for place, (head, *column) in enumerate(zip(*rows, strict=True), 1):
        longest = max((max(_widths(value)) for value in column), default=0)
        room.append(min(max(longest, min(*_widths(head), _HEAD_WIDTH)) + 2, widest))
        sheet.column_dimensions[get_column_letter(place)].width = room[-1]
    for number, row in enumerate(rows, first):
        sheet.row_dimensions[number].height = height(row, room)


def height(row: Sequence[Value], room: Sequence[int]) -> float:
    """How high a row must be for its wrapped text, in columns of these widths."""
    lines = (
        sum(max(ceil(one / (across - 1)), 1) for one in _widths(value)) for value, across in zip(row, room, strict=True)
    )
    return min(max(lines) * _LINE_HEIGHT + 4, _HIGHEST)


@lru_cache(maxsize=65_536)
def _widths(value: Value) -> tuple[int, ...]:
    """How wide the lines of a value are; what the reasons of many applications say comes back again and again."""
    return tuple(map(width, _shown(value).split("\n")))


def _shown(value: Value) -> str:
    if isinstance(value, tuple):
        return "\n".join(map(visible, value))
    return "" if value is None else visible(str(value))
