"""The report on a verdict as blocks: the conclusion and why, what to do next, then every finding with its clause."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby

from huimin_rules.norms.policy import Policy
from huimin_rules.report.account import ACTION_SIGNS, Account
from huimin_rules.report.banner import banner
from huimin_rules.report.language import Language
from huimin_rules.report.markup.blocks import Block, Code, Heading, Item, Listing, Marked, Quotation, Report, Text
from huimin_rules.report.phrases import CONCLUSION_SIGNS, SIGNS, Phrases
from huimin_rules.report.typography import Span, Style
from huimin_rules.verdict import Conclusion, Finding, Status, Supplement, Verdict


def verdict_report(
    verdict: Verdict, policy: Policy, source: str, words: Phrases, *, today: date | None = None
) -> Report:
    """The whole report, in the order and the words of `verdict_sheet`. Where `today` is given it says whether the
    regulation is in force then; without it nothing depends on a day.
    """
    made = _Report(verdict, policy, words)
    title = f"{words.conclusions[verdict.conclusion]}{words.colon}{made.account.regulation()}"
    language = "en" if words.language is Language.ENGLISH else "zh-CN"
    return Report(title, language, tuple(made.blocks(source, today)))


class _Report:
    """One report in the making."""

    def __init__(self, verdict: Verdict, policy: Policy, words: Phrases) -> None:
        self.account = Account(verdict, policy, words)
        self.verdict = verdict
        self.words = words

    def blocks(self, source: str, today: date | None) -> Iterator[Block]:
        """Every block, from the head to the provenance."""
        yield from self.head(source, today)
        yield from self.one_round()
        yield from self.findings()
        yield from self.readings()
        yield from self.materials()
        yield from self.warnings()
        yield from self.foot()

    def head(self, source: str, today: date | None) -> Iterator[Block]:
        """What was checked against what, and what came out."""
        words, verdict = self.words, self.verdict
        number = words.aside.format(verdict.policy.document_number)
        yield Heading(1, (f"{self.account.regulation()}{number}",))
        yield Text((f"{words.application}{words.colon}{source}",))
        said = None if today is None else banner(verdict.in_force, today, words)
        if said is not None:
            yield Marked(Style.OPEN, (Text((said,)),))
        sign, style = CONCLUSION_SIGNS[verdict.conclusion]
        conclusion = Span(f"{sign} {words.conclusions[verdict.conclusion]}", Style.STRONG)
        yield Heading(2, (words.conclusion,))
        yield Marked(style, (Text((conclusion,)), Text((self.account.summary(),)), Text((words.notice,))))

    def one_round(self) -> Iterator[Block]:
        """The list of everything to do, by kind of action, numbered through."""
        entries = self.verdict.supplements
        if not entries:
            return
        yield self.heading(self.words.one_round, len(entries))
        if self.verdict.conclusion is Conclusion.NOT_IN_FORCE:
            yield Marked(Style.OPEN, (Text((self.words.moot,)),))
        start = 1
        for action, group in groupby(entries, key=lambda entry: entry.action):
            sign, style = ACTION_SIGNS[action]
            items = tuple(self.entry(entry) for entry in group)
            yield Marked(style, (Heading(3, (f"{sign} {self.words.actions[action]}",)), Listing(items, start)))
            start += len(items)

    def entry(self, entry: Supplement) -> Item:
        """One thing to do."""
        below: list[Block] = [Text((self.account.whereabouts(entry),))]
        if entry.action == "clarify":
            tries = self.account.alternatives(entry.subject)
            below.append(
                Listing(
                    tuple(
                        Item((f"{self.words.try_reading} {name}{self.words.colon}", Code(option)))
                        for name, option in tries
                    )
                )
            )
        return Item((self.account.to_do(entry),), tuple(below))

    def findings(self) -> Iterator[Block]:
        """What fails, what is missing, what awaits judgement, then the rest; each group in the order of the text."""
        for _, heading, found in self.account.attention():
            yield self.heading(heading, len(found))
            for finding in found:
                yield Marked(SIGNS[finding.status][1], tuple(self.finding(finding)))
        if rest := self.account.rest():
            yield self.heading(self.words.rest, len(rest))
            yield Listing(tuple(self.settled(finding) for finding in rest))

    def finding(self, finding: Finding) -> Iterator[Block]:
        """One finding that asks for attention: clause, words, reason, and who is concerned."""
        sign, _ = SIGNS[finding.status]
        yield Heading(3, (f"{sign} {self.account.title(finding.norm)}  {finding.citation.label}  ", Code(finding.norm)))
        yield Quotation(self.words.quote.format(finding.quote))
        yield Text((self.account.reason(finding),))
        if len(finding.parts) > 1:
            parts = (f"{SIGNS[part.status][0]} {self.account.part(finding, part)}" for part in finding.parts)
            yield Listing(tuple(Item((said,)) for said in parts))

    def settled(self, finding: Finding) -> Item:
        """One finding that is settled, briefly; what was not followed also says why."""
        sign, _ = SIGNS[finding.status]
        status = self.words.statuses[finding.status]
        below: list[Block] = [Quotation(self.words.quote.format(finding.quote))]
        if finding.status is Status.NOT_FOLLOWED:
            below.append(Text((finding.reason,)))
        title = f"{sign} {status}  {self.account.title(finding.norm)}  {finding.citation.label}"
        return Item((title,), tuple(below))

    def heading(self, text: str, count: int) -> Heading:
        """A heading with how many follow."""
        return Heading(2, (f"{text}{self.words.aside.format(self.words.entries.format(count))}",))

    def readings(self) -> Iterator[Block]:
        """The readings that somebody fixed, and who did."""
        fixed = self.account.fixed()
        if fixed:
            yield self.heading(self.words.readings, len(fixed))
            yield Listing(
                tuple(
                    Item((f"{reading.question}  {reading.citation.label}",), (Text((how,)),)) for reading, how in fixed
                )
            )

    def materials(self) -> Iterator[Block]:
        """The documents to attach, each with the clauses it serves."""
        if self.verdict.materials:
            yield self.heading(self.words.materials, len(self.verdict.materials))
            yield Listing(
                tuple(
                    Item((f"□ {material.document}  {self.account.clauses(material.norms)}",))
                    for material in self.verdict.materials
                )
            )

    def warnings(self) -> Iterator[Block]:
        """What is worth a look and decides nothing."""
        if self.verdict.warnings:
            yield self.heading(self.words.warnings, len(self.verdict.warnings))
            yield Listing(
                tuple(
                    Item((f"{self.account.subject(warning.fact)}{self.words.colon}{warning.message}",))
                    for warning in self.verdict.warnings
                )
            )

    def foot(self) -> Iterator[Block]:
        """Which rules and which text decided."""
        reference = self.verdict.policy
        yield Heading(2, (self.words.provenance,))
        yield Listing(
            (
                Item((Code(reference.id),)),
                Item((Code(reference.digest),)),
                Item(("SHA-256 ", Code(reference.text_sha256))),
            )
        )
