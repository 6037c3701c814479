"""Typefaces and sizes of GB/T 9704, and what stands in for a typeface that is not installed.

The typefaces named here come with every Chinese Windows, but for the one of titles. A document names others under which
the same or a like typeface is known; a program that has none of them takes a Chinese one of its own choice.
"""

from dataclasses import dataclass
from typing import Final

from docx.oxml.xmlchemy import BaseOxmlElement

from huimin_rules.report.word.xml import node

LATIN: Final = "Times New Roman"


@dataclass(frozen=True, slots=True)
class Typeface:
    """A Chinese typeface, other names for it or its like, and whether it is a serif one."""

    name: str
    others: str
    family: str


TITLE: Final = Typeface("方正小标宋简体", "方正小标宋_GBK,华文中宋,宋体,Noto Serif CJK SC", "roman")
SONG: Final = Typeface("宋体", "SimSun,Noto Serif CJK SC", "roman")
FANG: Final = Typeface("仿宋", "仿宋_GB2312,FangSong,华文仿宋,Noto Serif CJK SC", "modern")
KAI: Final = Typeface("楷体", "楷体_GB2312,KaiTi,华文楷体,Noto Serif CJK SC", "modern")
HEI: Final = Typeface("黑体", "SimHei,Noto Sans CJK SC", "swiss")

SECOND: Final = 22.0
"""二号, in points."""
THIRD: Final = 16.0
"""三号."""
FOURTH: Final = 14.0
"""四号."""
FIFTH: Final = 10.5
"""五号."""
SMALL_FIFTH: Final = 9.0
"""小五."""


def typeface(face: Typeface) -> BaseOxmlElement:
    """The property of a run that has Chinese in this typeface. With the hint, quotation marks, dashes and ellipses,
    which Latin has too, are taken for Chinese.
    """
    return node("rFonts", hint="eastAsia", ascii=LATIN, hAnsi=LATIN, eastAsia=face.name, cs=LATIN)


def font_table() -> list[BaseOxmlElement]:
    """The entries of the font table."""
    faces = [
        node(
            "font",
            node("altName", val=face.others),
            node("charset", val="86"),
            node("family", val=face.family),
            node("pitch", val="variable"),
            name=face.name,
        )
        for face in (TITLE, SONG, FANG, KAI, HEI)
    ]
    latin = node(
        "font", node("charset", val="00"), node("family", val="roman"), node("pitch", val="variable"), name=LATIN
    )
    return [latin, *faces]
