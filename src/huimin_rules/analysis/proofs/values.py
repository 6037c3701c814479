"""Values for a set of edits: the smallest changes that do, settled one after the other.

- A number or a day is as near as possible to the value that was stated; where none was, to the lowest that may be
  stated, and for a day to the first day that the application states, or else that the policy does.
- A choice or truth value is the first of its options that does; a text is any text, where any will do.
- 无 (none) is taken only where nothing else does.

Numbers with decimals are looked for with at most four places, where that is possible.
"""

from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction
from typing import Final, TypeAlias

import z3

from huimin_rules.analysis.proofs.applications import truth
from huimin_rules.analysis.proofs.days import Civil, Day
from huimin_rules.analysis.proofs.draft import Draft, Slot
from huimin_rules.analysis.proofs.formulas import Formula, Term, both, no
from huimin_rules.analysis.proofs.numbers import Number
from huimin_rules.analysis.proofs.solver import Answer, Found
from huimin_rules.analysis.proofs.vocabulary import roots
from huimin_rules.analysis.proofs.world import Flag, Word, compared, literal
from huimin_rules.norms.application import Application
from huimin_rules.norms.conditions import Comparison
from huimin_rules.norms.expressions import Literal
from huimin_rules.norms.facts import NONE, Fact, Scalar
from huimin_rules.norms.policy import Policy
from huimin_rules.norms.walk import nodes
from huimin_rules.quantity import FIRST_DAY

Ask: TypeAlias = Callable[..., Answer]

_PLACES: Final = 10_000
_OTHERS: Final = 8
ANY_TEXT: Final = "（如实填写）"
"""Stands for a text of which only matters that there is one."""


class Values:
    """Settles the values of the edits of one application."""

    def __init__(self, draft: Draft, policy: Policy, application: Application) -> None:
        self.draft = draft
        stated = [value for value in application.scalars if isinstance(value, date)]
        named = [
            node.value
            for root in roots(policy)
            for node in nodes(root)
            if isinstance(node, Literal) and isinstance(node.value, date)
        ]
        self._day = next(iter((*stated, *named)), FIRST_DAY)

    def settled(self, ask: Ask, found: Found, always: Formula, slots: list[Slot]) -> list[Scalar]:
        """A value for each slot. `ask` answers with a draft that is eligible, `found` is one for `always`."""
        values = []
        for slot in slots:
            for better in self._preferences(slot):
                answer = found if truth(found.model, better) else ask(both(always, better))
                if isinstance(answer, Found):
                    found, always = answer, both(always, better)
                    break
            found, always = self._nearest(ask, found, always, slot)
            value = self._read(found.model, slot)
            values.append(value)
            always = both(always, self._exactly(found.model, slot))
        return values

    def ends(self, slot: Slot) -> tuple[Formula, ...]:
        """The highest and the lowest value that may be stated; nothing for what has no order."""
        domain, value = slot.fact.domain, self.draft.world.value(slot.fact, slot.index)
        return tuple(
            both(no(value.none), compared(Comparison.IS, value.content, literal(end, self.draft.world.vocabulary)))
            for end in (domain.high, domain.low)
            if end is not None
        )

    def _preferences(self, slot: Slot) -> Iterator[Formula]:
        """What is liked, the best first, as far as it is not a matter of distance."""
        value = self.draft.world.value(slot.fact, slot.index)
        there = no(value.none)
        match value.content:
            case Word(number) if slot.fact.type.is_text:
                others = self.draft.world.vocabulary.others(slot.fact)
                yield from (both(there, number == one) for one in others[:_OTHERS])
                for one in self.draft.world.vocabulary.mentioned(slot.fact):
                    yield both(there, number == one)
            case Word(number):
                for one in self.draft.world.vocabulary.mentioned(slot.fact):
                    yield both(there, number == one)
            case Flag(holds):
                yield holds
            case Number(top) if z3.is_real(top):
                yield both(there, self._grid(slot) == top * _PLACES)
                yield there
            case _:
                yield there

    def _nearest(self, ask: Ask, found: Found, always: Formula, slot: Slot) -> tuple[Found, Formula]:
        """The draft in which the number or day is as near as possible to where it should be."""
        measure = self._measure(slot)
        if measure is None or truth(found.model, self.draft.world.value(slot.fact, slot.index).none):
            return found, always
        term, anchor = measure
        low, high = 0, self._distance(found, term, anchor)
        while low < high:
            middle = (low + high) // 2
            answer = ask(both(always, term - anchor <= middle, anchor - term <= middle))
            if isinstance(answer, Found):
                found, high = answer, self._distance(answer, term, anchor)
            else:
                low = middle + 1
        if high:
            # Of two values that are equally near the lower one, whichever the solver has found.
            answer = ask(both(always, term == anchor - high))
            found = answer if isinstance(answer, Found) else found
        return found, always

    def _distance(self, found: Found, term: Term, anchor: int) -> int:
        return abs(int(found.model.eval(term, model_completion=True).as_long()) - anchor)

    def _measure(self, slot: Slot) -> tuple[Term, int] | None:
        """A whole number that grows with the value, and what it is where the value is best; None without an order."""
        content = self.draft.world.value(slot.fact, slot.index).content
        known = slot.known
        match content:
            case Day(Civil(year, month, day)):
                wanted = known if isinstance(known, date) else self._day
                return (year * 12 + month) * 31 + day, (wanted.year * 12 + wanted.month - 1) * 31 + wanted.day
            case Number(top):
                best = known if isinstance(known, int | Fraction) else slot.fact.domain.low
                assert isinstance(best, int | Fraction)
                return (self._grid(slot), round(best * _PLACES)) if z3.is_real(top) else (top, int(best))
            case _:
                return None

    def _grid(self, slot: Slot) -> Term:
        return z3.Int(f"{slot.path}?places")

    def _exactly(self, model: z3.ModelRef, slot: Slot) -> Formula:
        constants = self.draft.world.constants(slot.fact, slot.index)
        return both(*(one == model.eval(one, model_completion=True) for one in constants))

    def _read(self, model: z3.ModelRef, slot: Slot) -> Scalar:
        value = self.draft.world.value(slot.fact, slot.index)
        if truth(model, value.none):
            return NONE
        match value.content:
            case Flag(holds):
                return truth(model, holds)
            case Word(number):
                return self._word(int(model.eval(number, model_completion=True).as_long()), slot.fact)
            case Day(Civil(year, month, day)):
                parts = [int(model.eval(one, model_completion=True).as_long()) for one in (year, month, day)]
                return date(parts[0], parts[1] + 1, parts[2])
            case Number(top):
                exact = model.eval(top, model_completion=True)
                if z3.is_int_value(exact):
                    return int(exact.as_long())
                return Fraction(exact.numerator_as_long(), exact.denominator_as_long())
            case _:
                raise AssertionError(value)

    def _word(self, number: int, fact: Fact) -> str:
        others = self.draft.world.vocabulary.others(fact)
        if number in others and fact.digits is None:
            place = others.index(number)
            return ANY_TEXT if place == 0 else f"{ANY_TEXT}{place + 1}"
        return self.draft.world.vocabulary.word(number, fact)
