"""One form for conditions that plainly mean the same, so that no change is made twice and none comes to nothing.

`not (x is v)` is `x is_not v`; `b is false` is `b is_not true`; more than 2 whole things are at least 3; an `all` of
one part is that part. What is not plain is left to a proof.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Final, assert_never

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
    Within,
)
from huimin_rules.norms.expressions import Award, Count, Expression, FactRef, Literal, MonthsBetween, Points, Total
from huimin_rules.norms.facts import AnyFact, ValueType
from huimin_rules.norms.types import type_of_expression

_WHOLE: Final = (ValueType.INTEGER, ValueType.MONEY, ValueType.DATE)
_OPPOSITE: Final = {Comparison.IS: Comparison.IS_NOT, Comparison.IS_NOT: Comparison.IS}
_ONE_DAY: Final = timedelta(days=1)


def canonical(condition: Condition, facts: Mapping[str, AnyFact]) -> Condition:
    """The form that stands for all conditions that plainly mean the same."""

    def go(part: Condition) -> Condition:
        return canonical(part, facts)

    match condition:
        case Constant() | Holds() | Present() | Within():
            return condition
        case All(parts):
            return _joined(All, [go(part) for part in parts])
        case AnyOf(parts):
            return _joined(AnyOf, [go(part) for part in parts])
        case Not(part):
            return _opposite(go(part))
        case Compare():
            return _compared(condition, facts)
        case Member(subject, options, negated):
            if len(options) == 1:
                op = Comparison.IS_NOT if negated else Comparison.IS
                return go(Compare(subject, op, Literal(options[0], type_of_expression(subject, facts))))
            return replace(condition, options=tuple(sorted(options, key=str)))
        case Quantified(quantifier, over, satisfies):
            return Quantified(quantifier, over, go(satisfies))
        case ConditionByReading(reading, alternatives):
            parts_ = tuple((name, go(part)) for name, part in alternatives)
            if len({part for _, part in parts_}) == 1:
                return parts_[0][1]
            return ConditionByReading(reading, parts_)
        case _:
            assert_never(condition)


def _joined(make: type[All] | type[AnyOf], parts: list[Condition]) -> Condition:
    """Nested parts of the same kind side by side, each once, without what adds nothing."""
    neutral, final = Constant(make is All), Constant(make is not All)
    flat: dict[Condition, None] = {}
    for part in parts:
        inner = part.parts if isinstance(part, All | AnyOf) and type(part) is make else (part,)
        flat.update(dict.fromkeys(one for one in inner if one != neutral))
    if final in flat:
        return final
    if not flat:
        return neutral
    return next(iter(flat)) if len(flat) == 1 else make(tuple(sorted(flat, key=repr)))


def _opposite(condition: Condition) -> Condition:
    match condition:
        case Constant(value):
            return Constant(not value)
        case Not(part):
            return part
        case Compare(left, (Comparison.IS | Comparison.IS_NOT) as op, right):
            return Compare(left, _OPPOSITE[op], right)
        case Member():
            return replace(condition, negated=not condition.negated)
        case _:
            return Not(condition)


def _compared(condition: Compare, facts: Mapping[str, AnyFact]) -> Condition:
    left, op, right = _inner(condition.left, facts), condition.op, _inner(condition.right, facts)
    if isinstance(right, Literal):
        if right.value is False and op in _OPPOSITE:
            return Compare(left, _OPPOSITE[op], Literal(True, right.type))
        if op in (Comparison.MORE_THAN, Comparison.LESS_THAN) and _is_whole(left, facts):
            sign, closed = (1, Comparison.AT_LEAST) if op is Comparison.MORE_THAN else (-1, Comparison.AT_MOST)
            if isinstance(right.value, date):
                return Compare(left, closed, Literal(right.value + sign * _ONE_DAY, right.type))
            if isinstance(right.value, int):
                return Compare(left, closed, Literal(right.value + sign, right.type))
    return Compare(left, op, right)


def _is_whole(expression: Expression, facts: Mapping[str, AnyFact]) -> bool:
    """Whether the expression only has values with nothing between one and the next."""
    match expression:
        case FactRef():
            return type_of_expression(expression, facts).kind in _WHOLE
        case Count() | MonthsBetween():
            return True
        case _:
            return False


def _inner(expression: Expression, facts: Mapping[str, AnyFact]) -> Expression:
    """An expression with the conditions in it in their one form."""
    match expression:
        case Count(over, where) if where is not None:
            return Count(over, canonical(where, facts))
        case Total(over, of, where) if where is not None:
            return Total(over, of, canonical(where, facts))
        case Points(awards):
            return Points(tuple(Award(canonical(one.when, facts), one.gives) for one in awards))
        case _:
            return expression
