"""Computing with ranges: the interval of a result from the ends of the intervals it is computed from."""

from collections.abc import Callable, Iterable
from functools import reduce
from itertools import product
from typing import Final, assert_never

from huimin_rules.analysis.proofs import days, numbers
from huimin_rules.analysis.proofs.days import Day
from huimin_rules.analysis.proofs.formulas import TRUE, Formula, both, either, every, no, some
from huimin_rules.analysis.proofs.numbers import Number
from huimin_rules.analysis.proofs.ranges import AnyText, Ends, Flags, Range, Reach, Truth, Words
from huimin_rules.analysis.proofs.world import Content, Flag, Word
from huimin_rules.norms.conditions import Comparison
from huimin_rules.norms.expressions import ArithmeticOp

_HUGE: Final = numbers.number(10**60)
_LEAST: Final = numbers.number(-(10**60))


def alone(content: Content) -> Range:
    """A value that is known."""
    return Range(reach(TRUE, content, ()))


def reach(known: Formula, value: Content, unknown: tuple[Content | AnyText, ...]) -> Reach:
    """The value where it is known, and otherwise everything that it may be."""
    cases = [(known, value), *((no(known), one) for one in unknown)]
    match value:
        case Flag():
            flags = [(guard, one.holds) for guard, one in cases if isinstance(one, Flag)]
            return Flags(
                Truth(
                    some(both(guard, holds) for guard, holds in flags),
                    some(both(guard, no(holds)) for guard, holds in flags),
                )
            )
        case Word():
            return Words(tuple((guard, one) for guard, one in cases if isinstance(one, Word | AnyText)))
        case Number():
            return Ends(tuple((guard, one) for guard, one in cases if isinstance(one, Number)))
        case Day():
            return Ends(tuple((guard, one) for guard, one in cases if isinstance(one, Day)))
        case _:
            assert_never(value)


def shifted(one: Range, months: int, moved: int) -> Range:
    """A day moved; moving keeps the order."""
    ends = tuple((guard, days.shift(end, months, moved)) for guard, end in day_ends(one))
    return Range(Ends(ends), one.may_be_none, one.may_exist)


def months_of(start: Range, through: Range) -> Range:
    """Months rise with the last day and fall with the first: the ends give the ends."""
    ends = tuple(
        (both(guard, other), Number(days.months_between(first, last)))
        for (guard, first), (other, last) in product(day_ends(start), day_ends(through))
    )
    return Range(Ends(ends), either(start.may_be_none, through.may_be_none), both(start.may_exist, through.may_exist))


def ratio(a: Range, b: Range) -> Range:
    """A ratio does not exist where the divisor is zero; near zero, and across it, it is as large as can be."""
    above, below = number_ends(a), number_ends(b)
    negative = some(both(guard, end.top < 0) for guard, end in below)
    positive = some(both(guard, end.top > 0) for guard, end in below)
    zero = some(both(guard, end.top == 0) for guard, end in below)
    across = both(negative, positive)
    ends = [
        (both(no(across), guard, other, y.top != 0), numbers.computed(ArithmeticOp.RATIO, x, y))
        for (guard, x), (other, y) in product(above, below)
    ]
    rises = some(both(guard, x.top > 0) for guard, x in above)
    falls = some(both(guard, x.top < 0) for guard, x in above)
    large = either(across, both(zero, either(both(positive, rises), both(negative, falls))))
    small = either(across, both(zero, either(both(positive, falls), both(negative, rises))))
    return Range(
        Ends((*ends, (large, _HUGE), (small, _LEAST))),
        either(a.may_be_none, b.may_be_none, zero, across),
        both(a.may_exist, b.may_exist, either(negative, positive)),
    )


def combined(a: Range, b: Range, operation: Callable[[Number, Number], Number]) -> Range:
    """An operation that is monotone in each argument: its interval is spanned by the results of the ends."""
    return Range(
        Ends(
            tuple(
                (both(guard, other), operation(x, y))
                for (guard, x), (other, y) in product(number_ends(a), number_ends(b))
            )
        ),
        either(a.may_be_none, b.may_be_none),
        both(a.may_exist, b.may_exist),
    )


def total(parts: Iterable[Range]) -> Range:
    """The sum. Where no end is a ratio the two ends of each part are enough, so that a long sum stays small."""
    found = list(parts)
    if any(end.below is not None for one in found for _, end in number_ends(one)):
        return reduce(lambda a, b: combined(a, b, _plus), found)
    bounds = [low_and_high(one) for one in found]
    zero = numbers.number(0)
    return Range(
        Ends(tuple((TRUE, reduce(_plus, (pair[side] for pair in bounds), zero)) for side in (0, 1))),
        some(one.may_be_none for one in found),
        every(one.may_exist for one in found),
    )


def _plus(a: Number, b: Number) -> Number:
    return numbers.computed(ArithmeticOp.SUM, a, b)


def low_and_high(one: Range) -> tuple[Number, Number]:
    """The smallest and the largest end, where no end is a ratio."""
    (there, low), *others = number_ends(one)
    high = low
    for guard, end in others:
        low = numbers.picked(both(guard, either(no(there), numbers.compared(Comparison.LESS_THAN, end, low))), end, low)
        high = numbers.picked(
            both(guard, either(no(there), numbers.compared(Comparison.MORE_THAN, end, high))), end, high
        )
        there = either(there, guard)
    return low, high


def number_ends(one: Range) -> tuple[tuple[Formula, Number], ...]:
    """The ends of a range of numbers."""
    match one.reach:
        case Ends(ends):
            return tuple((guard, end) for guard, end in ends if isinstance(end, Number))
        case _:
            raise AssertionError(one)


def day_ends(one: Range) -> tuple[tuple[Formula, Day], ...]:
    """The ends of a range of days."""
    match one.reach:
        case Ends(ends):
            return tuple((guard, end) for guard, end in ends if isinstance(end, Day))
        case _:
            raise AssertionError(one)
