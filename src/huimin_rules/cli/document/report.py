"""`huimin document report`: the report on a verdict for e-mail, as a web page or as Markdown."""

from typing import TYPE_CHECKING, Final

import typer

from huimin_rules.cli.checked import code_of
from huimin_rules.cli.document.decided import FilesArgument, decided, remarks
from huimin_rules.cli.document.output import ForceOption, OutputOption, targets, write
from huimin_rules.cli.exits import worst
from huimin_rules.cli.options import LanguageOption, PolicyOption
from huimin_rules.cli.readings import ReadingOption
from huimin_rules.cli.session import session_of
from huimin_rules.cli.shipped import SHIPPED
from huimin_rules.report.language import Language
from huimin_rules.report.titles import REPORT

if TYPE_CHECKING:
    from huimin_rules.report.markup.blocks import Report

_MARKDOWN: Final = ".md"
_SUFFIXES: Final = (".html", _MARKDOWN)


def report(
    context: typer.Context,
    files: FilesArgument,
    output: OutputOption,
    policy: PolicyOption = SHIPPED,
    reading: ReadingOption = None,
    lang: LanguageOption = Language.CHINESE,
    force: ForceOption = False,
) -> None:
    """写出自查报告（.html 或 .md）：与 huimin check 显示的次序和文字相同，供邮件发送。

    \b
    格式看文件名的结尾。网页只有一个文件，没有脚本，也不取用别处的东西，可以直接贴进邮件。
    写入文件夹时每份申请一个网页，名为“申请的文件名-自查报告.html”。
    退出码同 huimin check：0 符合条件；1 不符合条件，或者办法不适用；3 信息不全，或者有待认定；
    2 用法错误，申请读不懂，或者文件已经存在而没有写 --force（都没有写入）。
    """
    from huimin_rules.report.markup.verdict_report import verdict_report
    from huimin_rules.report.phrases import phrases

    session, words = session_of(context), phrases(lang)
    paths = targets(output, files, REPORT, _SUFFIXES, force=force)
    rules, found = decided(policy, files, reading)
    documents = {
        path: _written(verdict_report(one.verdict, rules, one.file.name, words), path.suffix.lower())
        for path, one in zip(paths, found, strict=True)
    }
    write(session, documents, remarks(found, session.today()))
    raise typer.Exit(worst(code_of(one.verdict.conclusion) for one in found))


def _written(made: "Report", suffix: str) -> bytes:
    from huimin_rules.report.markup.html import html
    from huimin_rules.report.markup.markdown import markdown

    return (markdown(made) if suffix == _MARKDOWN else html(made)).encode()
