"""Exactness: whether an unknown really can turn out both ways, and on which variables that depends.

Kleene's logic loses precision where one unknown occurs twice (planned > 0 and secured ≥ planned, with nothing
secured: never true). So an indefinite result is looked at again: the unknown variables are given values, and an
outcome counts as possible only when some consistent completion has it. `candidates` chooses the values; where a norm
computes with the last open variable, its interval is halved until each piece is decided.

A variable is a blocker if two consistent completions that differ in it alone (or in it and in what a consistency rule
ties to it) differ in their outcome. The completions that showed what is possible are tried first, with other values of
the variable: most blockers are found there. Work is bounded (`effort`); beyond the bound the answer stays sound: what
might be possible counts as possible, what might block counts as a blocker.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Final

from huimin_rules.engines.reference.candidates import Candidates, middle
from huimin_rules.engines.reference.effort import Effort, Exhausted
from huimin_rules.engines.reference.layout import Slots
from huimin_rules.engines.reference.outcomes import CERTAIN, Outcomes, Possible
from huimin_rules.engines.reference.ranges import Ordered
from huimin_rules.engines.reference.variables import Variable, View
from huimin_rules.norms.application import Value
from huimin_rules.norms.facts import Domain
from huimin_rules.ternary import FALSE, TRUE, Truth

_NOTHING: Final = 0
_OPEN: Final = -1
_REACHED: Final = 1
_END: Final = object()


class Search:
    """Answers questions about one norm (or one of its parts) and one application.

    `variables` are the unknowns that the norm refers to, `tied` further unknowns that consistency rules connect with
    them.
    """

    def __init__(
        self,
        possible: Possible,
        consistent: Callable[[Slots], Truth],
        candidates: Candidates,
        view: View,
        variables: Sequence[Variable],
        tied: Sequence[Variable],
        effort: Effort,
    ) -> None:
        self.possible = possible
        self.consistent = consistent
        self.candidates = candidates
        self.view = view
        self.slots = view.slots
        self.effort = effort
        everything = (*variables, *tied)
        # What is left for the end can be halved, so ordered values come last.
        self.everything = tuple(sorted(everything, key=lambda one: _is_ordered(one.read(self.slots))))
        self.decisive = candidates.decisive(everything, self.slots)
        self.unsettled = False
        self._initial = self._values()
        self._witnesses: dict[Outcomes, tuple[object, ...]] = {}

    def outcomes(self) -> Outcomes:
        """The outcomes that some consistent completion has."""
        self.effort.begin()
        reach, found = self.possible(self.slots), 0
        try:
            for outcome in self._completions(self.everything):
                if not found & outcome:
                    self._witnesses[outcome] = self._values()
                found |= outcome
                if found == reach:
                    break
        except Exhausted:
            return reach
        finally:
            self._put(self._initial)
        if not found or (self.unsettled and found in CERTAIN):
            # No completion found, or too fine a cut: that proves nothing.
            self.decisive = False
        return found if self.decisive else reach

    def depends_on(self, variable: Variable, through: Possible | None = None) -> bool:
        """Whether the outcome depends on the variable; `through` is a part of the norm through which alone it can, if
        there is one.
        """
        if not self.decisive or self.effort.spent:
            return True
        moving = [
            one
            for one in self.everything
            if one is not variable and variable.group is not None and one.group == variable.group
        ]
        others = [one for one in self.everything if one is not variable and one not in moving]
        self.effort.begin()
        try:
            if self._turns_a_witness(variable):
                return True
            undecided = partial(self._undecided, through or self.possible)
            return any(self._differs(variable, moving) for _ in self._walk(others, undecided))
        except Exhausted:
            return True
        finally:
            self._put(self._initial)

    def _values(self) -> tuple[object, ...]:
        """What stands at the places of all variables."""
        return tuple([one.read(self.slots) for one in self.everything])

    def _put(self, values: tuple[object, ...]) -> None:
        for variable, value in zip(self.everything, values, strict=True):
            variable.write(self.slots, value)

    def _look(self) -> Outcomes:
        self.effort.spend()
        return self.possible(self.slots)

    def _turns_a_witness(self, variable: Variable) -> bool:
        """Whether another value of the variable gives a completion that was found another outcome."""
        at = self.everything.index(variable)
        for outcome, values in self._witnesses.items():
            self._put(values)
            variable.write(self.slots, self._initial[at])
            for _ in self._each(variable, last=False):
                found = self._look()
                if found != outcome and found in CERTAIN and self.consistent(self.slots) == TRUE:
                    return True
        self._put(self._initial)
        return False

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

    def _completions(self, variables: Sequence[Variable]) -> Iterator[Outcomes]:
        """The certain outcomes of consistent completions."""
        return self._walk(variables, self._completed)

    def _completed(self, last: bool) -> int:
        agreed = self.consistent(self.slots)
        if agreed == FALSE:
            return _NOTHING
        outcome = self._look()
        return outcome if outcome in CERTAIN and (agreed == TRUE or last) else _OPEN

    def _undecided(self, through: Possible, last: bool) -> int:
        """Whether the variable can still decide: not where the outcome is certain already, or that part of it."""
        if self.consistent(self.slots) == FALSE or self._look() in CERTAIN or through(self.slots) in CERTAIN:
            return _NOTHING
        return _REACHED if last else _OPEN

    def _walk(self, variables: Sequence[Variable], at: Callable[[bool], int]) -> Iterator[int]:
        """Goes through values of the variables, one variable after the other; `at` says of each setting whether there
        is nothing, something to yield, or the next variable to set.
        """
        set_so_far: list[Iterator[None]] = []
        while True:
            depth = len(set_so_far)
            found = at(depth == len(variables))
            if found == _OPEN:
                set_so_far.append(self._each(variables[depth], last=depth + 1 == len(variables)))
            elif found != _NOTHING:
                yield found
            while set_so_far and next(set_so_far[-1], _END) is _END:
                set_so_far.pop()
            if not set_so_far:
                return

    def _each(self, variable: Variable, *, last: bool) -> Iterator[None]:
        """Gives the variable one value after the other, and takes it back."""
        was = variable.read(self.slots)
        for value in self.candidates.values(variable, self.view):
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
