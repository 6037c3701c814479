"""Whether the cases of a policy would notice a mistake in its rules: every mutant is held against them.

A mutant is noticed by a case that expects another status, other blockers, another conclusion or another refusal than
the mutant gives. The facts do not change, so each application is read once; and only the norms that a change reaches
are decided again. The words of findings are no part of what cases expect, so they are not made.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from huimin_rules.analysis.mutation import Mutant, mutants
from huimin_rules.engines.reference.probe import Probe
from huimin_rules.errors import InputError, InputProblem
from huimin_rules.loading.cases import Case, Refusal, load_cases, load_refusals
from huimin_rules.norms.application import Application
from huimin_rules.norms.norm import Modality, Norm, Reading
from huimin_rules.norms.policy import Consistency, Policy
from huimin_rules.norms.walk import norm_references, references
from huimin_rules.service.checking import read, validate
from huimin_rules.service.conformance import run_cases
from huimin_rules.service.equivalence import Answer, Equal, Equivalent, NotDecided, Witness
from huimin_rules.verdict import Status
from huimin_rules.verdict.conclude import conclude


class Outcome(StrEnum):
    """What became of a mutant."""

    NOTICED = "noticed"
    EQUIVALENT = "equivalent"
    SURVIVED = "survived"
    UNDECIDED = "undecided"

    @property
    def passes(self) -> bool:
        """Whether nothing is left to do about it."""
        return self in (Outcome.NOTICED, Outcome.EQUIVALENT)


@dataclass(frozen=True, slots=True)
class Fate:
    """A mutant and what became of it: the case that noticed it, or what a proof says of one that no case noticed."""

    mutant: Mutant
    outcome: Outcome
    noticed_by: str | None = None
    answer: Answer | None = None


_OUTCOMES: Final = {Equal: Outcome.EQUIVALENT, Witness: Outcome.SURVIVED, NotDecided: Outcome.UNDECIDED}


def mutate(
    policy: Policy,
    folder: Path,
    equivalent: Equivalent,
    *,
    only: Callable[[Mutant], bool] = lambda _: True,
) -> Iterator[Fate]:
    """The fate of every mutant of a policy (or of some), in the order of the text, held against the cases of a folder.

    Raises PolicyError where the cases are wrong, and InputError where a case already fails on the policy itself: what
    such cases notice says nothing.
    """
    trial = Trial(policy, folder)
    return (trial.fate(mutant, equivalent) for mutant in mutants(policy) if only(mutant))


@dataclass(frozen=True, slots=True)
class _Given:
    """A case with its application and, where it expects a conclusion, the status of every norm."""

    case: Case
    application: Application
    statuses: dict[str, Status]


class Trial:
    """The cases of a policy, read once, against which any mutant can be held."""

    def __init__(self, policy: Policy, folder: Path) -> None:
        _sound(policy, folder)
        self.policy = policy
        probe = Probe(policy, policy.findable)
        self.given = tuple(self._given(case, probe) for case in load_cases(policy, folder))
        self.refused: tuple[tuple[Refusal, Application], ...] = tuple(
            (case, read(policy, case.facts)) for case in load_refusals(policy, folder)
        )
        self._references = {norm.id: norm_references(policy, norm) for norm in policy.findable}
        self._ruling = {
            name for rule in policy.consistency for name in references(policy, (rule.requires,)).definitions
        }

    def _given(self, case: Case, probe: Probe) -> _Given:
        application = validate(self.policy, case.facts)
        statuses: dict[str, Status] = {}
        if case.conclusion is not None:
            slots = probe.slots(application, case.readings)
            statuses = {norm.id: probe.status(norm.id, slots, application)[0] for norm in self.policy.findable}
        return _Given(case, application, statuses)

    def fate(self, mutant: Mutant, equivalent: Equivalent) -> Fate:
        """What becomes of a mutant; what no case notices is asked of the proof."""
        noticed = self.noticed_by(mutant)
        if noticed is not None:
            return Fate(mutant, Outcome.NOTICED, noticed)
        answer = equivalent(self.policy, mutant, self.reached(mutant))
        return Fate(mutant, _OUTCOMES[type(answer)], answer=answer)

    def noticed_by(self, mutant: Mutant) -> str | None:
        """The first case that notices a mutant: cases that speak of its norms come first."""
        norms = [mutant.policy.norm_by_id[name] for name in self.reached(mutant)]
        probe = Probe(mutant.policy, norms)
        if isinstance(mutant.original, Consistency) or mutant.of in self._ruling:
            for refused, application in self.refused:
                if probe.violated(probe.slots(application, {})) != refused.violates:
                    return refused.id
            for given in self.given:
                if probe.violated(probe.slots(given.application, {})):
                    return given.case.id
        named = {norm.id for norm in norms}
        speaking = [given for given in self.given if not named.isdisjoint(given.case.findings)]
        concluding = [given for given in self.given if given.statuses and named.isdisjoint(given.case.findings)]
        for given in (*speaking, *concluding):
            if _differs(given, norms, probe, mutant.policy):
                return given.case.id
        return None

    def reached(self, mutant: Mutant) -> tuple[str, ...]:
        """The norms whose findings a mutant may change."""
        if isinstance(mutant.original, Reading):
            return tuple(name for name, one in self._references.items() if mutant.of in one.readings)
        if isinstance(mutant.original, Consistency) or mutant.of in self._ruling:
            return tuple(self._references)
        if mutant.original.modality is Modality.DEFINITION:
            return tuple(name for name, one in self._references.items() if mutant.of in one.definitions)
        return (mutant.of,)


def _sound(policy: Policy, folder: Path) -> None:
    failed = [result.case.id for result in run_cases(policy, folder) if result.mismatches]
    if failed:
        expected = "案例全部通过的办法（先运行 huimin test）"
        raise InputError([InputProblem("PATH", expected, f"{len(failed)} 个案例不通过，如 {failed[0]}")])


def _differs(given: _Given, norms: Iterable[Norm], probe: Probe, policy: Policy) -> bool:
    """Whether a case finds something else than it expects."""
    case, application = given.case, given.application
    slots = probe.slots(application, case.readings)
    statuses = dict(given.statuses)
    for norm in norms:
        expected = case.findings.get(norm.id)
        if expected is None and not statuses:
            continue
        status, blockers = probe.status(norm.id, slots, application)
        if expected is not None and (
            status != expected.status or (expected.blockers is not None and blockers != expected.blockers)
        ):
            return True
        statuses[norm.id] = status
    return case.conclusion is not None and _conclusion(policy, statuses) != case.conclusion


def _conclusion(policy: Policy, statuses: dict[str, Status]) -> str:
    def of(modality: Modality) -> list[Status]:
        return [statuses[norm.id] for norm in policy.findable if norm.modality is modality]

    return conclude(of(Modality.VALIDITY), of(Modality.OBLIGATION))
