"""What-if: every record of a ledger decided under another version of its policy, or with another reading fixed.

Compared are conclusions, statuses and blockers, not words. `before` is the recorded decision, which must first be
reproduced with the archived policy: a difference that the library makes is none of the rules. Norms are matched by
their ids.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias, cast

from huimin_rules.canonical import Json
from huimin_rules.errors import InputError
from huimin_rules.ledger.decisions import Decision, Unreadable
from huimin_rules.ledger.record import Library, Record
from huimin_rules.ledger.snapshot import Snapshot
from huimin_rules.ledger.storage import Ledger
from huimin_rules.ledger.verification import Progress
from huimin_rules.norms.application import Application
from huimin_rules.norms.policy import Policy
from huimin_rules.service.audit.archived_policies import ArchivedPolicies
from huimin_rules.service.audit.compared import (
    CaseComparison,
    Effect,
    FindingChange,
    LedgerComparison,
    NormEffect,
    Obstacle,
    Problem,
    Transition,
)
from huimin_rules.service.audit.direction import Direction, of_conclusions, of_statuses
from huimin_rules.service.audit.ledger_records import OtherEntries, ledger_records
from huimin_rules.service.audit.ledger_replay import STEP, root_of
from huimin_rules.service.audit.library import library_version
from huimin_rules.service.audit.replay import Undecided, recorded_decision, redecide
from huimin_rules.service.audit.replayed import Place
from huimin_rules.service.audit.verdict_difference import recorded_findings
from huimin_rules.service.checking import check, validate
from huimin_rules.service.crosscheck import OpenVariable
from huimin_rules.service.references import policy_reference
from huimin_rules.verdict import Conclusion, Finding, Verdict


@dataclass(frozen=True, slots=True)
class Otherwise:
    """What is to be different: another version of the policy (None: each record keeps its own), and readings that are
    fixed, whatever the record says of them.
    """

    policy: Policy | None
    readings: Mapping[str, str]


Each: TypeAlias = Callable[[CaseComparison], None]


def compare_ledger(
    ledger: Ledger,
    *,
    policy: Policy | None = None,
    readings: Mapping[str, str] | None = None,
    progress: Progress | None = None,
    each: Each | None = None,
) -> LedgerComparison:
    """Decide every record of a ledger under another version of the policy, under other readings, or both; `each` is
    told every case as it is done. In one pass over one snapshot, in bounded memory.

    What cannot be compared is a result and no exception. Raises LedgerError where the database cannot be read.
    """
    with ledger.snapshot() as now:
        return compare_snapshot(now, Otherwise(policy, dict(readings or {})), progress=progress, each=each)


def compare_snapshot(
    now: Snapshot, otherwise: Otherwise, *, progress: Progress | None = None, each: Each | None = None
) -> LedgerComparison:
    """`compare_ledger` for a snapshot that is at hand."""
    archive, sums, size = ArchivedPolicies(now), _Sums(), now.size()
    for one in ledger_records(now):
        if isinstance(one, OtherEntries):
            sums.others += one.count
            continue
        found = compare_case(one, archive, otherwise)
        sums.add(found)
        if each is not None:
            each(found)
        if progress is not None and (one.index + 1) % STEP == 0:
            progress(one.index + 1, size or 0)
    if progress is not None:
        progress(size or 0, size or 0)
    return LedgerComparison(
        origin=now.origin,
        entries=size,
        root=root_of(now),
        policy=None if otherwise.policy is None else policy_reference(otherwise.policy),
        readings=dict(otherwise.readings),
        library=Library(version=library_version(), engine="reference"),
        cases=sum(sums.effects.values()),
        others=sums.others,
        effects={one: sums.effects[one] for one in Effect if sums.effects[one]},
        transitions=tuple(sums.each_transition()),
        norms=tuple(sums.each_norm()),
    )


def compare_case(one: Decision | Unreadable, archive: ArchivedPolicies, otherwise: Otherwise) -> CaseComparison:
    """One record as it was decided and as it would be decided."""
    if isinstance(one, Unreadable):
        place = Place(index=one.index, record=None)
        return _incomparable(place, None, Obstacle.REPLAY, [Problem(path="", message=one.reason)])
    record, place = one.record, Place(index=one.index, record=one.entry.record)
    before = _reproduced(record, archive)
    if isinstance(before, Problem):
        return _incomparable(place, record, Obstacle.REPLAY, [before])
    after = _decided_otherwise(record, archive, otherwise)
    if not isinstance(after, Verdict):
        return _incomparable(place, record, *after)
    findings = tuple(_changes(before, after))
    direction = of_conclusions(before.conclusion, after.conclusion)
    return CaseComparison(
        place=place,
        recorded=recorded_decision(record),
        effect=_effect(direction, findings),
        conclusion=after.conclusion,
        direction=direction,
        findings=findings,
    )


def _reproduced(record: Record, archive: ArchivedPolicies) -> Verdict | Problem:
    """The verdict that the archived policy gives, where it concludes what is recorded, norm by norm."""
    found = redecide(record, archive)
    if isinstance(found, Undecided):
        return Problem(path="", message=found.reason)
    verdict = found.verdict
    assert verdict is not None
    # What `read_record` has read holds no number that is not whole.
    recorded = recorded_findings(cast("Mapping[str, Json]", record.verdict))
    then = None if recorded is None else {norm: one.get("status") for norm, one in recorded.items()}
    now = {one.norm: one.status.value for one in verdict.findings}
    if record.verdict.get("conclusion") == verdict.conclusion.value and then == now:
        return verdict
    return Problem(path="", message="按存档的办法重新得出的结论与记录不同，先用 huimin replay 复核")


def _decided_otherwise(
    record: Record, archive: ArchivedPolicies, otherwise: Otherwise
) -> Verdict | tuple[Obstacle, list[Problem]]:
    policy = otherwise.policy or archive.policy(record.policy)
    assert isinstance(policy, Policy), "the record was reproduced with it"
    try:
        application: Application = validate(policy, record.given())
    except InputError as error:
        return Obstacle.FACTS, _problems(error)
    try:
        return check(policy, application, {**record.readings, **otherwise.readings})
    except InputError as error:
        return Obstacle.READINGS, _problems(error)


def _problems(error: InputError) -> list[Problem]:
    return [Problem(path=one.path, message=str(one)) for one in error.problems]


def _incomparable(
    place: Place, record: Record | None, obstacle: Obstacle, problems: Iterable[Problem]
) -> CaseComparison:
    return CaseComparison(
        place=place,
        recorded=None if record is None else recorded_decision(record),
        effect=Effect.INCOMPARABLE,
        obstacle=obstacle,
        problems=tuple(problems),
    )


def _effect(direction: Direction, findings: tuple[FindingChange, ...]) -> Effect:
    if direction is not Direction.NONE:
        return Effect.DECISION
    if any(one.before is not one.after for one in findings):
        return Effect.FINDING
    return Effect.BLOCKERS if findings else Effect.NONE


def _changes(before: Verdict, after: Verdict) -> Iterable[FindingChange]:
    """The findings that change: those of the new version in the order of its text, then those that it does not have."""
    old = {one.norm: one for one in before.findings}
    new = {one.norm: one for one in after.findings}
    for norm in (*new, *(norm for norm in old if norm not in new)):
        then, now = old.get(norm), new.get(norm)
        change = _change(norm, then, now)
        if change.before is not change.after or change.blockers_before != change.blockers_after:
            yield change


def _change(norm: str, then: Finding | None, now: Finding | None) -> FindingChange:
    shown = now or then
    assert shown is not None
    before, after = (None if one is None else one.status for one in (then, now))
    direction = of_statuses(before, after)
    blockers_before, blockers_after = (None if one is None else _blockers(one) for one in (then, now))
    if direction is Direction.NONE and blockers_before != blockers_after:
        direction = Direction.GROUND
    return FindingChange(
        norm=norm,
        title=shown.title,
        citation_before=None if then is None else then.citation.label,
        citation_after=None if now is None else now.citation.label,
        before=before,
        after=after,
        blockers_before=blockers_before,
        blockers_after=blockers_after,
        direction=direction,
    )


def _blockers(finding: Finding) -> tuple[OpenVariable, ...]:
    """Sorted by name: in which order a version asks is no difference."""
    named = sorted(finding.blockers, key=lambda one: (one.name, one.kind))
    return tuple(OpenVariable(kind=one.kind, name=one.name) for one in named)


class _Sums:
    """What has been compared so far."""

    def __init__(self) -> None:
        self.effects = Counter[Effect]()
        self.transitions = Counter[tuple[Conclusion, Conclusion]]()
        self.norms = Counter[tuple[str, str, Direction]]()
        self.others = 0

    def add(self, one: CaseComparison) -> None:
        self.effects[one.effect] += 1
        if one.conclusion is None or one.recorded is None or one.recorded.conclusion is None:
            return
        self.transitions[one.recorded.conclusion, one.conclusion] += 1
        for change in one.findings:
            if change.before is not change.after:
                citation = change.citation_after or change.citation_before or ""
                self.norms[change.norm, citation, change.direction] += 1

    def each_transition(self) -> Iterable[Transition]:
        for before in Conclusion:
            for after in Conclusion:
                if cases := self.transitions[before, after]:
                    direction = of_conclusions(before, after)
                    yield Transition(before=before, after=after, direction=direction, cases=cases)

    def each_norm(self) -> Iterable[NormEffect]:
        for (norm, citation, direction), cases in sorted(self.norms.items()):
            yield NormEffect(norm=norm, citation=citation, direction=direction, cases=cases)
