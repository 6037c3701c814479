"""Reading text.md: a YAML header, then the official text byte for byte, which becomes passages with addresses."""

import hashlib
import re
from dataclasses import dataclass
from typing import Final, TypeAlias

from huimin_rules.citation import Clause, parse_chinese_numeral
from huimin_rules.errors import PolicyProblem
from huimin_rules.loading.models.policy import AbsentArticleModel
from huimin_rules.loading.models.text import PageBreakModel, TextHeader
from huimin_rules.loading.problems import Problems, Source, Spot
from huimin_rules.loading.shape import read_shape
from huimin_rules.loading.strict_yaml import read_yaml, undecodable
from huimin_rules.norms.text import Passage, Role, Text, squeeze

Place: TypeAlias = tuple[int, int]
"""A line and a column."""

MAX_PASSAGES: Final = 5000
"""How many passages the official text may have; every quote is looked for in them."""

_HEADER = re.compile(rb"---\r?\n((?:.*\n)*?)---\r?\n")
_CHAPTER = re.compile(r"第[零〇一二三四五六七八九十百]+[章节编]\s*(?P<words>.*)")
_ARTICLE = re.compile(r"(?P<label>第(?P<number>[零〇一二三四五六七八九十百]+)条)\s*(?P<words>.*)")
_ITEM = re.compile(r"(?P<label>[(（](?P<number>[一二三四五六七八九十百]+)[)）])\s*(?P<words>.*)")


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it was received, and the words it ends with."""

    raw: str
    words: str
    number: int

    def places(self) -> list[Place]:
        """The place of each character of the words, layout between them."""
        found: list[Place] = []
        end = len(self.raw)
        for character in reversed(self.words):
            end = self.raw.rindex(character, 0, end)
            found.append((self.number, end + 1))
        return found[::-1]


@dataclass(frozen=True, slots=True)
class TextFile:
    """The official text, and the lines that each passage was read from, for saying where a character stands."""

    name: str
    text: Text
    lines: tuple[tuple[Line, ...], ...]

    def place(self, passage: int, index: int) -> Place:
        """The line and column of a character of a passage."""
        for line in self.lines[passage]:
            if index < len(line.words):
                return line.places()[index]
            index -= len(line.words)
        raise IndexError(index)


def read_text(name: str, raw: bytes, absent: list[AbsentArticleModel], problems: Problems) -> TextFile | None:
    """The official text, or None after its mistakes are recorded."""

    def wrong(place: Place, message: str) -> None:
        problems.record(PolicyProblem(name, *place, message))

    fenced = _HEADER.match(raw)
    if fenced is None:
        wrong((1, 1), "应以两行 --- 之间的说明开头，其后是官方文本")
        return None
    # The fence takes the first line, so that positions in the header are positions in the file.
    source = Source(name, read_yaml(b"\n" + fenced[1]))
    header = read_shape(source, TextHeader, problems)
    received = raw[fenced.end() :]
    try:
        body = received.decode("utf-8")
    except UnicodeDecodeError as error:
        line, column = undecodable(received, error)
        wrong((line + fenced[0].count(b"\n"), column), "官方文本不是 UTF-8 编码")
        return None
    if header is None:
        return None
    spot = Spot(source, (), problems)
    found = hashlib.sha256(received).hexdigest()
    if found != header.sha256:
        spot.at("sha256").wrong(f"官方文本的 SHA-256 应为 {header.sha256}，实为 {found}")
    reader = _Reader(header.page_breaks)
    for number, raw_line in enumerate(body.split("\n"), 1 + fenced[0].count(b"\n")):
        if len(reader.pieces) == MAX_PASSAGES:
            wrong((number, 1), f"条款过多：上限 {MAX_PASSAGES} 段")
            return None
        reader.take(raw_line, number)
    for index in sorted(set(range(len(header.page_breaks))) - reader.used):
        spot.at("page_breaks", index).wrong("文本中没有这样的换页处")
    for place, message in reader.wrong:
        wrong(place, message)
    if reader.wrong:
        return None
    text = Text(
        header.source,
        header.sha256,
        reader.passages(),
        tuple((article.article, article.reason) for article in absent),
        body,
        tuple((one.before, one.after) for one in header.page_breaks),
    )
    return TextFile(name, text, tuple(tuple(piece.lines) for piece in reader.pieces))


@dataclass(slots=True)
class _Piece:
    """A passage that is still being read."""

    role: Role
    label: str
    words: str
    lines: list[Line]
    article: int = 0
    paragraph: int = 0
    item: int = 0


class _Reader:
    """Turns lines into passages."""

    def __init__(self, breaks: list[PageBreakModel]) -> None:
        self.breaks = [(squeeze(one.before), squeeze(one.after)) for one in breaks]
        self.used: set[int] = set()
        self.pieces: list[_Piece] = []
        self.wrong: list[tuple[Place, str]] = []
        self.article = self.paragraph = 0

    def take(self, raw: str, number: int) -> None:
        """Read one line of the text."""
        line = raw.strip()
        if not line:
            return
        role, label, written = Role.BODY, "", line
        if self.continues(line):
            piece = self.pieces[-1]
            piece.words += squeeze(line)
            piece.lines.append(Line(raw, squeeze(line), number))
            return
        start = (number, raw.index(line) + 1)
        item = 0
        if _CHAPTER.fullmatch(line):
            role = Role.HEADING
        elif match := _ARTICLE.fullmatch(line):
            label, written = match["label"], match["words"]
            self.open_article(match, start)
        elif (match := _ITEM.fullmatch(line)) and self.article:
            label, written = f"（{match['number']}）", match["words"]
            item = self.numbered(match["number"], start, f"项号无法识别：{label}")
        elif self.article:
            self.paragraph += 1
        else:
            role = Role.NOTICE
        words = squeeze(written)
        paragraph = 0 if role is Role.HEADING else self.paragraph
        self.pieces.append(_Piece(role, label, words, [Line(raw, words, number)], self.article, paragraph, item))

    def continues(self, line: str) -> bool:
        """Whether a declared page break joins this line to the one before."""
        if not self.pieces:
            return False
        before, words = self.pieces[-1].words, squeeze(line)
        for index, (end, start) in enumerate(self.breaks):
            if before.endswith(end) and words.startswith(start):
                self.used.add(index)
                return True
        return False

    def open_article(self, match: re.Match[str], start: Place) -> None:
        article = self.numbered(match["number"], start, f"条号无法识别：{match['label']}")
        if 0 < article <= self.article:
            self.wrong.append((start, f"条号没有递增：{match['label']}"))
        self.article, self.paragraph = article or self.article, 1

    def numbered(self, numeral: str, start: Place, message: str) -> int:
        try:
            return parse_chinese_numeral(numeral)
        except ValueError:
            self.wrong.append((start, message))
            return 0

    def passages(self) -> tuple[Passage, ...]:
        """What was read; paragraphs are numbered only in articles that have several."""
        several = {piece.article for piece in self.pieces if piece.paragraph > 1}
        return tuple(
            Passage(
                Clause(
                    piece.article, piece.paragraph or None if piece.article in several else None, piece.item or None
                ),
                piece.role,
                piece.label,
                piece.words,
            )
            for piece in self.pieces
        )
