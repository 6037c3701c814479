"""`huimin prove`: what can be proved about a policy, with an application for everything that cannot."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from huimin_rules.cli.exits import Exit
from huimin_rules.cli.options import PathsArgument
from huimin_rules.cli.session import session_of

if TYPE_CHECKING:
    from huimin_rules.report.typography import Paragraph
    from huimin_rules.service.proving import Proof, Proofs


def prove(
    context: typer.Context,
    paths: PathsArgument,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """证明办法写得对不对：不看哪一份申请，看所有可能的申请。

    \b
    检查：义务之间有无矛盾；有无永远满足、永远不满足、多余的规范；有无不起作用的口径；
    分档是否恰当；求值是否可靠、单调、精确。
    证不成的附一份申请作为反例，已由引擎核实；有意如此的，在 policy.yaml 的
    acknowledged 写明理由。需要安装 proofs 组件。
    退出码：0 全部证成或者已说明理由；1 有反例未说明理由、有未能断定的、有多余的说明；2 规则有错。
    """
    from huimin_rules.cli.sources import folders
    from huimin_rules.service import load_policy
    from huimin_rules.service.proving import prove as proved

    session = session_of(context)
    failing, documents = False, []
    for folder in folders(paths):
        proofs = proved(load_policy(folder))
        failing = failing or proofs.failing
        if as_json:
            documents.append(_document(proofs))
        else:
            sheet = tuple(_sheet(folder, proofs))
            session.page(sheet)
    if as_json:
        session.put(json.dumps(documents, ensure_ascii=False, indent=2) + "\n")
    raise typer.Exit(Exit.FAILED if failing else Exit.OK)


def _sheet(folder: Path, proofs: "Proofs") -> "Iterator[Paragraph]":
    """The results on one sheet: first what was asked and how it ended, then everything that is not plainly proved."""
    from huimin_rules.cli.proof_words import claim, refutation, searched
    from huimin_rules.norms.acknowledgement import Defect
    from huimin_rules.report.typography import BLANK, Span, Style, line

    identity = proofs.policy.identity
    yield line(Span(identity.title, Style.STRONG), f"（{identity.document_number}）")
    yield line(Span(f"{folder}  {proofs.policy.digest}", Style.FAINT))
    yield BLANK
    for defect in Defect:
        asked = [proof.result for proof in proofs.proofs if proof.result.defect is defect]
        if asked:
            states = [one.state.value for one in asked]
            counts = f"证成 {states.count('proved')} 项"
            for state, words in (("searched", "靠搜索"), ("refuted", "证否"), ("undecided", "未能断定")):
                counts += f"，{words} {states.count(state)} 项" if state in states else ""
            style = Style.BAD if any(p.fails for p in proofs.proofs if p.result.defect is defect) else Style.GOOD
            yield line(Span("✗ " if style is Style.BAD else "✓ ", style), f"{claim(defect)}：{counts}", hang=2)
    by_search = [proof.result.subject or "" for proof in proofs.proofs if proof.result.state.value == "searched"]
    if by_search:
        yield BLANK
        yield line(Span("靠搜索", Style.OPEN), f"  {searched()}：{'、'.join(by_search)}", hang=8)
    for proof in proofs.proofs:
        if proof.result.state.value in ("refuted", "undecided"):
            yield BLANK
            yield from _told(proof, refutation(proof.result))
    for one in proofs.superfluous:
        yield BLANK
        about = f" {one.subject}" if one.subject else ""
        yield line(
            Span("✗ 多余的说明", Style.BAD), f"  acknowledged 的 {one.defect.value}{about} 没有对应的反例", hang=4
        )
    yield BLANK
    yield from _lists(proofs)


def _told(proof: "Proof", words: str) -> "Iterator[Paragraph]":
    """One result that is not plainly proved: what is so, why it is meant or not decided, and what shows it."""
    from huimin_rules.report.typography import Span, Style, line
    from huimin_rules.service.proving import application_text

    result = proof.result
    if result.state.value == "undecided":
        yield line(Span("？未能断定", Style.BAD), f"  {words}", hang=4)
        yield line(f"原因：{result.reason}", indent=4, hang=6)
    elif proof.acknowledged is not None:
        yield line(Span("○ 有意如此", Style.OPEN), f"  {words}", hang=4)
        yield line(f"理由：{proof.acknowledged}", indent=4, hang=6)
        return
    else:
        yield line(Span("✗ 证否", Style.BAD), f"  {words}", hang=4)
    for shown in result.shown:
        said = "、".join(f"{norm} {status.value}" for norm, status in shown.statuses)
        yield line(Span(f"反例（引擎已核实）：{said}", Style.FAINT), indent=4, hang=6)
        for reading, alternative in shown.example.readings.items():
            yield line(f"--reading {reading}={alternative}", indent=6)
        for text in application_text(shown).splitlines():
            spaces = len(text) - len(text.lstrip())
            yield line(text.lstrip(), indent=6 + spaces, hang=8 + spaces)


def _lists(proofs: "Proofs") -> "Iterator[Paragraph]":
    """Up to how many elements the lists were looked at, and where that is fewer."""
    from huimin_rules.report.typography import Span, Style, line

    longest: dict[str, int] = {}
    for proof in proofs.proofs:
        for path, most in proof.result.lists:
            longest[path] = max(most, longest.get(path, 0))
    if longest:
        sizes = "、".join(f"{path} {most} 项" for path, most in longest.items())
        yield line(Span(f"以上对列表的证明，限于列表至多有：{sizes}", Style.FAINT))
    for proof in proofs.proofs:
        result = proof.result
        fewer = "、".join(f"{path} {most} 项" for path, most in result.lists if most < longest[path])
        if fewer:
            yield line(Span(f"{result.subject} 的 {result.defect.value} 只证到：{fewer}", Style.FAINT), indent=2)


def _document(proofs: "Proofs") -> dict[str, object]:
    """The results of one policy as data."""
    return {
        "policy": proofs.policy.id,
        "digest": proofs.policy.digest,
        "results": [_entry(proof) for proof in proofs.proofs],
        "superfluous": [{"finding": one.defect.value, "subject": one.subject} for one in proofs.superfluous],
    }


def _entry(proof: "Proof") -> dict[str, object]:
    result = proof.result
    shown = [
        {
            "application": one.example.facts,
            "readings": one.example.readings,
            "statuses": {norm: status.value for norm, status in one.statuses},
        }
        for one in result.shown
        if result.state.value != "proved"
    ]
    return {
        "finding": result.defect.value,
        "subject": result.subject,
        "state": result.state.value,
        "acknowledged": proof.acknowledged,
        "because": list(result.because),
        "readings": dict(result.readings),
        "confirmed": len(result.shown),
        "witnesses": shown,
        "lists": dict(result.lists),
        "reason": result.reason,
    }
