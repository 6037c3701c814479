"""The report on a verdict: the conclusion and why, what to do next, then every finding with its clause and words."""

from collections.abc import Iterator, Sequence
from datetime import date

from huimin_rules.norms.policy import Policy
from huimin_rules.report.account import ACTION_SIGNS, Account
from huimin_rules.report.banner import banner
from huimin_rules.report.phrases import CONCLUSION_SIGNS, SIGNS, Phrases
from huimin_rules.report.typography import BLANK, Paragraph, Sheet, Span, Style, line, padded, width
from huimin_rules.verdict import Conclusion, Finding, Status, Verdict


def verdict_sheet(verdict: Verdict, policy: Policy, source: str, today: date, words: Phrases) -> Sheet:
    """The whole report. `today` tells whether the regulation is in force now; the verdict does not depend on it."""
    return tuple(_Report(verdict, policy, words).paragraphs(source, today))


class _Report:
    """One report in the making."""

    def __init__(self, verdict: Verdict, policy: Policy, words: Phrases) -> None:
        self.account = Account(verdict, policy, words)
        self.verdict = verdict
        self.words = words

    def paragraphs(self, source: str, today: date) -> Iterator[Paragraph]:
        """Every paragraph, from the head to the provenance."""
        yield from self.head(source, today)
        yield from self.one_round()
        yield from self.findings()
        yield from self.readings()
        yield from self.materials()
        yield from self.warnings()
        yield from self.foot()

    # --- the conclusion

    def head(self, source: str, today: date) -> Iterator[Paragraph]:
        """What was checked against what, and what came out."""
        words, verdict = self.words, self.verdict
        yield line(
            Span(self.account.regulation(), Style.STRONG), self.words.aside.format(verdict.policy.document_number)
        )
        yield line(f"{words.application}  {source}", hang=width(words.application) + 2)
        said = banner(verdict.in_force, today, words)
        if said is not None:
            yield line(Span(said, Style.OPEN))
        yield BLANK
        sign, style = CONCLUSION_SIGNS[verdict.conclusion]
        margin = width(words.conclusion) + 2
        yield line(
            Span(f"{words.conclusion}  ", Style.STRONG), Span(f"{sign} {words.conclusions[verdict.conclusion]}", style)
        )
        yield line(self.account.summary(), indent=margin)
        yield line(Span(words.notice, Style.FAINT), indent=margin)

    # --- what to do

    def one_round(self) -> Iterator[Paragraph]:
        """The list of everything to do, by kind of action, numbered through."""
        entries = self.verdict.supplements
        if not entries:
            return
        yield from self.heading(self.words.one_round, len(entries))
        if self.verdict.conclusion is Conclusion.NOT_IN_FORCE:
            yield line(Span(self.words.moot, Style.OPEN), indent=2)
        column = len(str(len(entries))) + 4
        action = None
        for number, entry in enumerate(entries, 1):
            if entry.action != action:
                action = entry.action
                sign, style = ACTION_SIGNS[action]
                yield line(Span(f"{sign} {self.words.actions[action]}", style), indent=2)
            yield line(f"{number}. ".rjust(column), self.account.to_do(entry), hang=column)
            yield line(Span(self.account.whereabouts(entry), Style.FAINT), indent=column)
            if action == "clarify":
                yield from self.alternatives(entry.subject, column)

    def alternatives(self, reading: str, column: int) -> Iterator[Paragraph]:
        """How to see what each alternative of a reading leads to."""
        for name, option in self.account.alternatives(reading):
            text = f"{self.words.try_reading} {name}{self.words.colon}{option}"
            yield line(Span(text, Style.FAINT), indent=column, hang=column + 2)

    # --- the findings

    def findings(self) -> Iterator[Paragraph]:
        """What fails, what is missing, what awaits judgement, then the rest; each group in the order of the text."""
        for _, heading, found in self.account.attention():
            yield from self.heading(heading, len(found))
            for finding in found:
                yield from self.finding(finding)
        rest = self.account.rest()
        if rest:
            yield from self.heading(self.words.rest, len(rest))
            column = max(width(self.words.statuses[finding.status]) for finding in rest)
            for finding in rest:
                yield from self.settled(finding, column)

    def finding(self, finding: Finding) -> Iterator[Paragraph]:
        """One finding that asks for attention: clause, words, reason, and who is concerned."""
        sign, style = SIGNS[finding.status]
        yield line(
            Span(f"{sign} {self.account.title(finding.norm)}", style),
            f"  {finding.citation.label}  ",
            Span(finding.norm, Style.FAINT),
            indent=2,
            hang=4,
        )
        yield line(Span(self.words.quote.format(finding.quote), Style.QUOTE), indent=4)
        yield line(self.account.reason(finding), indent=4)
        if len(finding.parts) > 1:
            for part in finding.parts:
                sign, style = SIGNS[part.status]
                yield line(Span(f"{sign} ", style), self.account.part(finding, part), indent=4, hang=6)

    def settled(self, finding: Finding, column: int) -> Iterator[Paragraph]:
        """One finding that is settled, briefly; what was not followed also says why."""
        sign, style = SIGNS[finding.status]
        margin = column + 6
        yield line(
            Span(f"{sign} {padded(self.words.statuses[finding.status], column)}", style),
            f"  {self.account.title(finding.norm)}  {finding.citation.label}",
            indent=2,
            hang=margin,
        )
        yield line(Span(self.words.quote.format(finding.quote), Style.QUOTE), indent=margin)
        if finding.status is Status.NOT_FOLLOWED:
            yield line(finding.reason, indent=margin)

    # --- the rest of the page

    def heading(self, text: str, count: int) -> Iterator[Paragraph]:
        """A heading after a blank line, with how many follow."""
        yield BLANK
        yield line(Span(text, Style.STRONG), self.words.aside.format(self.words.entries.format(count)))

    def readings(self) -> Iterator[Paragraph]:
        """The readings that somebody fixed, and who did."""
        fixed = self.account.fixed()
        if fixed:
            yield from self.heading(self.words.readings, len(fixed))
        for reading, how in fixed:
            yield line(f"{reading.question}  {reading.citation.label}", indent=2, hang=4)
            yield line(how, indent=4)

    def materials(self) -> Iterator[Paragraph]:
        """The documents to attach, each with the clauses it serves."""
        if self.verdict.materials:
            yield from self.heading(self.words.materials, len(self.verdict.materials))
        for material in self.verdict.materials:
            clauses = self.account.clauses(material.norms)
            yield line(f"□ {material.document}  ", Span(clauses, Style.FAINT), indent=2, hang=4)

    def warnings(self) -> Iterator[Paragraph]:
        """What is worth a look and decides nothing."""
        if self.verdict.warnings:
            yield from self.heading(self.words.warnings, len(self.verdict.warnings))
        for warning in self.verdict.warnings:
            subject = self.account.subject(warning.fact)
            yield line(f"{subject}{self.words.colon}{warning.message}", indent=2, hang=4)

    def foot(self) -> Iterator[Paragraph]:
        """Which rules and which text decided."""
        reference = self.verdict.policy
        yield BLANK
        yield line(
            Span(
                f"{self.words.provenance}  {reference.id}  {_short(reference.digest)}  "
                f"SHA-256 {_short(reference.text_sha256)}",
                Style.FAINT,
            )
        )


def _short(digest: str) -> str:
    return digest[:19] if ":" in digest else digest[:12]


def several(reports: Sequence[tuple[str, Verdict, Sheet]], words: Phrases) -> Sheet:
    """Several reports on one page, and at its end each application with its conclusion."""
    if len(reports) == 1:
        return reports[0][2]
    rule = line(Span("─" * 40, Style.FAINT))
    pages: list[Paragraph] = []
    for _, _, sheet in reports:
        pages += [*sheet, BLANK, rule, BLANK]
    pages.append(line(Span(words.overview, Style.STRONG), words.aside.format(words.entries.format(len(reports)))))
    for source, verdict, _ in reports:
        sign, style = CONCLUSION_SIGNS[verdict.conclusion]
        shown = Span(f"{sign} {words.conclusions[verdict.conclusion]}", style)
        pages.append(line(f"{source}  ", shown, indent=2, hang=4))
    return (*pages, line(Span(words.notice, Style.FAINT), indent=2))
