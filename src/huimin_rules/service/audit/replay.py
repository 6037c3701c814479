"""Replaying a decision record: the archived policy, the recorded facts and readings, and whether the same verdict comes
out byte for byte.

Where it does not, the cause is looked for in the order in which one thing rests on another: the archived rules, the
facts, the agreement of the engines, the version of the library. What is left is said to be unexplained.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from huimin_rules.canonical import Json, digest
from huimin_rules.errors import InputError, InputProblem
from huimin_rules.ledger.note import Malformed
from huimin_rules.ledger.record import Library, Record
from huimin_rules.norms.application import Application
from huimin_rules.service.audit.archived_policies import ArchivedPolicies
from huimin_rules.service.audit.grounds import contradictions
from huimin_rules.service.audit.library import library_version
from huimin_rules.service.audit.recording import EngineName
from huimin_rules.service.audit.replayed import Cause, Changed, Difference, Outcome, Place, RecordedDecision, Replay
from huimin_rules.service.audit.verdict_difference import identical_findings, verdict_differences
from huimin_rules.service.checking import check, validate
from huimin_rules.service.crosscheck import Crosscheck, crosscheck
from huimin_rules.verdict import Conclusion, Verdict

_MOST_SHOWN: Final = 3
_NO_VERDICT: Final = "两个引擎不一致，或者有一项不能核对，没有结论"


@dataclass(frozen=True, slots=True)
class Redecided:
    """A record decided anew; the verdict is None where the engines do not agree."""

    application: Application
    verdict: Verdict | None
    crosscheck: Crosscheck | None


@dataclass(frozen=True, slots=True)
class Undecided:
    """Why a record cannot be decided anew, in Chinese; `problems` are those of its facts or readings."""

    cause: Cause
    reason: str
    problems: tuple[InputProblem, ...] = ()


def replay(
    record: Record, policies: ArchivedPolicies, *, engine: EngineName = "reference", place: Place | None = None
) -> Replay:
    """Decide a record anew with the archived policy that it names, and compare the verdicts.

    With `both` the second engine decides too; where the two do not agree there is no verdict, and the disagreement is
    the result. Damage is a result as well. Raises MissingExtra where the second engine is wanted and not installed.
    """
    found = redecide(record, policies, engine=engine)
    if isinstance(found, Redecided) and found.verdict is not None:
        return _compared(record, found.application, found.verdict, engine, place)
    if isinstance(found, Undecided):
        outcome, cause, reason, crosschecked = Outcome.IMPOSSIBLE, found.cause, found.reason, None
    else:
        outcome, cause, reason, crosschecked = Outcome.DISAGREEMENT, Cause.ENGINES, _NO_VERDICT, found.crosscheck
    return Replay(
        place=place,
        recorded=recorded_decision(record),
        library=Library(version=library_version(), engine=engine),
        outcome=outcome,
        cause=cause,
        reason=reason + _versions(record),
        crosscheck=crosschecked,
    )


def redecide(record: Record, policies: ArchivedPolicies, *, engine: EngineName = "reference") -> Redecided | Undecided:
    """Decide a record anew with the archived policy that it names."""
    policy = policies.policy(record.policy)
    if isinstance(policy, Malformed):
        return Undecided(Cause.RULES, policy.reason)
    try:
        application = validate(policy, record.given())
        if engine == "both":
            found = crosscheck(policy, application, record.readings)
            return Redecided(application, found.verdict, found)
        return Redecided(application, check(policy, application, record.readings), None)
    except InputError as error:
        return Undecided(Cause.FACTS, f"存档的办法读不懂记录里的事实：{told(error.problems)}", error.problems)


def told(problems: Iterable[InputProblem]) -> str:
    """The first problems in one sentence, and how many there are."""
    listed = list(map(str, problems))
    shown = "；".join(listed[:_MOST_SHOWN])
    return shown if len(listed) <= _MOST_SHOWN else f"{shown}；等 {len(listed)} 处"


def recorded_decision(record: Record) -> RecordedDecision:
    """What a record says about its decision."""
    concluded = record.verdict.get("conclusion")
    return RecordedDecision(
        case=record.case,
        recorded_by=record.recorded_by,
        recorded_at=record.recorded_at,
        policy=record.policy,
        library=record.library,
        conclusion=next((one for one in Conclusion if one.value == concluded), None),
        verdict=record.verdict_digest,
    )


def _compared(
    record: Record, application: Application, verdict: Verdict, engine: EngineName, place: Place | None
) -> Replay:
    text, recorded = verdict.to_json(), record.verdict_text()
    cause, reason, contradicted, rest = None, None, tuple[Changed, ...](), tuple[Difference, ...]()
    if text == recorded:
        findings = identical_findings(verdict)
    else:
        tree: dict[str, Json] = json.loads(recorded)
        findings, rest = verdict_differences(tree, verdict)
        same_library = record.library.version == library_version()
        contradicted = contradictions(tree, application, record.readings, verdict if same_library else None)
        cause, reason = _because(record, contradicted)
    return Replay(
        place=place,
        recorded=recorded_decision(record),
        library=Library(version=library_version(), engine=engine),
        outcome=Outcome.IDENTICAL if cause is None else Outcome.DIFFERENT,
        cause=cause,
        reason=reason,
        conclusion=verdict.conclusion,
        verdict=digest(text.encode()),
        findings=findings,
        rest=rest,
        contradicted=contradicted,
    )


def _because(record: Record, contradicted: tuple[Changed, ...]) -> tuple[Cause, str]:
    """Why another verdict came out, with readable facts and rules as they were."""
    then, now = record.library.version, library_version()
    if contradicted:
        named = "、".join(one.what for one in contradicted[:_MOST_SHOWN])
        more = f"等 {len(contradicted)} 项" if len(contradicted) > _MOST_SHOWN else ""
        return Cause.FACTS, f"记录的结论书所依据的，不是记录所写的事实或者口径：{named}{more}" + _versions(record)
    if then != now:
        return Cause.LIBRARY, f"事实、口径和规则相同，库的版本不同：记录由 {then} 版作出，复核用的是 {now} 版"
    return Cause.UNEXPLAINED, (
        f"事实、口径、规则和库的版本（{now}）都相同，结论书不同，原因不明："
        "记录里的结论书不是这样作出的，或者程序改过而版本没有变"
    )


def _versions(record: Record) -> str:
    """The versions of the library, where they are not the same."""
    then, now = record.library.version, library_version()
    return "" if then == now else f"（库的版本也不同：记录由 {then} 版作出，复核用的是 {now} 版）"
