"""The files of a policy, as bytes."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from huimin_rules.canonical import canonical_json, digest
from huimin_rules.errors import PolicyError, PolicyProblem
from huimin_rules.loading.outside_file import name_of
from huimin_rules.loading.rule_files import read_rule_files

POLICY: Final = "policy.yaml"
TEXT: Final = "text.md"
FACTS: Final = "facts.yaml"
READINGS: Final = "readings.yaml"


@dataclass(frozen=True, slots=True)
class Folder:
    """The files of a policy, cases apart: names and bytes, in the order of names."""

    files: tuple[tuple[str, bytes], ...]

    def digest(self) -> str:
        """The digest of the policy: over the list of its files, each with the SHA-256 of its bytes."""
        return digest(canonical_json({name: digest(raw) for name, raw in self.files}).encode())

    def get(self, name: str) -> bytes | None:
        """The bytes of a file, or None."""
        return dict(self.files).get(name)

    @property
    def articles(self) -> tuple[tuple[str, bytes], ...]:
        """The files that hold norms."""
        return tuple((name, raw) for name, raw in self.files if name not in (POLICY, TEXT, FACTS, READINGS))


def read_folder(folder: Path) -> Folder:
    """Read the files of a policy; raises PolicyError where the folder is not one."""
    if not os.path.isdir(folder):  # Path.is_dir raises for a name that is too long
        raise PolicyError([PolicyProblem(name_of(folder), 1, 1, "不是文件夹")])
    return Folder(read_rule_files(folder, TEXT))
