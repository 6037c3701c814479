"""The applications that a document is about: read, decided, and named for its head."""

import gc
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from huimin_rules.cli.kept import kept_policies
from huimin_rules.cli.readings import read_readings
from huimin_rules.errors import InputError, InputProblem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from huimin_rules.norms.policy import Policy
    from huimin_rules.report.subject import Subject
    from huimin_rules.verdict import Verdict

FilesArgument = Annotated[
    list[Path], typer.Argument(metavar="FILE...", help="申请文件：YAML 或 JSON", show_default=False)
]
ProjectOption = Annotated[
    list[str] | None,
    typer.Option("--project", metavar="NAME", help="申报项目的名称；几份申请各写一个，次序相同", show_default=False),
]
CaseOption = Annotated[
    list[str] | None,
    typer.Option("--case", metavar="N", help="案号；几份申请各写一个，次序相同", show_default=False),
]


@dataclass(frozen=True, slots=True)
class Decided:
    """One application that was decided: its file, how a document names it, and its verdict."""

    file: Path
    subject: "Subject"
    verdict: "Verdict"


def decided(
    policy: str,
    files: "Sequence[Path]",
    reading: list[str] | None,
    project: list[str] | None = None,
    case: list[str] | None = None,
) -> "tuple[Policy, list[Decided]]":
    """Every application, decided under the same policy and readings; raises InputError with the problems of all of
    them, for half of what was asked for is nobody's wish.
    """
    from huimin_rules.report.subject import subject_of
    from huimin_rules.service import check, load_policy, validate

    rules = load_policy(policy, kept_policies())
    readings, problems = read_readings(rules, reading or [])
    projects, cases = (_each(option, given, len(files), problems) for option, given in _named(project, case))
    gc.enable()
    found = []
    for file, named, number in zip(files, projects, cases, strict=True):
        try:
            application = validate(rules, file)
        except InputError as error:
            problems += error.problems
            continue
        if not problems:
            subject = subject_of(rules, application, file.name, project=named, case=number)
            found.append(Decided(file, subject, check(rules, application, readings)))
    if problems:
        raise InputError(problems)
    return rules, found


def remarks(found: "Sequence[Decided]", today: "date") -> "Iterator[str]":
    """What is to be said on the terminal: the conclusions, and whether the regulation is in force today."""
    from huimin_rules.report.banner import banner
    from huimin_rules.report.phrases import CHINESE

    for one in found:
        yield f"{one.file}  {CHINESE.conclusions[one.verdict.conclusion]}"
    said = {banner(one.verdict.in_force, today, CHINESE) for one in found}
    yield from sorted(one for one in said if one is not None)


def _named(project: list[str] | None, case: list[str] | None) -> tuple[tuple[str, list[str] | None], ...]:
    return ("--project", project), ("--case", case)


def _each(option: str, given: list[str] | None, count: int, problems: list[InputProblem]) -> "Sequence[str | None]":
    """What was given for each application, or nothing for any."""
    if given and len(given) != count:
        problems.append(InputProblem(option, f"{count} 个，每份申请一个", f"{len(given)} 个"))
    return given if given and len(given) == count else [None] * count
