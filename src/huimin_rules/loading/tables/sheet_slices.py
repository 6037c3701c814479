"""A sheet of an Excel workbook some rows at a time, so that no sheet is held whole.

What reads workbooks takes a sheet as one thing. So its part of the package is cut where a row ends, and each slice is
read as the sheet of a small workbook: of the same styles and shared texts, and of these rows alone.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import IO, Final, TypeAlias
from xml.etree import ElementTree

from huimin_rules.loading.tables.extra import batch_extra
from huimin_rules.loading.tables.sheet_scan import NUMBER, PREFIX, OddCells

with batch_extra("Excel 表格"):
    from python_calamine import CalamineError, CalamineWorkbook

Cell: TypeAlias = int | float | str | bool | time | date | datetime | timedelta

BROKEN: Final = (
    CalamineError,
    EOFError,
    ElementTree.ParseError,
    KeyError,
    RuntimeError,
    zipfile.BadZipFile,
    zlib.error,
)
"""What is raised where a file is no workbook, or not all of one."""

SLICE: Final = 8 << 20
"""How many bytes of a sheet's part are cut off at least, if there are as many: some 2,000 rows of 99 cells."""

_PIECE: Final = 1 << 20
_SHARED: Final = "xl/sharedstrings.xml"
_NEEDED: Final = (
    "[content_types].xml",
    "_rels/.rels",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/styles.xml",
    _SHARED,
)
_DATA: Final = re.compile(rb"<(%b)sheetData\b[^>]*>" % PREFIX)
_ROW: Final = re.compile(rb"<(%b)row\b([^>]*)>" % PREFIX)


@dataclass(frozen=True, slots=True)
class Slice:
    """Some rows of a sheet. `top` is the row of the first and `left` the column of its first cell, from 0; `odd` is
    what the reader of values does not tell about a row's cells. `share` is how much of the sheet has been read with it.
    """

    top: int
    left: int
    rows: Sequence[Sequence[Cell]]
    odd: Mapping[int, Mapping[int, str | None]]
    share: float


class SheetSlices:
    """The slices of one sheet: its title, and the part of the package that holds it. The first is read once."""

    def __init__(self, path: Path, title: str, part: str) -> None:
        self.path = path
        self.title = title
        self._part = part
        self._first: tuple[Slice, bool] | None = None

    @property
    def name(self) -> str:
        """The file and the sheet."""
        return f"{self.path} 工作表“{self.title}”"

    def __iter__(self) -> Iterator[Slice]:
        """All of them that hold a cell, in order; raises one of `BROKEN` where the sheet cannot be read on."""
        slices = self._slices()
        if self._first is None:
            self._first = next(slices, None)
        elif not self._first[1]:
            slices = islice(slices, 1, None)
        if self._first is not None:
            first, is_last = self._first
            yield first
            if not is_last:
                yield from (found for found, _ in slices)

    def _slices(self) -> Iterator[tuple[Slice, bool]]:
        with zipfile.ZipFile(self.path) as package:
            shared = {one: package.read(one) for one in package.namelist() if one.lower() in _NEEDED}
            least = max(SLICE, *(len(text) for name, text in shared.items() if name.lower() == _SHARED), 0)
            odd = OddCells(shared)
            size = max(package.getinfo(self._part).file_size, 1)
            with package.open(self._part) as file:
                for text, is_last in _cut(file, least):
                    sheet = self._read(shared, text)
                    share = 1.0 if is_last else min(file.tell() / size, 1.0)
                    if sheet is not None:
                        yield Slice(*sheet, odd.found(text), share), is_last

    def _read(self, shared: Mapping[str, bytes], text: bytes) -> tuple[int, int, list[list[Cell]]] | None:
        """The cells of a slice, and where they begin; None where it has none."""
        file = BytesIO()
        with zipfile.ZipFile(file, "w") as package:
            for name, part in shared.items():
                package.writestr(name, part)
            package.writestr(self._part, text)
        file.seek(0)
        with CalamineWorkbook.from_filelike(file) as book:
            sheet = book.get_sheet_by_name(self.title)
            return None if sheet.start is None else (*sheet.start, sheet.to_python())


def _cut(file: IO[bytes], least: int) -> Iterator[tuple[bytes, bool]]:
    """The text of a sheet's part in slices, each a whole sheet whose rows have numbers, and whether it is the last."""
    rows = bytearray(file.read(_PIECE))
    while (data := _DATA.search(rows)) is None:
        piece = file.read(_PIECE)
        if not piece:
            return
        rows += piece
    head, prefix = bytes(rows[: data.end()]), data[1]
    end, close = b"</%srow>" % prefix, b"</%ssheetData></%sworksheet>" % (prefix, prefix)
    del rows[: len(head)]
    number = 0
    while piece := file.read(_PIECE):
        rows += piece
        # In a comment, or in text that is quoted as it stands, a row may seem to end: there nothing is cut.
        if len(rows) >= least and b"<!" not in rows and (place := rows.rfind(end)) >= 0:
            text, number = _numbered(bytes(rows[: place + len(end)]), number)
            del rows[: place + len(end)]
            yield head + text + close, False
    yield head + _numbered(bytes(rows), number)[0], True


def _numbered(text: bytes, before: int) -> tuple[bytes, int]:
    """The rows, those without a number with that which they have by their place; and the number of the last."""
    last = before

    def number(tag: re.Match[bytes]) -> bytes:
        nonlocal last
        if (own := NUMBER.search(tag[2])) is not None:
            last = int(own[1])
            return tag[0]
        last += 1
        return b'<%srow r="%d"%s>' % (tag[1], last, tag[2])

    return _ROW.sub(number, text), last
