"""Making a decision and recording it: check, write down what was decided on what, and append it to a ledger.

What is decided is what the record holds: the facts are written down first, and the verdict is on what is read back.
With both engines there is a record only where they agree; otherwise the disagreement is the result and nothing is
appended.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from huimin_rules.canonical import digest
from huimin_rules.errors import InputError, InputProblem, LedgerError
from huimin_rules.ledger.entry import Entry
from huimin_rules.ledger.exact_json import Exact, from_json, to_json
from huimin_rules.ledger.policy_archive import archive_policy
from huimin_rules.ledger.record import FORMAT, MAX_BYTES, Library, Record, entry_of, moment_fault, name_fault
from huimin_rules.ledger.seal import SECRET_BYTES
from huimin_rules.ledger.storage import Appended, Ledger
from huimin_rules.loading.application_file import ApplicationFile, read_application_file
from huimin_rules.norms.application import Application
from huimin_rules.norms.policy import Policy
from huimin_rules.service.audit.given_facts import given_facts
from huimin_rules.service.audit.library import library_version
from huimin_rules.service.audit.policy_source import PolicySource
from huimin_rules.service.checking import Facts, check, validate
from huimin_rules.service.crosscheck import Crosscheck, crosscheck
from huimin_rules.verdict import Verdict

EngineName: TypeAlias = Literal["reference", "both"]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A decision that has been made and is not yet in a ledger; `data` are the bytes of its record."""

    record: Record
    data: bytes
    entry: Entry
    verdict: Verdict
    crosscheck: Crosscheck | None


@dataclass(frozen=True, slots=True)
class Recorded:
    """A decision that is in a ledger, on disk."""

    decision: Prepared
    appended: Appended


def prepare_decision(
    policy: Policy,
    facts: Facts | Path | str,
    *,
    case: str,
    recorded_by: str,
    recorded_at: str,
    readings: Mapping[str, str] | None = None,
    engine: EngineName = "reference",
) -> Prepared | Crosscheck:
    """Check an application as `check` does and write its record; where two engines do not agree, the cross-check.

    `case` is the case number, `recorded_at` a moment of RFC 3339 with its offset. Raises InputError for input that
    cannot be read or recorded, MissingExtra where the second engine is wanted and not installed.
    """
    problems = [
        InputProblem(name, expected, fault)
        for name, expected, fault in (
            ("case", "案号：一行文字，没有看不见的字符", name_fault(case)),
            ("recorded_by", "记录人：一行文字，没有看不见的字符", name_fault(recorded_by)),
            ("recorded_at", "带时差的时刻（RFC 3339）", moment_fault(recorded_at)),
        )
        if fault is not None
    ]
    if problems:
        raise InputError(problems)
    carried, application = _read(policy, facts)
    fixed = dict(readings or {})
    crosschecked = crosscheck(policy, application, fixed) if engine == "both" else None
    if crosschecked is None:
        verdict = check(policy, application, fixed)
    elif crosschecked.verdict is None:
        return crosschecked
    else:
        verdict = crosschecked.verdict
    record = Record.model_validate(
        {
            "format": FORMAT,
            "case": case,
            "recorded_by": recorded_by,
            "recorded_at": recorded_at,
            "library": Library(version=library_version(), engine=engine),
            "policy": verdict.policy,
            "facts": carried,
            "readings": {str(name): str(alternative) for name, alternative in fixed.items()},
            "verdict": to_json(verdict.model_dump(mode="json")),
            "verdict_digest": digest(verdict.to_json().encode()),
            "secret": secrets.token_hex(SECRET_BYTES),
        }
    )
    data = record.to_bytes()
    if len(data) > MAX_BYTES:
        raise InputError([InputProblem("", f"记录下来至多 {MAX_BYTES} 字节的申请", f"{len(data)} 字节")])
    return Prepared(record, data, entry_of(record, data), verdict, crosschecked)


def append_decisions(
    ledger: Ledger, files: Sequence[tuple[str, bytes]], decisions: Sequence[Prepared]
) -> tuple[Recorded, ...]:
    """Append decisions under one policy, with one commit: all of them or none. On disk when it returns.

    `files` are those of the policy; they are archived first. Raises LedgerError where the ledger cannot take them, or
    where a decision is under another policy.
    """
    policy = archive_policy(ledger, files)
    if any(one.record.policy.digest != policy for one in decisions):
        raise LedgerError(f"办法的文件（{policy}）不是作出决定时的那些")
    appended = ledger.append_many([one.entry.to_bytes() for one in decisions], [one.data for one in decisions])
    return tuple(Recorded(one, where) for one, where in zip(decisions, appended, strict=True))


def record_decision(
    ledger: Ledger,
    policy: PolicySource,
    facts: Facts | Path | str,
    *,
    case: str,
    recorded_by: str,
    recorded_at: str,
    readings: Mapping[str, str] | None = None,
    engine: EngineName = "reference",
) -> Recorded | Crosscheck:
    """Check an application and append the decision to a ledger: `prepare_decision` and `append_decisions` in one."""
    made = prepare_decision(
        policy.policy,
        facts,
        case=case,
        recorded_by=recorded_by,
        recorded_at=recorded_at,
        readings=readings,
        engine=engine,
    )
    return made if isinstance(made, Crosscheck) else append_decisions(ledger, policy.files, [made])[0]


def _read(policy: Policy, facts: Facts | Path | str) -> tuple[object, Application]:
    """The facts as the record carries them, and the application that they are when they are read back."""
    if not isinstance(facts, Path | str):
        return _carried(policy, facts)
    file: ApplicationFile = read_application_file(Path(facts))
    try:
        return _carried(policy, file.data)
    except InputError as error:
        raise InputError(map(file.locate, error.problems)) from None


def _carried(policy: Policy, facts: Mapping[str, object]) -> tuple[object, Application]:
    given = validate(policy, facts)
    carried = to_json(dict[str, Exact](given_facts(facts)))
    back = from_json(carried)
    assert isinstance(back, dict)
    application = validate(policy, back)
    if application != given:
        raise InputError([InputProblem("", "每次读到的内容都相同的映射", "前后不同的内容")])
    return carried, application
