"""Brute force: the status and the blockers of a finding from all completions, by the plain evaluator.

What an unknown may be is listed in full where that is finite: yes or no, choices, readings, small whole numbers, and
days and amounts that a consistency rule confines. Texts and codes are compared for equality alone, so those mentioned,
those stated, and as many more as can be told apart are all; of lists those up to the length that tells everything.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import combinations_with_replacement, product
from math import prod
from typing import Any, Final

from huimin_rules.norms import conditions as c
from huimin_rules.norms import expressions as e
from huimin_rules.norms.facts import Fact, FactList, ValueType
from tests.engines.plain import Unknown, World, consistent, outcome, settle
from tests.joint.opinion import Opinion, opinion
from tests.joint.scope import Open, Scope, Stated

MOST_COMPLETIONS: Final = 1_200
"""With more, brute force is not asked."""

_FEW: Final = 64


class TooLarge(Exception):
    """There are too many completions, or infinitely many."""


def brute(scope: Scope, stated: Stated) -> Opinion:
    """What brute force says of a norm; raises TooLarge."""
    opens = scope.opens(stated)
    options: list[tuple[Any, ...]] = []
    for one in opens:
        options.append(tuple(_options(scope, stated, one)))
        if prod(map(len, options)) > MOST_COMPLETIONS:
            raise TooLarge
    found = list(_outcomes(scope, stated, opens, options))
    outcomes = {one for _, one in found}
    assert outcomes, "the application contradicts itself"
    blockers = [one for one in opens if one.path in scope.own and _blocks(scope, one, opens, found)]
    return opinion(scope.norm, outcomes, ((one.kind, one.name) for one in blockers))


def _blocks(scope: Scope, one: Open, opens: Sequence[Open], found: list[tuple[tuple[int, ...], str]]) -> bool:
    """Whether two completions that differ in one variable, and else only in what is tied to it, differ in outcome."""
    place = opens.index(one)
    tied = scope.moving(one, opens)
    rest = [index for index, other in enumerate(opens) if index != place and other not in tied]
    seen: dict[tuple[int, ...], tuple[set[int], set[str]]] = {}
    for chosen, came in found:
        values, outcomes = seen.setdefault(tuple(chosen[index] for index in rest), (set(), set()))
        values.add(chosen[place])
        outcomes.add(came)
    # Of two outcomes that one value has, one differs from that of any other value.
    return any(len(values) > 1 and len(outcomes) > 1 for values, outcomes in seen.values())


def _outcomes(
    scope: Scope, stated: Stated, opens: Sequence[Open], options: Sequence[tuple[Any, ...]]
) -> Iterator[tuple[tuple[int, ...], str]]:
    """The outcome of every completion that the rules allow, with the number of the option of each variable."""
    lists = {path: [dict(row) for row in rows or ()] for path, rows in stated.lists.items()}
    start = World(scope.policy, dict(stated.facts), lists, dict(stated.fixed))
    unknowns = [Unknown(one.name, one.kind, _place(one), ()) for one in opens]

    def each(world: World, chosen: tuple[int, ...]) -> Iterator[tuple[tuple[int, ...], str]]:
        if len(chosen) < len(unknowns):
            for number, value in enumerate(options[len(chosen)]):
                yield from each(settle(world, unknowns[len(chosen)], value), (*chosen, number))
        elif consistent(world):
            yield chosen, outcome(scope.norm, world)

    return each(start, ())


def _place(one: Open) -> tuple[Any, ...]:
    if one.fact is None:
        return "reading", one.name
    if one.index is not None:
        path, _, name = one.path.partition("[].")
        return "field", path, one.index, name
    return ("list" if isinstance(one.fact, FactList) else "fact"), one.path


# --- what an unknown may be


def _options(scope: Scope, stated: Stated, one: Open) -> Sequence[Any]:
    if one.fact is None:
        return tuple(each.id for each in scope.policy.reading_by_id[one.name].alternatives)
    if isinstance(one.fact, FactList):
        return _lists(scope, stated, one.fact)
    return _values(scope, stated, one.fact)


def _values(scope: Scope, stated: Stated, fact: Fact) -> Sequence[Any]:
    domain = fact.domain
    found: list[Any]
    if domain.options is not None:
        return domain.options
    if fact.type.is_text:
        found = _texts(scope, stated, fact)
    elif fact.type is ValueType.INTEGER and int(domain.high) - int(domain.low) < _FEW:  # type: ignore[arg-type]  # an integer has both ends
        found = list(range(int(domain.low), int(domain.high) + 1))  # type: ignore[arg-type]  # an integer has both ends
    else:
        found = _confined(scope, fact)
    return [*found, ""] if domain.may_be_none else found


def confines(rule: c.Condition, path: str) -> tuple[Any, Any] | None:
    """The first and the last value that a rule leaves to a fact, where it says just that."""
    match rule:
        case c.All(
            (
                c.Compare(e.FactRef(one), c.Comparison.AT_LEAST, e.Literal(low)),
                c.Compare(e.FactRef(other), c.Comparison.AT_MOST, e.Literal(high)),
            )
        ) if one == other == path:
            return low, high
        case _:
            return None


def _confined(scope: Scope, fact: Fact) -> list[Any]:
    for rule in scope.rules:
        found = confines(rule.requires, fact.path)
        if found is not None:
            low, high = found
            if isinstance(low, date):
                return [low + timedelta(days=day) for day in range((high - low).days + 1)]
            if fact.type is ValueType.MONEY:
                return list(range(low, high + 1))
    raise TooLarge


def _texts(scope: Scope, stated: Stated, fact: Fact) -> list[str]:
    kind = fact.type
    mentioned: dict[str, None] = {}
    for node in scope.nodes:
        match node:
            case e.Literal(str(word), type) if type.kind is kind:
                mentioned[word] = None
            case c.Member(_, options):
                mentioned.update(dict.fromkeys(one for one in options if isinstance(one, str)))
            case _:
                pass
    for path, value in stated.facts.items():
        known = scope.policy.fact_by_path[path]
        if isinstance(known, Fact) and known.type is kind and value != "":
            mentioned[value] = None
    for each in scope.policy.lists:
        for row in stated.lists[each.path] or ():
            mentioned.update(dict.fromkeys(row[i.name] for i in each.items if i.type is kind and row.get(i.name)))
    words = [word for word in mentioned if word.isdigit() == (kind is ValueType.CODE)]
    opens = scope.opens(stated)
    unknown = [one for one in opens if _has(one, kind)]
    fresh = 2 * len(unknown) if any(scope.moving(one, opens) for one in unknown) else len(unknown) + 1
    return [*words, *(f"{number + 50}" if kind is ValueType.CODE else f"文{number}" for number in range(fresh))]


def _has(one: Open, kind: ValueType) -> bool:
    if isinstance(one.fact, FactList):
        return any(item.type is kind for item in one.fact.items)
    return one.fact is not None and one.fact.type is kind


def _lists(scope: Scope, stated: Stated, each: FactList) -> Sequence[Any]:
    if scope.longest is None:
        raise TooLarge
    fields = [_values(scope, stated, item) if item.path in scope.names else (None,) for item in each.items]
    names = [item.name for item in each.items]
    sorts = [dict(zip(names, values, strict=True)) for values in product(*fields)]
    found: list[Any] = []
    for size in range(each.at_least, scope.longest + 1):
        for chosen in combinations_with_replacement(sorts, size):
            found.append(list(chosen))
            if len(found) > MOST_COMPLETIONS:
                raise TooLarge
    return found
