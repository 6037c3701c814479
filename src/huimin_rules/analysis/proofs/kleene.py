"""The bottom-up evaluation of a policy over a partial application, as formulas over a world and what is known of it.

This is the first step of every decision: strong Kleene logic over intervals, each part of a condition by itself. Where
it is definite, all completions are to agree (soundness); where it is not, some are to differ (exactness). Both are
questions about these formulas and those of `meaning`, with which they share nothing but the numbers and the days.
"""

from dataclasses import dataclass
from typing import assert_never

from huimin_rules.analysis.proofs.formulas import (
    FALSE,
    TRUE,
    Formula,
    both,
    constant,
    either,
    every,
    follows,
    no,
    pick,
    some,
)
from huimin_rules.analysis.proofs.knowledge import Knowledge
from huimin_rules.analysis.proofs.range_arithmetic import alone, shifted
from huimin_rules.analysis.proofs.ranges import (
    Flags,
    Range,
    Reach,
    Truth,
    Words,
    compare,
    conjunction,
    disjunction,
    opposite,
    settled,
)
from huimin_rules.analysis.proofs.reaches import OPEN, Reaches
from huimin_rules.analysis.proofs.world import World, literal
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
from huimin_rules.norms.norm import Norm
from huimin_rules.norms.policy import Policy


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
        self.reaches = Reaches(policy, knowledge, self.truth)
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
        parts = [
            (self.world.there(norm.for_each, one), self._part(norm, one)) for one in self.world.indices(norm.for_each)
        ]
        rest = every(follows(there, either(one.met, one.not_applicable)) for there, one in parts)
        stated = Outcomes(
            both(rest, some(both(there, one.met) for there, one in parts)),
            some(both(there, one.unmet) for there, one in parts),
            every(follows(there, one.not_applicable) for there, one in parts),
        )
        one = self._part(norm, OPEN)
        may_be_empty = constant(self.reaches.list_of(norm.for_each).at_least == 0)
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
                return compare(op, self.reaches.of(left, index), self.reaches.of(right, index))
            case Member():
                return self._member(condition, index)
            case Present(fact):
                one = self.reaches.of(fact, index)
                return Truth(one.may_exist, one.may_be_none)
            case Within(day, before, months, moved):
                found, end = self.reaches.of(day, index), self.reaches.of(before, index)
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
                cases = [(self.reaches.may_read(reading, name), self.truth(part, index)) for name, part in alternatives]
                return Truth(
                    some(both(guard, one.may_hold) for guard, one in cases),
                    some(both(guard, one.may_fail) for guard, one in cases),
                )
            case _:
                assert_never(condition)

    def _member(self, condition: Member, index: int | None) -> Truth:
        one = self.reaches.of(condition.subject, index)
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
        for index in self.world.indices(over):
            there, meets = self.world.there(over, index), self.truth(condition.satisfies, index)
            elements.append(
                Truth(both(there, meets.may_hold), follows(there, meets.may_fail))
                if some_one
                else Truth(follows(there, meets.may_hold), both(there, meets.may_fail))
            )
        stated, one = join(elements), self.truth(condition.satisfies, OPEN)
        empty = constant(self.reaches.list_of(over).at_least == 0)
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
