"""For each number of a distinction a state that has it: what a table that is made ahead asks about."""

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from itertools import pairwise, product

from huimin_rules.engines.columnar.answers.distinctions import Alike, Distinction, Regions, Sorts
from huimin_rules.engines.columnar.answers.seen import OTHER
from huimin_rules.engines.columnar.reading.columns import Ordered, State, Unsettled, is_whole, number_of
from huimin_rules.norms.facts import NONE, Fact, ValueType


def examples(fact: Fact, distinction: Distinction, near: int = 0) -> Iterator[State]:
    """States of a fact, at least one for each number; `near` more whole numbers from either end of each region."""
    match distinction:
        case Sorts():
            yield from dict.fromkeys(_sorts(fact, distinction)).keys()
        case Regions():
            yield from _values(fact, distinction, near)
            if fact.domain.may_be_none:
                yield NONE
            yield Unsettled.MISSING
        case Alike():
            raise AssertionError("every value apart from every other has no examples")


def _sorts(fact: Fact, distinction: Sorts) -> Iterator[State]:
    firsts = {place: state for state, place in reversed(distinction.named)}
    yield from (firsts[place] for place in sorted(firsts))
    if distinction.size - 1 not in firsts:
        if fact.type.is_text:
            yield OTHER
        else:
            yield fact.domain.low if fact.domain.low is not None else Unsettled.MISSING


def _values(fact: Fact, distinction: Regions, near: int) -> Iterator[State]:
    low, high = number_of(fact.domain.low), number_of(fact.domain.high)  # type: ignore[arg-type]  # with an order come ends
    marks = [mark for mark in distinction.marks if low <= mark <= high]
    if distinction.dense:
        yield from (_value(fact, one) for one in _dense([low, *marks, high]))
        return
    ends = sorted({low, *marks})
    for begin, following in zip(ends, [*ends[1:], high + 1], strict=True):
        width = following - begin
        steps = set(range(min(near + 1, width))) | {width - 1 - step for step in range(min(near, width))}
        yield from (_value(fact, begin + step) for step in sorted(steps))


def _dense(points: list[Ordered]) -> Iterator[Ordered]:
    distinct = sorted(set(points))
    for begin, following in pairwise(distinct):
        yield begin
        yield Fraction(begin + following) / 2
    yield distinct[-1]


def _value(fact: Fact, number: Ordered) -> State:
    if fact.type is ValueType.DATE:
        return date.fromordinal(number)
    return int(number) if is_whole(fact) else number


def combinations(choices: Mapping[str, list[State]]) -> Iterator[dict[str, State]]:
    """Every combination of states."""
    for states in product(*choices.values()):
        yield dict(zip(choices, states, strict=True))
