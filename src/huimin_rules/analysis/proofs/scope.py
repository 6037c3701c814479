"""The part of an application that bears on a norm: what it refers to, and what consistency rules tie to that."""

from collections.abc import Iterator
from dataclasses import dataclass

import z3

from huimin_rules.analysis.proofs.formulas import Formula, both, every
from huimin_rules.analysis.proofs.knowledge import Knowledge
from huimin_rules.analysis.proofs.meaning import Meaning
from huimin_rules.norms.conditions import Compare, Quantified
from huimin_rules.norms.expressions import Count, Literal, Total
from huimin_rules.norms.facts import Fact, FactList
from huimin_rules.norms.norm import Norm, Reading
from huimin_rules.norms.policy import Consistency, Policy
from huimin_rules.norms.walk import Node, conditions, norm_references, parts, references


@dataclass(frozen=True, slots=True)
class Scope:
    """Facts, fields of elements, lists, readings and rules, each in the order of the policy."""

    scalars: tuple[Fact, ...]
    fields: tuple[Fact, ...]
    lists: tuple[FactList, ...]
    readings: tuple[Reading, ...]
    rules: tuple[Consistency, ...]

    def items(self, each: FactList) -> tuple[Fact, ...]:
        """The fields of a list that matter."""
        return tuple(item for item in each.items if item in self.fields)

    def bounds(self, meaning: Meaning) -> tuple[tuple[str, int], ...]:
        """Up to how many elements the lists are looked at."""
        return tuple((each.path, meaning.world.vocabulary.longest[each.path]) for each in self.lists)

    def unsure(self, meaning: Meaning, norm: Norm) -> tuple[tuple[str, int], ...]:
        """The lists of which longer ones could do what none of those that are looked at does.

        A norm that only quantifies over a list, and counts up to constants, tells no list from one in which of each
        count one element more than the constant is left, of each quantifier one element that decides it, and one for
        each outcome of a norm for each element. With sums, or counts compared with other facts, no length is enough.
        """
        policy, longest = meaning.policy, meaning.world.vocabulary.longest
        referred = norm_references(policy, norm)
        roots = [
            *conditions(norm),
            *(part for name in referred.definitions for part in conditions(policy.norm_by_id[name])),
            *(rule.requires for rule in self.rules),
        ]
        found = []
        for each in self.lists:
            needed = [_needed(root, each.path) for root in roots]
            most = longest[each.path]
            parts = 3 if norm.for_each == each.path else 0
            if None in needed or sum(one or 0 for one in needed) + parts + each.at_least > most:
                found.append((each.path, most))
        return tuple(found)

    def readable(self, meaning: Meaning) -> Formula:
        """That this part of the world is one of an application that the policy reads."""
        world = meaning.world
        lists = [
            both(
                world.length(each.path) >= each.at_least,
                world.length(each.path) <= world.vocabulary.longest[each.path],
                *(world.in_domain(item, index) for item in self.items(each) for index in world.indices(each.path)),
            )
            for each in self.lists
        ]
        return both(
            *map(world.in_domain, self.scalars),
            *lists,
            *map(world.alternatives, self.readings),
            every(meaning.holds(rule.requires) for rule in self.rules),
        )

    def flags(self, knowledge: Knowledge) -> Iterator[tuple[Formula, tuple[z3.ExprRef, ...]]]:
        """Each flag of what is known, with the constants that it is about."""
        world = knowledge.world
        for fact in self.scalars:
            yield knowledge.known(fact), world.constants(fact)
        for each in self.lists:
            yield knowledge.stated(each.path), (world.length(each.path),)
            for item in self.items(each):
                for index in world.indices(each.path):
                    yield knowledge.known(item, index), world.constants(item, index)
        for reading in self.readings:
            yield knowledge.fixed(reading.id), (world.reading(reading.id),)


def scope_of(policy: Policy, norm: Norm) -> Scope:
    """What bears on a norm."""
    referred = norm_references(policy, norm)
    facts, lists, readings = {*referred.facts}, {*referred.lists}, {*referred.readings}
    rules: list[Consistency] = []
    waiting = [(rule, references(policy, (rule.requires,))) for rule in policy.consistency]
    while True:
        found = [(rule, one) for rule, one in waiting if facts & {*one.facts} or lists & {*one.lists}]
        if not found:
            break
        for rule, one in found:
            rules.append(rule)
            facts, lists, readings = facts | {*one.facts}, lists | {*one.lists}, readings | {*one.readings}
        waiting = [pair for pair in waiting if pair[0] not in rules]
    return Scope(
        tuple(fact for fact in policy.scalars if fact.path in facts),
        tuple(item for each in policy.lists for item in each.items if item.path in facts),
        tuple(each for each in policy.lists if each.path in lists),
        tuple(reading for reading in policy.readings if reading.id in readings),
        tuple(rule for rule in policy.consistency if rule in rules),
    )


def _needed(node: Node, over: str) -> int | None:
    """How many elements of a list a condition needs to tell what it tells of longer ones; None where no number is
    enough.
    """
    match node:
        case Compare(Count(counted, where), _, Literal(int(most))) | Compare(
            Literal(int(most)), _, Count(counted, where)
        ):
            inner = 0 if where is None else _needed(where, over)
            return inner if counted != over or inner is None else inner + most + 1
        case Count(counted) | Total(counted) if counted == over:
            return None
        case _:
            found = [_needed(part, over) for part in parts(node)]
            own = isinstance(node, Quantified) and node.over == over
            return None if None in found else sum(one or 0 for one in found) + own
