"""What several tests share: the fixtures, and policies that differ from one in a few words."""

import hashlib
import os
import re
import shutil
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import pytest

from huimin_rules.errors import HuiminError, InputError, InputProblem, PolicyError
from huimin_rules.loading.cases import load_cases
from huimin_rules.loading.policy_folder import load_folder
from huimin_rules.norms.application import Application
from huimin_rules.norms.policy import Policy
from huimin_rules.service import validate

FIXTURES = Path(__file__).parent / "fixtures"
POLICIES = FIXTURES / "policies"
MINIMAL = POLICIES / "minimal"
WRONG = FIXTURES / "wrong"


UNTRACED = pytest.mark.no_cover
"""For laws over many random things: they take several times as long where their coverage is traced, and what they reach
the tests beside them reach too.
"""


ON_SPARK = pytest.mark.xdist_group("spark")
"""For tests that start Spark, so that one process does: starting it takes long, and so does making the tables ahead
that it needs, which are kept.
"""


def many(every_run: int, thorough: int) -> int:
    """How many random things a law is held against: in every run, and with `make thorough`."""
    return thorough if os.environ.get("HUIMIN_THOROUGH") == "1" else every_run


def untraced_environment() -> dict[str, str]:
    """The environment for processes whose coverage is not traced."""
    return {name: value for name, value in os.environ.items() if not name.startswith("COV")}


def minimal_in(folder: Path) -> Path:
    """A copy of the minimal policy that a test may change."""
    return Path(shutil.copytree(MINIMAL, folder / "minimal"))


def replace_in(file: Path, old: str, new: str) -> None:
    """Replace the words, which occur exactly once in the file."""
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{file.name} has {text.count(old)} times: {old}"
    file.write_bytes(text.replace(old, new).encode())


def rehash(folder: Path) -> None:
    """Let the header of text.md state the SHA-256 of the text that now follows it."""
    file = folder / "text.md"
    _, header, body = file.read_bytes().split(b"---\n", 2)
    digest = hashlib.sha256(body).hexdigest().encode()
    file.write_bytes(b"---\n" + re.sub(rb"sha256: \w+", b"sha256: " + digest, header) + b"---\n" + body)


def mistakes(folder: Path) -> list[str]:
    """The mistakes of a policy and of its cases, with paths relative to its folder; none for one that loads."""
    try:
        load_cases(load_folder(folder), folder)
    except PolicyError as error:
        return relative(error, folder)
    return []


def relative(error: HuiminError, folder: Path) -> list[str]:
    """The lines of an error, without the folder."""
    return str(error).replace(f"{folder}/", "").splitlines()


@lru_cache
def minimal() -> Policy:
    """The minimal policy."""
    return load_folder(MINIMAL)


def problems_of(policy: Policy, facts: Mapping[str, object] | Path) -> tuple[InputProblem, ...]:
    """The problems of an application; none for one that can be read."""
    return read(policy, facts)[1]


def refused(policy: Policy, facts: Mapping[str, object] | Path) -> list[str]:
    """The problems of an application as a caller sees them."""
    return [str(problem) for problem in problems_of(policy, facts)]


def accepted(policy: Policy, facts: Mapping[str, object] | Path) -> Application:
    """An application that must be readable."""
    application, problems = read(policy, facts)
    assert application is not None, problems
    return application


def read(policy: Policy, facts: Mapping[str, object] | Path) -> tuple[Application | None, tuple[InputProblem, ...]]:
    """The application, or its problems."""
    try:
        return validate(policy, facts), ()
    except InputError as error:
        return None, error.problems
