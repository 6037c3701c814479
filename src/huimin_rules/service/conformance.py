"""Running the cases of a policy: whether what comes out is what the text was argued to demand."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from huimin_rules.errors import InputError
from huimin_rules.loading.cases import Case, Refusal, load_cases, load_refusals
from huimin_rules.norms.policy import Policy
from huimin_rules.service.checking import check, read, violated


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One thing that a case expected and did not find: of a norm, of the `conclusion`, of the rules that an application
    `violates`, or of `given` (not readable).
    """

    of: str
    expected: str
    found: str


@dataclass(frozen=True, slots=True)
class CaseResult:
    """A case and everything in which its outcome differs from what it expects."""

    case: Case | Refusal
    mismatches: tuple[Mismatch, ...]


def run_cases(policy: Policy, folder: Path) -> tuple[CaseResult, ...]:
    """Run the cases of a policy's folder, those that are refused last; raises PolicyError where the cases themselves
    are wrong.

    A case whose application cannot be read fails: it is no verdict, so it meets no expectation.
    """
    decided = tuple(CaseResult(case, tuple(_mismatches(policy, case))) for case in load_cases(policy, folder))
    refused = tuple(CaseResult(case, tuple(_not_refused(policy, case))) for case in load_refusals(policy, folder))
    return decided + refused


def _mismatches(policy: Policy, case: Case) -> Iterator[Mismatch]:
    try:
        verdict = check(policy, case.facts, case.readings)
    except InputError as error:
        yield Mismatch("given", "可以读懂的申请", str(error))
        return
    if case.conclusion is not None and verdict.conclusion != case.conclusion:
        yield Mismatch("conclusion", case.conclusion, verdict.conclusion)
    for norm, expected in case.findings.items():
        finding = verdict.finding(norm)
        if finding.status != expected.status:
            yield Mismatch(norm, expected.status, finding.status)
        blockers = frozenset(blocker.name for blocker in finding.blockers)
        if expected.blockers is not None and blockers != expected.blockers:
            yield Mismatch(norm, _listed(expected.blockers), _listed(blockers))


def _not_refused(policy: Policy, case: Refusal) -> Iterator[Mismatch]:
    try:
        found = frozenset(rule.id for rule in violated(policy, read(policy, case.facts)))
    except InputError as error:
        yield Mismatch("given", "各项都能读懂的申请", str(error))
        return
    if found != case.violates:
        yield Mismatch("violates", _listed(case.violates), _listed(found) or "没有")


def _listed(names: frozenset[str]) -> str:
    return "、".join(sorted(names))
