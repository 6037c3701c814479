"""An Excel workbook (.xlsx): sheets whose heads are found by what they say, cells as Excel shows them, in text.

A sheet is held in memory whole; Excel itself ends it at 1,048,576 rows. Numbers have the 15 digits that Excel keeps.
A cell that shows an error, or a formula that was never computed, makes its row unreadable and is no empty cell.
"""

import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Final, TypeAlias
from xml.etree import ElementTree

from huimin_rules.loading.tables.extra import batch_extra
from huimin_rules.loading.tables.sheet_scan import odd_cells, sheet_parts
from huimin_rules.loading.tables.table import ROWS, Piece, unreadable, unreadable_file
from huimin_rules.loading.tables.text import as_text

with batch_extra("Excel 表格"):
    import polars as pl
    from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

Known: TypeAlias = Callable[[str], bool]
_Cell: TypeAlias = int | float | str | bool | time | date | datetime | timedelta
_EXPECTED: Final = "Excel 工作簿（.xlsx）"
_HEAD_ROWS: Final = 30
"""Within how many rows the heads must stand."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. `heads` are its columns' names, from the row that names facts; the rows below it are applications."""

    path: Path
    title: str
    heads: tuple[str, ...]
    _letters: tuple[int, ...]
    _first: int
    _part: str
    _sheet: CalamineSheet = field(repr=False)

    @property
    def name(self) -> str:
        """The file and the sheet."""
        return f"{self.path} 工作表“{self.title}”"

    @property
    def remarks(self) -> tuple[str, ...]:
        """Nothing to say."""
        return ()

    def place(self, row: int, head: str | None) -> str:
        """A row by its number, a column by its letter."""
        if head is None:
            return f"第 {row} 行"
        return f"第 {row} 行 {letters(self._letters[self.heads.index(head)])} 列"

    def pieces(self, only: Sequence[str] | None = None) -> Iterator[Piece]:
        """The rows that hold anything."""
        chosen = [head for head in self.heads if only is None or head in only]
        odd: dict[int, list[tuple[int, str]]] = {}
        percents: set[tuple[int, int]] = set()
        for line, column, shown in odd_cells(self.path, self._part):
            if shown is None:
                percents.add((line, column))
            elif column in self._letters:
                odd.setdefault(line, []).append((column, shown))
        start = self._sheet.start or (0, 0)
        cells: list[list[str | None]] = []
        rows: list[int] = []
        faults: dict[int, tuple[str, ...]] = {}
        total = max(self._sheet.total_height, 1)
        for index, row in enumerate(_rows(self._sheet)):
            if index < self._first:
                continue
            values = [_text(row, column - start[1], percent=(index, column) in percents) for column in self._letters]
            number = index + 1
            if index in odd:
                faults[number] = tuple(f"{letters(column)} 列显示 {shown}" for column, shown in odd[index])
            elif not any(values):
                continue
            cells.append(values)
            rows.append(number)
            if len(cells) == ROWS:
                yield self._piece(cells, rows, faults, chosen, number / total)
                cells, rows, faults = [], [], {}
        if cells:
            yield self._piece(cells, rows, faults, chosen, 1.0)

    def _piece(
        self,
        cells: list[list[str | None]],
        rows: list[int],
        faults: dict[int, tuple[str, ...]],
        chosen: Sequence[str],
        share: float,
    ) -> Piece:
        by_head = dict(zip(self.heads, zip(*cells, strict=True), strict=True))
        columns = [pl.Series(head, by_head[head], dtype=pl.String) for head in chosen]
        return Piece(pl.DataFrame(columns), tuple(rows), faults, min(share, 1.0))


@dataclass(frozen=True, slots=True)
class Workbook:
    """A workbook that is open."""

    path: Path
    _parts: Mapping[str, str]
    _book: CalamineWorkbook = field(repr=False)

    def titles(self) -> tuple[str, ...]:
        """The sheets that a person sees."""
        return tuple(one.name for one in self._book.sheets_metadata if one.visible is SheetVisibleEnum.Visible)

    def cells(self, title: str) -> Iterator[str]:
        """All that the first rows of a sheet say."""
        for row in _first_rows(self._book.get_sheet_by_name(title)):
            for cell in row:
                if cell != "":
                    yield str(cell)

    def sheet(self, title: str, by_name: Known, by_label: Known) -> Sheet:
        """A sheet, its heads in the row that says the most names; where none does, the most labels. Raises InputError
        where the sheet has no heads at all, or the same one twice.
        """
        sheet = self._book.get_sheet_by_name(title)
        name = f"{self.path} 工作表“{title}”"
        rows = [[str(cell).strip() for cell in row] for row in _first_rows(sheet)]
        place = _head_row(rows, by_name)
        if place is None:
            place = _head_row(rows, by_label)
        if place is None:
            place = next((index for index, row in enumerate(rows) if any(row)), None)
        if place is None:
            raise unreadable(name, "有表头的工作表", "空的工作表")
        start = (sheet.start or (0, 0))[1]
        found = {head: column + start for column, head in enumerate(rows[place]) if head}
        heads = [head for head in rows[place] if head]
        twice = [head for head in found if heads.count(head) > 1]
        if twice:
            raise unreadable(name, "各不相同的表头", f"{'、'.join(f'“{one}”' for one in twice)}不止一次")
        return Sheet(self.path, title, tuple(found), tuple(found.values()), place + 1, self._parts[title], sheet)


def workbook(path: Path) -> Workbook:
    """Open a workbook; raises InputError where it is none."""
    try:
        parts = sheet_parts(path)
        book = CalamineWorkbook.from_path(path)
    except OSError as error:
        raise unreadable_file(str(path), _EXPECTED, error) from None
    except (CalamineError, KeyError, zipfile.BadZipFile, ElementTree.ParseError):
        raise unreadable(str(path), _EXPECTED, "打不开的文件（不是 .xlsx，设有密码，或者已经损坏）") from None
    return Workbook(path, parts, book)


def letters(column: int) -> str:
    """The letters of a column, from 0.

    >>> letters(0), letters(25), letters(26)
    ('A', 'Z', 'AA')
    """
    text = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def _head_row(rows: Sequence[Sequence[str]], known: Known) -> int | None:
    """The row that says the most known names, the first of several; None where none says any."""
    counts = [sum(map(known, row)) for row in rows]
    most = max(counts, default=0)
    return counts.index(most) if most else None


def _first_rows(sheet: CalamineSheet) -> list[list[_Cell]]:
    return [row for _, row in zip(range(_HEAD_ROWS), _rows(sheet), strict=False)]


def _rows(sheet: CalamineSheet) -> Iterator[list[_Cell]]:
    """The rows of a sheet from its first, their cells from the first column that holds anything."""
    if sheet.start is not None:
        yield from sheet.iter_rows()


def _text(row: Sequence[_Cell], column: int, *, percent: bool) -> str | None:
    """A cell as Excel shows it, in text; None where it is empty."""
    if not 0 <= column < len(row):
        return None
    value = row[column]
    if isinstance(value, float):
        shown = as_text(float(f"{value * 100 if percent else value:.15g}"))
        return f"{shown}%" if percent else shown
    return as_text(value)
