"""The changes of a condition: of itself, and of every part."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final, TypeAlias, assert_never

from huimin_rules.analysis.mutation import expressions
from huimin_rules.analysis.mutation.change import Change, Kind, Scope, each_within, own, within
from huimin_rules.analysis.mutation.lists import over_other_lists
from huimin_rules.analysis.mutation.values import another_text, said_value
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
from huimin_rules.norms.expressions import Expression, FactRef
from huimin_rules.norms.facts import Scalar, ValueType
from huimin_rules.norms.types import type_of_expression

Changes: TypeAlias = Iterator[Change[Condition]]

_SWAPPED: Final = {
    Comparison.IS: Comparison.IS_NOT,
    Comparison.IS_NOT: Comparison.IS,
    Comparison.AT_LEAST: Comparison.MORE_THAN,
    Comparison.MORE_THAN: Comparison.AT_LEAST,
    Comparison.AT_MOST: Comparison.LESS_THAN,
    Comparison.LESS_THAN: Comparison.AT_MOST,
}


def changes(condition: Condition, scope: Scope) -> Changes:
    """Every change of a condition."""
    if not isinstance(condition, Constant):
        yield from _negation(condition)
    match condition:
        case Constant(value):
            yield own(Kind.CONSTANT, "", f"always 改为 {said_value(not value, ValueType.BOOLEAN)}", Constant(not value))
        case All(parts):
            yield from _joined(condition, "all", parts, scope)
        case AnyOf(parts):
            yield from _joined(condition, "any", parts, scope)
        case Not(part):
            yield from within("not", changes(part, scope), Not)
        case Compare():
            yield from _compare(condition, scope)
        case Member():
            yield from _member(condition, scope)
        case Present(fact):
            for rival in scope.rivals(fact.path):
                words = expressions.another_fact(fact.path, rival)
                yield own(Kind.FACT, rival, words, Present(FactRef(rival)))
        case Within():
            yield from _window(condition, scope)
        case Quantified():
            yield from _quantified(condition, scope)
        case Holds(name):
            for other in scope.other_definitions(name):
                yield own(Kind.DEFINITION, other, f"定义 {name} 改为 {other}", Holds(other))
        case ConditionByReading(reading, alternatives):
            yield from expressions.by_reading(reading, alternatives, lambda pairs: ConditionByReading(reading, pairs))
            yield from expressions.within_branches(
                alternatives, lambda part: changes(part, scope), lambda pairs: ConditionByReading(reading, pairs)
            )
        case _:
            assert_never(condition)


def _negation(condition: Condition) -> Changes:
    """A negation taken away or added; a test that has an opposite of its own changes into that instead."""
    match condition:
        case Not(part):
            yield own(Kind.NEGATION, "", "去掉 not", part)
        case Compare(_, Comparison.IS | Comparison.IS_NOT) | Member():
            return
        case _:
            yield own(Kind.NEGATION, "", "加上 not", Not(condition))


def _joined(condition: All | AnyOf, name: str, parts: tuple[Condition, ...], scope: Scope) -> Changes:
    make: Callable[[tuple[Condition, ...]], Condition] = type(condition)
    if len(parts) > 1:
        other, other_name = (AnyOf, "any") if isinstance(condition, All) else (All, "all")
        yield own(Kind.JUNCTION, "", f"{name} 改为 {other_name}", other(parts))
        for index in range(len(parts)):
            left = parts[:index] + parts[index + 1 :]
            yield own(Kind.PART, str(index), f"去掉 {name} 的第 {index + 1} 部分", make(left))
    steps = [f"{name}[{index}]" for index in range(len(parts))]
    yield from each_within(steps, parts, lambda part: changes(part, scope), make)


def _compare(condition: Compare, scope: Scope) -> Changes:
    left, op, right = condition.left, condition.op, condition.right
    kind = type_of_expression(left, scope.policy.fact_by_path).kind
    others = [_SWAPPED[op]]
    if op is Comparison.IS and kind.is_ordered:
        others += [Comparison.AT_LEAST, Comparison.AT_MOST]
    for other in others:
        yield own(Kind.COMPARISON, other.value, f"{op} 改为 {other}", Compare(left, other, right))
    yield from within(_subject(left), expressions.changes(left, scope), lambda changed: Compare(changed, op, right))
    choices: tuple[str, ...] = ()
    if isinstance(left, FactRef):
        choices = tuple(one.id for one in scope.fact(left.path).choices)
    yield from within(op.value, expressions.changes(right, scope, choices), lambda changed: Compare(left, op, changed))


def _subject(subject: Expression) -> str:
    return "fact" if isinstance(subject, FactRef) else "value"


def _member(condition: Member, scope: Scope) -> Changes:
    subject, options = condition.subject, condition.options
    name, other = ("none_of", "one_of") if condition.negated else ("one_of", "none_of")
    kind = type_of_expression(subject, scope.policy.fact_by_path).kind
    yield own(Kind.COMPARISON, other, f"{name} 改为 {other}", replace(condition, negated=not condition.negated))
    if len(options) > 1:
        for index, option in enumerate(options):
            left = options[:index] + options[index + 1 :]
            said = said_value(option, kind)
            yield own(Kind.OPTION, f"-{said}", f"{name} 去掉 {said}", replace(condition, options=left))
    for added in _further(subject, options, scope):
        said = said_value(added, kind)
        yield own(Kind.OPTION, f"+{said}", f"{name} 加上 {said}", replace(condition, options=(*options, added)))
    yield from within(
        _subject(subject), expressions.changes(subject, scope), lambda changed: replace(condition, subject=changed)
    )


def _further(subject: Expression, options: tuple[Scalar, ...], scope: Scope) -> Iterator[Scalar]:
    """Options that could be added: every other choice, or for texts one more text."""
    if isinstance(subject, FactRef) and (choices := scope.fact(subject.path).choices):
        yield from (one.id for one in choices if one.id not in options)
    elif isinstance(last := options[-1], str) and (text := another_text(last)) not in options:
        yield text


def _window(condition: Within, scope: Scope) -> Changes:
    for detail, words, months, days in expressions.spans(condition.months, condition.days):
        if months >= 0 and days >= 0 and (months or days):
            yield own(Kind.SPAN, detail, words, replace(condition, months=months, days=days))
    yield from within(
        _subject(condition.day),
        expressions.changes(condition.day, scope),
        lambda changed: replace(condition, day=changed),
    )
    yield from within(
        "within.before",
        expressions.changes(condition.before, scope),
        lambda changed: replace(condition, before=changed),
    )


def _quantified(condition: Quantified, scope: Scope) -> Changes:
    quantifier, over, satisfies = condition.quantifier, condition.over, condition.satisfies
    other = Quantifier.EVERY if quantifier is Quantifier.SOME else Quantifier.SOME
    yield own(Kind.QUANTIFIER, other.value, f"{quantifier} 改为 {other}", Quantified(other, over, satisfies))
    for name, moved in over_other_lists(satisfies, over, scope):
        yield own(Kind.LIST, name, f"列表 {over} 改为 {name}", Quantified(quantifier, name, moved))
    yield from within(
        "satisfies",
        changes(satisfies, scope.inside(over)),
        lambda changed: Quantified(quantifier, over, changed),
    )
