"""Conditions lowered to functions from the slots to the truth values that are still possible.

One evaluator serves both purposes: with known values it decides, with domains it says what is still possible. `and`,
`or` and `not` are strong Kleene's, so a definite answer is sound; `exact` makes it exact.
"""

from collections.abc import Callable
from typing import TypeAlias

from huimin_rules.engines.reference import expressions, ranges
from huimin_rules.engines.reference.layout import Elements, Fields, Layout, Slots
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
from huimin_rules.ternary import FALSE, TRUE, UNKNOWN, Truth, both, either, negate, truth

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
                stated = expressions.fact(ref.path, self)
                return lambda slots, element: ranges.present(stated(slots, element))
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

    def _compare(self, condition: Compare) -> Test:
        compare = ranges.compare(condition.op)
        left = expressions.lower(condition.left, self)
        if isinstance(condition.left, FactRef) and isinstance(condition.right, Literal):
            wanted = condition.right.value
            if condition.op is Comparison.IS:
                return _fact_is(left, wanted, compare)
            return lambda slots, element: compare(left(slots, element), wanted)
        right = expressions.lower(condition.right, self)
        return lambda slots, element: compare(left(slots, element), right(slots, element))

    def _member(self, condition: Member) -> Test:
        subject, options = expressions.lower(condition.subject, self), frozenset(condition.options)
        if condition.negated:
            return lambda slots, element: negate(ranges.member(subject(slots, element), options))
        return lambda slots, element: ranges.member(subject(slots, element), options)

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
        some = condition.quantifier is Quantifier.SOME
        # `some` is a chain of ors that starts from false, `every` a chain of ands that starts from true.
        join, start, end = (either, FALSE, TRUE) if some else (both, TRUE, FALSE)

        def quantified(slots: Slots, _element: Fields) -> Truth:
            elements: Elements = slots[slot]
            if isinstance(elements, ListDomain):
                one = inner(slots, unknown)
                return one if elements.at_least else one | start
            found = start
            for element in elements:
                found = join(found, inner(slots, element))
                if found == end:
                    break
            return found

        return quantified


def whole_condition(norm: Norm) -> Condition:
    """What a definition comes to: that it applies, that nothing exempts from it, and that what it requires holds."""
    parts: list[Condition] = [norm.when] if norm.when is not None else []
    if norm.unless is not None:
        parts.append(Not(norm.unless))
    if norm.requires is not None:
        parts.append(norm.requires)
    return parts[0] if len(parts) == 1 else All(tuple(parts))


def _fact_is(left: expressions.Evaluate, wanted: Scalar, compare: ranges.Compared) -> Test:
    """The commonest test of all, without the general machinery where the value is known."""

    def is_(slots: Slots, element: Fields) -> Truth:
        value = left(slots, element)
        if value.__class__ is Domain:
            return compare(value, wanted)
        return TRUE if value == wanted else FALSE

    return is_


def _all(parts: tuple[Test, ...]) -> Test:
    def all_(slots: Slots, element: Fields) -> Truth:
        found = TRUE
        for part in parts:
            found = both(found, part(slots, element))
            if found == FALSE:
                break
        return found

    return all_


def _any(parts: tuple[Test, ...]) -> Test:
    def any_(slots: Slots, element: Fields) -> Truth:
        found = FALSE
        for part in parts:
            found = either(found, part(slots, element))
            if found == TRUE:
                break
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
