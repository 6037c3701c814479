"""Without the packages of tables, whoever asks for them is told which extra to install."""

import subprocess
import sys

import pytest

_BLOCKED = """
import sys
sys.modules["{package}"] = None
from huimin_rules.errors import MissingExtra
try:
    import huimin_rules.service.tables
except MissingExtra as missing:
    print(missing.extra)
"""


@pytest.mark.parametrize("package", ["polars", "numpy", "narwhals"])
def test_the_extra_is_named(package: str) -> None:
    command = [sys.executable, "-c", _BLOCKED.format(package=package)]
    assert subprocess.run(command, capture_output=True, check=True, text=True, timeout=120).stdout == "batch\n"
