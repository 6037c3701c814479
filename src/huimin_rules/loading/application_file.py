"""Reading an application file, YAML or JSON, into plain data with positions; bad input is an InputError with its place."""

import json
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final

from huimin_rules.errors import InputError, InputProblem
from huimin_rules.loading.strict_yaml import MAX_BYTES, MAX_DEPTH, MAX_DIGITS, Data, Tree, read_yaml


@dataclass(frozen=True, slots=True)
class ApplicationFile:
    """What an application file says, and where each value stands (JSON values have no position)."""

    name: str
    data: dict[str, Data]
    tree: Tree | None

    def locate(self, problem: InputProblem) -> InputProblem:
        """The same problem, with the file and the position of what its path names."""
        line, column = self.tree.place(_steps(problem.path), key=problem.found == "未知的名称") if self.tree else (None, None)
        return InputProblem(problem.path, problem.expected, problem.found, problem.nearest, self.name, line, column)


def read_application_file(path: Path) -> ApplicationFile:
    """Read a file; raises InputError if it cannot be opened, is too large, or is not what its name says."""
    name = str(path)
    try:
        if not path.is_file():
            raise InputError([InputProblem("", "申请文件（.yaml、.yml 或 .json）", "没有这个文件" if not path.exists() else "不是文件", file=name)])
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise InputError([InputProblem("", "可读的文件", error.strerror or "读取失败", file=name)]) from None
    if path.suffix == ".json":
        return ApplicationFile(name, _mapping(_read_json(raw, name), name), None)
    tree = read_yaml(raw)
    if tree.flaws:
        raise InputError(
            InputProblem("", "可读的 YAML", flaw.message, file=name, line=flaw.line, column=flaw.column) for flaw in tree.flaws
        )
    return ApplicationFile(name, _mapping(tree.data, name), tree)


def _mapping(data: Data, name: str) -> dict[str, Data]:
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise InputError([InputProblem("", "映射（键: 值）", "别的内容", file=name)])
    return data


def _read_json(raw: bytes, name: str) -> Data:
    def wrong(found: str, line: int | None = None, column: int | None = None) -> InputError:
        return InputError([InputProblem("", "可读的 JSON", found, file=name, line=line, column=column)])

    if len(raw) > MAX_BYTES:
        raise wrong(f"文件过大，上限 {MAX_BYTES} 字节")
    try:
        data: Data = json.loads(
            raw.decode("utf-8-sig"),
            object_pairs_hook=_unique,
            parse_constant=_refuse_constant,
            parse_float=_decimal,
            parse_int=_integer,
        )
    except UnicodeDecodeError:
        raise wrong("不是 UTF-8 编码") from None
    except json.JSONDecodeError as error:
        raise wrong(f"语法错误：{error.msg}", error.lineno, error.colno) from None
    except _Refused as error:
        raise wrong(str(error)) from None
    except RecursionError:
        raise wrong(f"嵌套过深：上限 {MAX_DEPTH} 层") from None
    if _depth(data) > MAX_DEPTH:
        raise wrong(f"嵌套过深：上限 {MAX_DEPTH} 层")
    return data


class _Refused(Exception):
    """A JSON text that is well-formed and still not acceptable."""


def _unique(pairs: list[tuple[str, Data]]) -> dict[str, Data]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        raise _Refused(f"键重复：{next(name for name in names if names.count(name) > 1)}")
    return found


def _refuse_constant(text: str) -> Data:
    raise _Refused(f"不是数：{text}")


def _decimal(text: str) -> Decimal:
    if len(text) > MAX_DIGITS or "e" in text.lower():
        raise _Refused("数字过长，或者写成了指数")
    return Decimal(text)


def _integer(text: str) -> int:
    if len(text) > MAX_DIGITS:
        raise _Refused(f"数字过长：上限 {MAX_DIGITS} 位")
    return int(text)


def _depth(data: Data) -> int:
    depth, level = 0, [data]
    while level:
        depth += 1
        level = [
            inner
            for value in level
            if isinstance(value, dict | list)
            for inner in (value.values() if isinstance(value, dict) else value)
        ]
    return depth


_OPEN: Final = "["


def _steps(path: str) -> tuple[str | int, ...]:
    """The steps of a path such as `applicants[0].domicile`."""
    steps: list[str | int] = []
    for part in path.split("."):
        name, *indexes = part.split(_OPEN)
        if name:
            steps.append(name)
        steps.extend(int(index.rstrip("]")) for index in indexes)
    return tuple(steps)
