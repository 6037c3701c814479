"""Reading text.md: a YAML header, then the official text byte for byte, which becomes passages with addresses."""

import hashlib
import re
from dataclasses import dataclass
from typing import Final

from huimin_rules.citation import Clause, parse_chinese_numeral
from huimin_rules.errors import PolicyProblem
from huimin_rules.loading.models.files import AbsentArticleModel, PageBreakModel, TextHeader
from huimin_rules.loading.problems import Problems, Source, Spot
from huimin_rules.loading.shape import read_shape
from huimin_rules.loading.strict_yaml import Tree, read_yaml
from huimin_rules.norms.text import Passage, Role, Text, squeeze

_FENCE: Final = b"---\n"
_CHAPTER = re.compile(r"第[零〇一二三四五六七八九十百]+[章节编]\s*(?P<words>.*)")
_ARTICLE = re.compile(r"(?P<label>第(?P<number>[零〇一二三四五六七八九十百]+)条)\s*(?P<words>.*)")
_ITEM = re.compile(r"(?P<label>[(（](?P<number>[一二三四五六七八九十百]+)[)）])\s*(?P<words>.*)")


def read_text(name: str, raw: bytes, absent: list[AbsentArticleModel], problems: Problems) -> Text | None:
    """The official text, or None after its mistakes are recorded."""
    parts = raw.split(_FENCE, 2)
    if len(parts) != 3 or parts[0] != b"":
        problems.add(Source(name, Tree()), (), "应以两行 --- 之间的说明开头，其后是官方文本")
        return None
    # The fence takes the first line, so that positions in the header are positions in the file.
    source = Source(name, read_yaml(b"\n" + parts[1]))
    header = read_shape(source, TextHeader, problems)
    if header is None:
        return None
    spot = Spot(source, (), problems)
    found = hashlib.sha256(parts[2]).hexdigest()
    if found != header.sha256:
        spot.at("sha256").wrong(f"官方文本的 SHA-256 应为 {header.sha256}，实为 {found}")
    try:
        body = parts[2].decode("utf-8")
    except UnicodeDecodeError:
        spot.wrong("官方文本不是 UTF-8 编码")
        return None
    reader = _Reader(header.page_breaks)
    for number, line in enumerate(body.splitlines(), 3 + parts[1].count(b"\n")):
        reader.take(line.strip(), number)
    for index in sorted(set(range(len(header.page_breaks))) - reader.used):
        spot.at("page_breaks", index).wrong("文本中没有这样的换页处")
    for line_number, message in reader.wrong:
        problems.found.append(PolicyProblem(name, line_number, 1, message))
    return Text(
        header.source,
        header.sha256,
        reader.passages(),
        tuple((article.article, article.reason) for article in absent),
    )


@dataclass(slots=True)
class _Piece:
    """A passage that is still being read."""

    role: Role
    label: str
    words: str
    article: int = 0
    paragraph: int = 0
    item: int = 0


class _Reader:
    """Turns lines into passages."""

    def __init__(self, breaks: list[PageBreakModel]) -> None:
        self.breaks = [(squeeze(one.before), squeeze(one.after)) for one in breaks]
        self.used: set[int] = set()
        self.pieces: list[_Piece] = []
        self.wrong: list[tuple[int, str]] = []
        self.article = self.paragraph = 0

    def take(self, line: str, number: int) -> None:
        """Read one line of the text."""
        if not line:
            return
        if self.continues(line):
            self.pieces[-1].words += squeeze(line)
        elif _CHAPTER.fullmatch(line):
            self.pieces.append(_Piece(Role.HEADING, "", squeeze(line), self.article))
        elif match := _ARTICLE.fullmatch(line):
            self.open_article(match, number)
        elif (match := _ITEM.fullmatch(line)) and self.article:
            self.open_item(match, number)
        elif self.article:
            self.paragraph += 1
            self.pieces.append(_Piece(Role.BODY, "", squeeze(line), self.article, self.paragraph))
        else:
            self.pieces.append(_Piece(Role.NOTICE, "", squeeze(line)))

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

    def open_article(self, match: re.Match[str], number: int) -> None:
        try:
            article = parse_chinese_numeral(match["number"])
        except ValueError:
            self.wrong.append((number, f"条号无法识别：{match['label']}"))
            return
        if article <= self.article:
            self.wrong.append((number, f"条号没有递增：{match['label']}"))
        self.article, self.paragraph = article, 1
        self.pieces.append(_Piece(Role.BODY, match["label"], squeeze(match["words"]), article, 1))

    def open_item(self, match: re.Match[str], number: int) -> None:
        try:
            item = parse_chinese_numeral(match["number"])
        except ValueError:
            self.wrong.append((number, f"项号无法识别：{match['label']}"))
            return
        label = f"（{match['number']}）"
        self.pieces.append(_Piece(Role.BODY, label, squeeze(match["words"]), self.article, self.paragraph, item))

    def passages(self) -> tuple[Passage, ...]:
        """What was read; paragraphs are numbered only in articles that have several."""
        several = {piece.article for piece in self.pieces if piece.paragraph > 1}
        return tuple(
            Passage(
                Clause(piece.article, piece.paragraph or None if piece.article in several else None, piece.item or None),
                piece.role,
                piece.label,
                piece.words,
            )
            for piece in self.pieces
        )
