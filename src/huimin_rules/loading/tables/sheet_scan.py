"""What the reader of values does not tell about the cells of an Excel sheet: errors, formulas that nobody has computed,
and percentages.

An error and a formula without a value are read as empty cells, and an empty cell says "unknown"; 30% is read as 0.3. So
they are looked for in the sheet itself.
"""

import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

_STYLES: Final = "xl/styles.xml"
_PERCENT_FORMATS: Final = ("9", "10")
_ROW: Final = re.compile(rb"<(?:[\w.-]+:)?row\b([^>]*[^>/])>(.*?)</(?:[\w.-]+:)?row>", re.DOTALL)
_CELL: Final = re.compile(rb"<(?:[\w.-]+:)?c\b([^>]*?)(?:/>|>(.*?)</(?:[\w.-]+:)?c>)", re.DOTALL)
_ERROR: Final = re.compile(rb"""\st=["']e["']""")
_STYLE: Final = re.compile(rb"""\ss=["']([0-9]{1,6})["']""")
_NUMBER: Final = re.compile(rb"""\sr=["']([0-9]{1,7})["']""")
_PLACE: Final = re.compile(rb"""\sr=["']([A-Z]{1,3})[0-9]{1,7}["']""")
_FORMULA: Final = re.compile(rb"<(?:[\w.-]+:)?f\b")
_VALUE: Final = re.compile(rb"<(?:[\w.-]+:)?v>([^<]+)<")
_TEXT_RESULT: Final = re.compile(rb"""\st=["']str["']""")

WITHOUT_VALUE: Final = "没有算出值的公式"


class OddCells:
    """Finds them in the text of a sheet whose rows have numbers; `parts` of the package say what its styles show."""

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self._percents = _percent_styles(parts)
        # What stands in every row that has such a cell: most have none, and are not taken apart.
        signs = [
            r"""\st=["']e["']""",
            r"<(?:[\w.-]+:)?f\b",
            *(rf"""\ss=["']{one}["']""" for one in sorted(self._percents)),
        ]
        self._sign = re.compile("|".join(signs).encode())

    def found(self, text: bytes) -> dict[int, dict[int, str | None]]:
        """By row and column, from 0, what each such cell shows instead of a value; None where it shows a percentage."""
        if not self._sign.search(text):
            return {}
        found = {}
        for row in _ROW.finditer(text):
            number = _NUMBER.search(row[1])
            if number is not None and self._sign.search(row[2]):
                found[int(number[1]) - 1] = self._in_row(row[2])
        return found

    def _in_row(self, text: bytes) -> dict[int, str | None]:
        found = {}
        column = -1
        for cell in _CELL.finditer(text):
            place, style = _PLACE.search(cell[1]), _STYLE.search(cell[1])
            column = column + 1 if place is None else _column(place[1])
            shown = None if cell[2] is None else _odd(cell[1], cell[2])
            if shown is not None or (style is not None and int(style[1]) in self._percents):
                found[column] = shown
        return found


def _percent_styles(parts: Mapping[str, bytes]) -> frozenset[int]:
    """The numbers of the cell styles that show a percentage."""
    text = next((part for name, part in parts.items() if name.lower() == _STYLES), None)
    if text is None:
        return frozenset()
    styles = ElementTree.fromstring(text)
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
