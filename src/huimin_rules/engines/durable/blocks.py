"""Blocks: the open places of a norm, taken apart into groups that no test and no consistency rule looks at together.

What a block can come to is a set of patterns: the values of its tests, one pattern for each way in which its places can
be filled and the consistency rules kept. Patterns of different blocks combine freely. So a norm with many unknowns
needs no walk over all of their combinations, only over patterns, of which there are few.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from huimin_rules.engines.durable.chaining import Chaining, Situation, Vector
from huimin_rules.engines.durable.circuits import Chosen, Test
from huimin_rules.engines.durable.filling import Filling, Look, Way
from huimin_rules.engines.durable.plans import Plan
from huimin_rules.engines.durable.reach import Ground, Open, Place
from huimin_rules.engines.durable.rulebooks import FALSE, TRUE, UNKNOWN
from huimin_rules.engines.durable.values import World, holds
from huimin_rules.norms.policy import Consistency

Pattern: TypeAlias = tuple[Any, ...]
"""Parallel to the block's looks: the value of a test, or the vectors of the elements of a list that nobody stated."""

Seen: TypeAlias = Mapping[Look, Any]
"""What some looks come to."""

Group: TypeAlias = frozenset[tuple[int, int]]
"""Patterns that differ by one place alone: the number of its value, and the number of the pattern."""

_Bound: TypeAlias = tuple[tuple[Consistency, ...], frozenset[Place]]


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Some open places and what the looks at them can come to.

    `groups` says, for each place that the norm refers to, which patterns differ by it alone (or by it and what a
    consistency rule ties to it). Where `complete` is false there may be further patterns.
    """

    looks: tuple[Look, ...]
    patterns: tuple[Pattern, ...]
    groups: Mapping[Place, tuple[Group, ...]]
    complete: bool

    def seen(self, pattern: int) -> Seen:
        """What the looks come to in one of the patterns."""
        return dict(zip(self.looks, self.patterns[pattern], strict=True))

    def settled(self) -> Seen:
        """The looks that come to the same in every pattern, where these are all."""
        if not self.complete:
            return {}
        return {
            look: values[0]
            for look, values in zip(self.looks, zip(*self.patterns, strict=True), strict=True)
            if all(value == values[0] for value in values)
        }


class Contradiction(Exception):
    """The consistency rules allow no way in which the unknowns could turn out."""


_NO_WAY: Final = "没有任何一种可能合乎一致性规则"


class Blocks:
    """What is known of a norm for one application, and the blocks of what is not. Raises session.Faulty."""

    def __init__(self, plan: Plan, ground: Ground, chaining: Chaining) -> None:
        self.plan = plan
        self.ground = ground
        self.chaining = chaining
        self.known: dict[Look, int] = {}
        self.open: dict[Look, frozenset[Place]] = {}
        world = self.world()
        for test in plan.plain:
            self._look(Look(test), test, world)
        for over, tests in plan.each.items():
            elements = ground.lists[over]
            if elements is None:
                reached = (ground.reached(test, None) for test in tests)
                self.open[Look(None, over)] = frozenset[Place]([("list", over)]).union(*reached)
                continue
            for index in range(len(elements)):
                for test in tests:
                    self._look(Look(test, over, index), test, world)

    def _look(self, look: Look, test: Test | Chosen, world: World) -> None:
        places = self.ground.reached(test, look.inside)
        if places:
            self.open[look] = places
        else:
            self.known[look] = TRUE if holds(test, world, look.element(world)) else FALSE

    def world(self) -> World:
        """The world as far as it is known; nothing may ask for an open place of it."""
        ground = self.ground
        lists = {over: [dict(one) for one in elements or ()] for over, elements in ground.lists.items()}
        return World(dict(ground.facts), dict(lists), dict(ground.readings), self.chaining.truth)

    def own(self) -> tuple[Open, ...]:
        """The open places that the norm itself refers to, in the order of the policy, readings last."""
        own = self.plan.own
        named = {*own.facts, *own.lists, *own.readings}
        return tuple(one for one in self.ground.open.values() if one.place[1] in named)

    def outcome(self, seen: Seen) -> int:
        """The outcomes that are possible, given what some looks come to; all else that is not known is unknown."""
        return self.chaining.outcome(self.plan, self._situation(seen))

    def _situation(self, seen: Seen) -> Situation:
        each: dict[str, Sequence[Vector] | None] = {}
        for over, tests in self.plan.each.items():
            elements = self.ground.lists[over]
            if elements is None:
                vectors = seen.get(Look(None, over))
                each[over] = None if vectors is None else [dict(zip(tests, one, strict=True)) for one in vectors]
            else:
                each[over] = [
                    {test: self._value(Look(test, over, index), seen) for test in tests}
                    for index in range(len(elements))
                ]
        return Situation({test: self._value(Look(test), seen) for test in self.plan.plain}, each)

    def _value(self, look: Look, seen: Seen) -> int:
        value: int = self.known[look] if look in self.known else seen.get(look, UNKNOWN)
        return value

    def blocks(self) -> tuple[Block, ...]:
        """All blocks. Raises TooMany, and Contradiction where the consistency rules allow no way at all."""
        world = self.world()
        for rule in (rule for group in self.plan.rules for rule in group):
            if not self.ground.reached(rule.requires, None) and not self.chaining.truth(rule.requires, world, None):
                raise Contradiction(_NO_WAY)
        rules = [
            (group, frozenset[Place]().union(*(self.ground.reached(rule.requires, None) for rule in group)))
            for group in self.plan.rules
        ]
        merged: list[frozenset[Place]] = []
        for places in (*self.open.values(), *(tied for _, tied in rules)):
            if places:
                joined = [one for one in merged if one & places]
                merged = [one for one in merged if not one & places]
                merged.append(places.union(*joined))
        return tuple(self._block(places, [rule for rule in rules if rule[1] & places]) for places in merged)

    def _block(self, places: frozenset[Place], rules: Sequence[_Bound]) -> Block:
        opened = tuple(one for place, one in self.ground.open.items() if place in places)
        looks = tuple(look for look, looked in self.open.items() if looked & places)
        kept = [rule for group, _ in rules for rule in group if self.ground.reached(rule.requires, None)]
        filling = Filling(self.plan, self.ground, self.world(), opened, looks)
        patterns: dict[Pattern, int] = {}
        ways: list[tuple[Way, int]] = []
        for way in filling.ways():
            if all(self.chaining.truth(rule.requires, filling.world, None) for rule in kept):
                pattern = tuple(filling.seen(look) for look in looks)
                ways.append((way, patterns.setdefault(pattern, len(patterns))))
        if not ways:
            raise Contradiction(_NO_WAY)
        groups = {
            one.place: _groups(opened, one, {place for _, tied in rules if one.place in tied for place in tied}, ways)
            for one in self.own()
            if one.place in places
        }
        return Block(looks, tuple(patterns), groups, filling.complete)


def _groups(opened: Sequence[Open], one: Open, tied: set[Place], ways: Sequence[tuple[Way, int]]) -> tuple[Group, ...]:
    """The patterns that differ by a place, and what is tied to it, alone."""
    index = opened.index(one)
    staying = [at for at, other in enumerate(opened) if at != index and other.place not in tied]
    values: dict[object, int] = {}
    found: dict[tuple[object, ...], set[tuple[int, int]]] = {}
    for way, pattern in ways:
        rest = tuple(way[at] for at in staying)
        found.setdefault(rest, set()).add((values.setdefault(way[index], len(values)), pattern))
    return tuple({frozenset(group) for group in found.values() if len({pattern for _, pattern in group}) > 1})
