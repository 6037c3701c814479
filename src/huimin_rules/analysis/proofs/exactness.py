"""Whether the bottom-up evaluation of a norm is exact: open only where two completions really differ.

The claim has the form "for every partial application that it leaves open there are two completions that differ". It is
refuted by a partial application all of whose completions agree, which the solver cannot look for directly. So a
candidate is found that agrees with the completions tried so far; another solver looks for a completion of it that
differs. If there is one, it is tried on all later candidates too, not as fixed values but, where possible, as a way to
choose them (`Ways`): "as much as is planned", "the day before three years after the first day". When no candidate is
left the claim is proved; a candidate without a differing completion refutes it.
"""

from dataclasses import dataclass
from typing import Final

import z3

from huimin_rules.analysis.proofs.applications import truth
from huimin_rules.analysis.proofs.formulas import Formula, both, follows, no, same
from huimin_rules.analysis.proofs.kleene import Evaluation
from huimin_rules.analysis.proofs.meaning import Meaning, Outcome
from huimin_rules.analysis.proofs.results import Result, Shown, State
from huimin_rules.analysis.proofs.scope import Scope, scope_of
from huimin_rules.analysis.proofs.solver import Answer, Found, Impossible, Solver, Undecided
from huimin_rules.analysis.proofs.ways import Way, Ways
from huimin_rules.analysis.proofs.witnesses import Witnesses, status
from huimin_rules.norms.acknowledgement import Defect
from huimin_rules.norms.norm import Norm

MOST_ROUNDS: Final = 150
MOST_SHOWN: Final = 5
"""Of applications on which the engine has to search so many are shown, each leaving something else open."""


@dataclass(frozen=True, slots=True)
class _Open:
    """A constant of the scope, and the formula under which an application settles it."""

    constant: z3.ExprRef
    settled: Formula


class Exactness:
    """The question for each norm."""

    def __init__(self, meaning: Meaning, evaluation: Evaluation) -> None:
        self.meaning = meaning
        self.evaluation = evaluation
        self.witnesses = Witnesses(meaning)

    def exact(self, norm: Norm) -> Result:
        """Whether the evaluation of the norm is exact. Where it is not, the partial application shown is one on which
        the engine has to search, and the status is the one it has to find.
        """
        scope = scope_of(self.meaning.policy, norm)
        lists = scope.bounds(self.meaning)
        outcome = self.meaning.outcome(norm)
        readable = scope.readable(self.meaning)
        constants = self._constants(scope)
        ways = Ways(self.meaning, norm, scope)
        candidates = Solver(readable, no(self.evaluation.outcomes(norm).definite), *self._unused(scope))
        shown: list[Shown] = []
        for _ in range(MOST_ROUNDS):
            answer = self.witnesses.ask(candidates)
            if isinstance(answer, Impossible):
                if shown:
                    return self._searched(norm, scope, shown)
                return Result(Defect.INEXACT, norm.id, State.PROVED, lists=lists)
            if isinstance(answer, Undecided):
                return self._given_up(norm, scope, shown, answer.reason)
            model = answer.model
            match differing := self._differing(model, readable, outcome, constants, ways):
                case None:
                    one = self.witnesses.partial(model, self.evaluation.knowledge)
                    shown.append(Shown(one, ((norm.id, status(norm, outcome, model)),)))
                    if len(shown) == MOST_SHOWN:
                        return self._searched(norm, scope, shown)
                    candidates.add(no(self._same_knowledge(scope, model)))
                case Undecided(reason):
                    return self._given_up(norm, scope, shown, reason)
                case _:
                    candidates.add(self._agrees(differing, readable, outcome, constants))
        return self._given_up(norm, scope, shown, f"试了 {MOST_ROUNDS} 种补全方法，仍不能断定")

    def _searched(self, norm: Norm, scope: Scope, shown: list[Shown]) -> Result:
        lists, unsure = scope.bounds(self.meaning), scope.unsure(self.meaning, norm)
        return Result(Defect.INEXACT, norm.id, State.SEARCHED, shown=tuple(shown), lists=lists, unsure=unsure)

    def _given_up(self, norm: Norm, scope: Scope, shown: list[Shown], reason: str) -> Result:
        """Not decided, unless there is something to show already: that the evaluation is not exact is certain then."""
        if shown:
            return self._searched(norm, scope, shown)
        lists = scope.bounds(self.meaning)
        return Result(Defect.INEXACT, norm.id, State.UNDECIDED, lists=lists, reason=reason)

    def _same_knowledge(self, scope: Scope, model: z3.ModelRef) -> Formula:
        """That the same is known as in a model, whatever it is."""
        flags = [flag for flag, _ in scope.flags(self.evaluation.knowledge)]
        return both(*(flag if truth(model, flag) else no(flag) for flag in flags))

    def _constants(self, scope: Scope) -> list[_Open]:
        """What a completion may choose. Of a list that nobody stated it chooses the fields of every element."""
        knowledge, world = self.evaluation.knowledge, self.meaning.world
        found = [_Open(one, knowledge.known(fact)) for fact in scope.scalars for one in world.constants(fact)]
        for each in scope.lists:
            stated = knowledge.stated(each.path)
            found.append(_Open(world.length(each.path), stated))
            found += [
                _Open(one, both(stated, knowledge.known(item, index)))
                for item in scope.items(each)
                for index in world.indices(each.path)
                for one in world.constants(item, index)
            ]
        return found + [_Open(world.reading(one.id), knowledge.fixed(one.id)) for one in scope.readings]

    def _unused(self, scope: Scope) -> list[Formula]:
        """What lies outside the scope is left out of a candidate, and an open term left open is not assessed: so one
        candidate stands for all that differ in what plays no part.
        """
        knowledge, policy = self.evaluation.knowledge, self.meaning.policy
        inside = {flag.decl().name() for flag, _ in scope.flags(knowledge)}
        flags = [knowledge.known(fact) for fact in policy.scalars]
        flags += [knowledge.stated(each.path) for each in policy.lists]
        flags += [knowledge.fixed(one.id) for one in policy.readings]
        flags += [
            knowledge.known(item, index)
            for each in policy.lists
            for item in each.items
            for index in self.meaning.world.indices(each.path)
        ]
        return [no(flag) for flag in flags if flag.decl().name() not in inside]

    def _differing(
        self, model: z3.ModelRef, readable: Formula, outcome: Outcome, constants: list[_Open], ways: Ways
    ) -> list[tuple[z3.ExprRef, z3.ExprRef]] | Undecided | None:
        """How to choose what the application of a model leaves open, so that the norm comes to something else: for
        each constant a value or a way; None where no choice does.
        """
        solver = Solver(readable, no(_same_outcome(outcome, model)))
        open_ones = []
        for one in constants:
            if truth(model, one.settled):
                solver.add(one.constant == model.eval(one.constant, model_completion=True))
            else:
                open_ones.append(one.constant)
        chosen: list[Way] = []
        answer: Answer = Impossible()
        for far in (False, True):
            if not isinstance(answer, Found):
                chosen = ways.at(model, open_ones, far=far)
                answer = solver.ask(*(way.chosen for way in chosen))
        if not isinstance(answer, Found):
            answer = solver.ask()
        match answer:
            case Found(found):
                return [pair for way in ways.taken(found, chosen) for pair in way] + [
                    (one, found.eval(one, model_completion=True)) for one in open_ones
                ]
            case Impossible():
                return None
            case Undecided():
                return answer

    def _agrees(
        self,
        differing: list[tuple[z3.ExprRef, z3.ExprRef]],
        readable: Formula,
        outcome: Outcome,
        constants: list[_Open],
    ) -> Formula:
        """That the completion made this way, where it is one, comes to the same."""
        values: dict[str, z3.ExprRef] = {}
        for constant, value in differing:
            values.setdefault(constant.decl().name(), value)
        pairs = [
            (one.constant, z3.If(one.settled, one.constant, values[name]))
            for one in constants
            if (name := one.constant.decl().name()) in values
        ]

        def completed(formula: Formula) -> Formula:
            return z3.substitute(formula, *pairs) if pairs else formula

        return follows(
            completed(readable),
            both(same(completed(outcome.met), outcome.met), same(completed(outcome.unmet), outcome.unmet)),
        )


def _same_outcome(outcome: Outcome, model: z3.ModelRef) -> Formula:
    """That the norm comes to what it comes to in the model."""
    for one in (outcome.met, outcome.unmet, outcome.not_applicable):
        if truth(model, one):
            return one
    raise AssertionError(outcome)
