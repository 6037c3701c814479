"""不符合条件说明: every condition that is not met, once, and only for verdicts that have some."""

import pytest

from huimin_rules.errors import InputError
from huimin_rules.report.word.ineligible import ineligible
from huimin_rules.verdict import Conclusion, Status
from huimin_rules.visible import visible
from tests.report.decided import Case, example, sample
from tests.report.word.reading import opened

_ABOUT = (Conclusion.INELIGIBLE, Conclusion.NOT_IN_FORCE)


@pytest.mark.parametrize(
    "case", [one for one in sample() if one.verdict.conclusion in _ABOUT], ids=lambda case: case.id
)
def test_every_condition_that_is_not_met(case: Case) -> None:
    paragraphs = opened(ineligible(case.verdict, case.policy, case.subject)).paragraphs
    told: list[list[str]] = []
    for one in paragraphs:
        if one.style is not None and one.style.style_id == "Heading1":
            told.append([one.text])
        elif told and one.text:
            told[-1].append(one.text)
    unmet = [one for one in case.verdict.findings if one.status is Status.UNMET and one.modality.decides]
    assert len(told) == len(unmet)
    for finding in unmet:
        heading = visible(f"{finding.title}（{finding.citation.label}）")
        (section,) = (one for one in told if one[0].endswith(f"、{heading}"))
        assert visible(f"条款原文：“{finding.quote}”。") in section
        labels = [one.partition("：")[0] for one in section[1:]]
        assert labels[:3] == ["条款原文", "申请所述", "不符合之处"]
        assert labels.count("怎样补正") == 1
        if finding.remedy is not None:
            assert visible(f"怎样补正：{finding.remedy}。") in section


@pytest.mark.parametrize(
    "case", [one for one in sample() if one.verdict.conclusion not in _ABOUT], ids=lambda case: case.id
)
def test_other_conclusions_are_the_callers_mistake(case: Case) -> None:
    with pytest.raises(InputError) as raised:
        ineligible(case.verdict, case.policy, case.subject)
    (problem,) = raised.value.problems
    assert problem.file == case.subject.source
    assert "不符合条件" in problem.expected


def test_validity_stands_first_and_facts_are_told_once() -> None:
    case = example("expired")
    texts = [one.text for one in opened(ineligible(case.verdict, case.policy, case.subject)).paragraphs]
    assert next(one for one in texts if one.startswith("一、")) == "一、有效期（第十三条）"
    case = example("county-hospital")
    document = opened(ineligible(case.verdict, case.policy, case.subject))
    assert sum(one.text.count("45万元") for one in document.paragraphs) == 1
