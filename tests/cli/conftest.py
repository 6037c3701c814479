"""Running the command line as a person does, with a clock of the test's choosing."""

import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeAlias

import pytest

from huimin_rules.cli import main
from huimin_rules.loading.plain_data import Data
from huimin_rules.loading.strict_yaml import read_yaml
from huimin_rules.service import rules_folder

IN_FORCE = date(2022, 3, 1)
EXPIRED = date(2024, 5, 6)

Application: TypeAlias = dict[str, Data]


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str


Huimin: TypeAlias = Callable[..., Ran]


@pytest.fixture
def huimin(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Huimin:
    monkeypatch.setenv("COLUMNS", "100")

    def run(*arguments: object, today: date = IN_FORCE) -> Ran:
        code = main([str(one) for one in arguments], lambda: today)
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return run


@pytest.fixture(scope="session")
def applications() -> Application:
    """The complete applications that the shipped cases build on."""
    raw = (rules_folder() / "gongyi-huimin-2021" / "cases" / "applications.yaml").read_bytes()
    data = read_yaml(raw).data
    assert isinstance(data, dict)
    found = data["applications"]
    assert isinstance(found, dict)
    return found


@pytest.fixture
def eligible(applications: Application) -> Application:
    found = deepcopy(applications["eligible"])
    assert isinstance(found, dict)
    return found


Save: TypeAlias = Callable[..., Path]


@pytest.fixture
def save(tmp_path: Path) -> Save:
    """Write an application to a file; JSON in flow style is YAML too."""

    def write(application: Application, name: str = "application.yaml") -> Path:
        path = tmp_path / name
        path.write_text(json.dumps(application, ensure_ascii=False, indent=1), encoding="utf-8")
        return path

    return write


@pytest.fixture
def policy_copy(tmp_path: Path) -> Path:
    """The shipped policy in a folder of its own, to be broken."""
    source, target = rules_folder() / "gongyi-huimin-2021", tmp_path / "policy"
    (target / "cases").mkdir(parents=True)
    for file in source.iterdir():
        if file.is_file():
            (target / file.name).write_bytes(file.read_bytes())
    (target / "cases" / "applications.yaml").write_bytes((source / "cases" / "applications.yaml").read_bytes())
    return target
