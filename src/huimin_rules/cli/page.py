"""`huimin page`: write the self-check of a policy as one HTML file."""

from pathlib import Path
from typing import Annotated

import typer

from huimin_rules.cli.kept import kept_policies
from huimin_rules.cli.session import session_of
from huimin_rules.cli.shipped import SHIPPED
from huimin_rules.cli.written import write_new


def page(
    context: typer.Context,
    policy: Annotated[str, typer.Argument(metavar="ID|DIR", help="随库的办法编号，或者办法的文件夹")] = SHIPPED,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="写入文件；缺省写到标准输出", show_default=False),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="覆盖已有的文件")] = False,
) -> None:
    """把办法做成一个自查网页：一个 HTML 文件，不联网，用浏览器打开就能逐项自查。

    \b
    页面在浏览器里按同样的规则作出同样的结论，内容不上传；答到一半可以保存成文件，huimin check 也能读。
    同一办法生成的文件逐字节相同。
    退出码：0 正常；2 用法错误，规则有错，或者文件已经存在而没有写 --force。
    """
    from huimin_rules.service import load_policy
    from huimin_rules.service.page import page as page_of

    session = session_of(context)
    text = page_of(load_policy(policy, kept_policies()))
    if output is None:
        session.put(text)
        return
    write_new(output, text, force=force)
    session.complain([f"已写入 {output}。用浏览器打开它即可自查。"])
