"""What is said about one verdict in one language, piece by piece: every report says it in these words.

A sheet for the terminal, a page for e-mail and a Word document differ in layout alone.
"""

from collections.abc import Iterator

from huimin_rules.norms.facts import Fact, FactList
from huimin_rules.norms.policy import Policy
from huimin_rules.report.language import Language
from huimin_rules.report.phrases import SIGNS, Phrases
from huimin_rules.verdict import Conclusion, Finding, Part, ReadingInPlay, Status, Supplement, Verdict
from huimin_rules.verdict.wording import details, shown_value

ACTION_SIGNS = {
    "fix": SIGNS[Status.UNMET],
    "supply": SIGNS[Status.UNKNOWN],
    "determine": SIGNS[Status.NEEDS_JUDGEMENT],
    "clarify": SIGNS[Status.NEEDS_JUDGEMENT],
    "explain": SIGNS[Status.NOT_FOLLOWED],
}
"""The sign and colour of each kind of thing to do."""

_GROUPS = (Status.UNMET, Status.UNKNOWN, Status.NEEDS_JUDGEMENT)
_DECISIVE = {
    Conclusion.INELIGIBLE: Status.UNMET,
    Conclusion.INCOMPLETE: Status.UNKNOWN,
    Conclusion.NEEDS_JUDGEMENT: Status.NEEDS_JUDGEMENT,
}


class Account:
    """The words about one verdict."""

    def __init__(self, verdict: Verdict, policy: Policy, words: Phrases) -> None:
        self.verdict = verdict
        self.policy = policy
        self.words = words
        self._elements = {part.of: part.name for finding in verdict.findings for part in finding.parts}
        self._labels = {finding.norm: finding.citation.label for finding in verdict.findings}

    # --- the whole

    def regulation(self) -> str:
        """The title of the regulation."""
        return self.words.pick(self.verdict.policy.title, self.policy.identity.title_en)

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

    def alternatives(self, reading: str) -> tuple[tuple[str, str], ...]:
        """The alternatives of a reading, each with the option that tries it."""
        return tuple(
            (self.words.pick(one.name, one.name_en), f"--reading {reading}={one.id}")
            for one in self.policy.reading_by_id[reading].alternatives
        )

    # --- names

    def title(self, norm: str) -> str:
        """The title of a norm."""
        wording = self.policy.norm_by_id[norm].wording
        return self.words.pick(wording.title, wording.title_en)

    def fact(self, path: str) -> str:
        """The label of a fact, by its path in an application."""
        asked = self.policy.fact_by_path[_general(path)].asked
        return self.words.pick(asked.label, asked.label_en)

    def element(self, path: str) -> str | None:
        """What people call the element that a path leads into; None outside lists."""
        start = path.find("[")
        if start < 0:
            return None
        of = path[: path.index("]") + 1]
        owner = self.policy.fact_by_path[path[:start]]
        if of in self._elements or not isinstance(owner, FactList):
            return self._elements.get(of)
        label = self.words.pick(owner.asked.label, owner.asked.label_en)
        return self.words.element.format(list=label, number=int(of[start + 1 : -1]) + 1)

    # --- the findings

    def attention(self) -> Iterator[tuple[Status, str, tuple[Finding, ...]]]:
        """What asks for attention, by status and under its heading: what fails, what is missing, what awaits judgement;
        each group in the order of the text.
        """
        headings = (self.words.unmet, self.words.unknown, self.words.needs_judgement)
        for status, heading in zip(_GROUPS, headings, strict=True):
            found = tuple(finding for finding in self.verdict.findings if finding.status is status)
            if found:
                yield status, heading, found

    def rest(self) -> tuple[Finding, ...]:
        """The findings that are settled, in the order of the text."""
        return tuple(finding for finding in self.verdict.findings if finding.status not in _GROUPS)

    def part(self, finding: Finding, part: Part) -> str:
        """What came out for one element, with what was stated about it where it is not simply in order."""
        words = self.words
        said = f"{part.name}{words.colon}{words.statuses[part.status]}"
        if part.status in (Status.MET, Status.NOT_APPLICABLE) or words.language is not Language.CHINESE:
            return said
        stated = [one for one in finding.facts if one.fact.startswith(f"{part.of}.")]
        return f"{said}{details(self.policy, stated)}"

    def stated(self, finding: Finding) -> tuple[str, ...]:
        """What the application states and the finding rests on, one fact each; of a norm about each element of a list
        what concerns the elements that fail, if some do.
        """
        failed = tuple(f"{part.of}." for part in finding.parts if part.status is Status.UNMET)
        said = []
        for one in finding.facts:
            fact = self.policy.fact_by_path[_general(one.fact)]
            if isinstance(fact, Fact) and (not failed or one.fact.startswith(failed) or "[" not in one.fact):
                element = self.element(one.fact)
                name = self.fact(one.fact) if element is None else f"{element}，{self.fact(one.fact)}"
                said.append(f"{name}{self.words.colon}{shown_value(fact, one)}")
        return tuple(said)

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

    # --- the rest

    def fixed(self) -> tuple[tuple[ReadingInPlay, str], ...]:
        """The readings that somebody fixed, each with what was taken and who took it."""
        said = []
        for reading in self.verdict.readings:
            if reading.fixed is not None:
                alternative = self.policy.reading_by_id[reading.id].alternative(reading.fixed)
                who = self.words.by_official if reading.fixed_by == "official" else self.words.by_caller
                name = self.words.pick(alternative.name, alternative.name_en)
                how = self.words.aside.format(f"{reading.id}={reading.fixed}{self.words.semicolon}{who}")
                said.append((reading, f"{self.words.fixed} {name}{how}"))
        return tuple(said)

    def clauses(self, norms: tuple[str, ...]) -> str:
        """The clauses that some norms stand on, each once."""
        return self.words.comma.join(dict.fromkeys(self._labels[norm] for norm in norms))

    def subject(self, path: str) -> str:
        """A fact by its label, with its path."""
        return f"{self.fact(path)}{self.words.aside.format(path)}"


def _general(path: str) -> str:
    """`applicants[0].role` as the path of the fact, `applicants[].role`."""
    start = path.find("[")
    return path if start < 0 else f"{path[:start]}[]{path[path.index(']') + 1 :]}"
