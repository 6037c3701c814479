"""Every test of the storage runs on SQLite and on a real PostgreSQL server."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from huimin_rules.ledger.keys import SigningKey
from tests.ledger.postgres import Server
from tests.ledger.stores import Store, new_key

_numbers = count()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A running server; without its programs the tests fail and say what to install."""
    server = Server()
    server.start()
    yield server
    server.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def location(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A place where no ledger is yet."""
    if request.param == "sqlite":
        return str(tmp_path / "ledger.db")
    server = request.getfixturevalue("postgres")
    schema = f"t{next(_numbers)}"
    Store(server.url("public")).run(f"CREATE SCHEMA {schema}")
    return str(server.url(schema))


@pytest.fixture(autouse=True)
def stores() -> Iterator[None]:
    yield
    Store.close_all()


@pytest.fixture
def key(tmp_path: Path) -> SigningKey:
    return new_key(tmp_path)
