"""`huimin new`: write a blank application to fill in."""

from pathlib import Path
from typing import Annotated

import typer

from huimin_rules.cli.kept import kept_policies
from huimin_rules.cli.options import PolicyOption
from huimin_rules.cli.session import session_of
from huimin_rules.cli.shipped import SHIPPED
from huimin_rules.cli.written import write_new


def new(
    context: typer.Context,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="写入文件；缺省写到标准输出", show_default=False),
    ] = None,
    policy: PolicyOption = SHIPPED,
    force: Annotated[bool, typer.Option("--force", help="覆盖已有的文件")] = False,
) -> None:
    """生成一份带说明的空白申请，填好即可自查。

    \b
    每个问题都附有说明、条款原文、材料和写法。留空表示不清楚，不会当作“否”。
    退出码：0 正常；2 用法错误，或者文件已经存在而没有写 --force。
    """
    from huimin_rules.forms import blank_application
    from huimin_rules.report.typography import wrap
    from huimin_rules.service import load_policy

    session = session_of(context)
    text = blank_application(load_policy(policy, kept_policies()), wrap)
    if output is None:
        session.put(text)
        return
    write_new(output, text, force=force)
    session.complain([f"已写入 {output}。填好后运行：huimin check {output}"])
