"""What a policy means for a complete application, as formulas over a world: two values, nothing unknown.

The lowering shares no code with any engine; tests hold it against them. A definition stands for what it requires where
it applies; a list is gone through up to the length that the vocabulary allows.
"""

from dataclasses import dataclass
from functools import reduce
from typing import assert_never

import z3

from huimin_rules.analysis.proofs import days, numbers
from huimin_rules.analysis.proofs.days import Day
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
)
from huimin_rules.analysis.proofs.numbers import Number
from huimin_rules.analysis.proofs.vocabulary import Vocabulary
from huimin_rules.analysis.proofs.world import Content, Value, World, compared, literal, picked
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
from huimin_rules.norms.facts import NONE, Fact
from huimin_rules.norms.norm import Modality, Norm
from huimin_rules.norms.policy import Policy

_NOTHING = Number(z3.IntVal(0))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a norm comes to: exactly one of these holds. For advice `met` is followed and `unmet` not followed."""

    met: Formula
    unmet: Formula
    not_applicable: Formula


class Meaning:
    """A policy over a world.

    `readable` says that the world is an application that the policy reads: every value in its domain, every reading
    one of its alternatives (the official one where there is one), every consistency rule kept. Ask about worlds that
    are readable. `holds`, `value` and `outcome` are formulas over the world's constants.
    """

    def __init__(self, policy: Policy, world: World) -> None:
        self.policy = policy
        self.world = world
        self._definitions: dict[str, Formula] = {}
        self._outcomes: dict[str, Outcome] = {}
        self.consistent = every(self.holds(rule.requires) for rule in policy.consistency)
        self.readable = both(world.domain(policy), self.consistent)

    def outcome(self, norm: Norm) -> Outcome:
        """What a norm with a finding comes to."""
        if norm.id not in self._outcomes:
            self._outcomes[norm.id] = self._outcome(norm)
        return self._outcomes[norm.id]

    def eligible(self) -> Formula:
        """In force, and no obligation unmet."""
        return every(no(self.outcome(norm).unmet) for norm in self.policy.findable if norm.modality.decides)

    def unmet(self, modality: Modality) -> Formula:
        """Some norm of the modality is unmet."""
        return some(self.outcome(norm).unmet for norm in self.policy.findable if norm.modality is modality)

    def _outcome(self, norm: Norm) -> Outcome:
        requires = norm.requires or Constant(True)
        if norm.for_each is None:
            applies, holds = self.applies(norm), self.holds(requires)
            return Outcome(both(applies, holds), both(applies, no(holds)), no(applies))
        applying, failing = [], []
        for index in self.world.indices(norm.for_each):
            addressed = both(self.world.there(norm.for_each, index), self.applies(norm, index))
            applying.append(addressed)
            failing.append(both(addressed, no(self.holds(requires, index))))
        applies, unmet = some(applying), some(failing)
        return Outcome(both(applies, no(unmet)), unmet, no(applies))

    def applies(self, norm: Norm, index: int | None = None) -> Formula:
        """Whether a norm applies to the application, or to the element of its list with that index."""
        parts = [self.holds(part, index) for part in (norm.who, norm.when) if part is not None]
        if norm.unless is not None:
            parts.append(no(self.holds(norm.unless, index)))
        return every(parts)

    # --- conditions

    def holds(self, condition: Condition, index: int | None = None) -> Formula:
        """Whether a condition holds; `index` is the element that it is about."""
        match condition:
            case Constant(always):
                return constant(always)
            case All(parts):
                return every(self.holds(part, index) for part in parts)
            case AnyOf(parts):
                return some(self.holds(part, index) for part in parts)
            case Not(part):
                return no(self.holds(part, index))
            case Compare(left, op, right):
                return self._compare(self.value(left, index), op, self.value(right, index))
            case Member(subject, options, negated):
                value = self.value(subject, index)
                inside = both(
                    no(value.none),
                    some(
                        compared(Comparison.IS, value.content, literal(option, self.world.vocabulary))
                        for option in options
                    ),
                )
                return no(inside) if negated else inside
            case Present(fact):
                return no(self.value(fact, index).none)
            case Within(day, before, months, moved):
                return self._within(self.value(day, index), self.value(before, index), months, moved)
            case Quantified(quantifier, over, satisfies):
                elements = [
                    (self.world.there(over, one), self.holds(satisfies, one)) for one in self.world.indices(over)
                ]
                if quantifier is Quantifier.SOME:
                    return some(both(there, meets) for there, meets in elements)
                return every(follows(there, meets) for there, meets in elements)
            case Holds(definition):
                return self._definition(definition)
            case ConditionByReading(reading, alternatives):
                return some(
                    both(self.world.reads(reading, name), self.holds(part, index)) for name, part in alternatives
                )
            case _:
                assert_never(condition)

    def _definition(self, name: str) -> Formula:
        if name not in self._definitions:
            norm = self.policy.norm_by_id[name]
            self._definitions[name] = both(self.applies(norm), self.holds(norm.requires or Constant(True)))
        return self._definitions[name]

    def _compare(self, left: Value, op: Comparison, right: Value) -> Formula:
        exists = both(no(left.none), no(right.none))
        if op is Comparison.IS_NOT:
            return either(no(exists), compared(op, left.content, right.content))
        return both(exists, compared(op, left.content, right.content))

    def _within(self, day: Value, before: Value, months: int, moved: int) -> Formula:
        end = before.content
        assert isinstance(end, Day)
        return both(
            no(day.none),
            no(before.none),
            compared(Comparison.AT_LEAST, day.content, days.shift(end, -months, -moved)),
            compared(Comparison.AT_MOST, day.content, end),
        )

    # --- expressions

    def value(self, expression: Expression, index: int | None = None) -> Value:
        """What an expression comes to."""
        match expression:
            case Literal(value):
                assert value != NONE
                return Value(literal(value, self.world.vocabulary))
            case FactRef(path):
                fact = self.policy.fact_by_path[path]
                assert isinstance(fact, Fact)
                return self.world.value(fact, index if "[]." in path else None)
            case Arithmetic(op, parts):
                return reduce(lambda a, b: _arithmetic(op, a, b), (self.value(part, index) for part in parts))
            case Count(over, where):
                return Value(Number(counted(meets for _, meets in self._elements(over, where))))
            case Total(over, of, where):
                return self._total(over, of, where)
            case Bracket(subject, rows):
                return self._bracket(self.value(subject, index), rows)
            case Points(awards):
                given = [
                    (self.holds(award.when, index), _number(literal(award.gives.value, self.world.vocabulary)))
                    for award in awards
                ]
                return Value(
                    reduce(
                        lambda a, b: numbers.computed(ArithmeticOp.SUM, a, b),
                        (numbers.picked(when, gives, _NOTHING) for when, gives in given),
                        _NOTHING,
                    )
                )
            case MonthsBetween(start, through):
                first, last = self.value(start, index), self.value(through, index)
                months = days.months_between(_day(first.content), _day(last.content))
                return Value(Number(months), either(first.none, last.none))
            case Shift(day, months, moved):
                one = self.value(day, index)
                return Value(days.shift(_day(one.content), months, moved), one.none)
            case ExpressionByReading(reading, alternatives):
                *others, (_, last_part) = alternatives
                found = self.value(last_part, index)
                for name, part in reversed(others):
                    chosen, one = self.world.reads(reading, name), self.value(part, index)
                    found = Value(picked(chosen, one.content, found.content), pick(chosen, one.none, found.none))
                return found
            case _:
                assert_never(expression)

    def _elements(self, over: str, where: Condition | None) -> list[tuple[int, Formula]]:
        """The elements of a list, and whether each is there and counts."""
        return [
            (index, both(self.world.there(over, index), TRUE if where is None else self.holds(where, index)))
            for index in self.world.indices(over)
        ]

    def _total(self, over: str, of: Expression, where: Condition | None) -> Value:
        total, none = _NOTHING, FALSE
        for index, counts in self._elements(over, where):
            one = self.value(of, index)
            total = numbers.computed(ArithmeticOp.SUM, total, numbers.picked(counts, _number(one.content), _NOTHING))
            none = either(none, both(counts, one.none))
        return Value(total, none)

    def _bracket(self, subject: Value, rows: tuple[BracketRow, ...]) -> Value:
        found = literal(rows[-1].gives.value, self.world.vocabulary)
        for row, within in zip(
            reversed(rows[:-1]), reversed(limits(subject.content, rows, self.world.vocabulary)), strict=True
        ):
            found = picked(within, literal(row.gives.value, self.world.vocabulary), found)
        return Value(found, subject.none)


def limits(subject: Content, rows: tuple[BracketRow, ...], vocabulary: Vocabulary) -> list[Formula]:
    """For each row but the last, whether the subject does not exceed its limit."""
    return [
        compared(
            Comparison.AT_MOST if row.included else Comparison.LESS_THAN, subject, literal(row.limit.value, vocabulary)
        )
        for row in rows
        if row.limit is not None
    ]


def _arithmetic(op: ArithmeticOp, a: Value, b: Value) -> Value:
    left, right = _number(a.content), _number(b.content)
    none = either(a.none, b.none)
    if op is ArithmeticOp.RATIO:
        none = either(none, right.top == 0)
    return Value(numbers.computed(op, left, right), none)


def _number(content: Content) -> Number:
    assert isinstance(content, Number)
    return content


def _day(content: Content) -> Day:
    assert isinstance(content, Day)
    return content
