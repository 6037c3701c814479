"""The changes of an expression: of itself, and of every part."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final, TypeAlias, TypeVar, assert_never

from huimin_rules.analysis.mutation import conditions
from huimin_rules.analysis.mutation.change import Change, Kind, Scope, each_within, own, put, within
from huimin_rules.analysis.mutation.lists import over_other_lists
from huimin_rules.analysis.mutation.values import neighbours, said
from huimin_rules.norms.conditions import Condition
from huimin_rules.norms.expressions import (
    Arithmetic,
    ArithmeticOp,
    Award,
    Bracket,
    BracketRow,
    Count,
    Expression,
    ExpressionByReading,
    FactRef,
    Literal,
    MonthsBetween,
    Points,
    Shift,
    Total,
)
from huimin_rules.norms.facts import ValueType

Changes: TypeAlias = Iterator[Change[Expression]]
T = TypeVar("T")

_OTHER: Final = {
    ArithmeticOp.SUM: ArithmeticOp.DIFFERENCE,
    ArithmeticOp.DIFFERENCE: ArithmeticOp.SUM,
    ArithmeticOp.PRODUCT: ArithmeticOp.RATIO,
    ArithmeticOp.RATIO: ArithmeticOp.PRODUCT,
}


def changes(expression: Expression, scope: Scope, choices: tuple[str, ...] = ()) -> Changes:
    """Every change of an expression; `choices` are the values that a choice could have here."""
    match expression:
        case Literal():
            yield from _literal(expression, choices)
        case FactRef(path):
            for rival in scope.rivals(path):
                yield own(Kind.FACT, rival, another_fact(path, rival), FactRef(rival))
        case Arithmetic():
            yield from _arithmetic(expression, scope)
        case Count() | Total():
            yield from _over_list(expression, scope)
        case Bracket():
            yield from _bracket(expression, scope)
        case Points(awards):
            yield from _points(awards, scope)
        case MonthsBetween(start, through):
            yield own(Kind.ARITHMETIC, "swapped", "from 与 through 对调", MonthsBetween(through, start))
            inside = "months_between"
            yield from within(f"{inside}.from", changes(start, scope), lambda one: MonthsBetween(one, through))
            yield from within(f"{inside}.through", changes(through, scope), lambda one: MonthsBetween(start, one))
        case Shift(day, months, days):
            for detail, words, moved_months, moved_days in spans(months, days):
                yield own(Kind.SPAN, detail, words, Shift(day, moved_months, moved_days))
            yield own(Kind.SPAN, "none", "去掉 shift", day)
            yield from within("shift", changes(day, scope), lambda changed: Shift(changed, months, days))
        case ExpressionByReading(reading, alternatives):
            yield from by_reading(reading, alternatives, lambda pairs: ExpressionByReading(reading, pairs))
            yield from within_branches(
                alternatives,
                lambda part: changes(part, scope, choices),
                lambda pairs: ExpressionByReading(reading, pairs),
            )
        case _:
            assert_never(expression)


def another_fact(path: str, rival: str) -> str:
    """In words: one fact in place of another."""
    return f"事实 {path} 改为 {rival}"


def by_reading(
    reading: str, alternatives: tuple[tuple[str, T], ...], make: Callable[[tuple[tuple[str, T], ...]], T]
) -> Iterator[Change[T]]:
    """What an open question decides, with two branches exchanged, or decided once and for all."""
    for index, ((one, first), (other, second)) in enumerate(pairwise(alternatives)):
        swapped = put(put(alternatives, index, (one, second)), index + 1, (other, first))
        yield own(Kind.READING, f"{one}~{other}", f"口径 {reading} 的 {one} 与 {other} 对调", make(swapped))
    for name, part in alternatives:
        yield own(Kind.READING, name, f"不问口径 {reading}，一律按 {name}", part)


def within_branches(
    alternatives: tuple[tuple[str, T], ...],
    changes: Callable[[T], Iterable[Change[T]]],
    make: Callable[[tuple[tuple[str, T], ...]], T],
) -> Iterator[Change[T]]:
    """The changes inside the branches that an open question decides between."""
    names = [name for name, _ in alternatives]
    yield from each_within(
        [f"alternatives.{name}" for name in names],
        tuple(branch for _, branch in alternatives),
        changes,
        lambda branches: make(tuple(zip(names, branches, strict=True))),
    )


def spans(months: int, days: int) -> Iterator[tuple[str, str, int, int]]:
    """A span one month and one day shorter and longer, in the units that it is written in."""
    for unit, used, (by_months, by_days) in (("months", months, (1, 0)), ("days", days, (0, 1))):
        if used:
            for detail, sign in (("less", -1), ("more", 1)):
                changed = used + sign
                yield (
                    f"{unit}-{detail}",
                    f"{unit}: {used} 改为 {changed}",
                    months + sign * by_months,
                    days + sign * by_days,
                )


def _literal(literal: Literal, choices: tuple[str, ...]) -> Changes:
    if literal.type.kind is ValueType.CHOICE:
        for other in choices:
            if other != literal.value:
                words = f"{said(literal)} 改为 {other}"
                yield own(Kind.OPTION, other, words, Literal(other, literal.type))
    for detail, moved in neighbours(literal):
        yield own(Kind.THRESHOLD, detail, f"{said(literal)} 改为 {said(moved)}", moved)


def _arithmetic(expression: Arithmetic, scope: Scope) -> Changes:
    op, parts = expression.op, expression.parts
    if len(parts) == 2:
        other = _OTHER[op]
        yield own(Kind.ARITHMETIC, other.value, f"{op} 改为 {other}", Arithmetic(other, parts))
        if op in (ArithmeticOp.DIFFERENCE, ArithmeticOp.RATIO):
            yield own(Kind.ARITHMETIC, "swapped", f"{op} 的两项对调", Arithmetic(op, parts[::-1]))
    for index in range(len(parts)):
        left = parts[:index] + parts[index + 1 :]
        result = left[0] if len(left) == 1 else Arithmetic(op, left)
        yield own(Kind.PART, str(index), f"去掉 {op} 的第 {index + 1} 项", result)
    steps = [f"{op}[{index}]" for index in range(len(parts))]
    yield from each_within(steps, parts, lambda part: changes(part, scope), lambda changed: Arithmetic(op, changed))


def _over_list(expression: Count | Total, scope: Scope) -> Changes:
    over, where = expression.over, expression.where
    inside = scope.inside(over)
    name = "count" if isinstance(expression, Count) else "total"
    if where is not None:
        yield own(Kind.WHERE, "", f"去掉 {name} 的 where", replace(expression, where=None))
        yield from within("where", conditions.changes(where, inside), lambda one: replace(expression, where=one))
    if isinstance(expression, Count):
        for other, moved in over_other_lists(where, over, scope):
            yield own(Kind.LIST, other, f"列表 {over} 改为 {other}", Count(other, moved))
        return
    of = expression.of
    elsewhere = dict(over_other_lists(where, over, scope))
    for other, moved_of in over_other_lists(of, over, scope):
        if other in elsewhere:
            words = f"列表 {over} 改为 {other}"
            yield own(Kind.LIST, other, words, Total(other, moved_of, elsewhere[other]))
    yield from within("of", changes(of, inside), lambda changed: replace(expression, of=changed))


def _bracket(expression: Bracket, scope: Scope) -> Changes:
    subject, rows = expression.subject, expression.rows
    for index, row in enumerate(rows):
        if len(rows) > 2 and row.limit is not None:
            left = rows[:index] + rows[index + 1 :]
            yield own(Kind.ROW, f"-{index}", f"去掉第 {index + 1} 档", Bracket(subject, left))
        for detail, words, changed in _row(row):
            moved = put(rows, index, changed)
            if _rises(moved):
                said_row = f"第 {index + 1} 档：{words}"
                yield Change(f"rows[{index}]", Kind.ROW, detail, said_row, Bracket(subject, moved))
    yield from within("bracket", changes(subject, scope), lambda changed: Bracket(changed, rows))


def _row(row: BracketRow) -> Iterator[tuple[str, str, BracketRow]]:
    if row.limit is not None:
        name, other = ("at_most", "less_than") if row.included else ("less_than", "at_most")
        yield other, f"{name} 改为 {other}", replace(row, included=not row.included)
        for detail, limit in neighbours(row.limit):
            yield f"limit-{detail}", f"{said(row.limit)} 改为 {said(limit)}", replace(row, limit=limit)
    for detail, gives in neighbours(row.gives):
        yield f"gives-{detail}", f"gives {said(row.gives)} 改为 {said(gives)}", replace(row, gives=gives)


def _rises(rows: Sequence[BracketRow]) -> bool:
    """Whether each row goes beyond the row before it."""
    for lower, upper in pairwise(rows):
        if lower.limit is None or upper.limit is None:
            continue
        a, b = lower.limit.value, upper.limit.value
        if b < a or (a == b and not (upper.included and not lower.included)):  # type: ignore[operator]  # limits of one bracket
            return False
    return True


def _points(awards: tuple[Award, ...], scope: Scope) -> Changes:
    for index, award in enumerate(awards):
        if len(awards) > 1:
            left = awards[:index] + awards[index + 1 :]
            yield own(Kind.AWARD, f"-{index}", f"去掉第 {index + 1} 项得分", Points(left))
        for detail, gives in neighbours(award.gives):
            yield Change(
                f"points[{index}]",
                Kind.AWARD,
                detail,
                f"得分 {said(award.gives)} 改为 {said(gives)}",
                Points(put(awards, index, Award(award.when, gives))),
            )

        def awarded(when: Condition, index: int = index, award: Award = award) -> Points:
            return Points(put(awards, index, Award(when, award.gives)))

        yield from within(f"points[{index}].when", conditions.changes(award.when, scope), awarded)
