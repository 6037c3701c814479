"""Consistency rules as evaluators: whether an application may be what it says, and which unknowns they tie together."""

from collections.abc import Iterable
from dataclasses import dataclass

from huimin_rules.engines.reference.conditions import Compiler
from huimin_rules.engines.reference.layout import Slots
from huimin_rules.engines.reference.variables import Variable, unknowns
from huimin_rules.norms import policy as norms
from huimin_rules.norms.application import Application
from huimin_rules.norms.conditions import Condition
from huimin_rules.norms.walk import References, references
from huimin_rules.ternary import FALSE


@dataclass(frozen=True, slots=True)
class Connected:
    """The consistency rules that bear on a norm: together with it they refer to `references`."""

    rules: tuple[int, ...]
    roots: tuple[Condition, ...]
    references: References


class Consistency:
    """The consistency rules of a policy."""

    def __init__(self, compiler: Compiler) -> None:
        self.compiler = compiler
        self.rules = compiler.policy.consistency
        self.tests = tuple(compiler.lower(rule.requires) for rule in self.rules)
        self.references = tuple(references(compiler.policy, (rule.requires,)) for rule in self.rules)

    def violated(self, slots: Slots) -> list[norms.Consistency]:
        """The rules that an application violates, however its unknowns turn out."""
        return [rule for rule, test in zip(self.rules, self.tests, strict=True) if test(slots, ()) == FALSE]

    def connected(self, referred: References) -> Connected:
        """The rules that share a fact with what is referred to, directly or through one another."""
        facts, lists = set(referred.facts), set(referred.lists)
        chosen: list[int] = []
        while True:
            found = next(
                (
                    index
                    for index, one in enumerate(self.references)
                    if index not in chosen and (facts & set(one.facts) or lists & set(one.lists))
                ),
                None,
            )
            if found is None:
                break
            chosen.append(found)
            facts.update(self.references[found].facts)
            lists.update(self.references[found].lists)
        chosen.sort()
        together = References(
            tuple(
                dict.fromkeys([*referred.facts, *(path for index in chosen for path in self.references[index].facts)])
            ),
            tuple(
                dict.fromkeys([*referred.lists, *(path for index in chosen for path in self.references[index].lists)])
            ),
            tuple(
                dict.fromkeys(
                    [*referred.readings, *(name for index in chosen for name in self.references[index].readings)]
                )
            ),
            referred.definitions,
        )
        return Connected(
            tuple(chosen),
            tuple(self.rules[index].requires for index in chosen),
            together,
        )

    def unknowns(
        self, referred: References, connected: Connected, binding: Iterable[int], slots: Slots, application: Application
    ) -> tuple[tuple[Variable, ...], tuple[Variable, ...]]:
        """The unknowns that a norm refers to, and the further ones that those of its rules that bind connect with them.

        An unknown that a rule mentions moves together with the others of that rule (`group`), and of rules that share
        a fact with it.
        """
        rules = [self.references[rule] for rule in binding]
        bound = {name for rule in rules for name in (*rule.facts, *rule.lists, *rule.readings)}
        own: list[Variable] = []
        tied: list[Variable] = []
        named = {*referred.facts, *referred.lists, *referred.readings}
        policy, layout = self.compiler.policy, self.compiler.layout
        groups = self._groups(connected.rules)
        for variable in unknowns(policy, layout, connected.references, slots, application, groups):
            if variable.path in named:
                own.append(variable)
            elif variable.path in bound:
                tied.append(variable)
        return tuple(own), tuple(tied)

    def _groups(self, rules: Iterable[int]) -> dict[str, int]:
        """For each fact that some rules mention, a number that it shares with all facts these tie it to."""
        groups: dict[str, int] = {}
        for index in rules:
            facts = self.references[index].facts
            joined = {groups[path] for path in facts if path in groups}
            groups = {path: index if group in joined else group for path, group in groups.items()}
            groups.update(dict.fromkeys(facts, index))
        return groups
