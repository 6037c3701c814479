"""Where a norm takes one way or another on the way to its value: rows of brackets, and awards given or not.

Cases are held against them: a row that no case picks, or points that no case is given or refused, are a part of the
text that nobody has argued for.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from huimin_rules.norms.conditions import Quantified
from huimin_rules.norms.expressions import Award, Bracket, Count, Points, Total
from huimin_rules.norms.norm import Norm
from huimin_rules.norms.walk import Node, conditions, parts


@dataclass(frozen=True, slots=True)
class BracketTurn:
    """A bracket of a norm, the number-th from the front, about the elements of a list or (None) the application."""

    bracket: Bracket
    number: int
    over: str | None


@dataclass(frozen=True, slots=True)
class AwardTurn:
    """An award of a norm, the number-th from the front."""

    award: Award
    number: int
    over: str | None


Turn: TypeAlias = BracketTurn | AwardTurn


def turns(norm: Norm) -> tuple[Turn, ...]:
    """Every turn that a norm or definition states itself, in the order in which it is written."""
    found: list[Turn] = []
    for condition in conditions(norm):
        for node, over in _placed(condition, norm.for_each):
            match node:
                case Bracket():
                    number = 1 + sum(isinstance(one, BracketTurn) for one in found)
                    found.append(BracketTurn(node, number, over))
                case Points(awards):
                    for award in awards:
                        number = 1 + sum(isinstance(one, AwardTurn) for one in found)
                        found.append(AwardTurn(award, number, over))
                case _:
                    pass
    return tuple(found)


def _placed(node: Node, over: str | None) -> Iterator[tuple[Node, str | None]]:
    """The node and everything below it, each with the list whose elements it is about."""
    yield node, over
    inner = node.over if isinstance(node, Quantified | Count | Total) else over
    for part in parts(node):
        yield from _placed(part, inner)
