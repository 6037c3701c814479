"""Chaining circuits: what is looked up goes in, the value of the root comes out.

Within one decision, what a circuit derives from the same leaves is derived once: a chain has no memory, so a second run
would say the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from huimin_rules.engines.durable import session
from huimin_rules.engines.durable.circuits import Circuit, Circuits, Leaf, Tally
from huimin_rules.engines.durable.plans import Plan
from huimin_rules.engines.durable.rulebooks import (
    CONCLUSION,
    CONCLUSION_RULES,
    CONCLUSIONS,
    FALSE,
    FINDING,
    FINDING_RULES,
    MET,
    NOT_APPLICABLE,
    OUTCOMES,
    PARTS,
    PARTS_RULES,
    ROOT,
    STATUSES,
    TRUE,
    UNMET,
    VALUE,
    Rulebook,
    rulebook,
    tally_node,
)
from huimin_rules.engines.durable.values import Record, World, holds
from huimin_rules.norms.conditions import Condition
from huimin_rules.norms.facts import MAX_ITEMS
from huimin_rules.verdict import Conclusion, Status

Looked: TypeAlias = int | tuple[int, int]
"""The value of a leaf; for a tally how many elements surely, and how many possibly, meet it."""

Vector: TypeAlias = Mapping[Leaf, int]


@dataclass(slots=True)
class Situation:
    """The values of a plan's leaves: of those decided once, and of those decided for each element of a list, None for
    a list that nobody stated.
    """

    plain: Mapping[Leaf, int]
    each: Mapping[str, Sequence[Vector] | None]


class Chaining:
    """The chains of one decision. Every method raises session.Faulty."""

    def __init__(self, circuits: Circuits) -> None:
        self.circuits = circuits
        self._roots: dict[tuple[Circuit, tuple[Looked, ...]], int] = {}

    def outcome(self, plan: Plan, situation: Situation) -> int:
        """The outcomes of a norm that are possible for what is known; exact where everything is."""
        over = plan.norm.for_each
        if over is None:
            return self._derived(plan.circuit, situation, {})
        elements = situation.each[over]
        if elements is None:
            return sum(OUTCOMES)
        parts = [self._derived(plan.circuit, situation, element) for element in elements]
        tallied = {
            "unmet": sum(bool(part & UNMET) for part in parts),
            "surely": parts.count(UNMET),
            "met": sum(bool(part & MET) for part in parts),
            "bound": sum(not part & NOT_APPLICABLE for part in parts),
        }
        return self._run(PARTS_RULES, {PARTS: tallied})

    def truth(self, condition: Condition, world: World, element: Record | None) -> bool:
        """Whether a condition holds in a world that settles all that it looks at."""
        return self._settled(self.circuits.of(condition), world, element)

    def _settled(self, circuit: Circuit, world: World, element: Record | None) -> bool:
        looked: list[Looked] = []
        for leaf in circuit.leaves:
            if isinstance(leaf, Tally):
                count = sum(
                    leaf.inner is None or self._settled(leaf.inner, world, one) for one in world.lists[leaf.over]
                )
                looked.append((count, count))
            else:
                looked.append(TRUE if holds(leaf, world, element) else FALSE)
        return self._root(circuit, tuple(looked)) == TRUE

    def status(self, outcome: int, duty: bool, missing: int) -> Status:
        """The status for what is possible, and for how many of the blockers are missing facts."""
        fact = {FINDING: {"outcome": outcome, "duty": int(duty), "missing": missing}}
        return STATUSES[self._run(FINDING_RULES, fact)]

    def conclusion(self, validity: Sequence[Status], obligations: Sequence[Status]) -> Conclusion:
        """The conclusion for the statuses of the norms that decide."""
        every = [*validity, *obligations]
        fact = {
            "outside": validity.count(Status.UNMET),
            "failed": obligations.count(Status.UNMET),
            "unknown": every.count(Status.UNKNOWN),
            "judged": every.count(Status.NEEDS_JUDGEMENT),
        }
        return CONCLUSIONS[self._run(CONCLUSION_RULES, {CONCLUSION: fact})]

    def _derived(self, circuit: Circuit, situation: Situation, element: Vector) -> int:
        return self._root(
            circuit,
            tuple(
                self._tallied(leaf, situation)
                if isinstance(leaf, Tally)
                else element[leaf]
                if leaf in element
                else situation.plain[leaf]
                for leaf in circuit.leaves
            ),
        )

    def _tallied(self, tally: Tally, situation: Situation) -> tuple[int, int]:
        elements = situation.each[tally.over]
        if elements is None:
            return 0, MAX_ITEMS
        if tally.inner is None:
            return len(elements), len(elements)
        found = [self._derived(tally.inner, situation, element) for element in elements]
        return found.count(TRUE), len(found) - found.count(FALSE)

    def _root(self, circuit: Circuit, looked: tuple[Looked, ...]) -> int:
        key = (circuit, looked)
        found = self._roots.get(key)
        if found is None:
            facts = {}
            for index, value in enumerate(looked):
                if isinstance(value, tuple):
                    facts[tally_node(f"t{index}")] = {"low": value[0], "high": value[1]}
                else:
                    facts[f"t{index}"] = {VALUE: value}
            found = self._roots[key] = session.run(rulebook(circuit), facts)[ROOT]
        return found

    def _run(self, rules: Rulebook, facts: session.Facts) -> int:
        return session.run(rules, facts)[ROOT]
