"""`huimin register`: a workbook of many applications, from their files or from a ledger."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from huimin_rules.cli.checked import code_of
from huimin_rules.cli.document.decided import decided, remarks
from huimin_rules.cli.document.output import FileOption, ForceOption, one_target, write
from huimin_rules.cli.exits import Exit, worst
from huimin_rules.cli.options import PolicyOption
from huimin_rules.cli.readings import ReadingOption
from huimin_rules.cli.session import session_of
from huimin_rules.cli.shipped import SHIPPED
from huimin_rules.errors import InputError, InputProblem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from huimin_rules.report.excel.register import Entry


def register(
    context: typer.Context,
    output: FileOption,
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="[FILE...]", help="申请文件：YAML 或 JSON", show_default=False)
    ] = None,
    ledger: Annotated[
        str | None,
        typer.Option("--ledger", metavar="LEDGER", help="从账本做：文件，或者 postgresql:// 地址", show_default=False),
    ] = None,
    policy: PolicyOption = SHIPPED,
    reading: ReadingOption = None,
    force: ForceOption = False,
) -> None:
    """写出审查登记表（.xlsx）：一份申请一行，另有理由和办法两张工作表。

    \b
    从申请文件做，或者用 --ledger 从账本做；从账本做的，用存档的办法和记录的结论书，
    读不出的记录照样列出，说明为什么。需要额外组件 office，从账本做的还要 audit。

    \b
    退出码
      从申请文件做：同 huimin check，几份申请取最差的一个
      从账本做：0 全部读出；1 有读不出的（都已写入）
      2   用法错误，申请读不懂，账本读不出来，或者文件已经存在而没有写 --force（没有写入）
    """
    from huimin_rules.report.excel.register import Entry
    from huimin_rules.report.excel.register import register as make

    session = session_of(context)
    (path,) = one_target(output, (".xlsx",), force=force)
    if (ledger is None) == (not files):
        found = "都没有" if ledger is None else "都有"
        raise InputError([InputProblem("", "申请文件，或者 --ledger", found)])
    if ledger is not None:
        if reading:
            raise InputError([InputProblem("--reading", "从申请文件做的登记表才指定解释口径", "--ledger")])
        entries = list(_recorded(ledger))
        write(session, {path: make(entries)})
        raise typer.Exit(Exit.FAILED if any(one.fault is not None for one in entries) else Exit.OK)
    _, decisions = decided(policy, files or [], reading)
    write(
        session,
        {path: make([Entry(one.subject, one.verdict) for one in decisions])},
        remarks(decisions, session.today()),
    )
    raise typer.Exit(worst(code_of(one.verdict.conclusion) for one in decisions))


def _recorded(location: str) -> "Iterator[Entry]":
    """The decisions of a ledger, each as it was recorded."""
    from huimin_rules.ledger.decisions import Unreadable
    from huimin_rules.ledger.storage import open_ledger
    from huimin_rules.report.excel.register import Entry, Recorded
    from huimin_rules.report.subject import Subject, subject_of
    from huimin_rules.service.audit.recorded_applications import recorded_applications

    with open_ledger(location) as ledger, ledger.snapshot() as now:
        for one in recorded_applications(now):
            source = f"账本第 {one.index} 条"
            if isinstance(one, Unreadable):
                yield Entry(Subject(source), None, fault=one.reason)
                continue
            case = one.record.case
            subject = (
                Subject(source, case=case)
                if one.policy is None or one.application is None
                else subject_of(one.policy, one.application, source, case=case)
            )
            recorded = Recorded(one.record.recorded_at, one.record.recorded_by)
            yield Entry(subject, one.verdict, recorded, one.fault)
