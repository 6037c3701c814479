"""Reading YAML strictly: plain data and the place of every value, in bounded time and memory.

A subset of YAML 1.2's core schema: what a reader takes for text is text. Everything on which YAML processors disagree is refused with
its position: duplicate keys, anchors, aliases, tags, several documents, and spellings to which YAML 1.1 gives another type.
PyYAML's event parser (libyaml where present) does the syntax; nothing is constructed by it.
"""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, TypeAlias

import yaml

MAX_BYTES: Final = 1024 * 1024
MAX_DEPTH: Final = 64
MAX_DIGITS: Final = 40

Path: TypeAlias = tuple[str | int, ...]
Data: TypeAlias = "None | bool | int | Decimal | str | list[Data] | dict[str, Data]"

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]+")
_SURPRISE = re.compile(
    r"""
      (?:[yYnN]|yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF|True|TRUE|False|FALSE|Null|NULL)   # other spellings of true, false, null
    | [-+]?0[0-9_]+ | [-+]?0[xX][0-9a-fA-F_]+ | [-+]?0[bB][01_]+ | 0o[0-7]+                    # other bases
    | [-+]?[0-9][0-9_]*_[0-9_]* | \+[0-9.]+ | [-+]?[0-9]+\. | [-+]?\.[0-9_]+                   # underscores, signs, bare points
    | [-+]?[0-9][0-9_]*(?:\.[0-9_]*)?[eE][-+]?[0-9]+                                           # exponents
    | [-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?                                         # sexagesimal
    | [-+]?\.(?:inf|Inf|INF) | \.(?:nan|NaN|NAN)
    """,
    re.VERBOSE,
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")


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
        """Line and column of a value (or of its key); of the nearest enclosing value where the path itself is not in the file."""
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
        _Builder(tree).build(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        tree.flaws.append(Flaw(line, column, _explain(error, text, line)))
    except yaml.YAMLError:
        tree.flaws.append(Flaw(1, 1, "不是可读的 YAML"))
    return tree


def _decode(raw: bytes, tree: Tree) -> str | None:
    if len(raw) > MAX_BYTES:
        tree.flaws.append(Flaw(1, 1, f"文件过大：{len(raw)} 字节，上限 {MAX_BYTES} 字节"))
        return None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        tree.flaws.append(Flaw(before.count(b"\n") + 1, column, "不是 UTF-8 编码，请另存为 UTF-8"))
        return None
    control = _CONTROL.search(text)
    if control:
        line = text.count("\n", 0, control.start()) + 1
        column = control.start() - text.rfind("\n", 0, control.start())
        tree.flaws.append(Flaw(line, column, f"含有不允许的控制字符 U+{ord(control[0]):04X}"))
        return None
    return text


def _explain(error: yaml.MarkedYAMLError, text: str, line: int) -> str:
    lines = text.splitlines()
    if line <= len(lines) and "\t" in lines[line - 1][: len(lines[line - 1]) - len(lines[line - 1].lstrip())]:
        return "缩进处有制表符（Tab），请改用空格"
    return f"YAML 语法错误：{error.problem or error.context}"


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

    def build(self, text: str) -> None:
        try:
            for event in yaml.parse(text, Loader=_LOADER):
                self.take(event)
        except _Stop:
            return

    def flaw(self, event: yaml.Event, message: str) -> None:
        mark = event.start_mark
        self.tree.flaws.append(Flaw(mark.line + 1, mark.column + 1, message))

    def take(self, event: yaml.Event) -> None:
        match event:
            case yaml.DocumentStartEvent():
                self.documents += 1
                if self.documents > 1:
                    self.flaw(event, "一个文件只能有一个 YAML 文档")
                    raise _Stop
            case yaml.AliasEvent():
                self.flaw(event, f"不允许别名（*{event.anchor}）")
                self.put(event, None)
            case yaml.ScalarEvent():
                self.refuse_properties(event)
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

    def refuse_properties(self, event: yaml.NodeEvent) -> None:
        if event.anchor:
            self.flaw(event, f"不允许锚点（&{event.anchor}）")
        if getattr(event, "tag", None):
            self.flaw(event, f"不允许标签（{event.tag}）")

    def expects_key(self) -> bool:
        return bool(self.stack) and isinstance(self.stack[-1].value, dict) and self.stack[-1].key is None

    def open_key(self, event: yaml.ScalarEvent) -> None:
        top = self.stack[-1]
        key = event.value
        if key == "<<" and not event.style:
            self.flaw(event, "不允许合并键（<<）")
        top.discard = isinstance(top.value, dict) and key in top.value
        if top.discard:
            line, _ = self.tree.keys[(*top.path, key)]
            self.flaw(event, f"键重复：{key}（第 {line} 行已有）")
        else:
            self.tree.keys[(*top.path, key)] = (event.start_mark.line + 1, event.start_mark.column + 1)
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
        place = (event.start_mark.line + 1, event.start_mark.column + 1)
        if not self.stack:
            self.tree.data = value
            self.tree.values[()] = place
            return ()
        top = self.stack[-1]
        if isinstance(top.value, list):
            path: Path = (*top.path, len(top.value))
            top.value.append(value)
        elif top.key is None:
            self.flaw(event, "键必须是文字")
            raise _Stop
        else:
            path = (*top.path, top.key)
            if top.discard:
                path = (*path, "\x00duplicate")
            else:
                top.value[top.key] = value
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
            self.flaw(event, f"{text} 有歧义（YAML 1.1 会当作别的类型）：文字请加引号，布尔值写 true 或 false，数字写十进制")
            return None
        return text
