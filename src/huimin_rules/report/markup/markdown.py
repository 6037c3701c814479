"""A report as GitHub-flavoured Markdown, in which no text is taken for markup.

A mark at the side has no like in Markdown: its blocks simply follow each other, and the sign beside the words stands.
"""

import re
from collections.abc import Iterable
from typing import Final, assert_never

from huimin_rules.report.markup.blocks import Block, Code, Heading, Inline, Listing, Marked, Quotation, Report, Text
from huimin_rules.report.typography import Span, Style
from huimin_rules.visible import visible

# Whatever begins emphasis, code, links, HTML, entities, tables, mathematics, mentions and addresses.
_SPECIAL: Final = re.compile(r"[\\`*_\[\]<>&~|$:@!{}^]|(?<=www)\.")
# Whatever begins a block where it stands first: a heading, a list, a rule, an underlined heading.
_LEADING: Final = re.compile(r"^[#+=-]")
_ORDINAL: Final = re.compile(r"^(\d{1,9})([.)])")
_RUN_OF_TICKS: Final = re.compile(r"`+")


def markdown(report: Report) -> str:
    """The text, ending with a line feed."""
    return "\n\n".join(_blocks(report.blocks)) + "\n"


def _blocks(blocks: Iterable[Block]) -> list[str]:
    return [text for block in blocks for text in _block(block)]


def _block(block: Block) -> list[str]:
    match block:
        case Heading(level, words):
            return [f"{'#' * level} {_closed(_words(words))}"]
        case Text(words):
            return [_line(words)]
        case Quotation(text):
            return [f"> {_line((text,))}"]
        case Listing(items, start):
            return ["\n".join(_item(item.words, item.below, place, start) for place, item in enumerate(items))]
        case Marked(_, inside):
            return _blocks(inside)
        case _:
            assert_never(block)


def _item(words: tuple[Inline, ...], below: tuple[Block, ...], place: int, start: int | None) -> str:
    marker = "- " if start is None else f"{start + place}. "
    margin = " " * len(marker)
    rest = "".join(f"\n\n{one}" for one in _blocks(below))
    indented = rest.replace("\n", f"\n{margin}").replace(f"\n{margin}\n", "\n\n")
    return f"{marker}{_line(words)}{indented}"


def _line(words: Iterable[Inline]) -> str:
    """One paragraph: no beginning of it is the beginning of a block."""
    text = _ORDINAL.sub(r"\1\\\2", _LEADING.sub(r"\\\g<0>", _words(words)))
    if text.startswith(" "):
        text = f"&#32;{text[1:]}"
    return f"{text[:-1]}&#32;" if text.endswith(" ") else text


def _closed(text: str) -> str:
    """A heading whose last signs do not close it."""
    return re.sub(r"#(?=#*$)", r"\#", text)


def _words(words: Iterable[Inline]) -> str:
    return "".join(map(_inline, words))


def _inline(inline: Inline) -> str:
    match inline:
        case str():
            return _text(inline)
        case Code(text):
            return _code(visible(text))
        case Span(text, Style.STRONG):
            return f"**{_text(text)}**"
        case Span(text):
            return _text(text)
        case _:
            assert_never(inline)


def _text(text: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", visible(text))


def _code(text: str) -> str:
    fence = "`" * (max((len(one) for one in _RUN_OF_TICKS.findall(text)), default=0) + 1)
    room = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{room}{text}{room}{fence}"
