"""Errors are not verdicts: whatever goes wrong ends in its own exit code, with a message and without a traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from huimin_rules.cli import main
from huimin_rules.cli.exits import Exit, worst
from tests.cli.conftest import Application, Huimin, Save


def module(*arguments: object, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "huimin_rules", *map(str, arguments)],
        capture_output=True,
        check=False,
        env={**os.environ, **environment},
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "Usage: huimin"),
        (("frobnicate",), "用法错误"),
        (("check",), "用法错误"),
        (("check", "--langue", "en"), "用法错误"),
        (("check", "x.yaml", "--lang", "fr"), "用法错误"),
        (("schema", "facts"), "用法错误"),
    ],
)
def test_wrong_usage_exits_with_two(huimin: Huimin, arguments: tuple[str, ...], said: str) -> None:
    ran = huimin(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


def test_help_documents_the_exit_codes(huimin: Huimin) -> None:
    ran = huimin("check", "--help")
    assert ran.code == 0
    assert "几份申请一起查时取最差的一个，次序是 2、4、1、3、0。" in ran.out
    assert "自查结果，非行政决定" in ran.out
    assert "退出码" in huimin("--help").out


def test_unknown_policy_names_the_nearest(huimin: Huimin, save: Save) -> None:
    ran = huimin("check", save({}), "--policy", "gongyi-huimin-2012")
    assert ran.code == 2
    assert "是否想写 gongyi-huimin-2021？" in ran.err


def test_wrong_rules_show_all_mistakes(huimin: Huimin, policy_copy: Path, save: Save) -> None:
    facts = policy_copy / "facts.yaml"
    facts.write_text(facts.read_text(encoding="utf-8").replace("type: money", "type: mony"), encoding="utf-8")
    ran = huimin("check", save({}), "--policy", policy_copy)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.count(f"{facts}:") == 4


def test_an_internal_mistake_is_no_verdict(
    huimin: Huimin, save: Save, eligible: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("out of \x1b[31mcheese")

    monkeypatch.setattr("huimin_rules.service.check", broken)
    ran = huimin("check", save(eligible))
    assert (ran.code, ran.out) == (70, "")
    assert ran.err == "程序内部错误，没有作出结论：RuntimeError: out of ‹U+001B›[31mcheese\n"


def test_interruption(huimin: Huimin, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("huimin_rules.service.load_policy", stopped)
    assert huimin("text").code == 130


def test_a_missing_extra_is_named(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typer", None)
    for name in [name for name in sys.modules if name.startswith("huimin_rules.cli.")]:
        if name != "huimin_rules.cli.exits":
            monkeypatch.delitem(sys.modules, name)
    assert main(["policies"]) == 2
    assert "pip install 'huimin-rules[cli]'" in capsys.readouterr().err


def test_worst_of_several() -> None:
    assert worst([Exit.OK, Exit.OPEN]) is Exit.OPEN
    assert worst([Exit.OPEN, Exit.FAILED]) is Exit.FAILED
    assert worst([Exit.FAILED, Exit.BAD_INPUT, Exit.OPEN]) is Exit.BAD_INPUT
    assert worst([]) is Exit.OK


def test_as_a_module_in_a_process_of_its_own(save: Save, eligible: Application) -> None:
    ran = module("check", save(eligible), NO_COLOR="1")
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert "结论  ✓ 符合条件".encode() in ran.stdout


def test_a_terminal_that_cannot_write_chinese_still_gets_a_report(save: Save, eligible: Application) -> None:
    ran = module("check", save(eligible), PYTHONIOENCODING="latin-1", PYTHONUTF8="0")
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert b"\\u7ed3\\u8bba" in ran.stdout
    canonical = module("check", save(eligible), "--json", PYTHONIOENCODING="latin-1", PYTHONUTF8="0")
    assert "符合".encode() in canonical.stdout


@pytest.mark.parametrize("arguments", [("check", "FILE"), ("check", "FILE", "--json"), ("--help",)])
def test_a_reader_that_stops_is_not_a_verdict(save: Save, eligible: Application, arguments: tuple[str, ...]) -> None:
    file = str(save(eligible))
    reader, writer = os.pipe()
    os.close(reader)
    ran = subprocess.run(
        [sys.executable, "-m", "huimin_rules.cli", *(one.replace("FILE", file) for one in arguments)],
        stdout=writer,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writer)
    assert (ran.returncode, ran.stderr) == (141, b"")


def test_version(huimin: Huimin, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.metadata.version", lambda name: f"9.9 of {name}")
    ran = huimin("--version")
    assert (ran.code, ran.out) == (0, "huimin-rules 9.9 of huimin-rules\n")
