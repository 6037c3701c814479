"""`huimin ledger checkpoint`: sign the present state of a ledger."""

from pathlib import Path
from typing import Annotated

import typer

from huimin_rules.cli.ledger.options import JsonOption, LedgerArgument, PrivateKeyOption, as_json, read_file, write_file
from huimin_rules.cli.session import session_of


def checkpoint(
    context: typer.Context,
    location: LedgerArgument,
    key: PrivateKeyOption,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="写入文件；已有的检查点先核对", show_default=False),
    ] = None,
    extension: Annotated[
        list[str] | None,
        typer.Option("--line", metavar="TEXT", help="一起签名的附加行，如日期，可重复", show_default=False),
    ] = None,
    json: JsonOption = False,
) -> None:
    """给账本现在的样子签名：检查点存入账本，并显示或者写入文件。

    \b
    账本若不再以上一个检查点为开头（改过、删过），就不签发。文件里已有检查点时也与它比较，再换成新的。
    检查点要交给账本以外的人留存：以后能查出多少，全看留存了什么。
    退出码：0 已签发；2 用法错误，私钥不可用，或者账本与先前的检查点不一致。
    """
    from huimin_rules.ledger.checkpoint import parse_checkpoint
    from huimin_rules.ledger.checkpointing import sign_checkpoint
    from huimin_rules.ledger.keys import load_key
    from huimin_rules.ledger.note import Malformed
    from huimin_rules.ledger.storage import open_ledger

    since = read_file(output, "--output") if output is not None and output.exists() else None
    with open_ledger(location, writable=True) as ledger:
        note = sign_checkpoint(ledger, load_key(key, ledger.origin), extension or (), since)
    signed = parse_checkpoint(note)
    assert not isinstance(signed, Malformed)
    if output is not None:
        write_file(output, note)
    session = session_of(context)
    if json:
        state = signed.checkpoint
        value = {"origin": state.origin, "size": state.size, "root": state.root.hex(), "note": note.decode()}
        session.put(as_json(value))
    elif output is None:
        session.put(note.decode())
    else:
        session.complain([f"已签发 {signed.checkpoint.size} 条的检查点，写入 {output}"])
