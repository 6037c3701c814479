"""Values of Python's own types from what a caller hands in: a subclass may answer every question differently.

Nothing here calls a method that the value's own class defines, so a value can neither raise nor lie.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final, TypeAlias, TypeGuard, TypeVar

T = TypeVar("T")
K = TypeVar("K")
V = TypeVar("V")

Plain: TypeAlias = bool | int | float | str | Decimal

_OWN: Final = frozenset((bool, int, float, str, Decimal))


def is_a(value: object, *kinds: type[T]) -> TypeGuard[T]:
    """Whether a value is of one of the types, by what it is and not by the `__class__` that it shows."""
    return issubclass(type(value), kinds)


def is_mapping(value: object) -> TypeGuard[Mapping[object, object]]:
    """Whether a value is a mapping. Reading one that is no dict runs its own code, which is the caller's to trust."""
    return issubclass(type(value), Mapping)


def plain(value: object) -> Plain:
    """A text or a number as Python's own; raises ValueError for everything else."""
    if type(value) in _OWN:
        return value  # type: ignore[return-value]  # the set holds exactly these types
    if is_a(value, str):
        return str.__str__(value)
    if is_a(value, int):
        return int.__int__(value)
    if is_a(value, float):
        return float.__float__(value)
    if is_a(value, Decimal):
        return Decimal(value)
    raise ValueError("neither a text nor a number")


def plain_mapping(value: object) -> object:
    """A mapping as a dict of Python's own; everything else as it is."""
    return own_dict(value) if is_mapping(value) else value


def own_dict(value: Mapping[K, V]) -> dict[K, V]:
    """A mapping as a dict of Python's own."""
    if type(value) is dict:
        return value
    return dict(dict.items(value)) if is_a(value, dict) else dict(value)
