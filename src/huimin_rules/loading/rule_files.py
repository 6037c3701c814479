"""The files of a folder of rules or of cases: all of them or none, each bounded, none from outside the folder."""

import os
from pathlib import Path
from typing import Final

from huimin_rules.errors import PolicyError, PolicyProblem
from huimin_rules.loading.outside_file import Unreadable, read_outside_file
from huimin_rules.loading.plain_data import MAX_BYTES

MAX_FILES: Final = 1000
"""How many entries a folder may have, of whatever kind."""

MAX_FOLDER_BYTES: Final = 4 * 1024 * 1024
"""How many bytes the files of a folder may have together."""

_SUFFIXES: Final = (".yaml", ".yml")


def read_rule_files(folder: Path, *others: str) -> tuple[tuple[str, bytes], ...]:
    """The YAML files of a folder, and those of the other names that it has, in the order of names.

    Raises PolicyError with every file that is there and cannot be read: a rule that is passed over in silence would
    be a condition nobody checks.
    """
    root = os.path.realpath(folder)
    files: list[tuple[str, bytes]] = []
    problems: list[PolicyProblem] = []
    room = MAX_FOLDER_BYTES
    for name in _names(folder):
        if (Path(name).suffix not in _SUFFIXES and name not in others) or os.path.isdir(folder / name):
            continue
        try:
            raw = _read(folder / name, root)
        except Unreadable as why:
            problems.append(PolicyProblem(str(folder / name), 1, 1, str(why)))
            continue
        room -= len(raw)
        if room < 0:
            raise _refused(folder, f"文件共计过大：上限 {MAX_FOLDER_BYTES} 字节")
        files.append((name, raw))
    if problems:
        raise PolicyError(problems)
    return tuple(files)


def _names(folder: Path) -> list[str]:
    names: list[str] = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                names.append(entry.name)
                if len(names) > MAX_FILES:
                    raise _refused(folder, f"文件夹中的文件过多：上限 {MAX_FILES} 个")
    except OSError as error:
        raise _refused(folder, f"读取失败（{error.strerror}）") from None
    return sorted(names)


def _read(path: Path, root: str) -> bytes:
    """A file of the folder; what a link leads to must lie in the folder too."""
    try:
        path.name.encode()
    except UnicodeEncodeError:
        raise Unreadable("文件名不是 UTF-8 编码") from None
    real = Path(os.path.realpath(path))
    if not real.is_relative_to(root):
        raise Unreadable("链接指向文件夹之外")
    return read_outside_file(real, MAX_BYTES)


def _refused(folder: Path, message: str) -> PolicyError:
    return PolicyError([PolicyProblem(str(folder), 1, 1, message)])
