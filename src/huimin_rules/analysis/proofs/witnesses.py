"""Finding applications that can be written: a file holds decimals, and the solver may think of a third."""

from collections.abc import Mapping
from fractions import Fraction

import z3

from huimin_rules.analysis.proofs.applications import Example, example, truth
from huimin_rules.analysis.proofs.formulas import Formula
from huimin_rules.analysis.proofs.knowledge import Knowledge
from huimin_rules.analysis.proofs.meaning import Meaning, Outcome
from huimin_rules.analysis.proofs.numbers import Number
from huimin_rules.analysis.proofs.results import Shown
from huimin_rules.analysis.proofs.solver import Answer, Found, Solver, Undecided
from huimin_rules.norms.norm import Norm
from huimin_rules.norms.policy import Policy
from huimin_rules.verdict import Status

_PLACES = 10_000
_UNWRITABLE = "只找到不能写成小数的数值"


class Witnesses:
    """Asks for applications of one policy; every model it returns can be written as a file."""

    def __init__(self, meaning: Meaning) -> None:
        self.meaning = meaning
        world = meaning.world
        facts = [(fact, None) for fact in meaning.policy.scalars]
        fields = [
            (item, index) for each in meaning.policy.lists for item in each.items for index in world.indices(each.path)
        ]
        contents = [world.value(fact, index).content for fact, index in (*facts, *fields)]
        self.reals = [one.top for one in contents if isinstance(one, Number) and z3.is_real(one.top)]

    def ask(self, solver: Solver, *wanted: Formula, named: Mapping[str, Formula] | None = None) -> Answer:
        """What `Solver.ask` answers, with a model that can be written; not decided where only others were found."""
        answer = solver.ask(*wanted, named=named)
        if not isinstance(answer, Found) or all(self._is_decimal(answer.model, one) for one in self.reals):
            return answer
        decimal = [one * _PLACES == z3.ToReal(z3.Int(f"?decimal {index}")) for index, one in enumerate(self.reals)]
        again = solver.ask(*wanted, *decimal, named=named)
        return again if isinstance(again, Found) else Undecided(_UNWRITABLE)

    def shown(self, model: z3.ModelRef, norms: tuple[Norm, ...], policy: Policy | None = None) -> Shown:
        """The complete application of a model, and what these norms come to for it."""
        one = example(policy or self.meaning.policy, self.meaning.world, model)
        return Shown(one, tuple((norm.id, status(norm, self.meaning.outcome(norm), model)) for norm in norms))

    def partial(self, model: z3.ModelRef, knowledge: Knowledge) -> Example:
        """The partial application of a model."""
        return example(self.meaning.policy, self.meaning.world, model, knowledge)

    def _is_decimal(self, model: z3.ModelRef, real: z3.ArithRef) -> bool:
        value = model.eval(real, model_completion=True)
        if not z3.is_rational_value(value):
            return False
        return (10**18 * Fraction(value.numerator_as_long(), value.denominator_as_long())).denominator == 1


def status(norm: Norm, outcome: Outcome, model: z3.ModelRef) -> Status:
    """The status that a norm has for the complete application of a model."""
    duty = norm.modality.decides
    if truth(model, outcome.not_applicable):
        return Status.NOT_APPLICABLE
    if truth(model, outcome.met):
        return Status.MET if duty else Status.FOLLOWED
    return Status.UNMET if duty else Status.NOT_FOLLOWED
