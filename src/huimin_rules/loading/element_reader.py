"""Reading the mappings and the lists of an application."""

from collections.abc import Mapping
from typing import Final

from huimin_rules.loading.fact_reader import UNKNOWN_WORD, FactReader, Read, ReadValue
from huimin_rules.norms.application import Element, Row
from huimin_rules.norms.facts import MAX_ITEMS, FactList, ListDomain

_MOST_KEPT: Final = 50

_EMPTY: Final[dict[str, object]] = {}


class NotReadable(Exception):
    """Something in an application is not what belongs there; the model of the whole says what."""


def record(value: object, names: frozenset[str]) -> dict[str, object]:
    """A mapping that has no other than the given names; an unknown one has nothing to say."""
    if value.__class__ is not dict:
        if value is None or (isinstance(value, str) and value == UNKNOWN_WORD):
            return _EMPTY
        if not isinstance(value, Mapping):
            raise NotReadable
        value = dict(value)
    if not value.keys() <= names:
        raise NotReadable
    return value


class ElementReader:
    """Reads one list of an application."""

    def __init__(self, each: FactList) -> None:
        self.each = each
        self._names = frozenset(item.name for item in each.items)
        self._items = tuple((item.name, FactReader(item)) for item in each.items)
        self._rows: list[tuple[tuple[str, ReadValue], ...]] = []

    def read(self, value: object) -> tuple[tuple[Element, ...] | ListDomain, tuple[Row, ...]]:
        """The elements and their statements; of an unknown list, what it may be."""
        if value is None or (isinstance(value, str) and value == UNKNOWN_WORD):
            return self.each.domain, ()
        if not isinstance(value, list | tuple) or not self.each.at_least <= len(value) <= MAX_ITEMS:
            raise NotReadable
        rows = [self._row(index, element) for index, element in enumerate(value)]
        return (
            tuple([tuple([found for found, _ in row]) for row in rows]),
            tuple([tuple([statement for _, statement in row]) for row in rows]),
        )

    def _row(self, index: int, element: object) -> list[Read]:
        # An unknown element would say nothing at all: it has no place in a list.
        if element.__class__ is not dict and not isinstance(element, Mapping):
            raise NotReadable
        said = record(element, self._names)
        return [read(said.get(name)) for name, read in self._readers(index)]

    def _readers(self, index: int) -> tuple[tuple[str, ReadValue], ...]:
        """The functions that read the element at an index; those of the first ones are kept."""
        while len(self._rows) <= min(index, _MOST_KEPT - 1):
            self._rows.append(self._made(len(self._rows)))
        return self._rows[index] if index < _MOST_KEPT else self._made(index)

    def _made(self, index: int) -> tuple[tuple[str, ReadValue], ...]:
        return tuple((name, reader.at(f"{self.each.path}[{index}].{name}")) for name, reader in self._items)
