"""审计复核单: what was replayed, against which digests, with which result, and what was not checked."""

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from huimin_rules.cli.crosschecked import disagreement
from huimin_rules.cli.ledger.sheet import verification_sheet
from huimin_rules.report.phrases import CHINESE
from huimin_rules.report.titles import AUDIT
from huimin_rules.report.typography import BLANK, Paragraph, Sheet, Span, Style, line
from huimin_rules.service.audit.replayed import (
    Cause,
    Changed,
    Difference,
    FindingReplay,
    LedgerReplay,
    Outcome,
    RecordedDecision,
    Replay,
    Revision,
)
from huimin_rules.verdict import NOTICE, Conclusion, Status
from huimin_rules.verdict.wording import CONCLUSION_NAMES, STATUS_NAMES
from huimin_rules.visible import shortened

if TYPE_CHECKING:
    from huimin_rules.ledger.keys import VerifierKey
    from huimin_rules.ledger.verification import Verification

OUTCOMES: Final = {
    Outcome.IDENTICAL: ("一致", Style.GOOD, "结论书逐字节相同"),
    Outcome.DIFFERENT: ("不一致", Style.BAD, "得出了另一份结论书"),
    Outcome.DISAGREEMENT: ("引擎不一致", Style.BAD, "没有结论"),
    Outcome.IMPOSSIBLE: ("不能复核", Style.BAD, "没有得出结论书"),
}
CAUSES: Final = {
    Cause.FACTS: "事实",
    Cause.RULES: "规则",
    Cause.LIBRARY: "库",
    Cause.ENGINES: "引擎",
    Cause.UNEXPLAINED: "原因不明",
}
_PARTS: Final = {
    "status": "单项结论",
    "reason": "理由",
    "blockers": "待定原因",
    "outcomes": "各口径下的结论",
    "facts": "依据的事实",
    "parts": "逐个对象",
    "quote": "原文",
    "citation": "条款",
    "also": "另引的条款",
    "title": "名称",
    "modality": "规范性质",
    "materials": "材料",
    "remedy": "补正办法",
    "notice": "声明",
    "policy": "办法",
    "conclusion": "总体结论",
    "summary": "概括",
    "in_force": "有效期",
    "findings": "各项的次序",
    "readings": "解释口径",
    "supplements": "补正清单",
    "warnings": "核对提示",
}
_MOST_PLACES: Final = 8
_MOST_VALUE: Final = 160
_ABSENT: Final = "（没有）"


def head(name: str, verified: "Verification | None", key: "VerifierKey | None") -> Sheet:
    """What is replayed, and what verifying the ledger itself found."""
    title = (line(Span(AUDIT, Style.STRONG), f"  {name}"), line(Span(NOTICE, Style.FAINT)))
    checked = () if verified is None else (BLANK, *verification_sheet(verified, name, key, 0))
    return (*title, *checked, BLANK)


def result(one: Replay) -> str:
    """How the replay of a record ended, and because of what."""
    because = "" if one.cause is None else f"（{CAUSES[one.cause]}）"
    return f"{OUTCOMES[one.outcome][0]}{because}"


def record(one: Replay) -> Sheet:
    """One record: its digests and its result, and everything that differs."""
    return tuple(_record(one))


def _record(one: Replay) -> Iterator[Paragraph]:
    index = "" if one.place is None else f"第 {one.place.index} 条"
    if one.recorded is None:
        yield line(Span(index, Style.STRONG))
    else:
        about = one.recorded
        yield line(Span(f"{index}  案号 {about.case}", Style.STRONG), f"  {about.recorded_at}  {about.recorded_by}")
        yield from _digests(one, about)
    if one.since is not None:
        yield from _since(one.since)
    _, style, meaning = OUTCOMES[one.outcome]
    yield line("结果  ", Span(result(one), style), f"：{meaning}{_conclusions(one)}", indent=2, hang=8)
    if one.reason is not None:
        yield line(f"原因  {one.reason}", indent=2, hang=8)
    for contradicted in one.contradicted:
        yield from _changed(contradicted, ("结论书", "记录"), indent=4)
    if one.crosscheck is not None:
        yield BLANK
        yield from disagreement(one.crosscheck, index, CHINESE)
    for finding in one.findings:
        if not finding.identical:
            yield from _finding(finding)
    if one.rest:
        yield line(Span("结论书的其余部分", Style.STRONG), indent=2)
        yield from _differences(one.rest)
    yield BLANK


def _digests(one: Replay, about: RecordedDecision) -> Iterator[Paragraph]:
    if one.place is not None and one.place.record is not None:
        yield line(f"记录  {one.place.record}", indent=2, hang=8)
    yield line(f"办法  {about.policy.digest}", indent=2, hang=8)
    yield line(f"结论书  {about.verdict}", indent=2, hang=8)
    if one.verdict is not None and one.verdict != about.verdict:
        yield line(f"现得出  {one.verdict}", indent=2, hang=8)


def _conclusions(one: Replay) -> str:
    before = None if one.recorded is None else one.recorded.conclusion
    if one.outcome is Outcome.IDENTICAL:
        return f"；{conclusion(before)}"
    if one.outcome is Outcome.DIFFERENT:
        return f"；总体结论 {conclusion(before)} → {conclusion(one.conclusion)}"
    return "" if before is None else f"；记录的总体结论是 {conclusion(before)}"


def conclusion(found: Conclusion | None) -> str:
    """A recorded conclusion by its name."""
    return "（读不懂）" if found is None else CONCLUSION_NAMES[found]


def _since(one: Revision) -> Iterator[Paragraph]:
    """What changed from the record before."""
    if one.nothing:
        yield line(f"与第 {one.index} 条相比：除记录时间外没有改动", indent=2)
        return
    yield line(f"与第 {one.index} 条相比：", indent=2)
    for label, changed in (
        ("事实", one.facts),
        ("口径", one.readings),
        ("办法", one.policy),
        ("库", one.library),
        ("总体结论", one.conclusion),
        ("记录人", one.recorded_by),
    ):
        listed = (changed,) if isinstance(changed, Changed) else changed or ()
        for each in listed:
            what = each.what if isinstance(changed, tuple) else ""
            before, after = (_shown(value, label) for value in (each.before, each.after))
            yield line(f"{label}  {what}{'：' if what else ''}{before} → {after}", indent=4, hang=8)


def _changed(one: Changed, sides: tuple[str, str], indent: int) -> Iterator[Paragraph]:
    yield line(one.what, indent=indent)
    for side, value in zip(sides, (one.before, one.after), strict=True):
        yield line(f"{side}：{_shown(value, '')}", indent=indent + 2, hang=indent + 4)


def _finding(one: FindingReplay) -> Iterator[Paragraph]:
    yield line(Span(f"{one.citation or ''}  {one.norm}", Style.STRONG), indent=2)
    yield from _differences(one.differences)


def _differences(differences: Iterable[Difference]) -> Iterator[Paragraph]:
    listed = tuple(differences)
    for one in listed[:_MOST_PLACES]:
        if not one.part:
            yield line("这一项只有记录里有" if one.after is None else "这一项记录里没有", indent=4)
            continue
        label = _PARTS.get(one.part, one.part)
        before, after = (_shown(value, label) for value in (one.before, one.after))
        yield line(f"{label}  {one.pointer}：{before} → {after}", indent=4, hang=8)
    if len(listed) > _MOST_PLACES:
        yield line(f"另有 {len(listed) - _MOST_PLACES} 处，见 --json", indent=4)


def _shown(value: str | None, label: str) -> str:
    """A JSON value as people read it; the names of statuses and conclusions in their places."""
    if value is None:
        return _ABSENT
    text = str(json.loads(value)) if value.startswith('"') else value
    if label == "单项结论" and text in STATUS_NAMES:
        return STATUS_NAMES[Status(text)]
    if label == "总体结论" and text in CONCLUSION_NAMES:
        return CONCLUSION_NAMES[Conclusion(text)]
    return shortened(text, _MOST_VALUE)


def scope(found: LedgerReplay) -> str:
    """Which records were replayed, and how many."""
    which = "全部决定记录" if found.case is None else f"案号 {found.case} 的记录，和读不出案号的记录"
    return f"{which}，{found.replayed} 份"


def sums(found: LedgerReplay, key: "VerifierKey | None") -> Sheet:
    """The result, the digests that it stands on, and what was not checked."""
    return tuple(_sums(found, key))


def _sums(found: LedgerReplay, key: "VerifierKey | None") -> Iterator[Paragraph]:
    entries = "条数读不出" if found.entries is None else f"{found.entries} 条"
    root = "根读不出（末端损坏）" if found.root is None else f"根 {found.root}"
    yield line(f"账本  {found.origin}，{entries}，{root}", hang=6)
    yield line(f"范围  {scope(found)}", hang=6)
    engines = "主引擎" if found.library.engine == "reference" else "主引擎和第二引擎"
    yield line(f"依据  存档的办法，记录的事实和口径；{found.library.name} {found.library.version}，{engines}", hang=6)
    for use in found.policies:
        state = Span("存档完好", Style.GOOD) if use.fault is None else Span(use.fault, Style.BAD)
        about = f"《{use.policy.title}》{use.policy.document_number}，{use.records} 份，"
        yield line(f"办法  {about}", state, hang=6)
        yield line(f"规则 {use.policy.digest}", indent=6)
        yield line(f"原文 sha256:{use.policy.text_sha256}", indent=6)
    versions = "、".join(f"{one.version}（{one.records} 份）" for one in found.versions)
    if versions:
        yield line(f"版本  作出决定的库：{versions}", hang=6)
    yield BLANK
    for outcome, count in found.outcomes.items():
        word, style, meaning = OUTCOMES[outcome]
        yield line(Span(f"{word} {count} 份", style), f"：{meaning}")
    causes = "，".join(f"{CAUSES[cause]} {count} 份" for cause, count in found.causes.items())
    if causes:
        yield line(f"因为：{causes}", indent=2)
    yield line(_result(found))
    yield BLANK
    yield line(Span("没有核对的", Style.STRONG))
    for one in _not_checked(found, key):
        yield line(f"- {one}", indent=2, hang=4)


def _result(found: LedgerReplay) -> Span:
    if not found.replayed:
        return Span("没有可以复核的记录", Style.OPEN)
    if found.identical:
        return Span("全部一致", Style.GOOD)
    if found.replayed == found.outcomes.get(Outcome.IDENTICAL, 0):
        return Span("记录全部一致，账本有损坏", Style.BAD)
    return Span("有不一致或者损坏", Style.BAD)


def _not_checked(found: LedgerReplay, key: "VerifierKey | None") -> Iterator[str]:
    if found.integrity is None:
        yield "账本本身：没有留存的检查点（--checkpoint）和公钥（--key），有没有被改写、截短或者调换，这里看不出"
    elif found.integrity.checkpoint_size is None:
        yield "账本有没有被全部重算或者截短：没有可用的留存检查点（--checkpoint）"
    elif key is None:
        yield "检查点是谁签的：没有公钥（--key）"
    elif found.entries is not None and found.integrity.checkpoint_size < found.entries:
        more = found.entries - found.integrity.checkpoint_size
        yield f"检查点之后的 {more} 条有没有被改写：检查点只到 {found.integrity.checkpoint_size} 条"
    if found.library.engine == "reference":
        yield "第二引擎（--engine both）"
    if found.others:
        yield f"另有 {found.others} 条不是决定记录"
    if found.case is not None:
        yield "别的案号"
    yield "申请所述是否属实，认定是否恰当，办法写成规则是否忠实（huimin test、huimin prove）"
