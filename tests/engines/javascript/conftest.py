"""The runtime, started once for the tests of a file."""

from collections.abc import Iterator

import pytest

from tests.engines.javascript.node import Runtime, started


@pytest.fixture(scope="module")
def node() -> Iterator[Runtime]:
    with started() as running:
        yield running
