"""`huimin test`: run the cases of a policy, and show what no case has argued for."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from huimin_rules.cli.exits import Exit
from huimin_rules.cli.options import PathsArgument
from huimin_rules.cli.session import session_of

if TYPE_CHECKING:
    from huimin_rules.norms.policy import Policy
    from huimin_rules.report.typography import Paragraph
    from huimin_rules.service.conformance import CaseResult


def test(
    context: typer.Context,
    paths: PathsArgument,
) -> None:
    """运行办法的案例，列出不通过的，以及没有案例论证的结论。

    \b
    “未覆盖”是某条规范可能得出而没有案例预期的结论。可能得出的结论按规则的写法推算，
    是上限；未覆盖只是提示，不影响退出码。
    退出码：0 全部通过；1 有案例不通过；2 规则或案例的写法有错。
    """
    from huimin_rules.cli.sources import folders
    from huimin_rules.report.typography import render
    from huimin_rules.service import load_policy
    from huimin_rules.service.conformance import run_cases

    session = session_of(context)
    failed = False
    for folder in folders(paths):
        policy = load_policy(folder)
        results = run_cases(policy, folder)
        failed = failed or any(result.mismatches for result in results)
        sheet = (*_failures(results), *_unreached(policy, results), _total(folder, results))
        session.page(lambda columns, colour, sheet=sheet: render(sheet, columns, colour=colour))  # type: ignore[misc]  # bound now
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


def _unreached(policy: "Policy", results: "tuple[CaseResult, ...]") -> "Iterator[Paragraph]":
    """The statuses that a norm can have and no case expects of it."""
    from huimin_rules.analysis.reachable import reachable
    from huimin_rules.report.typography import Span, Style, line
    from huimin_rules.verdict import Status

    expected: dict[str, set[str]] = {}
    for result in results:
        for norm, finding in result.case.findings.items():
            expected.setdefault(norm, set()).add(finding.status)
    for one in policy.findable:
        possible = reachable(policy, one)
        missing = [status for status in Status if status in possible and status not in expected.get(one.id, set())]
        if missing:
            yield line(Span("未覆盖", Style.OPEN), f"  {one.id}：{'、'.join(missing)}", hang=8)


def _total(folder: Path, results: "tuple[CaseResult, ...]") -> "Paragraph":
    """How many cases passed."""
    from huimin_rules.report.typography import Span, Style, line

    failed = sum(bool(result.mismatches) for result in results)
    passed = len(results) - failed
    outcome = Span(f"{failed} 个不通过", Style.BAD) if failed else Span("全部通过", Style.GOOD)
    return line(f"{folder}：案例 {len(results)} 个，通过 {passed} 个，", outcome)
