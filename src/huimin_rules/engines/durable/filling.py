"""The ways in which the open places of a block can be filled, as many as its tests can tell apart.

Facts with few values take all of them; texts those that they could be compared with, and some equal to none; ordered
values what `points` says; a list that nobody stated what `unstated` says. `complete` becomes false where these may not
be all.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from math import prod
from typing import Any, Final, TypeAlias

from huimin_rules.engines.durable.circuits import Chosen, Test
from huimin_rules.engines.durable.lines import Intractable, Line, stretches
from huimin_rules.engines.durable.plans import Plan, everything
from huimin_rules.engines.durable.points import few, flips, grid, rises_or_falls, samples
from huimin_rules.engines.durable.reach import Ground, Inside, Open, Place, list_of
from huimin_rules.engines.durable.rulebooks import FALSE, TRUE
from huimin_rules.engines.durable.unstated import Sort, TooMany, Unstated
from huimin_rules.engines.durable.values import Record, World, holds, sides, value
from huimin_rules.norms import conditions as c
from huimin_rules.norms import expressions as e
from huimin_rules.norms.facts import NONE, Domain, FactList, Scalar, ValueType
from huimin_rules.norms.walk import nodes

Way: TypeAlias = tuple[Any, ...]
"""A value for each open place of a block; for a list the numbers of its sorts of elements."""

MOST_WAYS: Final = 20_000
"""The most ways to fill the places of a block that are gone through."""

_WORLDS: Final = 2
"""A question compares two worlds, so an unknown may need room for two values between any others."""


@dataclass(frozen=True, slots=True)
class Look:
    """A test that is decided once, or for one element of a list; without a test, a list that nobody stated."""

    test: Test | Chosen | None
    over: str | None = None
    index: int = 0

    @property
    def inside(self) -> Inside:
        """The element that it is about."""
        return None if self.over is None else (self.over, self.index)

    def element(self, world: World) -> Record | None:
        """That element in a world."""
        return None if self.over is None else world.lists[self.over][self.index]


class Filling:
    """Fills the open places of one block in `world`, one way after the other. Raises unstated.TooMany."""

    def __init__(self, plan: Plan, ground: Ground, world: World, opened: Sequence[Open], looks: Sequence[Look]) -> None:
        self.plan = plan
        self.ground = ground
        self.world = world
        self.opened = opened
        self.looks = looks
        self.complete = True
        self._sorts: dict[str, tuple[Sort, ...]] = {}
        self._reached = {look: self._reach(look) for look in looks}

    def ways(self) -> Iterator[Way]:
        """Each way, while it stands in the world. Every value of a place is tried with every value of each other, so
        that two ways can differ in one place alone.
        """
        finite: list[tuple[Place, Sequence[Any]]] = []
        ordered: list[Open] = []
        for one in self.opened:
            values = self._finite(one)
            if values is None:
                ordered.append(one)
            else:
                finite.append((one.place, values))
        every = [*finite, *self._ordered(ordered, finite)]
        back = [next(at for at, (place, _) in enumerate(every) if place == one.place) for one in self.opened]
        for chosen in self._combined(every):
            yield tuple(chosen[index] for index in back)

    def _combined(self, some: Sequence[tuple[Place, Sequence[Any]]]) -> Iterator[Way]:
        """Every combination of values, while it stands in the world."""
        size = prod(len(values) for _, values in some)
        if size > MOST_WAYS:
            raise TooMany(f"没有说明的事实有 {size} 种可能的组合，多于 {MOST_WAYS} 种")
        for chosen in product(*(values for _, values in some)):
            for (place, _), found in zip(some, chosen, strict=True):
                self._put(place, found)
            yield chosen

    def seen(self, look: Look) -> Any:  # noqa: ANN401  # a value, or the vectors of a list's elements
        """What a look comes to in the world as it stands."""
        if look.test is not None:
            return self._truth(look.test, look.element(self.world))
        assert look.over is not None
        tests = self.plan.each[look.over]
        return tuple(tuple(self._truth(test, one) for test in tests) for one in self.world.lists[look.over])

    def _truth(self, test: Test | Chosen, element: Record | None) -> int:
        return TRUE if holds(test, self.world, element) else FALSE

    def _reach(self, look: Look) -> frozenset[Place]:
        if look.test is not None:
            return self.ground.reached(look.test, look.inside)
        assert look.over is not None
        return frozenset().union(*(self.ground.reached(test, None) for test in self.plan.each[look.over]))

    def _put(self, place: Place, found: Any) -> None:  # noqa: ANN401  # what belongs at the place
        match place:
            case ("fact", path):
                self.world.facts[path] = found
            case ("reading", name):
                self.world.readings[name] = found
            case ("list", over):
                self.world.lists[over] = [self._sorts[over][sort] for sort in found]
            case _:
                _, path, index = place
                self.world.lists[list_of(path)][index][path] = found  # type: ignore[index]  # a record of our own

    def _finite(self, one: Open) -> Sequence[Any] | None:
        """The values of a place that takes a finite number of them; None for an ordered one."""
        if not isinstance(one.domain, Domain):
            assert isinstance(one.fact, FactList)
            sorts, complete = self._elements(one.fact)
            unstated = Unstated(self.plan, self.ground, self.world, one.fact, sorts)
            self._sorts[one.fact.path] = unstated.sorts
            self.complete = self.complete and complete and not unstated.computed
            return unstated.lists
        values = few(one.domain)
        if values is None and one.domain.low is not None:
            return None
        values = self._texts() if values is None else values
        return (*values, NONE) if one.domain.may_be_none else values

    def _elements(self, each: FactList) -> tuple[list[Sort], bool]:
        """Elements of every sort that the tests of a list that nobody stated can tell apart, and whether these are all:
        found by filling the fields of a single one, and whatever else its tests look at.
        """
        ground = self.ground.with_one(each)
        looks = [Look(test, each.path) for test in self.plan.of_elements(each.path)]
        reached = frozenset[Place]().union(*(ground.reached(look.test, look.inside) for look in looks if look.test))
        mentioned = self.plan.mentioned
        opened = [
            one
            for place, one in ground.open.items()
            if place in reached or (place[0] == "field" and list_of(place[1]) == each.path and place[1] in mentioned)
        ]
        world = World(
            dict(self.world.facts), {**self.world.lists, each.path: [{}]}, {**self.world.readings}, self.world.truth
        )
        filling = Filling(self.plan, ground, world, opened, looks)
        found: dict[tuple[Scalar, ...], Sort] = {}
        for _ in filling.ways():
            element = dict(world.lists[each.path][0])
            found[tuple(element.values())] = element
        return list(found.values()), filling.complete

    def _texts(self) -> tuple[Scalar, ...]:
        """Every text that an unknown one could be compared with, and texts equal to none of them."""
        found: dict[Scalar, None] = {}
        for test in self.plan.tests():
            for node in everything(self.ground.policy, test):
                match node:
                    case e.Literal(str(written)):
                        found[written] = None
                    case c.Member(_, options):
                        found.update(dict.fromkeys(option for option in options if isinstance(option, str)))
                    case e.FactRef(path):
                        found.update(dict.fromkeys(self.ground.stated(path)))
                    case _:
                        pass
        found.pop(NONE, None)
        return (*found, *(f"\x01{number}" for number in range(_WORLDS * len(self.opened))))

    def _ordered(
        self, ordered: Sequence[Open], finite: Sequence[tuple[Place, Sequence[Any]]]
    ) -> list[tuple[Place, Sequence[Any]]]:
        """Values for the ordered places, enough for whatever the finite ones are."""
        if not ordered:
            return []
        marks: set[Scalar] = set()
        computed: set[Place] = set()
        for _ in self._combined(finite):
            self._mark(frozenset(one.place for one in ordered), marks, computed)
        marks |= {end for one in ordered for end in (_domain(one).low, _domain(one).high) if end is not None}
        between, wholes = _WORLDS * len(ordered), any(_domain(one).type is ValueType.INTEGER for one in ordered)
        tried: list[tuple[Place, Sequence[Any]]] = [
            (one.place, self._with_none(one, grid(_domain(one), _of_kind(one, marks), between, wholes=wholes)))
            for one in ordered
        ]
        if not computed:
            return tried
        self.complete = self.complete and len(ordered) == 1
        found = list(tried)
        for at, one in enumerate(ordered):
            others = [*finite, *(values for index, values in enumerate(tried) if index != at)]
            turning = {point for _ in self._combined(others) for point in self._turning(one)}
            more = [*samples(_domain(one), turning), *(() if self.complete else tried[at][1])]
            found[at] = (one.place, self._with_none(one, list(dict.fromkeys(more))))
            if prod(len(values) for _, values in (*finite, *found)) > MOST_WAYS:
                found[at] = tried[at]
        return found

    def _with_none(self, one: Open, values: list[Scalar]) -> list[Scalar]:
        return [*values, NONE] if _domain(one).may_be_none and NONE not in values else values

    def _mark(self, places: frozenset[Place], marks: set[Scalar], computed: set[Place]) -> None:
        """Note the known values that some places are compared with, and the places that are computed with."""
        for look, reached in self._reached.items():
            if not reached & places:
                continue
            if look.test is None:
                # The fields of a list that nobody stated are compared with an ordered fact: no grid is shared.
                computed |= reached & places
                continue
            assert not isinstance(look.test, Chosen)
            for side in (side for pair in sides(look.test) for side in pair):
                resolved = self._resolved(side)
                here = self.ground.reached(resolved, look.inside) & places
                found: list[Scalar] = []
                if not here:
                    found = [value(resolved, self.world, look.element(self.world))]
                elif not isinstance(resolved, e.FactRef):
                    computed |= here
                    found = [node.value for node in nodes(resolved) if isinstance(node, e.Literal)]
                marks.update(mark for mark in found if not isinstance(mark, bool | str))

    def _resolved(self, side: e.Expression) -> e.Expression:
        """The alternative that the reading in this world picks, where a side is nothing but a choice of them."""
        while isinstance(side, e.ExpressionByReading):
            side = dict(side.alternatives)[self.world.readings[side.reading]]
        return side

    def _turning(self, one: Open) -> Sequence[Scalar]:
        """Where some look may come to something else, the others as they stand."""
        looks = [look for look, reached in self._reached.items() if one.place in reached]
        domain = _domain(one)
        try:
            if isinstance(domain.low, date):
                return flips(domain, [flip for look in looks for flip in self._flips(one, look)])

            def look_at(line: Line) -> None:
                self._put(one.place, line)
                for look in looks:
                    self.seen(look)

            return stretches(domain, look_at)
        except Intractable:
            self.complete = False
            return ()

    def _flips(self, one: Open, look: Look) -> Iterator[Callable[[date], bool]]:
        """The two answers, each changing once, from which every comparison of a look is made. Raises Intractable."""
        if look.test is None or isinstance(look.test, Chosen):
            raise Intractable
        path = one.place[1]
        for left, right in sides(look.test):
            resolved = self._resolved(left), self._resolved(right)
            uses = sum(isinstance(node, e.FactRef) and node.path == path for side in resolved for node in nodes(side))
            reached = any(one.place in self.ground.reached(side, look.inside) for side in resolved)
            if not reached:
                continue
            if uses != 1 or not any(rises_or_falls(side, path) for side in resolved):
                raise Intractable
            for strictly in (False, True):
                yield self._flip(one, look, resolved, strictly)

    def _flip(
        self, one: Open, look: Look, pair: tuple[e.Expression, e.Expression], strictly: bool
    ) -> Callable[[date], bool]:
        def flip(day: date) -> bool:
            self._put(one.place, day)
            element = look.element(self.world)
            left, right = (value(side, self.world, element) for side in pair)
            if isinstance(left, str) or isinstance(right, str):
                return False
            return bool(left > right if strictly else left >= right)

        return flip


def _domain(one: Open) -> Domain:
    assert isinstance(one.domain, Domain)
    return one.domain


def _of_kind(one: Open, marks: set[Scalar]) -> list[Scalar]:
    dated = isinstance(_domain(one).low, date)
    return [mark for mark in marks if isinstance(mark, date) is dated]
