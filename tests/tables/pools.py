"""The values that are tried of a fact: those that a policy can tell apart, their neighbours, and others."""

import random
from collections.abc import Iterable
from datetime import date, timedelta
from fractions import Fraction

from huimin_rules.norms.conditions import Member
from huimin_rules.norms.expressions import Bracket, Literal, Shift
from huimin_rules.norms.facts import NONE, Fact, Scalar, ValueType
from huimin_rules.norms.policy import Policy
from huimin_rules.norms.walk import conditions, nodes
from huimin_rules.quantity import FEN_PER, shift

_MONEY = (0, 1, 100, 1_000_000, 80_000_000, 120_000_000, 120_000_001)
_DAY = date(2022, 3, 1)


class Pools:
    """For each fact of a policy (those of elements too) the values to draw from."""

    def __init__(self, policy: Policy) -> None:
        self.literals = tuple(_literals(policy))
        months = {int(one) for one in self.literals if type(one) is int and 0 < one <= 600}
        days = {one for one in self.literals if isinstance(one, date)} or {_DAY}
        self._days = tuple(
            sorted(
                {day + timedelta(days=step) for day in days for step in (-1, 0, 1)}
                | {_DAY, date(2024, 2, 29)}
                | {
                    shift(day, months=move, days=step)
                    for day in (*days, _DAY)
                    for move in months
                    for step in (-2, -1, 0)
                    if move <= 60
                }
            )
        )
        self._texts = tuple({one for one in self.literals if isinstance(one, str) and one})
        self._of = {fact.path: self._pool(fact) for fact in policy.each_fact() if isinstance(fact, Fact)}

    def draw(self, rng: random.Random, fact: Fact) -> Scalar:
        """A value of the fact."""
        pool = self._of[fact.path]
        if fact.type is ValueType.DATE and rng.random() < 0.1:
            return date(2019, 1, 1) + timedelta(days=rng.randrange(3000))
        if fact.type is ValueType.MONEY and rng.random() < 0.1:
            return rng.randrange(0, 3_000_000_00)
        return pool[rng.randrange(len(pool))]

    def _pool(self, fact: Fact) -> tuple[Scalar, ...]:
        none = (NONE,) if fact.may_be_none or fact.type is ValueType.TEXT else ()
        found: Iterable[Scalar]
        match fact.type:
            case ValueType.BOOLEAN:
                found = (False, True)
            case ValueType.CHOICE:
                found = tuple(one.id for one in fact.choices)
            case ValueType.DATE:
                found = self._days
            case ValueType.MONEY:
                found = {*_MONEY, *self._numbers(1), FEN_PER[fact.unit or "元"] * 300}
            case ValueType.INTEGER:
                found = {*range(13), *self._numbers(1)}
            case ValueType.NUMBER | ValueType.PERCENT:
                found = {0, 1, Fraction(1, 4), Fraction(1, 2), *self._numbers(Fraction(1, 100))}
            case ValueType.CODE:
                digits = fact.digits or 1
                found = {"4" * digits, "0" * digits, *(one for one in self._texts if len(one) == digits)}
            case ValueType.TEXT | ValueType.USCC:
                found = ("巩义市示例医院", "500", *self._texts)
        low, high = fact.domain.low, fact.domain.high
        inside = [one for one in found if low is None or high is None or low <= one <= high]  # type: ignore[operator]  # values of one fact are of one type
        if isinstance(low, int | Fraction) and fact.type is not ValueType.MONEY:
            inside.append(low)
        if fact.type in (ValueType.INTEGER, ValueType.CODE):
            inside = [one for one in inside if isinstance(one, int | str) and not isinstance(one, bool)]
        return (*sorted(set(inside), key=str), *none)

    def _numbers(self, step: int | Fraction) -> set[int | Fraction]:
        numbers = [one for one in self.literals if isinstance(one, int | Fraction) and not isinstance(one, bool)]
        near = {one + move for one in numbers for move in (-step, 0, step)}
        return {one for one in near if step != 1 or Fraction(one).denominator == 1}


def _literals(policy: Policy) -> Iterable[Scalar]:
    """Every value that a rule compares something with."""
    roots = [one for norm in policy.norms for one in conditions(norm)]
    roots += [rule.requires for rule in policy.consistency]
    for norm in policy.norms:
        if norm.period is not None:
            yield norm.period.start
            yield from norm.period.last_days()
    for root in roots:
        for node in nodes(root):
            match node:
                case Literal(value):
                    yield value
                case Member(_, options):
                    yield from options
                case Bracket(_, rows):
                    yield from (row.limit.value for row in rows if row.limit is not None)
                case Shift(_, months):
                    yield abs(months)
                case _:
                    pass
