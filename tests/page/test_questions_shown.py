"""What people see while they answer: only what matters, why it is asked, what comes out; and nothing is lost."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.page.conftest import SHIPPED, Open

EXAMPLES = Path(__file__).parents[2] / "examples"


def go(page: Page, place: str) -> None:
    page.evaluate("(place) => { location.hash = `/${place}`; }", place)
    page.locator(f'body[data-place="{place}"]').wait_for()


def question(page: Page, path: str) -> Locator:
    return page.locator(f'[data-question="{path}"]')


def choose(page: Page, path: str, value: str) -> None:
    page.locator(f'[name="{path}"][value="{value}"]').check()


@pytest.fixture
def page(open_page: Open) -> Page:
    return open_page().page


def test_the_first_page_says_what_this_is_and_the_first_step(page: Page) -> None:
    expect(page.locator("#asking h2")).to_have_text("巩义市科技惠民计划项目管理办法")
    expect(page.locator("#asking .notice")).to_have_text("自查结果，非行政决定")
    expect(page.locator("#top .banner")).to_have_count(0)
    page.get_by_role("link", name="开始自查").click()
    expect(page.locator("#section-title")).to_have_text("申报")


@pytest.mark.parametrize(
    ("today", "words"),
    [
        ("2021-12-21", "尚未施行（自 2021-12-22 起实施）"),
        ("2022-12-21", None),
        ("2022-12-22", "取决于如何理解最后一日（2022-12-21 或 2022-12-22）"),
        ("2022-12-23", "已不在有效期内（有效期至 2022-12-21 或 2022-12-22）"),
    ],
)
def test_the_notice_on_validity_comes_first(open_page: Open, today: str, words: str | None) -> None:
    banner = open_page(today=today).page.locator("#top .banner")
    if words is None:
        expect(banner).to_have_count(0)
    else:
        expect(banner).to_contain_text(words)
        expect(banner).to_contain_text("以下结论只看申报日期，不因此改变。")


def test_a_question_says_why_it_is_asked_and_what_came_out(page: Page) -> None:
    go(page, "part-1")
    why = question(page, "applied_on").locator(".why")
    expect(why).to_contain_text("信息不全")
    expect(why).to_contain_text("第十三条")
    expect(why.locator("q")).to_have_text("本办法自2021年12月22日起实施，有效期一年")
    page.locator('[id="applied_on/field"]').fill("2022-03-01")
    expect(why.locator(".status")).to_have_attribute("data-status", "met")
    expect(page.locator("#law mark")).to_have_text("本办法自2021年12月22日起实施，有效期一年")


def test_what_no_longer_matters_is_folded_away_and_can_be_opened(page: Page) -> None:
    go(page, "part-5")
    expect(question(page, "plan.topic").locator("xpath=ancestor::details")).to_have_count(0)
    choose(page, "plan.field", "other")
    folded = page.locator("details.moot")
    expect(folded.locator("summary")).to_have_text("已不影响结论的 1 问")
    topic = folded.locator('[data-question="plan.topic"]')
    expect(topic).not_to_be_visible()
    folded.locator("summary").click()
    topic.locator("select").select_option("circular_agriculture")
    expect(page.locator('#asking > .questions > [data-question="plan.topic"]')).to_be_visible()


def test_elements_are_named_added_and_removed_and_nothing_is_lost(page: Page) -> None:
    go(page, "part-3")
    choose(page, "collaboration.partners", "each")
    page.locator('[id="collaboration.partners[0].name/field"]').fill("嵩阳大学")
    expect(page.locator(".element h3")).to_have_text("合作单位第 1 项：嵩阳大学")
    page.get_by_role("button", name="添加一项").click()
    assert page.evaluate("document.activeElement.id") == "collaboration.partners[1].name/field"
    page.keyboard.insert_text("河洛软件")
    choose(page, "collaboration.partners[1].kind", "other")
    page.get_by_role("button", name="删除合作单位第 1 项：嵩阳大学").click()
    expect(page.locator(".element h3")).to_have_text("合作单位第 1 项：河洛软件")
    expect(page.locator('[name="collaboration.partners[0].kind"][value=other]')).to_be_checked()
    page.get_by_role("button", name="撤销").click()
    expect(page.locator(".element h3")).to_have_text(["合作单位第 1 项：嵩阳大学", "合作单位第 2 项：河洛软件"])
    choose(page, "collaboration.partners", "none")
    expect(page.locator(".element")).to_have_count(0)
    choose(page, "collaboration.partners", "each")
    expect(page.locator(".element")).to_have_count(2)


def test_a_determination_counts_once_it_is_complete(page: Page) -> None:
    go(page, "part-7")
    path = "plan.goals_clear"
    status = question(page, path).locator(".why .status")
    choose(page, path, "true")
    expect(status).to_have_attribute("data-status", "needs_judgement")
    choose(page, path, "determined")
    expect(status).to_have_attribute("data-status", "unknown")
    choose(page, f"{path}.value", "true")
    page.locator(f'[id="{path}.by/field"]').fill("评审组")
    page.locator(f'[id="{path}.reason/field"]').fill("逐项核对过")
    expect(question(page, path).locator(".problem")).to_have_count(0)
    page.locator('[name="plan.tasks_specific"][value="不清楚"]').check()
    expect(question(page, path).locator(".problem")).to_have_text(
        "应为日期（认定之日，如 2022-09-01），这是认定必须写明的，实为没有写"
    )
    page.locator(f'[id="{path}.on/field"]').fill("2022/3/5")
    page.locator(f'[id="{path}.evidence/field"]').fill("会议纪要\n评审表")
    expect(status).to_have_attribute("data-status", "met")
    choose(page, path, "false")
    expect(status).to_have_attribute("data-status", "unmet")
    choose(page, path, "determined")
    expect(page.locator(f'[id="{path}.by/field"]')).to_have_value("评审组")
    expect(status).to_have_attribute("data-status", "met")


def test_what_cannot_be_read_stays_and_is_told_when_typing_is_over(page: Page) -> None:
    go(page, "part-1")
    field = page.locator('[id="applied_on/field"]')
    field.press_sequentially("2022-13-01")
    expect(question(page, "applied_on").locator(".problem")).to_have_count(0)
    field.press("Tab")
    expect(question(page, "applied_on").locator(".problem")).to_contain_text(
        "应为日期（如 2022-09-01，在 1900 年至 2199 年之间），实为“2022-13-01”"
    )
    expect(field).to_have_value("2022-13-01")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.locator(".contents [aria-current] .unseen")).to_have_text("1 处读不懂")
    expect(question(page, "applied_on").locator(".status")).to_have_attribute("data-status", "unknown")
    field.fill("2022-12-01")
    field.press("Tab")
    expect(question(page, "applied_on").locator(".problem")).to_have_count(0)


def test_two_leads_are_told_at_the_list(page: Page) -> None:
    page.locator("#file").set_input_files(EXAMPLES / "county-hospital.yaml")
    page.locator(".message").wait_for()
    go(page, "part-2")
    choose(page, "applicants[1].role", "lead")
    expect(page.locator('[id="applicants/problem"]')).to_contain_text("牵头单位应当恰好一个")
    expect(page.locator(".element")).to_have_count(2)
    choose(page, "applicants[1].role", "participant")
    expect(page.locator('[id="applicants/problem"]')).to_have_count(0)


def test_not_known_and_none_take_the_place_of_an_answer_which_comes_back(page: Page) -> None:
    page.locator("#file").set_input_files(EXAMPLES / "eligible.yaml")
    page.locator(".message").wait_for()
    go(page, "part-9")
    field = page.locator('[id="plan.funding.matching_secured/field"]')
    before = field.input_value()
    box = question(page, "plan.funding.matching_secured").get_by_label("不清楚")
    box.check()
    expect(field).to_have_value("")
    expect(page.locator("a.standing")).to_have_attribute("data-status", "incomplete")
    box.uncheck()
    expect(field).to_have_value(before)
    expect(page.locator("a.standing")).to_have_attribute("data-status", "eligible")


def test_a_blocker_leads_to_its_question(page: Page) -> None:
    page.locator("#file").set_input_files(EXAMPLES / "county-hospital.yaml")
    page.locator(".message").wait_for()
    go(page, "result")
    page.locator("a", has_text="去回答：考核方式").click()
    page.locator("body[data-place=part-7]").wait_for()
    assert page.evaluate("document.activeElement.id") == "plan.indicators[1].method/field"
    page.go_back()
    page.locator("body[data-place=result]").wait_for()


def test_a_reading_is_tried_and_nothing_is_fixed_before(page: Page) -> None:
    go(page, "result")
    chosen = page.locator(".reading input:checked")
    assert chosen.count() == 5
    assert {one.get_attribute("value") for one in chosen.all()} == {""}
    page.locator("#file").set_input_files(EXAMPLES / "contested-date.yaml")
    page.locator(".message").wait_for()
    go(page, "result")
    reading = page.locator('[id="reading/validity_last_day"]')
    expect(page.locator("p.conclusion .status")).to_have_attribute("data-status", "needs_judgement")
    expect(reading.locator("input:checked")).to_have_value("")
    expect(reading.locator(".argument")).to_have_count(2)
    outcomes = [one.get_attribute("data-status") for one in reading.locator(".outcome .status").all()]
    assert outcomes == ["not_in_force", "eligible"]
    choose(page, "reading validity_last_day", "anniversary")
    expect(page.locator("p.conclusion .status")).to_have_attribute("data-status", "eligible")
    choose(page, "reading validity_last_day", "")
    expect(page.locator("p.conclusion .status")).to_have_attribute("data-status", "needs_judgement")


def test_focus_and_caret_stay_while_findings_change(page: Page) -> None:
    go(page, "part-9")
    field = page.locator('[id="plan.funding.matching_planned/field"]')
    field.press_sequentially("120")
    field.press("ArrowLeft")
    field.press_sequentially("5")
    expect(field).to_have_value("1250")
    assert page.evaluate("document.activeElement.selectionStart") == 3


@pytest.mark.parametrize("name", ["lixiang-innovation-2030", "minimal", "every-type"])
def test_other_policies_make_good_pages_too(open_page: Open, name: str) -> None:
    page = open_page(name).page
    titles = page.locator(".contents .title").all_inner_texts()
    assert len(titles) > 3
    for number in range(1, len(titles) - 1):
        go(page, f"part-{number}")
        expect(page.locator("#section-title")).to_have_text(titles[number])
        assert page.locator("[data-question]").count() > 0
    go(page, "result")
    expect(page.locator("p.conclusion")).to_be_visible()


def test_sections_without_titles_of_their_own_are_named_by_the_text(open_page: Open) -> None:
    titles = open_page("lixiang-innovation-2030").page.locator(".contents .title").all_inner_texts()
    assert titles[1:5] == ["申报日期", "申报单位", "申报单位应当具备以下条件", "牵头单位的专利"]
    assert SHIPPED not in titles


def test_outside_the_period_the_list_says_that_nothing_else_helps(page: Page) -> None:
    page.locator("#file").set_input_files(EXAMPLES / "expired.yaml")
    page.locator(".message").wait_for()
    go(page, "result")
    expect(page.locator("[data-part=todo] .banner")).to_have_text(
        "申报日期不在有效期内：除日期有误外，以下各项即使办好也不改变结论"
    )
