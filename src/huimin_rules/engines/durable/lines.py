"""An unknown number carried through a computation as a fraction of straight lines, noting where answers change.

`Line` is (a·x + b) / (c·x + d). Comparing two of them is deciding the sign of a polynomial in x: the answer is that at
a sample point, and the roots of the polynomial are noted as turning points. Between two turning points every
comparison has one answer, so one sample from each stretch is enough. What cannot be written so (x times x) raises
Intractable.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final, TypeAlias

from huimin_rules.norms.facts import Domain, Scalar

Straight: TypeAlias = tuple[Fraction, Fraction]
"""a·x + b, as (a, b)."""


# A line, or a number of any kind.
Operand: TypeAlias = Any


class Intractable(Exception):
    """A computation with an unknown that is no fraction of straight lines."""


@dataclass(slots=True)
class Turning:
    """A sample point, and the turning points that were noted while computing with it."""

    sample: Fraction
    points: set[Fraction] = field(default_factory=set)

    def unknown(self) -> "Line":
        """The unknown itself."""
        return Line(self, (Fraction(1), Fraction(0)))

    def sign(self, line: Straight) -> int:
        """The sign at the sample; the root is noted."""
        if line[0]:
            self.points.add(-line[1] / line[0])
        found = line[0] * self.sample + line[1]
        return (found > 0) - (found < 0)


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """The fraction `over` / `under` at an unknown x; `under` is zero at no sample."""

    at: Turning
    over: Straight
    under: Straight = (Fraction(0), Fraction(1))

    def _with(self, other: Operand) -> "Line":
        return other if isinstance(other, Line) else Line(self.at, (Fraction(0), Fraction(other)))

    def __add__(self, other: Operand) -> "Line":
        that = self._with(other)
        if self.under == that.under:
            return Line(self.at, _sum(self.over, that.over), self.under)
        return Line(
            self.at,
            _sum(_product(self.over, that.under), _product(that.over, self.under)),
            _product(self.under, that.under),
        )

    __radd__ = __add__

    def __neg__(self) -> "Line":
        return Line(self.at, (-self.over[0], -self.over[1]), self.under)

    def __sub__(self, other: Operand) -> "Line":
        return self + -self._with(other)

    def __rsub__(self, other: Operand) -> "Line":
        return -self + self._with(other)

    def __mul__(self, other: Operand) -> "Line":
        that = self._with(other)
        return Line(self.at, _product(self.over, that.over), _product(self.under, that.under))

    __rmul__ = __mul__

    def __truediv__(self, other: Operand) -> "Line":
        that = self._with(other)
        if self.under == that.under:
            return Line(self.at, self.over, that.over)
        return Line(self.at, _product(self.over, that.under), _product(self.under, that.over))

    def __rtruediv__(self, other: Operand) -> "Line":
        return self._with(other) / self

    def _sign(self, other: Operand) -> int:
        """The sign of the difference."""
        difference = self - other
        return self.at.sign(difference.over) * self.at.sign(difference.under)

    def __eq__(self, other: object) -> bool:
        return not isinstance(other, str) and self._sign(other) == 0

    __hash__ = None  # type: ignore[assignment]  # equal at a sample is not equal

    def __lt__(self, other: Operand) -> bool:
        return self._sign(other) < 0

    def __le__(self, other: Operand) -> bool:
        return self._sign(other) <= 0

    def __gt__(self, other: Operand) -> bool:
        return self._sign(other) > 0

    def __ge__(self, other: Operand) -> bool:
        return self._sign(other) >= 0


def _sum(a: Straight, b: Straight) -> Straight:
    return a[0] + b[0], a[1] + b[1]


def _product(a: Straight, b: Straight) -> Straight:
    if a[0] and b[0]:
        raise Intractable
    return a[0] * b[1] + a[1] * b[0], a[1] * b[1]


def stretches(domain: Domain, look: Callable[[Line], object]) -> list[Scalar]:
    """The turning points of whatever `look` compares within a domain of numbers, and its ends.

    Between two neighbours every comparison has one answer. Raises Intractable, also beyond `MOST_POINTS`.
    """
    low, high = Fraction(domain.low), Fraction(domain.high)  # type: ignore[arg-type]  # of numbers: it has both ends
    points = {low, high}
    waiting = [(low, high)]
    while waiting:
        start, end = waiting.pop()
        turning = Turning((start + end) / 2)
        look(turning.unknown())
        inside = sorted(one for one in turning.points if start < one < end)
        if inside:
            points.update(inside)
            if len(points) > MOST_POINTS:
                raise Intractable
            waiting += zip([start, *inside], [*inside, end], strict=True)
    return sorted(points)


MOST_POINTS: Final = 2000
"""More turning points than this are not followed."""
