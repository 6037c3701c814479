"""The styles of a document: few, with the names that Word knows where it has them, so that headings are headings."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from docx.oxml.xmlchemy import BaseOxmlElement

from huimin_rules.report.word.fonts import (
    FANG,
    FIFTH,
    FOURTH,
    HEI,
    KAI,
    SECOND,
    SMALL_FIFTH,
    SONG,
    THIRD,
    TITLE,
    Typeface,
    typeface,
)
from huimin_rules.report.word.xml import node

_LANGUAGE: Final = {"val": "en-US", "eastAsia": "zh-CN", "bidi": "ar-SA"}


class StyleId(StrEnum):
    """The paragraph styles by id."""

    BODY = "Normal"
    TITLE = "Title"
    SUBTITLE = "Subtitle"
    HEADING = "Heading1"
    CELL = "TableText"
    CELL_HEAD = "TableHead"
    SMALL = "TableSmall"
    SMALL_HEAD = "TableSmallHead"
    NOTE = "Note"
    HEADER = "Header"
    FOOTER = "Footer"


@dataclass(frozen=True, slots=True)
class ParagraphStyle:
    """One paragraph style: typeface, size and line distance in points, indentation of its first line in characters."""

    id: StyleId
    name: str
    face: Typeface
    size: float
    line: float
    align: str = "left"
    first: int = 0
    before: float = 0
    after: float = 0
    keep: bool = False
    outline: int | None = None


STYLES: Final = {
    style.id: style
    for style in (
        ParagraphStyle(StyleId.BODY, "Normal", FANG, THIRD, 28, align="both", first=2),
        ParagraphStyle(StyleId.TITLE, "Title", TITLE, SECOND, 34, align="center", keep=True),
        ParagraphStyle(StyleId.SUBTITLE, "Subtitle", KAI, THIRD, 28, align="center", after=10, keep=True),
        ParagraphStyle(StyleId.HEADING, "heading 1", HEI, THIRD, 28, first=2, before=6, after=3, keep=True, outline=0),
        ParagraphStyle(StyleId.CELL, "表格文字", FANG, FIFTH, 16),
        ParagraphStyle(StyleId.CELL_HEAD, "表头", HEI, FIFTH, 16, align="center"),
        ParagraphStyle(StyleId.SMALL, "表格小字", FANG, SMALL_FIFTH, 13),
        ParagraphStyle(StyleId.SMALL_HEAD, "表头小字", HEI, SMALL_FIFTH, 13, align="center"),
        ParagraphStyle(StyleId.NOTE, "附注", SONG, SMALL_FIFTH, 14),
        ParagraphStyle(StyleId.HEADER, "header", SONG, SMALL_FIFTH, 13),
        ParagraphStyle(StyleId.FOOTER, "footer", SONG, FOURTH, 18),
    )
}


def defaults() -> BaseOxmlElement:
    """What holds of every run and paragraph that no style says otherwise of."""
    run = node("rPr", typeface(FANG), node("sz", val=half_points(THIRD)), node("lang", **_LANGUAGE))
    return node("docDefaults", node("rPrDefault", run), node("pPrDefault", node("pPr", node("spacing", after=0))))


def styles() -> list[BaseOxmlElement]:
    """Every style of a document."""
    table = node(
        "style",
        node("name", val="Normal Table"),
        node("tblPr", node("tblCellMar", *(_margin(side) for side in ("left", "right")))),
        type="table",
        default=1,
        styleId="TableNormal",
    )
    characters = node(
        "style", node("name", val="Default Paragraph Font"), type="character", default=1, styleId="DefaultParagraphFont"
    )
    return [*map(_style, STYLES.values()), characters, table]


def half_points(size: float) -> int:
    """A size as Word counts it."""
    return round(size * 2)


def twentieths(points: float) -> int:
    """A distance as Word counts it."""
    return round(points * 20)


def across(millimetres: float) -> int:
    """A width as Word counts it."""
    return twentieths(millimetres * 72 / 25.4)


def _margin(side: str) -> BaseOxmlElement:
    return node(side, w=0, type="dxa")


def _style(style: ParagraphStyle) -> BaseOxmlElement:
    paragraph = node("pPr")
    if style.keep:
        paragraph.append(node("keepNext"))
    spacing = {"before": style.before, "after": style.after, "line": style.line}
    paragraph.extend(
        (
            node("widowControl"),
            node("spacing", **{name: twentieths(value) for name, value in spacing.items()}, lineRule="exact"),
            node("ind", firstLineChars=style.first * 100, firstLine=twentieths(style.first * style.size)),
            node("jc", val=style.align),
        )
    )
    if style.outline is not None:
        paragraph.append(node("outlineLvl", val=style.outline))
    size = half_points(style.size)
    run = node("rPr", typeface(style.face), node("sz", val=size), node("szCs", val=size))
    default = {"default": 1} if style.id is StyleId.BODY else {}
    children = (node("name", val=style.name), node("qFormat"), paragraph, run)
    return node("style", *children, type="paragraph", styleId=style.id.value, **default)
