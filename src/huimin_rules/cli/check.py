"""`huimin check`: check applications and report, or write canonical verdicts."""

import gc
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from huimin_rules.cli.exits import Exit, worst
from huimin_rules.cli.kept import kept_policies
from huimin_rules.cli.options import SHIPPED, EngineChoice, LanguageOption, PolicyOption
from huimin_rules.cli.readings import ReadingOption, read_readings
from huimin_rules.cli.session import Session, session_of
from huimin_rules.errors import InputError
from huimin_rules.report.language import Language

if TYPE_CHECKING:
    from collections.abc import Sequence

    from huimin_rules.norms.application import Application
    from huimin_rules.norms.policy import Policy
    from huimin_rules.report.typography import Paragraph
    from huimin_rules.service.crosscheck import Crosscheck
    from huimin_rules.verdict import Conclusion, Verdict


def check(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="申请文件：YAML 或 JSON", show_default=False)],
    policy: PolicyOption = SHIPPED,
    reading: ReadingOption = None,
    json: Annotated[bool, typer.Option("--json", help="输出规范 JSON 结论书，一份一行")] = False,
    engine: Annotated[
        EngineChoice, typer.Option("--engine", help="both：再由一个独立的引擎推一遍，逐项核对（额外组件 durable）")
    ] = EngineChoice.REFERENCE,
    lang: LanguageOption = Language.CHINESE,
) -> None:
    """对照办法自查申请，逐项给出结论，引用原文。

    \b
    先是结论，再是一次性补正清单，然后是各项结论；每一项都引用条款原文。
    自查结果，非行政决定。办法今天是否仍然有效只作提示，不改变结论。

    \b
    退出码
      0   符合条件
      1   不符合条件，或者办法不适用（申报日期不在有效期内）
      2   用法错误，或者申请读不懂（没有结论）
      3   信息不全，或者有待认定
      4   --engine both：两个引擎不一致，或者有一项不能核对（没有结论）
      70  程序内部错误（没有结论）
    几份申请一起查时取最差的一个，次序是 2、4、1、3、0。
    有一份读不懂时，--json 一份也不输出，免得行与文件对不上。
    """
    from huimin_rules.service import load_policy, validate

    session = session_of(context)
    rules = load_policy(policy, kept_policies())
    readings, problems = read_readings(rules, reading or [])
    # The policy stays for good; from here on memory is watched again, for there may be many files.
    gc.enable()
    read = []
    for file in files:
        try:
            read.append((str(file), validate(rules, file)))
        except InputError as error:
            problems += error.problems
    if problems and json:
        raise InputError(problems)
    both = engine is EngineChoice.BOTH
    checked = [(name, *_decided(rules, one, readings, both=both)) for name, one in read]
    if json:
        for _, verdict, crosschecked in checked:
            found = crosschecked or verdict
            assert found is not None
            session.put(f"{found.to_json()}\n")
    elif checked:
        report(session, rules, checked, lang)
    if problems:
        raise InputError(problems)
    raise typer.Exit(
        worst(Exit.DISAGREEMENT if verdict is None else code_of(verdict.conclusion) for _, verdict, _ in checked)
    )


def _decided(
    policy: "Policy", application: "Application", readings: dict[str, str], *, both: bool
) -> "tuple[Verdict | None, Crosscheck | None]":
    """The verdict, and the cross-check if it is wanted; without agreement there is no verdict."""
    if both:
        from huimin_rules.service.crosscheck import crosscheck

        found = crosscheck(policy, application, readings)
        return found.verdict, found
    from huimin_rules.service import check as decide

    return decide(policy, application, readings), None


def report(
    session: Session,
    policy: "Policy",
    checked: "Sequence[tuple[str, Verdict | None, Crosscheck | None]]",
    language: Language,
) -> None:
    """Put the reports on what is agreed, then what is not."""
    from huimin_rules.cli.crosschecked import agreement, disagreement
    from huimin_rules.report.phrases import phrases
    from huimin_rules.report.typography import BLANK
    from huimin_rules.report.verdict_sheet import several, verdict_sheet

    words, today = phrases(language), session.today()
    pages = []
    failed: list[Paragraph] = []
    for name, verdict, crosschecked in checked:
        if verdict is not None:
            sheet = verdict_sheet(verdict, policy, name, today, words)
            pages.append((name, verdict, sheet if crosschecked is None else (*sheet, *agreement(crosschecked, words))))
        elif crosschecked is not None:
            failed += [*([BLANK] if pages or failed else []), *disagreement(crosschecked, name, words)]
    good = several(pages, words) if pages else ()
    session.page((*good, *failed))


def code_of(conclusion: "Conclusion") -> Exit:
    """The exit code that a conclusion has."""
    from huimin_rules.verdict import Conclusion

    match conclusion:
        case Conclusion.ELIGIBLE:
            return Exit.OK
        case Conclusion.INELIGIBLE | Conclusion.NOT_IN_FORCE:
            return Exit.FAILED
        case Conclusion.INCOMPLETE | Conclusion.NEEDS_JUDGEMENT:
            return Exit.OPEN
