"""The smallest edits of an application after which it is eligible, whatever remains open.

An edit counts one: stating one fact, or one field of an element that is there, anew or for the first time; adding an
element together with all that is said about it; leaving an element out; stating a list that was left out, with all its
elements. A day that decides whether the policy is in force, once stated, is only ever moved forward: time does not run
back.

Eligible means that no finding that decides is open: each is met, or does not apply, for all values of what remains
open. The search proposes edits that work for the values of the open facts that it has
seen, looks for values for which they do not, and learns from them until there are none. So a set of edits that is
found works for all of them, and no smaller one does, since it fails already for those that were seen.

Readings that nobody has fixed count as open too. Only where nothing works under all of them, as few readings as
possible are supposed to be fixed, and the remedy says which.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import product
from typing import Final

import z3

from huimin_rules.analysis.proofs.applications import truth
from huimin_rules.analysis.proofs.draft import Draft
from huimin_rules.analysis.proofs.formulas import Formula, both, every, follows, no, same, some
from huimin_rules.analysis.proofs.hitting import HittingSets
from huimin_rules.analysis.proofs.meaning import Meaning, Outcome
from huimin_rules.analysis.proofs.plans import Plan, Plans, edits
from huimin_rules.analysis.proofs.scope import scope_of
from huimin_rules.analysis.proofs.solver import EFFORT, Answer, Found, Impossible, Solver, Undecided
from huimin_rules.analysis.proofs.values import Values
from huimin_rules.analysis.proofs.world import compared, literal
from huimin_rules.norms.application import Application
from huimin_rules.norms.conditions import Comparison
from huimin_rules.norms.policy import Policy
from huimin_rules.norms.walk import norm_references

_ROUNDS: Final = 400
"""So often the search may be shown that a proposal does not work yet."""
_TOO_MANY_ROUNDS: Final = "试过的修改太多，没有得出结论"


class RemedySearch:
    """The search for one application. `kept` are paths of facts and lists that no edit may touch."""

    def __init__(
        self,
        policy: Policy,
        application: Application,
        fixed: Mapping[str, str],
        kept: Iterable[str] = (),
        effort: int = EFFORT,
    ) -> None:
        self.draft = Draft(policy, application, fixed)
        self.effort = effort
        meaning = Meaning(policy, self.draft.world)
        self._fine = {norm.id: _settled_and_not_unmet(norm.id, meaning.outcome(norm)) for norm in self.draft.deciding}
        self._consistent = meaning.consistent
        # What is tied to other things alone cannot keep a norm from failing: some draft is consistent there.
        self._tied = {
            norm.id: every(meaning.holds(rule.requires) for rule in scope_of(policy, norm).rules)
            for norm in self.draft.deciding
        }
        self._always = both(
            self.draft.possible(), self._consistent, self.draft.edits(), self._kept({*kept}), self._time()
        )
        self._lessons: dict[str, list[Formula]] = {norm: [fine] for norm, fine in self._fine.items()}
        self._solver = Solver(self._always, *(one for each in self._lessons.values() for one in each), effort=effort)
        self._fails = Solver(self.draft.possible(), self._consistent, effort=effort)
        self._fixing = {one.id: z3.Bool(f"{one.id}?supposed") for one in self.draft.readings}
        self._edited = _named(self.draft)
        self._flags = {**self._edited, **self._fixing}
        self._values = Values(self.draft, policy, application)

    def plans(self, most: int) -> Plans | Impossible | Undecided:
        """Smallest sets of edits, so many or some more if there are, always in the same order; or the norms that cannot
        all be met; or why that is not known.
        """
        one = dict.fromkeys(self._edited, 1)
        more = dict.fromkeys(self._fixing, 1 + len(one))
        for weights in (one, {**more, **one}) if more else (one,):
            found = self._smallest(weights, most)
            if not isinstance(found, Impossible):
                return found
        return self._conflict()

    # --- sets of edits

    def _smallest(self, weights: Mapping[str, int], most: int) -> Plans | Impossible | Undecided:
        """About so many sets of the smallest weight, of the flags that are weighed; the others stay unset."""
        barred = both(*(no(flag) for name, flag in self._flags.items() if name not in weights))
        hitting = HittingSets(weights)
        plans: list[Plan] = []
        size: int | None = None
        while True:
            chosen = hitting.next()
            if chosen is None or (size is not None and sum(weights[name] for name in chosen) > size):
                return Plans(tuple(plans))
            found, relaxed = self._with(chosen, weights, barred), {*chosen}
            while isinstance(found, Impossible):
                if not found.because:
                    return Plans(tuple(plans)) if plans else found
                hitting.add(found.because)
                relaxed |= {*found.because}
                found = self._with(relaxed, weights, barred)
            if isinstance(found, Undecided):
                return found
            if relaxed == {*chosen}:
                if len(plans) >= most:
                    return Plans(tuple(plans), more=True)
                size = sum(weights[name] for name in chosen)
                plans += self._plans_of(chosen, barred)
                hitting.exclude(chosen)

    def _with(self, chosen: Iterable[str], weights: Mapping[str, int], barred: Formula) -> Answer:
        """A draft with no other edits than these; or edits of which it needs one more."""
        free = {*chosen}
        return self.ask(barred, named={name: no(self._flags[name]) for name in weights if name not in free})

    def ask(self, *wanted: Formula, named: Mapping[str, Formula] | None = None) -> Answer:
        """A draft that satisfies the formulas and is eligible for everything that is open."""
        for _ in range(_ROUNDS):
            found = self._solver.ask(*wanted, named=named)
            if not isinstance(found, Found):
                return found
            settled = self._settled(found.model)
            failing = self._fails.ask(some(map(no, self._fine.values())), *settled)
            if not isinstance(failing, Found):
                return found if isinstance(failing, Impossible) else failing
            for norm, fine in self._fine.items():
                one = self._fails.ask(no(fine), *settled)
                if isinstance(one, Found):
                    self._learn(norm, self._extreme(norm, one.model, both(no(fine), *settled)))
        return Undecided(_TOO_MANY_ROUNDS)

    def _extreme(self, norm: str, model: z3.ModelRef, failing: Formula) -> z3.ModelRef:
        """A failing draft with what is open as high or as low as can be: others teach little, one value at a time."""
        facts = norm_references(self.draft.policy, self.draft.policy.norm_by_id[norm]).facts
        for slot in self.draft.slots:
            if slot.known is None and slot.fact.path in facts and not truth(model, slot.edited):
                for end in self._values.ends(slot):
                    found = self._fails.ask(failing, end)
                    if isinstance(found, Found):
                        model, failing = found.model, both(failing, end)
                        break
        return model

    def _settled(self, model: z3.ModelRef) -> list[Formula]:
        """What a draft does not leave open."""
        world, settled = self.draft.world, [_as_in(model, _exempt(norm)) for norm in self._fine]
        for slot in self.draft.slots:
            if slot.known is not None or truth(model, slot.edited):
                settled += [_as_in(model, one) for one in world.constants(slot.fact, slot.index)]
        for roll in self.draft.rolls:
            if roll.size is not None or truth(model, roll.edited[0]):
                path = roll.list.path
                settled += [_as_in(model, world.there(path, index)) for index in range(len(roll.edited))]
        for name, supposed in self._fixing.items():
            if truth(model, supposed):
                settled.append(_as_in(model, world.reading(name)))
        return settled

    def _learn(self, norm: str, model: z3.ModelRef) -> None:
        """That what is open may have these values, for which a norm fails unless something is edited."""
        world = self.draft.world
        pairs: list[tuple[z3.ExprRef, z3.ExprRef]] = []

        def opened(flag: Formula, *constants: z3.ExprRef) -> None:
            pairs.extend((one, z3.If(flag, one, model.eval(one, model_completion=True))) for one in constants)

        for slot in self.draft.slots:
            if slot.known is None:
                opened(slot.edited, *world.constants(slot.fact, slot.index))
        for roll in self.draft.rolls:
            if roll.size is None:
                opened(roll.edited[0], *(world.there(roll.list.path, index) for index in range(len(roll.edited))))
        for name, supposed in self._fixing.items():
            opened(supposed, world.reading(name))
        lesson = z3.substitute(follows(self._tied[norm], self._fine[norm]), *pairs)
        self._lessons[norm].append(lesson)
        self._solver.add(lesson)

    def _conflict(self) -> Impossible | Undecided:
        """Norms that cannot all be met, whatever is edited and however the readings are fixed."""
        named = {norm: every(lessons) for norm, lessons in self._lessons.items()}
        solver = Solver(self._always, effort=self.effort)
        found = solver.ask(*named.values())
        assert not isinstance(found, Found)
        if isinstance(found, Undecided):
            return found
        # Norm by norm, and not by what the solver says it has used: that may be one set or another.
        kept = dict(named)
        for norm in named:
            rest = {one: lessons for one, lessons in kept.items() if one != norm}
            if isinstance(solver.ask(*rest.values()), Impossible):
                kept = rest
        return Impossible(tuple(kept))

    # --- what may not be edited

    def _kept(self, kept: set[str]) -> Formula:
        parts = [
            no(slot.edited)
            for slot in self.draft.slots
            if not slot.new and not kept.isdisjoint((slot.path, slot.fact.path))
        ]
        for roll in self.draft.rolls:
            whole = roll.list.path in kept
            held = [f"{roll.list.path}[{index}]." for index in range(roll.size or 0)]
            parts += [
                no(edited)
                for index, edited in enumerate(roll.edited)
                if whole or (index < len(held) and any(one.startswith(held[index]) for one in kept))
            ]
        return every(parts)

    def _time(self) -> Formula:
        days = {norm.period.fact for norm in self.draft.deciding if norm.period is not None}
        return every(
            compared(
                Comparison.AT_LEAST,
                self.draft.world.value(slot.fact).content,
                literal(slot.known, self.draft.world.vocabulary),
            )
            for slot in self.draft.slots
            if slot.fact.path in days and isinstance(slot.known, date)
        )

    # --- from a set to its values

    def _plans_of(self, chosen: frozenset[str], barred: Formula) -> list[Plan]:
        """The plans for a set of edits: one, or one for each way in which the readings it supposes may be fixed."""
        exactly = both(barred, *(flag if name in chosen else no(flag) for name, flag in self._flags.items()))
        world = self.draft.world
        supposed = [[(one.id, each.id) for each in one.alternatives] for one in self.draft.readings if one.id in chosen]
        plans = []
        for readings in product(*supposed):
            found = self.ask(exactly, *(world.reads(*pair) for pair in readings))
            if isinstance(found, Found):
                plans.append(self._plan(found, both(exactly, *(world.reads(*pair) for pair in readings)), readings))
        return plans

    def _plan(self, found: Found, always: Formula, readings: tuple[tuple[str, str], ...]) -> Plan:
        """The set with few and near values (see `values`)."""
        for spared in self._spared(found.model):
            fewer = found if truth(found.model, spared) else self.ask(always, spared)
            if isinstance(fewer, Found):
                found, always = fewer, both(always, spared)
        news = [slot for slot in self.draft.slots if slot.new]
        always = both(always, *(_as_in(found.model, slot.edited) for slot in news), *self._sizes(found.model))
        slots = [slot for slot in self.draft.slots if truth(found.model, slot.edited)]
        settled = self._values.settled(self.ask, found, always, slots)
        values = {(slot.fact.path, slot.index): value for slot, value in zip(slots, settled, strict=True)}
        return Plan(tuple(edits(self.draft, found.model, values)), readings)

    def _spared(self, model: z3.ModelRef) -> Iterator[Formula]:
        """What a new list or element may do without: elements from the last, then fields."""
        for roll in self.draft.rolls:
            if roll.size is None and truth(model, roll.edited[0]):
                yield from (no(self.draft.world.there(roll.list.path, index)) for index in range(len(roll.edited)))
        yield from (no(slot.edited) for slot in self.draft.slots if slot.new)

    def _sizes(self, model: z3.ModelRef) -> Iterator[Formula]:
        """Which elements there are, in the lists that are stated for the first time."""
        for roll in self.draft.rolls:
            if roll.size is None and truth(model, roll.edited[0]):
                for index in range(len(roll.edited)):
                    yield _as_in(model, self.draft.world.there(roll.list.path, index))


def _exempt(norm: str) -> z3.BoolRef:
    """That a norm does not apply, for whatever is open: a finding is definite only where that is settled too."""
    return z3.Bool(f"{norm}?exempt")


def _settled_and_not_unmet(norm: str, outcome: Outcome) -> Formula:
    return both(no(outcome.unmet), same(outcome.not_applicable, _exempt(norm)))


def _named(draft: Draft) -> dict[str, z3.BoolRef]:
    """The edits that count, by name."""
    flags = [slot.edited for slot in draft.slots if not slot.new]
    flags += [edited for roll in draft.rolls for edited in roll.edited]
    return {flag.decl().name(): flag for flag in flags}


def _as_in(model: z3.ModelRef, constant: z3.ExprRef) -> Formula:
    value: Formula = constant == model.eval(constant, model_completion=True)
    return value
