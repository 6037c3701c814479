"""The packages of the extra `audit`, which this room alone needs."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from huimin_rules.errors import MissingExtra

_PACKAGES: Final = frozenset(("sqlalchemy", "psycopg", "cryptography", "rfc8785"))


@contextmanager
def audit_extra(needed_for: str) -> Iterator[None]:
    """Imports inside it raise MissingExtra, naming `audit`, where a package of that extra is not installed."""
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _PACKAGES:
            raise
        raise MissingExtra("audit", needed_for) from error
