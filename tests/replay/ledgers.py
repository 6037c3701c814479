"""Ledgers for the tests of replay: honest ones, and those of somebody who computes everything anew."""

import json
from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

from huimin_rules.canonical import canonical_json, digest
from huimin_rules.ledger.note import Malformed
from huimin_rules.ledger.record import Record, read_record
from huimin_rules.ledger.storage import Ledger, create_ledger, open_ledger
from huimin_rules.loading.cases import load_cases
from huimin_rules.service import rules_folder
from huimin_rules.service.audit.ledger_replay import replay_ledger
from huimin_rules.service.audit.policy_source import PolicySource, policy_source
from huimin_rules.service.audit.recording import Prepared, append_decisions, prepare_decision
from huimin_rules.service.audit.replayed import LedgerReplay, Replay
from huimin_rules.service.crosscheck import Crosscheck
from tests.ledger.stores import ORIGIN

SHIPPED = "gongyi-huimin-2021"
AT = "2022-05-09T16:30:00+08:00"


@cache
def shipped() -> PolicySource:
    return policy_source(SHIPPED)


@cache
def _complete() -> Mapping[str, object]:
    cases = load_cases(shipped().policy, rules_folder() / SHIPPED)
    return next(case.facts for case in cases if case.id == "art6.i1.domicile.met")


def complete() -> dict[str, Any]:
    """The complete, eligible application of the shipped cases."""
    return deepcopy(dict(_complete()))


def edited(path: str, value: object, facts: dict[str, Any] | None = None) -> dict[str, Any]:
    """The complete application (or another one) with one fact changed; None takes it away."""
    found = complete() if facts is None else deepcopy(facts)
    *groups, name = path.split(".")
    place: Any = found
    for group in groups:
        key, _, index = group.partition("[")
        place = place[key] if not index else place[key][int(index[:-1])]
    if value is None:
        del place[name]
    else:
        place[name] = value
    return found


def decided(
    facts: Mapping[str, object],
    case: str = "2022-001",
    readings: Mapping[str, str] | None = None,
    source: PolicySource | None = None,
    by: str = "王敏",
) -> Prepared:
    found = prepare_decision(
        (source or shipped()).policy, facts, case=case, recorded_by=by, recorded_at=AT, readings=readings
    )
    assert not isinstance(found, Crosscheck)
    return found


def ledger_of(location: Path | str, made: Iterable[Prepared], source: PolicySource | None = None) -> Path | str:
    """A new ledger with these decisions."""
    with create_ledger(location, ORIGIN) as ledger:
        append_decisions(ledger, (source or shipped()).files, list(made))
    return location


def forged(
    ledger: Ledger, record: Record, change: Callable[[dict[str, Any]], object], *, seal: str | None = None
) -> None:
    """Append a changed record as its author would have: every digest computed anew, but for a seal that is given."""
    value: dict[str, Any] = json.loads(record.to_bytes())
    change(value)
    value["verdict_digest"] = digest(canonical_json(value["verdict"]).encode())
    data = canonical_json(value).encode()
    found = read_record(data)
    assert not isinstance(found, Malformed), found.reason
    entry = found.sealed()
    if seal is not None:
        entry = entry.model_copy(update={"seal": seal})
    ledger.append_many([entry.to_bytes()], [data])


def replayed(location: Path | str, case: str | None = None, **options: Any) -> tuple[LedgerReplay, list[Replay]]:
    found: list[Replay] = []
    with open_ledger(location) as ledger:
        whole = replay_ledger(ledger, case, each=found.append, **options)
    return whole, found
