"""What the reader of values does not tell about the cells of an Excel sheet: errors, formulas that nobody has computed,
and percentages.

An error and a formula without a value are read as empty cells, and an empty cell says "unknown"; 30% is read as 0.3. So
they are looked for in the sheet itself.
"""

import re
import zipfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

_STYLES: Final = "xl/styles.xml"
_PERCENT_FORMATS: Final = ("9", "10")
PREFIX: Final = rb"(?:[\w.-]+:)?"
"""What may stand before the name of a tag."""

NUMBER: Final = re.compile(rb"""\sr=["']([0-9]{1,7})["']""")
"""The number that a row gives itself."""

_ROW: Final = re.compile(rb"<%brow\b([^>]*[^>/])>(.*?)</%brow>" % (PREFIX, PREFIX), re.DOTALL)
_PLACE: Final = rb"""(?=(?:[^>]*\sr=["']([A-Z]{1,3})[0-9])?)"""
_STYLE: Final = rb"""(?=(?:[^>]*\ss=["']([0-9]{1,6})["'])?)"""
_TYPE: Final = rb"""(?=(?:[^>]*\st=["'](\w+)["'])?)"""
_CELL: Final = re.compile(
    rb"<%bc\b" % PREFIX + _PLACE + _STYLE + _TYPE + rb"[^>]*?(?:/>|>(.*?)</%bc>)" % PREFIX, re.DOTALL
)
"""A cell: the letters of its column, the number of its style, its type, and what it holds."""

_FORMULA: Final = re.compile(rb"<%bf\b" % PREFIX)
_VALUE: Final = re.compile(rb"<%bv\b[^>]*>([^<]+)<" % PREFIX)
_ERROR_SIGN: Final = rb"""\st=["']e["']"""
_FORMULA_SIGN: Final = rb"<%bf\b[^>]*(?:/>|>[^<]*(?:<!|</%bf>))\s*(?!\s|<%bv\b[^>]*>[^<])" % (PREFIX, PREFIX, PREFIX)
"""A formula behind which no value stands."""

WITHOUT_VALUE: Final = "没有算出值的公式"


class OddCells:
    """Finds them in the text of a sheet whose rows have numbers; `parts` of the package say what its styles show."""

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self._percents = _percent_styles(parts)
        # What stands in every row that has such a cell: most have none, and are not taken apart.
        styles = [rb"""\ss=["']%b["']""" % one for one in sorted(self._percents)]
        self._sign = re.compile(b"|".join([_ERROR_SIGN, _FORMULA_SIGN, *styles]))

    def found(self, text: bytes) -> dict[int, dict[int, str | None]]:
        """By row and column, from 0, what each such cell shows instead of a value; None where it shows a percentage."""
        if not self._sign.search(text):
            return {}
        found = {}
        for row in _ROW.finditer(text):
            number = NUMBER.search(row[1])
            if number is not None and self._sign.search(row[2]):
                found[int(number[1]) - 1] = self._in_row(row[2])
        return found

    def _in_row(self, text: bytes) -> dict[int, str | None]:
        found = {}
        column = -1
        for place, style, kind, inner in _CELL.findall(text):
            column = _column(place) if place else column + 1
            shown = _odd(kind, inner)
            if shown is not None or style in self._percents:
                found[column] = shown
        return found


def _percent_styles(parts: Mapping[str, bytes]) -> frozenset[bytes]:
    """The numbers of the cell styles that show a percentage."""
    text = next((part for name, part in parts.items() if name.lower() == _STYLES), None)
    if text is None:
        return frozenset()
    styles = ElementTree.fromstring(text)
    formats = {
        one.get("numFmtId") for one in styles.iter() if one.tag.endswith("}numFmt") and "%" in one.get("formatCode", "")
    }
    cells = next((one for one in styles.iter() if one.tag.endswith("}cellXfs")), ())
    shown = (*_PERCENT_FORMATS, *formats)
    return frozenset(b"%d" % place for place, one in enumerate(cells) if one.get("numFmtId") in shown)


def _odd(kind: bytes, inner: bytes) -> str | None:
    """What a cell of a type shows instead of a value; None where it has one, or nothing."""
    if kind == b"e":
        value = _VALUE.search(inner)
        return value[1].decode("ascii", "replace") if value else "错误值"
    if kind != b"str" and _FORMULA.search(inner) and not _VALUE.search(inner):
        return WITHOUT_VALUE
    return None


@cache
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
