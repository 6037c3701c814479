"""On paper: A4, what it is said on every page, only what was asked for."""

import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.page.conftest import Open

EXAMPLES = Path(__file__).parents[2] / "examples"
NOTICE = "自查结果，非行政决定"


def printed(page: Page, folder: Path) -> list[str]:
    """The text of each page of paper."""
    file = folder / "printed.pdf"
    page.pdf(path=file, prefer_css_page_size=True)
    pdftotext = shutil.which("pdftotext")
    assert pdftotext is not None
    ran = subprocess.run([pdftotext, "-layout", file, "-"], capture_output=True, check=True)
    pages = ran.stdout.decode().split("\f")[:-1]
    pdfinfo = shutil.which("pdfinfo")
    assert pdfinfo is not None
    assert "A4" in subprocess.run([pdfinfo, file], capture_output=True, check=True).stdout.decode()
    return pages


@pytest.fixture
def filled(open_page: Open) -> Page:
    page = open_page(today="2022-06-01").page
    page.locator("#file").set_input_files(EXAMPLES / "county-hospital.yaml")
    page.locator(".message").wait_for()
    return page


def test_the_whole_result_from_wherever_one_is(filled: Page, tmp_path: Path) -> None:
    pages = printed(filled, tmp_path)
    assert len(pages) > 2
    for number, page in enumerate(pages, 1):
        assert NOTICE in page
        assert "2022-06-01 打印" in page
        assert f"{number}/{len(pages)}" in page.replace(" ", "")
    text = "".join(pages)
    for words in ("不符合条件", "一次性补正清单", "自筹资金落实", "材料清单", "产学研合作协议", "SHA-256", "60万元"):
        assert words in text
    for words in ("保存到文件", "去回答", "试算", "下一部分", "条文原文", "不予受理"):
        assert words not in text


@pytest.mark.parametrize(
    ("button", "there", "not_there"),
    [
        ("打印补正清单", ["一次性补正清单", "在方案中列明自筹资金", "不符合条件"], ["材料清单", "用户牵头"]),
        ("打印材料清单", ["材料清单", "产学研合作协议", "第六条第（二）项"], ["一次性补正清单", "用户牵头"]),
        ("打印整份结果", ["一次性补正清单", "材料清单", "用户牵头"], []),
    ],
)
def test_one_list_alone(filled: Page, tmp_path: Path, button: str, there: list[str], not_there: list[str]) -> None:
    filled.evaluate("window.print = () => {}")
    filled.locator("a.standing").click()
    filled.get_by_role("button", name=button).click()
    pages = printed(filled, tmp_path)
    text = "".join(pages)
    assert all(NOTICE in page for page in pages)
    assert [words for words in there if words not in text] == []
    assert [words for words in not_there if words in text] == []


def test_the_button_at_the_head_prints_the_whole_result_wherever_one_is(filled: Page) -> None:
    filled.evaluate("window.print = () => { document.body.dataset.printed = document.body.dataset.print; }")
    filled.locator("#head").get_by_role("button", name="打印").click()
    assert filled.locator("body").get_attribute("data-printed") == "all"


def test_what_was_tried_is_said_on_paper(filled: Page, tmp_path: Path) -> None:
    filled.locator("a.standing").click()
    filled.locator('[name="reading consortium"][value=lead_only]').check()
    text = "".join(printed(filled, tmp_path))
    assert "采用的解释口径" in text
    assert "由使用者指定" in text


def test_on_paper_everything_is_black_and_nothing_is_cut_off_in_the_dark(open_page: Open, tmp_path: Path) -> None:
    page = open_page(color_scheme="dark").page
    page.emulate_media(media="print", color_scheme="dark")
    colours = page.evaluate(
        "['body', 'main'].map((name) => [getComputedStyle(document.documentElement).backgroundColor,"
        " getComputedStyle(document.querySelector(name)).color])"
    )
    assert colours == [["rgb(255, 255, 255)", "rgb(0, 0, 0)"]] * 2
