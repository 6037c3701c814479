"""What a document is about is said in the words of its policy, whichever that is."""

from dataclasses import replace
from datetime import date

from huimin_rules import load_policy, validate
from huimin_rules.norms.facts import FactList
from huimin_rules.report.subject import DayNamed, Named, Subject, subject_of
from tests.report.decided import SHIPPED
from tests.support import POLICIES, minimal


def test_the_list_named_first_the_day_that_counts_and_what_citations_follow() -> None:
    policy = load_policy(SHIPPED)
    facts = {"applied_on": "2022-05-20", "applicants": [{"name": "甲", "role": "lead"}, {"role": "participant"}]}
    found = subject_of(policy, validate(policy, facts), "甲.yaml", project="项目", case="1")
    assert found == Subject(
        source="甲.yaml",
        parties=Named("项目承担单位", "甲、项目承担单位第 2 项"),
        day=DayNamed("申报日期", date(2022, 5, 20)),
        kinds=(Named("项目领域", None),),
        project="项目",
        case="1",
    )


def test_what_is_not_stated_is_left_open() -> None:
    policy = minimal()
    found = subject_of(policy, validate(policy, {}), "空")
    assert found == Subject("空", Named("合作单位", None), DayNamed("申报日期", None), (Named("单位类别", None),))


def test_an_empty_list_is_said_to_be_empty_and_a_choice_has_its_name() -> None:
    policy = minimal()
    found = subject_of(policy, validate(policy, {"partners": [], "kind": "hospital"}), "空")
    assert found.parties == Named("合作单位", "无")
    assert found.kinds == (Named("单位类别", "医院"),)


def test_a_policy_without_a_list_of_named_elements_has_no_parties() -> None:
    policy = minimal()
    untitled = tuple(replace(one, titled_by=None) if isinstance(one, FactList) else one for one in policy.facts)
    found = subject_of(replace(policy, facts=untitled), validate(policy, {}), "空")
    assert found.parties is None


def test_a_policy_that_asks_for_none_of_it_has_none_of_it() -> None:
    policy = load_policy(POLICIES / "every-type")
    found = subject_of(policy, validate(policy, {}), "空")
    assert (found.day, found.kinds) == (None, ())
