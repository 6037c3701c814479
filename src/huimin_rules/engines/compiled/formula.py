"""Python expressions that are true or false, joined by `and` and `or` without saying anything twice."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

Word = Literal["and", "or"]


@dataclass(frozen=True, slots=True)
class Formula:
    """Parts joined by a word; a single test is one part."""

    word: Word
    parts: tuple["str | Formula", ...]

    def __str__(self) -> str:
        if not self.parts:
            return str(self.word == "and")
        texts = [part if isinstance(part, str) else str(part) for part in self.parts]
        return texts[0] if len(texts) == 1 else f"({f' {self.word} '.join(texts)})"


TRULY: Final = Formula("and", ())
NEVER: Final = Formula("or", ())


def test(text: str) -> Formula:
    """One test."""
    return Formula("and", (text,))


def every(parts: Iterable[Formula]) -> Formula:
    """True when all parts are."""
    return _joined("and", tuple(parts), NEVER)


def some(parts: Iterable[Formula]) -> Formula:
    """True when some part is."""
    return _joined("or", tuple(parts), TRULY)


def _joined(word: Word, parts: tuple[Formula, ...], ending: Formula) -> Formula:
    if ending in parts:
        return ending
    found: dict[str | Formula, None] = {}
    for part in parts:
        one = len(part.parts) == 1
        found |= dict.fromkeys(part.parts if one or part.word == word else (part,) if part.parts else ())
    only = next(iter(found)) if len(found) == 1 else None
    return only if isinstance(only, Formula) else Formula(word, tuple(found))
