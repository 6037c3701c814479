"""The seal of a record: one digest over all of its fields, each of which can be shown or withheld later.

Every scalar of a record but its secret, and every empty list and mapping, is a field, named by its JSON Pointer
(RFC 6901). A field is committed to with a salt of its own:

    salt        HMAC-SHA256(secret, pointer)
    commitment  SHA-256(canonical JSON of [salt in hex, value])
    seal        SHA-256(canonical JSON of {pointer: commitment, ...})

Whoever has the seal learns nothing about a value whose salt he has not, however easily it would be guessed.
"""

import hmac
from collections.abc import Mapping
from hashlib import sha256
from json.encoder import encode_basestring
from typing import Final, TypeAlias

from pydantic import JsonValue

from huimin_rules.canonical import Json, canonical_text, digest

SECRET: Final = "secret"
SECRET_BYTES: Final = 32

Field: TypeAlias = JsonValue
"""The value of a field: a scalar, or an empty list or mapping."""


def fields(record: Mapping[str, Json]) -> dict[str, Field]:
    """The fields of a record by their pointers, in the order in which they stand in it; its secret is none."""
    found: dict[str, Field] = {}
    _collect({name: value for name, value in record.items() if name != SECRET}, "", found)
    return found


def _collect(value: object, pointer: str, found: dict[str, Field]) -> None:
    match value:
        case dict() if value:
            for name, inner in value.items():
                _collect(inner, pointer_below(pointer, name), found)
        case list() if value:
            for at, inner in enumerate(value):
                _collect(inner, f"{pointer}/{at}", found)
        case _:
            found[pointer] = value  # type: ignore[assignment]  # what is left is a scalar or empty


def pointer_below(pointer: str, name: str) -> str:
    """The pointer of what has a name in the mapping at a pointer."""
    if "~" in name or "/" in name:
        name = name.replace("~", "~0").replace("/", "~1")
    return f"{pointer}/{name}"


def salt(secret: bytes, pointer: str) -> str:
    """The salt of a field, in hex."""
    return hmac.digest(secret, pointer.encode(), "sha256").hex()


def commitment(salt: str, value: Field) -> str:
    """What commits to the value of a field, in hex; the salt in hex."""
    return sha256(f'["{salt}",{_written(value)}]'.encode()).hexdigest()


def _written(value: Field) -> str:
    """The canonical JSON of a field. A record has more than a thousand: the encoder is not asked for each."""
    if isinstance(value, str):
        return encode_basestring(value)
    return "null" if value is None else "true" if value is True else "false" if value is False else str(value)


def commitments(record: Mapping[str, Json], secret: bytes) -> dict[str, str]:
    """The commitment of every field by its pointer."""
    return {pointer: commitment(salt(secret, pointer), value) for pointer, value in fields(record).items()}


def seal_of(commitments: Mapping[str, str]) -> str:
    """The seal over all commitments by their pointers."""
    return digest(canonical_text(commitments).encode())
