"""Reading the mappings and the lists of an application."""

from typing import Final

from huimin_rules.loading.fact_reader import FactReader
from huimin_rules.loading.own_types import is_a, is_mapping, own_dict
from huimin_rules.norms.application import Element, Elements, Place, Said, Value
from huimin_rules.norms.facts import MAX_ITEMS, UNKNOWN_WORD, FactList

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
    return value is None or (is_a(value, str) and str.strip(value) == UNKNOWN_WORD)


class ElementReader:
    """Reads one list of an application."""

    def __init__(self, each: FactList, number: int) -> None:
        self.each = each
        self.number = number
        self.readers = tuple(FactReader(item) for item in each.items)
        self._names = frozenset(item.name for item in each.items)

    def read(self, value: object, others: dict[Place, Said]) -> Elements:
        """The elements; of an unknown list, what it may be. What is said about open terms is put into `others`."""
        if _is_unknown(value):
            return self.each.domain
        elements = _elements(value)
        if not self.each.at_least <= len(elements) <= MAX_ITEMS:
            raise NotReadable
        return tuple([self._element(index, element, others) for index, element in enumerate(elements)])

    def _element(self, index: int, element: object, others: dict[Place, Said]) -> Element:
        # An unknown element would say nothing at all: it has no place in a list.
        if not is_mapping(element):
            raise NotReadable
        said = record(element, self._names)
        return tuple(
            [
                read_into(others, (self.number, index, position), reader, said.get(reader.fact.name))
                for position, reader in enumerate(self.readers)
            ]
        )


def read_into(others: dict[Place, Said], place: Place, reader: FactReader, raw: object) -> Value:
    """The value of a fact; what is said about it where it is an open term is put into `others`."""
    if not reader.fact.judgement:
        return reader.value(raw)
    value, said = reader.judged(raw)
    if said is not None:
        others[place] = said
    return value


def _elements(value: object) -> list[object]:
    """The elements of a list or a tuple, by what it holds and not by what its class says."""
    if is_a(value, list):
        return list(list.__iter__(value))
    if is_a(value, tuple):
        return list(tuple.__iter__(value))
    raise NotReadable
