"""Asking the solver so that the answer does not depend on what was asked before.

Which of many models a solver finds depends on everything its context has seen. Where a model is shown to people, it is
looked for in a context of its own; that costs a copy of the formulas.
"""

from collections.abc import Mapping

import z3

from huimin_rules.analysis.proofs.formulas import Formula
from huimin_rules.analysis.proofs.solver import EFFORT, Answer, Found, Impossible, Solver, Undecided


class IsolatedSolver(Solver):
    """The same questions as of a `Solver`, each in a context of its own; what is impossible is not explained."""

    def __init__(self, *always: Formula, effort: int = EFFORT) -> None:
        super().__init__(*always, effort=effort)
        self.effort = effort

    def ask(self, *wanted: Formula, named: Mapping[str, Formula] | None = None) -> Answer:
        """Whether something satisfies the formulas."""
        context = z3.Context()
        solver = z3.Solver(ctx=context)
        solver.set("random_seed", 0)
        solver.set("rlimit", self.effort)
        for formula in (*self._solver.assertions(), *wanted, *(named or {}).values()):
            solver.add(formula.translate(context))
        found = solver.check()
        if found == z3.sat:
            return Found(solver.model().translate(z3.main_ctx()))
        return Impossible() if found == z3.unsat else Undecided(solver.reason_unknown())
