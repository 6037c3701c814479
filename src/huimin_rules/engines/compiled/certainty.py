"""What is certain about a condition, as the text of two Python expressions: that it holds, and that it fails.

Where neither is true the condition is open, or only the reference engine can tell: a finding is then its affair. So
the expressions need to be sound and not complete, and they are written for values that are known. Forms that are
computed with are left to the function of the reference engine.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from huimin_rules.engines.compiled.formula import NEVER, TRULY, Formula, every, some, test
from huimin_rules.engines.compiled.kept_test import KeptTest
from huimin_rules.engines.compiled.text import Text, open_truth
from huimin_rules.engines.reference.conditions import Compiler, whole_condition
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
)
from huimin_rules.norms.expressions import Count, ExpressionByReading, FactRef, Literal
from huimin_rules.norms.facts import NONE, Fact, Scalar, ValueType
from huimin_rules.norms.walk import nodes, references
from huimin_rules.ternary import FALSE, TRUE

_MOST_NODES: Final = 48
"""Larger conditions are left to the reference engine: Python bounds how deep an expression may nest."""

_SIGN: Final = {
    Comparison.IS: "==",
    Comparison.IS_NOT: "!=",
    Comparison.AT_LEAST: ">=",
    Comparison.MORE_THAN: ">",
    Comparison.AT_MOST: "<=",
    Comparison.LESS_THAN: "<",
}
_REVERSED: Final = {
    Comparison.IS: "!=",
    Comparison.IS_NOT: "==",
    Comparison.AT_LEAST: "<",
    Comparison.MORE_THAN: "<=",
    Comparison.AT_MOST: ">",
    Comparison.LESS_THAN: ">=",
}

NO_ELEMENT: Final = "()"

_FEW: Final = 3


@dataclass(frozen=True, slots=True)
class Certain:
    """Two formulas, of which at most one is true."""

    holds: Formula
    fails: Formula

    def opposite(self) -> "Certain":
        """The same for what denies it."""
        return Certain(self.fails, self.holds)


ALWAYS: Final = Certain(TRULY, NEVER)


def _both_ways(holds: str, fails: str, *guards: str) -> Certain:
    """What holds or fails wherever the guards are true."""
    return Certain(*(every([*map(test, guards), test(one)]) for one in (holds, fails)))


class Certainty:
    """Writes what is certain about conditions, for one function and the readings that are fixed."""

    def __init__(self, text: Text, compiler: Compiler, fixed: Mapping[str, str]) -> None:
        self.text = text
        self.compiler = compiler
        self.layout = compiler.layout
        self.fixed = fixed
        self.scalars: set[int] = set()
        """The single facts that the text mentions, as the names `x0`, `x1` …"""
        self.lists: set[int] = set()
        """The lists that it mentions, by their number, as `l0`, `l1` …"""
        self.calls = False
        """Whether it mentions all slots, as `s`."""
        self._definitions: dict[str, Certain] = {}
        self._fields: dict[str, set[int]] = {}
        self._counts: dict[str, int] = {}

    def of(self, condition: Condition, element: str = NO_ELEMENT) -> Certain:
        """What is certain, for the element of that name; may add lines before the line that comes next."""
        if sum(1 for _ in nodes(condition)) > _MOST_NODES:
            return self._called(condition, element)
        return self._of(condition, element)

    def value(self, path: str, element: str) -> str:
        """The value of a fact."""
        if path in self.layout.scalars:
            slot = self.layout.scalars[path]
            self.scalars.add(slot)
            return f"x{slot}"
        position = self.layout.fields[path][1]
        self._fields.setdefault(element, set()).add(position)
        return f"{element}_{position}"

    def elements(self, path: str) -> str:
        """The elements of a list; what it may be, where nobody stated it."""
        number = self.layout.lists[path] - len(self.layout.scalars)
        self.lists.add(number)
        return f"l{number}"

    def _of(self, condition: Condition, element: str) -> Certain:
        match condition:
            case Constant(value):
                return ALWAYS if value else ALWAYS.opposite()
            case All(parts):
                found = [self._of(part, element) for part in parts]
                return Certain(every(one.holds for one in found), some(one.fails for one in found))
            case AnyOf(parts):
                found = [self._of(part, element) for part in parts]
                return Certain(some(one.holds for one in found), every(one.fails for one in found))
            case Not(part):
                return self._of(part, element).opposite()
            case Compare(FactRef(path), op, Literal(value)) if value != NONE:
                return self._against(condition, path, op, value, element)
            case Compare(FactRef(left), op, FactRef(right)) if not self._may_be_none(left, right):
                a, b = self.value(left, element), self.value(right, element)
                return _both_ways(f"{a} {_SIGN[op]} {b}", f"{a} {_REVERSED[op]} {b}", _is_known(a), _is_known(b))
            case Compare(left, op, ExpressionByReading(reading, choices)):
                by_reading = tuple((name, Compare(left, op, right)) for name, right in choices)
                return self._of(ConditionByReading(reading, by_reading), element)
            case Compare(Count(over, None), op, Literal(value)):
                elements, wanted = self.elements(over), self.text.constant(value)
                size = f"len({elements})"
                return _both_ways(
                    f"{size} {_SIGN[op]} {wanted}", f"{size} {_REVERSED[op]} {wanted}", f"type({elements}) is tuple"
                )
            case Member(FactRef(path), options, negated):
                certain = self._member(condition, path, options, element)
                return certain.opposite() if negated else certain
            case Present(FactRef(path)):
                return self._present(path, element)
            case Holds(name):
                return self._definition(name)
            case Quantified():
                return self._quantified(condition)
            case ConditionByReading(reading, alternatives):
                chosen = self.fixed.get(reading)
                found = [self._of(part, element) for name, part in alternatives if chosen in (None, name)]
                return Certain(every(one.holds for one in found), every(one.fails for one in found))
            case _:
                return self._called(condition, element)

    def _called(self, condition: Condition, element: str) -> Certain:
        """What the reference engine's function says; kept by the values it is about, where these are single facts."""
        referred = references(self.compiler.policy, (condition,))
        test_ = self.compiler.lower(condition)
        if referred.lists:
            self.calls = True
            return _truths(f"{self.text.constant(test_)}(s, {self._whole(element)})")
        values = [self.value(path, NO_ELEMENT) for path in referred.facts]
        slots = {self.layout.readings[name]: self.fixed.get(name) or self._open(name) for name in referred.readings}
        kept = KeptTest(test_, tuple(self.layout.scalars[path] for path in referred.facts), slots)
        found, unknown = self.text.fresh("t"), some(test(f"type({value}) is Domain") for value in values)
        looked_up = f"{self.text.constant(kept.truths)}.get(k := ({''.join(f'{value}, ' for value in values)}))"
        self.text.line(f"{found} = 0 if {unknown} else {looked_up} or {self.text.constant(kept.truth)}(k)")
        return _truths(found)

    def _whole(self, element: str) -> str:
        """An element with all its fields."""
        if element == NO_ELEMENT:
            return element
        self._fields.setdefault(element, set()).update(range(self._counts[element]))
        return f"({''.join(f'{element}_{place}, ' for place in range(self._counts[element]))})"

    def _open(self, reading: str) -> Value:
        """What stands in the slot of a reading that is not fixed."""
        return self.layout.open_readings[self.layout.readings[reading] - min(self.layout.readings.values())]

    def _fact(self, path: str) -> Fact:
        fact = self.compiler.policy.fact_by_path[path]
        assert isinstance(fact, Fact)  # a list has no value
        return fact

    def _may_be_none(self, *paths: str) -> bool:
        return any(self._fact(path).domain.may_be_none for path in paths)

    def _against(self, condition: Compare, path: str, op: Comparison, wanted: Scalar, element: str) -> Certain:
        """A fact against a constant; what does not exist (无) is no text that any constant has, and in no order."""
        fact, value, name = self._fact(path), self.value(path, element), self.text.constant(wanted)
        match op:
            case Comparison.IS | Comparison.IS_NOT if fact.type is ValueType.BOOLEAN:
                found = Certain(test(f"{value} is {wanted}"), test(f"{value} is {not wanted}"))
            case Comparison.IS | Comparison.IS_NOT:
                is_ = replace(condition, op=Comparison.IS)
                holds, fails = test(f"{value} == {name}"), test(f"{value} != {name}")
                found = self._known(is_, path, holds, fails, element, safe=True)
            case _:
                holds, fails = test(f"{value} {_SIGN[op]} {name}"), test(f"{value} {_REVERSED[op]} {name}")
                if fact.domain.may_be_none:
                    holds = every([test(f"type({value}) is not str"), holds])
                    fails = some([test(f"type({value}) is str"), fails])
                return self._known(condition, path, holds, fails, element)
        return found if op is Comparison.IS else found.opposite()

    def _member(self, condition: Member, path: str, options: tuple[Scalar, ...], element: str) -> Certain:
        """Whether the value of a fact is one of the options, negated or not."""
        value, named = self.value(path, element), self.text.constant(frozenset(options))
        inside, few = test(f"{value} in {named}"), len(options) <= _FEW
        if few:
            inside = some(test(f"{value} == {self.text.constant(option)}") for option in options)
        is_one = replace(condition, negated=False)
        return self._known(is_one, path, inside, test(f"{value} not in {named}"), element, safe=few)

    def _present(self, path: str, element: str) -> Certain:
        fact, value = self._fact(path), self.value(path, element)
        if not fact.domain.may_be_none:
            return ALWAYS
        if fact.type.is_text:
            return Certain(every([test(f"type({value}) is str"), test(value)]), test(f"{value} == ''"))
        # That there is none is the only text.
        return Certain(
            every([test(_is_known(value)), test(f"type({value}) is not str")]), test(f"type({value}) is str")
        )

    def _known(
        self, condition: Condition, path: str, holds: Formula, fails: Formula, element: str, *, safe: bool = False
    ) -> Certain:
        """A test of one fact that holds or fails for a value that is known; else what its whole domain comes to.

        It is `safe` to ask an unknown one whether the test holds where that is being equal to something: no domain is.
        """
        value, whatever = self.value(path, element), open_truth(self.compiler, condition, path)
        known, unknown = test(_is_known(value)), test(f"type({value}) is Domain")
        return Certain(
            some([unknown, holds]) if whatever == TRUE else holds if safe else every([known, holds]),
            some([unknown, fails]) if whatever == FALSE else every([known, fails]),
        )

    def _definition(self, name: str) -> Certain:
        """What is certain of a definition, found once for all norms: it looks at no element."""
        if name not in self._definitions:
            certain, found = self.of(whole_condition(self.compiler.policy.norm_by_id[name])), self.text.fresh("d")
            self.text.line(f"{found} = {TRUE} if {certain.holds} else {FALSE} if {certain.fails} else 0")
            self._definitions[name] = _truths(found)
        return self._definitions[name]

    def _quantified(self, condition: Quantified) -> Certain:
        """Some or every element: a loop before the expression, for it depends on nothing but the slots.

        The first loop looks for what most lists have: one element for `some`, all of them for `every`. Only where it
        does not find that, a second one looks for the contrary.
        """
        is_some = condition.quantifier is Quantifier.SOME
        one, found = self.element(condition.over), self.text.fresh("q")
        elements, certain = self.elements(condition.over), self._of(condition.satisfies, one)
        line = self.text.line
        line(f"{found} = 0")
        line(f"if type({elements}) is tuple:")
        self.loop(condition.over, one, 2)
        line(f"if {certain.holds}:" if is_some else f"if not {certain.holds}:", 3)
        if is_some:
            line(f"{found} = {TRUE}", 4)
        line("break", 4)
        line("else:", 2)
        line(f"{found} = {FALSE if is_some else TRUE}", 3)
        if is_some:
            self.loop(condition.over, one, 3)
            line(f"if not {certain.fails}:", 4)
            line(f"{found} = 0", 5)
            line("break", 5)
        else:
            line(f"if not {found}:", 2)
            self.loop(condition.over, one, 3)
            line(f"if {certain.fails}:", 4)
            line(f"{found} = {FALSE}", 5)
            line("break", 5)
        return _truths(found)

    def element(self, over: str) -> str:
        """A new name for an element of a list."""
        name = self.text.fresh("e")
        self._counts[name] = len(self.layout.by_path[over].items)
        return name

    def loop(self, over: str, element: str, depth: int) -> None:
        """The line that begins a loop over a list, and gives names to those fields that the text so far mentions."""
        used, elements = self._fields.get(element, set()), self.elements(over)
        if not used:
            self.text.line(f"for {element} in {elements}:", depth)
            return
        names = "".join(f"{element}_{place}, " if place in used else "_, " for place in range(self._counts[element]))
        self.text.line(f"for {names} in {elements}:", depth)


def unpack(prefix: str, used: Collection[int], count: int, source: str) -> Iterable[str]:
    """The lines that give names to some of the values of a tuple."""
    # All at once is as fast as three of them one by one.
    if 3 * len(used) >= count:
        if used:
            yield f"{''.join(f'{prefix}{place}, ' if place in used else '_, ' for place in range(count))}= {source}"
        return
    yield from (f"{prefix}{place} = {source}[{place}]" for place in sorted(used))


def _is_known(value: str) -> str:
    return f"type({value}) is not Domain"


def _truths(found: str) -> Certain:
    """What is certain where a name or a call stands for a truth, or for 0 where nothing is said."""
    return Certain(test(f"{found} == {TRUE}"), test(f"{found} == {FALSE}"))
