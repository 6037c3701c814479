"""An application that may still be edited: each value may be stated anew, elements may be added and left out.

A `Draft` is the application after the edits. What decides about an edit is a flag; what is neither known nor edited
stays open. See `remedies` for the search over drafts.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import z3

from huimin_rules.analysis.proofs.formulas import Formula, Term, both, counted, follows, no
from huimin_rules.analysis.proofs.vocabulary import Vocabulary, vocabulary
from huimin_rules.analysis.proofs.world import World, compared, literal
from huimin_rules.norms.application import Application
from huimin_rules.norms.conditions import Comparison
from huimin_rules.norms.facts import NONE, Domain, Fact, FactList, ListDomain, Scalar
from huimin_rules.norms.norm import Reading
from huimin_rules.norms.policy import Policy
from huimin_rules.norms.walk import conditions, references

_MORE: Final = 3
"""To a list that is stated at least so many elements may be added."""


class DraftWorld(World):
    """A world in which any element of a list may be left out, whatever stands after it."""

    def there(self, path: str, index: int) -> Formula:
        """Whether the list has the element."""
        return z3.Bool(f"{self.name}{path}#{index}?there")

    def length(self, path: str) -> Term:
        """How many elements the list has."""
        return counted(self.there(path, index) for index in self.indices(path))


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for one value: a fact, or a field of the element with that index.

    `known` is the value that is settled, None for one that is open. `edited` is the flag that it is stated anew. In an
    element that is itself `new` a statement is part of adding it, and counts nothing of its own.
    """

    fact: Fact
    index: int | None
    known: Scalar | None
    edited: z3.BoolRef
    new: bool = False

    @property
    def path(self) -> str:
        """The path as people write it, `applicants[0].domicile`."""
        return self.fact.path if self.index is None else self.fact.path.replace("[]", f"[{self.index}]")


@dataclass(frozen=True, slots=True)
class Roll:
    """A list with its elements: how many are stated (None for a list that is not), and for each index the flag that
    the element is added or left out; a list that is not stated is stated as a whole, by one flag.
    """

    list: FactList
    size: int | None
    edited: tuple[z3.BoolRef, ...]

    def path(self, index: int) -> str:
        """The path of an element; of the list itself where that is not stated."""
        return self.list.path if self.size is None else f"{self.list.path}[{index}]"


class Draft:
    """The drafts of one application. `fixed` are the readings that are no longer open."""

    def __init__(self, policy: Policy, application: Application, fixed: Mapping[str, str]) -> None:
        self.policy = policy
        self.deciding = tuple(norm for norm in policy.findable if norm.modality.decides)
        roots = [part for norm in self.deciding for part in conditions(norm)]
        roots += [rule.requires for rule in policy.consistency]
        self._referred = references(policy, tuple(roots))
        self._lists = {*self._referred.lists, *(norm.for_each for norm in self.deciding)}
        self.world = DraftWorld(self._vocabulary(application))
        self.slots: tuple[Slot, ...] = tuple(self._slots(application))
        self.rolls: tuple[Roll, ...] = tuple(self._rolls(application))
        relevant = [one for one in policy.readings if one.id in self._referred.readings]
        self.fixed = {**fixed, **{one.id: one.official.alternative for one in relevant if one.official}}
        self.readings: tuple[Reading, ...] = tuple(one for one in relevant if one.id not in self.fixed)
        self._relevant = tuple(relevant)

    def possible(self) -> Formula:
        """That every value is one that may be stated, every reading one of its alternatives."""
        world = self.world
        return both(
            *(world.in_domain(slot.fact, slot.index) for slot in self.slots),
            *(world.length(roll.list.path) >= roll.list.at_least for roll in self.rolls),
            *(world.alternatives(reading) for reading in self._relevant),
            *(world.reads(name, one) for name, one in self.fixed.items() if name in self._referred.readings),
        )

    def edits(self) -> Formula:
        """What the flags mean: what is not edited stays as it is."""
        return both(*map(self._stays, self.slots), *(part for roll in self.rolls for part in self._of_roll(roll)))

    def _stays(self, slot: Slot) -> Formula:
        if slot.new:
            path = _list_of(slot.fact)
            assert path is not None
            assert slot.index is not None
            return follows(slot.edited, self.world.there(path, slot.index))
        if slot.known is None:
            return both()
        return follows(no(slot.edited), self.says(slot, slot.known))

    def _of_roll(self, roll: Roll) -> Iterator[Formula]:
        path = roll.list.path
        for index, edited in enumerate(roll.edited):
            there = self.world.there(path, index)
            added = roll.size is None or index >= roll.size
            if roll.size is not None:
                yield there == (edited if added else z3.Not(edited))
            if added and index > (roll.size or 0):
                yield follows(there, self.world.there(path, index - 1))
        for slot in self.slots:
            if _list_of(slot.fact) == path and slot.index is not None:
                if roll.size is None:
                    yield follows(slot.edited, roll.edited[0])
                elif slot.index < roll.size:
                    yield follows(slot.edited, no(roll.edited[slot.index]))

    def says(self, slot: Slot, value: Scalar) -> Formula:
        """That a place has a value."""
        found = self.world.value(slot.fact, slot.index)
        if isinstance(value, str) and value == NONE:
            return found.none
        return both(no(found.none), compared(Comparison.IS, found.content, literal(value, self.world.vocabulary)))

    # --- what there is to edit

    def _slots(self, application: Application) -> Iterator[Slot]:
        for fact, value in zip(self.policy.scalars, application.scalars, strict=True):
            if fact.path in self._referred.facts:
                yield _slot(fact, None, None if isinstance(value, Domain) else value)
        for each, elements in zip(self.policy.lists, application.lists, strict=True):
            if each.path not in self._lists:
                continue
            rows = () if isinstance(elements, ListDomain) else elements
            for index in self.world.indices(each.path):
                for position, item in enumerate(each.items):
                    if item.path not in self._referred.facts:
                        continue
                    value = rows[index][position] if index < len(rows) else item.domain
                    yield _slot(item, index, None if isinstance(value, Domain) else value, new=index >= len(rows))

    def _rolls(self, application: Application) -> Iterator[Roll]:
        for each, elements in zip(self.policy.lists, application.lists, strict=True):
            if each.path in self._lists:
                indices = self.world.indices(each.path)
                if isinstance(elements, ListDomain):
                    yield Roll(each, None, (z3.Bool(f"{each.path}?edited"),) * len(indices))
                else:
                    flags = (z3.Bool(f"{each.path}#{index}?edited") for index in indices)
                    yield Roll(each, len(elements), tuple(flags))

    def _vocabulary(self, application: Application) -> Vocabulary:
        """The words of the policy and of the application, and room in every list for more elements."""
        longest = {}
        usual = vocabulary(self.policy)
        stated: dict[str, None] = {}
        for fact, value in zip(self.policy.scalars, application.scalars, strict=True):
            stated.update(self._word(fact, value))
        for each, elements in zip(self.policy.lists, application.lists, strict=True):
            rows = () if isinstance(elements, ListDomain) else elements
            longest[each.path] = max(usual.longest[each.path], len(rows) + _MORE if rows else 0)
            for row in rows:
                for item, value in zip(each.items, row, strict=True):
                    stated.update(self._word(item, value))
        words = dict.fromkeys((*usual.numbers, *stated))
        return Vocabulary({word: index for index, word in enumerate(words, 1)}, usual.texts | {*stated}, longest)

    def _word(self, fact: Fact, value: Scalar | Domain) -> dict[str, None]:
        relevant = fact.type.is_text and fact.path in self._referred.facts
        return {value: None} if relevant and isinstance(value, str) and value != NONE else {}


def _slot(fact: Fact, index: int | None, known: Scalar | None, *, new: bool = False) -> Slot:
    place = fact.path if index is None else f"{fact.path}#{index}"
    return Slot(fact, index, known, z3.Bool(f"{place}?edited"), new)


def _list_of(fact: Fact) -> str | None:
    return fact.path.partition("[].")[0] if "[]." in fact.path else None
