"""The official text as data: its clauses, each with its words, without layout.

White space between Chinese characters and digits is layout and is dropped; `squeeze` is the one place that says what
that means. A quote is verbatim when its squeezed form is a piece of the squeezed clause.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from huimin_rules.citation import Clause

_LAYOUT = re.compile(r"(?<![!-~])\s+|\s+(?![!-~])")


def squeeze(text: str) -> str:
    """The text without layout: white space is kept only between two Latin characters or digits.

    >>> squeeze("本办法自 2021 年 12 月 22 日起实施")
    '本办法自2021年12月22日起实施'
    """
    return _LAYOUT.sub("", text.strip())


class Role(StrEnum):
    """What a piece of the text is: the notice, a heading of a chapter, or the body of a clause."""

    NOTICE = "notice"
    HEADING = "heading"
    BODY = "body"


@dataclass(frozen=True, slots=True)
class Passage:
    """The words of one clause, without its number and without layout; `label` is the number as printed (第六条,
    （一）).
    """

    clause: Clause
    role: Role
    label: str
    words: str

    def is_in(self, clause: Clause) -> bool:
        """Whether the passage belongs to a clause: to it or to what stands below it. Headings belong to none."""
        own = self.clause
        return (
            own.article == clause.article
            and self.role is not Role.HEADING
            and clause.paragraph in (None, own.paragraph)
            and clause.item in (None, own.item)
        )


@dataclass(frozen=True, slots=True)
class Text:
    """The official text: where it comes from, the SHA-256 of its bytes as received, and its passages in order.

    `body` is the text as received, of which the passages are a reading; `page_breaks` are the places where its layout
    cut a sentence: the end of one line, the beginning of the next.
    """

    source: str
    sha256: str
    passages: tuple[Passage, ...]
    absent: tuple[tuple[int, str], ...] = ()
    body: str = ""
    page_breaks: tuple[tuple[str, str], ...] = ()

    def passage(self, clause: Clause) -> tuple[Passage, ...]:
        """The passages of a clause; with its items where an article or paragraph is cited as a whole."""
        return tuple(passage for passage in self.passages if passage.is_in(clause))

    def full(self, clause: Clause) -> str:
        """The words of a clause and what stands below it, each passage on a line of its own with its number."""
        return "\n".join(f"{passage.label}{passage.words}" for passage in self.passage(clause))

    def why_absent(self, article: int) -> str | None:
        """Why an article is known not to exist in the text, or None."""
        return dict(self.absent).get(article)

    def find(self, clause: Clause, quote: str) -> Passage | None:
        """The passage of the clause in which the quote stands verbatim, or None."""
        words = squeeze(quote)
        return next((passage for passage in self.passage(clause) if words and words in passage.words), None)

    def position(self, clause: Clause, quote: str) -> tuple[int, int]:
        """Where words stand in the text, for putting things in its order; what is not found stands last."""
        words = squeeze(quote)
        for index, passage in enumerate(self.passages):
            if passage.is_in(clause) and words in passage.words:
                return index, passage.words.index(words)
        return len(self.passages), 0

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """Every clause that can be cited."""
        return tuple(passage.clause for passage in self.passages if passage.role is not Role.HEADING)


def is_counted(character: str) -> bool:
    """Whether a character carries words: letters and digits do, punctuation and white space do not."""
    return character.isalnum()


def covered(passage: Passage, quotes: Iterable[str]) -> list[bool]:
    """For each character of a passage, whether some quote covers it; punctuation counts as covered."""
    marks = [not is_counted(character) for character in passage.words]
    for quote in quotes:
        words = squeeze(quote)
        start = passage.words.find(words) if words else -1
        while start >= 0:
            marks[start : start + len(words)] = [True] * len(words)
            start = passage.words.find(words, start + 1)
    return marks
