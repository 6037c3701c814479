"""The report on a verdict: the conclusion and why, what to do next, then every finding with its clause and words."""

from collections.abc import Iterator, Sequence
from datetime import date

from huimin_rules.norms.facts import FactList
from huimin_rules.norms.policy import Policy
from huimin_rules.report.banner import banner
from huimin_rules.report.language import Language
from huimin_rules.report.phrases import CONCLUSION_SIGNS, SIGNS, Phrases
from huimin_rules.report.typography import BLANK, Paragraph, Sheet, Span, Style, line, padded, width
from huimin_rules.verdict import Conclusion, Finding, Part, Status, Supplement, Verdict
from huimin_rules.verdict.wording import details

_GROUPS = (Status.UNMET, Status.UNKNOWN, Status.NEEDS_JUDGEMENT)
_DECISIVE = {
    Conclusion.INELIGIBLE: Status.UNMET,
    Conclusion.INCOMPLETE: Status.UNKNOWN,
    Conclusion.NEEDS_JUDGEMENT: Status.NEEDS_JUDGEMENT,
}
_ACTION_SIGNS = {
    "fix": SIGNS[Status.UNMET],
    "supply": SIGNS[Status.UNKNOWN],
    "determine": SIGNS[Status.NEEDS_JUDGEMENT],
    "clarify": SIGNS[Status.NEEDS_JUDGEMENT],
    "explain": SIGNS[Status.NOT_FOLLOWED],
}


def verdict_sheet(verdict: Verdict, policy: Policy, source: str, today: date, words: Phrases) -> Sheet:
    """The whole report. `today` tells whether the regulation is in force now; the verdict does not depend on it."""
    return tuple(_Report(verdict, policy, words).paragraphs(source, today))


class _Report:
    """One report in the making."""

    def __init__(self, verdict: Verdict, policy: Policy, words: Phrases) -> None:
        self.verdict = verdict
        self.policy = policy
        self.words = words
        self.elements = {part.of: part.name for finding in verdict.findings for part in finding.parts}
        self.labels = {finding.norm: finding.citation.label for finding in verdict.findings}

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
        title = words.pick(verdict.policy.title, self.policy.identity.title_en)
        yield line(Span(title, Style.STRONG), self.words.aside.format(verdict.policy.document_number))
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
        yield line(self.summary(), indent=margin)
        yield line(Span(words.notice, Style.FAINT), indent=margin)

    def summary(self) -> str:
        """Why: the verdict's own sentence, or its English twin."""
        if self.words.language is Language.CHINESE:
            return self.verdict.summary
        conclusion = self.verdict.conclusion
        if conclusion is Conclusion.NOT_IN_FORCE:
            return self.period()
        deciding = [finding for finding in self.verdict.findings if finding.modality.decides]
        if conclusion is Conclusion.ELIGIBLE:
            return f"All {len(deciding)} conditions are met."
        status = _DECISIVE[conclusion]
        found = [finding for finding in deciding if finding.status is status]
        labels = self.words.comma.join(dict.fromkeys(finding.citation.label for finding in found))
        return f"{len(found)} of {len(deciding)} conditions: {self.words.statuses[status]} ({labels})"

    def period(self) -> str:
        """The period of validity in English."""
        in_force = self.verdict.in_force
        if in_force is None:
            return "The day of application is outside the period of validity."
        end = self.words.days_or.join(map(str, in_force.last_days))
        return f"The regulation was in force from {in_force.start} through {end}."

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
                sign, style = _ACTION_SIGNS[action]
                yield line(Span(f"{sign} {self.words.actions[action]}", style), indent=2)
            yield line(f"{number}. ".rjust(column), self.to_do(entry), hang=column)
            yield line(Span(self.whereabouts(entry), Style.FAINT), indent=column)
            if action == "clarify":
                yield from self.alternatives(entry.subject, column)

    def to_do(self, entry: Supplement) -> str:
        """One entry in words: the remedy, the question, the open term, the open question."""
        match entry.action:
            case "fix" | "explain":
                title = self.title(entry.subject)
                return f"{title}: {entry.what}" if self.words.language is Language.ENGLISH else entry.what
            case "supply":
                return self.fact(entry.subject) if self.words.language is Language.ENGLISH else entry.what
            case "determine":
                return self.fact(entry.subject)
            case "clarify":
                return self.policy.reading_by_id[entry.subject].question

    def whereabouts(self, entry: Supplement) -> str:
        """The clauses that ask for it and, for a fact, where it stands in the application."""
        clauses = self.words.comma.join(entry.citations)
        if entry.action not in ("supply", "determine"):
            return clauses
        element = self.element(entry.subject)
        return f"{clauses} · {element} · {entry.subject}" if element else f"{clauses} · {entry.subject}"

    def alternatives(self, reading: str, column: int) -> Iterator[Paragraph]:
        """How to see what each alternative of a reading leads to."""
        for one in self.policy.reading_by_id[reading].alternatives:
            name = self.words.pick(one.name, one.name_en)
            option = f"--reading {reading}={one.id}"
            text = f"{self.words.try_reading} {name}{self.words.colon}{option}"
            yield line(Span(text, Style.FAINT), indent=column, hang=column + 2)

    def title(self, norm: str) -> str:
        """The title of a norm."""
        wording = self.policy.norm_by_id[norm].wording
        return self.words.pick(wording.title, wording.title_en)

    def fact(self, path: str) -> str:
        """The label of a fact, by its path in an application."""
        start = path.find("[")
        general = path if start < 0 else f"{path[:start]}[]{path[path.index(']') + 1 :]}"
        asked = self.policy.fact_by_path[general].asked
        return self.words.pick(asked.label, asked.label_en)

    def element(self, path: str) -> str | None:
        """What people call the element that a path leads into; None outside lists."""
        start = path.find("[")
        if start < 0:
            return None
        of = path[: path.index("]") + 1]
        owner = self.policy.fact_by_path[path[:start]]
        if of in self.elements or not isinstance(owner, FactList):
            return self.elements.get(of)
        label = self.words.pick(owner.asked.label, owner.asked.label_en)
        return self.words.element.format(list=label, number=int(of[start + 1 : -1]) + 1)

    # --- the findings

    def findings(self) -> Iterator[Paragraph]:
        """What fails, what is missing, what awaits judgement, then the rest; each group in the order of the text."""
        headings = dict(zip(_GROUPS, (self.words.unmet, self.words.unknown, self.words.needs_judgement), strict=True))
        for status, heading in headings.items():
            found = [finding for finding in self.verdict.findings if finding.status is status]
            if found:
                yield from self.heading(heading, len(found))
                for finding in found:
                    yield from self.finding(finding)
        rest = [finding for finding in self.verdict.findings if finding.status not in _GROUPS]
        if rest:
            yield from self.heading(self.words.rest, len(rest))
            column = max(width(self.words.statuses[finding.status]) for finding in rest)
            for finding in rest:
                yield from self.settled(finding, column)

    def finding(self, finding: Finding) -> Iterator[Paragraph]:
        """One finding that asks for attention: clause, words, reason, and who is concerned."""
        sign, style = SIGNS[finding.status]
        yield line(
            Span(f"{sign} {self.title(finding.norm)}", style),
            f"  {finding.citation.label}  ",
            Span(finding.norm, Style.FAINT),
            indent=2,
            hang=4,
        )
        yield line(Span(self.words.quote.format(finding.quote), Style.QUOTE), indent=4)
        yield line(self.reason(finding), indent=4)
        if len(finding.parts) > 1:
            for part in finding.parts:
                sign, style = SIGNS[part.status]
                said = f"{part.name}：{self.words.statuses[part.status]}{self.values(finding, part)}"
                yield line(Span(f"{sign} ", style), said, indent=4, hang=6)

    def values(self, finding: Finding, part: Part) -> str:
        """What was stated about an element that is not simply in order."""
        if part.status in (Status.MET, Status.NOT_APPLICABLE) or self.words.language is not Language.CHINESE:
            return ""
        return details(self.policy, [one for one in finding.facts if one.fact.startswith(f"{part.of}.")])

    def reason(self, finding: Finding) -> str:
        """Why; in English the blockers are named, while an author's sentence stays as it is written."""
        words = self.words
        if words.language is Language.CHINESE or not finding.blockers:
            return finding.reason
        whys = {"missing": words.missing, "judgement": words.judged}
        sentences = [
            f"{self.fact(blocker.name)} ({blocker.name}): {whys[blocker.kind]}"
            for blocker in finding.blockers
            if blocker.kind != "reading"
        ]
        for outcome in finding.outcomes:
            alternative = self.policy.reading_by_id[outcome.reading].alternative(outcome.alternative)
            name = f"{outcome.reading} = {words.pick(alternative.name, alternative.name_en)}"
            sentences.append(words.under.format(name, words.statuses[outcome.status]))
        return "; ".join(sentences)

    def settled(self, finding: Finding, column: int) -> Iterator[Paragraph]:
        """One finding that is settled, briefly; what was not followed also says why."""
        sign, style = SIGNS[finding.status]
        margin = column + 6
        yield line(
            Span(f"{sign} {padded(self.words.statuses[finding.status], column)}", style),
            f"  {self.title(finding.norm)}  {finding.citation.label}",
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
        fixed = [reading for reading in self.verdict.readings if reading.fixed is not None]
        if fixed:
            yield from self.heading(self.words.readings, len(fixed))
        for reading in fixed:
            alternative = self.policy.reading_by_id[reading.id].alternative(str(reading.fixed))
            who = self.words.by_official if reading.fixed_by == "official" else self.words.by_caller
            name = self.words.pick(alternative.name, alternative.name_en)
            how = self.words.aside.format(f"{reading.id}={reading.fixed}{self.words.semicolon}{who}")
            yield line(f"{reading.question}  {reading.citation.label}", indent=2, hang=4)
            yield line(f"{self.words.fixed} {name}{how}", indent=4)

    def materials(self) -> Iterator[Paragraph]:
        """The documents to attach, each with the clauses it serves."""
        if self.verdict.materials:
            yield from self.heading(self.words.materials, len(self.verdict.materials))
        for material in self.verdict.materials:
            clauses = self.words.comma.join(dict.fromkeys(self.labels[norm] for norm in material.norms))
            yield line(f"□ {material.document}  ", Span(clauses, Style.FAINT), indent=2, hang=4)

    def warnings(self) -> Iterator[Paragraph]:
        """What is worth a look and decides nothing."""
        if self.verdict.warnings:
            yield from self.heading(self.words.warnings, len(self.verdict.warnings))
        for warning in self.verdict.warnings:
            subject = f"{self.fact(warning.fact)}{self.words.aside.format(warning.fact)}{self.words.colon}"
            yield line(f"{subject}{warning.message}", indent=2, hang=4)

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
