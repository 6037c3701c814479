"""Whether any application tells a mutant from its policy, asked of Z3; needs the extra `proofs`.

The question is put about complete applications and all readings. A status on an incomplete application is a function of
the outcomes of its completions, so where these agree, statuses and blockers agree too. Lists are gone through up to
the length that the vocabulary of the proof allows; `Same` says up to which.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from huimin_rules.analysis.mutation.mutants import Mutant
from huimin_rules.analysis.mutation.plainest import plainest
from huimin_rules.analysis.proofs.applications import Example, example
from huimin_rules.analysis.proofs.formulas import Formula, both, either, no, same
from huimin_rules.analysis.proofs.meaning import Meaning, Outcome
from huimin_rules.analysis.proofs.solver import Found, Undecided
from huimin_rules.analysis.proofs.vocabulary import vocabulary
from huimin_rules.analysis.proofs.world import World
from huimin_rules.norms.conditions import Condition, ConditionByReading
from huimin_rules.norms.expressions import ExpressionByReading
from huimin_rules.norms.facts import AnyFact, Fact
from huimin_rules.norms.norm import Norm, Reading
from huimin_rules.norms.policy import Consistency, Policy
from huimin_rules.norms.transform import transformed_norm
from huimin_rules.norms.walk import Node, References, conditions, norm_references, references


@dataclass(frozen=True, slots=True)
class Same:
    """No application tells the two apart; `longest` are the lists on which that depends, with the length looked at."""

    longest: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Open:
    """The solver gave up, and why."""

    reason: str


Answer: TypeAlias = Same | Example | Open


def difference(policy: Policy, mutant: Mutant, reached: Collection[str]) -> Answer:
    """Looks for an application that tells a mutant from its policy by one of the norms that the change reaches."""
    longest: dict[str, int] = {}
    given_up: str | None = None
    for original, changed in _compared(policy, mutant):
        world = World(vocabulary(original, changed))
        for question, mentioned in _questions(original, changed, mutant, reached, world):
            around = _connected(mentioned, original, changed)
            stated = [one for each in (original, changed) for one in _stated(each, mutant, reached)]
            match plainest(question, world, original, around, stated):
                case Found(model):
                    return example(_only(original, around), world, model)
                case Undecided(reason):
                    given_up = reason
                case _:
                    longest.update((path, world.vocabulary.longest[path]) for path in around.lists)
    return Same(longest) if given_up is None else Open(given_up)


def _compared(policy: Policy, mutant: Mutant) -> Iterator[tuple[Policy, Policy]]:
    """What is compared with what. A caller may fix any alternative, also where the authority has spoken, so every
    alternative is asked about; where what the authority said is changed, the two are as it said and as it might have.
    """
    original, changed = _unspoken(policy), _unspoken(mutant.policy)
    if not isinstance(mutant.original, Reading):
        yield original, changed
        return
    spoken = _spoken(mutant.original)
    others = [_spoken(mutant.changed)] if isinstance(mutant.changed, Reading) and mutant.changed.official else []
    for other in others or [one.id for one in mutant.original.alternatives if one.id != spoken]:
        yield _decided(original, mutant.of, spoken), _decided(changed, mutant.of, other)


def _unspoken(policy: Policy) -> Policy:
    return replace(policy, readings=tuple(replace(one, official=None) for one in policy.readings))


def _spoken(reading: Reading) -> str:
    assert reading.official is not None
    return reading.official.alternative


def _decided(policy: Policy, reading: str, alternative: str) -> Policy:
    """The policy with an open question decided, wherever it is put."""

    def branch(node: Node) -> Node:
        match node:
            case ConditionByReading(name, alternatives) if name == reading:
                return dict(alternatives)[alternative]
            case ExpressionByReading(name, choices) if name == reading:
                return dict(choices)[alternative]
            case _:
                return node

    return replace(policy, norms=tuple(transformed_norm(norm, branch) for norm in policy.norms))


def _questions(
    original: Policy, changed: Policy, mutant: Mutant, reached: Collection[str], world: World
) -> Iterator[tuple[Formula, References]]:
    """What is to be found: an application that one of the two refuses, or one about which a norm says another thing;
    each with what it mentions.
    """
    before, after = Meaning(original, world), Meaning(changed, world)
    if isinstance(mutant.original, Consistency):
        rules = [rule for policy in (original, changed) for rule in policy.consistency if rule.id == mutant.of]
        mentioned = References((), (), (), ())
        for rule in rules:
            mentioned = _together(mentioned, references(original, (rule.requires,)))
        yield both(world.domain(original), no(same(before.consistent, after.consistent))), mentioned
    readable = both(before.readable, after.readable)
    for name in reached:
        one, other = original.norm_by_id[name], changed.norm_by_id[name]
        unlike = _unlike(before.outcome(one), after.outcome(other), one, other)
        yield both(readable, unlike), _together(norm_references(original, one), norm_references(changed, other))


def _unlike(before: Outcome, after: Outcome, original: Norm, changed: Norm) -> Formula:
    """That what the two say of a norm is told apart: by its status, or by what its status does to the conclusion."""
    if original.modality.decides is not changed.modality.decides:
        return no(both(before.not_applicable, after.not_applicable))
    alike = both(
        same(before.met, after.met), same(before.unmet, after.unmet), same(before.not_applicable, after.not_applicable)
    )
    if original.modality is not changed.modality and original.modality.decides:
        return either(no(alike), before.unmet)
    return no(alike)


def _stated(policy: Policy, mutant: Mutant, reached: Collection[str]) -> Iterator[Condition]:
    """The conditions that the change is about."""
    for norm in policy.norms:
        if norm.id == mutant.of or norm.id in reached:
            yield from conditions(norm)
    yield from (rule.requires for rule in policy.consistency if rule.id == mutant.of)


def _together(one: References, other: References) -> References:
    return References(
        tuple(dict.fromkeys((*one.facts, *other.facts))),
        tuple(dict.fromkeys((*one.lists, *other.lists))),
        tuple(dict.fromkeys((*one.readings, *other.readings))),
        (),
    )


def _connected(mentioned: References, original: Policy, changed: Policy) -> References:
    """What is mentioned, and what the consistency rules connect with it: the rest of an application changes nothing."""
    rules = [references(one, (rule.requires,)) for one in (original, changed) for rule in one.consistency]
    found, wider = None, mentioned
    while found != wider:
        found = wider
        for one in rules:
            if set(one.facts) & set(wider.facts) or set(one.lists) & set(wider.lists):
                wider = _together(wider, one)
    return wider


def _only(policy: Policy, around: References) -> Policy:
    """The policy with the facts and readings alone that are mentioned: what an application is to be written for."""

    def kept(fact: AnyFact) -> AnyFact | None:
        if isinstance(fact, Fact):
            return fact if fact.path in around.facts else None
        items = tuple(item for item in fact.items if item.path in around.facts)
        return replace(fact, items=items, titled_by=None) if fact.path in around.lists else None

    return replace(
        policy,
        facts=tuple(one for fact in policy.facts if (one := kept(fact)) is not None),
        readings=tuple(one for one in policy.readings if one.id in around.readings),
    )
