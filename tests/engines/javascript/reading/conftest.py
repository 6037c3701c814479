"""One process for all tests of the modules that read applications."""

from collections.abc import Iterator

import pytest

from tests.engines.javascript.reading.support import Reader, started


@pytest.fixture(scope="session")
def reader() -> Iterator[Reader]:
    """The running process."""
    with started() as process:
        yield process
