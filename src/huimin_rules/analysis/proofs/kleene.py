"""The bottom-up evaluation of a policy over a partial application, as formulas over a world and what is known of it.

This is the first step of every decision: strong Kleene logic over intervals, each part of a condition by itself. Where
it is definite, all completions are to agree (soundness); where it is not, some are to differ (exactness). Both are
questions about these formulas and those of `meaning`, with which they share nothing but the numbers and the days.
"""

from dataclasses import dataclass
from functools import partial as fixing
from functools import reduce
from typing import Final, assert_never

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
    every,
    follows,
    no,
    pick,
    some,
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
    Flags,
    Range,
    Reach,
    Truth,
    Words,
    compare,
    conjunction,
    disjunction,
    hull,
    opposite,
    settled,
)
from huimin_rules.analysis.proofs.world import Content, World, literal
from huimin_rules.norms.conditions import (
    All,
    AnyOf,
    Compare,
    Comparison,
    Condition,
    ConditionByReading,
    Constant,
    Holds,
    Member,
    Not,
    Present,
    Quantified,
    Quantifier,
    Within,
)
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
from huimin_rules.norms.norm import Norm
from huimin_rules.norms.policy import Policy

OPEN: Final = -1
"""The index of the element that stands for all elements of a list that nobody stated: nothing is known of it."""


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Which outcomes of a norm the evaluation leaves possible."""

    met: Formula
    unmet: Formula
    not_applicable: Formula

    @property
    def each(self) -> tuple[Formula, Formula, Formula]:
        """The three, in the order of `meaning.Outcome`."""
        return self.met, self.unmet, self.not_applicable

    @property
    def definite(self) -> Formula:
        """Whether only one is left."""
        one, two, three = self.each
        return no(either(both(one, two), both(one, three), both(two, three)))


class Evaluation:
    """The three-valued evaluation of a policy."""

    def __init__(self, policy: Policy, knowledge: Knowledge) -> None:
        self.policy = policy
        self.knowledge = knowledge
        self.world: World = knowledge.world
        self._official = {one.id for one in policy.readings if one.official is not None}
        self._definitions: dict[str, Truth] = {}
        self._outcomes: dict[str, Outcomes] = {}

    def outcomes(self, norm: Norm) -> Outcomes:
        """What the evaluation leaves possible of a norm with a finding."""
        if norm.id not in self._outcomes:
            self._outcomes[norm.id] = self._evaluated(norm)
        return self._outcomes[norm.id]

    def _evaluated(self, norm: Norm) -> Outcomes:
        if norm.for_each is None:
            return self._part(norm, None)
        parts = [(self.world.there(norm.for_each, one), self._part(norm, one)) for one in self._indices(norm.for_each)]
        rest = every(follows(there, either(one.met, one.not_applicable)) for there, one in parts)
        stated = Outcomes(
            both(rest, some(both(there, one.met) for there, one in parts)),
            some(both(there, one.unmet) for there, one in parts),
            every(follows(there, one.not_applicable) for there, one in parts),
        )
        one = self._part(norm, OPEN)
        may_be_empty = constant(self._list(norm.for_each).at_least == 0)
        known = self.knowledge.stated(norm.for_each)
        return Outcomes(
            pick(known, stated.met, one.met),
            pick(known, stated.unmet, one.unmet),
            pick(known, stated.not_applicable, either(one.not_applicable, may_be_empty)),
        )

    def _part(self, norm: Norm, index: int | None) -> Outcomes:
        applies = conjunction(self._applying(norm, index))
        requires = self.truth(norm.requires or Constant(True), index)
        return Outcomes(
            both(applies.may_hold, requires.may_hold), both(applies.may_hold, requires.may_fail), applies.may_fail
        )

    def _applying(self, norm: Norm, index: int | None) -> list[Truth]:
        parts = [self.truth(part, index) for part in (norm.who, norm.when) if part is not None]
        return [*parts, opposite(self.truth(norm.unless, index))] if norm.unless is not None else parts

    # --- conditions

    def truth(self, condition: Condition, index: int | None = None) -> Truth:
        """Which truth values the evaluation leaves possible; `index` is the element that the condition is about."""
        match condition:
            case Constant(value):
                return settled(constant(value))
            case All(parts):
                return conjunction(self.truth(part, index) for part in parts)
            case AnyOf(parts):
                return disjunction(self.truth(part, index) for part in parts)
            case Not(part):
                return opposite(self.truth(part, index))
            case Compare(left, op, right):
                return compare(op, self.reach_of(left, index), self.reach_of(right, index))
            case Member():
                return self._member(condition, index)
            case Present(fact):
                one = self.reach_of(fact, index)
                return Truth(one.may_exist, one.may_be_none)
            case Within(day, before, months, moved):
                found, end = self.reach_of(day, index), self.reach_of(before, index)
                return conjunction(
                    [
                        compare(Comparison.AT_LEAST, found, shifted(end, -months, -moved)),
                        compare(Comparison.AT_MOST, found, end),
                    ]
                )
            case Quantified():
                return self._quantified(condition)
            case Holds(definition):
                return self._definition(definition)
            case ConditionByReading(reading, alternatives):
                cases = [(self._may_read(reading, name), self.truth(part, index)) for name, part in alternatives]
                return Truth(
                    some(both(guard, one.may_hold) for guard, one in cases),
                    some(both(guard, one.may_fail) for guard, one in cases),
                )
            case _:
                assert_never(condition)

    def _member(self, condition: Member, index: int | None) -> Truth:
        one = self.reach_of(condition.subject, index)
        options = [alone(literal(option, self.world.vocabulary)) for option in condition.options]

        def inside(reach: Reach) -> Truth:
            return disjunction(compare(Comparison.IS, Range(reach), option) for option in options)

        match one.reach:
            case Words(possible):
                cases = [(guard, inside(Words(((TRUE, word),)))) for guard, word in possible]
            case Flags(truth):
                cases = [
                    (truth.may_hold, inside(Flags(settled(TRUE)))),
                    (truth.may_fail, inside(Flags(settled(FALSE)))),
                ]
            case _:
                cases = [(TRUE, inside(one.reach))]
        found = Truth(
            some(both(guard, truth.may_hold) for guard, truth in cases),
            some(both(guard, truth.may_fail) for guard, truth in cases),
        )
        found = Truth(both(one.may_exist, found.may_hold), either(no(one.may_exist), one.may_be_none, found.may_fail))
        return opposite(found) if condition.negated else found

    def _quantified(self, condition: Quantified) -> Truth:
        over, some_one = condition.over, condition.quantifier is Quantifier.SOME
        join = disjunction if some_one else conjunction
        elements = []
        for index in self._indices(over):
            there, meets = self.world.there(over, index), self.truth(condition.satisfies, index)
            elements.append(
                Truth(both(there, meets.may_hold), follows(there, meets.may_fail))
                if some_one
                else Truth(follows(there, meets.may_hold), both(there, meets.may_fail))
            )
        stated, one = join(elements), self.truth(condition.satisfies, OPEN)
        empty = constant(self._list(over).at_least == 0)
        known = self.knowledge.stated(over)
        return Truth(
            pick(known, stated.may_hold, one.may_hold if some_one else either(one.may_hold, empty)),
            pick(known, stated.may_fail, either(one.may_fail, empty) if some_one else one.may_fail),
        )

    def _definition(self, name: str) -> Truth:
        if name not in self._definitions:
            norm = self.policy.norm_by_id[name]
            requires = self.truth(norm.requires or Constant(True))
            self._definitions[name] = conjunction([*self._applying(norm, None), requires])
        return self._definitions[name]

    # --- expressions

    def reach_of(self, expression: Expression, index: int | None = None) -> Range:
        """What the evaluation leaves possible of a value."""
        match expression:
            case Literal(value):
                return alone(literal(value, self.world.vocabulary))
            case FactRef(path):
                return self._fact(path, index)
            case Arithmetic(op, parts):
                return self._arithmetic(op, [self.reach_of(part, index) for part in parts])
            case Count(over, where):
                return self._count(over, where)
            case Total(over, of, where):
                return self._total(over, of, where)
            case Bracket(subject, rows):
                return self._bracket(self.reach_of(subject, index), rows)
            case Points(awards):
                return self._points(awards, index)
            case MonthsBetween(start, through):
                return months_of(self.reach_of(start, index), self.reach_of(through, index))
            case Shift(day, months, moved):
                return shifted(self.reach_of(day, index), months, moved)
            case ExpressionByReading(reading, alternatives):
                return hull((self._may_read(reading, name), self.reach_of(part, index)) for name, part in alternatives)
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
        for index in self._indices(over):
            there, meets = self.world.there(over, index), self._counts(where, index)
            certain.append(both(there, no(meets.may_fail)))
            possible.append(both(there, meets.may_hold))
        known, one = self.knowledge.stated(over), self._counts(where, OPEN)
        least = term(one.may_fail, z3.IntVal(0), z3.IntVal(self._list(over).at_least))
        most = term(one.may_hold, z3.IntVal(MAX_ITEMS), z3.IntVal(0))
        low, high = term(known, counted(certain), least), term(known, counted(possible), most)
        return Range(Ends(((TRUE, Number(low)), (TRUE, Number(high)))))

    def _counts(self, where: Condition | None, index: int) -> Truth:
        return settled(TRUE) if where is None else self.truth(where, index)

    def _total(self, over: str, of: Expression, where: Condition | None) -> Range:
        def added(index: int, there: Formula) -> Range:
            """What an element adds: its value, nothing, or either."""
            meets = self._counts(where, index)
            nothing = either(no(there), meets.may_fail)
            return hull([(nothing, alone(numbers.number(0))), (both(there, meets.may_hold), self.reach_of(of, index))])

        stated = total([added(index, self.world.there(over, index)) for index in self._indices(over)])
        one, least = added(OPEN, TRUE), self._list(over).at_least
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
            meets = self.truth(award.when, index)
            points = alone(literal(award.gives.value, self.world.vocabulary))
            given.append(hull([(meets.may_fail, nothing), (meets.may_hold, points)]))
        return total(given)

    def _may_read(self, reading: str, alternative: str) -> Formula:
        reads = self.world.reads(reading, alternative)
        return reads if reading in self._official else either(no(self.knowledge.fixed(reading)), reads)

    def _indices(self, over: str) -> range:
        return self.world.indices(over)

    def _list(self, over: str) -> FactList:
        found = self.policy.fact_by_path[over]
        assert isinstance(found, FactList)
        return found
