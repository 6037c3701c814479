"""JavaScript without what only its readers need: comments, indentation and empty lines. Nothing else is changed: lines
stay lines and names stay names.

The text is walked once, by what may begin at each place: a comment, a text, a template (whose gaps hold code again), a
regular expression. A slash begins a regular expression where a value may begin, which what stands before it tells.
"""

import re
from collections.abc import Iterator
from typing import Final

_COMMENT: Final = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
_TEXT: Final = re.compile(r""""(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'""", re.DOTALL)
_REGULAR: Final = re.compile(r"/(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[a-z]*")
_TEMPLATE: Final = re.compile(r"(?:[^`\\$]|\\.|\$(?!\{))*", re.DOTALL)
_PLAIN: Final = re.compile(r"[\w$]+|\s+|.", re.DOTALL)

_BEFORE_A_VALUE: Final = frozenset("(,=:[!&|?{};+-*%<>~^")
_WORDS_BEFORE_A_VALUE: Final = frozenset(
    ("return", "typeof", "case", "in", "of", "delete", "void", "throw", "new", "else", "do", "yield", "await")
)


def compact(text: str) -> str:
    """The same program in fewer bytes; raises ValueError where a text, a template or a bracket never ends."""
    return "".join(_Walk(text).pieces()).lstrip("\n")


class _Walk:
    """One text being walked; `kept` remembers just enough of what was kept to know what may follow."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.last = ""
        self.space = ""
        self.line_is_empty = True

    def pieces(self) -> Iterator[str]:
        """Every piece that is kept."""
        while self.at < len(self.text):
            yield from self.piece()

    def piece(self) -> Iterator[str]:
        """The next piece, and with a template all of it."""
        character = self.text[self.at]
        if comment := _COMMENT.match(self.text, self.at):
            self.at = comment.end()
        elif character == "`":
            yield from self.template()
        elif character in "\"'":
            yield self.spaced() + self.taken(_TEXT, "a text never ends")
        elif character == "/" and self.value_may_begin():
            yield self.spaced() + self.taken(_REGULAR, "a regular expression never ends")
        else:
            yield from self.plain()

    def plain(self) -> Iterator[str]:
        """A word, a sign, or white space, of which little is needed."""
        found = _PLAIN.match(self.text, self.at)
        assert found is not None
        self.at = found.end()
        if not found[0].isspace():
            yield self.spaced() + found[0]
            self.last, self.line_is_empty = found[0], False
        elif "\n" in found[0]:
            if not self.line_is_empty:
                yield "\n"
            self.space, self.line_is_empty = "", True
        elif not self.line_is_empty:
            self.space = " "

    def template(self) -> Iterator[str]:
        """A template: its words as they stand, and in its gaps code again."""
        yield f"{self.spaced()}`"
        self.at += 1
        while True:
            words = _TEMPLATE.match(self.text, self.at)
            assert words is not None
            self.at = words.end()
            yield words[0]
            if self.text.startswith("`", self.at):
                break
            if not self.text.startswith("${", self.at):
                raise ValueError("a template never ends")
            yield from self.gap()
        yield "`"
        self.at += 1
        self.last, self.line_is_empty = "`", False

    def gap(self) -> Iterator[str]:
        """`${` through the brace that closes it."""
        yield "${"
        self.at += 2
        self.last, self.line_is_empty = "{", False
        depth = 1
        while depth:
            if self.at >= len(self.text):
                raise ValueError("a gap of a template never ends")
            before = self.at
            yield from self.piece()
            if self.at == before + 1:
                depth += {"{": 1, "}": -1}.get(self.text[before], 0)

    def taken(self, form: re.Pattern[str], otherwise: str) -> str:
        """A piece that is kept as it stands."""
        found = form.match(self.text, self.at)
        if found is None:
            line = self.text.count("\n", 0, self.at) + 1
            raise ValueError(f"line {line}: {otherwise}")
        self.at = found.end()
        self.last, self.line_is_empty = '"', False
        return found[0]

    def spaced(self) -> str:
        """The space before a piece, if there is one: at the end of a line it is not needed."""
        space, self.space = self.space, ""
        return space

    def value_may_begin(self) -> bool:
        """Whether what stands before is followed by a value and not by an operator."""
        return not self.last or self.last in _BEFORE_A_VALUE or self.last in _WORDS_BEFORE_A_VALUE
