"""The law of the shortest way: `check` without options does what the parser's `check` does, to the byte."""

import subprocess
import sys
from pathlib import Path

import pytest

from huimin_rules.cli import ending
from huimin_rules.cli.plain import PlainCheck, plain_check
from tests.cli.conftest import Application, Huimin, Ran, Save
from tests.examples.runs import APPLICATIONS, EXAMPLES


@pytest.fixture
def parsed(huimin: Huimin, monkeypatch: pytest.MonkeyPatch) -> Huimin:
    """The same commands, by the parser."""

    def run(*arguments: object) -> Ran:
        with monkeypatch.context() as patched:
            patched.setattr("huimin_rules.cli.plain.plain_check", lambda _arguments: None)
            return huimin(*arguments)

    return run


def alike(huimin: Huimin, parsed: Huimin, *arguments: object) -> Ran:
    assert plain_check(list(map(str, arguments))) is not None
    found = huimin(*arguments)
    assert found == parsed(*arguments)
    return found


@pytest.mark.parametrize("options", [(), ("--json",)])
@pytest.mark.parametrize("name", APPLICATIONS)
def test_every_example_is_checked_alike(huimin: Huimin, parsed: Huimin, name: str, options: tuple[str, ...]) -> None:
    assert alike(huimin, parsed, "check", *options, EXAMPLES / name).out


def test_several_files_and_mistakes_are_told_alike(
    huimin: Huimin, parsed: Huimin, save: Save, eligible: Application, tmp_path: Path
) -> None:
    good, wrong = save(eligible, "good.yaml"), save({"applied_on": "\x1b[2J", "odd": 1}, "wrong.json")
    assert alike(huimin, parsed, "check", good, good).code == 0
    assert alike(huimin, parsed, "check", good, wrong, tmp_path / "none.yaml").code == 2
    assert alike(huimin, parsed, "check", wrong, "--json", good).out == ""
    assert alike(huimin, parsed, "check", tmp_path).code == 2


def test_an_internal_mistake_is_told_alike(
    huimin: Huimin, parsed: Huimin, save: Save, eligible: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("no")

    monkeypatch.setattr("huimin_rules.service.check", broken)
    assert alike(huimin, parsed, "check", save(eligible)).code == 70


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["check"],
        ["check", "--json"],
        ["check", "--help"],
        ["check", "-"],
        ["check", "a.yaml", "--", "--json"],
        ["check", "a.yaml", "--lang", "en"],
        ["check", "a.yaml", "--reading=a=b"],
        ["check", ""],
        ["remedy", "a.yaml"],
        ["--version"],
    ],
)
def test_what_may_have_to_be_explained_is_the_parsers(arguments: list[str]) -> None:
    assert plain_check(arguments) is None


def test_where_it_stands_does_not_matter_to_the_only_option() -> None:
    expected = PlainCheck((Path("a.yaml"), Path("b.json")), json=True)
    assert plain_check(["check", "--json", "a.yaml", "b.json"]) == expected
    assert plain_check(["check", "a.yaml", "--json", "b.json"]) == expected


class Stream:
    buffer = None

    def __init__(self, encoding: str) -> None:
        self.encoding = encoding


def test_another_system_is_the_parsers(monkeypatch: pytest.MonkeyPatch) -> None:
    for encoding, plain in (("utf-8", True), ("ascii", False), ("gbk", False)):
        with monkeypatch.context() as patched:
            patched.setattr(sys, "stdout", Stream(encoding))
            patched.setattr(sys, "stderr", Stream("utf-8"))
            found = plain_check(["check", "a.yaml"])
        assert (found is not None) is plain
    monkeypatch.setattr(sys, "platform", "win32")
    assert plain_check(["check", "a.yaml"]) is None


LEFT_OUT = ("typer", "click", "rich", "stdnum", "huimin_rules.loading.models", "huimin_rules.loading.fact_models")


def test_what_a_check_does_without_is_not_loaded(tmp_path: Path) -> None:
    """A first check keeps the policy; the second one loads neither the parser nor the models of rule files."""
    program = f"""
import sys
from huimin_rules.cli import main
code = main(["check", {str(EXAMPLES / "county-hospital.yaml")!r}])
print(*(name for name in {LEFT_OUT!r} if name in sys.modules), file=sys.stderr, end="")
sys.exit(code)
"""
    environment = {
        "HUIMIN_CACHE": str(tmp_path),
        "PYTHONPATH": str(Path(ending.__file__).parents[2]),
        "PYTHONUTF8": "1",
    }

    def ran() -> subprocess.CompletedProcess[bytes]:
        return subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, check=False)

    ran()
    again = ran()
    assert (again.returncode, again.stderr.decode()) == (1, "")
