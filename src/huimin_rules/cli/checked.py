"""What `huimin check` does, however its arguments were read."""

import gc
from typing import TYPE_CHECKING

from huimin_rules.cli.exits import Exit, worst
from huimin_rules.cli.kept import kept_policies
from huimin_rules.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from huimin_rules.cli.session import Session
    from huimin_rules.errors import InputProblem
    from huimin_rules.norms.application import Application
    from huimin_rules.norms.policy import Policy
    from huimin_rules.report.language import Language
    from huimin_rules.report.typography import Paragraph
    from huimin_rules.service.crosscheck import Crosscheck
    from huimin_rules.verdict import Conclusion, Verdict


def checked(
    session: "Session",
    files: "Sequence[Path]",
    policy: str,
    given: "Sequence[str]",
    *,
    json: bool,
    both: bool,
    language: "Language",
) -> Exit:
    """Check applications under the readings that were given and report, or write canonical verdicts."""
    from huimin_rules.service import load_policy, validate

    rules = load_policy(policy, kept_policies())
    readings: dict[str, str] = {}
    problems: list[InputProblem] = []
    if given:
        from huimin_rules.cli.readings import read_readings

        readings, problems = read_readings(rules, given)
    # The policy stays for good; from here on memory is watched again, for there may be many files.
    gc.enable()
    read = []
    for file in files:
        try:
            read.append((str(file), validate(rules, file)))
        except InputError as error:
            problems += error.problems
    if problems and json:
        raise InputError(problems)
    decided = [(name, *_decided(rules, one, readings, both=both)) for name, one in read]
    if json:
        for _, verdict, crosschecked in decided:
            found = crosschecked or verdict
            assert found is not None
            session.put(f"{found.to_json()}\n")
    elif decided:
        report(session, rules, decided, language)
    if problems:
        raise InputError(problems)
    return worst(Exit.DISAGREEMENT if verdict is None else code_of(verdict.conclusion) for _, verdict, _ in decided)


def _decided(
    policy: "Policy", application: "Application", readings: dict[str, str], *, both: bool
) -> "tuple[Verdict | None, Crosscheck | None]":
    """The verdict, and the cross-check if it is wanted; without agreement there is no verdict."""
    if both:
        from huimin_rules.service.crosscheck import crosscheck

        found = crosscheck(policy, application, readings)
        return found.verdict, found
    from huimin_rules.service import check as decide

    return decide(policy, application, readings), None


def report(
    session: "Session",
    policy: "Policy",
    checked: "Sequence[tuple[str, Verdict | None, Crosscheck | None]]",
    language: "Language",
) -> None:
    """Put the reports on what is agreed, then what is not."""
    from huimin_rules.cli.crosschecked import agreement, disagreement
    from huimin_rules.report.phrases import phrases
    from huimin_rules.report.typography import BLANK
    from huimin_rules.report.verdict_sheet import several, verdict_sheet

    words, today = phrases(language), session.today()
    pages = []
    failed: list[Paragraph] = []
    for name, verdict, crosschecked in checked:
        if verdict is not None:
            sheet = verdict_sheet(verdict, policy, name, today, words)
            pages.append((name, verdict, sheet if crosschecked is None else (*sheet, *agreement(crosschecked, words))))
        elif crosschecked is not None:
            failed += [*([BLANK] if pages or failed else []), *disagreement(crosschecked, name, words)]
    good = several(pages, words) if pages else ()
    session.page((*good, *failed))


def code_of(conclusion: "Conclusion") -> Exit:
    """The exit code that a conclusion has."""
    from huimin_rules.verdict import Conclusion

    match conclusion:
        case Conclusion.ELIGIBLE:
            return Exit.OK
        case Conclusion.INELIGIBLE | Conclusion.NOT_IN_FORCE:
            return Exit.FAILED
        case Conclusion.INCOMPLETE | Conclusion.NEEDS_JUDGEMENT:
            return Exit.OPEN
