"""Walking over conditions and expressions: their parts, and what they refer to."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias, assert_never

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

Node: TypeAlias = Condition | Expression


def parts(node: Node) -> tuple[Node, ...]:
    """The conditions and expressions that a node is directly made of."""
    match node:
        case Constant() | Holds() | Literal() | FactRef():
            return ()
        case All(inner) | AnyOf(inner) | Arithmetic(_, inner):
            return inner
        case Not(part):
            return (part,)
        case Compare(left, _, right):
            return (left, right)
        case Member(subject):
            return (subject,)
        case Present(fact):
            return (fact,)
        case Within(day, before):
            return (day, before)
        case Quantified(_, _, satisfies):
            return (satisfies,)
        case ConditionByReading(_, alternatives):
            return tuple(part for _, part in alternatives)
        case ExpressionByReading(_, choices):
            return tuple(part for _, part in choices)
        case Count(_, where):
            return (where,) if where else ()
        case Total(_, of, where):
            return (of, where) if where else (of,)
        case Bracket(subject, rows):
            limits = tuple(row.limit for row in rows if row.limit is not None)
            return (subject, *limits, *(row.gives for row in rows))
        case Points(awards):
            return tuple(part for award in awards for part in (award.when, award.gives))
        case MonthsBetween(start, through):
            return (start, through)
        case Shift(day):
            return (day,)
        case _:
            assert_never(node)


def nodes(node: Node) -> Iterator[Node]:
    """The node and everything below it."""
    yield node
    for part in parts(node):
        yield from nodes(part)


def conditions(norm: Norm) -> tuple[Condition, ...]:
    """The conditions that a norm states, in the order in which they are looked at."""
    return tuple(part for part in (norm.who, norm.when, norm.unless, norm.requires) if part is not None)


@dataclass(frozen=True, slots=True)
class References:
    """What a condition or norm refers to, directly or through definitions: each in order of first mention."""

    facts: tuple[str, ...]
    lists: tuple[str, ...]
    readings: tuple[str, ...]
    definitions: tuple[str, ...]


def references(policy: Policy, roots: tuple[Condition, ...], for_each: str | None = None) -> References:
    """Everything that the conditions refer to; facts of elements are written with their list (`applicants[].role`)."""
    facts: dict[str, None] = {}
    lists: dict[str, None] = {for_each: None} if for_each else {}
    readings: dict[str, None] = {}
    definitions: dict[str, None] = {}
    waiting: list[Node] = list(reversed(roots))
    while waiting:
        node = waiting.pop()
        match node:
            case FactRef(path):
                facts[path] = None
                if "[]." in path:
                    lists[path.partition("[].")[0]] = None
            case Quantified(_, over) | Count(over) | Total(over):
                lists[over] = None
            case ConditionByReading(reading) | ExpressionByReading(reading):
                readings[reading] = None
            case Holds(name):
                if name not in definitions:
                    definitions[name] = None
                    waiting.extend(reversed(conditions(policy.norm_by_id[name])))
            case _:
                pass
        waiting.extend(reversed(parts(node)))
    return References(tuple(facts), tuple(lists), tuple(readings), tuple(definitions))


def norm_references(policy: Policy, norm: Norm) -> References:
    """Everything that a norm refers to."""
    return references(policy, conditions(norm), norm.for_each)
