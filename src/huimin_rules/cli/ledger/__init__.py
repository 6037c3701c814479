"""`huimin ledger`: keep an append-only ledger, sign its state, and verify it."""

import typer

from huimin_rules.cli.ledger.append import append
from huimin_rules.cli.ledger.checkpoint import checkpoint
from huimin_rules.cli.ledger.disclose import disclose
from huimin_rules.cli.ledger.export import export
from huimin_rules.cli.ledger.init import init
from huimin_rules.cli.ledger.prove import prove
from huimin_rules.cli.ledger.verify import verify

ledger = typer.Typer(
    name="ledger",
    help="""记账、签发检查点、核对账本。

    \b
    账本是一个文件（SQLite），或者一个 postgresql:// 地址。
    退出码：0 完好；1 有损坏；2 用法错误，或者读不出来。
    """,
    no_args_is_help=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
for command in (init, append, checkpoint, verify, prove, disclose, export):
    ledger.command()(command)
