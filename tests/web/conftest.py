"""The servers that the tests of the web door share."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from huimin_rules.errors import InputError
from huimin_rules.ledger.storage import create_ledger
from huimin_rules.web.access import Role, Tokens, new_token
from huimin_rules.web.settings import Settings
from tests.cli.conftest import huimin
from tests.web.running import MINIMAL, SHIPPED, Running, running

__all__ = ["huimin"]

NOW = "2026-01-31T09:00:00+08:00"


@pytest.fixture(scope="session")
def server() -> Iterator[Running]:
    """On the loopback interface, without tokens, without a ledger."""
    with running(Settings((SHIPPED, MINIMAL))) as one:
        yield one


class Secured(Running):
    """With tokens and a ledger."""

    tokens: dict[Role, str]
    ledger: Path

    def bearer(self, role: Role) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.tokens[role]}"}


@pytest.fixture(scope="session")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secured]:
    """On the loopback interface, with a token for each role, and with a ledger."""
    folder = tmp_path_factory.mktemp("secured")
    file, place = folder / "tokens", folder / "ledger.db"
    made = {role: new_token(file, role.value, frozenset((role,))) for role in Role}
    with create_ledger(place, "test.example/huimin") as ledger:
        settings = Settings((SHIPPED, MINIMAL), tokens=Tokens.read(file), ledger=ledger, now=lambda: NOW)
        with running(settings) as one:
            one.__class__ = Secured
            assert isinstance(one, Secured)
            one.tokens, one.ledger = made, place
            yield one


class Hold:
    """Work that ends when a test lets it."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.released = threading.Event()

    def work(self, *_: object) -> Any:
        self.begun.set()
        assert self.released.wait(60)
        raise InputError([])


@pytest.fixture
def hold() -> Iterator[Hold]:
    one = Hold()
    yield one
    one.released.set()
