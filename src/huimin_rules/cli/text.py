"""`huimin text`: show the official text, and how much of it the norms cover."""

from typing import Annotated

import typer

from huimin_rules.cli.exits import Exit
from huimin_rules.cli.kept import kept_policies
from huimin_rules.cli.options import LanguageOption, PolicyOption
from huimin_rules.cli.session import session_of
from huimin_rules.cli.shipped import SHIPPED
from huimin_rules.report.language import Language


def text(
    context: typer.Context,
    policy: PolicyOption = SHIPPED,
    coverage: Annotated[bool, typer.Option("--coverage", help="逐条显示文字的覆盖情况")] = False,
    lang: LanguageOption = Language.CHINESE,
) -> None:
    """显示办法原文，逐条说明哪些文字是规范的依据。

    \b
    每个字要么是某条规范的依据，要么分类并说明理由。
    退出码：0 正常；1 有文字没有覆盖；2 规则有错。
    """
    from huimin_rules.report.phrases import phrases
    from huimin_rules.report.text_sheet import coverage_sheet, text_sheet
    from huimin_rules.service import load_policy

    rules, words = load_policy(policy, kept_policies()), phrases(lang)
    sheet, missed = coverage_sheet(rules, words) if coverage else (text_sheet(rules, words), 0)
    session_of(context).page(sheet)
    raise typer.Exit(Exit.FAILED if missed else Exit.OK)
