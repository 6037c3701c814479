"""A policy under readings that are fixed for a whole table: definitions written out, fixed readings chosen.

What is left says the same about every application, and refers to fewer things, so that more of its parts are
independent of each other.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import assert_never

from huimin_rules.engines.reference.conditions import whole_condition
from huimin_rules.norms.conditions import (
    All,
    AnyOf,
    Compare,
    Condition,
    ConditionByReading,
    Constant,
    Holds,
    Member,
    Not,
    Present,
    Quantified,
    Within,
)
from huimin_rules.norms.expressions import (
    Arithmetic,
    Award,
    Bracket,
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
from huimin_rules.norms.norm import Norm
from huimin_rules.norms.policy import Policy


def resolved(policy: Policy, readings: Mapping[str, str]) -> Policy:
    """The policy with its definitions written out and some readings fixed; official readings are fixed too."""
    official = {one.id: one.official.alternative for one in policy.readings if one.official is not None}
    chosen = _Chosen(policy, {**official, **readings})
    return replace(
        policy,
        norms=tuple(chosen.norm(norm) for norm in policy.findable),
        consistency=tuple(replace(rule, requires=chosen.condition(rule.requires)) for rule in policy.consistency),
    )


class _Chosen:
    def __init__(self, policy: Policy, readings: Mapping[str, str]) -> None:
        self.policy = policy
        self.readings = readings

    def norm(self, norm: Norm) -> Norm:
        return replace(
            norm,
            requires=self._maybe(norm.requires),
            when=self._maybe(norm.when),
            unless=self._maybe(norm.unless),
            who=self._maybe(norm.who),
        )

    def _maybe(self, condition: Condition | None) -> Condition | None:
        return None if condition is None else self.condition(condition)

    def condition(self, condition: Condition) -> Condition:
        match condition:
            case Constant() | Present():
                return condition
            case All(parts):
                return All(tuple(map(self.condition, parts)))
            case AnyOf(parts):
                return AnyOf(tuple(map(self.condition, parts)))
            case Not(part):
                return Not(self.condition(part))
            case Compare(left, op, right):
                return Compare(self.expression(left), op, self.expression(right))
            case Member(subject, options, negated):
                return Member(self.expression(subject), options, negated)
            case Within(day, before, months, days):
                return Within(self.expression(day), self.expression(before), months, days)
            case Quantified(quantifier, over, satisfies):
                return Quantified(quantifier, over, self.condition(satisfies))
            case Holds(name):
                return self.condition(whole_condition(self.policy.norm_by_id[name]))
            case ConditionByReading(reading, alternatives):
                if reading in self.readings:
                    return self.condition(dict(alternatives)[self.readings[reading]])
                return ConditionByReading(reading, tuple((name, self.condition(part)) for name, part in alternatives))
            case _:
                assert_never(condition)

    def expression(self, expression: Expression) -> Expression:
        match expression:
            case Literal() | FactRef():
                return expression
            case Arithmetic(op, parts):
                return Arithmetic(op, tuple(map(self.expression, parts)))
            case Count(over, where):
                return Count(over, self._maybe(where))
            case Total(over, of, where):
                return Total(over, self.expression(of), self._maybe(where))
            case Bracket(subject, rows):
                return Bracket(self.expression(subject), rows)
            case Points(awards):
                return Points(tuple(Award(self.condition(one.when), one.gives) for one in awards))
            case MonthsBetween(start, through):
                return MonthsBetween(self.expression(start), self.expression(through))
            case Shift(day, months, days):
                return Shift(self.expression(day), months, days)
            case ExpressionByReading(reading, alternatives):
                if reading in self.readings:
                    return self.expression(dict(alternatives)[self.readings[reading]])
                return ExpressionByReading(reading, tuple((name, self.expression(part)) for name, part in alternatives))
            case _:
                assert_never(expression)
