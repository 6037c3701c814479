"""Asking the solver: a model, a proof that there is none, or an honest "not decided".

The effort is bounded by the solver's own count of steps and never by a clock, and its seeds are fixed: the same
question has the same answer on every machine.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

import z3

from huimin_rules.analysis.proofs.formulas import Formula

EFFORT: Final = 2_000_000
"""Steps that one question may take: a second or two. Most questions take a hundredth of that."""


@dataclass(frozen=True, slots=True)
class Found:
    """There is one: the model says which."""

    model: z3.ModelRef


@dataclass(frozen=True, slots=True)
class Impossible:
    """There is none; of the assumptions that were named, these alone already exclude it."""

    because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Undecided:
    """The solver gave up, and says why."""

    reason: str


Answer: TypeAlias = Found | Impossible | Undecided


class Solver:
    """Questions about one set of formulas that always hold, such as `Meaning.readable`."""

    def __init__(self, *always: Formula, effort: int = EFFORT) -> None:
        self._solver = z3.Solver()
        self._solver.set("random_seed", 0)
        self._solver.set("rlimit", effort)
        self._solver.add(*always)

    def add(self, *formulas: Formula) -> None:
        """What holds from now on too."""
        self._solver.add(*formulas)

    def ask(self, *wanted: Formula, named: Mapping[str, Formula] | None = None) -> Answer:
        """Whether something satisfies the formulas. Where nothing does, the answer names a smallest set of the `named`
        formulas that is already too much (none of them can be left out).
        """
        named = named or {}
        marks = {name: z3.Bool(f"?named {index}") for index, name in enumerate(named)}
        self._solver.push()
        try:
            self._solver.add(*wanted)
            for name, formula in named.items():
                self._solver.add(z3.Implies(marks[name], formula))
            found = self._solver.check(*marks.values())
            if found == z3.sat:
                return Found(self._solver.model())
            if found == z3.unsat:
                core = {one.decl().name() for one in self._solver.unsat_core()}
                return Impossible(self._smallest([name for name in named if marks[name].decl().name() in core], marks))
            return Undecided(self._solver.reason_unknown())
        finally:
            self._solver.pop()

    def _smallest(self, names: Iterable[str], marks: Mapping[str, Formula]) -> tuple[str, ...]:
        """The names without those that can be left out."""
        kept = list(names)
        for name in list(kept):
            rest = [one for one in kept if one != name]
            if self._solver.check(*(marks[one] for one in rest)) == z3.unsat:
                kept = rest
        return tuple(kept)
