"""What a norm does with its facts: how it tells their values apart, what it computes, how far it counts."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from huimin_rules.norms.conditions import Compare, Comparison, Member, Quantified, Within
from huimin_rules.norms.expressions import (
    Arithmetic,
    Bracket,
    Count,
    Expression,
    ExpressionByReading,
    FactRef,
    Literal,
    MonthsBetween,
    Shift,
    Total,
)
from huimin_rules.norms.facts import Scalar
from huimin_rules.norms.walk import Node, nodes, parts

COMBINED: Final = 3
_MOST_TOLD_APART: Final = 5
_MOST_ELEMENTS: Final = 12


def told_apart(everything: Sequence[Node], path: str, options: tuple[Scalar, ...]) -> tuple[Scalar, ...]:
    """One option of each sort: options that every test of the fact answers alike are one sort. All of them where the
    fact is used in any other way than being tested against options.
    """
    tests: list[frozenset[Scalar]] = []
    for node in everything:
        match node:
            case Member(FactRef(tested), listed) if tested == path:
                tests.append(frozenset(listed))
            case Compare(FactRef(tested), Comparison.IS | Comparison.IS_NOT, Literal(value)) if tested == path:
                tests.append(frozenset({value}))
            case _:
                pass
    if len(tests) < sum(isinstance(node, FactRef) and node.path == path for node in everything):
        return options
    sorts = {tuple(option in test for test in tests): option for option in reversed(options)}
    return tuple(option for option in options if option in sorts.values())


@dataclass(frozen=True, slots=True)
class ListSizes:
    """For each list, how many elements of any sorts are tried together, and how many a norm can need to count to all
    that it counts to; `unbounded` holds the lists for which no number of elements would be enough, or too many.
    """

    mixed: dict[str, int]
    counted: dict[str, int]
    unbounded: frozenset[str]


def list_sizes(everything: Sequence[Node]) -> ListSizes:
    """How many elements of each list are to be tried."""
    tests: Counter[str] = Counter()
    needed: Counter[str] = Counter()
    unbounded = {node.over for node in everything if isinstance(node, Total)}
    plain = 0
    for node in everything:
        match node:
            case Quantified(_, over) | Count(over):
                tests[over] += 1
                needed[over] += 1
            case Compare(Count(over), _, Literal(number)) if isinstance(number, int) and number < _MOST_ELEMENTS:
                needed[over] += max(number, 0)
                plain += 1
            case _:
                pass
    if plain < sum(isinstance(node, Count) for node in everything):
        unbounded |= {node.over for node in everything if isinstance(node, Count)}
    # Beyond this size only mixtures of two sorts are tried, which is enough for two tests of the elements.
    unbounded |= {over for over, number in needed.items() if number > _MOST_TOLD_APART and tests[over] > 2}
    sizes = {over: max(COMBINED, min(number, _MOST_TOLD_APART)) for over, number in needed.items()}
    return ListSizes(sizes, dict(needed), frozenset(unbounded))


def looked_across(roots: Iterable[Node], over: str) -> frozenset[str]:
    """The fields of a list that a quantifier, a count or a total goes through, from whatever element."""
    return frozenset(
        part.path
        for root in roots
        for node in nodes(root)
        if isinstance(node, Quantified | Count | Total) and node.over == over
        for part in nodes(node)
        if isinstance(part, FactRef) and part.path.startswith(f"{over}[].")
    )


def computed(node: Node) -> Iterator[str]:
    """The facts that a node computes with, or compares with something computed."""
    match node:
        case Arithmetic() | Total() | MonthsBetween() | Shift() | Within():
            yield from _computed_with(node)
        case Compare(left, _, right) if not (_is_given(left) and _is_given(right)):
            yield from _computed_with(left)
            yield from _computed_with(right)
        case _:
            return


def _is_given(side: Expression) -> bool:
    """Whether a side of a comparison can only be a fact's value or a literal of the rule."""
    match side:
        case FactRef() | Literal() | Bracket():
            return True
        case ExpressionByReading(_, alternatives):
            return all(_is_given(part) for _, part in alternatives)
        case _:
            return False


def _computed_with(node: Node) -> Iterator[str]:
    """The facts whose very value goes into a computation: not those that only pick a bracket or decide a condition."""
    match node:
        case FactRef(path):
            yield path
        case Total(_, of):
            yield from _computed_with(of)
        case Arithmetic() | MonthsBetween() | Shift() | Within() | ExpressionByReading():
            for part in parts(node):
                yield from _computed_with(part)
        case _:
            return
