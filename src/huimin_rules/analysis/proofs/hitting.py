"""Smallest sets that contain something of each of some given sets, one after the other.

A set of edits that is enough must contain one of every group of edits that cannot all be left out. Groups are found by
asking (an unsatisfiable core is one); a smallest set that hits all that are known is then tried, which finds another
group or is enough. No smaller set is enough, since it would miss a group.
"""

from collections.abc import Iterable, Mapping

import z3

from huimin_rules.analysis.proofs.formulas import Formula, no, some


class HittingSets:
    """The sets for some groups; `weights` says what each member weighs, the first that are named are liked best."""

    def __init__(self, weights: Mapping[str, int]) -> None:
        self._weights = weights
        self._flags = {name: z3.Bool(name) for name in weights}
        self._grouped: set[str] = set()
        self._optimize, self._solver = z3.Optimize(), z3.Solver()
        for name, flag in self._flags.items():
            self._optimize.add_soft(z3.Not(flag), weights[name])

    def add(self, group: Iterable[str]) -> None:
        """A group of which one member is needed."""
        members = tuple(group)
        self._grouped.update(members)
        self._require(some(self._flags[name] for name in members))

    def exclude(self, chosen: Iterable[str]) -> None:
        """A set that is done with, and with it all that contain it."""
        self._require(some(no(self._flags[name]) for name in chosen))

    def next(self) -> frozenset[str] | None:
        """The set of the smallest weight that hits all groups; of several the one with the first names. None where
        every one is excluded.

        It depends on the groups alone, and not on what the solver happens to find.
        """
        if self._optimize.check() != z3.sat:
            return None
        model = self._optimize.model()
        found = [name for name, flag in self._flags.items() if z3.is_true(model.eval(flag))]
        if not found:
            return frozenset()
        weight = sum(self._weights[name] for name in found)
        self._solver.push()
        self._solver.add(z3.PbLe([(flag, self._weights[name]) for name, flag in self._flags.items()], weight))
        chosen: list[z3.BoolRef] = []
        for name in (one for one in self._flags if one in self._grouped):
            flag = self._flags[name]
            taken = self._solver.check(*chosen, flag) == z3.sat
            chosen.append(flag if taken else z3.Not(flag))
        self._solver.pop()
        return frozenset(name for name, flag in self._flags.items() if any(one.eq(flag) for one in chosen))

    def _require(self, clause: Formula) -> None:
        self._optimize.add(clause)
        self._solver.add(clause)
