"""Text from outside as a person may safely see it: one line, nothing obeyed, nothing hidden, nothing reordered.

A control character moves the cursor of a terminal, a bidirectional control reorders the words around it, a zero-width
character makes two names that look the same. Each is shown by its number, ‹U+202E›. This is for people alone: JSON
carries every text as it was given.
"""

import re
import unicodedata
from typing import Final

UNSEEN: Final = frozenset(("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp", "Zs"))
"""Categories of what a terminal obeys, hides or cannot show."""

SPACES: Final = frozenset(" \u3000")
"""What is seen although its category is not."""

BLANK: Final = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
"""Marks and letters that are blank, or that only change the look of their neighbour."""


def visible(text: str) -> str:
    r"""The text with the number of every character that is not simply seen; the same text where there is none.

    >>> visible("a\x1b[31mb\u202ec")
    'a‹U+001B›[31mb‹U+202E›c'
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(one if _is_seen(one) else _number(one) for one in text)


def visible_name(name: str) -> str:
    """A name that nobody knows, with the number of every character that looks like another: names are written in
    ASCII, so a full-width or Cyrillic letter among them is what its writer does not see. Chinese characters are taken
    for themselves.

    >>> visible_name("ａpplied_on"), visible_name("申报日期")
    ('ａ‹U+FF41›pplied_on', '申报日期')
    """
    if name.isascii():
        return visible(name)
    return "".join(one if _is_plain(one) else f"{one if _is_seen(one) else ''}{_number(one)}" for one in name)


def shortened(text: str, limit: int) -> str:
    """The beginning of a text, with … where more follows; cut before it is made visible."""
    return text if len(text) <= limit else f"{text[:limit]}…"


def _is_seen(character: str) -> bool:
    if character.isascii():
        return character.isprintable()
    if unicodedata.category(character) in UNSEEN:
        return character in SPACES
    return not BLANK.match(character)


def _is_plain(character: str) -> bool:
    if character.isascii():
        return character.isprintable()
    own = unicodedata.category(character) == "Lo" and unicodedata.east_asian_width(character) == "W"
    return own and not BLANK.match(character)


def _number(character: str) -> str:
    return f"‹U+{ord(character):04X}›"
