"""Reading an application file, YAML or JSON, into plain data with positions; bad input is an InputError."""

import json
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from huimin_rules.errors import InputError, InputProblem
from huimin_rules.loading.outside_file import Unreadable, name_of, read_outside_file
from huimin_rules.loading.paths import UNKNOWN_NAME, told_path
from huimin_rules.loading.shape import show
from huimin_rules.loading.strict_yaml import MAX_BYTES, MAX_DEPTH, MAX_DIGITS, MAX_KEY, Data, Tree, read_yaml
from huimin_rules.visible import shortened


@dataclass(frozen=True)
class ApplicationFile:
    """What an application file says, and where each value stands (JSON values have no position)."""

    name: str
    data: dict[str, Data]
    tree: Tree | None

    def locate(self, problem: InputProblem) -> InputProblem:
        """The same problem, with the file and the position of what its path names."""
        line, column = self._place(problem.path, key=problem.found == UNKNOWN_NAME)
        return replace(problem, file=self.name, line=line, column=column)

    def _place(self, path: str, *, key: bool) -> tuple[int, int] | tuple[None, None]:
        if self.tree is None:
            return None, None
        while path and path not in self._steps:  # something that is missing stands nowhere, what encloses it does
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return self.tree.place(self._steps.get(path, ()), key=key)

    @cached_property
    def _steps(self) -> dict[str, tuple[str | int, ...]]:
        """The steps to each value of the file, by its path as people write it."""
        return {told_path(steps): steps for steps in self.tree.values} if self.tree else {}


def read_application_file(path: Path) -> ApplicationFile:
    """Read a file; raises InputError if it cannot be opened, is too large, or is not what its name says."""
    name = name_of(path)
    try:
        raw = read_outside_file(path, MAX_BYTES)
    except Unreadable as why:
        raise InputError([InputProblem("", "申请文件（.yaml、.yml 或 .json）", str(why), file=name)]) from None
    if path.suffix.lower() == ".json":
        return ApplicationFile(name, _mapping(_read_json(raw, name), name), None)
    tree = read_yaml(raw)
    if tree.flaws:
        raise InputError(
            InputProblem("", "可读的 YAML", flaw.message, file=name, line=flaw.line, column=flaw.column)
            for flaw in tree.flaws
        )
    return ApplicationFile(name, _mapping(tree.data, name), tree)


def _mapping(data: Data, name: str) -> dict[str, Data]:
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise InputError([InputProblem("", "映射（键: 值）", show(data), file=name)])
    return data


def _read_json(raw: bytes, name: str) -> Data:
    def wrong(found: str, line: int | None = None, column: int | None = None) -> InputError:
        return InputError([InputProblem("", "可读的 JSON", found, file=name, line=line, column=column)])

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
        raise wrong("语法错误", error.lineno, error.colno) from None
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
    found: dict[str, Data] = {}
    for name, value in pairs:
        if len(name) > MAX_KEY:
            raise _Refused(f"键过长：上限 {MAX_KEY} 字")
        if name in found:
            raise _Refused(f"键重复：{name}")
        found[name] = value
    return found


def _refuse_constant(text: str) -> Data:
    raise _Refused(f"不是数：{text}")


def _decimal(text: str) -> Decimal:
    if "e" in text.lower():
        raise _Refused(f"数字写成了指数：{shortened(text, MAX_DIGITS)}")
    return Decimal(_short(text))


def _integer(text: str) -> int:
    return int(_short(text))


def _short(text: str) -> str:
    if len(text) > MAX_DIGITS:
        raise _Refused(f"数字过长：上限 {MAX_DIGITS} 位")
    return text


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
