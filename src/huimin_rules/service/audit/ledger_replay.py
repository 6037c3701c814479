"""Replaying a whole ledger, or one case of it: one record after the other from one snapshot, in bounded memory."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Final, TypeAlias

from huimin_rules.errors import LedgerError
from huimin_rules.ledger.decisions import Decision, Unreadable
from huimin_rules.ledger.keys import VerifierKey
from huimin_rules.ledger.note import Malformed
from huimin_rules.ledger.record import Library, Record
from huimin_rules.ledger.snapshot import Snapshot
from huimin_rules.ledger.storage import Ledger
from huimin_rules.ledger.verification import Progress, Verification
from huimin_rules.ledger.verify import verify_log
from huimin_rules.service.audit.archived_policies import ArchivedPolicies
from huimin_rules.service.audit.ledger_records import OtherEntries, ledger_records
from huimin_rules.service.audit.library import library_version
from huimin_rules.service.audit.recording import EngineName
from huimin_rules.service.audit.replay import replay
from huimin_rules.service.audit.replayed import (
    Cause,
    Integrity,
    IntegrityFlaw,
    LedgerReplay,
    Outcome,
    Place,
    PolicyUse,
    Replay,
    VersionUse,
)
from huimin_rules.service.audit.revision import revision
from huimin_rules.verdict import PolicyReference

STEP: Final = 64
"""How many entries are replayed between two reports of progress."""

Each: TypeAlias = Callable[[Replay], None]


def replay_ledger(
    ledger: Ledger,
    case: str | None = None,
    *,
    engine: EngineName = "reference",
    checkpoint: bytes | None = None,
    key: VerifierKey | None = None,
    progress: Progress | None = None,
    each: Each | None = None,
) -> LedgerReplay:
    """Replay every record of a ledger, or those of one case; `each` is told every one as it is done.

    With a checkpoint that the auditor kept, or the public key, the ledger itself is verified first, on the same
    snapshot. Damage is a result and no exception. Raises LedgerError where the database cannot be read,
    MissingExtra where the second engine is wanted and not installed.
    """
    with ledger.snapshot() as now:
        verified = verify_log(now, checkpoint, key, progress) if checkpoint or key else None
        return replay_snapshot(now, case, engine=engine, verified=verified, progress=progress, each=each)


def replay_snapshot(
    now: Snapshot,
    case: str | None = None,
    *,
    engine: EngineName = "reference",
    verified: Verification | None = None,
    progress: Progress | None = None,
    each: Each | None = None,
) -> LedgerReplay:
    """`replay_ledger` for a snapshot that is at hand, and the result of verifying it, if it was verified."""
    tally = _Tally(ArchivedPolicies(now))
    size = now.size()
    for one in ledger_records(now, case):
        if isinstance(one, OtherEntries):
            tally.others += one.count
            continue
        found = tally.replayed(one, engine, whole_case=case is not None)
        if each is not None:
            each(found)
        if progress is not None and (one.index + 1) % STEP == 0:
            progress(one.index + 1, size or 0)
    if progress is not None:
        progress(size or 0, size or 0)
    return LedgerReplay(
        origin=now.origin,
        entries=size,
        root=root_of(now),
        case=case,
        library=Library(version=library_version(), engine=engine),
        integrity=None if verified is None else integrity(verified),
        replayed=sum(tally.outcomes.values()),
        others=tally.others,
        outcomes={one: tally.outcomes[one] for one in Outcome if tally.outcomes[one]},
        causes={one: tally.causes[one] for one in Cause if tally.causes[one]},
        policies=tuple(tally.policy_uses()),
        versions=tuple(VersionUse(version=one, records=count) for one, count in sorted(tally.versions.items())),
    )


def root_of(now: Snapshot) -> str | None:
    """The root by the stored head; None where that is damaged."""
    try:
        return now.head().root.hex()
    except LedgerError:
        return None


def integrity(found: Verification) -> Integrity:
    """What verifying a ledger found, to stand in a result."""
    kept = found.kept
    return Integrity(
        intact=found.intact,
        proven=found.proven,
        entries=found.entries,
        root=found.root.hex(),
        checkpoint_size=None if kept is None else kept.size,
        checkpoint_root=None if kept is None else kept.root.hex(),
        signature=None if found.signature is None else found.signature.value,
        flaws=tuple(
            IntegrityFlaw(kind=one.kind, reason=one.reason, index=one.index, until=one.until, subject=one.subject)
            for one in found.flaws
        ),
    )


class _Tally:
    """What has been replayed so far; of a case the record before is kept."""

    def __init__(self, policies: ArchivedPolicies) -> None:
        self.policies = policies
        self.outcomes = Counter[Outcome]()
        self.causes = Counter[Cause]()
        self.versions = Counter[str]()
        self.used = Counter[PolicyReference]()
        self.others = 0
        self.before: tuple[int, Record] | None = None

    def replayed(self, one: Decision | Unreadable, engine: EngineName, *, whole_case: bool) -> Replay:
        found = _unreadable(one, engine) if isinstance(one, Unreadable) else self._of(one, engine, whole_case)
        self.outcomes[found.outcome] += 1
        if found.cause is not None:
            self.causes[found.cause] += 1
        return found

    def _of(self, one: Decision, engine: EngineName, whole_case: bool) -> Replay:
        record = one.record
        found = replay(record, self.policies, engine=engine, place=Place(index=one.index, record=one.entry.record))
        self.versions[record.library.version] += 1
        self.used[record.policy] += 1
        if whole_case:
            if self.before is not None:
                found = found.model_copy(update={"since": revision(*self.before, record)})
            self.before = one.index, record
        return found

    def policy_uses(self) -> Iterator[PolicyUse]:
        for reference, count in self.used.items():
            found = self.policies.policy(reference)
            yield PolicyUse(
                policy=reference, records=count, fault=found.reason if isinstance(found, Malformed) else None
            )


def _unreadable(one: Unreadable, engine: EngineName) -> Replay:
    """The replay of a record that is not there or cannot be read."""
    return Replay(
        place=Place(index=one.index, record=None),
        recorded=None,
        library=Library(version=library_version(), engine=engine),
        outcome=Outcome.IMPOSSIBLE,
        cause=Cause.FACTS,
        reason=one.reason,
    )
