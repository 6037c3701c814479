"""The packages of the extra `batch`, which tables alone need."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from huimin_rules.errors import MissingExtra

_PACKAGES: Final = frozenset(("narwhals", "numpy", "polars", "pyarrow"))


@contextmanager
def batch_extra(needed_for: str) -> Iterator[None]:
    """Imports inside it raise MissingExtra, naming `batch`, where a package of that extra is not installed."""
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _PACKAGES:
            raise
        raise MissingExtra("batch", needed_for) from error
