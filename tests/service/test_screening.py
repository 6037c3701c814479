"""`screen` as callers see it: as `check` in all that it says and refuses."""

import pytest

from huimin_rules.errors import InputError
from huimin_rules.loading.cases import Case, load_cases
from huimin_rules.service import check, load_policy, rules_folder, screen, screening, validate
from tests.support import minimal

SHIPPED = load_policy("gongyi-huimin-2021")
CASES = load_cases(SHIPPED, rules_folder() / "gongyi-huimin-2021")


@pytest.mark.parametrize("case", CASES[::10], ids=lambda case: case.id)
def test_what_is_screened_is_what_is_checked(case: Case) -> None:
    verdict, found = check(SHIPPED, case.facts, case.readings), screen(SHIPPED, case.facts, case.readings)
    assert found.conclusion is verdict.conclusion
    assert found.blockers_of_all == tuple(finding.blockers for finding in verdict.findings)
    for finding in verdict.findings:
        assert found.status(finding.norm) is finding.status
        assert found.blockers(finding.norm) == finding.blockers
    assert found.verdict() == verdict


def test_an_application_of_another_policy_is_refused_as_by_check() -> None:
    application = validate(minimal(), {})
    with pytest.raises(InputError) as refused:
        check(SHIPPED, application)
    with pytest.raises(InputError) as screened:
        screen(SHIPPED, application)
    assert screened.value.problems == refused.value.problems


@pytest.mark.parametrize("readings", [{"nonsense": "one"}, {"consortium": "nonsense"}])
def test_readings_that_do_not_exist_are_refused_as_by_check(readings: dict[str, str]) -> None:
    with pytest.raises(InputError) as refused:
        check(SHIPPED, {}, readings)
    with pytest.raises(InputError) as screened:
        screen(SHIPPED, {}, readings)
    assert screened.value.problems == refused.value.problems


def test_a_norm_that_does_not_exist_has_no_status_and_no_blockers() -> None:
    found = screen(SHIPPED, {})
    with pytest.raises(KeyError):
        found.status("nonsense")
    with pytest.raises(KeyError):
        found.blockers("nonsense")


def test_screeners_are_kept_for_a_bounded_number_of_readings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screening, "_MOST_KEPT", 2)
    facts = CASES[0].facts
    chosen = [{reading.id: one.id} for reading in SHIPPED.readings for one in reading.alternatives]
    found = [screen(SHIPPED, facts, readings) for readings in (*chosen, *chosen)]
    for one, readings in zip(found, (*chosen, *chosen), strict=True):
        assert one.conclusion is check(SHIPPED, facts, readings).conclusion
    assert len(screening._by_readings(SHIPPED)) <= 2


def test_the_bytes_are_those_of_the_verdict() -> None:
    verdict, found = check(SHIPPED, CASES[0].facts), screen(SHIPPED, CASES[0].facts)
    assert found.to_json() == verdict.to_json()
    assert found.to_bytes() == verdict.to_json().encode()
