"""One norm, ready to be decided: its evaluators, its unknowns, and the parts of its finding that never change."""

from collections.abc import Sequence

from huimin_rules.citation import Clause
from huimin_rules.engines.reference.candidates import Candidates
from huimin_rules.engines.reference.conditions import Compiler, Test
from huimin_rules.engines.reference.consistency import Consistency
from huimin_rules.engines.reference.layout import Slots
from huimin_rules.engines.reference.outcomes import Found, norm_outcomes, part_outcomes
from huimin_rules.engines.reference.uses import looked_across
from huimin_rules.norms.conditions import All, Condition, Holds, Quantified, Quantifier
from huimin_rules.norms.norm import Ground, Norm
from huimin_rules.norms.walk import conditions, nodes, norm_references, references
from huimin_rules.ternary import FALSE
from huimin_rules.verdict.findings import Citation, Grounding


def cite(clause: Clause) -> Citation:
    """A clause as a verdict shows it."""
    return Citation.assemble(
        {"label": clause.label, "article": clause.article, "paragraph": clause.paragraph, "item": clause.item}
    )


class Program:
    """A norm of a policy, compiled."""

    def __init__(self, norm: Norm, compiler: Compiler, consistency: Consistency) -> None:
        policy = compiler.policy
        self.norm = norm
        self.compiler = compiler
        self.consistency = consistency
        self.possible = norm_outcomes(norm, compiler)
        self.part_possible = part_outcomes(norm, compiler)
        self.list_slot = compiler.layout.lists[norm.for_each] if norm.for_each is not None else None
        self.references = norm_references(policy, norm)
        self.connected = consistency.connected(self.references)
        roots: list[Condition] = [
            *conditions(norm),
            *(part for name in self.references.definitions for part in conditions(policy.norm_by_id[name])),
        ]
        self.candidates = Candidates(compiler.layout, (*roots, *self.connected.roots), self.connected.references)
        self.looked_across = self._looked_across(roots)
        named = dict.fromkeys(
            node.definition for root in conditions(norm) for node in nodes(root) if isinstance(node, Holds)
        )
        self.definitions = tuple((policy.norm_by_id[name], compiler.definition(name)) for name in named)
        self.every = tuple(_every(norm.requires, compiler)) if norm.requires is not None else ()
        self.required = references(policy, (norm.requires,) if norm.requires is not None else ())
        self.materials = norm.wording.evidence or tuple(
            dict.fromkeys(
                document for path in self.references.facts for document in policy.fact_by_path[path].asked.evidence
            )
        )
        self.citation = cite(norm.ground.clause)
        self.also = tuple(
            Grounding.assemble({"citation": cite(one.clause), "quote": one.quote})
            if isinstance(one, Ground)
            else Grounding.assemble({"citation": cite(one), "quote": None})
            for one in norm.cites
        )
        self.by_value = (
            {name: (cite(ground.clause), ground.quote) for name, ground in norm.ground_by.grounds}
            if norm.ground_by
            else {}
        )
        self.by_slot = compiler.layout.scalars[norm.ground_by.fact] if norm.ground_by else None

    def _looked_across(self, roots: Sequence[Condition]) -> frozenset[int]:
        """The fields of the list that the norm goes through that its conditions look at beyond the element in turn."""
        over = self.norm.for_each
        if over is None:
            return frozenset()
        return frozenset(self.compiler.layout.fields[path][1] for path in looked_across(roots, over))

    def found(self, slots: Slots) -> Found:
        """What the evaluators say is possible: sound, and exact where it is certain."""
        elements = slots[self.list_slot] if self.list_slot is not None else None
        if not isinstance(elements, tuple):
            return self.possible(slots)
        return tuple([self.part_possible(slots, element) for element in elements])

    def failing(self, slots: Slots) -> Sequence[tuple[str, int]]:
        """The elements that certainly fail a condition on every element: the list and the index of each."""
        return [
            (over, index)
            for over, slot, test in self.every
            if isinstance(elements := slots[slot], tuple)
            for index, element in enumerate(elements)
            if test(slots, element) == FALSE
        ]


def _every(condition: Condition, compiler: Compiler) -> list[tuple[str, int, Test]]:
    """The conditions on every element of a list that must all hold."""
    match condition:
        case Quantified(Quantifier.EVERY, over, satisfies):
            return [(over, compiler.layout.lists[over], compiler.lower(satisfies))]
        case All(parts):
            return [one for part in parts for one in _every(part, compiler)]
        case _:
            return []
