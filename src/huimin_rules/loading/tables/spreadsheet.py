"""An Excel workbook (.xlsx): sheets whose heads are found by what they say, cells as Excel shows them, in text.

A sheet is read some rows at a time. Numbers have the 15 digits that Excel keeps. A cell that shows an error, or a
formula that was never computed, makes its row unreadable and is no empty cell.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeAlias

from huimin_rules.loading.tables.extra import batch_extra
from huimin_rules.loading.tables.sheet_scan import sheet_parts
from huimin_rules.loading.tables.sheet_slices import BROKEN, Cell, SheetSlices, Slice
from huimin_rules.loading.tables.table import ROWS, Flaw, Piece, unreadable, unreadable_file
from huimin_rules.loading.tables.text import as_text

with batch_extra("Excel 表格"):
    import polars as pl
    from python_calamine import CalamineWorkbook, SheetVisibleEnum

Known: TypeAlias = Callable[[str], bool]
_EXPECTED: Final = "Excel 工作簿（.xlsx）"
_BROKEN: Final = "打不开的文件（不是 .xlsx，设有密码，或者已经损坏）"
_HEAD_ROWS: Final = 30
"""Within how many rows the heads must stand."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. `heads` are its columns' names, from the row that names facts; the rows below it are applications."""

    heads: tuple[str, ...]
    _letters: tuple[int, ...]
    _first: int
    _slices: SheetSlices = field(repr=False)

    @property
    def name(self) -> str:
        """The file and the sheet."""
        return self._slices.name

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
        chosen = {
            head: column for head, column in zip(self.heads, self._letters, strict=True) if only is None or head in only
        }
        head_of = {column: head for head, column in chosen.items()}
        others = [column for column in self._letters if column not in chosen.values()]
        cells: list[list[str | None]] = []
        rows: list[int] = []
        flaws: dict[int, tuple[Flaw, ...]] = {}
        for part in _read(self._slices):
            for index, row in enumerate(part.rows, part.top):
                if index < self._first:
                    continue
                odd = part.odd.get(index, {})
                values = _texts(row, part.left, odd, chosen.values())
                shown = {column: text for column, text in odd.items() if text is not None and column in self._letters}
                if not (shown or any(values) or any(_texts(row, part.left, odd, others))):
                    continue
                cells.append(values)
                rows.append(index + 1)
                here = tuple(
                    Flaw(head_of[column], f"显示 {text}") for column, text in shown.items() if column in head_of
                )
                if here:
                    flaws[index + 1] = here
                if len(cells) == ROWS:
                    yield Piece(_frame(chosen, cells), tuple(rows), flaws, part.share)
                    cells, rows, flaws = [], [], {}
        if cells:
            yield Piece(_frame(chosen, cells), tuple(rows), flaws, 1.0)


def _frame(heads: Iterable[str], cells: list[list[str | None]]) -> pl.DataFrame:
    return pl.DataFrame(
        [pl.Series(head, each, dtype=pl.String) for head, each in zip(heads, zip(*cells, strict=True), strict=True)]
    )


@dataclass(frozen=True, slots=True)
class Workbook:
    """A workbook. `titles` are the sheets that a person sees."""

    path: Path
    titles: tuple[str, ...]
    _parts: Mapping[str, str]

    def cells(self, title: str) -> Iterator[str]:
        """All that the first rows of a sheet say."""
        for row in _first_rows(SheetSlices(self.path, title, self._parts[title])):
            yield from filter(None, row)

    def sheet(self, title: str, by_name: Known, by_label: Known) -> Sheet:
        """A sheet, its heads in the row that says the most names; where none does, the most labels. Raises InputError
        where the sheet has no heads at all, or the same one twice.
        """
        slices = SheetSlices(self.path, title, self._parts[title])
        rows = _first_rows(slices)
        place = _head_row(rows, by_name)
        if place is None:
            place = _head_row(rows, by_label)
        if place is None:
            place = next((index for index, row in enumerate(rows) if any(row)), None)
        if place is None:
            raise unreadable(slices.name, "有表头的工作表", "空的工作表")
        found = {head: column for column, head in enumerate(rows[place]) if head}
        heads = [head for head in rows[place] if head]
        twice = [head for head in found if heads.count(head) > 1]
        if twice:
            raise unreadable(slices.name, "各不相同的表头", f"{'、'.join(f'“{one}”' for one in twice)}不止一次")
        return Sheet(tuple(found), tuple(found.values()), place + 1, slices)


def workbook(path: Path) -> Workbook:
    """Open a workbook; raises InputError where it is none."""
    try:
        parts = sheet_parts(path)
        with CalamineWorkbook.from_path(path) as book:
            sheets = book.sheets_metadata
    except OSError as error:
        raise unreadable_file(str(path), _EXPECTED, error) from None
    except BROKEN:
        raise unreadable(str(path), _EXPECTED, _BROKEN) from None
    titles = tuple(one.name for one in sheets if one.visible is SheetVisibleEnum.Visible)
    return Workbook(path, titles, parts)


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


def _first_rows(slices: SheetSlices) -> list[list[str]]:
    """What the first rows of a sheet say, from the corner on."""
    found: list[list[str]] = []
    for part in _read(slices):
        found += [[]] * (part.top - len(found))
        found += [[""] * part.left + [str(cell).strip() for cell in row] for row in part.rows[:_HEAD_ROWS]]
        if len(found) >= _HEAD_ROWS:
            break
    return found[:_HEAD_ROWS]


def _read(slices: SheetSlices) -> Iterator[Slice]:
    """The slices; raises InputError where the sheet cannot be read on."""
    try:
        yield from slices
    except BROKEN:
        raise unreadable(slices.name, _EXPECTED, _BROKEN) from None


def _texts(row: Sequence[Cell], left: int, odd: Mapping[int, str | None], columns: Iterable[int]) -> list[str | None]:
    """The cells of some columns as Excel shows them, in text; None where one is empty."""
    percents = {column for column, shown in odd.items() if shown is None}
    return [
        _text(row[column - left], percent=column in percents) if 0 <= column - left < len(row) else None
        for column in columns
    ]


def _text(value: Cell, *, percent: bool) -> str | None:
    if isinstance(value, float):
        shown = as_text(float(f"{value * 100 if percent else value:.15g}"))
        return f"{shown}%" if percent else shown
    return as_text(value)
