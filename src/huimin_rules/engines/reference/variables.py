"""The variables of a finding: every missing fact, every open term that is only self-assessed, every reading that
nobody fixed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from huimin_rules.engines.reference.layout import Fields, Layout, Slots
from huimin_rules.norms.application import Application
from huimin_rules.norms.facts import Domain, Fact, FactList, ListDomain
from huimin_rules.norms.policy import Policy
from huimin_rules.norms.walk import References

OpenSlots: TypeAlias = list[Any]
"""Slots that a search may write to (see `layout`)."""

Kind: TypeAlias = Literal["missing", "judgement", "reading"]


Name: TypeAlias = str | tuple[Literal["reading"], str]
"""The path of a fact or list; a reading, which may have the same name, as `("reading", name)`."""


@dataclass(frozen=True, slots=True, eq=False)
class Variable:
    """One unknown: its kind and name as a blocker shows them, and its place. `fact` is None for a reading."""

    kind: Kind
    name: str
    label: str
    place: tuple[int, ...]
    fact: Fact | FactList | None = None
    group: int | None = None

    @property
    def key(self) -> Name:
        """What conditions refer to: the fact or list whatever its element, or the reading."""
        return self.fact.path if self.fact is not None else ("reading", self.name)

    def read(self, slots: OpenSlots) -> object:
        """What stands at the variable's place."""
        here = slots
        for step in self.place:
            here = here[step]
        return here

    def write(self, slots: OpenSlots, value: object) -> None:
        """Put a value at the variable's place."""
        here = slots
        for step in self.place[:-1]:
            here = here[step]
        here[self.place[-1]] = value


def open_slots(slots: Slots) -> OpenSlots:
    """A copy of the slots that can be written to."""
    return [[list(element) for element in slot] if isinstance(slot, tuple) else slot for slot in slots]


@dataclass(frozen=True, slots=True)
class Focus:
    """One element of a list, as the only one that matters, but for the fields in `shared`, which are looked at beyond
    it.
    """

    slot: int
    index: int
    shared: frozenset[int]

    def sees(self, variable: Variable) -> bool:
        """Whether an unknown can matter to the element."""
        place = variable.place
        return len(place) == 1 or place[0] != self.slot or place[1] == self.index or place[2] in self.shared

    def elements(self, slot: int, position: int, elements: Sequence[Fields]) -> Sequence[Fields]:
        """The elements of a list whose field at this position can matter to the element."""
        return elements if slot != self.slot or position in self.shared else (elements[self.index],)


@dataclass(frozen=True, slots=True)
class View:
    """The slots that a search writes to, and the element that alone matters, if one does."""

    slots: OpenSlots
    focus: Focus | None


def unknowns(
    policy: Policy,
    layout: Layout,
    references: References,
    slots: Slots,
    application: Application,
    groups: Mapping[Name, int],
) -> Iterator[Variable]:
    """The unknowns among what is referred to: facts in the order of the policy, then readings. `groups` numbers the
    facts that consistency rules tie to one another.
    """
    for index, fact in enumerate(policy.scalars):
        if fact.path in references.facts and isinstance(slots[index], Domain):
            judged = application.stated[index] is not None
            yield Variable(
                "judgement" if judged else "missing", fact.path, fact.asked.label, (index,), fact, groups.get(fact.path)
            )
    for number, each in enumerate(policy.lists):
        slot = layout.lists[each.path]
        elements = slots[slot]
        if each.path not in references.lists:
            continue
        if isinstance(elements, ListDomain):
            yield Variable("missing", each.path, each.asked.label, (slot,), each, groups.get(each.path))
            continue
        for place, element in enumerate(elements):
            for position, item in enumerate(each.items):
                if item.path in references.facts and isinstance(element[position], Domain):
                    judged = application.listed[number][place][position] is not None
                    name = f"{each.path}[{place}].{item.name}"
                    kind: Kind = "judgement" if judged else "missing"
                    yield Variable(kind, name, item.asked.label, (slot, place, position), item, groups.get(item.path))
    for reading in policy.readings:
        slot = layout.readings[reading.id]
        if reading.id in references.readings and isinstance(slots[slot], Domain):
            yield Variable("reading", reading.id, reading.question, (slot,), None, groups.get(("reading", reading.id)))
