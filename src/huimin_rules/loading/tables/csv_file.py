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
from typing import Final, TextIO, TypeAlias

from huimin_rules.loading.tables.extra import batch_extra
from huimin_rules.loading.tables.table import ROWS, Flaw, Piece, plain_place, unreadable, unreadable_file

with batch_extra("成批的表"):
    import polars as pl

_Flaws: TypeAlias = dict[int, tuple[Flaw, ...]]
_WINDOW: Final = 1 << 20
_UTF8: Final = "UTF-8"
_GB: Final = "GB18030"
_FEW: Final = 20
_ASCII: Final = bytes(range(128))
_EXPECTED: Final = "CSV 文件（UTF-8 或 GB18030 编码）"
# What a byte that is no character is read as (PEP 383).
_LONE: Final = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class CsvFile:
    """One CSV file; the first row holds the heads. All cells are text."""

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

    def pieces(self, only: Sequence[str] | None = None) -> Iterator[Piece]:
        """The rows; blank ones are left out."""
        chosen = [(head, place) for place, head in enumerate(self.heads) if only is None or head in only]
        try:
            with _opened(self.path, self.encoding) as file:
                for cells, rows, flaws in self._rows(file):
                    yield self._piece(cells, rows, flaws, chosen, file.buffer.tell() / max(self.size, 1))
        except OSError as error:
            raise unreadable_file(self.name, _EXPECTED, error) from None

    def _rows(self, file: TextIO) -> Iterator[tuple[list[Sequence[str]], list[int], _Flaws]]:
        """Some rows at a time: their cells, their numbers, and what is wrong with those that are torn."""
        reader = csv.reader(file, strict=True)
        next(reader)
        blank = ("",) * len(self.heads)
        cells: list[Sequence[str]] = []
        rows: list[int] = []
        flaws: _Flaws = {}
        while True:
            number = reader.line_num + 1
            try:
                row = next(reader)
            except StopIteration:
                break
            except csv.Error:
                through = f"（直到第 {reader.line_num} 行）" if reader.line_num > number else ""
                flaws[number] = (Flaw(None, f"引号没有配对{through}"),)
                row = list(blank)
            else:
                if len(row) != len(blank):
                    if not any(row):
                        continue
                    flaws[number] = (Flaw(None, f"这一行应有 {len(blank)} 格，实有 {len(row)} 格"),)
                    row = [*row, *blank][: len(blank)]
                elif not any(row):
                    continue
            cells.append(row)
            rows.append(number)
            if len(cells) == ROWS:
                yield cells, rows, flaws
                cells, rows, flaws = [], [], {}
        if cells:
            yield cells, rows, flaws

    def _piece(
        self,
        cells: list[Sequence[str]],
        rows: list[int],
        flaws: _Flaws,
        chosen: Sequence[tuple[str, int]],
        share: float,
    ) -> Piece:
        columns = []
        by_place = list(zip(*cells, strict=True))
        for head, place in chosen:
            column = by_place[place]
            try:
                columns.append(pl.Series(head, column, dtype=pl.String))
            except UnicodeEncodeError:
                sound = []
                for number, cell in zip(rows, column, strict=True):
                    if _LONE.search(cell):
                        flaws[number] = (*flaws.get(number, ()), Flaw(head, f"有不是 {self.encoding} 的字节"))
                    sound.append(_LONE.sub("\ufffd", cell))
                columns.append(pl.Series(head, sound, dtype=pl.String))
        return Piece(pl.DataFrame(columns), tuple(rows), flaws, min(share, 1.0))


def csv_file(path: Path) -> CsvFile:
    """The file, with its encoding and its heads; raises InputError where it is no CSV file."""
    try:
        encoding = _detected(path)
        with _opened(path, encoding) as file:
            first = next(csv.reader(file, strict=True), [])
            size = path.stat().st_size
    except OSError as error:
        raise unreadable_file(str(path), _EXPECTED, error) from None
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
    if wrong[best] * _FEW > len(window.translate(None, _ASCII)):
        raise unreadable(str(path), _EXPECTED, "别的编码")
    return best


def _wrong(window: bytes, encoding: str) -> int:
    """How many places are no character; the last character of a window may be cut."""
    return getincrementaldecoder(encoding)("replace").decode(window).count("\ufffd")
