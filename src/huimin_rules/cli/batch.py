"""`huimin batch`: check tables of applications; or write the workbook to fill in."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from huimin_rules.cli.checked import code_of
from huimin_rules.cli.document.output import ForceOption, one_target, write
from huimin_rules.cli.exits import Exit, worst
from huimin_rules.cli.kept import kept_policies
from huimin_rules.cli.options import LanguageOption, PolicyOption
from huimin_rules.cli.readings import ReadingOption, read_readings
from huimin_rules.cli.session import Session, session_of
from huimin_rules.cli.shipped import SHIPPED
from huimin_rules.errors import InputError, InputProblem
from huimin_rules.report.language import Language

if TYPE_CHECKING:
    from huimin_rules.norms.policy import Policy
    from huimin_rules.service.batch.summary import Summary

_BAR: Final = 24
_MOST_NORMS: Final = 10


def batch(  # noqa: PLR0913, PLR0917  # a command has as many parameters as options
    context: typer.Context,
    source: Annotated[
        str | None,
        typer.Argument(
            metavar="IN", help=".xlsx、.csv、.parquet、文件夹、文件.duckdb#表、postgresql://…#表", show_default=False
        ),
    ] = None,
    target: Annotated[
        Path | None, typer.Argument(metavar="OUT", help="写入的 .xlsx、.csv 或 .parquet", show_default=False)
    ] = None,
    template: Annotated[
        Path | None,
        typer.Option("--template", metavar="FILE", help="写出填表用的 .xlsx，不检查什么", show_default=False),
    ] = None,
    lists: Annotated[
        list[str] | None,
        typer.Option("--list", metavar="LIST=IN", help="列表的表，如 applicants=单位.csv，可重复", show_default=False),
    ] = None,
    key: Annotated[str, typer.Option("--key", metavar="NAME", help="申请编号一列的名称")] = "case",
    ignore: Annotated[
        list[str] | None,
        typer.Option("--ignore", metavar="HEAD", help="不读的列，可重复", show_default=False),
    ] = None,
    reasons: Annotated[
        int, typer.Option("--reasons", metavar="N", help=".xlsx 中至多写出多少份申请的理由", min=0)
    ] = 2000,
    policy: PolicyOption = SHIPPED,
    reading: ReadingOption = None,
    lang: LanguageOption = Language.CHINESE,
    force: ForceOption = False,
) -> None:
    """成批自查：一张表里一份申请一行，逐份得出结论；或者写出填表用的工作簿。

    \b
    huimin batch --template 登记表.xlsx          写出填表用的工作簿，填好后：
    huimin batch 登记表.xlsx 结果.xlsx           结果是审查登记表：结论、理由、汇总
    huimin batch 申请.csv 结果.parquet --list applicants=单位.csv

    \b
    列的名称是事实的路径（plan.field）或者它的中文名称（项目领域）。
    读不懂的格不妨碍其余各行：那一行没有结论，指明工作表、行、列和应有的写法。
    比内存大的文件分块读、分块写；.xlsx 整张读入。需要额外组件 batch。

    \b
    退出码
      0   全部符合条件
      1   有不符合条件的，或者办法不适用的
      2   用法错误（没有写入），或者有读不懂的行（都已写入）
      3   有信息不全的，或者有待认定的
    几种都有的取最差的一个，次序是 2、1、3、0。
    """
    from huimin_rules.service import load_policy

    session = session_of(context)
    if template is not None:
        if source is not None:
            raise InputError([InputProblem("--template", "单独使用", f"另有 {source}")])
        (path,) = one_target(template, (".xlsx",), force=force)
        _write_template(session, load_policy(policy, kept_policies()), path)
        return
    if source is None or target is None:
        raise InputError([InputProblem("", "IN 和 OUT，或者 --template", "没有写全")])
    rules = load_policy(policy, kept_policies())
    readings, problems = read_readings(rules, reading or [])
    tables, more = _lists(lists or [])
    if problems or more:
        raise InputError([*problems, *more])
    from huimin_rules.service.batch.run import batch as check_all

    summary = check_all(
        rules,
        source,
        target,
        lists=tables,
        key=key,
        left_out=ignore or (),
        readings=readings,
        language=lang,
        explained=reasons,
        force=force,
        progress=lambda done, share: session.progress(_bar(done, share)),
    )
    session.progress("")
    _report(session, summary, target, lang)
    codes = [code_of(one) for one in summary.conclusions]
    raise typer.Exit(worst([*codes, *([Exit.BAD_INPUT] if summary.unreadable else [])]))


def _write_template(session: Session, policy: "Policy", path: Path) -> None:
    from huimin_rules.forms.spreadsheet import workbook_to_fill
    from huimin_rules.report.package import settled
    from huimin_rules.verdict import NOTICE

    write(session, {path: settled(workbook_to_fill(policy), policy.identity.title, NOTICE)})
    session.complain([f"填好后运行：huimin batch {path} 结果.xlsx"])


def _lists(given: list[str]) -> tuple[dict[str, str], list[InputProblem]]:
    """The sources of lists by their names, and what is wrong with how they were given."""
    found: dict[str, str] = {}
    problems = []
    for one in given:
        name, equals, source = one.partition("=")
        if not equals or not source:
            problems.append(InputProblem("--list", "LIST=IN（如 applicants=单位.csv）", one))
        elif name in found:
            problems.append(InputProblem("--list", "每个列表一次", f"{name} 不止一次"))
        else:
            found[name] = source
    return found, problems


def _bar(done: int, share: float | None) -> str:
    """How far a run is; without a bar where nobody knows how long it will be."""
    if share is None:
        return f"已查 {done} 份"
    full = int(share * _BAR)
    return f"{'█' * full}{'░' * (_BAR - full)} {share:4.0%}　已查 {done} 份"


def _report(session: Session, summary: "Summary", target: Path, language: Language) -> None:
    """Say what came out, for people."""
    from huimin_rules.report.phrases import phrases
    from huimin_rules.verdict import NOTICE, Conclusion

    words = phrases(language)
    chinese = language is Language.CHINESE
    session.say(words.pick(f"{NOTICE}。共 {summary.total} 行：", f"{words.notice}. {summary.total} rows:"))
    counted = [(words.conclusions[one], summary.conclusions[one]) for one in reversed(Conclusion)]
    for name, count in [*counted, (words.pick("读不懂", "Cannot be read"), summary.unreadable)]:
        if count:
            session.say(f"  {count:>9}  {name}")
    failed = [one for one in summary.norms() if one.failed][:_MOST_NORMS]
    if failed:
        session.say(words.pick("不符合或者未遵循最多的条款：", "Clauses failed most:"))
    for one in failed:
        title = one.norm.wording.title if chinese else one.norm.wording.title_en or one.norm.wording.title
        quote = one.norm.ground.quote
        session.say(f"  {one.failed:>9}  {one.norm.ground.clause.label} {title}　“{quote}”")
    session.complain(summary.remarks)
    if summary.problems:
        session.complain(
            [words.pick("读不懂的地方：", "What cannot be read:"), *(f"  {one}" for one in summary.problems)]
        )
    if summary.untold:
        session.complain(
            [words.pick(f"  另有 {summary.untold} 处，见结果", f"  {summary.untold} more, see the results")]
        )
    session.complain([words.pick(f"已写入 {target}", f"Written: {target}")])
