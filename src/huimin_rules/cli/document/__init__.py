"""`huimin document`: documents from verdicts and audits."""

import typer

from huimin_rules.cli.document.audit import audit
from huimin_rules.cli.document.report import report
from huimin_rules.cli.document.verdicts import ineligible, review, supplements

document = typer.Typer(
    name="document",
    help="""把自查的结果写成文书：Word，或者供邮件用的网页和 Markdown。

    \b
    每份文书都写明：自查结果，非行政决定。要 PDF 的，用 Word 或者浏览器打印成 PDF。
    同一份结论书写出的文书，逐字节相同。Word 文书需要额外组件 office。
    """,
    no_args_is_help=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
for command in (review, supplements, ineligible, audit, report):
    document.command()(command)
