"""Laying out paragraphs of Chinese and Latin text in columns, and painting them.

Widths are display columns: a Chinese character takes two. Lines break between characters as Chinese does, never inside
a word or number, and no line begins with closing punctuation or ends with opening punctuation. What a file or a person
supplied is made visible: no value can move the cursor, hide text or reorder it.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final, TypeAlias

from huimin_rules.visible import visible

_UNIT: Final = re.compile(r"[!-~]+|.", re.DOTALL)
_CLOSING: Final = frozenset("，。；：、！？）】》〉」』”’›…—·,.;:!?)]}％%")
_OPENING: Final = frozenset("（【《〈「『“‘‹([{")
_PAINT: Final = "\x1b[{}m{}\x1b[0m"


class Style(StrEnum):
    """What a piece of text is; the value is how a terminal shows it, and nothing depends on seeing it."""

    PLAIN = ""
    STRONG = "1"
    FAINT = "2"
    GOOD = "32"
    BAD = "31"
    OPEN = "33"
    JUDGED = "36"
    QUOTE = "34"


@dataclass(frozen=True, slots=True)
class Span:
    """Text in one style."""

    text: str
    style: Style = Style.PLAIN


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Spans that flow; the first line starts at column `indent`, the others at `hang`."""

    spans: tuple[Span, ...]
    indent: int = 0
    hang: int = 0


Sheet: TypeAlias = tuple[Paragraph, ...]
Line: TypeAlias = tuple[Span, ...]

BLANK: Final = Paragraph(())


def line(*pieces: str | Span, indent: int = 0, hang: int | None = None) -> Paragraph:
    """A paragraph from strings and spans; unless told otherwise its lines are flush."""
    spans = tuple(piece if isinstance(piece, Span) else Span(piece) for piece in pieces)
    return Paragraph(spans, indent, indent if hang is None else hang)


def width(text: str) -> int:
    """How many columns a text takes.

    >>> width("第6条"), width("é")
    (5, 1)
    """
    return len(text) if text.isascii() else sum(map(_columns, text))


@lru_cache(maxsize=4096)
def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def padded(text: str, columns: int) -> str:
    """The text filled with blanks up to a number of columns."""
    return text + " " * (columns - width(text))


def wrap(text: str, columns: int) -> list[str]:
    """A text as lines of at most so many columns, without styles.

    >>> wrap("按预算列明的资金落实。", 10)
    ['按预算列明', '的资金落', '实。']
    """
    return ["".join(span.text for span in one) for one in _lines(line(text), columns)]


def render(sheet: Iterable[Paragraph], columns: int, *, colour: bool = False) -> str:
    """The sheet as text that ends with a line break, with or without the colours of a terminal."""
    out: list[str] = []
    for paragraph in sheet:
        for number, spans in enumerate(_lines(paragraph, columns)):
            margin = paragraph.hang if number else paragraph.indent
            shown = "".join(_painted(span) if colour else span.text for span in spans)
            out.append((" " * margin + shown) if shown else "")
    return "".join(f"{one}\n" for one in out)


def _painted(span: Span) -> str:
    return _PAINT.format(span.style.value, span.text) if span.style is not Style.PLAIN and span.text else span.text


def _units(paragraph: Paragraph, columns: int) -> Iterator[Span]:
    """The pieces between which a line may break, a word longer than a line being cut."""
    for span in paragraph.spans:
        for match in _UNIT.finditer(visible(span.text)):
            word = match[0]
            while len(word) > columns // 2 and width(word) > columns:
                yield Span(word[:columns], span.style)
                word = word[columns:]
            yield Span(word, span.style)


def _lines(paragraph: Paragraph, columns: int) -> list[Line]:
    room = max(columns - max(paragraph.indent, paragraph.hang), 8)
    lines: list[list[Span]] = [[]]
    used = 0
    for unit in _units(paragraph, room):
        here, taken = lines[-1], width(unit.text)
        limit = columns - (paragraph.indent if len(lines) == 1 else paragraph.hang)
        if here and used + taken > max(limit, 8):
            if unit.text == " ":
                continue
            carried = _carried(here, unit, room)
            lines.append(carried)
            used = sum(width(one.text) for one in carried)
            here = lines[-1]
        here.append(unit)
        used += taken
    return [_joined(one) for one in lines]


def _carried(here: list[Span], unit: Span, room: int) -> list[Span]:
    """What moves to the next line together with a unit: openers before it, a character before closing punctuation;
    nothing where they do not fit.
    """
    keep = len(here)
    if unit.text[0] in _CLOSING:
        while keep > 1 and here[keep - 1].text[0] in _CLOSING:
            keep -= 1
        keep -= 1
    while keep > 0 and here[keep - 1].text[-1] in _OPENING:
        keep -= 1
    carried = here[keep:]
    if keep <= 0 or sum(width(one.text) for one in (*carried, unit)) > room:
        return []
    del here[keep:]
    return carried


def _joined(units: list[Span]) -> Line:
    """Neighbours of the same style as one span, without blanks at the end."""
    spans: list[Span] = []
    for unit in units:
        if spans and spans[-1].style is unit.style:
            spans[-1] = Span(spans[-1].text + unit.text, unit.style)
        else:
            spans.append(unit)
    while spans and not spans[-1].text.rstrip(" "):
        spans.pop()
    if spans:
        spans[-1] = Span(spans[-1].text.rstrip(" "), spans[-1].style)
    return tuple(spans)
