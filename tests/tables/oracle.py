"""What must come out for a row, decided by the reference: by the whole engine for one norm at a time, so that what was
asked once is not asked again.
"""

import re
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeAlias
from unittest.mock import patch

from huimin_rules.engines.compiled import CompiledEngine
from huimin_rules.engines.reference import effort
from huimin_rules.errors import InputError
from huimin_rules.norms.application import Application, Row, Value
from huimin_rules.norms.facts import Domain, ListDomain
from huimin_rules.norms.norm import Modality, Norm
from huimin_rules.norms.policy import Policy
from huimin_rules.service import validate
from huimin_rules.verdict.codes import CODES
from huimin_rules.verdict.conclude import conclude
from huimin_rules.verdict.findings import Status
from huimin_rules.verdict.verdict import Verdict
from tests.joint.corners import corner
from tests.joint.scope import Scope, taken_apart
from tests.tables.rows import Drawn

Blockers: TypeAlias = frozenset[tuple[str, str]]
"""Kinds and paths, these without the numbers of elements."""


@dataclass(frozen=True)
class Outcome:
    """What must come out for one row: the statuses of the norms as codes, what blocks each, and the conclusion; or the
    paths of what cannot be read.
    """

    codes: tuple[int, ...] = ()
    blocked: tuple[Blockers, ...] = ()
    conclusion: str | None = None
    wrong: frozenset[str] = frozenset()

    @property
    def blockers(self) -> Blockers:
        """What blocks some finding."""
        return frozenset().union(*self.blocked)


_NUMBER = re.compile(r"\[\d*\]")


def general(path: str) -> str:
    """A path without the numbers of elements: `applicants[0].role` as `applicants.role`."""
    return _NUMBER.sub("", path)


class Oracle:
    """Decides rows of one policy."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self._norms = tuple(_OneNorm(policy, norm) for norm in policy.findable)
        self._patient = tuple(_OneNorm(policy, norm) for norm in policy.findable)
        self._facts = {general(fact.path) for fact in policy.each_fact()}

    def seen_by(self, norm: str) -> frozenset[str]:
        """The facts, lists and readings that bear on a norm."""
        names = next(one.scope.names for one in self._norms if one.norm.id == norm)
        return frozenset(map(general, names))

    def outcome(self, row: Drawn, readings: Mapping[str, str]) -> Outcome:
        """What must come out for a row under the readings that are fixed."""
        try:
            application = validate(self.policy, row.told)
        except InputError as error:
            return Outcome(wrong=frozenset(self.fact_of(one.path) for one in error.problems) | row.wrong)
        if row.wrong:
            return Outcome(wrong=frozenset(row.wrong))
        return self._concluded([norm.decide(application, readings) for norm in self._norms])

    def patiently(self, row: Drawn, readings: Mapping[str, str], doubted: Blockers) -> Outcome:
        """The same without doubted blockers that the reference may name although they do not matter: in the corners of
        docs/semantics.md, and beyond its budget, which is seen by asking again with a larger one.
        """
        application = validate(self.policy, row.told)
        stated = taken_apart(self.policy, application, readings)
        found = []
        for norm, patient in zip(self._norms, self._patient, strict=True):
            status, blockers = norm.decide(application, readings)
            if blockers & doubted and corner(norm.scope, norm.scope.opens(stated)):
                blockers -= doubted
            elif blockers & doubted:
                with patch.multiple(effort, BUDGET=100 * effort.BUDGET, FINDING_BUDGET=100 * effort.FINDING_BUDGET):
                    status, blockers = patient.decide(application, readings)
            found.append((status, blockers))
        return self._concluded(found)

    def _concluded(self, found: Sequence[tuple[Status, Blockers]]) -> Outcome:
        statuses = [status for status, _ in found]
        by_modality = {
            modality: [
                status for norm, status in zip(self.policy.findable, statuses, strict=True) if norm.modality is modality
            ]
            for modality in (Modality.VALIDITY, Modality.OBLIGATION)
        }
        return Outcome(
            tuple(CODES[status] for status in statuses),
            tuple(blockers for _, blockers in found),
            conclude(by_modality[Modality.VALIDITY], by_modality[Modality.OBLIGATION]).value,
        )

    def fact_of(self, place: str) -> str:
        """The fact or list that a path of a problem, or a column of a table, is about."""
        steps = general(place).split(".")
        for end in range(len(steps), 0, -1):
            if (path := ".".join(steps[:end])) in self._facts:
                return path
        return place


def of_verdict(verdict: Verdict) -> Outcome:
    """The outcome that a whole verdict states."""
    return Outcome(
        tuple(CODES[finding.status] for finding in verdict.findings),
        tuple(
            frozenset((one.kind, general(one.name)) for one in finding.blockers if finding.status.is_open)
            for finding in verdict.findings
        ),
        verdict.conclusion.value,
    )


class _OneNorm:
    """Decides one norm, as the engine decides it beside all the others, once for each thing that it can see."""

    def __init__(self, policy: Policy, norm: Norm) -> None:
        self.policy, self.norm = policy, norm
        self.scope = Scope(policy, norm)
        names = self.scope.names
        self.readings = tuple(reading.id for reading in policy.readings if reading.id in names)
        self.scalars = tuple(index for index, fact in enumerate(policy.scalars) if fact.path in names)
        self.lists = tuple(
            (number, tuple(index for index, item in enumerate(each.items) if item.path in names))
            for number, each in enumerate(policy.lists)
            if each.path in names
        )
        self._known: dict[Hashable, tuple[Status, Blockers]] = {}

    @cached_property
    def engine(self) -> CompiledEngine:
        """The engine of the whole policy's facts with this norm and what it refers to alone."""
        others = tuple(one for one in self.policy.norms if not one.modality.has_finding)
        return CompiledEngine(replace(self.policy, norms=(*others, self.norm), consistency=self.scope.rules))

    def decide(self, application: Application, readings: Mapping[str, str]) -> tuple[Status, Blockers]:
        """The status and, if it is open, the blockers."""
        seen = (self._seen(application), *(readings.get(name) for name in self.readings))
        known = self._known.get(seen)
        if known is None:
            finding = self.engine.decide(application, readings).findings[0]
            names = finding.blockers if finding.status.is_open else ()
            known = self._known[seen] = (finding.status, frozenset((one.kind, general(one.name)) for one in names))
        return known

    def _seen(self, application: Application) -> Hashable:
        scalars, stated = application.scalars, application.stated
        seen: list[Hashable] = [_state(scalars[index], stated, index) for index in self.scalars]
        for number, items in self.lists:
            elements = application.lists[number]
            if isinstance(elements, ListDomain):
                seen.append(None)
                continue
            rows = application.listed[number]
            # No condition sees the order of elements.
            counted = Counter(
                tuple([_state(element[index], row, index) for index in items])
                for element, row in zip(elements, rows, strict=True)
            )
            seen.append(frozenset(counted.items()))
        return tuple(seen)


def _state(value: Value, stated: Row, index: int) -> Hashable:
    """A value, or how it is unknown; within one fact all values are of one type."""
    return stated[index] is not None if isinstance(value, Domain) else (value,)
