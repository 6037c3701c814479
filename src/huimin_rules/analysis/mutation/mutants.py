"""Every mutant of a policy, in the order of its norms: each differs from the policy in one thing that means something.

What is changed: norms and definitions, consistency rules, official readings. What a policy says without deciding
anything (words, citations, which alternative is shown first) is left alone. A mutant keeps to the types of the
language; changes that plainly come to the same are made once, changes that plainly come to nothing are not made.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias

from huimin_rules.analysis.mutation import conditions, norms
from huimin_rules.analysis.mutation.canonical import canonical
from huimin_rules.analysis.mutation.change import Change, Kind, Scope, own, within
from huimin_rules.analysis.mutation.typed import well_typed
from huimin_rules.norms.conditions import Condition, Constant
from huimin_rules.norms.norm import Norm, Reading
from huimin_rules.norms.policy import Consistency, Policy

Subject: TypeAlias = Norm | Consistency | Reading


@dataclass(frozen=True, slots=True)
class Mutant:
    """A policy changed in one thing: `original` was replaced by `changed`, or, where that is None, left out.

    `id` says of what, where, and how; it does not depend on other mutants. `words` say the change in Chinese.
    """

    id: str
    of: str
    kind: Kind
    words: str
    original: Subject
    changed: Subject | None
    policy: Policy


def mutants(policy: Policy) -> Iterator[Mutant]:
    """The mutants of a policy; always the same, in the same order."""
    for index, norm in enumerate(policy.norms):
        seen = {_norm_form(norm, policy)}
        for change in norms.changes(norm, policy):
            changed = change.result
            if not _well_typed(changed, policy):
                continue
            form = _norm_form(changed, policy)
            if form not in seen:
                seen.add(form)
                mutated = (*policy.norms[:index], changed, *policy.norms[index + 1 :])
                yield _mutant(norm, change, replace(policy, norms=mutated, digest=""))
    for index, rule in enumerate(policy.consistency):
        facts = policy.fact_by_path
        met = {canonical(rule.requires, facts)}
        for ruled in _rule_changes(rule, policy):
            requires = Constant(True) if ruled.result is None else ruled.result.requires
            form_of_rule = canonical(requires, facts)
            if form_of_rule in met or not well_typed(requires, facts):
                continue
            met.add(form_of_rule)
            instead = () if ruled.result is None else (ruled.result,)
            rules = (*policy.consistency[:index], *instead, *policy.consistency[index + 1 :])
            yield _mutant(rule, ruled, replace(policy, consistency=rules, digest=""))
    for index, reading in enumerate(policy.readings):
        for spoken in _official_changes(reading):
            readings = (*policy.readings[:index], spoken.result, *policy.readings[index + 1 :])
            yield _mutant(reading, spoken, replace(policy, readings=readings, digest=""))


def _mutant(
    original: Subject, change: Change[Norm] | Change[Consistency | None] | Change[Reading], policy: Policy
) -> Mutant:
    place = f"{change.path}:" if change.path else ""
    detail = f"={change.detail}" if change.detail else ""
    name = f"{original.id}/{place}{change.kind}{detail}"
    return Mutant(name, original.id, change.kind, change.words, original, change.result, policy)


def _well_typed(norm: Norm, policy: Policy) -> bool:
    stated = (norm.who, norm.when, norm.unless, norm.requires)
    return all(well_typed(one, policy.fact_by_path) for one in stated if one is not None)


def _norm_form(norm: Norm, policy: Policy) -> tuple[object, ...]:
    """What a norm comes to: conditions in their one form, and what else decides."""

    def form(condition: Condition | None, absent: bool) -> Condition:
        return canonical(condition or Constant(absent), policy.fact_by_path)

    return (
        norm.modality,
        norm.for_each,
        form(norm.who, True),
        form(norm.when, True),
        form(norm.unless, False),
        form(norm.requires, True),
    )


def _rule_changes(rule: Consistency, policy: Policy) -> Iterator[Change[Consistency | None]]:
    yield own(Kind.REQUIREMENT, "", "去掉这条一致性规则", None)
    yield from within(
        "requires",
        conditions.changes(rule.requires, Scope(policy)),
        lambda changed: replace(rule, requires=changed),
    )


def _official_changes(reading: Reading) -> Iterator[Change[Reading]]:
    if reading.official is None:
        return
    yield own(Kind.OFFICIAL, "", "去掉正式解释", replace(reading, official=None))
    for one in reading.alternatives:
        if one.id != reading.official.alternative:
            spoken = replace(reading.official, alternative=one.id)
            yield own(Kind.OFFICIAL, one.id, f"正式解释改为 {one.id}", replace(reading, official=spoken))
