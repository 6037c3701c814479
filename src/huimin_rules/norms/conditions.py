"""Conditions (要件): what must hold for a norm. A closed set of immutable forms; every execution of a policy is a
lowering of these.

What unknown does: each form is evaluated over the values that its missing facts may still take; it is definite
exactly when all of them agree (see `engines.reference`).
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from huimin_rules.norms.expressions import Expression, FactRef
from huimin_rules.norms.facts import Scalar


class Comparison(StrEnum):
    """The comparisons, named as rules write them: `at_least` is 以上, `more_than` 超过, `at_most` 以下, `less_than`
    不满 (民法典 1259).
    """

    IS = "is"
    IS_NOT = "is_not"
    AT_LEAST = "at_least"
    MORE_THAN = "more_than"
    AT_MOST = "at_most"
    LESS_THAN = "less_than"


@dataclass(frozen=True, slots=True)
class Constant:
    """Holds always, or never."""

    value: bool


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds; with no parts it holds."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Some part holds; with no parts it does not."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: "Condition"


@dataclass(frozen=True, slots=True)
class Compare:
    """The left side compared with the right; both have the same type and unit. With a value that is stated not to
    exist only `is_not` holds.
    """

    left: Expression
    op: Comparison
    right: Expression


@dataclass(frozen=True, slots=True)
class Member:
    """The value is one of the options (or, negated, none of them)."""

    subject: Expression
    options: tuple[Scalar, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Present:
    """The fact is stated and is not 无."""

    fact: FactRef


@dataclass(frozen=True, slots=True)
class Within:
    """The day lies in a look-back window: from `before` minus the span through `before`, both days included."""

    day: Expression
    before: Expression
    months: int = 0
    days: int = 0


class Quantifier(StrEnum):
    """Some element, or every element (which an empty list meets)."""

    SOME = "some"
    EVERY = "every"


@dataclass(frozen=True, slots=True)
class Quantified:
    """Some or every element of the list meets the condition."""

    quantifier: Quantifier
    over: str
    satisfies: "Condition"


@dataclass(frozen=True, slots=True)
class Holds:
    """A definition holds."""

    definition: str


@dataclass(frozen=True, slots=True)
class ConditionByReading:
    """A condition that depends on how an open question is read; one alternative each."""

    reading: str
    alternatives: tuple[tuple[str, "Condition"], ...]


Condition: TypeAlias = (
    Constant | All | AnyOf | Not | Compare | Member | Present | Within | Quantified | Holds | ConditionByReading
)
