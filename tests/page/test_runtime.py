"""The engine of the page, in the browser: it decides as the library does, and asks nothing that does not matter."""

import random
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from huimin_rules.loading.cases import load_cases
from huimin_rules.norms.policy import Policy
from huimin_rules.service import check, load_policy, rules_folder
from tests.page.runtime import BrowserRuntime
from tests.replay.random_applications import applications, readings
from tests.support import POLICIES, UNTRACED, many

FOLDERS = [rules_folder() / "gongyi-huimin-2021", *sorted(path.parent for path in POLICIES.glob("*/policy.yaml"))]
RANDOM = many(1_000, 10_000)
CHUNKS = 4
AT_ONCE = 125
INTERVIEWS = 12

Runtime = Callable[[Policy], BrowserRuntime]


@pytest.fixture
def runtime(browser: Browser) -> Iterator[Runtime]:
    page = browser.new_page()
    yield lambda policy: BrowserRuntime(page, policy)
    page.close()


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_case_is_decided_as_the_library_decides_it(runtime: Runtime, folder: Path) -> None:
    policy = load_policy(folder)
    cases = [(case.facts, case.readings) for case in load_cases(policy, folder)] or [({}, {})]
    assert runtime(policy).decide_yaml(cases) == [check(policy, *case).to_json() for case in cases]


@UNTRACED
@pytest.mark.parametrize("seed", range(CHUNKS))
def test_random_applications_are_decided_as_the_library_decides_them(runtime: Runtime, seed: int) -> None:
    policy = load_policy("gongyi-huimin-2021")
    chance = random.Random(seed)
    cases = [(facts, readings(policy, chance)) for facts in islice(applications(policy, seed), RANDOM // CHUNKS)]
    browser = runtime(policy)
    for start in range(0, len(cases), AT_ONCE):
        some = cases[start : start + AT_ONCE]
        assert browser.decide(some) == [check(policy, *case).to_json() for case in some]


@UNTRACED
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_what_is_not_asked_never_changes_the_verdict(runtime: Runtime, folder: Path) -> None:
    """The law of an interview: answering only what is asked leads to every status that all answers lead to."""
    policy = load_policy(folder)
    facts = list(islice(applications(policy, 7), INTERVIEWS))
    informative = {fact.path for fact in policy.each_fact() if fact.asked.informative is not None}
    for full, found in zip(facts, runtime(policy).interview(facts), strict=True):
        expected = check(policy, full)
        assert found["conclusion"] == expected.conclusion
        assert found["statuses"] == {one.norm: one.status.value for one in expected.findings}
        assert informative.isdisjoint(found["asked"])
