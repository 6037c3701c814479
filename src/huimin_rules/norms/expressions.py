"""Expressions: values computed from facts. A closed set; every node is immutable and says its type once, when it is
built.

`Type` is what the loader checks: both sides of a comparison must agree in kind and unit. An expression over an
unknown fact has a range of possible values, never a guess.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from huimin_rules.norms.facts import Scalar, ValueType

if TYPE_CHECKING:
    from huimin_rules.norms.conditions import Condition


@dataclass(frozen=True, slots=True)
class Type:
    """The type of a value and, for numbers, its unit (money is always kept in 分)."""

    kind: ValueType
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Literal:
    """A value written in a rule."""

    value: Scalar
    type: Type


@dataclass(frozen=True, slots=True)
class FactRef:
    """The value of a fact; a path with `[]` means the element that is being looked at."""

    path: str


class ArithmeticOp(StrEnum):
    """The four operations; a ratio whose divisor is zero has no value, and no condition on it holds."""

    SUM = "sum"
    DIFFERENCE = "difference"
    PRODUCT = "product"
    RATIO = "ratio"


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """An operation on two or more numbers (difference and ratio: exactly two)."""

    op: ArithmeticOp
    parts: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Count:
    """How many elements of a list meet a condition (all of them without one)."""

    over: str
    where: "Condition | None" = None


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of an expression over the elements of a list that meet a condition."""

    over: str
    of: "Expression"
    where: "Condition | None" = None


@dataclass(frozen=True, slots=True)
class BracketRow:
    """A row of a bracket: up to `limit`, which belongs to it (含) or not (不含); the last row has no limit."""

    limit: Literal | None
    included: bool
    gives: Literal


@dataclass(frozen=True, slots=True)
class Bracket:
    """A value picked by where the subject falls: the first row, from the lowest, whose limit is not exceeded."""

    subject: "Expression"
    rows: tuple[BracketRow, ...]


@dataclass(frozen=True, slots=True)
class Award:
    """Points given when a condition holds."""

    when: "Condition"
    gives: Literal


@dataclass(frozen=True, slots=True)
class Points:
    """The sum of all awards whose condition holds."""

    awards: tuple[Award, ...]


@dataclass(frozen=True, slots=True)
class MonthsBetween:
    """Whole months from a day through another, both included."""

    start: "Expression"
    through: "Expression"


@dataclass(frozen=True, slots=True)
class Shift:
    """A date moved by months, then by days."""

    day: "Expression"
    months: int = 0
    days: int = 0


@dataclass(frozen=True, slots=True)
class ExpressionByReading:
    """A value that depends on how an open question is read; one alternative each."""

    reading: str
    alternatives: tuple[tuple[str, "Expression"], ...]


Expression: TypeAlias = (
    Literal | FactRef | Arithmetic | Count | Total | Bracket | Points | MonthsBetween | Shift | ExpressionByReading
)
