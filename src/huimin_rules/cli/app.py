"""The application: one command a file."""

from collections.abc import Sequence
from typing import Annotated

import typer

from huimin_rules.cli.batch import batch
from huimin_rules.cli.check import check
from huimin_rules.cli.compare import compare
from huimin_rules.cli.diff import diff
from huimin_rules.cli.document import document
from huimin_rules.cli.exits import Exit
from huimin_rules.cli.explain import explain
from huimin_rules.cli.ledger import ledger
from huimin_rules.cli.lint import lint
from huimin_rules.cli.mutate import mutate
from huimin_rules.cli.new import new
from huimin_rules.cli.page import page
from huimin_rules.cli.policies import policies
from huimin_rules.cli.prove import prove
from huimin_rules.cli.record import record
from huimin_rules.cli.register import register
from huimin_rules.cli.remedy import remedy
from huimin_rules.cli.replay import replay
from huimin_rules.cli.schema import schema
from huimin_rules.cli.serve import serve
from huimin_rules.cli.session import Session
from huimin_rules.cli.test import test
from huimin_rules.cli.text import text

app = typer.Typer(
    name="huimin",
    help="""办法写成数据，照着执行。自查结果，非行政决定。

    \b
    退出码
      0   check、batch、record、document、register：符合条件；其他命令：正常
      1   check、batch、record、document、register：不符合条件，或者办法不适用；test：有案例不通过；
          test --coverage：有未覆盖的；mutate：有改动未被发现；
          text --coverage：有文字没有覆盖；prove：有证不成的；
          diff：含义有差异；remedy：没有办法补救；
          ledger verify：有损坏；replay、document audit：有不一致或者损坏；
          register --ledger：有读不出的记录；
          compare：有改变，或者不可比
      2   用法错误，申请读不懂，规则有错
      3   check、batch、record、document、register：信息不全，或者有待认定
      4   check、record --engine both：两个引擎不一致（没有结论，没有记录）
      70  程序内部错误（不是结论）
    """,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
for command in (
    check,
    batch,
    remedy,
    new,
    page,
    explain,
    policies,
    text,
    lint,
    test,
    mutate,
    prove,
    diff,
    record,
    register,
    replay,
    compare,
    serve,
    schema,
):
    app.command()(command)
app.add_typer(document)
app.add_typer(ledger)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"huimin-rules {version('huimin-rules')}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def huimin(
    context: typer.Context,
    _: Annotated[bool, typer.Option("--version", help="显示版本", callback=_version, is_eager=True)] = False,
) -> None:
    """Without a command, show how to use it; that is no success."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help(), err=True)
        raise typer.Exit(Exit.BAD_INPUT)


def parsed(session: Session, arguments: Sequence[str]) -> object:
    """Run the command that the arguments name."""
    try:
        return app(args=list(arguments), prog_name="huimin", standalone_mode=False, obj=session)
    except typer.Abort:
        raise KeyboardInterrupt from None
