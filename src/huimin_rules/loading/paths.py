"""The places of an application as people write them."""

from typing import Final

UNKNOWN_NAME: Final = "未知的名称"
"""What is found where a name stands that nothing has."""


def path_of(loc: tuple[int | str, ...]) -> str:
    """A path as people write it: `applicants[0].domicile`."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in loc).removeprefix(".")
