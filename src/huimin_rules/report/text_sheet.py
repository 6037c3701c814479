"""The official text clause by clause, and how much of it grounds norms, is classified, or is covered by nothing."""

from collections.abc import Iterator
from typing import Final

from huimin_rules.norms.coverage import PassageCoverage, coverage
from huimin_rules.norms.policy import Policy
from huimin_rules.norms.text import Passage, Role, is_counted
from huimin_rules.report.phrases import Phrases
from huimin_rules.report.typography import BLANK, Paragraph, Sheet, Span, Style, line

KINDS: Final = {
    "purpose": ("目的", "purpose"),
    "principle": ("原则", "principle"),
    "scope": ("范围", "scope"),
    "institutional": ("主管部门的职责", "institutional"),
    "interpretation": ("解释权", "interpretation"),
    "notice": ("印发通知", "notice"),
    "lead_in": ("引语", "lead-in"),
}


def text_sheet(policy: Policy, words: Phrases) -> Sheet:
    """The official text."""
    return tuple(_Page(policy, words).text(covered=False))


def coverage_sheet(policy: Policy, words: Phrases) -> tuple[Sheet, int]:
    """The official text with its coverage, and how many characters nothing covers."""
    page = _Page(policy, words)
    return (*page.text(covered=True), *page.total()), sum(one.missed for one in page.coverage.values())


class _Page:
    """The text in the making."""

    def __init__(self, policy: Policy, words: Phrases) -> None:
        self.policy = policy
        self.words = words
        self.coverage = {id(one.passage): one for one in coverage(policy)}

    def text(self, *, covered: bool) -> Iterator[Paragraph]:
        """Every passage, and what covers it where that is wanted."""
        identity, text = self.policy.identity, self.policy.text
        title = self.words.pick(identity.title, identity.title_en)
        yield line(Span(title, Style.STRONG), f"（{identity.document_number}）")
        yield line(Span(f"{text.source}  SHA-256 {text.sha256}", Style.FAINT))
        yield line(Span(self.words.notice, Style.FAINT))
        for passage in text.passages:
            if passage.role is Role.HEADING:
                yield BLANK
                yield line(Span(f"{passage.label}{passage.words}", Style.STRONG))
                continue
            inner = 4 if passage.clause.item else 2
            if not passage.clause.item:
                yield BLANK
            if covered:
                yield from self.covered(passage, self.coverage[id(passage)], inner)
            else:
                yield line(f"{number(passage)}{passage.words}", indent=inner - 2)
        for article, reason in text.absent:
            yield BLANK
            yield line(
                Span(self.words.pick(f"没有第 {article} 条：{reason}", f"No article {article}: {reason}"), Style.FAINT)
            )

    def covered(self, passage: Passage, one: PassageCoverage, inner: int) -> Iterator[Paragraph]:
        """A passage, its counts, and for its classified words what they are and why."""
        yield line(number(passage), *_marked(one), indent=inner - 2)
        yield line(Span(f"{passage.clause.label}  {self.counts(*_count(one))}", Style.FAINT), indent=inner)
        for entry in self.policy.unchecked:
            if passage is self.policy.text.find(entry.ground.clause, entry.ground.quote):
                kind = self.words.pick(*KINDS.get(entry.kind, (entry.kind, entry.kind)))
                yield line(f"{kind}：“{entry.ground.quote}”", indent=inner, hang=inner + 2)
                yield line(entry.reason, indent=inner + 2)

    def counts(self, grounding: int, classified: int, missed: int) -> str:
        """The counts in words."""
        return self.words.pick(
            f"规范依据 {grounding} 字 · 已分类 {classified} 字 · 未覆盖 {missed} 字",
            f"{grounding} characters ground norms, {classified} are classified, {missed} uncovered",
        )

    def total(self) -> Iterator[Paragraph]:
        """The sums."""
        each = [_count(one) for one in self.coverage.values()]
        grounding, classified, missed = (sum(column) for column in zip(*each, strict=True))
        counted = grounding + classified + missed
        share = 100 if not missed else min(99, 100 * (counted - missed) // counted)
        yield BLANK
        yield line(
            Span(self.words.pick("合计", "Total"), Style.STRONG),
            f"  {self.counts(grounding, classified, missed)}  ",
            Span(f"{share}%", Style.BAD if missed else Style.GOOD),
        )


def number(passage: Passage) -> str:
    """The printed number of a passage, with the space that sets an article off from its words."""
    return f"{passage.label} " if passage.label.endswith("条") else passage.label


def _count(one: PassageCoverage) -> tuple[int, int, int]:
    """Characters that ground norms, that are only classified, and that nothing covers."""
    grounding = sum(
        ground and is_counted(character) for character, ground in zip(one.passage.words, one.grounding, strict=True)
    )
    return grounding, one.counted - grounding - one.missed, one.missed


def _marked(one: PassageCoverage) -> Iterator[Span]:
    """The words of a passage: plain where they ground a norm, faint where they are classified, else marked."""
    for character, ground, kind in zip(one.passage.words, one.grounding, one.classified, strict=True):
        if ground or not is_counted(character):
            yield Span(character)
        else:
            yield Span(character, Style.FAINT if kind else Style.BAD)
