"""Where two JSON values differ: every place by its JSON Pointer (RFC 6901), with what stands on either side."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from huimin_rules.canonical import Json, canonical_json
from huimin_rules.service.audit.replayed import Difference


class _Nothing:
    """What stands where nothing stands; null is something."""


_NOTHING: Final = _Nothing()

_Place: TypeAlias = "Json | _Nothing"


def json_differences(before: Json, after: Json) -> tuple[Difference, ...]:
    """Every place in which two values differ, the innermost ones, in the order of keys and places.

    >>> [one.pointer for one in json_differences({"a": [1, 2], "b": None}, {"a": [1, 3], "c": {}})]
    ['/a/1', '/b', '/c']
    """
    return tuple(_differences(before, after, ""))


def _differences(before: _Place, after: _Place, pointer: str) -> Iterator[Difference]:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in sorted(before.keys() | after.keys()):
            step = key.replace("~", "~0").replace("/", "~1")
            yield from _differences(before.get(key, _NOTHING), after.get(key, _NOTHING), f"{pointer}/{step}")
    elif _is_list(before) and _is_list(after):
        assert isinstance(before, Sequence)
        assert isinstance(after, Sequence)
        for index in range(max(len(before), len(after))):
            one, other = (each[index] if index < len(each) else _NOTHING for each in (before, after))
            yield from _differences(one, other, f"{pointer}/{index}")
    elif type(before) is not type(after) or before != after:
        yield Difference(pointer=pointer, before=_written(before), after=_written(after))


def _is_list(value: _Place) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _written(value: _Place) -> str | None:
    return None if isinstance(value, _Nothing) else canonical_json(value)
