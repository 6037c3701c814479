"""What an evaluation leaves possible of a value: an interval, some words of a choice, and whether there is one."""

from collections.abc import Callable
from functools import partial as fixing
from functools import reduce
from typing import Final, TypeAlias, assert_never

import z3

from huimin_rules.analysis.proofs import numbers
from huimin_rules.analysis.proofs.formulas import (
    FALSE,
    TRUE,
    Formula,
    both,
    constant,
    counted,
    either,
    no,
    pick,
    term,
)
from huimin_rules.analysis.proofs.knowledge import Knowledge
from huimin_rules.analysis.proofs.numbers import Number
from huimin_rules.analysis.proofs.range_arithmetic import (
    alone,
    combined,
    months_of,
    ratio,
    reach,
    shifted,
    total,
)
from huimin_rules.analysis.proofs.ranges import (
    AnyText,
    Ends,
    Range,
    Truth,
    compare,
    hull,
    settled,
)
from huimin_rules.analysis.proofs.world import Content, World, literal
from huimin_rules.norms.conditions import Comparison, Condition
from huimin_rules.norms.expressions import (
    Arithmetic,
    ArithmeticOp,
    Award,
    Bracket,
    BracketRow,
    Count,
    Expression,
    ExpressionByReading,
    FactRef,
    Literal,
    MonthsBetween,
    Points,
    Shift,
    Total,
)
from huimin_rules.norms.facts import MAX_ITEMS, Fact, FactList
from huimin_rules.norms.policy import Policy

OPEN: Final = -1
"""The index of the element that stands for all elements of a list that nobody stated: nothing is known of it."""

TruthOf: TypeAlias = Callable[[Condition, int | None], Truth]
"""Which truth values are left possible of a condition about an element."""


class Reaches:
    """The values of a policy's expressions over a world and what is known of it."""

    def __init__(self, policy: Policy, knowledge: Knowledge, truth: TruthOf) -> None:
        self.policy = policy
        self.knowledge = knowledge
        self.world: World = knowledge.world
        self._truth = truth
        self._official = {one.id for one in policy.readings if one.official is not None}

    def of(self, expression: Expression, index: int | None) -> Range:
        """What is left possible of an expression; `index` is the element that it is about."""
        match expression:
            case Literal(value):
                return alone(literal(value, self.world.vocabulary))
            case FactRef(path):
                return self._fact(path, index)
            case Arithmetic(op, parts):
                return self._arithmetic(op, [self.of(part, index) for part in parts])
            case Count(over, where):
                return self._count(over, where)
            case Total(over, of, where):
                return self._total(over, of, where)
            case Bracket(subject, rows):
                return self._bracket(self.of(subject, index), rows)
            case Points(awards):
                return self._points(awards, index)
            case MonthsBetween(start, through):
                return months_of(self.of(start, index), self.of(through, index))
            case Shift(day, months, moved):
                return shifted(self.of(day, index), months, moved)
            case ExpressionByReading(reading, alternatives):
                return hull((self.may_read(reading, name), self.of(part, index)) for name, part in alternatives)
            case _:
                assert_never(expression)

    def _fact(self, path: str, index: int | None) -> Range:
        fact = self.policy.fact_by_path[path]
        assert isinstance(fact, Fact)
        if "[]." not in path:
            index = None
        is_open = index == OPEN
        known = FALSE if is_open else self.knowledge.known(fact, index)
        value = self.world.value(fact, 0 if is_open else index)
        none = pick(known, value.none, constant(fact.domain.may_be_none))
        exist = either(no(known), no(value.none))
        return Range(reach(known, value.content, self._open(fact)), none, exist)

    def _open(self, fact: Fact) -> tuple[Content | AnyText, ...]:
        """What a fact may be of which nothing is known: its options, its two ends, or any text."""
        domain = fact.domain
        if domain.options is not None:
            return tuple(literal(option, self.world.vocabulary) for option in domain.options)
        if domain.low is None or domain.high is None:
            return (AnyText(),)
        return literal(domain.low, self.world.vocabulary), literal(domain.high, self.world.vocabulary)

    def _arithmetic(self, op: ArithmeticOp, parts: list[Range]) -> Range:
        if op is ArithmeticOp.SUM:
            return total(parts)
        if op is ArithmeticOp.RATIO:
            return reduce(ratio, parts)
        return reduce(lambda a, b: combined(a, b, fixing(numbers.computed, op)), parts)

    def _count(self, over: str, where: Condition | None) -> Range:
        certain, possible = [], []
        for index in self.world.indices(over):
            there, meets = self.world.there(over, index), self._counts(where, index)
            certain.append(both(there, no(meets.may_fail)))
            possible.append(both(there, meets.may_hold))
        known, one = self.knowledge.stated(over), self._counts(where, OPEN)
        least = term(one.may_fail, z3.IntVal(0), z3.IntVal(self.list_of(over).at_least))
        most = term(one.may_hold, z3.IntVal(MAX_ITEMS), z3.IntVal(0))
        low, high = term(known, counted(certain), least), term(known, counted(possible), most)
        return Range(Ends(((TRUE, Number(low)), (TRUE, Number(high)))))

    def _counts(self, where: Condition | None, index: int) -> Truth:
        return settled(TRUE) if where is None else self._truth(where, index)

    def _total(self, over: str, of: Expression, where: Condition | None) -> Range:
        def added(index: int, there: Formula) -> Range:
            """What an element adds: its value, nothing, or either."""
            meets = self._counts(where, index)
            nothing = either(no(there), meets.may_fail)
            return hull([(nothing, alone(numbers.number(0))), (both(there, meets.may_hold), self.of(of, index))])

        stated = total([added(index, self.world.there(over, index)) for index in self.world.indices(over)])
        one, least = added(OPEN, TRUE), self.list_of(over).at_least
        sizes = tuple((TRUE, numbers.number(size)) for size in (least, MAX_ITEMS))
        several = combined(one, Range(Ends(sizes)), fixing(numbers.computed, ArithmeticOp.PRODUCT))
        # Where an element cannot have a value, only an empty list adds up: to nothing.
        empty = both(constant(least == 0), no(one.may_exist))
        open_list = hull([(TRUE, several), (empty, alone(numbers.number(0)))])
        known = self.knowledge.stated(over)
        return hull([(known, stated), (no(known), open_list)])

    def _bracket(self, subject: Range, rows: tuple[BracketRow, ...]) -> Range:
        """Every row from that of the smallest end to that of the largest."""
        vocabulary = self.world.vocabulary
        limits = [(row.included, alone(literal(row.limit.value, vocabulary))) for row in rows if row.limit is not None]
        one = Range(subject.reach)
        tests = [
            compare(Comparison.AT_MOST if included else Comparison.LESS_THAN, one, limit) for included, limit in limits
        ]
        cases = []
        for index, row in enumerate(rows):
            reached = tests[index].may_hold if index < len(tests) else TRUE
            passed = tests[index - 1].may_fail if index else TRUE
            cases.append((both(reached, passed), alone(literal(row.gives.value, vocabulary))))
        found = hull(cases)
        return Range(found.reach, subject.may_be_none, subject.may_exist)

    def _points(self, awards: tuple[Award, ...], index: int | None) -> Range:
        nothing, given = alone(numbers.number(0)), []
        for award in awards:
            meets = self._truth(award.when, index)
            points = alone(literal(award.gives.value, self.world.vocabulary))
            given.append(hull([(meets.may_fail, nothing), (meets.may_hold, points)]))
        return total(given)

    def may_read(self, reading: str, alternative: str) -> Formula:
        """Whether a reading may be the alternative."""
        reads = self.world.reads(reading, alternative)
        return reads if reading in self._official else either(no(self.knowledge.fixed(reading)), reads)

    def list_of(self, path: str) -> FactList:
        """The list that a condition goes through."""
        found = self.policy.fact_by_path[path]
        assert isinstance(found, FactList)
        return found
