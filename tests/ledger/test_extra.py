"""Without the extra the ledger says what to install, and everything that needs none of it works."""

import subprocess
import sys

import pytest

WITHOUT = """
import sys
for name in ("sqlalchemy", "cryptography", "psycopg"):
    sys.modules[name] = None
from pathlib import Path
from huimin_rules.errors import MissingExtra
from huimin_rules.ledger import merkle, note, checkpoint, keys, verification, extra
assert merkle.root_of([]) == merkle.EMPTY_ROOT
try:
    {what}
except MissingExtra as error:
    assert "huimin-rules[audit]" in str(error), error
else:
    raise AssertionError
"""


@pytest.mark.parametrize(
    "what",
    [
        "import huimin_rules.ledger.storage",
        "import huimin_rules.ledger.verify",
        "keys.create_key(Path('absent/key'), 'a')",
        "keys.load_key(Path('absent/key'), 'a')",
        "keys.VerifierKey('a', bytes(32)).verifies(b'', b'')",
    ],
)
def test_a_missing_package_is_named_by_its_extra(what: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT.format(what=what)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_other_missing_modules_are_not_hidden() -> None:
    from huimin_rules.ledger.extra import audit_extra

    with pytest.raises(ModuleNotFoundError, match="absent"), audit_extra("账本"):
        raise ModuleNotFoundError("No module named 'absent'", name="absent")
