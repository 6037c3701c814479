"""`huimin document audit`: the sheet of a replay (审计复核单) to sign and file."""

import gc
from typing import TYPE_CHECKING, Annotated

import typer

from huimin_rules.cli.document.output import FileOption, ForceOption, one_target, write
from huimin_rules.cli.exits import Exit
from huimin_rules.cli.ledger.options import CheckpointOption, LedgerArgument, VerifierKeyOption, read_file, verifier_key
from huimin_rules.cli.options import EngineChoice
from huimin_rules.cli.session import session_of
from huimin_rules.errors import InputError, InputProblem

if TYPE_CHECKING:
    from huimin_rules.report.word.audit import AuditedRecord
    from huimin_rules.service.audit.replayed import Replay


def audit(
    context: typer.Context,
    location: LedgerArgument,
    output: FileOption,
    case: Annotated[
        str | None, typer.Option("--case", metavar="N", help="只复核一个案号的记录", show_default=False)
    ] = None,
    engine: Annotated[
        EngineChoice, typer.Option("--engine", help="both：再由一个独立的引擎推一遍，逐项核对（额外组件 durable）")
    ] = EngineChoice.REFERENCE,
    kept: CheckpointOption = None,
    key: VerifierKeyOption = None,
    force: ForceOption = False,
) -> None:
    """复核账本里的决定，写出审计复核单（.docx）。

    \b
    复核的做法、结果和退出码同 huimin replay；每份记录一行，不一致的逐项列出前后。
    审计人的意见、签字和日期留空。需要额外组件 audit 和 office。
    退出码：0 全部一致；1 有不一致、不能复核或者损坏的（都已写入）；
    2 用法错误，账本读不出来，或者文件已经存在而没有写 --force（没有写入）。
    """
    from huimin_rules.cli.ledger.sheet import verification_sheet
    from huimin_rules.cli.replay import shown_progress
    from huimin_rules.cli.replay_sheet import scope, sums
    from huimin_rules.ledger.storage import open_ledger
    from huimin_rules.ledger.verify import verify_log
    from huimin_rules.report.word.audit import Audit
    from huimin_rules.report.word.audit import audit as make
    from huimin_rules.service.audit.ledger_replay import replay_snapshot

    session = session_of(context)
    (path,) = one_target(output, (".docx",), force=force)
    note, public = None if kept is None else read_file(kept, "--checkpoint"), verifier_key(key)
    records: list[AuditedRecord] = []
    gc.enable()
    with open_ledger(location) as ledger, ledger.snapshot() as now:
        verified = None
        if note is not None or public is not None:
            verified = verify_log(now, note, public, shown_progress(session, "核对"))
        found = replay_snapshot(
            now,
            case,
            engine=engine.value,
            verified=verified,
            progress=shown_progress(session, "复核"),
            each=lambda one: records.append(_record(one, every=case is not None)),
        )
    session.progress("")
    if case is not None and not found.replayed:
        raise InputError([InputProblem("--case", "账本里有的案号", case)])
    checked = () if verified is None else verification_sheet(verified, found.origin, public, 0)
    document = make(Audit(found.origin, scope(found), checked, records, sums(found, public)))
    write(session, {path: document})
    raise typer.Exit(Exit.OK if found.identical else Exit.FAILED)


def _record(one: "Replay", *, every: bool) -> "AuditedRecord":
    """One record in the words of the sheet for the terminal; with more to say where it is not identical."""
    from huimin_rules.cli.replay_sheet import conclusion, record, result
    from huimin_rules.report.word.audit import AuditedRecord

    about = one.recorded
    return AuditedRecord(
        index="" if one.place is None else str(one.place.index),
        case="" if about is None else about.case,
        recorded=() if about is None else (about.recorded_at, about.recorded_by),
        conclusion="" if about is None else conclusion(about.conclusion),
        result=result(one),
        identical=one.identical,
        account=record(one) if every or not one.identical else None,
    )
