"""What this library is, as records name it."""

from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Final

UNKNOWN: Final = "0+unknown"
"""The version of a library that is not installed, only found on a path."""


@cache
def library_version() -> str:
    """The version of the installed library."""
    try:
        return version("huimin-rules")
    except PackageNotFoundError:
        return UNKNOWN
