"""The Word documents about applications: `review`, `supplements`, `ineligible`."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

import typer

from huimin_rules.cli.checked import code_of
from huimin_rules.cli.document.decided import CaseOption, FilesArgument, ProjectOption, decided, remarks
from huimin_rules.cli.document.output import ForceOption, OutputOption, targets, write
from huimin_rules.cli.exits import worst
from huimin_rules.cli.options import PolicyOption
from huimin_rules.cli.readings import ReadingOption
from huimin_rules.cli.session import session_of
from huimin_rules.cli.shipped import SHIPPED
from huimin_rules.errors import InputError, InputProblem
from huimin_rules.report.titles import INELIGIBLE, REVIEW, SUPPLEMENTS

if TYPE_CHECKING:
    from huimin_rules.norms.policy import Policy
    from huimin_rules.report.subject import Subject
    from huimin_rules.verdict import Verdict

Maker: TypeAlias = "Callable[[Verdict, Policy, Subject], bytes]"

_SUFFIXES: Final = (".docx",)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the applications are to be decided by, and how they are named."""

    policy: str
    files: list[Path]
    reading: list[str] | None
    project: list[str] | None
    case: list[str] | None


def review(
    context: typer.Context,
    files: FilesArgument,
    output: OutputOption,
    policy: PolicyOption = SHIPPED,
    reading: ReadingOption = None,
    project: ProjectOption = None,
    case: CaseOption = None,
    force: ForceOption = False,
) -> None:
    """写出形式审查表（.docx）：每项条件一行，附条款原文、结论和要核对的证据。

    \b
    证据的页码、审查人、日期和签字留空，由审查人填写。
    写入文件夹时每份申请一个文件，名为“申请的文件名-形式审查表.docx”。
    退出码同 huimin check：0 符合条件；1 不符合条件，或者办法不适用；3 信息不全，或者有待认定；
    2 用法错误，申请读不懂，或者文件已经存在而没有写 --force（都没有写入）。
    """
    from huimin_rules.report.word.review import review as make

    asked = _Asked(policy, files, reading, project, case)
    _write(context, make, REVIEW, asked, output, force=force)


def supplements(
    context: typer.Context,
    files: FilesArgument,
    output: OutputOption,
    policy: PolicyOption = SHIPPED,
    reading: ReadingOption = None,
    project: ProjectOption = None,
    case: CaseOption = None,
    force: ForceOption = False,
) -> None:
    """写出一次性补正清单（.docx）：要补正、补充、提请认定、请求明确和说明理由的，一次列全。

    \b
    每一项附条款原文；可以作不同解释的，附各种理解下的试算结果。补正情况和签字留空。
    写入文件夹时每份申请一个文件，名为“申请的文件名-一次性补正清单.docx”。
    退出码同 huimin check：0 符合条件；1 不符合条件，或者办法不适用；3 信息不全，或者有待认定；
    2 用法错误，申请读不懂，或者文件已经存在而没有写 --force（都没有写入）。
    """
    from huimin_rules.report.word.supplements import supplements as make

    asked = _Asked(policy, files, reading, project, case)
    _write(context, make, SUPPLEMENTS, asked, output, force=force)


def ineligible(
    context: typer.Context,
    files: FilesArgument,
    output: OutputOption,
    policy: PolicyOption = SHIPPED,
    reading: ReadingOption = None,
    project: ProjectOption = None,
    case: CaseOption = None,
    force: ForceOption = False,
) -> None:
    """写出不符合条件说明（.docx）：哪些条件不符合，条款怎样写，申请怎样写，怎样补正。

    \b
    只用于结论为不符合条件，或者办法不适用的申请；别的结论不写，退出码为 2。
    写入文件夹时每份申请一个文件，名为“申请的文件名-不符合条件说明.docx”。
    退出码：1 已写入；2 用法错误，申请读不懂，结论不是这两种，或者文件已经存在而没有写
    --force（都没有写入）。
    """
    from huimin_rules.report.word.ineligible import ineligible as make

    asked = _Asked(policy, files, reading, project, case)
    _write(context, make, INELIGIBLE, asked, output, force=force)


def _write(context: typer.Context, make: Maker, name: str, asked: _Asked, output: Path, *, force: bool) -> None:
    """Make every document before the first is written."""
    session = session_of(context)
    paths = targets(output, asked.files, name, _SUFFIXES, force=force)
    rules, found = decided(asked.policy, asked.files, asked.reading, asked.project, asked.case)
    documents: dict[Path, bytes] = {}
    problems: list[InputProblem] = []
    for path, one in zip(paths, found, strict=True):
        try:
            documents[path] = make(one.verdict, rules, one.subject)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    write(session, documents, remarks(found, session.today()))
    raise typer.Exit(worst(code_of(one.verdict.conclusion) for one in found))
