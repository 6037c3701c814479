"""Reading an application file, YAML or JSON, into plain data with positions; bad input is an InputError."""

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from huimin_rules.errors import InputError, InputProblem
from huimin_rules.loading.outside_file import Unreadable, name_of, read_outside_file
from huimin_rules.loading.paths import UNKNOWN_NAME, told_path
from huimin_rules.loading.plain_data import MAX_BYTES, Data
from huimin_rules.loading.shown import show
from huimin_rules.loading.strict_json import read_json

if TYPE_CHECKING:
    from huimin_rules.loading.strict_yaml import Tree


@dataclass(frozen=True)
class ApplicationFile:
    """What an application file says, and where each value stands (JSON values have no position)."""

    name: str
    data: dict[str, Data]
    tree: "Tree | None"

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
        return ApplicationFile(name, _mapping(_json(raw, name), name), None)
    from huimin_rules.loading.strict_yaml import read_yaml

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


def _json(raw: bytes, name: str) -> Data:
    try:
        return read_json(raw)
    except InputError as error:
        raise InputError(replace(problem, file=name) for problem in error.problems) from None
