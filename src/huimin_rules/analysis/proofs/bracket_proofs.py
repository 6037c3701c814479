"""Brackets: every value picks exactly one row, and every row is picked by some value."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from huimin_rules.analysis.proofs.formulas import TRUE, Formula, both, counted, every, no
from huimin_rules.analysis.proofs.meaning import Meaning, limits
from huimin_rules.analysis.proofs.results import Result, Shown, State
from huimin_rules.analysis.proofs.scope import scope_of
from huimin_rules.analysis.proofs.solver import Found, Impossible, Solver, Undecided
from huimin_rules.analysis.proofs.witnesses import Witnesses
from huimin_rules.norms.acknowledgement import Defect
from huimin_rules.norms.conditions import Quantified
from huimin_rules.norms.expressions import Bracket, Count, Literal, Total
from huimin_rules.norms.facts import ValueType
from huimin_rules.norms.norm import Norm
from huimin_rules.norms.walk import Node, conditions, parts
from huimin_rules.quantity import format_decimal, format_money


class BracketProofs:
    """Questions about the brackets of norms and definitions."""

    def __init__(self, meaning: Meaning) -> None:
        self.meaning = meaning
        self.witnesses = Witnesses(meaning)
        self.solver = Solver(meaning.readable)

    def has(self, norm: Norm) -> bool:
        """Whether the norm states a bracket itself."""
        return any(True for root in conditions(norm) for _ in _brackets(root, norm.for_each))

    def bracket(self, norm: Norm) -> Result:
        """Whether the rows of the norm's brackets are as they should be."""
        found = [one for root in conditions(norm) for one in _brackets(root, norm.for_each)]
        lists = scope_of(self.meaning.policy, norm).bounds(self.meaning)
        problems: list[str] = []
        shown: list[Shown] = []
        for one, over in found:
            for words, wanted, is_right in self._questions(one, over):
                match self.witnesses.ask(self.solver, wanted):
                    case Found(model):
                        if not is_right:
                            problems.append(words)
                            shown.append(self.witnesses.shown(model, _findable(norm)))
                    case Impossible():
                        if is_right:
                            problems.append(words)
                    case Undecided(reason):
                        return Result(Defect.BRACKET, norm.id, State.UNDECIDED, lists=lists, reason=reason)
        state = State.REFUTED if problems else State.PROVED
        return Result(Defect.BRACKET, norm.id, state, tuple(dict.fromkeys(problems)), shown=tuple(shown), lists=lists)

    def _questions(self, one: Bracket, over: str | None) -> Iterator[tuple[str, Formula, bool]]:
        """What to ask of a bracket, what is wrong in words, and whether there ought to be such an application."""
        index = None if over is None else 0
        there = TRUE if over is None else self.meaning.world.there(over, 0)
        subject = self.meaning.value(one.subject, index)
        exists = both(there, no(subject.none))
        within = [*limits(subject.content, one.rows, self.meaning.world.vocabulary), TRUE]
        rows = [both(here, *([no(within[place - 1])] if place else [])) for place, here in enumerate(within)]
        yield "有的值落在两行之中，或者不在任何一行之中", both(exists, counted(rows) != 1), False
        for row, (here, before) in zip(one.rows, zip(rows, _before(within), strict=True), strict=True):
            words = (
                "其余" if row.limit is None else f"{'不超过' if row.included else '不满'} {written_limit(row.limit)}"
            )
            yield f"没有值落在“{words}”一行", both(exists, here, before), True


def _before(within: list[Formula]) -> list[Formula]:
    """For each row, that no earlier row is picked."""
    return [every(no(earlier) for earlier in within[:place]) for place in range(len(within))]


def _brackets(node: Node, over: str | None) -> Iterator[tuple[Bracket, str | None]]:
    """The brackets below a node, each with the list whose element it is about."""
    if isinstance(node, Bracket):
        yield node, over
    inner = node.over if isinstance(node, Quantified | Count | Total) else over
    for part in parts(node):
        yield from _brackets(part, inner)


def _findable(norm: Norm) -> tuple[Norm, ...]:
    return (norm,) if norm.modality.has_finding else ()


def written_limit(limit: Literal) -> str:
    """The limit of a row, as people write it."""
    value = limit.value
    if isinstance(value, date):
        return value.isoformat()
    assert isinstance(value, int | Fraction)
    match limit.type.kind:
        case ValueType.MONEY:
            return format_money(int(value))
        case ValueType.PERCENT:
            return f"{format_decimal(value * 100)}%"
        case _:
            return format_decimal(value)
