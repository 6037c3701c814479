"""What the reader of values does not tell about the cells of an Excel sheet: errors, formulas that nobody has computed,
and percentages.

An error and a formula without a value are read as empty cells, and an empty cell says "unknown"; 30% is read as 0.3. So
they are looked for in the sheet itself.
"""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

_PIECE: Final = 1 << 20
_KEPT: Final = 1 << 16
"""How much of a piece is looked at again with the next one: longer than a cell."""

_STYLES: Final = "xl/styles.xml"
_PERCENT_FORMATS: Final = ("9", "10")
_CELL: Final = re.compile(rb"<(?:\w+:)?c\b([^>]*[^>/])>(.*?)</(?:\w+:)?c>", re.DOTALL)
_ERROR: Final = re.compile(rb"""\bt=["']e["']""")
_STYLE: Final = re.compile(rb"""\bs=["']([0-9]{1,6})["']""")
_PLACE: Final = re.compile(rb"""\br=["']([A-Z]{1,3})([0-9]{1,7})["']""")
_FORMULA: Final = re.compile(rb"<(?:\w+:)?f\b")
_VALUE: Final = re.compile(rb"<(?:\w+:)?v>([^<]+)<")
_TEXT_RESULT: Final = re.compile(rb"""\bt=["']str["']""")

WITHOUT_VALUE: Final = "没有算出值的公式"


def odd_cells(path: Path, part: str) -> Iterator[tuple[int, int, str | None]]:
    """The row and the column of each such cell of a part of the package, from 0, and what it shows instead of a value;
    None where it shows a percentage.
    """
    percents = _percent_styles(path)
    sign = _sign(percents)
    with zipfile.ZipFile(path) as package, package.open(part) as file:
        rest = b""
        while piece := file.read(_PIECE):
            text = rest + piece
            if not sign.search(text):
                rest = text[-_KEPT:]
                continue
            end = 0
            for cell in _CELL.finditer(text):
                end = cell.end()
                place = _PLACE.search(cell[1])
                if place is None:
                    continue
                shown, style = _odd(cell[1], cell[2]), _STYLE.search(cell[1])
                if shown is not None or (style is not None and int(style[1]) in percents):
                    yield int(place[2]) - 1, _column(place[1]), shown
            rest = text[max(end, len(text) - _KEPT) :]


def _sign(percents: frozenset[int]) -> re.Pattern[bytes]:
    """What stands in every piece of a sheet that has such a cell: most have none, and are not taken apart."""
    signs = [r"""\bt=["']e["']""", r"<(?:\w+:)?f\b", *(rf"""\bs=["']{one}["']""" for one in sorted(percents))]
    return re.compile("|".join(signs).encode())


def _percent_styles(path: Path) -> frozenset[int]:
    """The numbers of the cell styles that show a percentage."""
    with zipfile.ZipFile(path) as package:
        if _STYLES not in package.namelist():
            return frozenset()
        styles = ElementTree.fromstring(package.read(_STYLES))
    formats = {
        one.get("numFmtId") for one in styles.iter() if one.tag.endswith("}numFmt") and "%" in one.get("formatCode", "")
    }
    cells = next((one for one in styles.iter() if one.tag.endswith("}cellXfs")), ())
    return frozenset(place for place, one in enumerate(cells) if one.get("numFmtId") in (*_PERCENT_FORMATS, *formats))


def _odd(attributes: bytes, inner: bytes) -> str | None:
    value = _VALUE.search(inner)
    if _ERROR.search(attributes):
        return value[1].decode("ascii", "replace") if value else "错误值"
    if value is None and _FORMULA.search(inner) and not _TEXT_RESULT.search(attributes):
        return WITHOUT_VALUE
    return None


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1


def sheet_parts(path: Path) -> dict[str, str]:
    """The part of the package that holds each sheet, by the sheet's name; raises KeyError or BadZipFile for no
    workbook.
    """
    with zipfile.ZipFile(path) as package:
        book = ElementTree.fromstring(package.read("xl/workbook.xml"))
        relations = ElementTree.fromstring(package.read("xl/_rels/workbook.xml.rels"))
    targets = {one.get("Id"): one.get("Target", "") for one in relations}
    parts = {}
    for one in book.iter():
        if one.tag.endswith("}sheet"):
            target = targets[next(value for key, value in one.attrib.items() if key.endswith("}id"))]
            parts[one.attrib["name"]] = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
    return parts
