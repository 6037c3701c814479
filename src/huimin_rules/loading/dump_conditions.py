"""From the representation of conditions and expressions back to what an author writes: lowering it gives them again."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final, assert_never

from huimin_rules.loading.lower_expressions import MONTHS_IN_YEAR
from huimin_rules.loading.plain_data import Data
from huimin_rules.norms import conditions as c
from huimin_rules.norms import expressions as e
from huimin_rules.norms.facts import AnyFact, Scalar, ValueType
from huimin_rules.norms.types import type_of_expression
from huimin_rules.quantity import Number, format_decimal, format_money

_MOST_MONTHS: Final = 2400
_MOST_YEARS: Final = 200
_MOST_PLACES: Final = 20  # of a percentage that is written with its sign


def dump_condition(condition: c.Condition, facts: Mapping[str, AnyFact]) -> dict[str, Data]:
    """A condition as a rule writes it."""

    def dump(part: c.Condition) -> dict[str, Data]:
        return dump_condition(part, facts)

    match condition:
        case c.Constant(value):
            return {"always": value}
        case c.All(parts):
            return {"all": [dump(part) for part in parts]}
        case c.AnyOf(parts):
            return {"any": [dump(part) for part in parts]}
        case c.Not(c.Present(fact)):
            return {**_subject(fact, facts), "present": False}
        case c.Not(part):
            return {"not": dump(part)}
        case c.Compare(left, op, right):
            return {**_subject(left, facts), op.value: dump_expression(right, facts)}
        case c.Member(subject, options, negated):
            kind = type_of_expression(subject, facts).kind
            return {
                **_subject(subject, facts),
                "none_of" if negated else "one_of": [dump_scalar(one, kind) for one in options],
            }
        case c.Present(fact):
            return {**_subject(fact, facts), "present": True}
        case c.Within(day, before, months, days):
            window = {**_span(months, days), "before": dump_expression(before, facts)}
            return {**_subject(day, facts), "within": window}
        case c.Quantified(quantifier, over, satisfies):
            return {quantifier.value: over, "satisfies": dump(satisfies)}
        case c.Holds(definition):
            return {"holds": definition}
        case c.ConditionByReading(reading, alternatives):
            return {"reading": reading, "alternatives": {name: dump(part) for name, part in alternatives}}
        case _:
            assert_never(condition)


def _subject(subject: e.Expression, facts: Mapping[str, AnyFact]) -> dict[str, Data]:
    if isinstance(subject, e.FactRef):
        return {"fact": _name(subject)}
    return {"value": dump_expression(subject, facts)}


def _name(fact: e.FactRef) -> str:
    """A fact by the name it has where it is written: the fact of an element without the list."""
    return fact.path.rpartition("[].")[2]


def dump_expression(expression: e.Expression, facts: Mapping[str, AnyFact]) -> Data:
    """An expression as a rule writes it."""

    def dump(part: e.Expression) -> Data:
        return dump_expression(part, facts)

    match expression:
        case e.Literal():
            return dump_literal(expression)
        case e.FactRef():
            return {"fact": _name(expression)}
        case e.Arithmetic(op, parts):
            return {op.value: [dump(part) for part in parts]}
        case e.Count(over, where):
            return {"count": over, **_where(where, facts)}
        case e.Total(over, of, where):
            return {"total": over, "of": dump(of), **_where(where, facts)}
        case e.Bracket(subject, rows):
            return {"bracket": dump(subject), "rows": [_row(row) for row in rows]}
        case e.Points(awards):
            return {
                "points": [
                    {"when": dump_condition(one.when, facts), "gives": dump_literal(one.gives)} for one in awards
                ]
            }
        case e.MonthsBetween(start, through):
            return {"months_between": {"from": dump(start), "through": dump(through)}}
        case e.Shift(day, months, days):
            return {"shift": dump(day), **_span(months, days)}
        case e.ExpressionByReading(reading, alternatives):
            return {"reading": reading, "alternatives": {name: dump(part) for name, part in alternatives}}
        case _:
            assert_never(expression)


def _where(where: c.Condition | None, facts: Mapping[str, AnyFact]) -> dict[str, Data]:
    return {} if where is None else {"where": dump_condition(where, facts)}


def _row(row: e.BracketRow) -> Data:
    if row.limit is None:
        return {"otherwise": dump_literal(row.gives)}
    return {"at_most" if row.included else "less_than": dump_literal(row.limit), "gives": dump_literal(row.gives)}


def _span(months: int, days: int) -> dict[str, Data]:
    """A span in months and days; in years too where it is longer than months are allowed to say."""
    sign = -1 if months < 0 else 1
    years = 0 if abs(months) <= _MOST_MONTHS else sign * _MOST_YEARS
    span = {"years": years, "months": months - years * MONTHS_IN_YEAR, "days": days}
    return {unit: number for unit, number in span.items() if number}


# --- values


def dump_literal(literal: e.Literal) -> Data:
    """A literal as a rule writes it."""
    return dump_scalar(literal.value, literal.type.kind)


def dump_scalar(value: Scalar, kind: ValueType) -> Data:
    """A value of a type as a rule writes it: `120万元`, `30%`, `2022-12-21`, `lead`, `12`."""
    if isinstance(value, bool | str):
        return value
    if not isinstance(value, Number):
        return value.isoformat()
    if kind is ValueType.MONEY:
        return format_money(int(value))
    shown = format_decimal(value * 100 if kind is ValueType.PERCENT else value)
    if kind is ValueType.PERCENT and len(shown.partition(".")[2]) <= _MOST_PLACES:
        return f"{shown}%"
    return Decimal(shown) if "." in shown else int(shown)
