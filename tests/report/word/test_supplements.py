"""一次性补正清单: every supplement once, with clause, words and path; readings with what they lead to."""

import pytest

from huimin_rules.report.account import Account
from huimin_rules.report.phrases import CHINESE
from huimin_rules.report.word.supplements import supplements
from huimin_rules.visible import visible
from tests.report.decided import Case, example, hostile, sample
from tests.report.word.reading import listed, opened


@pytest.mark.parametrize("case", [*sample(), hostile()], ids=lambda case: case.id)
def test_every_supplement_has_one_row(case: Case) -> None:
    document = opened(supplements(case.verdict, case.policy, case.subject))
    account = Account(case.verdict, case.policy, CHINESE)
    found = list(listed(document, "补正情况"))
    assert len(found) == len(case.verdict.supplements)
    for number, (row, entry) in enumerate(zip(found, case.verdict.supplements, strict=True), 1):
        assert row[0] == str(number)
        assert row[1].splitlines()[0] == visible(account.to_do(entry))
        if entry.action in ("supply", "determine"):
            assert entry.subject in row[1]
        findings = [case.verdict.finding(norm) for norm in entry.norms]
        grounds = dict.fromkeys(visible(f"{one.citation.label}“{one.quote}”") for one in findings)
        assert row[2] == "\n".join(grounds)
        assert row[3] == ""
        if entry.action == "clarify":
            reading = case.policy.reading_by_id[entry.subject]
            tried = [line for line in row[1].splitlines() if line.startswith("试算")]
            assert len(tried) == len(reading.alternatives)
            for line, alternative in zip(tried, reading.alternatives, strict=True):
                assert f"“{alternative.name}”" in line
                outcomes = [
                    f"{one.title}{CHINESE.statuses[outcome.status]}"
                    for one in findings
                    for outcome in one.outcomes
                    if (outcome.reading, outcome.alternative) == (reading.id, alternative.id)
                ]
                assert outcomes
                assert line.endswith("；".join(outcomes))


@pytest.mark.parametrize("case", sample(), ids=lambda case: case.id)
def test_the_groups_stand_under_numbered_headings_that_count_them(case: Case) -> None:
    document = opened(supplements(case.verdict, case.policy, case.subject))
    headings = [one.text for one in document.paragraphs if one.style is not None and one.style.style_id == "Heading1"]
    actions = [entry.action for entry in case.verdict.supplements]
    kinds = list(dict.fromkeys(actions))
    assert len(headings) == len(kinds)
    for numeral, heading, kind in zip("一二三四五", headings, kinds, strict=False):
        assert heading.startswith(f"{numeral}、")
        assert heading.endswith(f"（{actions.count(kind)} 项）")


def test_nothing_to_do_is_said() -> None:
    case = example("eligible")
    assert any("没有需要补正的事项" in one.text for one in _paragraphs(case))
    assert not any("没有需要补正的事项" in one.text for one in _paragraphs(example("half-filled")))


def test_outside_the_period_it_says_that_nothing_helps() -> None:
    assert any(CHINESE.moot in one.text for one in _paragraphs(example("expired")))
    assert not any(CHINESE.moot in one.text for one in _paragraphs(example("county-hospital")))


def _paragraphs(case: Case):  # type: ignore[no-untyped-def]  # paragraphs of python-docx
    return opened(supplements(case.verdict, case.policy, case.subject)).paragraphs
