"""The unknowns of a proof: one complete application and the readings, as constants of the solver.

A world belongs to a vocabulary and not to a policy, so that two policies can be asked about the same application. Each
fact that any of them has is a `Value`: what it is, and whether there is none (无). A list has a length and as many
elements as the vocabulary allows; an element beyond the length is not there.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias, assert_never

import z3

from huimin_rules.analysis.proofs import days, numbers
from huimin_rules.analysis.proofs.days import Day
from huimin_rules.analysis.proofs.formulas import FALSE, Formula, Term, both, either, every, some
from huimin_rules.analysis.proofs.numbers import Number
from huimin_rules.analysis.proofs.vocabulary import Vocabulary
from huimin_rules.norms.conditions import Comparison
from huimin_rules.norms.facts import Fact, FactList, Scalar, ValueType
from huimin_rules.norms.norm import Reading
from huimin_rules.norms.policy import Policy


@dataclass(frozen=True, slots=True)
class Word:
    """A choice, a text or a code, by its number in the vocabulary."""

    number: Term


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false."""

    holds: Formula


Content: TypeAlias = Number | Day | Word | Flag


@dataclass(frozen=True, slots=True)
class Value:
    """What a fact or an expression comes to; where `none` holds there is no value, and `content` says nothing."""

    content: Content
    none: Formula = FALSE


class World:
    """The constants of one complete application. Two worlds of different names are two applications."""

    def __init__(self, vocabulary: Vocabulary, name: str = "") -> None:
        self.vocabulary = vocabulary
        self.name = name
        self._values: dict[tuple[str, int | None], Value] = {}

    def value(self, fact: Fact, index: int | None = None) -> Value:
        """The value of a fact; of the element with that index where the fact is one of a list's elements."""
        key = fact.path, index
        if key not in self._values:
            name = f"{self.name}{fact.path}" if index is None else f"{self.name}{fact.path}#{index}"
            none = z3.Bool(f"{name}?none") if fact.domain.may_be_none else FALSE
            self._values[key] = Value(_content(fact.type, name), none)
        return self._values[key]

    def length(self, path: str) -> Term:
        """How many elements a list has."""
        return z3.Int(f"{self.name}{path}#")

    def indices(self, path: str) -> range:
        """The indices that elements of a list can have."""
        return range(self.vocabulary.longest[path])

    def there(self, path: str, index: int) -> Formula:
        """Whether the list has an element of that index."""
        return self.length(path) > index

    def reading(self, name: str) -> Term:
        """The alternative of a reading, by its number in the vocabulary."""
        return z3.Int(f"{self.name}{name}?reading")

    def reads(self, name: str, alternative: str) -> Formula:
        """That a reading is read as that alternative."""
        return self.reading(name) == self.vocabulary.number(alternative)

    def constants(self, fact: Fact, index: int | None = None) -> tuple[z3.ExprRef, ...]:
        """The constants that a fact's value is made of."""
        value = self.value(fact, index)
        none = () if z3.is_false(value.none) else (value.none,)
        match value.content:
            case Number(top):
                return (top, *none)
            case Day(days.Civil(year, month, day)):
                return (year, month, day, *none)
            case Word(number):
                return (number, *none)
            case Flag(holds):
                return (holds, *none)
            case _:
                raise AssertionError(value)

    # --- what is possible at all

    def domain(self, policy: Policy) -> Formula:
        """That every value lies in what the policy lets an application state, and every reading in its alternatives."""
        parts = [self.in_domain(fact) for fact in policy.scalars]
        for each in policy.lists:
            parts.append(self.list_domain(each))
        parts += [self.alternatives(reading) for reading in policy.readings]
        return every(parts)

    def list_domain(self, each: FactList) -> Formula:
        """The same for a list: its length, and the fields of every element, there or not."""
        length, most = self.length(each.path), self.vocabulary.longest[each.path]
        fields = [self.in_domain(item, index) for index in range(most) for item in each.items]
        return both(length >= each.at_least, length <= most, *fields)

    def alternatives(self, reading: Reading) -> Formula:
        """That a reading is one of its alternatives; the official one where the authority has spoken."""
        ids = [reading.official.alternative] if reading.official else [one.id for one in reading.alternatives]
        return some(self.reads(reading.id, one) for one in ids)

    def in_domain(self, fact: Fact, index: int | None = None) -> Formula:
        """The same for one value."""
        content, domain = self.value(fact, index).content, fact.domain
        match content:
            case Flag():
                return both()
            case Word(number):
                known = [number == one for one in self.vocabulary.mentioned(fact)]
                others = self.vocabulary.others(fact)
                return either(*known, both(number >= others.start, number < others.stop) if others else FALSE)
            case Day():
                return days.is_day(content)
            case Number():
                low, high = domain.low, domain.high
                assert isinstance(low, int | Fraction)
                assert isinstance(high, int | Fraction)
                return both(
                    numbers.compared(Comparison.AT_LEAST, content, numbers.number(low)),
                    numbers.compared(Comparison.AT_MOST, content, numbers.number(high)),
                )
            case _:
                assert_never(content)


def _content(kind: ValueType, name: str) -> Content:
    match kind:
        case ValueType.BOOLEAN:
            return Flag(z3.Bool(name))
        case ValueType.CHOICE | ValueType.TEXT | ValueType.CODE | ValueType.USCC:
            return Word(z3.Int(name))
        case ValueType.DATE:
            return days.any_day(name)
        case ValueType.INTEGER | ValueType.MONEY:
            return Number(z3.Int(name))
        case ValueType.NUMBER | ValueType.PERCENT:
            return Number(z3.Real(name))
        case _:
            assert_never(kind)


def literal(value: Scalar, vocabulary: Vocabulary) -> Content:
    """A value that a rule states."""
    match value:
        case bool():
            return Flag(z3.BoolVal(value))
        case str():
            return Word(z3.IntVal(vocabulary.number(value)))
        case int() | Fraction():
            return numbers.number(value)
        case _:
            return days.day(value)


def picked(condition: Formula, then: Content, otherwise: Content) -> Content:
    """A value for a case and one for the other, of the same kind."""
    match then, otherwise:
        case Number(), Number():
            return numbers.picked(condition, then, otherwise)
        case Day(), Day():
            return days.picked(condition, then, otherwise)
        case Word(a), Word(b):
            return Word(z3.If(condition, a, b))
        case Flag(a), Flag(b):
            return Flag(z3.If(condition, a, b))
        case _:
            raise AssertionError((then, otherwise))


def compared(op: Comparison, a: Content, b: Content) -> Formula:
    """The comparison of two values that exist, of the same kind."""
    match a, b:
        case Number(), Number():
            return numbers.compared(op, a, b)
        case Day(), Day():
            return days.compared(op, a, b)
        case Word(x), Word(y):
            return x == y if op is Comparison.IS else x != y
        case Flag(x), Flag(y):
            return x == y if op is Comparison.IS else z3.Xor(x, y)
        case _:
            raise AssertionError((a, b))
