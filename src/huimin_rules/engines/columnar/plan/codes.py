"""The numbers of distinctions as expressions."""

from collections.abc import Iterator
from datetime import date

from huimin_rules.engines.columnar.answers.distinctions import (
    Alike,
    Difference,
    Distinction,
    Months,
    Pair,
    Regions,
    Sorts,
)
from huimin_rules.engines.columnar.plan.cells import Cell, words_of
from huimin_rules.engines.columnar.plan.counters import Uncounted
from huimin_rules.engines.columnar.plan.sql import Sql, call, case
from huimin_rules.engines.columnar.reading.columns import State, Unsettled
from huimin_rules.norms.facts import NONE, Fact, ValueType


def code_of(fact: Fact, distinction: Distinction, cell: Cell) -> Sql:
    """The number of a cell; of an open term the value is the number already."""
    value, none = cell.value, cell.none
    if fact.judgement:
        return value
    missing = value.is_null() if none is None else value.is_null() & ~none.or_else(False)
    match distinction:
        case Sorts():
            cases: list[tuple[Sql, object]] = [(missing, distinction.place(Unsettled.MISSING))]
            if none is not None:
                cases.append((none, distinction.place(NONE)))
            return case([*cases, *_by_value(fact, distinction, value)], distinction.size - 1)
        case Regions(_, marks, dense):
            cases = [(missing, distinction.size - 1)]
            if none is not None:
                cases.append((none, distinction.size - 2))
            scale = 100 if fact.type is ValueType.PERCENT else 1
            for place, mark in reversed(list(enumerate(marks))):
                if dense:
                    limit = float(mark * scale)
                    cases += [(value > limit, 2 * place + 2), (value.equals(limit), 2 * place + 1)]
                else:
                    limit_day = date.fromordinal(mark) if fact.type is ValueType.DATE else mark
                    cases.append((value >= limit_day, place + 1))
            return case(cases, 0)
        case Alike():
            raise Uncounted


def pair_code(pair: Pair, one: Sql, other: Sql, *, days: bool) -> Sql:
    """The number for the values of two facts beside each other."""
    unknown = (one.is_null() | other.is_null(), pair.size - 1)
    match pair:
        case Difference(_, _, reach):
            apart = call("datediff", one, other) if days else one - other
            return case([unknown, (apart >= reach, 2 * reach), (apart <= -reach, 0)], apart + reach)
        case Months(_, _, number):
            end = call("date_add", other, 1)
            years = call("year", end) - call("year", one)
            part = call("month", end) - call("month", one)
            months = years * 12 + part - case([(call("day", end) < call("day", one), 1)], 0)
            return case([unknown, (months > number, 2), (months < number, 0)], 1)


def _by_value(fact: Fact, distinction: Sorts, value: Sql) -> Iterator[tuple[Sql, int]]:
    places: dict[int, list[State]] = {}
    for state, place in distinction.named:
        if not isinstance(state, Unsettled) and not (isinstance(state, str) and state == NONE):
            places.setdefault(place, []).append(state)
    for place, states in places.items():
        if fact.type is ValueType.BOOLEAN:
            yield (value if states[0] else ~value), place
        else:
            yield value.is_in(words_of(fact, states)), place
