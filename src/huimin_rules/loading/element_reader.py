"""Reading the mappings and the lists of an application."""

from typing import Final

from huimin_rules.loading.fact_reader import UNKNOWN_WORD, FactReader, Read, ReadValue
from huimin_rules.loading.own_types import is_a, is_mapping, own_dict
from huimin_rules.norms.application import Element, Row
from huimin_rules.norms.facts import MAX_ITEMS, FactList, ListDomain

_MOST_KEPT: Final = 50

_EMPTY: Final[dict[object, object]] = {}


class NotReadable(Exception):
    """Something in an application is not what belongs there; the model of the whole says what."""


def record(value: object, names: frozenset[str]) -> dict[object, object]:
    """A mapping that has no other than the given names; an unknown one has nothing to say."""
    if type(value) is not dict:
        if _is_unknown(value):
            return _EMPTY
        if not is_mapping(value):
            raise NotReadable
        value = own_dict(value)
    if not value.keys() <= names:
        raise NotReadable
    return value


def _is_unknown(value: object) -> bool:
    return value is None or (is_a(value, str) and str.__eq__(value, UNKNOWN_WORD))


class ElementReader:
    """Reads one list of an application."""

    def __init__(self, each: FactList) -> None:
        self.each = each
        self._names = frozenset(item.name for item in each.items)
        self._items = tuple((item.name, FactReader(item)) for item in each.items)
        self._rows: list[tuple[tuple[str, ReadValue], ...]] = []

    def read(self, value: object) -> tuple[tuple[Element, ...] | ListDomain, tuple[Row, ...]]:
        """The elements and their statements; of an unknown list, what it may be."""
        if _is_unknown(value):
            return self.each.domain, ()
        elements = _elements(value)
        if not self.each.at_least <= len(elements) <= MAX_ITEMS:
            raise NotReadable
        rows = [self._row(index, element) for index, element in enumerate(elements)]
        return (
            tuple([tuple([found for found, _ in row]) for row in rows]),
            tuple([tuple([statement for _, statement in row]) for row in rows]),
        )

    def _row(self, index: int, element: object) -> list[Read]:
        # An unknown element would say nothing at all: it has no place in a list.
        if not is_mapping(element):
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


def _elements(value: object) -> list[object]:
    """The elements of a list or a tuple, by what it holds and not by what its class says."""
    if is_a(value, list):
        return list(list.__iter__(value))
    if is_a(value, tuple):
        return list(tuple.__iter__(value))
    raise NotReadable
