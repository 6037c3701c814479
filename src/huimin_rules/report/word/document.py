"""A Word document on A4 as GB/T 9704 lays it out, empty but for what stands on every page.

The area of the text is 156 mm by 225 mm. What every page says at its head is that it is a self-check; its number stands
between dashes below the text, outside on either side of a sheet.
"""

import io
from functools import cache
from typing import Final

from docx import Document
from docx.document import Document as WordDocument
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.oxml import serialize_part_xml
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section
from docx.shared import Mm

from huimin_rules.report.package import settled
from huimin_rules.report.word.fonts import FOURTH, font_table
from huimin_rules.report.word.paragraphs import paragraph, run
from huimin_rules.report.word.styles import StyleId, across, defaults, styles, twentieths
from huimin_rules.report.word.xml import node
from huimin_rules.verdict import NOTICE

TEXT_WIDTH: Final = 156.0
"""The width of the text, in millimetres."""

_WORD: Final = "http://schemas.microsoft.com/office/word"
_UNUSED: Final = frozenset(
    ("thumbnail", "stylesWithEffects", "customXml", "numbering", "webSettings", "fontTable", "extended-properties")
)


class Draft:
    """One document in the making."""

    def __init__(self, title: str, about: str) -> None:
        self._title = title
        self._about = about
        self._document: WordDocument = Document(io.BytesIO(_bare()))
        section = self._document.sections[0]
        _measured(section)
        _every_page(section, title, about)
        self._end = self._document.element.body.sectPr
        self.add(paragraph(title, style=StyleId.TITLE, keep=True), paragraph(NOTICE, style=StyleId.SUBTITLE, keep=True))

    def add(self, *elements: BaseOxmlElement) -> None:
        """Add paragraphs and tables at the end."""
        for one in elements:
            self._end.addprevious(one)

    def to_bytes(self) -> bytes:
        """The file; the same content gives the same bytes."""
        out = io.BytesIO()
        self._document.save(out)
        return settled(out.getvalue(), self._title, self._about)


def gap() -> BaseOxmlElement:
    """A little room between two tables, which would grow together without it."""
    return paragraph(style=StyleId.NOTE)


@cache
def _bare() -> bytes:
    """A document without what the template brings along: its styles, typefaces, settings, picture and further parts."""
    document = Document()
    package = document.part.package
    for rels in (document.part.rels, package.rels):
        for name, relation in list(rels.items()):
            if relation.reltype.rsplit("/", 1)[1] in _UNUSED:
                del rels[name]
    _only(document.styles.element, defaults(), *styles())
    _only(document.settings.element, *_settings())
    declared = node("fonts", *font_table())
    fonts = Part(PackURI("/word/fontTable.xml"), CONTENT_TYPE.WML_FONT_TABLE, serialize_part_xml(declared), package)
    document.part.relate_to(fonts, RELATIONSHIP_TYPE.FONT_TABLE)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _settings() -> list[BaseOxmlElement]:
    return [
        node("defaultTabStop", val=420),
        node("evenAndOddHeaders"),
        node("characterSpacingControl", val="compressPunctuation"),
        node("compat", node("compatSetting", name="compatibilityMode", uri=_WORD, val=15)),
        node("themeFontLang", val="en-US", eastAsia="zh-CN"),
    ]


def _measured(section: Section) -> None:
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance, section.footer_distance = Mm(25), Mm(22)


def _every_page(section: Section, title: str, about: str) -> None:
    for header, footer, outside in (
        (section.header, section.footer, "right"),
        (section.even_page_header, section.even_page_footer, "left"),
    ):
        header.is_linked_to_previous = footer.is_linked_to_previous = False
        _only(header._element, _running_head(title, about))
        _only(footer._element, _page_number(outside))


def _only(root: BaseOxmlElement, *children: BaseOxmlElement) -> None:
    for one in list(root):
        root.remove(one)
    root.extend(children)


def _running_head(title: str, about: str) -> BaseOxmlElement:
    """What the document is, over a thin line; on the right what it is not."""
    properties = node(
        "pPr",
        node("pStyle", val=StyleId.HEADER.value),
        node("pBdr", node("bottom", val="single", sz=4, space=2, color="000000")),
        node("tabs", node("tab", val="right", pos=across(TEXT_WIDTH))),
    )
    return node("p", properties, run(f"{title}　{about}"), node("r", node("tab")), run(NOTICE))


def _page_number(outside: str) -> BaseOxmlElement:
    """The number of the page between dashes, one character inside the edge of the text."""
    properties = node(
        "pPr",
        node("pStyle", val=StyleId.FOOTER.value),
        node("ind", **{f"{outside}Chars": 100, outside: twentieths(FOURTH)}),
        node("jc", val=outside),
    )
    return node("p", properties, run("— "), node("fldSimple", run("1"), instr="PAGE"), run(" —"))
