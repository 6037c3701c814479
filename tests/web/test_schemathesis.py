"""Schemathesis sends what the description allows and what it forbids, and finds nothing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from huimin_rules.ledger.storage import create_ledger
from huimin_rules.web.access import Role, Tokens, new_token
from huimin_rules.web.settings import Limits, Settings
from tests.support import UNTRACED
from tests.web.conftest import NOW
from tests.web.running import SHIPPED, running

HERE = Path(__file__).parent


@UNTRACED
@pytest.mark.parametrize("secured", [False, True], ids=["open", "secured"])
def test_it_finds_nothing(tmp_path: Path, secured: bool) -> None:
    limits, token = Limits(rate=1e6, burst=1e6), None
    with create_ledger(tmp_path / "ledger.db", "test.example/huimin") as ledger:
        settings = Settings((SHIPPED,), limits=limits)
        if secured:
            token = new_token(tmp_path / "tokens", "all", frozenset(Role))
            tokens = Tokens.read(tmp_path / "tokens")
            settings = Settings((SHIPPED,), tokens=tokens, ledger=ledger, now=lambda: NOW, limits=limits)
        with running(settings) as server:
            ran = subprocess.run(
                [
                    *(sys.executable, "-c", "from schemathesis.cli import schemathesis; schemathesis()"),
                    *("--config-file", str(HERE / "schemathesis.toml"), "--no-color"),
                    *("run", f"{server.address}openapi.json", "--seed", "5"),
                    *(
                        "--phases",
                        "examples,coverage,fuzzing",
                        "--max-examples",
                        "10",
                        "--suppress-health-check",
                        "all",
                    ),
                    *(("--header", f"Authorization: Bearer {token}") if token else ()),
                ],
                cwd=tmp_path,
                env={**os.environ, "PYTHONPATH": str(HERE), "SCHEMATHESIS_HOOKS": "ndjson"},
                capture_output=True,
                check=False,
                text=True,
                encoding="utf-8",
                timeout=600,
            )
    assert ran.returncode == 0, ran.stdout[-20_000:] + ran.stderr[-2_000:]
    assert "7 selected / 7 total" in ran.stdout
