"""`huimin ledger export`: the ledger as plain files."""

from pathlib import Path
from typing import Annotated

import typer

from huimin_rules.cli.ledger.options import JsonOption, LedgerArgument, as_json, progress
from huimin_rules.cli.session import session_of


def export(
    context: typer.Context,
    location: LedgerArgument,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="新的文件夹", show_default=False)],
    json: JsonOption = False,
) -> None:
    """把最近的检查点所含的记录导出成文件，不用本程序也能核对。

    \b
    文件夹里的 README.md 说明格式，并附一段只用 Python 标准库的核对程序。
    退出码：0 正常；2 用法错误，没有检查点，或者账本已经损坏。
    """
    from huimin_rules.ledger.export import export as write_export
    from huimin_rules.ledger.storage import open_ledger

    with open_ledger(location) as ledger, progress("导出") as show:
        entries = write_export(ledger, folder, show)
    session = session_of(context)
    if json:
        session.put(as_json({"entries": entries, "folder": str(folder)}))
    else:
        session.complain([f"已导出 {entries} 条到 {folder}"])
