"""A second reading of the semantics, as plain as can be: conditions over one complete world, and brute force.

It shares no code with the engine beyond the representation itself. A world gives every fact a value: `facts` by path,
`lists` by path as mappings of field to value, `readings` by id.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import product
from typing import Any

from huimin_rules.norms import conditions as c
from huimin_rules.norms import expressions as e
from huimin_rules.norms.norm import Norm
from huimin_rules.norms.policy import Policy

Record = Mapping[str, Any]


@dataclass(frozen=True)
class World:
    """One complete way things could be."""

    policy: Policy
    facts: Mapping[str, Any]
    lists: Mapping[str, Sequence[Record]]
    readings: Mapping[str, str]
    element: Record | None = None

    def of(self, element: Record) -> "World":
        return replace(self, element=element)


def value(expression: e.Expression, world: World) -> Any:
    """The value of an expression; "" where there is none."""
    match expression:
        case e.Literal(literal):
            return literal
        case e.FactRef(path) if "[]." in path:
            assert world.element is not None
            return world.element[path.partition("[].")[2]]
        case e.FactRef(path):
            return world.facts[path]
        case e.Arithmetic(op, parts):
            numbers = [value(part, world) for part in parts]
            if "" in numbers:
                return ""
            result = numbers[0]
            for number in numbers[1:]:
                if op is e.ArithmeticOp.RATIO and number == 0:
                    return ""
                result = {
                    e.ArithmeticOp.SUM: lambda a, b: a + b,
                    e.ArithmeticOp.DIFFERENCE: lambda a, b: a - b,
                    e.ArithmeticOp.PRODUCT: lambda a, b: a * b,
                    e.ArithmeticOp.RATIO: lambda a, b: Fraction(a) / b,
                }[op](result, number)
            return result
        case e.Count(over, where):
            return sum(where is None or holds(where, world.of(one)) for one in world.lists[over])
        case e.Total(over, of, where):
            inner = [
                value(of, world.of(one)) for one in world.lists[over] if where is None or holds(where, world.of(one))
            ]
            return "" if "" in inner else sum(inner)
        case e.Bracket(subject, rows):
            found = value(subject, world)
            if found == "":
                return ""
            for row in rows:
                if row.limit is None or found < row.limit.value or (row.included and found == row.limit.value):
                    return row.gives.value
            raise AssertionError
        case e.Points(awards):
            return sum(award.gives.value for award in awards if holds(award.when, world))
        case e.MonthsBetween(start, through):
            first, last = value(start, world), value(through, world)
            return "" if "" in (first, last) else whole_months(first, last)
        case e.Shift(day, months, days):
            return moved(value(day, world), months, days)
        case e.ExpressionByReading(reading, alternatives):
            return value(dict(alternatives)[world.readings[reading]], world)


def whole_months(start: date, through: date) -> int:
    """Counted month by month, not computed."""
    months = 0
    while eve(start, months + 1) <= through:
        months += 1
    while months > -2400 and eve(start, months) > through:
        months -= 1
    return months


def eve(start: date, months: int) -> date:
    """The last day of that many months that begin with `start`."""
    total = start.year * 12 + start.month - 1 + months
    year, month = divmod(total, 12)
    try:
        return date(year, month + 1, start.day) - timedelta(days=1)
    except ValueError:
        year, month = divmod(total + 1, 12)
        return date(year, month + 1, 1) - timedelta(days=1)


def moved(day: date | str, months: int, days: int) -> date | str:
    """A day moved; a day that the month lacks becomes its last day."""
    if isinstance(day, str):
        return ""
    total = day.year * 12 + day.month - 1 + months
    for number in (day.day, 30, 29, 28):
        try:
            return date(total // 12, total % 12 + 1, number) + timedelta(days=days)
        except ValueError:
            continue
    raise AssertionError


def holds(condition: c.Condition, world: World) -> bool:
    """Whether a condition holds in a complete world."""
    match condition:
        case c.Constant(constant):
            return constant
        case c.All(parts):
            return all(holds(part, world) for part in parts)
        case c.AnyOf(parts):
            return any(holds(part, world) for part in parts)
        case c.Not(part):
            return not holds(part, world)
        case c.Compare(left, op, right):
            a, b = value(left, world), value(right, world)
            if a == "" or b == "":
                return op is c.Comparison.IS_NOT
            return bool(
                {
                    c.Comparison.IS: lambda: a == b,
                    c.Comparison.IS_NOT: lambda: a != b,
                    c.Comparison.AT_LEAST: lambda: a >= b,
                    c.Comparison.MORE_THAN: lambda: a > b,
                    c.Comparison.AT_MOST: lambda: a <= b,
                    c.Comparison.LESS_THAN: lambda: a < b,
                }[op]()
            )
        case c.Member(subject, options, negated):
            return (value(subject, world) in options) is not negated
        case c.Present(fact):
            return bool(value(fact, world) != "")
        case c.Within(day, before, months, days):
            a, b = value(day, world), value(before, world)
            return bool(a != "" and b != "" and moved(b, -months, -days) <= a <= b)
        case c.Quantified(quantifier, over, satisfies):
            found = (holds(satisfies, world.of(one)) for one in world.lists[over])
            return any(found) if quantifier is c.Quantifier.SOME else all(found)
        case c.Holds(name):
            norm = world.policy.norm_by_id[name]
            return applies(norm, world) and norm.requires is not None and holds(norm.requires, world)
        case c.ConditionByReading(reading, alternatives):
            return holds(dict(alternatives)[world.readings[reading]], world)


def applies(norm: Norm, world: World) -> bool:
    """Whether a norm applies to the world (or to its element)."""
    if norm.who is not None and not holds(norm.who, world):
        return False
    if norm.when is not None and not holds(norm.when, world):
        return False
    return norm.unless is None or not holds(norm.unless, world)


def outcome(norm: Norm, world: World) -> str:
    """What a norm comes to in a complete world."""
    assert norm.requires is not None
    worlds = [world] if norm.for_each is None else [world.of(one) for one in world.lists[norm.for_each]]
    found = ["met" if holds(norm.requires, one) else "unmet" for one in worlds if applies(norm, one)]
    return "not_applicable" if not found else "unmet" if "unmet" in found else "met"


def consistent(world: World) -> bool:
    """Whether an application could be like this at all."""
    return all(holds(rule.requires, world) for rule in world.policy.consistency)


@dataclass(frozen=True)
class Unknown:
    """An unknown, what it may be, and where: a fact's path, a list's path, (list, index, field), or a reading's id."""

    name: str
    kind: str
    place: tuple[Any, ...]
    options: tuple[Any, ...]


def settle(world: World, unknown: Unknown, chosen: Any) -> World:
    """The world with the unknown settled."""
    match unknown.place:
        case ("fact", path):
            return replace(world, facts={**world.facts, path: chosen})
        case ("list", path):
            return replace(world, lists={**world.lists, path: chosen})
        case ("field", path, index, field):
            rows = [dict(row) for row in world.lists[path]]
            rows[index][field] = chosen
            return replace(world, lists={**world.lists, path: rows})
        case ("reading", name):
            return replace(world, readings={**world.readings, name: chosen})
        case _:
            raise AssertionError(unknown.place)


def completions(world: World, unknowns: Sequence[Unknown]) -> Iterator[tuple[tuple[Any, ...], World]]:
    """Every consistent completion, with the index of the option chosen for each unknown."""
    for chosen in product(*(range(len(one.options)) for one in unknowns)):
        complete = world
        for unknown, index in zip(unknowns, chosen, strict=True):
            complete = settle(complete, unknown, unknown.options[index])
        if consistent(complete):
            yield chosen, complete


def judged(
    norm: Norm, world: World, unknowns: Sequence[Unknown], tied: Iterable[Sequence[str]]
) -> tuple[set[str], set[str]]:
    """By brute force: every outcome that some completion has, and the unknowns on which the outcome depends.

    It depends on an unknown if two completions that differ in it and in nothing else, or else only in unknowns tied to
    it by a consistency rule, differ in the outcome.
    """
    found = [(chosen, outcome(norm, complete)) for chosen, complete in completions(world, unknowns)]
    outcomes = {one for _, one in found}
    blockers: set[str] = set()
    for place, unknown in enumerate(unknowns):
        moving = {place} | {
            index for group in tied if unknown.name in group for index, one in enumerate(unknowns) if one.name in group
        }
        seen: dict[tuple[Any, ...], list[tuple[Any, str]]] = {}
        for chosen, one in found:
            rest = tuple(index for at, index in enumerate(chosen) if at not in moving)
            seen.setdefault(rest, []).append((chosen[place], one))
        if any(a != b and x != y for pairs in seen.values() for a, x in pairs for b, y in pairs):
            blockers.add(unknown.name)
    return outcomes, blockers
