"""Facts: what can be asserted about an application, and the values that a missing one may still take.

A fact has a path that is a contract (`plan.funding.matching_planned`, `applicants[].domicile`), a type, and the words
in which people are asked for it. A missing fact is not false: it is its `Domain`, the set of the values it may turn
out to have.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Final, TypeAlias, assert_never

from huimin_rules.citation import Clause
from huimin_rules.quantity import FIRST_DAY, LAST_DAY, MAX_FEN, MAX_NUMBER, Number

Scalar: TypeAlias = bool | str | int | Fraction | date
"""A known value: money is an `int` of 分, a percentage a `Fraction` of one, a choice its id."""

NONE: Final = ""
"""The value of a fact that is stated not to exist (无). It equals no other value and no comparison with it holds."""

UNKNOWN_WORD: Final = "不清楚"
"""The answer that says nothing, to any question; among spaces, too."""

NONE_WORD: Final = "无"
"""How people write `NONE`; among spaces, too."""

MAX_ITEMS: Final = 1000
"""The most elements that a list of an application may have."""


class ValueType(StrEnum):
    """The type of a fact; units belong to `money`, `integer` and `number`."""

    TEXT = "text"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    INTEGER = "integer"
    NUMBER = "number"
    PERCENT = "percent"
    MONEY = "money"
    DATE = "date"
    CODE = "code"
    USCC = "uscc"

    @property
    def is_text(self) -> bool:
        """Whether values are text without an order: text, codes, registration numbers."""
        return self in (ValueType.TEXT, ValueType.CODE, ValueType.USCC)

    @property
    def is_ordered(self) -> bool:
        """Whether 以上 and 以下 make sense."""
        return self in (ValueType.INTEGER, ValueType.NUMBER, ValueType.PERCENT, ValueType.MONEY, ValueType.DATE)


@dataclass(frozen=True, slots=True)
class Domain:
    """What an unknown value may be: one of `options`, or anything from `low` to `high` (both included), or any text
    (neither given).

    With `may_be_none` it may also turn out that there is none (`NONE`). In an evaluation a `Domain` stands where a
    value is not known; its class alone tells it apart.
    """

    type: ValueType
    options: tuple[Scalar, ...] | None = None
    low: Number | date | None = None
    high: Number | date | None = None
    may_be_none: bool = False


@dataclass(frozen=True, slots=True)
class ListDomain:
    """A list that nobody stated: any list of at least `at_least` elements."""

    at_least: int


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a choice: its id, its Chinese name, and the words of the text it is taken from, if any."""

    id: str
    name: str
    name_en: str | None = None
    note: str | None = None
    clause: Clause | None = None
    quote: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """The words around a fact: its label, how it is asked, what helps to answer, what proves it, which clause asks.

    `section` is the heading that a form puts above the fact; the facts after it belong under it, up to the next one.
    """

    label: str
    question: str
    label_en: str | None = None
    help: str | None = None
    evidence: tuple[str, ...] = ()
    clause: Clause | None = None
    informative: str | None = None
    section: str | None = None
    section_en: str | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact with a single value. `path` is absolute; a fact of a list's elements is written `applicants[].role`."""

    path: str
    type: ValueType
    asked: Question
    judgement: bool = False
    unit: str | None = None
    choices: tuple[Choice, ...] = ()
    minimum: Number | None = None
    maximum: Number | None = None
    digits: int | None = None
    may_be_none: bool = False
    domain: Domain = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "domain", _domain(self))

    @property
    def name(self) -> str:
        """The last part of the path, as an element's mapping spells it."""
        return self.path.rpartition("[].")[2] if "[]." in self.path else self.path


@dataclass(frozen=True, slots=True)
class FactList:
    """A list of records; lists do not nest. `titled_by` names the field that people call an element by."""

    path: str
    asked: Question
    items: tuple[Fact, ...]
    at_least: int = 0
    titled_by: str | None = None
    domain: ListDomain = field(init=False, compare=False, repr=False)
    count: Fact = field(init=False, compare=False, repr=False)
    """How many elements there are, as a table may state it; 无 is none at all."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "domain", ListDomain(self.at_least))
        asked = Question(f"{self.asked.label}数", f"{self.asked.label}有几项？")
        object.__setattr__(self, "count", Fact(f"{self.path}.count", ValueType.INTEGER, asked, may_be_none=True))

    def item(self, name: str) -> int:
        """The position of a field among the items; raises KeyError for an unknown one."""
        for index, fact in enumerate(self.items):
            if fact.name == name:
                return index
        raise KeyError(name)


AnyFact: TypeAlias = Fact | FactList


def _domain(fact: Fact) -> Domain:
    none = fact.may_be_none
    match fact.type:
        case ValueType.BOOLEAN:
            return Domain(fact.type, options=(False, True))
        case ValueType.CHOICE:
            return Domain(fact.type, options=tuple(choice.id for choice in fact.choices))
        case ValueType.DATE:
            return Domain(fact.type, low=FIRST_DAY, high=LAST_DAY, may_be_none=none)
        case ValueType.MONEY:
            return Domain(fact.type, low=0, high=MAX_FEN, may_be_none=none)
        case ValueType.INTEGER | ValueType.NUMBER | ValueType.PERCENT:
            low = 0 if fact.minimum is None else fact.minimum
            return Domain(
                fact.type, low=low, high=MAX_NUMBER if fact.maximum is None else fact.maximum, may_be_none=none
            )
        case ValueType.TEXT:
            return Domain(fact.type, may_be_none=True)
        case ValueType.CODE | ValueType.USCC:
            return Domain(fact.type, may_be_none=none)
        case _:
            assert_never(fact.type)
