"""What the tests of replay share: places for ledgers, and the command line."""

from tests.cli.conftest import huimin
from tests.ledger.conftest import key, location, postgres, stores

__all__ = ["huimin", "key", "location", "postgres", "stores"]
