"""Asking a door in a process of its own, which is killed when it takes too long or too much."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

SECONDS = 120
"""Far beyond what any answer takes, on any machine: what hangs must not hang the tests."""


def answer(door: str, path: Path | str) -> str:
    """What the door answers: one line, of a bounded length."""
    ran = subprocess.run(
        [sys.executable, "-m", "tests.hostile.door", door, str(path)],
        capture_output=True,
        check=False,
        timeout=SECONDS,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")])},
    )
    if ran.returncode:
        pytest.fail(ran.stderr.decode(errors="replace")[-2000:])
    said = ran.stdout.decode().rstrip("\n")
    assert len(said) < 5000
    return said
