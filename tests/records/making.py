"""Records to test with."""

import secrets
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from huimin_rules.canonical import Json, canonical_json, digest
from huimin_rules.ledger.policy_archive import archive_policy
from huimin_rules.ledger.record import Record
from huimin_rules.ledger.storage import Ledger
from huimin_rules.loading.cases import Case, load_cases
from huimin_rules.norms.policy import Policy
from huimin_rules.service import rules_folder
from huimin_rules.service.audit.policy_source import PolicySource, policy_source
from huimin_rules.service.audit.recording import Prepared, Recorded, prepare_decision, record_decision
from huimin_rules.service.crosscheck import Crosscheck
from tests.support import MINIMAL, POLICIES

AT = "2026-01-31T09:00:00+08:00"
BY = "王敏"
SHIPPED = "gongyi-huimin-2021"
EXAMPLES = Path(__file__).parents[2] / "examples"
FOLDERS = (rules_folder() / SHIPPED, POLICIES / "lixiang-innovation-2030", POLICIES / "every-type", MINIMAL)

FACTS: Mapping[str, object] = {
    "applied_on": "2022-04-11",
    "applicants": [{"name": "巩义市鲁庄绿穗农业科技有限公司", "role": "lead", "domicile": "410181"}],
}


@cache
def shipped() -> PolicySource:
    return policy_source(SHIPPED)


@cache
def small() -> PolicySource:
    """The minimal policy: its files are few and short."""
    return policy_source(MINIMAL)


@cache
def cases(folder: Path) -> tuple[Policy, tuple[Case, ...]]:
    policy = policy_source(folder).policy
    return policy, load_cases(policy, folder)


def prepared(
    facts: Mapping[str, object] | Path = FACTS, source: PolicySource | None = None, case: str = "001"
) -> Prepared:
    found = prepare_decision((source or shipped()).policy, facts, case=case, recorded_by=BY, recorded_at=AT)
    assert not isinstance(found, Crosscheck)
    return found


def recorded(
    ledger: Ledger,
    facts: Mapping[str, object] | Path = FACTS,
    source: PolicySource | None = None,
    case: str = "001",
) -> Recorded:
    found = record_decision(ledger, source or shipped(), facts, case=case, recorded_by=BY, recorded_at=AT)
    assert not isinstance(found, Crosscheck)
    return found


def tiny(ledger: Ledger, case: str = "001") -> Record:
    """A decision of a few hundred bytes, under a policy of two short files: the ledger looks into neither."""
    files = (("policy.yaml", b"id: tiny\n"), ("text.md", "第一条".encode()))
    policy = {
        "id": "tiny",
        "title": "小",
        "document_number": "1",
        "digest": archive_policy(ledger, files),
        "text_sha256": "0" * 64,
    }
    verdict: dict[str, Json] = {"conclusion": "eligible", "policy": policy}
    record = Record.model_validate(
        {
            "format": "huimin-record/1",
            "case": case,
            "recorded_by": BY,
            "recorded_at": AT,
            "library": {"version": "1", "engine": "reference"},
            "policy": policy,
            "facts": {"kind": "school", "years": 3, "partners": []},
            "readings": {},
            "verdict": verdict,
            "verdict_digest": digest(canonical_json(verdict).encode()),
            "secret": secrets.token_hex(32),
        }
    )
    ledger.append_many([record.sealed().to_bytes()], [record.to_bytes()])
    return record
