"""Exact numbers as terms: a quotient of two, so that a ratio stays linear wherever it is compared with a constant."""

from dataclasses import dataclass
from fractions import Fraction
from typing import assert_never

import z3

from huimin_rules.analysis.proofs.formulas import Formula, Term, both, either, no, pick, term
from huimin_rules.norms.conditions import Comparison
from huimin_rules.norms.expressions import ArithmeticOp


@dataclass(frozen=True, slots=True)
class Number:
    """`top / below`; without `below` it is `top` alone. Whoever divides sees to it that `below` is not zero."""

    top: Term
    below: Term | None = None


def number(value: int | Fraction) -> Number:
    """A number that a rule states."""
    if isinstance(value, Fraction) and value.denominator != 1:
        return Number(z3.Q(value.numerator, value.denominator))
    return Number(z3.IntVal(int(value)))


def picked(condition: Formula, then: Number, otherwise: Number) -> Number:
    """A number for a case and one for the other."""
    if then.below is None and otherwise.below is None:
        return Number(_choice(condition, then.top, otherwise.top))
    one = z3.IntVal(1)
    below = _choice(condition, _or(then.below, one), _or(otherwise.below, one))
    return Number(_choice(condition, then.top, otherwise.top), below)


def computed(op: ArithmeticOp, a: Number, b: Number) -> Number:
    """One of the four operations; a ratio by zero is for the caller to exclude."""
    match op:
        case ArithmeticOp.SUM | ArithmeticOp.DIFFERENCE:
            if a.below is None and b.below is None:
                return Number(a.top + b.top if op is ArithmeticOp.SUM else a.top - b.top)
            left, right = _scaled(a, b), _scaled(b, a)
            return Number(left + right if op is ArithmeticOp.SUM else left - right, _product(a.below, b.below))
        case ArithmeticOp.PRODUCT:
            return Number(times(a.top, b.top), _product(a.below, b.below))
        case ArithmeticOp.RATIO:
            return Number(_scaled(a, b), times(_or(a.below, z3.IntVal(1)), b.top))


def compared(op: Comparison, a: Number, b: Number) -> Formula:
    """The comparison, multiplied out; the sign of a divisor turns it round."""
    left, right = _scaled(a, b), _scaled(b, a)
    signs = [one > 0 for one in (a.below, b.below) if one is not None]
    if op in (Comparison.IS, Comparison.IS_NOT) or not signs:
        return _compared(op, left, right)
    positive = signs[0] if len(signs) == 1 else either(both(*signs), both(*map(no, signs)))
    return pick(positive, _compared(op, left, right), _compared(op, right, left))


def _compared(op: Comparison, left: Term, right: Term) -> Formula:
    match op:
        case Comparison.IS:
            return left == right
        case Comparison.IS_NOT:
            return left != right
        case Comparison.AT_LEAST:
            return left >= right
        case Comparison.MORE_THAN:
            return left > right
        case Comparison.AT_MOST:
            return left <= right
        case Comparison.LESS_THAN:
            return left < right
        case _:
            assert_never(op)


def times(a: Term, b: Term) -> Term:
    """A product; a factor that is one of several constants is multiplied out, which keeps the product linear."""
    if _is_constant(a) or _is_constant(b):
        return a * b
    for one, other in ((a, b), (b, a)):
        if _has_constant_leaves(one):
            condition, then, otherwise = one.children()
            return term(condition, times(then, other), times(otherwise, other))
    return a * b


def _scaled(a: Number, b: Number) -> Term:
    return a.top if b.below is None else times(a.top, b.below)


def _product(a: Term | None, b: Term | None) -> Term | None:
    if a is None or b is None:
        return b if a is None else a
    return times(a, b)


def _or(below: Term | None, one: Term) -> Term:
    return one if below is None else below


def _choice(condition: Formula, then: Term, otherwise: Term) -> Term:
    if z3.is_int(then) != z3.is_int(otherwise):
        then, otherwise = _real(then), _real(otherwise)
    return term(condition, then, otherwise)


def _real(value: Term) -> Term:
    return z3.ToReal(value) if z3.is_int(value) else value


def _is_constant(value: Term) -> bool:
    return bool(z3.is_int_value(value) or z3.is_rational_value(value))


def _has_constant_leaves(value: Term) -> bool:
    if not z3.is_app_of(value, z3.Z3_OP_ITE):
        return False
    _, then, otherwise = value.children()
    return all(_is_constant(one) or _has_constant_leaves(one) for one in (then, otherwise))
