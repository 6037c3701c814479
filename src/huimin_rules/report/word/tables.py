"""Tables of fixed widths in millimetres, with heads that are repeated on every page and rows that stay whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final, TypeAlias

from docx.oxml.xmlchemy import BaseOxmlElement

from huimin_rules.report.typography import Paragraph, Span, Style, line, width
from huimin_rules.report.word.paragraphs import paragraph
from huimin_rules.report.word.styles import STYLES, StyleId, across
from huimin_rules.report.word.xml import node
from huimin_rules.visible import visible

_MARGIN: Final = 1.0
_ABOVE: Final = 0.6
_POINTS: Final = 72 / 25.4
_WHOLE: Final = 360.0
"""How high a row may be, in points, to be kept on one page: about half of it."""

Cell: TypeAlias = Sequence[Paragraph]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head and its width in millimetres; `centred` where what stands in it is short."""

    head: str
    width: float
    centred: bool = False


def listing(
    columns: Sequence[Column], rows: Sequence[Sequence[Cell]], style: StyleId, head: StyleId
) -> BaseOxmlElement:
    """A table with a head and one row for each of `rows`."""
    heading = node("tr", node("trPr", node("cantSplit"), node("tblHeader")))
    for column in columns:
        shown = paragraph(column.head, style=head, keep=True)
        heading.append(_cell([shown], column.width, fill="F2F2F2", middle=True))
    made = _table([column.width for column in columns])
    made.append(heading)
    for row in rows:
        cells = [
            _cell(_content(cell, style, "center" if column.centred else None), column.width, middle=column.centred)
            for column, cell in zip(columns, row, strict=True)
        ]
        highest = max(_height(cell, column.width, style) for column, cell in zip(columns, row, strict=True))
        made.append(node("tr", _whole(highest), *cells))
    return made


def form(
    rows: Sequence[Sequence[tuple[str, Cell]]], label: float, whole: float, *, least: float = 8, keep: bool = False
) -> BaseOxmlElement:
    """A table of labels and what belongs to them, one or two pairs a row; widths and the least height of a row in
    millimetres. `keep` holds it together with what follows.
    """
    half = whole / 2 - label
    made = _table([label, half, label, half])
    for row in rows:
        across_content, span = (half, 1) if len(row) > 1 else (whole - label, 3)
        cells = []
        for name, content in row:
            head = paragraph(name, style=StyleId.CELL_HEAD, keep=keep)
            shown = _content(content, StyleId.CELL, keep=keep)
            cells.append(_cell([head], label, fill="F2F2F2", middle=True))
            cells.append(_cell(shown, across_content, middle=True, span=span))
        properties = _whole(max(_height(content, across_content, StyleId.CELL) for _, content in row))
        properties.append(node("trHeight", val=across(least), hRule="atLeast"))
        made.append(node("tr", properties, *cells))
    return made


def text_cell(*pieces: str | Span) -> Cell:
    """A cell of one paragraph."""
    return (line(*pieces),)


EMPTY: Final[Cell] = ()
"""A cell for a hand to fill in."""

PAGE_BLANK: Final = line("第　　页")
"""Room for the number of a page, on a line of its own: it never falls apart."""


def strong(text: str) -> Span:
    """A word that stands out."""
    return Span(text, Style.STRONG)


def _content(cell: Cell, style: StyleId, align: str | None = None, *, keep: bool = False) -> list[BaseOxmlElement]:
    if not cell:
        return [paragraph(style=style, keep=keep)]
    return [
        paragraph(
            *one.spans,
            style=style,
            align="right" if one == PAGE_BLANK else align,
            keep=keep,
            indent=one.indent / 2,
        )
        for one in cell
    ]


def _table(widths: Sequence[float]) -> BaseOxmlElement:
    borders = node(
        "tblBorders",
        *(node(side, val="single", sz=4, space=0, color="000000") for side in ("top", "left", "bottom", "right")),
        *(node(side, val="single", sz=4, space=0, color="000000") for side in ("insideH", "insideV")),
    )
    room = {"top": _ABOVE, "left": _MARGIN, "bottom": _ABOVE, "right": _MARGIN}
    margins = node("tblCellMar", *(node(side, w=across(wide), type="dxa") for side, wide in room.items()))
    properties = node(
        "tblPr",
        node("tblW", w=across(sum(widths)), type="dxa"),
        node("jc", val="center"),
        borders,
        node("tblLayout", type="fixed"),
        margins,
    )
    grid = node("tblGrid", *(node("gridCol", w=across(one)) for one in widths))
    return node("tbl", properties, grid)


def _cell(
    content: Sequence[BaseOxmlElement], wide: float, *, fill: str | None = None, middle: bool = False, span: int = 1
) -> BaseOxmlElement:
    properties = node("tcPr", node("tcW", w=across(wide), type="dxa"))
    if span > 1:
        properties.append(node("gridSpan", val=span))
    if fill is not None:
        properties.append(node("shd", val="clear", color="auto", fill=fill))
    if middle:
        properties.append(node("vAlign", val="center"))
    return node("tc", properties, *content)


def _whole(height: float) -> BaseOxmlElement:
    """The properties of a row, which stays on one page unless it is very high."""
    return node("trPr", *([node("cantSplit")] if height <= _WHOLE else []))


def _height(cell: Cell, wide: float, style: StyleId) -> float:
    """About how high a cell is, in points."""
    look = STYLES[style]
    room = max(2, int((wide - 2 * _MARGIN) * _POINTS / (look.size / 2)))
    texts = ("".join(visible(span.text) for span in one.spans) for one in cell)
    return sum(max(1, ceil(width(text) / room)) for text in texts) * look.line
