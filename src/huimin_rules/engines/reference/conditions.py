"""Conditions lowered to functions from the slots to the truth values that are still possible.

One evaluator serves both purposes: with known values it decides, with domains it says what is still possible. `and`,
`or` and `not` are strong Kleene's, so a definite answer is sound; `exact` makes it exact.
"""

from collections.abc import Callable
from typing import TypeAlias, assert_never

from huimin_rules.engines.reference import expressions, ranges
from huimin_rules.engines.reference.layout import Elements, Fields, Layout, Slots
from huimin_rules.norms.application import Value
from huimin_rules.norms.conditions import (
    All,
    AnyOf,
    Compare,
    Comparison,
    Condition,
    ConditionByReading,
    Constant,
    Holds,
    Member,
    Not,
    Present,
    Quantified,
    Quantifier,
    Within,
)
from huimin_rules.norms.expressions import FactRef, Literal
from huimin_rules.norms.facts import Domain, ListDomain, Scalar
from huimin_rules.norms.norm import Norm
from huimin_rules.norms.policy import Policy
from huimin_rules.ternary import FALSE, TRUE, UNKNOWN, Truth, both, negate, truth

Test: TypeAlias = Callable[[Slots, Fields], Truth]


class Compiler:
    """Lowers the conditions of one policy; a definition is lowered once."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.layout = Layout(policy)
        self._definitions: dict[str, Test] = {}

    def definition(self, name: str) -> Test:
        """The test of a definition: it applies, and what it requires holds."""
        if name not in self._definitions:
            self._definitions[name] = self.lower(whole_condition(self.policy.norm_by_id[name]))
        return self._definitions[name]

    def lower(self, condition: Condition) -> Test:
        """The function that evaluates a condition."""
        match condition:
            case Constant(value):
                fixed = truth(value)
                return lambda _slots, _element: fixed
            case All(parts):
                return _all(tuple(self.lower(part) for part in parts))
            case AnyOf(parts):
                return _any(tuple(self.lower(part) for part in parts))
            case Not(part):
                inner = self.lower(part)
                return lambda slots, element: negate(inner(slots, element))
            case Compare():
                return self._compare(condition)
            case Member():
                return self._member(condition)
            case Present(ref):
                return _on_fact(ref.path, ranges.present, self)
            case Within():
                return self._within(condition)
            case Quantified():
                return self._quantified(condition)
            case Holds(name):
                return self.definition(name)
            case ConditionByReading(reading, alternatives):
                return _by_reading(
                    self.layout.readings[reading], {name: self.lower(part) for name, part in alternatives}
                )
            case _:
                assert_never(condition)

    def _compare(self, condition: Compare) -> Test:
        if (
            condition.op is Comparison.IS
            and isinstance(condition.left, FactRef)
            and isinstance(condition.right, Literal)
        ):
            return _fact_is(condition.left.path, condition.right.value, self)
        left = expressions.lower(condition.left, self)
        if isinstance(condition.right, Literal):
            compare_with = ranges.compare_with(condition.op, condition.right.value)
            if isinstance(condition.left, FactRef):
                return _on_fact(condition.left.path, compare_with, self)
            return lambda slots, element: compare_with(left(slots, element))
        compare = ranges.compare(condition.op)
        right = expressions.lower(condition.right, self)
        return lambda slots, element: compare(left(slots, element), right(slots, element))

    def _member(self, condition: Member) -> Test:
        options = frozenset(condition.options)
        inside, outside = (FALSE, TRUE) if condition.negated else (TRUE, FALSE)

        def member(value: Value) -> Truth:
            if value.__class__ is Domain:
                found = ranges.member(value, options)
                return negate(found) if condition.negated else found
            return inside if value in options else outside

        if isinstance(condition.subject, FactRef):
            return _on_fact(condition.subject.path, member, self)
        subject = expressions.lower(condition.subject, self)
        return lambda slots, element: member(subject(slots, element))

    def _within(self, condition: Within) -> Test:
        day, before = expressions.lower(condition.day, self), expressions.lower(condition.before, self)
        after, until = ranges.compare(Comparison.AT_LEAST), ranges.compare(Comparison.AT_MOST)
        months, days = -condition.months, -condition.days

        def within(slots: Slots, element: Fields) -> Truth:
            found, end = day(slots, element), before(slots, element)
            return both(after(found, expressions.shift(end, months, days)), until(found, end))

        return within

    def _quantified(self, condition: Quantified) -> Test:
        slot, inner = self.layout.lists[condition.over], self.lower(condition.satisfies)
        unknown = self.layout.open_elements[condition.over]
        # `some` is a chain of ors that starts from false, `every` a chain of ands that starts from true.
        some = condition.quantifier is Quantifier.SOME
        start, end = (FALSE, TRUE) if some else (TRUE, FALSE)

        def quantified(slots: Slots, _element: Fields) -> Truth:
            elements: Elements = slots[slot]
            if isinstance(elements, ListDomain):
                one = inner(slots, unknown)
                return one if elements.at_least else one | start
            found = start
            for element in elements:
                truth = inner(slots, element)
                if truth == end:
                    return end
                found |= truth
            return found

        return quantified


def whole_condition(norm: Norm) -> Condition:
    """What a definition comes to: that it applies, that nothing exempts from it, and that what it requires holds."""
    parts: list[Condition] = [norm.when] if norm.when is not None else []
    if norm.unless is not None:
        parts.append(Not(norm.unless))
    parts.append(norm.requires or Constant(True))
    return parts[0] if len(parts) == 1 else All(tuple(parts))


def _fact_is(path: str, wanted: Scalar, compiler: Compiler) -> Test:
    """The commonest test of all: where the value is known, one comparison and no further call."""
    compare = ranges.compare(Comparison.IS)
    if path in compiler.layout.scalars:
        slot = compiler.layout.scalars[path]

        def fact_is(slots: Slots, _element: Fields) -> Truth:
            value = slots[slot]
            if value.__class__ is Domain:
                return compare(value, wanted)
            return TRUE if value == wanted else FALSE

        return fact_is
    _, position = compiler.layout.fields[path]

    def field_is(_slots: Slots, element: Fields) -> Truth:
        value = element[position]
        if value.__class__ is Domain:
            return compare(value, wanted)
        return TRUE if value == wanted else FALSE

    return field_is


def _on_fact(path: str, test: Callable[[Value], Truth], compiler: Compiler) -> Test:
    """A test of the value of a fact, of the application or of the element."""
    if path in compiler.layout.scalars:
        slot = compiler.layout.scalars[path]
        return lambda slots, _element: test(slots[slot])
    _, position = compiler.layout.fields[path]
    return lambda _slots, element: test(element[position])


def _all(parts: tuple[Test, ...]) -> Test:
    """Kleene's and: false as soon as a part is, else unknown if a part is (`TRUE | UNKNOWN` is `UNKNOWN`)."""
    if len(parts) == 2:
        first, second = parts

        def two(slots: Slots, element: Fields) -> Truth:
            found = first(slots, element)
            if found == FALSE:
                return FALSE
            other = second(slots, element)
            return FALSE if other == FALSE else found | other

        return two

    def all_(slots: Slots, element: Fields) -> Truth:
        found = TRUE
        for part in parts:
            truth = part(slots, element)
            if truth == FALSE:
                return FALSE
            found |= truth
        return found

    return all_


def _any(parts: tuple[Test, ...]) -> Test:
    """Kleene's or: true as soon as a part is, else unknown if a part is."""

    def any_(slots: Slots, element: Fields) -> Truth:
        found = FALSE
        for part in parts:
            truth = part(slots, element)
            if truth == TRUE:
                return TRUE
            found |= truth
        return found

    return any_


def _by_reading(slot: int, alternatives: dict[str, Test]) -> Test:
    tests = tuple(alternatives.values())

    def by_reading(slots: Slots, element: Fields) -> Truth:
        chosen = slots[slot]
        if isinstance(chosen, str):
            return alternatives[chosen](slots, element)
        found = 0
        for test in tests:
            found |= test(slots, element)
            if found == UNKNOWN:
                break
        return found

    return by_reading
