"""Norms that decide nothing: never met, never unmet, or unmet only where others are; and readings without effect."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, product
from math import prod
from typing import Final

import z3

from huimin_rules.analysis.proofs.formulas import Formula, every, no, same, some
from huimin_rules.analysis.proofs.meaning import Meaning
from huimin_rules.analysis.proofs.results import Result, Shown, State
from huimin_rules.analysis.proofs.scope import scope_of
from huimin_rules.analysis.proofs.solver import Answer, Found, Impossible, Solver, Undecided
from huimin_rules.analysis.proofs.witnesses import Witnesses
from huimin_rules.norms.acknowledgement import Defect
from huimin_rules.norms.norm import Norm, Reading
from huimin_rules.norms.policy import Policy
from huimin_rules.norms.walk import norm_references

_MOST_COMBINATIONS: Final = 64
"""With more combinations of readings than these, each alternative is looked at by itself."""


class NormProofs:
    """Questions about what norms can come to."""

    def __init__(self, meaning: Meaning) -> None:
        self.meaning = meaning
        self.policy: Policy = meaning.policy
        self.witnesses = Witnesses(meaning)
        self.solver = Solver(meaning.readable)
        self.deciding = [norm for norm in self.policy.findable if norm.modality.decides]

    def contradictions(self) -> Iterator[Result]:
        """Under each combination of the readings that matter: whether an application meets every obligation and is in
        force. One result for each combination under which none does; a single one where there is none such.
        """
        lists = tuple(self.meaning.world.vocabulary.longest.items())
        wanted = {norm.id: no(self.meaning.outcome(norm).unmet) for norm in self.deciding}
        shown: list[Shown] = []
        failed = False
        for readings in self._combinations():
            reads = [self.meaning.world.reads(name, alternative) for name, alternative in readings]
            match self.witnesses.ask(self.solver, *reads, named=wanted):
                case Found(model):
                    shown.append(self.witnesses.shown(model, tuple(self.deciding)))
                case Impossible(because):
                    failed = True
                    yield Result(Defect.CONTRADICTION, None, State.REFUTED, because, readings, lists=lists)
                case Undecided(reason):
                    failed = True
                    yield Result(
                        Defect.CONTRADICTION, None, State.UNDECIDED, readings=readings, lists=lists, reason=reason
                    )
        if not failed:
            yield Result(Defect.CONTRADICTION, None, State.PROVED, shown=tuple(shown), lists=lists)

    def _combinations(self) -> Iterator[tuple[tuple[str, str], ...]]:
        named = dict.fromkeys(name for norm in self.deciding for name in norm_references(self.policy, norm).readings)
        choices = [
            [(name, one.id) for one in reading.alternatives]
            for name in named
            if (reading := self.policy.reading_by_id[name]).official is None
        ]
        if prod(map(len, choices)) <= _MOST_COMBINATIONS:
            yield from product(*choices)
        else:
            yield from ((one,) for alternatives in choices for one in alternatives)

    def never_met(self, norm: Norm) -> Result:
        """Whether some application meets the norm."""
        return self._never(Defect.NEVER_MET, norm, self.meaning.outcome(norm).met)

    def never_unmet(self, norm: Norm) -> Result:
        """Whether some application fails the norm."""
        return self._never(Defect.NEVER_UNMET, norm, self.meaning.outcome(norm).unmet)

    def _never(self, defect: Defect, norm: Norm, wanted: Formula) -> Result:
        lists = scope_of(self.policy, norm).bounds(self.meaning)
        answer = self.witnesses.ask(self.solver, wanted)
        match answer:
            case Found(model):
                return Result(defect, norm.id, State.PROVED, shown=(self.witnesses.shown(model, (norm,)),), lists=lists)
            case Impossible():
                return Result(defect, norm.id, State.REFUTED, shown=self._any(norm), lists=lists)
            case Undecided(reason):
                return Result(defect, norm.id, State.UNDECIDED, lists=lists, reason=reason)

    def _any(self, norm: Norm) -> tuple[Shown, ...]:
        """What the norm comes to for an application to which it applies, or else for any."""
        answer: Answer = self.witnesses.ask(self.solver, no(self.meaning.outcome(norm).not_applicable))
        if not isinstance(answer, Found):
            answer = self.witnesses.ask(self.solver)
        return (self.witnesses.shown(answer.model, (norm,)),) if isinstance(answer, Found) else ()

    def implied(self, norm: Norm) -> Result:
        """Whether an application that is in force fails this obligation alone. Where none does, `because` names others
        of which one is always unmet too: without the norm every conclusion is the same.
        """
        lists = tuple(self.meaning.world.vocabulary.longest.items())
        unmet = self.meaning.outcome(norm).unmet
        others = {one.id: no(self.meaning.outcome(one).unmet) for one in self.deciding if one is not norm}
        match self.witnesses.ask(self.solver, unmet, named=others):
            case Found(model):
                shown = self.witnesses.shown(model, tuple(self.deciding))
                return Result(Defect.IMPLIED, norm.id, State.PROVED, shown=(shown,), lists=lists)
            case Impossible(because):
                return self._implied_by(norm, because, lists)
            case Undecided(reason):
                return Result(Defect.IMPLIED, norm.id, State.UNDECIDED, lists=lists, reason=reason)

    def _implied_by(self, norm: Norm, because: tuple[str, ...], lists: tuple[tuple[str, int], ...]) -> Result:
        """A norm that is never unmet is no news here: `never_unmet` reports it."""
        if not because:
            return Result(Defect.IMPLIED, norm.id, State.PROVED, lists=lists)
        answer = self.witnesses.ask(self.solver, self.meaning.outcome(norm).unmet)
        norms = (norm, *(self.policy.norm_by_id[name] for name in because))
        shown = (self.witnesses.shown(answer.model, norms),) if isinstance(answer, Found) else ()
        return Result(Defect.IMPLIED, norm.id, State.REFUTED, because, shown=shown, lists=lists)

    def reading_without_effect(self, reading: Reading) -> Result:
        """Whether two alternatives lead some norm to different outcomes on the same application. An official
        interpretation does not count here: the question is whether there was anything to interpret.
        """
        policy = replace(self.policy, readings=tuple(replace(one, official=None) for one in self.policy.readings))
        meaning, world = Meaning(policy, self.meaning.world), self.meaning.world
        norms = [norm for norm in policy.findable if reading.id in norm_references(policy, norm).readings]
        lists = tuple(dict.fromkeys(pair for norm in norms for pair in scope_of(policy, norm).bounds(meaning)))
        solver = Solver(meaning.readable)
        reason = None
        for one, other in combinations(reading.alternatives, 2):

            def under(formula: Formula, alternative: str) -> Formula:
                number = z3.IntVal(world.vocabulary.number(alternative))
                return z3.substitute(formula, (world.reading(reading.id), number))

            def differs(norm: Norm, a: str = one.id, b: str = other.id) -> Formula:
                outcome = meaning.outcome(norm)
                return no(every(same(under(part, a), under(part, b)) for part in (outcome.met, outcome.unmet)))

            readable = [under(meaning.readable, alternative.id) for alternative in (one, other)]
            match Witnesses(meaning).ask(solver, *readable, some(map(differs, norms))):
                case Found(model):
                    differing = tuple(norm for norm in norms if z3.is_true(model.eval(differs(norm), True)))
                    shown = tuple(
                        self._read_as(meaning, model, reading, alternative.id, differing)
                        for alternative in (one, other)
                    )
                    return Result(Defect.READING_WITHOUT_EFFECT, reading.id, State.PROVED, shown=shown, lists=lists)
                case Undecided(why):
                    reason = why
                case Impossible():
                    pass
        state = State.UNDECIDED if reason else State.REFUTED
        return Result(Defect.READING_WITHOUT_EFFECT, reading.id, state, lists=lists, reason=reason)

    def _read_as(
        self, meaning: Meaning, model: z3.ModelRef, reading: Reading, alternative: str, norms: tuple[Norm, ...]
    ) -> Shown:
        """The application of a model with a reading read so, and what these norms then come to."""
        number = z3.IntVal(meaning.world.vocabulary.number(alternative))
        changed = model.__copy__()
        changed.update_value(meaning.world.reading(reading.id), number)
        return Witnesses(meaning).shown(changed, norms)
