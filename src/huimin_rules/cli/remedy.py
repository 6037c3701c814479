"""`huimin remedy`: the smallest changes that would make an application eligible."""

from pathlib import Path
from typing import Annotated

import typer

from huimin_rules.cli.exits import Exit
from huimin_rules.cli.options import PolicyOption
from huimin_rules.cli.readings import ReadingOption, read_readings
from huimin_rules.cli.session import session_of
from huimin_rules.cli.shipped import SHIPPED
from huimin_rules.errors import InputError


def remedy(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="申请文件：YAML 或 JSON", show_default=False)],
    policy: PolicyOption = SHIPPED,
    reading: ReadingOption = None,
    keep: Annotated[
        list[str] | None,
        typer.Option("--keep", metavar="PATH", help="不能改变的事实或者列表，可重复", show_default=False),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="输出规范 JSON")] = False,
) -> None:
    """求最少要改、要填、要认定哪几处，申请才符合条件。

    \b
    说的是规则需要什么，不是可以怎样填写：如实填报。每一种做法都改好申请重新查过一遍。
    没有指定的解释口径，做法在各种理解下都成立；做不到的，写明只在哪一种理解下成立。
    申报日期已经写明的，只往后改。不能改变的事实，用 --keep 写明，例如
    --keep applicants[0].domicile。

    \b
    退出码
      0   已经符合条件，或者找到了做法
      1   没有办法补救，或者没有得出结论
      2   用法错误，或者申请读不懂
      70  程序内部错误
    """
    from huimin_rules.service import load_policy
    from huimin_rules.service.remedy import remedies

    session = session_of(context)
    rules = load_policy(policy)
    readings, problems = read_readings(rules, reading or [])
    if problems:
        raise InputError(problems)
    report = remedies(rules, file, readings, keep or ())
    if json:
        session.put(f"{report.to_json()}\n")
    else:
        from huimin_rules.report.remedy_sheet import remedy_sheet

        sheet = remedy_sheet(report, rules, str(file))
        session.page(sheet)
    raise typer.Exit(Exit.OK if report.helps else Exit.FAILED)
