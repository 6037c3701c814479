"""Saving, resuming, and what a file of another making does: nothing is ever lost, and nothing is kept unasked."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Dialog, Page

from huimin_rules.service import check, validate
from huimin_rules.verdict import Status
from tests.page.conftest import SHIPPED, Open, policy_named

EXAMPLES = Path(__file__).parents[2] / "examples"
POLICY = policy_named(SHIPPED)


def opened(page: Page, file: Path) -> None:
    page.locator("#file").set_input_files(file)
    page.locator(".message").wait_for()


def saved(page: Page, folder: Path) -> Path:
    with page.expect_download() as download:
        page.get_by_role("button", name="保存到文件").click()
    file = folder / "saved.yaml"
    download.value.save_as(file)
    return file


def findings(page: Page) -> list[tuple[str | None, str]]:
    """What the result shows: the status and the title of each finding."""
    page.locator("a.standing").click()
    page.locator("body[data-place=result]").wait_for()
    shown = page.locator(".report h4:has(.norm)")
    return sorted(
        zip(
            [one.get_attribute("data-status") for one in shown.all()],
            shown.locator(".norm").all_inner_texts(),
            strict=True,
        )
    )


@pytest.mark.parametrize("name", ["eligible", "county-hospital", "half-filled", "agri-consortium", "contested-date"])
def test_what_is_saved_says_the_same_to_the_library(open_page: Open, name: str, tmp_path: Path) -> None:
    page = open_page().page
    opened(page, EXAMPLES / f"{name}.yaml")
    verdict = check(POLICY, validate(POLICY, saved(page, tmp_path)))
    assert verdict == check(POLICY, validate(POLICY, EXAMPLES / f"{name}.yaml"))
    assert findings(page) == sorted((one.status.value, one.title) for one in verdict.findings)
    assert page.locator("p.conclusion .status").get_attribute("data-status") == verdict.conclusion


def test_a_saved_self_check_is_resumed_where_it_was(open_page: Open, tmp_path: Path) -> None:
    page = open_page().page
    page.locator(".first a").click()
    page.locator('[id="applied_on/field"]').fill("2022.6.1")
    page.locator('a[href="#/part-9"]').click()
    page.locator('[id="plan.funding.matching_planned/field"]').fill("12.5")
    page.locator('[data-do=instead][data-path="plan.funding.matching_secured"]').check()
    page.locator('a[href="#/result"]').last.click()
    page.locator('[name="reading funding_kinds"][value=both]').check()
    file = saved(page, tmp_path)
    again = open_page().page
    opened(again, file)
    again.locator('a[href="#/part-9"]').click()
    assert again.locator('[id="plan.funding.matching_planned/field"]').input_value() == "12.5"
    assert again.locator('[data-do=instead][data-path="plan.funding.matching_secured"]').is_checked()
    again.locator('a[href="#/part-1"]').click()
    assert again.locator('[id="applied_on/field"]').input_value() == "2022-06-01"
    again.locator('a[href="#/result"]').last.click()
    assert again.locator('[name="reading funding_kinds"][value=both]').is_checked()
    assert saved(again, tmp_path).read_bytes() == file.read_bytes()


def test_a_file_of_another_version_is_recognised_and_filled_in(open_page: Open, tmp_path: Path) -> None:
    page = open_page().page
    opened(page, EXAMPLES / "eligible.yaml")
    file = saved(page, tmp_path)
    text = file.read_text(encoding="utf-8")
    other = f"sha256:{'0' * 64}"
    assert text.count(POLICY.digest) == 1
    file.write_text(text.replace(POLICY.digest, other), encoding="utf-8")
    opened(page, file)
    message = page.locator(".message").inner_text()
    assert "另一版本" in message
    assert other in message
    assert page.locator("a.standing").get_attribute("data-status") == "eligible"


def test_a_file_of_another_policy_is_recognised(open_page: Open, tmp_path: Path) -> None:
    other = open_page("minimal").page
    other.locator(".first a").click()
    other.locator('[id="applied_on/field"]').fill("2030-05-01")
    file = saved(other, tmp_path)
    page = open_page().page
    opened(page, file)
    assert "另一办法" in page.locator(".message").inner_text()
    page.locator('.contents a[href="#/part-1"]').click()
    assert page.locator('[id="applied_on/field"]').input_value() == "2030-05-01"


WRONG = """\
applied_on: 2022-05-20
applicant: 甲
plan:
  field: helth
  leading_group: 也许
  goals_clear: {value: true, by: 评审组}
  funding: {matching_planned: 一百万}
"""


def test_what_cannot_be_read_is_told_and_kept(open_page: Open, tmp_path: Path) -> None:
    file = tmp_path / "wrong.yaml"
    file.write_text(WRONG, encoding="utf-8")
    page = open_page().page
    opened(page, file)
    message = page.locator(".message").inner_text()
    for path in (
        "applicant",
        "plan.field",
        "plan.leading_group",
        "plan.goals_clear.on",
        "plan.funding.matching_planned",
    ):
        assert path in message
    assert "是否想写 applicants？" in message
    page.locator('a[href="#/part-9"]').click()
    field = page.locator('[id="plan.funding.matching_planned/field"]')
    assert field.input_value() == "一百万"
    assert field.get_attribute("aria-invalid") == "true"
    problem = page.locator('[id="plan.funding.matching_planned/problem"]').inner_text()
    assert "应为不小于零、精确到分的金额" in problem
    kept = saved(page, tmp_path).read_text(encoding="utf-8")
    for words in ("applicant: 甲", "field: helth", "leading_group: 也许", "matching_planned: 一百万", "by: 评审组"):
        assert words in kept


def test_a_file_that_is_no_application_changes_nothing(open_page: Open, tmp_path: Path) -> None:
    page = open_page().page
    page.locator(".first a").click()
    page.locator('[id="applied_on/field"]').fill("2022-06-01")
    file = tmp_path / "broken.yaml"
    file.write_text("applied_on: [2022", encoding="utf-8")
    opened(page, file)
    message = page.locator(".message").inner_text()
    assert "原来的回答没有动" in message
    assert re.search(r"\d+:\d+", message)
    assert page.locator('[id="applied_on/field"]').input_value() == "2022-06-01"


def test_opening_a_file_over_answers_can_be_undone(open_page: Open) -> None:
    page = open_page().page
    page.locator(".first a").click()
    page.locator('[id="applied_on/field"]').fill("2022-06-01")
    opened(page, EXAMPLES / "expired.yaml")
    assert page.locator("a.standing").get_attribute("data-status") == "not_in_force"
    page.get_by_role("button", name="撤销").click()
    assert page.locator('[id="applied_on/field"]').input_value() == "2022-06-01"
    assert page.locator("a.standing").get_attribute("data-status") == "incomplete"


def test_a_dropped_file_is_opened(open_page: Open) -> None:
    page = open_page().page
    transfer = page.evaluate_handle(
        "(text) => { const data = new DataTransfer(); data.items.add(new File([text], '拖.yaml')); return data; }",
        (EXAMPLES / "eligible.yaml").read_text(encoding="utf-8"),
    )
    page.dispatch_event("main", "dragover", {"dataTransfer": transfer})
    page.dispatch_event("main", "drop", {"dataTransfer": transfer})
    page.locator(".message").wait_for()
    assert "拖.yaml" in page.locator(".message").inner_text()
    assert page.locator("a.standing").get_attribute("data-status") == "eligible"


def stored(page: Page) -> int:
    count: int = page.evaluate("localStorage.length + sessionStorage.length")
    return count


def test_nothing_is_kept_in_the_browser_unasked(open_page: Open) -> None:
    page = open_page().page
    opened(page, EXAMPLES / "eligible.yaml")
    assert stored(page) == 0
    assert page.evaluate("document.cookie") == ""


def test_what_is_kept_when_asked_is_taken_up_and_deleted(open_page: Open) -> None:
    page = open_page().page
    page.get_by_label("在本机浏览器中暂存").check()
    opened(page, EXAMPLES / "eligible.yaml")
    assert stored(page) == 1
    page.reload()
    page.get_by_role("button", name="接着上次的").click()
    assert page.locator("a.standing").get_attribute("data-status") == "eligible"
    page.get_by_label("在本机浏览器中暂存").uncheck()
    assert stored(page) == 0
    assert page.locator("a.standing").get_attribute("data-status") == "eligible"


def test_leaving_with_unsaved_answers_asks_first(open_page: Open, tmp_path: Path) -> None:
    page = open_page().page
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.locator(".first a").click()
    page.locator('[id="applied_on/field"]').fill("2022-06-01")
    page.close(run_before_unload=True)
    page.locator("a.standing").wait_for()
    assert asked == ["beforeunload"]
    saved(page, tmp_path)
    page.close(run_before_unload=True)
    assert asked == ["beforeunload"]


@pytest.mark.parametrize("name", ["county-hospital", "half-filled", "agri-consortium", "contested-date", "expired"])
def test_the_result_says_what_the_report_says_in_its_order(open_page: Open, name: str) -> None:
    page = open_page().page
    opened(page, EXAMPLES / f"{name}.yaml")
    findings(page)
    verdict = check(POLICY, validate(POLICY, EXAMPLES / f"{name}.yaml"))
    groups = (Status.UNMET, Status.UNKNOWN, Status.NEEDS_JUDGEMENT)
    open_ones = [one for status in groups for one in verdict.findings if one.status is status]
    departures = [one for one in verdict.findings if one.status is Status.NOT_FOLLOWED]
    reasons = page.locator(".report .reason").all_inner_texts()
    assert reasons == [one.reason for one in (*open_ones, *departures)]
    todo = page.locator("[data-part=todo] .what").all_inner_texts()
    assert [one.rpartition("：")[2] for one in todo] == [one.what.rpartition("：")[2] for one in verdict.supplements]
    assert page.locator(".materials .what").all_inner_texts() == [one.document for one in verdict.materials]
    assert page.locator(".report .remedy").count() == sum(
        one.remedy is not None for one in open_ones if one.status is Status.UNMET
    )
