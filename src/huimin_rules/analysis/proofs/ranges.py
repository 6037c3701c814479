"""What a value may still be, and what may then be said of it: the three-valued counterpart of `world.Value`.

A truth is a pair: may it be true, may it be false. An ordered value is the interval that its `ends` span: each end
counts where its guard holds. Kept as ends, and not as one smallest and one largest, a ratio stays linear: "all of the
interval is at least c" is "each end is at least c". Words and flags are sets of possibilities.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product
from typing import Final, TypeAlias, assert_never

from huimin_rules.analysis.proofs.days import Day
from huimin_rules.analysis.proofs.formulas import FALSE, TRUE, Formula, both, either, every, no, some
from huimin_rules.analysis.proofs.numbers import Number
from huimin_rules.analysis.proofs.world import Word, compared
from huimin_rules.norms.conditions import Comparison


@dataclass(frozen=True, slots=True)
class Truth:
    """Which truth values are still possible; at least one is."""

    may_hold: Formula
    may_fail: Formula

    @property
    def certain(self) -> Formula:
        """Whether one of the two is ruled out."""
        return no(both(self.may_hold, self.may_fail))


def settled(holds: Formula) -> Truth:
    """The truth of what is known."""
    return Truth(holds, no(holds))


def opposite(one: Truth) -> Truth:
    """Not."""
    return Truth(one.may_fail, one.may_hold)


def conjunction(parts: Iterable[Truth]) -> Truth:
    """Kleene's and: may hold if all may, may fail if one may."""
    found = list(parts)
    return Truth(every(one.may_hold for one in found), some(one.may_fail for one in found))


def disjunction(parts: Iterable[Truth]) -> Truth:
    """Kleene's or: may hold if one may, may fail if all may."""
    return opposite(conjunction(map(opposite, parts)))


End: TypeAlias = Number | Day


@dataclass(frozen=True, slots=True)
class Ends:
    """An interval of numbers or of days (never both), spanned by the ends whose guard holds; empty where none does."""

    ends: tuple[tuple[Formula, End], ...]


@dataclass(frozen=True, slots=True)
class AnyText:
    """Any text at all."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words that are possible where their guard holds: one by its number, or any text."""

    possible: tuple[tuple[Formula, Word | AnyText], ...]


@dataclass(frozen=True, slots=True)
class Flags:
    """A truth as a value."""

    truth: Truth


Reach: TypeAlias = Ends | Words | Flags


@dataclass(frozen=True, slots=True)
class Range:
    """What a value may be (`reach`), whether there may be none, and whether there may be one."""

    reach: Reach
    may_be_none: Formula = FALSE
    may_exist: Formula = TRUE


def compare(op: Comparison, a: Range, b: Range) -> Truth:
    """The comparison of two values; where either may not exist it may fail, where one does not it fails."""
    if op is Comparison.IS_NOT:
        return opposite(compare(Comparison.IS, a, b))
    found = _compared(op, a.reach, b.reach)
    exist = both(a.may_exist, b.may_exist)
    return Truth(both(exist, found.may_hold), either(no(exist), a.may_be_none, b.may_be_none, found.may_fail))


def _compared(op: Comparison, a: Reach, b: Reach) -> Truth:
    match a, b:
        case Flags(left), Flags(right):
            return Truth(
                either(both(left.may_hold, right.may_hold), both(left.may_fail, right.may_fail)),
                either(both(left.may_hold, right.may_fail), both(left.may_fail, right.may_hold)),
            )
        case Words(left_words), Words(right_words):
            pairs = [
                (both(guard, other), _same_word(x, y)) for (guard, x), (other, y) in product(left_words, right_words)
            ]
            return Truth(
                some(both(guard, truth.may_hold) for guard, truth in pairs),
                some(both(guard, truth.may_fail) for guard, truth in pairs),
            )
        case Ends(left_ends), Ends(right_ends):
            return _ordered(op, left_ends, right_ends)
        case _:
            raise AssertionError((a, b))


def _same_word(a: Word | AnyText, b: Word | AnyText) -> Truth:
    if isinstance(a, Word) and isinstance(b, Word):
        return settled(a.number == b.number)
    return Truth(TRUE, TRUE)


def _ordered(op: Comparison, left: tuple[tuple[Formula, End], ...], right: tuple[tuple[Formula, End], ...]) -> Truth:
    pairs = [(both(guard, other), x, y) for (guard, x), (other, y) in product(left, right)]

    def some_pair(wanted: Comparison) -> Formula:
        return some(both(guard, compared(wanted, x, y)) for guard, x, y in pairs)

    if op is Comparison.IS:
        # They may be equal where the intervals meet, and differ where not both are the same single point.
        return Truth(both(some_pair(Comparison.AT_MOST), some_pair(Comparison.AT_LEAST)), some_pair(Comparison.IS_NOT))
    return Truth(some_pair(op), some_pair(_OPPOSITE[op]))


_OPPOSITE: Final = {
    Comparison.AT_LEAST: Comparison.LESS_THAN,
    Comparison.LESS_THAN: Comparison.AT_LEAST,
    Comparison.AT_MOST: Comparison.MORE_THAN,
    Comparison.MORE_THAN: Comparison.AT_MOST,
}


def hull(cases: Iterable[tuple[Formula, Range]]) -> Range:
    """What may be where any of several cases may be: the cases whose guard holds, together."""
    found = list(cases)
    none = some(both(guard, one.may_be_none) for guard, one in found)
    exist = some(both(guard, one.may_exist) for guard, one in found)
    reaches = [(both(guard, one.may_exist), one.reach) for guard, one in found]
    reach: Reach
    match reaches[0][1]:
        case Words():
            possible = [(guard, one.possible) for guard, one in reaches if isinstance(one, Words)]
            reach = Words(tuple((both(guard, inner), word) for guard, words in possible for inner, word in words))
        case Flags():
            flags = [(guard, one.truth) for guard, one in reaches if isinstance(one, Flags)]
            reach = Flags(
                Truth(
                    some(both(guard, one.may_hold) for guard, one in flags),
                    some(both(guard, one.may_fail) for guard, one in flags),
                )
            )
        case Ends():
            spanned = [(guard, one.ends) for guard, one in reaches if isinstance(one, Ends)]
            reach = Ends(tuple((both(guard, inner), end) for guard, ends in spanned for inner, end in ends))
        case _:
            assert_never(reaches[0][1])
    return Range(reach, none, exist)
