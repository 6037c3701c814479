"""The bottom-up evaluation of each norm against its meaning: sound, and monotone in what is known."""

import z3

from huimin_rules.analysis.proofs.formulas import Formula, both, follows, no, some
from huimin_rules.analysis.proofs.kleene import Evaluation
from huimin_rules.analysis.proofs.knowledge import Knowledge
from huimin_rules.analysis.proofs.meaning import Meaning
from huimin_rules.analysis.proofs.results import Result, Shown, State
from huimin_rules.analysis.proofs.scope import Scope, scope_of
from huimin_rules.analysis.proofs.solver import Found, Impossible, Solver, Undecided
from huimin_rules.analysis.proofs.witnesses import Witnesses
from huimin_rules.norms.acknowledgement import Defect
from huimin_rules.norms.norm import Norm


class EvaluationProofs:
    """Questions about the three-valued evaluation."""

    def __init__(self, meaning: Meaning, evaluation: Evaluation) -> None:
        self.meaning = meaning
        self.evaluation = evaluation
        self.knowledge = evaluation.knowledge
        self.witnesses = Witnesses(meaning)

    def sound(self, norm: Norm) -> Result:
        """Whatever is left open turns out: what a norm then comes to was not excluded before. So a definite status
        stays, however the unknown turns out.
        """
        scope, outcome = scope_of(self.meaning.policy, norm), self.meaning.outcome(norm)
        actual = (outcome.met, outcome.unmet, outcome.not_applicable)
        excluded = some(
            both(one, no(possible)) for one, possible in zip(actual, self.evaluation.outcomes(norm).each, strict=True)
        )
        return self._result(Defect.UNSOUND, norm, scope, excluded)

    def monotone(self, norm: Norm) -> Result:
        """What is excluded stays excluded when more becomes known, so more facts never flip a definite status."""
        scope, outcomes = scope_of(self.meaning.policy, norm), self.evaluation.outcomes(norm)
        more = Knowledge(self.knowledge.world, "more:")
        pairs = [
            (flag, other) for (flag, _), (other, _) in zip(scope.flags(self.knowledge), scope.flags(more), strict=True)
        ]
        again = some(both(z3.substitute(one, *pairs) if pairs else one, no(one)) for one in outcomes.each)
        grown = both(again, *(follows(flag, other) for flag, other in pairs))
        return self._result(Defect.NOT_MONOTONE, norm, scope, grown)

    def _result(self, defect: Defect, norm: Norm, scope: Scope, wrong: Formula) -> Result:
        lists = scope.bounds(self.meaning)
        answer = self.witnesses.ask(Solver(scope.readable(self.meaning)), wrong)
        if isinstance(answer, Found):
            # To be shown, an application has to be complete beyond the scope too.
            answer = self.witnesses.ask(Solver(self.meaning.readable), wrong)
        match answer:
            case Found(model):
                complete = self.witnesses.shown(model, (norm,))
                left = Shown(self.witnesses.partial(model, self.knowledge), ((norm.id, complete.statuses[0][1]),))
                return Result(defect, norm.id, State.REFUTED, shown=(left, complete), lists=lists)
            case Impossible():
                return Result(defect, norm.id, State.PROVED, lists=lists)
            case Undecided(reason):
                return Result(defect, norm.id, State.UNDECIDED, lists=lists, reason=reason)
