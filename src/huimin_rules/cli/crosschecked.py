"""What `huimin check --engine both` says about the second engine: one line where it agrees, every clause where not."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from huimin_rules.report.phrases import Phrases
from huimin_rules.report.typography import BLANK, Paragraph, Sheet, Span, Style, line
from huimin_rules.verdict import NOTICE

if TYPE_CHECKING:
    from huimin_rules.service.crosscheck import Compared, Crosscheck, Opinion


def agreement(found: "Crosscheck", words: Phrases) -> Sheet:
    """The line below a report that both engines agree on."""
    count = len(found.findings)
    said = words.pick(
        f"双引擎核对：第二引擎独立推得同样的结论，{count} 项逐项一致。",
        f"Cross-check: a second, independent engine agrees on the conclusion and on all {count} findings.",
    )
    return (BLANK, line(Span(said, Style.GOOD)))


def disagreement(found: "Crosscheck", source: str, words: Phrases) -> Sheet:
    """In place of a report: what each engine says, clause by clause. There is no verdict."""
    return tuple(_paragraphs(found, source, words))


def _paragraphs(found: "Crosscheck", source: str, words: Phrases) -> Iterator[Paragraph]:
    different = found.disagreements
    title = words.pick("双引擎核对没有通过，没有结论", "The cross-check failed: there is no verdict")
    yield line(Span(title, Style.BAD))
    yield line(f"{words.application}  {source}", hang=6)
    yield line(
        words.pick(
            f"{len(found.findings)} 项中 {len(different)} 项不一致、不能核对或者出错：",
            f"{len(different)} of {len(found.findings)} findings differ, cannot be cross-checked, or met a fault:",
        )
    )
    for one in different:
        yield BLANK
        yield line(Span(f"{one.citation}  {one.norm}", Style.STRONG), indent=2)
        yield line(f"{words.pick('主引擎', 'reference')}  {_said(one.reference, words)}", indent=4)
        yield line(f"{words.pick('第二引擎', 'second')}  {_second(one, words)}", indent=4)
    yield BLANK
    conclusion = found.conclusion
    if conclusion.fault is not None:
        second = conclusion.fault
    elif conclusion.second is None:
        second = words.pick("没有推得", "none derived")
    else:
        second = words.conclusions[conclusion.second]
    yield line(
        words.pick(
            f"总体结论  主引擎：{words.conclusions[conclusion.reference]}；第二引擎：{second}",
            f"Conclusion  reference: {words.conclusions[conclusion.reference]}; second: {second}",
        )
    )
    yield line(Span(words.pick(NOTICE, words.notice), Style.FAINT))


def _second(one: "Compared", words: Phrases) -> str:
    if one.refused is not None:
        return f"{words.pick('不能可靠核对', 'cannot be carried soundly')}：{one.refused}"
    if one.fault is not None:
        return f"{words.pick('出错', 'fault')}：{one.fault}"
    assert one.second is not None
    return _said(one.second, words)


def _said(opinion: "Opinion", words: Phrases) -> str:
    blockers = words.comma.join(blocker.name for blocker in opinion.blockers)
    return f"{words.statuses[opinion.status]}{f'（{blockers}）' if blockers else ''}"
