"""Canonical JSON (RFC 8785) for the values a verdict is made of, and digests over it.

Only text, whole numbers, booleans, null, lists and mappings occur: amounts and ratios are text. That is the part of
RFC 8785 for which the standard encoder needs no help, apart from the order of keys: RFC 8785 takes it by UTF-16 code
units, the encoder by code points, which is the same as long as no character needs two units.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

Json: TypeAlias = "bool | int | str | Sequence[Json] | Mapping[str, Json] | None"


def canonical_json(value: Json) -> str:
    """The canonical text of a value; the same value gives the same bytes on every machine. Raises ValueError for a
    lone surrogate.

    >>> canonical_json({"b": 1, "a": ["条", None, True]})
    '{"a":["条",null,true],"b":1}'
    """
    text = canonical_text(value)
    text.encode("utf-8")
    return text


def canonical_text(value: object) -> str:
    """The same, with a lone surrogate carried along."""
    text = _SORTING.encode(value)
    return _IN_GIVEN_ORDER.encode(_ordered(value)) if _TWO_UNITS.search(text) else text


def digest(data: bytes) -> str:
    """The SHA-256 of some bytes, written `sha256:` and 64 hexadecimal digits."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


def _ordered(value: object) -> object:
    if isinstance(value, Mapping):
        return {
            key: _ordered(value[key]) for key in sorted(value, key=lambda key: key.encode("utf-16-be", "surrogatepass"))
        }
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_ordered(item) for item in value]
    return value


def _plain(value: object) -> object:
    """A mapping or a sequence of another type than the encoder knows, as one that it does."""
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Sequence):
        return list(value)
    raise TypeError(f"{type(value).__name__} is no JSON")


_TWO_UNITS: Final = re.compile("[\U00010000-\U0010ffff]")
_SORTING: Final = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), allow_nan=False, sort_keys=True, default=_plain
)
_IN_GIVEN_ORDER: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)
