"""Without the extra the doors say what to install; the front of the package needs none of it."""

import subprocess
import sys

import pytest

WITHOUT = """
import sys
for name in ("narwhals", "polars", "duckdb", "numpy", "pyarrow", "pandas", "pyspark"):
    sys.modules[name] = None
import huimin_rules
from huimin_rules import check, load_policy
from huimin_rules.errors import MissingExtra
policy = load_policy("gongyi-huimin-2021")
assert check(policy, {}).conclusion == "incomplete"
try:
    from huimin_rules.service import tables
    tables.WHAT
except MissingExtra as error:
    assert "huimin-rules[batch]" in str(error), error
else:
    raise AssertionError
"""


@pytest.mark.parametrize(
    "what", ["check_table(policy, object())", "explain_row(policy, object(), 1)", "examine_table(policy, object())"]
)
def test_a_missing_package_is_named_by_its_extra(what: str) -> None:
    program = WITHOUT.replace("WHAT", what)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
