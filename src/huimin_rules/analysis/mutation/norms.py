"""The changes of a norm: of its scope, its period, its modality, and of every condition that it states."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Final, TypeAlias

from huimin_rules.analysis.mutation import conditions
from huimin_rules.analysis.mutation.change import Change, Kind, Scope, own, put, within
from huimin_rules.analysis.mutation.expressions import by_reading
from huimin_rules.analysis.mutation.lists import moved, over_other_lists, own_fields
from huimin_rules.analysis.mutation.values import neighbouring_days
from huimin_rules.norms.conditions import All, Condition, Constant, Quantified, Quantifier
from huimin_rules.norms.norm import Modality, Norm, Period
from huimin_rules.norms.policy import Policy

Changes: TypeAlias = Iterator[Change[Norm]]

_OTHER_MODALITY: Final = {
    Modality.OBLIGATION: Modality.RECOMMENDATION,
    Modality.PRIORITY: Modality.OBLIGATION,
    Modality.RECOMMENDATION: Modality.OBLIGATION,
    Modality.DEFAULT: Modality.OBLIGATION,
    Modality.VALIDITY: Modality.OBLIGATION,
}


def changes(norm: Norm, policy: Policy) -> Changes:
    """Every change of a norm; none for an institutional one, which checks nothing."""
    if norm.requires is None:
        return
    defines = norm.modality is Modality.DEFINITION
    scope = Scope(policy, definition=norm.id if defines else None)
    if norm.for_each is not None:
        yield from _each(norm, norm.for_each, scope)
        scope = scope.inside(norm.for_each)
    for key in ("who", "when", "unless"):
        condition: Condition | None = getattr(norm, key)
        if condition is not None:
            yield own(Kind.SCOPE, key, f"去掉 {key}", _with(norm, key, None))
            yield from within(key, conditions.changes(condition, scope), partial(_with, norm, key))
    if norm.period is not None:
        yield from within(
            "period", _period(norm.period), lambda period: replace(norm, period=period, requires=period.requires)
        )
    else:
        yield own(Kind.REQUIREMENT, "", "requires 改为 always: true", replace(norm, requires=Constant(True)))
        yield from within(
            "requires", conditions.changes(norm.requires, scope), lambda changed: replace(norm, requires=changed)
        )
    other = _OTHER_MODALITY.get(norm.modality)
    if other is not None and norm.period is None:
        words = f"modality: {norm.modality} 改为 {other}"
        yield own(Kind.MODALITY, other.value, words, replace(norm, modality=other))


def _with(norm: Norm, key: str, condition: Condition | None) -> Norm:
    match key:
        case "who":
            return replace(norm, who=condition)
        case "when":
            return replace(norm, when=condition)
        case _:
            return replace(norm, unless=condition)


def _each(norm: Norm, over: str, scope: Scope) -> Changes:
    """What is demanded of each element: of some element alone, of another list's elements, or of nobody's in
    particular.
    """
    stated = tuple(one for one in (norm.who, norm.when, norm.unless, norm.requires) if one is not None)
    requires = norm.requires or Constant(True)
    if not (own_fields(norm.when, over) or own_fields(norm.unless, over)):
        satisfies = requires if norm.who is None else All((norm.who, requires))
        some = Quantified(Quantifier.SOME, over, satisfies)
        words = f"for_each 改为 some：{over} 有一项符合即可"
        yield own(Kind.SCOPE, "some", words, replace(norm, for_each=None, who=None, requires=some))
    if not any(own_fields(one, over) for one in stated):
        yield own(Kind.SCOPE, "for_each", "去掉 for_each", replace(norm, for_each=None, who=None))
    for other, _ in over_other_lists(All(stated), over, scope):
        elsewhere = replace(
            norm,
            for_each=other,
            who=moved(norm.who, over, other),
            when=moved(norm.when, over, other),
            unless=moved(norm.unless, over, other),
            requires=moved(norm.requires, over, other),
        )
        yield own(Kind.LIST, other, f"列表 {over} 改为 {other}", elsewhere)


def _period(period: Period) -> Iterator[Change[Period]]:
    """The first and the last day one day earlier and later; the branches of a reading exchanged or fixed."""
    for detail, day in neighbouring_days(period.start):
        if all(day <= last for last in period.last_days()):
            words = f"{period.start} 改为 {day}"
            yield Change("from", Kind.PERIOD, detail, words, replace(period, start=day))
    if period.through is not None:
        for detail, day in neighbouring_days(period.through):
            if day >= period.start:
                words = f"{period.through} 改为 {day}"
                yield Change("through", Kind.PERIOD, detail, words, replace(period, through=day))
        return
    assert period.reading is not None
    for index, (name, last) in enumerate(period.alternatives):
        for detail, day in neighbouring_days(last):
            if day >= period.start:
                alternatives = put(period.alternatives, index, (name, day))
                words = f"{last} 改为 {day}"
                changed = replace(period, alternatives=alternatives)
                yield Change(f"through.alternatives.{name}", Kind.PERIOD, detail, words, changed)

    # A day in place of the branches is no period, so what the branches come to is asked of them and not of the period.
    for one in by_reading(period.reading, period.alternatives, lambda _: period.start):
        first, _, second = one.detail.partition("~")
        days = dict(period.alternatives)
        if second:
            days[first], days[second] = days[second], days[first]
            changed = replace(period, alternatives=tuple(days.items()))
        else:
            changed = replace(period, through=days[first], reading=None, alternatives=())
        yield Change("through", one.kind, one.detail, one.words, changed)
