"""Consistency rules as evaluators: whether an application may be what it says, and which unknowns they tie together."""

from collections.abc import Iterable
from dataclasses import dataclass

from huimin_rules.engines.reference.conditions import Compiler
from huimin_rules.engines.reference.layout import Slots
from huimin_rules.engines.reference.variables import Name, Variable, unknowns
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
        """The rules that share a fact or a reading with what is referred to, directly or through one another."""
        names = _names(referred)
        chosen: list[int] = []
        while True:
            found = next(
                (index for index, one in enumerate(self.references) if index not in chosen and names & _names(one)),
                None,
            )
            if found is None:
                break
            chosen.append(found)
            names |= _names(self.references[found])
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
        named, bound = _names(referred), {name for rule in binding for name in _names(self.references[rule])}
        own: list[Variable] = []
        tied: list[Variable] = []
        policy, layout = self.compiler.policy, self.compiler.layout
        groups = self._groups(connected.rules)
        for variable in unknowns(policy, layout, connected.references, slots, application, groups):
            if variable.key in named:
                own.append(variable)
            elif variable.key in bound:
                tied.append(variable)
        return tuple(own), tuple(tied)

    def _groups(self, rules: Iterable[int]) -> dict[Name, int]:
        """For each fact, list and reading that some rules mention, a number that it shares with all they tie it to."""
        groups: dict[Name, int] = {}
        for index in rules:
            names = _names(self.references[index])
            joined = {groups[name] for name in names if name in groups}
            groups = {name: index if group in joined else group for name, group in groups.items()}
            groups.update(dict.fromkeys(names, index))
        return groups


def _names(referred: References) -> set[Name]:
    """The facts, lists and readings that are referred to."""
    return {*referred.facts, *referred.lists, *(("reading", name) for name in referred.readings)}
