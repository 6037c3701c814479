"""`huimin ledger init`: make a new ledger, and its keys."""

from pathlib import Path
from typing import Annotated

import typer

from huimin_rules.cli.ledger.options import JsonOption, LedgerArgument, as_json
from huimin_rules.cli.session import session_of
from huimin_rules.errors import InputError, InputProblem


def init(
    context: typer.Context,
    location: LedgerArgument,
    origin: Annotated[
        str, typer.Option("--origin", metavar="NAME", help="账本的名称，写进每个检查点，以后不能改", show_default=False)
    ],
    key: Annotated[
        Path | None, typer.Option("--key", metavar="FILE", help="同时生成私钥，写入这个文件", show_default=False)
    ] = None,
    json: JsonOption = False,
) -> None:
    """建立一个空账本；加 --key 时生成签名的私钥，显示公钥。

    \b
    名称最好以自己的域名开头，如 gongyi.example/huimin，不含空格和加号。
    私钥和公钥都不存入账本：私钥另外保管，公钥交给审计人。
    退出码：0 正常；2 用法错误，或者已经存在。
    """
    from huimin_rules.ledger.keys import create_key
    from huimin_rules.ledger.note import name_fault
    from huimin_rules.ledger.storage import create_ledger

    if fault := name_fault(origin):
        raise InputError([InputProblem("--origin", "检查点上的名称", fault)])
    public = None if key is None else str(create_key(key, origin).verifier)
    try:
        create_ledger(location, origin).close()
    except BaseException:
        # A key without its ledger would only be in the way of the next try.
        if key is not None:
            key.unlink()
        raise
    session = session_of(context)
    if json:
        session.put(as_json({"origin": origin, "size": 0, "verifier_key": public}))
        return
    session.complain([f"已建立账本 {origin}"])
    if public is not None:
        session.complain([f"私钥写入 {key}（权限 0600）。公钥："])
        session.put(f"{public}\n")
