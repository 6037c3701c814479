"""`huimin ledger append`: append records that are already written."""

import json as json_module
from pathlib import Path
from typing import Annotated

import typer

from huimin_rules.canonical import canonical_json
from huimin_rules.cli.ledger.options import JsonOption, LedgerArgument, as_json, read_file
from huimin_rules.cli.session import session_of
from huimin_rules.errors import InputError, InputProblem


def append(
    context: typer.Context,
    location: LedgerArgument,
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="记录：一个文件一份规范 JSON", show_default=False)
    ],
    json: JsonOption = False,
) -> None:
    """把记录记入账本：全部记入，或者一份也不记。显示时已经写到盘上。

    \b
    每个文件是一份规范 JSON（RFC 8785，小数写作字符串），末尾可以有一个换行。
    退出码：0 已记入；2 用法错误，记录不是规范 JSON，或者账本不能用。
    """
    from huimin_rules.ledger.storage import open_ledger

    records, problems = [], []
    for file in files:
        record = read_file(file, "记录").removesuffix(b"\n")
        if fault := _fault(record):
            problems.append(InputProblem("", "规范 JSON（RFC 8785）", fault, file=str(file)))
        records.append(record)
    if problems:
        raise InputError(problems)
    with open_ledger(location, writable=True) as ledger:
        appended = ledger.append_many(records)
    session = session_of(context)
    for one in appended:
        if json:
            value = {"index": one.index, "leaf_hash": one.leaf_hash.hex(), "size": one.size, "root": one.root.hex()}
            session.put(as_json(value))
        else:
            session.put(f"第 {one.index} 条已记入，摘要 {one.leaf_hash.hex()}\n")
    if not json:
        session.put(f"账本现有 {appended[-1].size} 条，根 {appended[-1].root.hex()}\n")


def _fault(record: bytes) -> str | None:
    """Why some bytes are not canonical JSON."""
    try:
        value = json_module.loads(record, parse_float=_refuse, parse_constant=_refuse)
        same = canonical_json(value).encode() == record
    except RecursionError:
        return "嵌套太深"
    except ValueError as error:
        return f"不是：{error}"
    return None if same else "能读懂，但写法不是规范的（次序、空白、转义或者重复的键）"


def _refuse(number: str) -> object:
    raise ValueError(f"{number}（小数要写作字符串）")
