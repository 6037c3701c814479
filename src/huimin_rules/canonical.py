"""Canonical JSON (RFC 8785) for the values a verdict is made of, and digests over it.

Only text, whole numbers, booleans, null, lists and mappings occur: amounts and ratios are text. That is the part of
RFC 8785 for which the standard encoder needs no help, apart from the order of keys, which RFC 8785 takes by UTF-16
code units.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import TypeAlias

Json: TypeAlias = "bool | int | str | Sequence[Json] | Mapping[str, Json] | None"


def canonical_json(value: Json) -> str:
    """The canonical text of a value; the same value gives the same bytes on every machine. Raises ValueError for a
    lone surrogate.

    >>> canonical_json({"b": 1, "a": ["条", None, True]})
    '{"a":["条",null,true],"b":1}'
    """
    text = json.dumps(_ordered(value), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    text.encode("utf-8")
    return text


def digest(data: bytes) -> str:
    """The SHA-256 of some bytes, written `sha256:` and 64 hexadecimal digits."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


def _ordered(value: Json) -> Json:
    if isinstance(value, Mapping):
        return {
            key: _ordered(value[key]) for key in sorted(value, key=lambda key: key.encode("utf-16-be", "surrogatepass"))
        }
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_ordered(item) for item in value]
    return value
