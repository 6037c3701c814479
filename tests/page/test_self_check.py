"""A whole self-check to each conclusion, by keyboard alone."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from huimin_rules.service import check, validate
from tests.page.conftest import SHIPPED, Open, policy_named
from tests.page.keyboard import Keyboard

Change = Callable[[dict[str, Any]], None]


def applied_too_late(facts: dict[str, Any]) -> None:
    facts["applied_on"] = "2023-01-01"


def elsewhere(facts: dict[str, Any]) -> None:
    facts["applicants"][0]["domicile"] = "410182"


def not_known(facts: dict[str, Any]) -> None:
    facts["plan"]["leading_group"] = None


def only_claimed(facts: dict[str, Any]) -> None:
    facts["plan"]["goals_clear"] = True


def unchanged(facts: dict[str, Any]) -> None:
    """Nothing is changed."""


@pytest.mark.parametrize(
    ("change", "conclusion"),
    [
        (unchanged, "eligible"),
        (elsewhere, "ineligible"),
        (not_known, "incomplete"),
        (only_claimed, "needs_judgement"),
        (applied_too_late, "not_in_force"),
    ],
)
def test_the_keyboard_alone_leads_to_each_conclusion(
    open_page: Open, applications: dict[str, Any], change: Change, conclusion: str
) -> None:
    facts: Any = deepcopy(applications["eligible"])
    change(facts)
    policy = policy_named(SHIPPED)
    expected = check(policy, validate(policy, facts))
    assert expected.conclusion == conclusion
    page = open_page().page
    Keyboard(page, policy, facts).whole()
    assert page.locator("p.conclusion .status").get_attribute("data-status") == conclusion
    assert page.locator("p.summary").inner_text() == expected.summary
    shown = page.locator(".report h4 .norm").all_inner_texts()
    assert sorted(shown) == sorted(finding.title for finding in expected.findings)
