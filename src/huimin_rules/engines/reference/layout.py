"""Where the values of an application stand while it is evaluated: first single facts, then lists, then readings.

A slot holds a known value or, where nothing settles it, the `Domain` of what it may be. A list's slot holds its
elements, each a sequence of the fields' values, or a `ListDomain`.
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from huimin_rules.norms.application import Application, Value
from huimin_rules.norms.facts import Domain, FactList, ListDomain, ValueType
from huimin_rules.norms.policy import Policy

Fields: TypeAlias = Sequence[Value]
Elements: TypeAlias = Sequence[Fields] | ListDomain
# What stands at a place is known from the place: the loader has checked every name and type, and checking each value
# again would cost more than deciding. Inside this room, therefore, a slot is not typed.
Slots: TypeAlias = Sequence[Any]


class Layout:
    """The places of a policy's facts and readings."""

    def __init__(self, policy: Policy) -> None:
        self.scalars = {fact.path: index for index, fact in enumerate(policy.scalars)}
        first = len(self.scalars)
        self.lists = {each.path: first + index for index, each in enumerate(policy.lists)}
        self.fields = {
            item.path: (self.lists[each.path], position)
            for each in policy.lists
            for position, item in enumerate(each.items)
        }
        self.by_path: Mapping[str, FactList] = {each.path: each for each in policy.lists}
        first += len(self.lists)
        self.readings = {reading.id: first + index for index, reading in enumerate(policy.readings)}
        self.open_readings: tuple[Value, ...] = tuple(
            Domain(ValueType.CHOICE, options=tuple(one.id for one in reading.alternatives))
            for reading in policy.readings
        )
        self.open_elements: dict[str, Fields] = {
            each.path: tuple(item.domain for item in each.items) for each in policy.lists
        }

    def slots(self, application: Application, readings: Mapping[str, str]) -> Slots:
        """The slots for an application under fixed readings; a reading that is not fixed is open."""
        fixed = self.open_readings
        if readings:
            fixed = tuple(readings.get(name, value) for name, value in zip(self.readings, fixed, strict=True))
        return (*application.scalars, *application.lists, *fixed)
