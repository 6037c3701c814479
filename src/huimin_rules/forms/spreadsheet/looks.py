"""How a workbook to fill in looks: faces, fills, formats, and how much room a text takes."""

import unicodedata
from collections.abc import Mapping, Sequence
from math import ceil
from typing import Final

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

from huimin_rules.norms.columns import Column, Holds
from huimin_rules.norms.facts import ValueType

LINE: Final = 14.0
"""The height of a line."""
FACE: Final = "宋体"
STRONG: Final = "黑体"
_THIN: Final = Side(style="thin", color="FFBFBFBF")
GRID: Final = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
WRAPPED: Final = Alignment(wrap_text=True, vertical="top")
CENTRED: Final = Alignment(wrap_text=True, vertical="center", horizontal="center")
SECTION_FILL: Final = PatternFill("solid", fgColor="FFD9E2EF")
OWN_FILL: Final = PatternFill("solid", fgColor="FFF2F2F2")
JUDGED_FILL: Final = PatternFill("solid", fgColor="FFE3EDF7")
KEY_FILL: Final = PatternFill("solid", fgColor="FFFFF4D6")
_FORMATS: Final[Mapping[ValueType, str]] = {
    ValueType.DATE: "yyyy-mm-dd",
    ValueType.MONEY: "General",
    ValueType.INTEGER: "General",
    ValueType.NUMBER: "General",
}
_TEXT_FORMAT: Final = "@"
"""So that what is typed stays as it is typed: leading zeros, and 30% as 30%."""


def column_width(column: Column) -> float:
    """How wide a column is."""
    if column.holds is Holds.KEY:
        return 16
    match column.type:
        case ValueType.TEXT:
            return 24
        case ValueType.CHOICE | ValueType.USCC:
            return 21
        case _:
            return 16


def height(sheet: Worksheet, row: int, columns: Sequence[Column]) -> float:
    """The height that the fullest cell of a row of heads needs; what is folded away does not count."""
    lines = 1
    for place, column in enumerate(columns, 1):
        if column.holds is not Holds.PART:
            text = str(sheet.cell(row, place).value or "")
            lines = max(lines, ceil(width(text) * 1.1 / (column_width(column) - 1)))
    return lines * LINE + 4


def width(text: str) -> int:
    """How many columns a text takes: a Chinese character two."""
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)


def put(sheet: Worksheet, row: int, column: int, text: str, font: Font, alignment: Alignment) -> None:
    """A text, whatever it looks like."""
    cell = sheet.cell(row, column)
    cell.font, cell.alignment = font, alignment
    if text:
        cell.value = text
        cell.data_type = "s"


def number_format(column: Column) -> str:
    """The format of the cells of a column."""
    if column.holds is Holds.COUNT:
        return "General"
    return _TEXT_FORMAT if column.type is None else _FORMATS.get(column.type, _TEXT_FORMAT)
