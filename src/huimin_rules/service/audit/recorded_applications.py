"""The applications that a ledger records, with the verdicts that were recorded; nothing is decided anew."""

from collections.abc import Iterator
from dataclasses import dataclass

from huimin_rules.errors import InputError
from huimin_rules.ledger.decisions import Unreadable
from huimin_rules.ledger.note import Malformed
from huimin_rules.ledger.record import Record
from huimin_rules.ledger.snapshot import Snapshot
from huimin_rules.norms.application import Application
from huimin_rules.norms.policy import Policy
from huimin_rules.service.audit.archived_policies import ArchivedPolicies
from huimin_rules.service.audit.ledger_records import OtherEntries, ledger_records
from huimin_rules.service.audit.replay import told
from huimin_rules.service.checking import validate
from huimin_rules.verdict import Verdict


@dataclass(frozen=True, slots=True)
class RecordedApplication:
    """One recorded decision. The policy is that of the archive; what cannot be read is None, and `fault` says in
    Chinese why.
    """

    index: int
    record: Record
    policy: Policy | None
    application: Application | None
    verdict: Verdict | None
    fault: str | None


def recorded_applications(now: Snapshot, case: str | None = None) -> Iterator[RecordedApplication | Unreadable]:
    """Every decision in the order of the ledger, or those of one case; entries that are no decisions are passed over.

    A record that is missing or damaged is told as such, for nobody can tell what it said.
    """
    policies = ArchivedPolicies(now)
    for one in ledger_records(now, case):
        match one:
            case OtherEntries():
                continue
            case Unreadable():
                yield one
            case _:
                yield _read(one.index, one.record, policies)


def _read(index: int, record: Record, policies: ArchivedPolicies) -> RecordedApplication:
    faults = []
    verdict, application = None, None
    try:
        verdict = record.decided()
    except InputError as error:
        faults.append(told(error.problems))
    archived = policies.policy(record.policy)
    policy = None if isinstance(archived, Malformed) else archived
    if isinstance(archived, Malformed):
        faults.append(archived.reason)
    else:
        try:
            application = validate(archived, record.given())
        except InputError as error:
            faults.append(f"存档的办法读不懂记录里的事实：{told(error.problems)}")
    return RecordedApplication(index, record, policy, application, verdict, "；".join(faults) or None)
