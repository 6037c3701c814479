"""Without durable-rules, or on a Python on which it does not work, a decision says which extra to install."""

import subprocess
import sys

import pytest

from huimin_rules.errors import MissingExtra

_BLOCKED = """
import sys
sys.modules["durable"] = None
from huimin_rules.engines.durable import Engine
from huimin_rules.errors import MissingExtra
from tests.support import minimal
from huimin_rules.service import validate
engine = Engine(minimal())
try:
    engine.decide(validate(minimal(), {}))
except MissingExtra as error:
    print(error.extra, error)
"""


def test_a_missing_package_is_named_with_what_to_do() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", _BLOCKED], capture_output=True, text=True, encoding="utf-8", timeout=60, check=True
    )
    assert ran.stdout.startswith("durable 第二引擎")
    assert "pip install 'huimin-rules[durable]'" in ran.stdout


def test_the_message_for_a_python_that_is_too_new(monkeypatch: pytest.MonkeyPatch) -> None:
    from huimin_rules.engines.durable import session

    monkeypatch.setitem(sys.modules, "durable", None)
    monkeypatch.setattr(sys, "version_info", (3, 13, 0, "final", 0))
    with pytest.raises(MissingExtra, match=r"Python 3\.11 或 3\.12"):
        session._durable()


def test_lowering_a_policy_needs_no_extra() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", _BLOCKED.replace("engine.decide", "repr")], capture_output=True, timeout=60, check=True
    )
    assert ran.stdout == b""
