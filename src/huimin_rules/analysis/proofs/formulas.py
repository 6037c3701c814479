"""Formulas with the constants folded away: what a policy fixes beforehand costs the solver nothing."""

from collections.abc import Iterable
from typing import Final, TypeAlias

import z3

Formula: TypeAlias = z3.BoolRef
Term: TypeAlias = z3.ArithRef

TRUE: Final[Formula] = z3.BoolVal(True)
FALSE: Final[Formula] = z3.BoolVal(False)


def constant(value: bool) -> Formula:
    """The formula that always, or never, holds."""
    return TRUE if value else FALSE


def every(parts: Iterable[Formula]) -> Formula:
    """All parts hold; with no parts it holds."""
    found = [part for part in parts if not z3.is_true(part)]
    if any(map(z3.is_false, found)):
        return FALSE
    return found[0] if len(found) == 1 else z3.And(found) if found else TRUE


def some(parts: Iterable[Formula]) -> Formula:
    """Some part holds; with no parts it does not."""
    found = [part for part in parts if not z3.is_false(part)]
    if any(map(z3.is_true, found)):
        return TRUE
    return found[0] if len(found) == 1 else z3.Or(found) if found else FALSE


def both(*parts: Formula) -> Formula:
    """All of these hold."""
    return every(parts)


def either(*parts: Formula) -> Formula:
    """One of these holds."""
    return some(parts)


def no(part: Formula) -> Formula:
    """The part does not hold."""
    if z3.is_true(part):
        return FALSE
    return TRUE if z3.is_false(part) else z3.Not(part)


def follows(condition: Formula, result: Formula) -> Formula:
    """Where the condition holds, the result does."""
    return either(no(condition), result)


def same(a: Formula, b: Formula) -> Formula:
    """Both hold or neither."""
    if a.eq(b):
        return TRUE
    if z3.is_true(a) or z3.is_false(a):
        a, b = b, a
    if z3.is_true(b):
        return a
    return no(a) if z3.is_false(b) else a == b


def pick(condition: Formula, then: Formula, otherwise: Formula) -> Formula:
    """A formula for a case and one for the other."""
    if z3.is_true(condition) or then.eq(otherwise):
        return then
    if z3.is_false(condition):
        return otherwise
    return either(both(condition, then), both(no(condition), otherwise))


def term(condition: Formula, then: Term, otherwise: Term) -> Term:
    """A number for a case and one for the other."""
    if z3.is_true(condition) or then.eq(otherwise):
        return then
    return otherwise if z3.is_false(condition) else z3.If(condition, then, otherwise)


def counted(parts: Iterable[Formula]) -> Term:
    """How many of the parts hold."""
    found = list(parts)
    return z3.Sum([term(part, z3.IntVal(1), z3.IntVal(0)) for part in found]) if found else z3.IntVal(0)
