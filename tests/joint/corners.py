"""Where docs/semantics.md lets the reference engine leave open what is certain, or name a blocker too many."""

from collections.abc import Iterator, Sequence
from math import prod
from typing import Final

from huimin_rules.norms import conditions as c
from huimin_rules.norms import expressions as e
from huimin_rules.norms.facts import Fact, FactList, ValueType
from huimin_rules.norms.walk import Node, nodes
from tests.joint.scope import Open, Scope

_FEW: Final = 64
_MANY: Final = 200
_FAR: Final = 10
"""The length at which mixtures of elements are no longer all tried, for each of two worlds."""
_COMPUTED: Final = (e.Arithmetic, e.Bracket, e.MonthsBetween, e.Shift, e.Total)


def corner(scope: Scope, opens: Sequence[Open]) -> bool:
    """Whether a norm computes with several ordered unknowns, or counts far in a list that nobody stated."""
    if any(isinstance(one.fact, FactList) for one in opens) and _counts_far(scope):
        return True
    ordered = [one for one in opens if isinstance(one.fact, Fact) and one.fact.type.is_ordered and not _small(one.fact)]
    computed = {path for node in scope.nodes for path in _computed(node)}
    halved = [one for one in ordered if one.path in computed]
    if not halved:
        return False
    mentioned = [node.path for node in scope.nodes if isinstance(node, e.FactRef)]
    # Halving one interval takes a hundred evaluations or so, for each of the values of the others.
    return len(ordered) > 1 or mentioned.count(halved[0].path) > 1 or prod(map(_size, opens)) > _MANY


def _counts_far(scope: Scope) -> bool:
    """Whether a norm sums over a list, counts to more than a few, or uses a count otherwise than against a constant."""
    counts = sum(isinstance(node, e.Count) for node in scope.nodes)
    plain = sum(
        isinstance(n, c.Compare) and isinstance(n.left, e.Count) and isinstance(n.right, e.Literal) for n in scope.nodes
    )
    summed = any(isinstance(node, e.Total) for node in scope.nodes)
    return summed or plain < counts or scope.longest is None or scope.longest > _FAR


def _size(one: Open) -> int:
    """About how many values an unknown has, that one apart."""
    if one.fact is None:
        return 2
    if isinstance(one.fact, FactList):
        return _MANY
    if one.fact.domain.options is not None:
        return len(one.fact.domain.options)
    return 5 if one.fact.type.is_text or _small(one.fact) else 1


def _small(fact: Fact) -> bool:
    """Whether all values of a fact are tried."""
    low, high = fact.domain.low, fact.domain.high
    return fact.type is ValueType.INTEGER and int(high) - int(low) < _FEW  # type: ignore[arg-type]  # an integer has both ends


def _computed(node: Node) -> Iterator[str]:
    """The facts that a node computes with, or compares with something computed."""
    match node:
        case c.Compare(left, _, right):
            sides: tuple[Node, ...] = (left, right)
        case c.Within(day, before):
            sides = (day, before)
        case _:
            sides = ()
    if isinstance(node, (*_COMPUTED, c.Within)) or any(
        isinstance(one, _COMPUTED) for side in sides for one in nodes(side)
    ):
        yield from (one.path for one in nodes(node) if isinstance(one, e.FactRef))
