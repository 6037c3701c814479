"""A truth value is the set of what is still possible; the connectives are those of the sets."""

from itertools import product

import pytest

from huimin_rules.ternary import FALSE, TRUE, UNKNOWN, Truth, both, either, negate, truth

ALL = (FALSE, TRUE, UNKNOWN)
POSSIBLE = {FALSE: {False}, TRUE: {True}, UNKNOWN: {False, True}}


def of(possible: set[bool]) -> Truth:
    """The truth value whose set of possibilities this is."""
    return next(value for value, known in POSSIBLE.items() if known == possible)


def test_a_boolean_is_definite() -> None:
    assert POSSIBLE[truth(True)] == {True}
    assert POSSIBLE[truth(False)] == {False}


@pytest.mark.parametrize("a", ALL)
def test_not_is_not_of_every_possibility(a: Truth) -> None:
    assert negate(a) == of({not x for x in POSSIBLE[a]})
    assert negate(negate(a)) == a


@pytest.mark.parametrize(("a", "b"), list(product(ALL, ALL)))
def test_and_and_or_are_those_of_every_pair_of_possibilities(a: Truth, b: Truth) -> None:
    pairs = list(product(POSSIBLE[a], POSSIBLE[b]))
    assert both(a, b) == of({x and y for x, y in pairs})
    assert either(a, b) == of({x or y for x, y in pairs})
    assert either(a, b) == negate(both(negate(a), negate(b)))


@pytest.mark.parametrize(("a", "b", "c"), list(product(ALL, ALL, ALL)))
def test_knowing_more_never_contradicts_what_was_definite(a: Truth, b: Truth, c: Truth) -> None:
    if POSSIBLE[c] <= POSSIBLE[a]:
        assert POSSIBLE[both(c, b)] <= POSSIBLE[both(a, b)]
        assert POSSIBLE[either(c, b)] <= POSSIBLE[either(a, b)]
        assert POSSIBLE[negate(c)] <= POSSIBLE[negate(a)]
    assert both(a, both(b, c)) == both(both(a, b), c)
    assert either(a, either(b, c)) == either(either(a, b), c)
