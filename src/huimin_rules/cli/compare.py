"""`huimin compare`: what a ledger's cases would come to under other rules or another reading (改判清单)."""

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from huimin_rules.cli.exits import Exit
from huimin_rules.cli.kept import kept_policies
from huimin_rules.cli.ledger.options import JsonOption, LedgerArgument
from huimin_rules.cli.readings import ReadingOption, read_readings
from huimin_rules.cli.session import session_of
from huimin_rules.errors import InputError, InputProblem

if TYPE_CHECKING:
    from huimin_rules.service.audit.compared import CaseComparison


def compare(
    context: typer.Context,
    location: LedgerArgument,
    policy: Annotated[
        str | None,
        typer.Option("--policy", metavar="ID|DIR", help="换用办法的另一个版本：编号或者文件夹", show_default=False),
    ] = None,
    reading: ReadingOption = None,
    csv: Annotated[
        Path | None,
        typer.Option(
            "--csv", metavar="FILE", help="把改判清单存成表格（.csv，Excel 可以直接打开）", show_default=False
        ),
    ] = None,
    json: JsonOption = False,
) -> None:
    """假如换一个版本的办法，或者换一种解释口径，账本里哪些案件会改判（改判清单）。

    \b
    每个案件先用存档的办法复核，再换用 --policy 的版本，或者 --reading 的口径，逐项比较
    总体结论、单项结论和待定原因；不比较文字。不能比较的照样列出，说明为什么。
    方向：更严、更宽、转为待定、由待定转明确、适用范围不同、理由不同。

    \b
    退出码
      0   没有改变
      1   有改变，或者有不能比较的
      2   用法错误，规则有错，或者账本读不出来
      70  程序内部错误
    """
    from huimin_rules.cli.comparison_sheet import case, head, sums
    from huimin_rules.ledger.storage import open_ledger
    from huimin_rules.service import load_policy
    from huimin_rules.service.audit.comparison import Otherwise, compare_snapshot

    session = session_of(context)
    if policy is None and not reading:
        raise InputError([InputProblem("", "--policy 或者 --reading", "都没有")])
    other = None if policy is None else load_policy(policy, kept_policies())
    readings, problems = _pairs(reading or []) if other is None else read_readings(other, reading or [])
    if problems:
        raise InputError(problems)
    gc.enable()
    otherwise = Otherwise(other, readings)
    with open_ledger(location) as ledger, ledger.snapshot() as now, _table(csv) as keep:

        def each(one: "CaseComparison") -> None:
            keep(one)
            if json:
                session.put(f"{one.to_json()}\n")
            elif sheet := case(one):
                session.progress("")
                session.page(sheet)

        if not json:
            session.page(head(location, now.origin, otherwise))
        found = compare_snapshot(
            now, otherwise, progress=lambda done, total: session.progress(f"比较 {done}/{total} 条"), each=each
        )
    session.progress("")
    if json:
        session.put(f"{found.to_json()}\n")
    else:
        session.page(sums(found))
    raise typer.Exit(Exit.OK if found.same else Exit.FAILED)


def _pairs(given: list[str]) -> tuple[dict[str, str], list[InputProblem]]:
    """The readings that were fixed; whether there are such is for the policy of each record to say."""
    readings: dict[str, str] = {}
    problems = []
    for one in given:
        name, equals, alternative = one.partition("=")
        if not (name and equals and alternative):
            problems.append(InputProblem("--reading", "id=alternative", one))
        elif readings.setdefault(name, alternative) != alternative:
            problems.append(InputProblem(f"--reading {name}", "只指定一次", f"{readings[name]} 和 {alternative}"))
    return readings, problems


@contextmanager
def _table(path: Path | None) -> "Iterator[Callable[[CaseComparison], None]]":
    """What writes the table, case by case; the file takes its name when it is complete."""
    from huimin_rules.service.audit.comparison_csv import csv_header, csv_rows

    if path is None:
        yield lambda _: None
        return
    new = path.with_name(f"{path.name}.{os.getpid()}.new")
    with _told(path):
        file = new.open("xb")

    def keep(one: "CaseComparison") -> None:
        with _told(path):
            file.write(csv_rows(one))

    try:
        with file:
            with _told(path):
                file.write(csv_header())
            yield keep
            with _told(path):
                file.flush()
                os.fsync(file.fileno())
        with _told(path):
            new.replace(path)
    finally:
        new.unlink(missing_ok=True)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """What goes wrong with the file is the caller's: the table cannot be kept there."""
    try:
        yield
    except OSError as error:
        raise InputError([InputProblem("--csv", "可以写入的文件", error.strerror or "", file=str(path))]) from None
