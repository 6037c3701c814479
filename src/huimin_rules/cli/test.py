"""`huimin test`: run the cases of a policy, and show what no case has argued for."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from huimin_rules.cli.exits import Exit
from huimin_rules.cli.options import PathsArgument
from huimin_rules.cli.session import session_of

if TYPE_CHECKING:
    from huimin_rules.report.typography import Paragraph
    from huimin_rules.service.case_coverage import CaseCoverage
    from huimin_rules.service.conformance import CaseResult

_SORTS: Final = {
    "status": "规范的各种结论",
    "alternative": "解释口径的各种选项",
    "row": "分档的各档",
    "points": "得分的得与不得",
}


def test(
    context: typer.Context,
    paths: PathsArgument,
    coverage: Annotated[
        bool, typer.Option("--coverage", help="显示案例覆盖了多少结论、口径、分档和得分；有未覆盖的退出码为 1")
    ] = False,  # noqa: PT028  # a command that is called test
) -> None:
    """运行办法的案例，列出不通过的，以及没有案例论证的结论。

    \b
    “未覆盖”是某条规范可能得出而没有案例预期的结论。可能得出的结论按规则的写法推算，
    是上限；不加 --coverage 时未覆盖只是提示，不影响退出码。
    退出码：0 全部通过；1 有案例不通过，或者加 --coverage 而有未覆盖的；2 规则或案例的写法有错。
    """
    from huimin_rules.cli.sources import folders
    from huimin_rules.service import load_policy
    from huimin_rules.service.case_coverage import case_coverage
    from huimin_rules.service.conformance import run_cases

    session = session_of(context)
    failed = False
    for folder in folders(paths):
        policy = load_policy(folder)
        results = run_cases(policy, folder)
        covered = case_coverage(policy, folder)
        failed = failed or any(result.mismatches for result in results) or (coverage and bool(covered.missing))
        sheet = (
            *_failures(results),
            *_missing(covered, everything=coverage),
            *(_counts(covered) if coverage else ()),
            _total(folder, results),
        )
        session.page(sheet)
    raise typer.Exit(Exit.FAILED if failed else Exit.OK)


def _failures(results: "tuple[CaseResult, ...]") -> "Iterator[Paragraph]":
    """Each failing case with its argument, and what it expected and found."""
    from huimin_rules.report.typography import Span, Style, line

    for result in results:
        if result.mismatches:
            case = result.case
            yield line(Span(f"✗ {case.id}", Style.BAD), f"  {case.file}:{case.line}", hang=2)
            yield line(case.why, indent=4)
        for mismatch in result.mismatches:
            yield line(f"{mismatch.of}：应为 {mismatch.expected}，实为 {mismatch.found}", indent=4, hang=6)


def _missing(covered: "CaseCoverage", *, everything: bool) -> "Iterator[Paragraph]":
    """What no case reaches, by norm or reading: the statuses that a norm can have, or everything."""
    from huimin_rules.report.typography import Span, Style, line
    from huimin_rules.service.case_coverage import Sort

    missing: dict[str, list[str]] = {}
    for goal in covered.missing:
        if everything or goal.sort is Sort.STATUS:
            missing.setdefault(goal.of, []).append(goal.what)
    for of, what in missing.items():
        yield line(Span("未覆盖", Style.OPEN), f"  {of}：{'、'.join(what)}", hang=8)


def _counts(covered: "CaseCoverage") -> "Iterator[Paragraph]":
    """How much of each sort is covered, in whole numbers: a percentage would round the last one away."""
    from huimin_rules.report.typography import Span, Style, line
    from huimin_rules.service.case_coverage import Sort

    for sort in Sort:
        reached, every = covered.counts(sort)
        count = Span(f"{reached}/{every}", Style.GOOD if reached == every else Style.OPEN)
        yield line(f"{_SORTS[sort]}  ", count)


def _total(folder: Path, results: "tuple[CaseResult, ...]") -> "Paragraph":
    """How many cases passed."""
    from huimin_rules.report.typography import Span, Style, line

    failed = sum(bool(result.mismatches) for result in results)
    passed = len(results) - failed
    outcome = Span(f"{failed} 个不通过", Style.BAD) if failed else Span("全部通过", Style.GOOD)
    return line(f"{folder}：案例 {len(results)} 个，通过 {passed} 个，", outcome)
