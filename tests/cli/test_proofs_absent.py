"""Without the solver, each command that proves says which extra to install, and does not guess."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_BLOCKED = """
import sys
sys.modules["z3"] = None
from huimin_rules.cli import main
sys.exit(main(sys.argv[1:]))
"""
_POLICY = "tests/fixtures/policies/minimal"


@pytest.mark.parametrize(
    "command",
    [
        ("prove", _POLICY),
        ("diff", _POLICY, "gongyi-huimin-2021"),
        ("remedy", "examples/county-hospital.yaml"),
        ("mutate", _POLICY),
    ],
    ids=lambda command: command[0],
)
def test_the_extra_is_named(command: tuple[str, ...]) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", _BLOCKED, *command],
        cwd=ROOT,
        capture_output=True,
        check=False,
        text=True,
        encoding="utf-8",
        timeout=120,
    )
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "pip install 'huimin-rules[proofs]'" in ran.stderr
    assert "Traceback" not in ran.stderr
