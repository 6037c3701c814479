"""A norm explained: its clause in full, its condition in words, its readings, and the cases that argue for it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from huimin_rules.citation import Clause
from huimin_rules.norms.norm import Ground, Norm, Reading
from huimin_rules.norms.policy import Policy
from huimin_rules.norms.text import squeeze
from huimin_rules.norms.walk import norm_references
from huimin_rules.report.condition_words import ConditionWords, Outline
from huimin_rules.report.phrases import MODALITY_NAMES, Phrases
from huimin_rules.report.text_sheet import number
from huimin_rules.report.typography import BLANK, Paragraph, Sheet, Span, Style, line
from huimin_rules.verdict import Status


@dataclass(frozen=True, slots=True)
class CaseNote:
    """What a case says about the norm: the status it expects, and why."""

    id: str
    status: str
    why: str
    place: str


def norm_sheet(
    policy: Policy, norm: Norm, statuses: Iterable[Status], cases: tuple[CaseNote, ...], words: Phrases
) -> Sheet:
    """The explanation of one norm; `statuses` are those its finding may have."""
    return tuple(_Explanation(policy, norm, words).paragraphs(frozenset(statuses), cases))


class _Explanation:
    """One explanation in the making."""

    def __init__(self, policy: Policy, norm: Norm, words: Phrases) -> None:
        self.policy = policy
        self.norm = norm
        self.words = words
        self.conditions = ConditionWords(policy)
        self.referred = norm_references(policy, norm)

    def paragraphs(self, statuses: frozenset[Status], cases: tuple[CaseNote, ...]) -> Iterator[Paragraph]:
        """Every paragraph, from the title to the cases."""
        norm, pick = self.norm, self.words.pick
        wording = norm.wording
        yield line(
            Span(pick(wording.title, wording.title_en), Style.STRONG), f"  {norm.ground.clause.label}  {norm.id}"
        )
        yield line(pick(*MODALITY_NAMES[norm.modality]))
        yield line(Span(self.words.notice, Style.FAINT))
        yield from self.text()
        yield from self.condition()
        yield from self.outcome(statuses)
        yield from self.definitions()
        yield from self.readings()
        yield from self.facts()
        yield from self.listed(pick("材料", "Documents"), wording.evidence)
        yield from self.cases(cases)

    def heading(self, chinese: str, english: str) -> Iterator[Paragraph]:
        """A heading after a blank line."""
        yield BLANK
        yield line(Span(self.words.pick(chinese, english), Style.STRONG))

    def listed(self, heading: str, entries: Iterable[str]) -> Iterator[Paragraph]:
        """A heading and a list, nothing where there is nothing to list."""
        entries = tuple(entries)
        if entries:
            yield BLANK
            yield line(Span(heading, Style.STRONG))
        for entry in entries:
            yield line(f"- {entry}", indent=2, hang=4)

    def text(self) -> Iterator[Paragraph]:
        """The clause in full with the quote marked in it, then the other clauses it stands on."""
        yield from self.heading("原文", "Text")
        yield line(self.words.quote.format(self.norm.ground.quote), indent=2)
        yield from self.clause(self.norm.ground.clause, self.norm.ground.quote)
        for cited in self.norm.cites:
            yield from self.clause(*((cited.clause, cited.quote) if isinstance(cited, Ground) else (cited, None)))
        if self.norm.ground_by is not None:
            by = self.norm.ground_by
            fact = self.policy.fact_by_path[by.fact].asked
            yield line(
                self.words.pick(
                    f"引用哪一项，随“{fact.label}”而定：", f"Which item is cited follows {fact.label_en or by.fact}:"
                ),
                indent=2,
            )
            for _, ground in by.grounds:
                yield from self.clause(ground.clause, ground.quote)

    def clause(self, clause: Clause, quote: str | None) -> Iterator[Paragraph]:
        """The words of a clause, with its quote marked."""
        yield line(Span(clause.label, Style.FAINT), indent=2)
        wanted = squeeze(quote) if quote else ""
        for passage in self.policy.text.passage(clause):
            before, found, after = passage.words.partition(wanted) if wanted else (passage.words, "", "")
            yield line(f"{number(passage)}{before}", Span(found, Style.QUOTE), after, indent=4)

    def condition(self) -> Iterator[Paragraph]:
        """Whom it addresses, when it applies, what it requires."""
        norm, words = self.norm, self.conditions
        yield from self.heading("要件", "Condition")
        if norm.for_each is not None:
            yield line(f"针对每一项“{self.policy.fact_by_path[norm.for_each].asked.label}”", indent=2)
        for head, condition in (
            ("其中只看符合下列条件的", norm.who),
            ("只在下列情形适用", norm.when),
            ("下列情形不适用", norm.unless),
            ("要求", norm.requires),
        ):
            # A period is the requirement, said in days.
            if condition is not None and not (condition is norm.requires and norm.period is not None):
                yield from self.outline(Outline(f"{head}：", (words.condition(condition),)), 2)
        if norm.period is not None:
            yield from self.outline(Outline("要求：", (words.period(norm.period),)), 2)
        if norm.requires is None and norm.period is None:
            yield line("没有要件，不对照申请检查", indent=2)

    def outline(self, outline: Outline, indent: int) -> Iterator[Paragraph]:
        """An outline, each level set in."""
        yield line(outline.text, indent=indent, hang=indent + 2)
        for part in outline.parts:
            yield from self.outline(part, indent + 2)

    def outcome(self, statuses: frozenset[Status]) -> Iterator[Paragraph]:
        """The author's sentences, and the statuses that are possible."""
        wording, pick = self.norm.wording, self.words.pick
        entries = [
            (pick("符合时", "When met"), wording.met),
            (pick("不符合时", "When not met"), wording.unmet),
            (pick("怎样补正", "Remedy"), wording.remedy),
            (
                pick("可能的结论", "Possible findings"),
                self.words.comma.join(self.words.statuses[status] for status in Status if status in statuses) or None,
            ),
        ]
        if any(text for _, text in entries):
            yield from self.heading("结论", "Findings")
        for head, text in entries:
            if text:
                yield line(f"{head}：{text}", indent=2, hang=4)

    def definitions(self) -> Iterator[Paragraph]:
        """The definitions it refers to, each with its own condition."""
        if self.referred.definitions:
            yield from self.heading("引用的定义", "Definitions")
        for name in self.referred.definitions:
            norm = self.policy.norm_by_id[name]
            yield line(
                f"{norm.ground.clause.label}“{norm.wording.title}”（{name}）：“{norm.ground.quote}”", indent=2, hang=4
            )
            if norm.requires is not None:
                yield from self.outline(self.conditions.condition(norm.requires), 4)

    def readings(self) -> Iterator[Paragraph]:
        """The open questions it depends on, every alternative with its argument."""
        period = self.norm.period
        names = dict.fromkeys((*self.referred.readings, *((period.reading,) if period and period.reading else ())))
        if names:
            yield from self.heading("解释口径", "Readings")
        for name in names:
            yield from self.reading(self.policy.reading_by_id[name])

    def reading(self, reading: Reading) -> Iterator[Paragraph]:
        """One open question."""
        yield line(f"{reading.question}  {reading.clause.label}  {reading.id}", indent=2, hang=4)
        for alternative in reading.alternatives:
            name = self.words.pick(alternative.name, alternative.name_en)
            yield line(Span(name, Style.JUDGED), f"（{reading.id}={alternative.id}）", indent=4, hang=6)
            yield line(alternative.argument, indent=6)
        if reading.official is None:
            yield line(
                self.words.pick(
                    "没有官方解释；没有人指定时，各种结果都会显示", "No official interpretation: every outcome is shown"
                ),
                indent=4,
            )
        else:
            official = reading.official
            name = reading.alternative(official.alternative).name
            yield line(f"官方解释：{name}（{official.by}，{official.on}，{official.source}）", indent=4, hang=6)

    def facts(self) -> Iterator[Paragraph]:
        """The facts it looks at."""
        period = self.norm.period
        paths = dict.fromkeys((*self.referred.lists, *self.referred.facts, *((period.fact,) if period else ())))
        asked = [(path, self.policy.fact_by_path[path].asked) for path in paths]
        heading = self.words.pick("用到的事实", "Facts")
        yield from self.listed(heading, (f"{self.words.pick(one.label, one.label_en)}  {path}" for path, one in asked))

    def cases(self, cases: tuple[CaseNote, ...]) -> Iterator[Paragraph]:
        """The cases that expect something of it."""
        if not cases:
            return
        yield BLANK
        yield line(Span(self.words.pick("案例", "Cases"), Style.STRONG), f"（{self.words.entries.format(len(cases))}）")
        names = {status.value: name for status, name in self.words.statuses.items()}
        for case in cases:
            status = names.get(case.status, case.status)
            yield line(f"{status}  {case.id}  ", Span(case.place, Style.FAINT), indent=2, hang=4)
            yield line(case.why, indent=4)
