"""Where policies are: ids of those that ship with the library, folders, folders of folders, or a file of one."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from huimin_rules.errors import InputError, InputProblem, nearest
from huimin_rules.service import policies, rules_folder

_MARK: Final = "policy.yaml"


def folder_of(source: str) -> Path:
    """The folder of one policy, as `load_policy` finds it."""
    return rules_folder() / source if source in policies() else Path(source)


def folders(sources: Iterable[str]) -> tuple[Path, ...]:
    """The folders of all policies that are meant, each once; raises InputError for what does not exist."""
    found: dict[Path, None] = {}
    problems = []
    for source in sources:
        path = folder_of(source)
        # The methods of Path raise for names that no system can have; these say that there is no such thing.
        if os.path.isfile(path):
            path = path.parent.parent if path.parent.name == "cases" else path.parent
        try:
            below = [path / name for name in sorted(os.listdir(path)) if os.path.isfile(path / name / _MARK)]
        except (OSError, ValueError):
            near = nearest(source, policies())
            problems.append(InputProblem("PATH", "办法的编号、文件夹，或者其中的文件", source, near))
            continue
        found.update(dict.fromkeys([path] if os.path.isfile(path / _MARK) or not below else below))
    if problems:
        raise InputError(problems)
    return tuple(found)
