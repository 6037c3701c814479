"""What the tests of decision records share: a ledger with a few decisions, and the command line."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from huimin_rules.ledger.storage import Ledger, create_ledger
from tests.cli.conftest import huimin
from tests.ledger.conftest import key, location, postgres, stores
from tests.ledger.stores import ORIGIN

__all__ = ["huimin", "key", "ledger", "location", "postgres", "stores"]


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """An empty ledger in SQLite."""
    with create_ledger(tmp_path / "ledger.db", ORIGIN) as found:
        yield found
