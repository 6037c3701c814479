"""The plainest of the applications that a question allows, always the same one.

A solver may answer with any application, whichever it comes upon first. What people are to read, and tests to compare,
is settled value by value: short lists before long ones, the first alternative and the first choice that will do, a
number or day that the rules themselves mention, or else the least.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from huimin_rules.analysis.proofs.formulas import Formula, no
from huimin_rules.analysis.proofs.solver import Answer, Found, Solver
from huimin_rules.analysis.proofs.world import Value, World, compared, literal
from huimin_rules.norms.conditions import Comparison, Condition
from huimin_rules.norms.expressions import Literal
from huimin_rules.norms.facts import Fact, Scalar, ValueType
from huimin_rules.norms.policy import Policy
from huimin_rules.norms.types import agree, type_of
from huimin_rules.norms.walk import References, nodes

_COUNTED: Final = (ValueType.INTEGER, ValueType.MONEY, ValueType.DATE)


def plainest(
    question: Formula, world: World, policy: Policy, around: References, stated: Sequence[Condition]
) -> Answer:
    """The answer to a question; where there is an application, the plainest in all that is mentioned.

    `stated` are the conditions whose numbers and days are tried first.
    """
    solver = Solver(question)
    found = solver.ask()
    if not isinstance(found, Found):
        return found
    settling = _Settling(solver, world, policy, stated)
    for each in policy.lists:
        if each.path in around.lists:
            length = settling.length(each.path)
            for index in range(length):
                for item in each.items:
                    if item.path in around.facts:
                        settling.value(item, world.value(item, index))
    for fact in policy.scalars:
        if fact.path in around.facts:
            settling.value(fact, world.value(fact))
    for reading in policy.readings:
        if reading.id in around.readings:
            settling.first(world.reads(reading.id, one.id) for one in reading.alternatives)
    settled = solver.ask()
    return settled if isinstance(settled, Found) else found


class _Settling:
    """Settles one value after the other, each as plain as those before it leave it."""

    def __init__(self, solver: Solver, world: World, policy: Policy, stated: Sequence[Condition]) -> None:
        self.solver = solver
        self.world = world
        self.policy = policy
        self.literals = [node for root in stated for node in nodes(root) if isinstance(node, Literal)]

    def first(self, formulas: Iterator[Formula]) -> bool:
        """Settle the first formula that can hold; whether there is one."""
        for formula in formulas:
            if isinstance(self.solver.ask(formula), Found):
                self.solver.add(formula)
                return True
        return False

    def length(self, path: str) -> int:
        """Settle the length of a list, and say it."""
        for size in range(self.world.vocabulary.longest[path]):
            if self.first(iter((no(self.world.there(path, size)),))):
                return size
        return self.world.vocabulary.longest[path]

    def value(self, fact: Fact, value: Value) -> None:
        """Settle the value of a fact."""
        if not self.first(iter((no(value.none),))):
            return
        if not self.first(self.compared(value, Comparison.IS, one) for one in self.plain(fact)) and (
            fact.type in _COUNTED
        ):
            self.least(fact, value)

    def plain(self, fact: Fact) -> Iterator[Scalar]:
        """The values to try first."""
        match fact.type:
            case ValueType.BOOLEAN:
                yield from (False, True)
            case ValueType.CHOICE:
                yield from (choice.id for choice in fact.choices)
            case _:
                own = type_of(fact)
                mentioned = {one.value for one in self.literals if agree(own, one.type) is not None}
                yield from sorted(mentioned, key=lambda one: (str(type(one)), one))

    def least(self, fact: Fact, value: Value) -> None:
        """Settle an ordered value at the least that is left."""
        low, high = _number(fact.domain.low), _number(fact.domain.high)
        while low < high:
            middle = (low + high) // 2
            if isinstance(self.solver.ask(self.compared(value, Comparison.AT_MOST, _scalar(fact, middle))), Found):
                high = middle
            else:
                low = middle + 1
        self.first(iter((self.compared(value, Comparison.IS, _scalar(fact, low)),)))

    def compared(self, value: Value, op: Comparison, with_: Scalar) -> Formula:
        return compared(op, value.content, literal(with_, self.world.vocabulary))


def _number(bound: object) -> int:
    if isinstance(bound, date):
        return bound.toordinal()
    assert isinstance(bound, int)
    return bound


def _scalar(fact: Fact, number: int) -> Scalar:
    return date.fromordinal(number) if fact.type is ValueType.DATE else number
