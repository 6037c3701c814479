"""Paragraphs and their runs: the spans of a sheet in Chinese typefaces, black on white as an office prints them.

What a terminal shows by colour is shown here by the typeface; the word always stands there too.
"""

from collections.abc import Iterable
from typing import Final

from docx.oxml.xmlchemy import BaseOxmlElement

from huimin_rules.report.typography import Paragraph, Span, Style
from huimin_rules.report.word.fonts import HEI, KAI, typeface
from huimin_rules.report.word.styles import STYLES, StyleId, twentieths
from huimin_rules.report.word.xml import node, words

_STRONG: Final = frozenset((Style.STRONG, Style.BAD, Style.OPEN, Style.JUDGED))


def paragraph(
    *pieces: str | Span,
    style: StyleId = StyleId.BODY,
    align: str | None = None,
    keep: bool = False,
    indent: float = 0,
    hang: float = 0,
) -> BaseOxmlElement:
    """A paragraph; `indent` in characters moves all of its lines, `hang` all but the first one further; `keep` holds it
    together with the next one.
    """
    properties = node("pPr", node("pStyle", val=style.value))
    if keep:
        properties.append(node("keepNext"))
    if indent or hang:
        size, left = STYLES[style].size, indent + hang
        by = {"leftChars": round(left * 100), "left": twentieths(left * size)}
        first = {"hangingChars": round(hang * 100), "hanging": twentieths(hang * size)}
        properties.append(node("ind", **by, **(first if hang else {"firstLineChars": 0, "firstLine": 0})))
    if align is not None:
        properties.append(node("jc", val=align))
    return node("p", properties, *map(run, pieces))


def lines(sheet: Iterable[Paragraph], style: StyleId) -> list[BaseOxmlElement]:
    """The paragraphs of a sheet; two of its columns are a character."""
    return [
        paragraph(*one.spans, style=style, indent=one.indent / 2, hang=max(0, one.hang - one.indent) / 2)
        for one in sheet
    ]


def run(piece: str | Span) -> BaseOxmlElement:
    """A piece of text in the typeface of its paragraph, or in that of its own style."""
    span = piece if isinstance(piece, Span) else Span(piece)
    if span.style in _STRONG:
        # Where the typeface is missing, the weight still tells.
        properties = node("rPr", typeface(HEI), node("b"))
    elif span.style is Style.QUOTE:
        properties = node("rPr", typeface(KAI))
    else:
        # With the hint, marks that Latin has too are Chinese.
        properties = node("rPr", node("rFonts", hint="eastAsia"))
    return node("r", properties, words(span.text))
