"""How far a part can count the elements of a list: its counters, which tables that are made ahead go through.

Elements that are the same to every test of the part are one sort. A sort is counted as far as the tests can tell: once
where quantifiers alone look at it, for one more element of a sort then changes nothing. An element of which several
items are open counts as one element for each of them, where that comes to the same.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final, TypeAlias

from huimin_rules.engines.columnar.answers.distinctions import Alike
from huimin_rules.engines.columnar.answers.seen import SeenList
from huimin_rules.engines.columnar.plan.examples import examples
from huimin_rules.engines.columnar.reading.columns import State, Unsettled
from huimin_rules.engines.reference.outcomes import applies
from huimin_rules.engines.reference.program import Program
from huimin_rules.norms.conditions import Compare, Comparison, Condition, Constant, Quantified
from huimin_rules.norms.expressions import Count, FactRef, Literal
from huimin_rules.norms.walk import Node, nodes, references
from huimin_rules.ternary import TRUE, UNKNOWN, Truth

Element: TypeAlias = Mapping[str, State]

_MOST_SORTS: Final = 1 << 10
_MOST_COUNTED: Final = 6


class Uncounted(Exception):
    """A part counts a list in a way that no table can go through."""


@dataclass(frozen=True, slots=True)
class Test:
    """A test of the elements of a list: its condition, how many elements it can need, and whether it counts them.
    What a norm says of each element, whom it addresses and what it requires, is of one group.
    """

    condition: Condition
    needs: int
    group: int
    counts: bool = False


@dataclass(frozen=True, slots=True)
class Counter:
    """One sort of elements: an example, and as far as which it is counted."""

    example: tuple[tuple[str, State], ...]
    cap: int


@dataclass(frozen=True, slots=True)
class Counters:
    """The counters of a list; for each combination of the numbers of its items, which counters it adds one to."""

    seen: SeenList
    counters: tuple[Counter, ...]
    adds: Mapping[tuple[int, ...], tuple[int, ...]]


def counters(program: Program, seen: SeenList) -> Counters:
    """The counters of a list for a part; raises Uncounted where there are too many, or none are enough."""
    if any(isinstance(one, Alike) for one in seen.items) or seen.each.path in program.candidates.lists.unbounded:
        raise Uncounted
    return _Counting(program, seen).counters()


class _Counting:
    def __init__(self, program: Program, seen: SeenList) -> None:
        self.program = program
        self.seen = seen
        self.compiler = program.compiler
        self.tests = tuple(_tests(program, seen.each.path))
        self.shared = self._shared()

    def counters(self) -> Counters:
        sorts: dict[object, tuple[Element, list[tuple[int, ...]]]] = {}
        for numbers, element in self._elements():
            key = self._sort(element)
            sorts.setdefault(key, (element, []))[1].append(numbers)
        places = {key: place for place, key in enumerate(sorts)}
        adds: dict[tuple[int, ...], tuple[int, ...]] = {}
        used: set[int] = set()
        for key, (element, numbered) in sorts.items():
            single = self._taken_apart(element, places) or (places[key],)
            used.update(single)
            adds.update(dict.fromkeys(numbered, single))
        kept = {place: number for number, place in enumerate(sorted(used))}
        found = [element for element, _ in sorts.values()]
        made = tuple(Counter(tuple(found[place].items()), self._cap(found[place])) for place in kept)
        return Counters(self.seen, made, {key: tuple(kept[one] for one in value) for key, value in adds.items()})

    def _elements(self) -> Iterator[tuple[tuple[int, ...], Element]]:
        items = {item.path: item for item in self.seen.each.items}
        choices = [
            {one.place(state): state for state in examples(items[one.path], one)}
            for one in self.seen.items
            if not isinstance(one, Alike)
        ]
        size = 1
        for each in choices:
            size *= len(each)
        if size > _MOST_SORTS:
            raise Uncounted
        paths = [one.path for one in self.seen.items]
        for numbers in product(*choices):
            states = (each[number] for each, number in zip(choices, numbers, strict=True))
            yield numbers, dict(zip(paths, states, strict=True))

    def _shared(self) -> frozenset[str]:
        """The items that several tests look at, or that a test looks at together with what is no item."""
        seen: dict[str, int] = {}
        for test in self.tests:
            referred = references(self.compiler.policy, (test.condition,), self.seen.each.path)
            own = [path for path in referred.facts if path.startswith(f"{self.seen.each.path}[].")]
            outside = len(own) < len(referred.facts) or referred.readings or len(referred.lists) > 1
            for path in own:
                seen[path] = seen.get(path, 0) + (2 if outside or test.counts else 1)
        return frozenset(path for path, number in seen.items() if number > 1)

    def _sort(self, element: Element) -> object:
        """What an element is to the part."""
        raw = tuple((path, state) for path, state in element.items() if path in self.shared)
        return raw, tuple(self._seen_by(test, element) for test in self.tests)

    def _seen_by(self, test: Test, element: Element) -> object:
        truth, open_items = self._truth(test, element)
        return truth, frozenset((path, element[path]) for path in open_items - self.shared)

    def _truth(self, test: Test, element: Element) -> tuple[Truth, frozenset[str]]:
        """The truth of a test of an element by itself, and the open items on which it depends."""
        open_items = [path for path, state in element.items() if isinstance(state, Unsettled)]
        mentioned = {node.path for node in nodes(test.condition) if isinstance(node, FactRef)}
        moving = [path for path in open_items if path in mentioned]
        distinctions = {one.path: one for one in self.seen.items}
        facts = {item.path: item for item in self.seen.each.items}
        values = {
            path: [state for state in examples(facts[path], distinctions[path]) if not isinstance(state, Unsettled)]
            for path in moving
        }
        outcomes: dict[tuple[State, ...], Truth] = {}
        for chosen in product(*values.values()):
            outcomes[chosen] = self._evaluated(test, {**element, **dict(zip(values, chosen, strict=True))})
        reached = 0
        for one in outcomes.values():
            reached |= one
        depends = set()
        for place, path in enumerate(values):
            groups: dict[tuple[State, ...], set[Truth]] = {}
            for given, one in outcomes.items():
                groups.setdefault((*given[:place], *given[place + 1 :]), set()).add(one)
            if any(len(one) > 1 for one in groups.values()):
                depends.add(path)
        return reached, frozenset(depends)

    def _evaluated(self, test: Test, element: Element) -> Truth:
        fields = [
            item.domain if isinstance(state := element.get(item.path, Unsettled.MISSING), Unsettled) else state
            for item in self.seen.each.items
        ]
        layout = self.compiler.layout
        scalars = tuple(fact.domain for fact in self.compiler.policy.scalars)
        lists = tuple(each.domain for each in self.compiler.policy.lists)
        return self.compiler.lower(test.condition)((*scalars, *lists, *layout.open_readings), fields)

    def _taken_apart(self, element: Element, places: Mapping[object, int]) -> tuple[int, ...] | None:
        """The sorts that an element with several open items counts as one of each of; None where it is of one sort."""
        looking = [test for test in self.tests if not isinstance(test.condition, Constant)]
        sizes = [test for test in self.tests if isinstance(test.condition, Constant)]
        if len(looking) != 1 or looking[0].counts or self.shared or any(test.needs > 1 for test in sizes):
            return None
        (test,) = looking
        truth, open_items = self._truth(test, element)
        if truth != UNKNOWN or len(open_items) < 2:
            return None
        found = []
        for path in sorted(open_items):
            alone = frozenset(((path, element[path]),))
            key = ((), tuple((truth, alone) if one is test else (TRUE, frozenset()) for one in self.tests))
            if key not in places:
                return None
            found.append(places[key])
        return tuple(found)

    def _cap(self, element: Element) -> int:
        """As far as which elements of a sort are counted."""
        decided = [0]
        counted, quantified = 0, set()
        for test in self.tests:
            truth, _ = self._truth(test, element)
            if truth != UNKNOWN:
                decided.append(test.needs if truth == TRUE or not test.counts else 0)
            elif test.counts:
                counted += test.needs
            else:
                quantified.add(test.group)
        cap = max(*decided, len(quantified) + counted)
        if cap > _MOST_COUNTED:
            raise Uncounted
        return max(1, cap)


def _tests(program: Program, over: str) -> Iterator[Test]:
    """The tests of a list's elements that a norm and the consistency rules connected with it make."""
    norm = program.norm
    if norm.for_each == over:
        addressing = applies(norm)
        for part in (addressing, norm.requires):
            if part is not None:
                yield Test(part, 1, 0)
    own = [
        node for root in (norm.who, norm.when, norm.unless, norm.requires) if root is not None for node in nodes(root)
    ]
    ruled = [node for root in program.connected.roots for node in nodes(root)]
    yield from _counted(own, over, of_rule=False)
    yield from _counted(ruled, over, of_rule=True)


def _counted(everything: Sequence[Node], over: str, *, of_rule: bool) -> Iterator[Test]:
    for group, node in enumerate(everything, 1):
        match node:
            case Quantified(_, where, satisfies) if where == over:
                yield Test(satisfies, 1, group)
            case Compare(Count(where, condition), op, Literal(int() as number)) if where == over:
                exact = of_rule and op is Comparison.IS
                needs = number if exact or op in (Comparison.AT_LEAST, Comparison.LESS_THAN) else number + 1
                yield Test(condition or Constant(True), max(needs, 1), group, counts=True)
            case _:
                pass
