"""Exactness: whether an unknown really can turn out both ways, and on which variables that depends.

Kleene's logic loses precision where one unknown occurs twice (planned > 0 and secured ≥ planned, with nothing
secured: never true). So an indefinite result is looked at again: the unknown variables are given values, and an
outcome counts as possible only when some consistent completion has it. `candidates` chooses the values; where a norm
computes with the last open variable, its interval is halved until each piece is decided.

A variable is a blocker if two consistent completions that differ in it alone (or in it and in what a consistency rule
ties to it) differ in their outcome. Work is bounded by `BUDGET` evaluations for each question; beyond it the answer
stays sound: what might be possible counts as possible, what might block counts as a blocker.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from huimin_rules.engines.reference.candidates import Candidates, middle
from huimin_rules.engines.reference.layout import Slots
from huimin_rules.engines.reference.outcomes import CERTAIN, Outcomes
from huimin_rules.engines.reference.ranges import Ordered
from huimin_rules.engines.reference.variables import OpenSlots, Variable
from huimin_rules.norms.application import Value
from huimin_rules.norms.facts import Domain
from huimin_rules.ternary import FALSE, TRUE, Truth

BUDGET: Final = 20_000


class _Exhausted(Exception):
    """The budget of a question is spent."""


class Search:
    """Answers questions about one norm (or one of its parts) and one application.

    `variables` are the unknowns that the norm refers to, `tied` further unknowns that consistency rules connect with
    them.
    """

    def __init__(
        self,
        possible: Callable[[Slots], Outcomes],
        consistent: Callable[[Slots], Truth],
        candidates: Candidates,
        slots: OpenSlots,
        variables: Sequence[Variable],
        tied: Sequence[Variable],
    ) -> None:
        self.possible = possible
        self.consistent = consistent
        self.candidates = candidates
        self.slots = slots
        everything = (*variables, *tied)
        # What is left for the end can be halved, so ordered values come last.
        self.everything = tuple(sorted(everything, key=lambda one: _is_ordered(one.read(slots))))
        self.decisive = candidates.decisive(everything, slots)
        self.unsettled = False
        self.left = BUDGET
        self._initial = tuple((one, one.read(slots)) for one in everything)

    def outcomes(self) -> Outcomes:
        """The outcomes that some consistent completion has."""
        self.left = BUDGET
        reach = self._look()
        found = 0
        try:
            for outcome in self._completions(self.everything):
                found |= outcome
                if found == reach:
                    break
            if not found or (self.unsettled and found in CERTAIN):
                # No completion found, or too fine a cut: that proves nothing.
                self.decisive = False
            if not self.decisive:
                return reach
        except _Exhausted:
            return reach
        finally:
            self._restore()
        return found

    def depends_on(self, variable: Variable) -> bool:
        """Whether the outcome depends on the variable."""
        moving = [
            one
            for one in self.everything
            if one is not variable and variable.group is not None and one.group == variable.group
        ]
        others = [one for one in self.everything if one is not variable and one not in moving]
        self.left = BUDGET
        try:
            return any(self._differs(variable, moving) for _ in self._settings(others)) or not self.decisive
        except _Exhausted:
            return True
        finally:
            self._restore()

    def _restore(self) -> None:
        """Take back whatever an early end left in the slots."""
        for variable, value in self._initial:
            variable.write(self.slots, value)

    def _look(self) -> Outcomes:
        self.left -= 1
        if self.left < 0:
            raise _Exhausted
        return self.possible(self.slots)

    def _differs(self, variable: Variable, moving: Sequence[Variable]) -> bool:
        """Whether, with all others as they stand, two values of the variable lead to different outcomes."""
        seen = 0
        for _ in self._each(variable, last=not moving):
            here = 0
            for outcome in self._completions(moving):
                here |= outcome
                if seen and (seen | here) not in CERTAIN:
                    return True
            seen |= here
        return False

    def _settings(self, variables: Sequence[Variable]) -> Iterator[None]:
        """Goes through values of the variables, leaving out those under which the outcome is already certain."""
        if self.consistent(self.slots) == FALSE or self._look() in CERTAIN:
            return
        if not variables:
            yield
            return
        for _ in self._each(variables[0], last=len(variables) == 1):
            yield from self._settings(variables[1:])

    def _completions(self, variables: Sequence[Variable]) -> Iterator[Outcomes]:
        """The certain outcomes of consistent completions."""
        agreed = self.consistent(self.slots)
        if agreed == FALSE:
            return
        outcome = self._look()
        if outcome in CERTAIN and (agreed == TRUE or not variables):
            yield outcome
        else:
            for _ in self._each(variables[0], last=len(variables) == 1):
                yield from self._completions(variables[1:])

    def _each(self, variable: Variable, *, last: bool) -> Iterator[None]:
        """Gives the variable one value after the other, and takes it back."""
        was = variable.read(self.slots)
        values: Iterable[object] = self.candidates.values(variable, self.slots)
        for value in values:
            variable.write(self.slots, value)
            yield
        if last and isinstance(was, Domain) and was.low is not None and self.candidates.halves(variable):
            for point in self._turning_points(variable, was):
                variable.write(self.slots, point)
                yield
        variable.write(self.slots, was)

    def _turning_points(self, variable: Variable, domain: Domain) -> Iterator[Value]:
        """A value of each stretch of the domain on which the outcome stays the same, found by halving."""
        waiting: list[tuple[Ordered, Ordered]] = [(domain.low, domain.high)]
        while waiting:
            low, high = waiting.pop()
            variable.write(self.slots, Domain(domain.type, low=low, high=high) if low != high else low)
            certain = self._look() in CERTAIN
            split = None if certain else middle(domain.type, low, high)
            if split is None:
                # A piece too small to be cut, with something in it that the values tried may have missed.
                self.unsettled = self.unsettled or (low != high and not certain)
                yield low
            else:
                waiting += [(split[1], high), (low, split[0])]


def _is_ordered(value: object) -> bool:
    return isinstance(value, Domain) and value.low is not None
