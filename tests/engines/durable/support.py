"""What the tests of the second engine share."""

import sys

import pytest

RUNS = sys.version_info < (3, 13)
needs_durable = pytest.mark.skipif(
    not RUNS, reason="durable-rules does not import on Python 3.13; test_missing_extra.py tests what is said instead"
)
