"""Reading YAML strictly: plain data and the place of every value, in bounded time and memory.

A subset of YAML 1.2's core schema: what a reader takes for text is text. Everything on which YAML processors disagree
is refused with its position: duplicate keys, anchors, aliases, tags, directives, several documents, tabs, and spellings
to which YAML 1.1 gives another type. PyYAML's event parser does the syntax: libyaml where present, because it is fast,
and the one in Python to say what is wrong, so that both say the same. Nothing is constructed by it.
"""

import re
from codecs import BOM_UTF8
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Final, TypeAlias

import yaml

from huimin_rules.errors import MAX_PROBLEMS
from huimin_rules.loading.plain_data import MAX_BYTES, MAX_DEPTH, MAX_DIGITS, MAX_KEY, Data
from huimin_rules.visible import shortened

if TYPE_CHECKING:
    from yaml._yaml import Mark as FastMark

    Mark: TypeAlias = yaml.Mark | FastMark

_MAX_SHOWN: Final = 40

Path: TypeAlias = tuple[str | int, ...]

# What the parser in Python raises for an escape with a number that no character has.
_NO_CHARACTER: Final = (ValueError, OverflowError)
_FAST: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]+")
_SURPRISE = re.compile(
    r"""
      # other spellings of true, false, null
      [yYnN] | yes | Yes | YES | no | No | NO | on | On | ON | off | Off | OFF
    | True | TRUE | False | FALSE | Null | NULL
      # other bases
    | [-+]?0[0-9_]+ | [-+]?0[xX][0-9a-fA-F_]+ | [-+]?0[bB][01_]+ | 0o[0-7]+
      # underscores, signs, leading zeros, bare points, exponents
    | [-+]?[0-9][0-9_]*(?:\.[0-9_]*)?(?:[eE][-+]?[0-9]+)?
    | [-+]?\.[0-9_]+(?:[eE][-+]?[0-9]+)?
      # sexagesimal
    | [-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?
    | [-+]?\.(?:inf|Inf|INF) | \.(?:nan|NaN|NAN)
    """,
    re.VERBOSE,
)
# Tabs, control characters, the line breaks of YAML 1.1 alone, and what is no character at all.
_REFUSED = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
_BLOCK_HEADER = re.compile(r"[|>][-+0-9]*(?!\S)")
_NO_TEXT = re.compile("[\x00\ud800-\udfff]")

_ESCAPE: Final = "引号内的转义无法识别"

# What the parser says, in words that help; the first that occurs in its message.
_SYNTAX: Final = (
    ("mapping values are not allowed", "这里不能有冒号；含有“: ”的文字请加引号"),
    ("could not find expected ':'", "缺少冒号"),
    ("unknown escape character", _ESCAPE),
    ("expected escape sequence", _ESCAPE),
    ("while scanning a quoted scalar", "引号没有闭合"),
    ("cannot start any token", "不能以这个字符开头；是文字的请加引号"),
    ("while parsing a flow", "括号没有闭合，或者缺少逗号"),
    ("while parsing a block", "缩进不一致，或者缺少冒号、引号"),
)


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing that cannot be read, at a line and column that count from 1."""

    line: int
    column: int
    message: str


@dataclass(slots=True)
class Tree:
    """What a file says, and where: `values` and `keys` give the place of a value and of its key by path."""

    data: Data = None
    values: dict[Path, tuple[int, int]] = field(default_factory=dict)
    keys: dict[Path, tuple[int, int]] = field(default_factory=dict)
    flaws: list[Flaw] = field(default_factory=list)

    def place(self, path: Path, *, key: bool = False) -> tuple[int, int]:
        """Line and column of a value (or of its key); where the file has no such path, of what encloses it."""
        if key and path in self.keys:
            return self.keys[path]
        while path and path not in self.values:
            path = path[:-1]
        return self.values.get(path, (1, 1))


def read_yaml(raw: bytes) -> Tree:
    """Read one YAML document; everything that is wrong with it is in `flaws`, and nothing is raised."""
    tree = Tree()
    text = _decode(raw, tree)
    if text is None:
        return tree
    try:
        _Builder(tree).build(text, _FAST(text))
    except (yaml.YAMLError, *_NO_CHARACTER):
        tree = _explained(text)
    return tree


def is_plain_text(text: str) -> bool:
    """Whether words that stand without quotes are read as that text, as far as their spelling decides it."""
    return text not in ("", "~", "null", "true", "false") and not _SURPRISE.fullmatch(text)


def _explained(text: str) -> Tree:
    """What the parser in Python makes of a text that is no YAML."""
    tree = Tree()
    loader = yaml.SafeLoader(text)
    try:
        _Builder(tree).build(text, loader)
    except _NO_CHARACTER:
        tree.flaws.append(Flaw(*_place(loader.get_mark()), f"YAML 语法错误：{_ESCAPE}"))
    except yaml.MarkedYAMLError as error:
        said = f"{error.context} {error.problem}"
        words = next((words for key, words in _SYNTAX if key in said), "无法理解这里的写法")
        # What is never closed shows at the end of the file; where it was opened is what its author looks for.
        opened = error.context_mark if "end of stream" in said or "stream end" in said else None
        tree.flaws.append(Flaw(*_place(opened or error.problem_mark), f"YAML 语法错误：{words}"))
    return tree


def _decode(raw: bytes, tree: Tree) -> str | None:
    if len(raw) > MAX_BYTES:
        tree.flaws.append(Flaw(1, 1, f"文件过大：上限 {MAX_BYTES} 字节"))
        return None
    raw = raw.removeprefix(BOM_UTF8)  # the codec that drops it counts its errors from behind it
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line, column = undecodable(raw, error)
        tree.flaws.append(Flaw(line, column, "不是 UTF-8 编码，请另存为 UTF-8"))
        return None
    refused = _REFUSED.search(text)
    if refused:
        line = text.count("\n", 0, refused.start()) + 1
        column = refused.start() - text.rfind("\n", 0, refused.start())
        found = "制表符（Tab），请改用空格" if refused[0] == "\t" else f"不允许的字符 U+{ord(refused[0]):04X}"
        tree.flaws.append(Flaw(line, column, f"含有{found}"))
        return None
    return text


def _place(mark: "Mark | None") -> tuple[int, int]:
    assert mark is not None  # every event and every error of a parser has one
    return mark.line + 1, mark.column + 1


def _shown(written: str | None) -> str:
    return shortened(written or "", _MAX_SHOWN)


def undecodable(raw: bytes, error: UnicodeDecodeError) -> tuple[int, int]:
    """The line and the column of the first byte that is not UTF-8."""
    before = raw[: error.start]
    start = before.rfind(b"\n") + 1
    return before.count(b"\n") + 1, len(before[start:].decode("utf-8")) + 1


@dataclass(slots=True)
class _Open:
    """A collection that is being read: its value, its path, and the key that waits for a value."""

    value: "list[Data] | dict[str, Data]"
    path: Path
    key: str | None = None
    discard: bool = False


class _Stop(Exception):
    """Reading on would make no sense, or cost too much."""


class _Builder:
    """Builds a tree from events, without recursion."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.stack: list[_Open] = []
        self.documents = 0
        self.text = ""

    def build(self, text: str, loader: yaml.SafeLoader) -> None:
        """Read the events of a text; raises YAMLError where it is no YAML."""
        self.text = text
        try:
            while loader.check_event():
                self.take(loader.get_event())  # type: ignore[no-untyped-call]  # as the stubs have it
        except _Stop:
            return
        finally:
            loader.dispose()

    def flaw(self, event: yaml.Event, message: str) -> None:
        if len(self.tree.flaws) == MAX_PROBLEMS:
            self.tree.flaws.append(Flaw(*_place(event.start_mark), f"错误超过 {MAX_PROBLEMS} 处，其余没有列出"))
            raise _Stop
        self.tree.flaws.append(Flaw(*_place(event.start_mark), message))

    def take(self, event: yaml.Event) -> None:
        match event:
            case yaml.DocumentStartEvent():
                self.documents += 1
                if event.version or event.tags:
                    self.flaw(event, "不允许指令（%）")
                if self.documents > 1:
                    self.flaw(event, "一个文件只能有一个 YAML 文档")
                    raise _Stop
            case yaml.AliasEvent():
                self.flaw(event, f"不允许别名（*{_shown(event.anchor)}）")
                if self.expects_key():
                    raise _Stop
                self.put(event, None)
            case yaml.ScalarEvent():
                self.refuse_properties(event)
                if self.loose(event):
                    raise yaml.YAMLError  # libyaml alone reads this
                if _NO_TEXT.search(event.value):
                    self.flaw(event, "文字中不能有转义写成的 NUL 或者半个代理字符")
                if self.expects_key():
                    self.open_key(event)
                else:
                    self.put(event, self.scalar(event))
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self.refuse_properties(event)
                self.open(event)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self.stack.pop()
            case _:
                pass

    def loose(self, event: yaml.ScalarEvent) -> bool:
        """Whether something follows the sign of a block of text on its line without a space between them."""
        mark = event.start_mark
        plain = event.style in ("|", ">") and not event.anchor and not event.tag
        return plain and mark is not None and not _BLOCK_HEADER.match(self.text, mark.index)

    def refuse_properties(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        if event.anchor:
            self.flaw(event, f"不允许锚点（&{_shown(event.anchor)}）")
        if event.tag:
            self.flaw(event, f"不允许标签（{_shown(event.tag)}）")

    def expects_key(self) -> bool:
        return bool(self.stack) and isinstance(self.stack[-1].value, dict) and self.stack[-1].key is None

    def open_key(self, event: yaml.ScalarEvent) -> None:
        top = self.stack[-1]
        key = event.value
        if key == "<<" and not event.style:
            self.flaw(event, "不允许合并键（<<）")
        if len(key) > MAX_KEY:
            self.flaw(event, f"键过长：上限 {MAX_KEY} 字")
            raise _Stop
        top.discard = isinstance(top.value, dict) and key in top.value
        if top.discard:
            line, _ = self.tree.keys[(*top.path, key)]
            self.flaw(event, f"键重复：{key}（第 {line} 行已有）")
        else:
            self.tree.keys[(*top.path, key)] = _place(event.start_mark)
        top.key = key

    def open(self, event: yaml.CollectionStartEvent) -> None:
        if self.expects_key():
            self.flaw(event, "键必须是文字")
            raise _Stop
        if len(self.stack) >= MAX_DEPTH:
            self.flaw(event, f"嵌套过深：上限 {MAX_DEPTH} 层")
            raise _Stop
        value: list[Data] | dict[str, Data] = {} if isinstance(event, yaml.MappingStartEvent) else []
        path = self.put(event, value)
        self.stack.append(_Open(value, path))

    def put(self, event: yaml.Event, value: Data) -> Path:
        """Hang a value where it belongs and remember its place; the path of a discarded duplicate leads nowhere."""
        place = _place(event.start_mark)
        if not self.stack:
            self.tree.data = value
            self.tree.values[()] = place if value is not None else (1, 1)
            return ()
        top = self.stack[-1]
        if isinstance(top.value, list):
            path: Path = (*top.path, len(top.value))
            top.value.append(value)
        else:
            assert top.key is not None  # whatever is no text was refused as a key
            path = (*top.path, top.key)
            if top.discard:
                path = (*path, "\x00duplicate")
            else:
                top.value[top.key] = value
                if isinstance(event, yaml.ScalarEvent) and not event.value and not event.style:
                    place = self.tree.keys[path]  # a value that is not written has no place of its own
            top.key, top.discard = None, False
        self.tree.values[path] = place
        return path

    def scalar(self, event: yaml.ScalarEvent) -> Data:
        text: str = event.value
        if event.style:
            return text
        if text in ("", "~", "null"):
            return None
        if text in ("true", "false"):
            return text == "true"
        if _INTEGER.fullmatch(text) or _DECIMAL.fullmatch(text):
            if len(text) > MAX_DIGITS:
                self.flaw(event, f"数字过长：上限 {MAX_DIGITS} 位")
                return 0
            return Decimal(text) if "." in text else int(text)
        if _SURPRISE.fullmatch(text):
            self.flaw(
                event,
                f"{_shown(text)} 有歧义（YAML 1.1 会当作别的类型）：文字请加引号，布尔值写 true 或 false，数字写十进制",
            )
            return None
        return text
