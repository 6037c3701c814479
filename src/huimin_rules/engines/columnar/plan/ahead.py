"""Tables that are made ahead, for engines that do not show their rows: every combination of distinctions is asked for.

Lists are gone through by their counters. Before the reference engine is asked, what the consistency rules force is
filled in (with a lead already named, who has no role is no lead), and a self-assessed judgement is asked for as a
missing one: it is the same unknown by another name. So most combinations come to one that has been asked before.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from math import prod
from typing import Final, TypeAlias

from huimin_rules.engines.columnar.answers.bits import BlockerName, blocker_of
from huimin_rules.engines.columnar.answers.distinctions import Alike, Distinction, Months
from huimin_rules.engines.columnar.answers.questions import Answer, Elements, Question, RuleQuestion
from huimin_rules.engines.columnar.answers.seen import SeenList
from huimin_rules.engines.columnar.answers.tables import Sight, sight_of
from huimin_rules.engines.columnar.plan.counters import Counters, Element, Uncounted, counters
from huimin_rules.engines.columnar.plan.examples import combinations, examples
from huimin_rules.engines.columnar.reading.columns import State, Unsettled
from huimin_rules.engines.reference.outcomes import Outcomes
from huimin_rules.norms.facts import Fact
from huimin_rules.quantity import FIRST_DAY, LAST_DAY, shift

MOST: Final = 40_000


@dataclass(frozen=True, slots=True, eq=False)
class AheadTable:
    """A part with all its answers: by the number that `places` put together, scalars first, then pairs, then lists.

    Of a list the number is 0 where it is not stated, else one more than its counts put together. Combinations that
    contradict a consistency rule are not among the answers.
    """

    sight: Sight
    lists: tuple[Counters, ...]
    answers: Mapping[int, Answer]
    radices: tuple[int, ...]

    @property
    def kinds(self) -> tuple[Answer, ...]:
        """The different answers, the commonest first."""
        return tuple(answer for answer, _ in Counter(self.answers.values()).most_common())

    def numbered(self) -> list[int]:
        """For each combination the place of its answer among the kinds; where there is no combination, the first."""
        places = {answer: place for place, answer in enumerate(self.kinds)}
        found = [0] * prod(self.radices)
        for key, answer in self.answers.items():
            found[key] = places[answer]
        return found


def ahead(question: Question) -> AheadTable:
    """The table of a part; raises Uncounted where it would have too many entries, or no end."""
    return _Ahead(question).table()


class _Ahead:
    def __init__(self, question: Question) -> None:
        self.question = question
        self.policy = question.program.compiler.policy
        self.sight = sight_of([question.seen])
        if any(isinstance(one, Alike) for one in self.sight.scalars):
            raise Uncounted
        self.lists = tuple(counters(question.program, seen) for seen in self.sight.lists)
        self.tied = frozenset(
            path
            for rule in question.program.connected.rules
            for path in question.program.consistency.references[rule].facts
        )
        self._rules: dict[object, _Ruled] = {}
        self.kept: dict[object, tuple[Outcomes, tuple[BlockerName, ...], tuple[tuple[str, Element, str], ...]]] = {}

    def table(self) -> AheadTable:
        sizes = [one.size for one in (*self.sight.scalars, *self.sight.pairs) if not isinstance(one, Alike)]
        sizes += [1 + prod(counter.cap + 1 for counter in one.counters) for one in self.lists]
        if prod(sizes) > MOST:
            raise Uncounted
        answers: dict[int, Answer] = {}
        vectors = [list(self._vectors(one)) for one in self.lists]
        for scalars in self._scalars():
            first = [one.place(scalars[one.path]) for one in self.sight.scalars if not isinstance(one, Alike)]
            first += [one.place(scalars[one.first], scalars[one.second]) for one in self.sight.pairs]
            if not self.lists and _key([*first], sizes) in answers:
                continue
            for chosen in product(*vectors):
                lists = {one.seen.each.path: each for one, (_, each) in zip(self.lists, chosen, strict=True)}
                if self._violates(scalars, lists):
                    continue
                key = _key([*first, *(number for number, _ in chosen)], sizes)
                answers.setdefault(key, self._answer(scalars, lists))
        return AheadTable(self.sight, self.lists, answers, tuple(sizes))

    def _scalars(self) -> Iterator[dict[str, State]]:
        near = max((pair.reach for pair in self.sight.pairs), default=0)
        paired = {path for pair in self.sight.pairs for path in (pair.first, pair.second)}
        choices = {}
        for one in self.sight.scalars:
            fact = self.policy.fact_by_path[one.path]
            assert isinstance(fact, Fact)
            choices[one.path] = list(examples(fact, one, near if one.path in paired else 0))
        for pair in self.sight.pairs:
            if isinstance(pair, Months):
                choices[pair.second] += _apart(choices[pair.first], pair.number)
        if prod(map(len, choices.values())) > MOST:
            raise Uncounted
        yield from combinations(choices)

    def _vectors(self, counted: Counters) -> Iterator[tuple[int, Elements]]:
        """Every number of a list, with a list that has it."""
        yield 0, None
        ranges = [range(counter.cap + 1) for counter in counted.counters]
        sizes = [len(each) for each in ranges]
        for counts in product(*ranges):
            elements: list[Element] = []
            for number, counter in zip(counts, counted.counters, strict=True):
                elements += [dict(counter.example)] * number
            if len(elements) >= counted.seen.each.at_least:
                yield 1 + _key(counts, sizes), elements

    def _answer(self, scalars: Mapping[str, State], lists: Mapping[str, Elements]) -> Answer:
        if isinstance(self.question, RuleQuestion) or not lists:
            return self.question.answer(scalars, lists)
        forced = {path: self._forced(scalars, path, lists) for path in lists}
        plain = {path: _unnamed(elements, self._caps(path)) for path, elements in forced.items()}
        key = (tuple(scalars.items()), tuple((path, _bag(elements)) for path, elements in plain.items()))
        found = self.kept.get(key)
        if found is None:
            found = self.kept[key] = self._asked(scalars, plain)
        outcomes, blockers, of_elements = found
        named = {
            BlockerName("judgement" if one.get(item) is Unsettled.SELF_ASSESSED else "missing", item)
            for path, like, item in of_elements
            for one in forced[path] or ()
            if _plain(one) == like
        }
        return Answer(outcomes, frozenset((*blockers, *named)))

    def _caps(self, path: str) -> Mapping[object, int]:
        """How many elements of each sort are asked for at most."""
        counted = next(one for one in self.lists if one.seen.each.path == path)
        caps: dict[object, int] = {}
        for counter in counted.counters:
            like = tuple(_plain(dict(counter.example)).items())
            caps[like] = max(caps.get(like, 0), counter.cap)
        return caps

    def _asked(
        self, scalars: Mapping[str, State], lists: Mapping[str, Elements]
    ) -> tuple[Outcomes, tuple[BlockerName, ...], tuple[tuple[str, Element, str], ...]]:
        """The outcomes, the blockers that are no items, and the elements and items that block."""
        outcomes, variables = self.question.asked(scalars, lists)
        first = len(self.policy.scalars)
        blockers: list[BlockerName] = []
        of_elements: list[tuple[str, Element, str]] = []
        for one in variables:
            if len(one.place) == 1:
                blockers.append(blocker_of(one))
                continue
            path = self.policy.lists[one.place[0] - first].path
            elements = lists[path]
            assert elements is not None
            of_elements.append((path, elements[one.place[1]], blocker_of(one).name))
        return outcomes, tuple(blockers), tuple(of_elements)

    def _forced(self, scalars: Mapping[str, State], path: str, lists: Mapping[str, Elements]) -> Elements:
        """The elements, with what the consistency rules leave no choice about filled in."""
        elements = lists[path]
        if elements is None or not self.tied:
            return elements
        forced = self._ruled(scalars, lists)[1]
        return [{**element, **forced.get((path, self._tied_part(element)), {})} for element in elements]

    def _violates(self, scalars: Mapping[str, State], lists: Mapping[str, Elements]) -> bool:
        return not isinstance(self.question, RuleQuestion) and self._ruled(scalars, lists)[0]

    def _ruled(self, scalars: Mapping[str, State], lists: Mapping[str, Elements]) -> "_Ruled":
        """What the consistency rules say, which look at no more than the items that they are about."""
        single = tuple((path, state) for path, state in scalars.items() if path in self.tied)
        several = tuple(
            (
                path,
                None if elements is None else tuple(sorted(Counter(map(self._tied_part, elements)).items(), key=repr)),
            )
            for path, elements in lists.items()
        )
        found = self._rules.get((single, several))
        if found is None:
            found = self._rules[single, several] = self._asked_rules(scalars, lists)
        return found

    def _tied_part(self, element: Element) -> tuple[tuple[str, State], ...]:
        return tuple((path, state) for path, state in element.items() if path in self.tied)

    def _asked_rules(self, scalars: Mapping[str, State], lists: Mapping[str, Elements]) -> "_Ruled":
        if self.question.violates(scalars, lists):
            return True, {}
        forced: dict[tuple[str, tuple[tuple[str, State], ...]], dict[str, State]] = {}
        for seen in self.sight.lists:
            path = seen.each.path
            elements = lists[path]
            moving = [one for one in seen.items if one.path in self.tied]
            for place, element in enumerate(elements or ()):
                key = path, self._tied_part(element)
                if key not in forced:
                    forced[key] = self._choices(
                        scalars, lists, seen, place, [one for one in moving if isinstance(element[one.path], Unsettled)]
                    )
        return False, forced

    def _choices(
        self,
        scalars: Mapping[str, State],
        lists: Mapping[str, Elements],
        seen: SeenList,
        place: int,
        moving: Sequence[Distinction],
    ) -> dict[str, State]:
        """Of the open items of an element those that can have one state only."""
        forced: dict[str, State] = {}
        elements = [dict(one) for one in lists[seen.each.path] or ()]
        items = {item.path: item for item in seen.each.items}
        for one in moving:
            was, allowed = elements[place][one.path], []
            for state in examples(items[one.path], one):
                if not isinstance(state, Unsettled):
                    elements[place][one.path] = state
                    if not self.question.violates(scalars, {**lists, seen.each.path: elements}):
                        allowed.append(state)
            elements[place][one.path] = was
            if len(allowed) == 1:
                forced[one.path] = elements[place][one.path] = allowed[0]
        return forced


_Ruled: TypeAlias = tuple[bool, Mapping[tuple[str, tuple[tuple[str, State], ...]], Mapping[str, State]]]
"""Whether a combination is a contradiction; and for the elements of each list, by their tied items, what is forced."""


def _apart(days: list[State], months: int) -> list[State]:
    """Days that are so many months after others, and just more or fewer."""
    moves = [(number, by) for number in (0, months, months + 1) for by in (-2, -1, 0)]
    moved = [shift(day, *move) for day in days if isinstance(day, date) for move in moves]
    return [day for day in dict.fromkeys(moved) if FIRST_DAY <= day <= LAST_DAY]


def _plain(element: Element) -> dict[str, State]:
    return {path: Unsettled.MISSING if state is Unsettled.SELF_ASSESSED else state for path, state in element.items()}


def _unnamed(elements: Elements, caps: Mapping[object, int]) -> Elements:
    """The elements with self-assessments as missing, of each sort no more than are counted."""
    if elements is None:
        return None
    counts: dict[object, int] = {}
    found = []
    for element in sorted(map(_plain, elements), key=repr):
        like = tuple(element.items())
        counts[like] = counts.get(like, 0) + 1
        if counts[like] <= caps.get(like, counts[like]):
            found.append(element)
    return found


def _bag(elements: Elements) -> object:
    return None if elements is None else tuple(sorted((tuple(one.items()) for one in elements), key=repr))


def _key(places: Iterator[int] | list[int] | tuple[int, ...], sizes: list[int]) -> int:
    found = 0
    for place, size in zip(places, sizes, strict=False):
        found = found * size + place
    return found
