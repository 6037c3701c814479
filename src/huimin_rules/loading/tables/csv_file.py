"""CSV as RFC 4180 has it, in UTF-8 (with or without a byte order mark) or GB18030, read row by row.

The encoding is detected on the first bytes that are not ASCII and then held to: a byte that is no character of it
makes its row unreadable, and so do quotes in the wrong place and a wrong number of cells. A row that is unreadable
touches no other.
"""

import csv
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, getincrementaldecoder
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TextIO

from huimin_rules.loading.tables.extra import batch_extra
from huimin_rules.loading.tables.table import ROWS, Piece, plain_place, unreadable

with batch_extra("成批的表"):
    import polars as pl

_WINDOW: Final = 1 << 20
_UTF8: Final = "UTF-8"
_GB: Final = "GB18030"
_FEW: Final = 20
_EXPECTED: Final = "CSV 文件（UTF-8 或 GB18030 编码）"
# What a byte that is no character is read as (PEP 383).
_LONE: Final = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class CsvFile:
    """One CSV file; the first row holds the heads. All cells are text; an empty one is null."""

    path: Path
    encoding: str
    heads: tuple[str, ...]
    size: int

    @property
    def name(self) -> str:
        """The file."""
        return str(self.path)

    @property
    def remarks(self) -> tuple[str, ...]:
        """The encoding that was detected."""
        return (f"{self.path}：按 {self.encoding} 读取",)

    def place(self, row: int, head: str | None) -> str:
        """A row by the number of its first line in the file."""
        return plain_place(row, head)

    def pieces(self) -> Iterator[Piece]:
        """The rows; blank ones are left out."""
        try:
            with _opened(self.path, self.encoding) as file:
                yield from self._pieces(file)
        except OSError as error:
            raise unreadable(self.name, _EXPECTED, error.strerror or "读取失败") from None

    def _pieces(self, file: TextIO) -> Iterator[Piece]:
        lines = _Lines(file)
        reader = csv.reader(lines, strict=True)
        next(reader)
        cells: list[Sequence[str]] = []
        rows: list[int] = []
        faults: dict[int, tuple[str, ...]] = {}
        blank = ("",) * len(self.heads)
        while True:
            number = lines.number + 1
            try:
                row = next(reader)
            except StopIteration:
                break
            except csv.Error:
                faults[number] = (f"第 {number} 行到第 {lines.number} 行：引号没有配对",)
                row = list(blank)
            else:
                if not any(row):
                    continue
                if len(row) != len(self.heads):
                    faults[number] = (f"这一行应有 {len(self.heads)} 格，实有 {len(row)} 格",)
                    row = [*row, *blank][: len(self.heads)]
            cells.append(row)
            rows.append(number)
            if len(cells) == ROWS:
                yield self._piece(cells, rows, faults, lines.read / max(self.size, 1))
                cells, rows, faults = [], [], {}
        if cells:
            yield self._piece(cells, rows, faults, 1.0)

    def _piece(
        self, cells: list[Sequence[str]], rows: list[int], faults: dict[int, tuple[str, ...]], share: float
    ) -> Piece:
        columns = []
        for head, column in zip(self.heads, zip(*cells, strict=True), strict=True):
            try:
                columns.append(pl.Series(head, column, dtype=pl.String))
            except UnicodeEncodeError:
                sound = []
                for number, cell in zip(rows, column, strict=True):
                    if _LONE.search(cell):
                        told = f"“{head}”列有不是 {self.encoding} 的字节"
                        faults[number] = (*faults.get(number, ()), told)
                    sound.append(_LONE.sub("\ufffd", cell))
                columns.append(pl.Series(head, sound, dtype=pl.String))
        frame = pl.DataFrame(columns).with_columns(pl.all().replace("", None))
        return Piece(frame, tuple(rows), faults, min(share, 1.0))


class _Lines:
    """The lines of a file, counted, and about how many bytes they take."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self.number = 0
        self.read = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = next(self._file)
        self.number += 1
        self.read += len(line) if line.isascii() else len(line.encode("utf-8", "surrogatepass"))
        return line


def csv_file(path: Path) -> CsvFile:
    """The file, with its encoding and its heads; raises InputError where it is no CSV file."""
    try:
        encoding = _detected(path)
        with _opened(path, encoding) as file:
            first = next(csv.reader(file, strict=True), [])
            size = path.stat().st_size
    except OSError as error:
        raise unreadable(str(path), _EXPECTED, error.strerror or "读取失败") from None
    except csv.Error:
        raise unreadable(str(path), "表头一行", "引号没有配对的一行") from None
    heads = tuple(one.strip() for one in first)
    if not any(heads) or _LONE.search("".join(heads)):
        found = f"不是 {encoding} 的字节" if any(heads) else "空行"
        raise unreadable(str(path), "表头一行（每列一个名称）", found)
    twice = [one for one in dict.fromkeys(heads) if heads.count(one) > 1]
    if twice:
        told = "、".join(f"“{one}”" for one in twice)
        raise unreadable(str(path), "各不相同的表头", f"{told}不止一次")
    return CsvFile(path, encoding, heads, size)


def _opened(path: Path, encoding: str) -> TextIO:
    codec = "utf-8-sig" if encoding == _UTF8 else "gb18030"
    return path.open(encoding=codec, errors="surrogateescape", newline="")


def _detected(path: Path) -> str:
    """The encoding, by the first stretch that is not ASCII; raises InputError where it is neither."""
    with path.open("rb") as file:
        window = file.read(_WINDOW)
        if window.startswith(BOM_UTF8):
            return _UTF8
        if window.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
            raise unreadable(str(path), _EXPECTED, "UTF-16 编码的文件（可另存为“CSV UTF-8”）")
        while window and window.isascii():
            window = file.read(_WINDOW)
    wrong = {name: _wrong(window, name) for name in (_UTF8, _GB)}
    best = min(wrong, key=lambda name: wrong[name])
    # A few bytes that are none are told by their rows; with many it is something else.
    if wrong[best] * _FEW > sum(byte > 0x7F for byte in window):
        raise unreadable(str(path), _EXPECTED, "别的编码")
    return best


def _wrong(window: bytes, encoding: str) -> int:
    """How many places are no character; the last character of a window may be cut."""
    return getincrementaldecoder(encoding)("replace").decode(window).count("\ufffd")
