"""`huimin ledger disclose`: show a decision to outsiders with chosen fields masked."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from huimin_rules.cli.ledger.options import LedgerArgument, write_file
from huimin_rules.cli.session import session_of
from huimin_rules.errors import InputError, InputProblem, LedgerError

if TYPE_CHECKING:
    from huimin_rules.ledger.decisions import Decision, Unreadable


def disclose(
    context: typer.Context,
    location: LedgerArgument,
    case: Annotated[str, typer.Option("--case", metavar="N", help="案号", show_default=False)],
    mask: Annotated[
        list[str] | None,
        typer.Option(
            "--mask",
            metavar="FIELD",
            help="遮盖的字段，可重复：JSON Pointer（/recorded_by），或者事实的路径（applicants[0].name）",
            show_default=False,
        ),
    ] = None,
    index: Annotated[
        int | None, typer.Option("--index", metavar="INDEX", help="同一案号有几条时，哪一条", min=0, show_default=False)
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="写入文件；缺省写到标准输出", show_default=False),
    ] = None,
) -> None:
    """公开一个决定，遮盖一部分字段；外人仍能核对它是记入账本的那一个。

    \b
    遮盖一个字段，也遮盖文字里含有它的其他字段（结论书的句子会提到名称），并把它们列出来。
    遮盖了哪些看得见，遮盖的内容看不见。先用 huimin ledger checkpoint 签发检查点。
    核对：huimin ledger verify 文件 --key 公钥
    退出码：0 正常；2 用法错误，没有这个案号、字段或检查点，或者记录已经损坏。
    """
    from huimin_rules.ledger.decisions import decisions_of
    from huimin_rules.ledger.disclosure import disclose as disclosed
    from huimin_rules.ledger.storage import open_ledger

    with open_ledger(location) as ledger:
        with ledger.snapshot() as now:
            decision = _chosen(case, index, list(decisions_of(now, case)))
        found = disclosed(ledger, decision, mask or ())
    data = found.to_bytes() + b"\n"
    session = session_of(context)
    if output is None:
        session.put(data.decode())
    else:
        write_file(output, data)
    session.complain(
        [
            f"第 {decision.index} 条，案号 {case}：出示 {len(found.shown)} 个字段，遮盖 {len(found.masked)} 个",
            *(f"  遮盖 {pointer}" for pointer in found.masked),
        ]
    )


def _chosen(case: str, index: int | None, found: "list[Decision | Unreadable]") -> "Decision":
    """The one decision that is meant; raises InputError where there are several or none."""
    from huimin_rules.ledger.decisions import Unreadable

    readable = [one for one in found if not isinstance(one, Unreadable)]
    unreadable = [one for one in found if isinstance(one, Unreadable)]
    chosen = readable if index is None else [one for one in readable if one.index == index]
    if len(chosen) == 1:
        return chosen[0]
    for one in unreadable:
        if index in (None, one.index) and not chosen:
            raise LedgerError(f"没有找到案号 {case}，而第 {one.index} 条不知道是哪个案号：{one.reason}")
    if index is not None:
        there = "、".join(str(one.index) for one in readable) or "没有"
        raise InputError([InputProblem("--index", f"案号 {case} 的一条（{there}）", str(index))])
    if not chosen:
        raise InputError([InputProblem("--case", "账本里有的案号", case)])
    several = "、".join(f"{one.index}（{one.record.recorded_at}）" for one in chosen)
    raise InputError([InputProblem("--index", f"其中一条：{several}", f"案号 {case} 有 {len(chosen)} 条")])
