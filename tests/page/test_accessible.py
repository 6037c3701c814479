"""For everybody: axe finds nothing in any state, phones and zoom lose nothing, the other language is all there."""

from itertools import pairwise
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.page.conftest import Open

EXAMPLES = Path(__file__).parents[2] / "examples"
POLICIES = ["gongyi-huimin-2021", "lixiang-innovation-2030", "minimal", "every-type"]


def open_example(page: Page, name: str = "county-hospital") -> None:
    page.locator("#file").set_input_files(EXAMPLES / f"{name}.yaml")
    page.locator(".message").wait_for()


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{one['id']}: {node['target']} {node['html'][:200]}" for one in found for node in one["nodes"]]


def places(page: Page) -> list[str]:
    """Every part of the page, by its address."""
    found: list[str] = page.evaluate("[...document.querySelectorAll('.contents a')].map((one) => one.hash.slice(2))")
    return found


def go(page: Page, place: str) -> None:
    page.evaluate("(place) => { location.hash = `/${place}`; }", place)
    page.locator(f'body[data-place="{place}"]').wait_for()


def unfold(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_state(open_page: Open, scheme: str) -> None:
    page = open_page(color_scheme=scheme).page
    assert violations(page) == []
    open_example(page)
    for place in places(page):
        go(page, place)
        unfold(page)
        assert violations(page) == [], place


@pytest.mark.parametrize("name", POLICIES)
def test_axe_finds_nothing_on_a_phone_in_english_with_the_text_open_and_problems_told(
    open_page: Open, name: str
) -> None:
    page = open_page(name, width=360, height=740, today="2040-01-01").page
    page.get_by_role("button", name="English").click()
    for place in places(page)[:4]:
        go(page, place)
        unfold(page)
        field = page.locator(".typed input[type=text]").first
        if field.count():
            field.fill("x")
            field.blur()
        page.locator("#asking .clause, #outcome .clause, button").first.click()
        assert violations(page) == [], place


WIDTH = "document.documentElement.scrollWidth"


@pytest.mark.parametrize("name", POLICIES)
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_phone_of_360_pixels_never_scrolls_sideways(open_page: Open, name: str, language: str) -> None:
    page = open_page(name, width=360, height=740).page
    if language == "en":
        page.get_by_role("button", name="English").click()
    if name == POLICIES[0]:
        open_example(page)
    for place in places(page):
        go(page, place)
        unfold(page)
        assert page.evaluate(WIDTH) == 360, place


def test_at_a_zoom_of_200_percent_everything_is_still_there(open_page: Open) -> None:
    """A window of 1280 pixels at 200% is one of 640 with two device pixels each."""
    page = open_page(width=640, height=450, device_scale_factor=2).page
    open_example(page)
    for place in places(page):
        go(page, place)
        assert page.evaluate(WIDTH) == 640, place
    go(page, "part-9")
    page.locator(".clause").first.click()
    assert page.locator("#law").is_visible()
    assert page.locator("#law mark").first.is_visible()


def test_the_other_language_is_all_there(open_page: Open) -> None:
    page = open_page(today="2024-01-01").page
    open_example(page)
    page.get_by_role("button", name="English").click()
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.title().endswith("Self-check")
    for place in places(page):
        go(page, place)
        unfold(page)
        # What is Chinese says so: nothing of it stands where the page speaks English.
        unmarked = page.evaluate(CHINESE_IN_ENGLISH)
        assert unmarked == [], place
    assert "Not eligible" in page.locator("p.conclusion").inner_text()
    assert "no longer in force" in page.locator("#top .banner").inner_text()
    page.get_by_role("button", name="中文").click()
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    assert "不符合条件" in page.locator("p.conclusion").inner_text()


CHINESE_IN_ENGLISH = """() => {
    const found = [];
    const walker = document.createTreeWalker(document.getElementById("main"), NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const text = walker.currentNode;
        const language = text.parentElement.closest("[lang]").lang;
        if (language === "en" && !text.parentElement.closest("noscript") && /\\p{Script=Han}/u.test(text.nodeValue)) {
            found.push(text.nodeValue);
        }
    }
    return found;
}"""


def test_headings_stand_in_order(open_page: Open) -> None:
    page = open_page().page
    open_example(page)
    for place in places(page):
        go(page, place)
        levels = page.evaluate(
            "[...document.querySelectorAll('header h1, main h2, main h3, main h4')]"
            ".filter((one) => one.offsetParent !== null).map((one) => Number(one.tagName[1]))"
        )
        assert levels[:2] == [1, 2]
        assert all(below - above <= 1 for above, below in pairwise(levels)), (place, levels)


def test_what_changed_is_said_aloud_once(open_page: Open) -> None:
    page = open_page().page
    go(page, "part-1")
    page.locator('[id="applied_on/field"]').fill("2023-01-01")
    said = page.locator("#status")
    page.locator("#status:not(:empty)").wait_for(state="attached")
    assert said.get_attribute("aria-live") == "polite"
    assert said.inner_text() == "有效期：不符合。结论：办法不适用（不在有效期内）。不符合 1、信息不全 30"


def test_the_first_tabulator_skips_to_the_content(open_page: Open) -> None:
    page = open_page().page
    page.keyboard.press("Tab")
    assert page.locator("#skip").is_visible()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_the_text_opened_from_a_question_gives_the_focus_back(open_page: Open) -> None:
    page = open_page(width=360, height=740).page
    go(page, "part-1")
    button = page.locator("#asking .clause").first
    button.press("Enter")
    assert page.locator("#law").is_visible()
    assert page.evaluate("document.activeElement.id") == "law-title"
    page.keyboard.press("Escape")
    assert not page.locator("#law").is_visible()
    assert page.evaluate("document.activeElement.className") == "clause"


def test_the_focus_is_always_to_be_seen(open_page: Open) -> None:
    page = open_page().page
    go(page, "part-2")
    seen = []
    for _ in range(30):
        page.keyboard.press("Tab")
        seen.append(page.evaluate(FOCUSED))
    # Between the end of the page and its beginning the browser itself has the focus.
    assert {tuple(outline) for tag, *outline in seen if tag != "BODY"} == {("solid", "3px")}
    assert {tag for tag, *_ in seen} > {"INPUT", "BUTTON", "A", "SUMMARY", "ASIDE"}


FOCUSED = """() => {
    const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
    return [document.activeElement.tagName, outlineStyle, outlineWidth];
}"""


def test_forced_colours_keep_what_is_marked(open_page: Open) -> None:
    page = open_page(forced_colors="active").page
    open_example(page)
    go(page, "result")
    assert violations(page) == []
