"""What Z3 says of a norm, from sat or unsat alone: which outcomes some completion has, and which variables matter.

A variable matters if two completions that differ in it, and else only in what consistency rules tie to it, have
different outcomes. The second completion is the first with other constants for these variables. Models are never
looked at: which one the solver finds depends on what the process asked before.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import z3

from huimin_rules.analysis.proofs.formulas import both, either, every, no, some
from huimin_rules.analysis.proofs.meaning import Meaning
from huimin_rules.analysis.proofs.solver import Found, Solver, Undecided
from huimin_rules.analysis.proofs.vocabulary import vocabulary
from huimin_rules.analysis.proofs.world import World
from huimin_rules.norms.facts import Fact, FactList
from huimin_rules.norms.policy import Policy
from tests.analysis.assignments import Pairs, given
from tests.joint.opinion import Opinion, opinion
from tests.joint.scope import Open, Scope, Stated

LONGEST: Final = 8
"""Lists that nobody stated are looked at up to this length; norms that can tell longer ones apart are not asked."""
STATED_ROWS: Final = 3
EFFORT: Final = 300_000


class Unasked(Exception):
    """Z3 is not asked, or gave up; the message says which."""


class Solved:
    """The questions about one policy."""

    def __init__(self, policy: Policy, scopes: Mapping[str, Scope]) -> None:
        longest = max([STATED_ROWS, *(scope.longest or 0 for scope in scopes.values())])
        bounds = {each.path: min(longest, max(LONGEST, each.at_least)) for each in policy.lists}
        self.world = World(vocabulary(policy, longest=bounds))
        self.meaning = Meaning(policy, self.world)
        self.policy = policy

    def opinion(self, scope: Scope, stated: Stated) -> Opinion:
        """What Z3 says of a norm; raises Unasked."""
        opens = scope.opens(stated)
        if any(isinstance(one.fact, FactList) for one in opens) and (scope.longest or LONGEST + 1) > LONGEST:
            raise Unasked("lists too long")
        pairs = self._known(scope, stated)
        allowed = _with(self._allowed(scope), pairs)
        outcome = self.meaning.outcome(scope.norm)
        formulas = {
            name: _with(formula, pairs)
            for name, formula in (
                ("met", outcome.met),
                ("unmet", outcome.unmet),
                ("not_applicable", outcome.not_applicable),
            )
        }
        solver = Solver(allowed, effort=EFFORT)
        outcomes = {name for name, formula in formulas.items() if _possible(solver, formula)}
        assert outcomes, "the application contradicts itself"
        if len(outcomes) == 1:
            return opinion(scope.norm, outcomes, ())
        blockers = []
        for one in opens:
            if one.path in scope.own:
                moved = self._moved((one, *scope.moving(one, opens)))
                differ = some(both(formulas[name], no(_with(formulas[name], moved))) for name in outcomes)
                if _possible(solver, both(differ, self._differ(one), _with(allowed, moved))):
                    blockers.append((one.kind, one.name))
        return opinion(scope.norm, outcomes, blockers)

    def _allowed(self, scope: Scope) -> z3.BoolRef:
        """What every completion keeps of what bears on the norm: domains, alternatives, consistency rules."""
        world, parts = self.world, []
        for fact in self.policy.scalars:
            if fact.path in scope.names:
                parts.append(world.in_domain(fact))
        parts += [world.list_domain(each) for each in self.policy.lists if each.path in scope.names]
        parts += [world.alternatives(one) for one in self.policy.readings if one.id in scope.names]
        return every([*parts, *(self.meaning.holds(rule.requires) for rule in scope.rules)])

    def _known(self, scope: Scope, stated: Stated) -> Pairs:
        pairs: Pairs = []
        for fact in self.policy.scalars:
            if fact.path in scope.names and fact.path in stated.facts:
                pairs += given(self.world, fact, stated.facts[fact.path])
        for each in self.policy.lists:
            rows = stated.lists[each.path]
            if rows is not None and each.path in scope.names:
                pairs.append((self.world.length(each.path), z3.IntVal(len(rows))))
                for index, row in enumerate(rows):
                    for item in each.items:
                        if item.name in row:
                            pairs += given(self.world, item, row[item.name], index)
        for name, alternative in stated.fixed.items():
            pairs.append((self.world.reading(name), z3.IntVal(self.world.vocabulary.number(alternative))))
        # A value that does not exist is told by two pairs for one constant, of which the last counts.
        return list({constant.get_id(): (constant, value) for constant, value in pairs}.values())

    # --- two completions

    def _constants(self, one: Open) -> Sequence[z3.ExprRef]:
        if one.fact is None:
            return (self.world.reading(one.name),)
        if isinstance(one.fact, Fact):
            return self.world.constants(one.fact, one.index)
        items = [(item, index) for index in self.world.indices(one.path) for item in one.fact.items]
        return (self.world.length(one.path), *(part for item in items for part in self.world.constants(*item)))

    def _moved(self, opens: Sequence[Open]) -> Pairs:
        return [(constant, _other(constant)) for one in opens for constant in self._constants(one)]

    def _differ(self, one: Open) -> z3.BoolRef:
        """That a variable has two different values in the two completions."""
        if one.fact is None:
            reading = self.world.reading(one.name)
            return reading != _other(reading)
        if isinstance(one.fact, Fact):
            return self._differs(one.fact, one.index)
        length = self.world.length(one.path)
        return either(
            length != _other(length),
            *(
                both(self.world.there(one.path, index), self._differs(item, index))
                for index in self.world.indices(one.path)
                for item in one.fact.items
            ),
        )

    def _differs(self, fact: Fact, index: int | None) -> z3.BoolRef:
        constants = self.world.constants(fact, index)
        none = self.world.value(fact, index).none
        if z3.is_false(none):
            return some(one != _other(one) for one in constants)
        contents = some(one != _other(one) for one in constants[:-1])
        return either(z3.Xor(none, _other(none)), both(no(none), contents))


def _other(constant: z3.ExprRef) -> Any:
    return z3.Const(f"other {constant.decl().name()}", constant.sort())


def _with(formula: z3.BoolRef, pairs: Pairs) -> Any:
    return z3.simplify(z3.substitute(formula, *pairs)) if pairs else formula


def _possible(solver: Solver, formula: z3.BoolRef) -> bool:
    found = solver.ask(formula)
    if isinstance(found, Undecided):
        raise Unasked("gave up")
    return isinstance(found, Found)
