"""`huimin ledger prove`: show that one entry belongs to the latest checkpoint."""

from pathlib import Path
from typing import Annotated

import typer

from huimin_rules.cli.ledger.options import LedgerArgument, write_file
from huimin_rules.cli.session import session_of


def prove(
    context: typer.Context,
    location: LedgerArgument,
    index: Annotated[int, typer.Argument(metavar="INDEX", help="第几条，从 0 起", min=0, show_default=False)],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="写入文件；缺省写到标准输出", show_default=False),
    ] = None,
) -> None:
    """证明一条记录在最近的检查点里，不用出示别的记录。输出 JSON。

    \b
    核对：huimin ledger verify 证明.json --record 记录.json --key 公钥
    退出码：0 正常；2 用法错误，没有检查点，或者账本已经损坏。
    """
    from huimin_rules.ledger.checkpointing import prove as prove_entry
    from huimin_rules.ledger.storage import open_ledger

    with open_ledger(location) as ledger:
        proof = bytes(prove_entry(ledger, index)) + b"\n"
    if output is None:
        session_of(context).put(proof.decode())
    else:
        write_file(output, proof)
