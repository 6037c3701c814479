"""Conditions as the text of Python expressions, for the values that applications really have.

An expression comes to a truth value (see `ternary`). Only forms that are common and simple are written out; for every
other one, and wherever two unknown values meet, the expression calls the function of the reference engine. The text
holds numbers and names made here alone: everything that an author or an applicant wrote is a named constant.
"""

from typing import Final

from huimin_rules.engines.compiled.text import Text, open_truth
from huimin_rules.engines.reference.conditions import Compiler, whole_condition
from huimin_rules.engines.reference.layout import Layout
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
from huimin_rules.norms.expressions import FactRef, Literal
from huimin_rules.norms.facts import NONE, Fact
from huimin_rules.norms.walk import nodes
from huimin_rules.ternary import FALSE, TRUE, negate, truth

_MOST_NODES: Final = 48
"""Larger conditions are left to the reference engine: Python bounds how deep an expression may nest."""

_SIGN: Final = {
    Comparison.AT_LEAST: ">=",
    Comparison.MORE_THAN: ">",
    Comparison.AT_MOST: "<=",
    Comparison.LESS_THAN: "<",
}


class Source(Text):
    """The text of one function over the slots `s`: the findings of a policy."""

    def __init__(self, compiler: Compiler) -> None:
        super().__init__()
        self.compiler = compiler
        self.layout: Layout = compiler.layout
        self.names["negated"] = tuple(map(negate, range(4)))
        self._once: dict[str, str] = {}
        self._definitions: dict[str, str] = {}

    def once(self, expression: str) -> str:
        """The name of a value that is computed once, before the line that comes next."""
        if expression not in self._once:
            name = self._once[expression] = self.fresh("v")
            self.line(f"{name} = {expression}")
        return self._once[expression]

    def test(self, condition: Condition, element: str = "()") -> str:
        """An expression for the truth of a condition, for the element of that name; may add lines before itself."""
        if sum(1 for _ in nodes(condition)) > _MOST_NODES:
            return self._called(condition, element)
        return self._test(condition, element)

    def _test(self, condition: Condition, element: str) -> str:
        match condition:
            case Constant(value):
                return str(truth(value))
            case All(parts) if parts:
                return self._chain([self._test(part, element) for part in parts], FALSE)
            case AnyOf(parts) if parts:
                return self._chain([self._test(part, element) for part in parts], TRUE)
            case Not(part):
                return f"negated[{self._test(part, element)}]"
            case Compare(FactRef(path), op, Literal(value)) if value != NONE:
                return self._against(condition, path, op, self.constant(value), element)
            case Compare(FactRef(left), op, FactRef(right)) if op in _SIGN and not self._may_be_none(left, right):
                a, b = self._value(left, element), self._value(right, element)
                x, y = self.fresh("x"), self.fresh("x")
                unknown = f"({x} := {a}).__class__ is Domain or ({y} := {b}).__class__ is Domain"
                known = f"{TRUE} if {x} {_SIGN[op]} {y} else {FALSE}"
                return f"({self._called(condition, element)} if {unknown} else {known})"
            case Member(FactRef(path), options, negated):
                inside, outside = (FALSE, TRUE) if negated else (TRUE, FALSE)
                known = f"{inside} if {{0}} in {self.constant(frozenset(options))} else {outside}"
                return self._of_value(condition, path, known, element)
            case Present(FactRef(path)):
                return self._of_value(condition, path, f"{FALSE} if {{0}} == '' else {TRUE}", element)
            case Holds(name):
                return self._definition(name)
            case Quantified():
                return self._quantified(condition)
            case ConditionByReading(reading, alternatives) if not any(
                isinstance(node, ConditionByReading) for _, part in alternatives for node in nodes(part)
            ):
                return self._by_reading(reading, alternatives, element)
            case _:
                return self._called(condition, element)

    def _called(self, condition: Condition, element: str) -> str:
        """A call of the reference engine's function."""
        return f"{self.constant(self.compiler.lower(condition))}(s, {element})"

    def _value(self, path: str, element: str) -> str:
        if path in self.layout.scalars:
            return f"s[{self.layout.scalars[path]}]"
        return f"{element}[{self.layout.fields[path][1]}]"

    def _may_be_none(self, *paths: str) -> bool:
        facts = [self.compiler.policy.fact_by_path[path] for path in paths]
        return any(isinstance(fact, Fact) and fact.domain.may_be_none for fact in facts)

    def _chain(self, parts: list[str], end: int) -> str:
        """And, which ends at the first false part, or or, which ends at the first true one; else all parts count."""
        if len(parts) == 1:
            return parts[0]
        found = [self.fresh("t") for _ in parts]
        ends = " or ".join(f"({name} := {part}) == {end}" for name, part in zip(found, parts, strict=True))
        return f"({end} if {ends} else {' | '.join(found)})"

    def _against(self, condition: Compare, path: str, op: Comparison, wanted: str, element: str) -> str:
        """A fact against a constant; what does not exist (无) is no text that any constant has, and in no order."""
        if op is Comparison.IS:
            # What is asked for comes first, for that is what most applications have; no domain is equal to it.
            open_, name = open_truth(self.compiler, condition, path), self.fresh("x")
            value = f"({name} := {self._value(path, element)})"
            return f"({TRUE} if {value} == {wanted} else {open_} if {name}.__class__ is Domain else {FALSE})"
        if op is Comparison.IS_NOT:
            known = f"{FALSE} if {{0}} == {wanted} else {TRUE}"
        else:
            known = f"{TRUE} if {{0}} {_SIGN[op]} {wanted} else {FALSE}"
            if self._may_be_none(path):
                known = f"{FALSE} if {{0}}.__class__ is str else {known}"
        return self._of_value(condition, path, known, element)

    def _of_value(self, condition: Condition, path: str, known: str, element: str) -> str:
        """A test of one fact: where it is unknown, what its whole domain comes to; else the text `known`."""
        name = self.fresh("x")
        value = f"({name} := {self._value(path, element)})"
        return (
            f"({open_truth(self.compiler, condition, path)} if {value}.__class__ is Domain else {known.format(name)})"
        )

    def _definition(self, name: str) -> str:
        """The truth of a definition, evaluated once for all norms: it looks at no element."""
        if name not in self._definitions:
            test = self.test(whole_condition(self.compiler.policy.norm_by_id[name]))
            self._definitions[name] = self.once(test)
        return self._definitions[name]

    def _quantified(self, condition: Quantified) -> str:
        """Some or every element: a loop before the expression, for it depends on nothing but the slots."""
        found, elements, one = self.fresh("q"), self.fresh("l"), self.fresh("e")
        start, end = (FALSE, TRUE) if condition.quantifier is Quantifier.SOME else (TRUE, FALSE)
        truth_ = self.fresh("t")
        self.line(f"if ({elements} := s[{self.layout.lists[condition.over]}]).__class__ is tuple:")
        self.line(f"{found} = {start}", 2)
        self.line(f"for {one} in {elements}:", 2)
        at = len(self._lines)
        test = self._test(condition.satisfies, one)
        # What the test needs before itself stands before the loop: it depends on nothing but the slots either.
        needed, self._lines[at:] = self._lines[at:], []
        self._lines[at - 3 : at - 3] = needed
        self.line(f"if ({truth_} := {test}) == {end}:", 3)
        self.line(f"{found} = {end}", 4)
        self.line("break", 4)
        self.line(f"{found} |= {truth_}", 3)
        self.line("else:")
        self.line(f"{found} = {self._called(condition, '()')}", 2)
        return found

    def _by_reading(self, reading: str, alternatives: tuple[tuple[str, Condition], ...], element: str) -> str:
        """The alternative that is fixed, or whatever any of them allows."""
        tests = [self._test(part, element) for _, part in alternatives]
        chosen = self.fresh("x")
        slot = f"({chosen} := s[{self.layout.readings[reading]}])"
        fixed = " else ".join(
            f"{test} if {chosen} == {self.constant(name)}"
            for (name, _), test in zip(alternatives[:-1], tests[:-1], strict=True)
        )
        fixed = f"{fixed} else {tests[-1]}" if fixed else tests[-1]
        return f"({' | '.join(tests)} if {slot}.__class__ is Domain else {fixed})"
