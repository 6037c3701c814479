"""改判清单: which cases change, at which clause, in which direction, and which cannot be compared."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from huimin_rules.report.typography import BLANK, Paragraph, Sheet, Span, Style, line, padded, width
from huimin_rules.service.audit.compared import CaseComparison, Effect, FindingChange, LedgerComparison, NormEffect
from huimin_rules.service.audit.comparison_wording import (
    DIRECTION_NAMES,
    EFFECT_NAMES,
    OBSTACLE_NAMES,
    conclusion_name,
    status_name,
)
from huimin_rules.service.audit.direction import Direction
from huimin_rules.verdict import NOTICE

if TYPE_CHECKING:
    from huimin_rules.service.audit.comparison import Otherwise

_STYLES: Final = {
    Direction.STRICTER: Style.BAD,
    Direction.LOOSER: Style.GOOD,
    Direction.OPENED: Style.OPEN,
    Direction.SETTLED: Style.JUDGED,
    Direction.APPLICABILITY: Style.PLAIN,
    Direction.GROUND: Style.PLAIN,
    Direction.NONE: Style.FAINT,
}


def head(name: str, origin: str, otherwise: "Otherwise") -> Sheet:
    """What is compared with what."""
    return tuple(_head(name, origin, otherwise))


def _head(name: str, origin: str, otherwise: "Otherwise") -> Iterator[Paragraph]:
    yield line(Span("改判清单", Style.STRONG), f"  {name}")
    yield line(Span(f"假设的比较，不改变任何记录。{NOTICE}", Style.FAINT))
    yield line(f"账本  {origin}", hang=6)
    yield line("原来  每份记录所写的办法（存档）和口径，先复核过", hang=6)
    if otherwise.policy is not None:
        about = otherwise.policy.identity
        yield line(f"换成  《{about.title}》{about.document_number}（{about.id}）", hang=6)
        yield line(f"规则 {otherwise.policy.digest}", indent=6)
    for reading, alternative in otherwise.readings.items():
        yield line(f"换成  解释口径 {reading} = {alternative}（不论记录里是哪一种）", hang=6)
    yield BLANK


def case(one: CaseComparison) -> Sheet:
    """A case whose conclusion or findings change, or that cannot be compared; nothing for the others."""
    return () if one.effect in (Effect.NONE, Effect.BLOCKERS) else tuple(_case(one))


def _case(one: CaseComparison) -> Iterator[Paragraph]:
    about, before = "", None
    if one.recorded is not None:
        about, before = f"  案号 {one.recorded.case}  {one.recorded.recorded_at}", one.recorded.conclusion
    yield line(Span(f"第 {one.place.index} 条{about}", Style.STRONG))
    if one.obstacle is not None:
        yield line(Span(f"不可比：{OBSTACLE_NAMES[one.obstacle]}", Style.OPEN), indent=2, hang=4)
        for problem in one.problems:
            yield line(problem.message, indent=4, hang=6)
    elif one.effect is Effect.DECISION:
        assert one.direction is not None
        change = f"{conclusion_name(before)} → {conclusion_name(one.conclusion)}"
        yield line(f"总体结论  {change}", _direction(one.direction), indent=2, hang=4)
    else:
        yield line(f"总体结论不变  {conclusion_name(before)}", indent=2, hang=4)
    for finding in one.findings:
        if finding.before is not finding.after:
            yield _finding(finding)
    yield BLANK


def _finding(one: FindingChange) -> Paragraph:
    citation = one.citation_after or one.citation_before or ""
    moved = one.citation_before != one.citation_after and one.citation_before and one.citation_after
    where = f"{one.citation_before} → {one.citation_after}" if moved else citation
    change = f"{status_name(one.before)} → {status_name(one.after)}"
    return line(f"{where}  {one.title}（{one.norm}）  {change}", _direction(one.direction), indent=2, hang=4)


def _direction(direction: Direction) -> Span:
    return Span(f"（{DIRECTION_NAMES[direction]}）", _STYLES[direction])


def sums(found: LedgerComparison) -> Sheet:
    """How many cases change, from where to where, and at which clauses."""
    return tuple(_sums(found))


def _sums(found: LedgerComparison) -> Iterator[Paragraph]:
    entries = "条数读不出" if found.entries is None else f"{found.entries} 条"
    root = "根读不出（末端损坏）" if found.root is None else f"根 {found.root}"
    yield line(f"账本  {entries}，{root}", hang=6)
    counts = "，".join(f"{EFFECT_NAMES[effect]} {count}" for effect, count in found.effects.items())
    yield line(f"合计  {found.cases} 份{'：' if counts else ''}{counts}", hang=6)
    if found.others:
        yield line(f"另有 {found.others} 条不是决定记录，没有比较", hang=6)
    changed = [one for one in found.transitions if one.direction is not Direction.NONE]
    if changed:
        yield BLANK
        yield line(Span("总体结论", Style.STRONG))
    pairs = [f"{conclusion_name(one.before)} → {conclusion_name(one.after)}" for one in changed]
    columns = max(map(width, pairs), default=0)
    for pair, one in zip(pairs, changed, strict=True):
        yield line(f"{padded(pair, columns)}  {one.cases} 份", _direction(one.direction), indent=2, hang=4)
    if found.norms:
        yield BLANK
        yield line(Span("条款", Style.STRONG))
        yield from _norms(found.norms)
    yield BLANK
    if found.same:
        yield line(Span("没有改变", Style.GOOD))
    elif blockers := found.effects.get(Effect.BLOCKERS, 0):
        yield line(f"只有待定原因改变的 {blockers} 份没有逐份列出，见 --csv、--json", hang=2)


def _norms(norms: tuple[NormEffect, ...]) -> Iterator[Paragraph]:
    """One line for each norm, with its directions."""
    by_norm: dict[tuple[str, str], list[str]] = {}
    for one in norms:
        said = f"{DIRECTION_NAMES[one.direction]} {one.cases} 份"
        by_norm.setdefault((one.citation, one.norm), []).append(said)
    for (citation, norm), directions in by_norm.items():
        yield line(f"{citation}  {norm}  {'，'.join(directions)}", indent=2, hang=4)
