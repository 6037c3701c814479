"""Truth under incomplete knowledge: the set of truth values that are still possible.

A truth value is one of three sets, written as two bits: only false, only true, or both. The connectives below are
strong Kleene's: they are sound, that is, a definite result holds however the unknown turns out. They are not exact
when the same unknown occurs twice; `engines.reference.exact` closes that gap.

>>> (
...     both(TRUE, UNKNOWN) == UNKNOWN,
...     both(FALSE, UNKNOWN) == FALSE,
...     either(TRUE, UNKNOWN) == TRUE,
...     negate(UNKNOWN) == UNKNOWN,
... )
(True, True, True, True)
"""

from typing import Final, TypeAlias

Truth: TypeAlias = int
"""One of `FALSE`, `TRUE`, `UNKNOWN`; plain integers because a decision combines hundreds of them."""

FALSE: Final = 1
TRUE: Final = 2
UNKNOWN: Final = FALSE | TRUE


def truth(value: bool) -> Truth:
    """The definite truth of a boolean."""
    return TRUE if value else FALSE


def negate(a: Truth) -> Truth:
    """Not: swaps the two bits, so unknown stays unknown."""
    return (a >> 1) | ((a & FALSE) << 1)


def both(a: Truth, b: Truth) -> Truth:
    """And: possibly true if both are, possibly false if either is."""
    return (a & b & TRUE) | ((a | b) & FALSE)


def either(a: Truth, b: Truth) -> Truth:
    """Or: possibly true if either is, possibly false if both are."""
    return ((a | b) & TRUE) | (a & b & FALSE)
