"""A report as a tree of blocks, which HTML and Markdown write each in its own way."""

from dataclasses import dataclass
from typing import TypeAlias

from huimin_rules.report.typography import Span, Style


@dataclass(frozen=True, slots=True)
class Code:
    """What is typed or compared letter by letter: a path, an option, a digest."""

    text: str


Inline: TypeAlias = str | Span | Code
Words: TypeAlias = tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 3."""

    level: int
    words: Words


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    words: Words


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words of the regulation, always Chinese."""

    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of a list, and what stands below its first line."""

    words: Words
    below: "tuple[Block, ...]" = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """A list; numbered from `start` if that is given."""

    items: tuple[Item, ...]
    start: int | None = None


@dataclass(frozen=True, slots=True)
class Marked:
    """Blocks that belong together, with a mark at their side in the colour of a style."""

    style: Style
    blocks: "tuple[Block, ...]"


Block: TypeAlias = Heading | Text | Quotation | Listing | Marked


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report: its title, its language as a tag (`zh-CN`, `en`), and its blocks."""

    title: str
    language: str
    blocks: tuple[Block, ...]
