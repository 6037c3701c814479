"""Without python-docx and openpyxl, each command that writes with them says which extra to install; others work."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_BLOCKED = """
import sys
sys.modules["docx"] = sys.modules["openpyxl"] = None
from huimin_rules.cli import main
sys.exit(main(sys.argv[1:]))
"""
_EXAMPLE = "examples/county-hospital.yaml"


def _run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", _BLOCKED, *command],
        cwd=ROOT,
        capture_output=True,
        check=False,
        text=True,
        encoding="utf-8",
        timeout=120,
    )


@pytest.mark.parametrize(
    ("command", "suffix"),
    [
        (("document", "review", _EXAMPLE), "docx"),
        (("document", "supplements", _EXAMPLE), "docx"),
        (("document", "ineligible", _EXAMPLE), "docx"),
        (("document", "audit", "absent.db"), "docx"),
        (("register", _EXAMPLE), "xlsx"),
    ],
    ids=lambda part: part[1] if isinstance(part, tuple) else part,
)
def test_the_extra_is_named(command: tuple[str, ...], suffix: str, tmp_path: Path) -> None:
    out = tmp_path / f"out.{suffix}"
    ran = _run(*command, "-o", str(out))
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "pip install 'huimin-rules[office]'" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert not out.exists()


def test_reports_for_e_mail_need_none_of_it(tmp_path: Path) -> None:
    for suffix in ("html", "md"):
        out = tmp_path / f"out.{suffix}"
        assert _run("document", "report", _EXAMPLE, "-o", str(out)).returncode == 1
        assert "自查结果，非行政决定" in out.read_text(encoding="utf-8")
