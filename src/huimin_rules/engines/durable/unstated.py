"""Lists that nobody stated: which of them a norm can tell apart.

An element matters only by what the tests of elements say of it; elements of which they say the same are one sort. Of a
list, only so many elements of each sort matter as some count needs to reach its number: a longer list can be cut down
to the elements that each quantifier and count stands on, in each of the two worlds that a question compares, and
nothing that a norm looks at changes.
"""

from collections.abc import Iterator, Mapping
from itertools import combinations_with_replacement
from typing import Final, TypeAlias

from huimin_rules.engines.durable.circuits import Circuit, Tally
from huimin_rules.engines.durable.plans import Plan
from huimin_rules.engines.durable.reach import Ground, Place
from huimin_rules.engines.durable.values import World, holds
from huimin_rules.norms.facts import MAX_ITEMS, FactList, Scalar

MOST_LISTS: Final = 50_000
"""The most lists that are looked at for one that nobody stated."""

_FEW_SORTS: Final = 40
"""Where no number of elements is enough, about so many different ones are tried."""

Sort: TypeAlias = Mapping[str, Scalar]
"""The fields of an element that a norm mentions."""


class TooMany(Exception):
    """More completions than are gone through; the message says of what."""


class Unstated:
    """A list that nobody stated: sorts of elements, and lists of them by number. Raises TooMany.

    Where something is `computed` over the list, no number of elements is known to be enough.
    """

    def __init__(self, plan: Plan, ground: Ground, world: World, each: FactList, elements: list[Sort]) -> None:
        self.plan = plan
        self.ground = ground
        self.world = world
        self.each = each
        self.place: Place = ("list", each.path)
        self.computed = each.path in plan.computed
        self.sorts = self._apart(elements)
        self.lists = tuple(self._lists())

    def _apart(self, elements: list[Sort]) -> tuple[Sort, ...]:
        """One element of each sort, where what is said of an element hangs on nothing outside of it."""
        tests = self.plan.of_elements(self.each.path)
        if self.computed:
            return tuple(elements[:: max(len(elements) // _FEW_SORTS, 1)])
        if any(self.ground.reached(test, None) != {self.place} for test in tests):
            return tuple(elements)
        return tuple({tuple(holds(test, self.world, one) for test in tests): one for one in elements}.values())

    def _lists(self) -> Iterator[tuple[int, ...]]:
        """Multisets of sorts: as long as the tallies need, each sort as often as one of them can need it."""
        tallies = self.plan.tallies.get(self.each.path, ())
        needs = [tally.number + (tally.op == "is") for tally in tallies]
        needs += [1] if self.plan.norm.for_each == self.each.path else []
        if self.computed:
            needs.append(1)
        most = min(max([self._worlds() * sum(needs), self.each.at_least]), MAX_ITEMS)
        often = max([*needs, self.each.at_least, 1])
        looked = 0
        for size in range(self.each.at_least, most + 1):
            for chosen in combinations_with_replacement(range(len(self.sorts)), size):
                looked += 1
                if looked > MOST_LISTS:
                    raise TooMany(f"没有说明的清单“{self.each.asked.label}”有多于 {MOST_LISTS} 种可能")
                if all(chosen.count(sort) <= often for sort in set(chosen)):
                    yield chosen

    def _worlds(self) -> int:
        """Two, unless what is said of its elements can change only with the list itself."""
        circuits = [one.inner for one in self.plan.tallies.get(self.each.path, ()) if one.inner is not None]
        if self.plan.norm.for_each == self.each.path:
            circuits.append(self.plan.circuit)
        return 1 if all(self._settled(circuit) for circuit in circuits) else 2

    def _settled(self, circuit: Circuit) -> bool:
        return all(
            not isinstance(leaf, Tally) and self.ground.reached(leaf, None) <= {self.place} for leaf in circuit.leaves
        )
