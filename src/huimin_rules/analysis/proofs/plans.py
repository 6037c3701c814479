"""What a search for remedies comes to: sets of edits, read off a model of the solver."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import z3

from huimin_rules.analysis.proofs.applications import truth
from huimin_rules.analysis.proofs.draft import Draft, Roll
from huimin_rules.norms.facts import Fact, FactList, Scalar


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit. `index` is the place in the list `list`, where there is one.

    With `fact` it states a value; without, it adds the element (`rows` has one row: its fields), leaves it out (no
    rows), or states the list (`index` is None, `rows` its elements).
    """

    fact: Fact | None = None
    value: Scalar | None = None
    list: FactList | None = None
    index: int | None = None
    rows: tuple[tuple[tuple[Fact, Scalar], ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """A smallest set of edits, and the readings under which it works (none: under all that are open)."""

    edits: tuple[Edit, ...]
    readings: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Plans:
    """Smallest sets of edits; `more` says that there are others of the same size."""

    plans: tuple[Plan, ...]
    more: bool = False


def edits(draft: Draft, model: z3.ModelRef, values: Mapping[tuple[str, int | None], Scalar]) -> Iterator[Edit]:
    """The edits of a model: statements in the order of the facts, then elements; `values` by path and index."""
    for slot in draft.slots:
        if not slot.new and truth(model, slot.edited):
            yield Edit(slot.fact, values[slot.fact.path, slot.index], index=slot.index)
    for roll in draft.rolls:
        yield from _of_roll(draft, model, roll, values)


def _of_roll(
    draft: Draft, model: z3.ModelRef, roll: Roll, values: Mapping[tuple[str, int | None], Scalar]
) -> Iterator[Edit]:
    def row(index: int) -> tuple[tuple[Fact, Scalar], ...]:
        return tuple((one, values[one.path, index]) for one in roll.list.items if (one.path, index) in values)

    if roll.size is None:
        if truth(model, roll.edited[0]):
            there = [i for i in range(len(roll.edited)) if truth(model, draft.world.there(roll.list.path, i))]
            yield Edit(list=roll.list, rows=tuple(map(row, there)))
        return
    for index, edited in enumerate(roll.edited):
        if truth(model, edited):
            yield Edit(list=roll.list, index=index, rows=(row(index),) if index >= roll.size else ())
