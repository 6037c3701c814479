"""What holds of any bytes at each door that reads bytes: a value, or an error of its kind in words that are seen.

Each law takes bytes and raises AssertionError, or whatever escaped, where it does not hold. The tests here and the
harnesses of `make fuzz` share them.
"""

import shutil
import tempfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from huimin_rules.errors import MAX_PROBLEMS, InputError, PolicyError
from huimin_rules.loading.application_file import read_application_file
from huimin_rules.loading.cases import load_cases
from huimin_rules.loading.policy_folder import load_folder
from huimin_rules.service import check, validate
from huimin_rules.verdict import Verdict
from huimin_rules.visible import visible
from tests.support import MINIMAL, minimal

FILES: Final = tuple(sorted(str(path.relative_to(MINIMAL)) for path in MINIMAL.rglob("*.*") if path.is_file()))


@lru_cache
def _folder() -> Path:
    return Path(shutil.copytree(MINIMAL, Path(tempfile.mkdtemp()) / "policy"))


def well_told(error: InputError | PolicyError) -> None:
    """The problems of an error are bounded in number and in length, and nothing in them is obeyed or hidden."""
    assert 0 < len(error.problems) <= MAX_PROBLEMS + 1
    for problem in error.problems:
        assert visible(str(problem)) == str(problem)
        assert len(str(problem)) < 5000


def policy_yaml(raw: bytes) -> None:
    """The first byte says which file of a policy the others replace."""
    path = _folder() / FILES[raw[0] % len(FILES) if raw else 0]
    before = path.read_bytes()
    path.write_bytes(raw[1:])
    try:
        load_cases(load_folder(_folder()), _folder())
    except PolicyError as error:
        well_told(error)
    finally:
        path.write_bytes(before)


def _application(raw: bytes, name: str) -> None:
    path = _folder().parent / name
    path.write_bytes(raw)
    try:
        application = validate(minimal(), path)
    except InputError as error:
        well_told(error)
        return
    assert set(read_application_file(path).data) <= {fact.path.split(".")[0] for fact in minimal().facts}
    verdict = check(minimal(), application)
    assert Verdict.from_json(verdict.to_json()) == verdict


def application_yaml(raw: bytes) -> None:
    """An application in YAML: only what the policy asks is ever read."""
    _application(raw, "application.yaml")


def application_json(raw: bytes) -> None:
    """An application in JSON."""
    _application(raw, "application.json")


def verdict_json(raw: bytes) -> None:
    """A verdict: what is read is written and read again to the same."""
    try:
        verdict = Verdict.from_json(raw)
    except ValidationError:
        return
    text = verdict.to_json()
    assert Verdict.from_json(text) == verdict
    assert Verdict.from_json(text).to_json() == text


LAWS: Final[dict[str, Callable[[bytes], None]]] = {
    law.__name__: law for law in (policy_yaml, application_yaml, application_json, verdict_json)
}
