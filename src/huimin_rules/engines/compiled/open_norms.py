"""What comes out for a norm that is open: searched by the reference engine, and kept by what the norm looks at.

A search sees the slots of the facts, lists and readings that the norm and its rules of consistency refer to, and
whether something is said about those that nothing settles: with these the same, it finds the same. Its effort is
counted anew for each finding, so what is kept never depends on what was asked before.
"""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Final, TypeAlias, cast

from huimin_rules.engines.compiled.text import Text
from huimin_rules.engines.reference.findings import Findings
from huimin_rules.engines.reference.layout import Slots
from huimin_rules.engines.reference.program import Program
from huimin_rules.norms.application import Application
from huimin_rules.norms.facts import Fact
from huimin_rules.verdict import Blocker, Finding, Status

MOST_KEPT: Final = 200_000
"""How many values the keys of everything that is kept may have together; beyond that all is forgotten."""

Key: TypeAlias = object
Forms: TypeAlias = Mapping[int, str]
"""By the place of a fact, the form of an expression for what a key has of its value."""
SlotsOf: TypeAlias = Callable[[Application], Slots]


class Memory:
    """Counts what the norms of a policy keep, and lets all of them forget when it becomes too much."""

    def __init__(self) -> None:
        self._norms: list[OpenNorm] = []
        self._kept = 0

    def join(self, norm: "OpenNorm") -> None:
        """Count what a norm keeps."""
        self._norms.append(norm)

    def take(self, weight: int) -> None:
        """Make room for a key of so many values."""
        self._kept += weight
        if self._kept > MOST_KEPT:
            self._kept = weight
            for norm in self._norms:
                norm.forget()


class OpenNorm:
    """One norm, and what was found for it."""

    def __init__(self, findings: Findings, slots_of: SlotsOf, memory: Memory) -> None:
        self.findings = findings
        self.statuses: dict[Key, Status] = {}
        """The status for each key: what generated code looks at."""
        self._blockers: dict[Key, tuple[Blocker, ...]] = {}
        self.slots_of = slots_of
        self._memory = memory
        program, layout = findings.program, findings.layout
        referred, forms = program.connected.references, _forms(program)
        self.scalars: Forms = {
            layout.scalars[path]: forms[path]
            for path in sorted(set(referred.facts) & layout.scalars.keys(), key=layout.scalars.__getitem__)
        }
        """What the key has of single facts."""
        self.lists: Mapping[int, Forms] = {
            number: {position: forms[item.path] for position, item in enumerate(each.items) if item.path in forms}
            for number, each in enumerate(findings.policy.lists)
            if each.path in referred.lists
        }
        """What it has of each element of lists."""
        memory.join(self)

    def key_text(self) -> str:
        """An expression for the key, over the names that `status_text` gives to facts and lists."""
        return key_text(self.scalars, self.lists)

    @cached_property
    def key(self) -> Callable[[Application], Key]:
        """The same as a function of the application."""
        text = Text()
        text.line("def key(a):", 0)
        for place in self.scalars:
            text.line(f"x{place} = a.scalars[{place}]")
        for number in self.lists:
            text.line(f"l{number} = a.lists[{number}]")
        text.line(f"return {self.key_text()}")
        return cast(Callable[[Application], Key], text.function("key"))

    def forget(self) -> None:
        """Keep nothing of what was found."""
        self.statuses.clear()
        self._blockers.clear()

    def status(self, key: Key, application: Application) -> Status:
        """The status of an application with this key that is not kept, or no longer."""
        return self._search(key, application)[0]

    def blockers(self, key: Key, application: Application) -> tuple[Blocker, ...]:
        """The blockers of an application with this key."""
        kept = self._blockers.get(key)
        return kept if kept is not None else self._search(key, application)[1]

    def finding(self, application: Application) -> Finding:
        """The finding of the reference engine."""
        slots = self.slots_of(application)
        return self.findings.finding(self.findings.program.found(slots), slots, application)

    def _search(self, key: Key, application: Application) -> tuple[Status, tuple[Blocker, ...]]:
        finding = self.finding(application)
        self._memory.take(_weight(key))
        self._blockers[key] = finding.blockers
        self.statuses[key] = finding.status
        return finding.status, finding.blockers


def _forms(program: Program) -> dict[str, str]:
    """For each fact that a norm and its rules refer to, what its key has of a value that is known: the value; or, where
    only that there is one counts and no search tries the values of others, whether it is none (无).
    """
    facts = [
        fact
        for path in program.connected.references.facts
        if isinstance(fact := program.compiler.policy.fact_by_path[path], Fact)
    ]
    forms = {fact.path: "{0}" for fact in facts}
    for kind, whether_none in ((_is_text, "(not {0})"), (_is_ordered, "(type({0}) is str)")):
        # For an unknown of these kinds the values of others of its kind are tried, unless only its presence counts.
        alike = {fact.path for fact in facts if kind(fact)}
        if alike <= program.candidates.only_present:
            forms |= dict.fromkeys(alike, whether_none)
    return forms


def _is_text(fact: Fact) -> bool:
    return fact.type.is_text


def _is_ordered(fact: Fact) -> bool:
    return fact.type.is_ordered


def key_text(scalars: Forms, lists: Mapping[int, Forms]) -> str:
    """An expression for what keys have of single facts and of the elements of lists; for what nothing settles, whether
    something is said about it.
    """
    parts = [_known(f"x{place}", form, f"({place},)") for place, form in scalars.items()]
    for number, forms in lists.items():
        fields = "".join(f"{_known(f'e[{at}]', form, f'({number}, i, {at})')}, " for at, form in forms.items())
        rows = f"tuple([({fields}) for i, e in enumerate(l{number})])"
        parts.append(f"({rows} if type(l{number}) is tuple else None)")
    return parts[0] if len(parts) == 1 else f"({''.join(f'{part}, ' for part in parts)})"


def _known(value: str, form: str, place: str) -> str:
    return f"({form.format(value)} if type({value}) is not Domain else ... if {place} in a.open_said else None)"


def _weight(key: Key) -> int:
    """How many values a key has."""
    return sum(map(_weight, key), 1) if isinstance(key, tuple) else 1
