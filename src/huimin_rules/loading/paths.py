"""The places of an application as people write them."""

from typing import Final

from huimin_rules.visible import visible_name

UNKNOWN_NAME: Final = "未知的名称"
"""What is found where a name stands that nothing has."""

_LIMIT: Final = 200


def path_of(loc: tuple[int | str, ...]) -> str:
    """A path as people write it: `applicants[0].domicile`."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in loc).removeprefix(".")


def told_path(loc: tuple[int | str, ...]) -> str:
    """A path as problems tell it: shortened, with the number of each character that is not what it looks like."""
    path = path_of(loc)
    return visible_name(path[:_LIMIT]) + ("…" if len(path) > _LIMIT else "")
