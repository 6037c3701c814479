"""Take the pictures of docs/page: python tools/page/screenshots.py docs/page

Every state of the page of the shipped policy, in Chromium, on one fixed day, so that a picture changes only when the
page does.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from huimin_rules.service import load_policy
from huimin_rules.service.page import page as page_of

EXAMPLES = Path(__file__).parents[2] / "examples"
TODAY = "2024-05-06T08:00:00"
WIDE = {"width": 1280, "height": 760}
PHONE = {"width": 360, "height": 720}
CONCLUSIONS = {
    "eligible": "eligible",
    "ineligible": "county-hospital",
    "incomplete": "half-filled",
    "needs-judgement": "contested-date",
    "not-in-force": "expired",
}


class Camera:
    """Opens the page again for each picture."""

    def __init__(self, browser: Browser, file: Path, folder: Path) -> None:
        self.browser = browser
        self.file = file
        self.folder = folder

    def open(self, example: str | None = None, place: str = "start", **more: object) -> Page:
        """The page in a window of its own, with an example opened, at some place."""
        page = self.browser.new_context(**{"viewport": WIDE, "reduced_motion": "reduce", **more}).new_page()  # type: ignore[arg-type]
        page.clock.set_fixed_time(TODAY)
        page.goto(self.file.as_uri())
        if example is not None:
            page.locator("#file").set_input_files(EXAMPLES / f"{example}.yaml")
            page.locator(".message").wait_for()
        page.evaluate("(place) => { location.hash = `/${place}`; }", place)
        page.locator(f'body[data-place="{place}"]').wait_for()
        return page

    def take(self, page: Page, name: str) -> None:
        """A picture, once nothing moves any more."""
        page.screenshot(path=self.folder / f"{name}.png", animations="disabled")
        page.context.close()


def show(page: Page, selector: str) -> None:
    """Scroll something to the top."""
    page.locator(selector).first.evaluate("(one) => one.scrollIntoView({ block: 'start', behavior: 'instant' })")


def questions(camera: Camera) -> None:
    camera.take(camera.open(), "start")
    page = camera.open(place="part-1")
    page.locator('[id="applied_on/field"]').fill("2022-05-20")
    camera.take(page, "first-answer")
    page = camera.open(place="part-1")
    page.locator('[id="applied_on/field"]').fill("2022-13-20")
    page.keyboard.press("Tab")
    camera.take(page, "problem")
    page = camera.open("half-filled", "part-2")
    page.locator('[name="applicants[0].legal_form"]:checked').focus()
    show(page, '[id="question/applicants[0].domicile"]')
    camera.take(page, "applicant")
    page = camera.open(place="part-5")
    page.locator('[name="plan.field"][value=other]').check()
    show(page, '[id="question/plan.meets_local_need"]')
    camera.take(page, "folded")
    page = camera.open("county-hospital", "part-7")
    page.locator('[name="plan.goals_clear"]:checked').focus()
    camera.take(page, "determination")
    page = camera.open("half-filled", "part-9")
    page.locator('[id="plan.funding.matching_secured/field"]').focus()
    camera.take(page, "funding")


def results(camera: Camera) -> None:
    for name, example in CONCLUSIONS.items():
        camera.take(camera.open(example, "result"), f"result-{name}")
    page = camera.open("county-hospital", "result")
    show(page, ".finding")
    camera.take(page, "findings")
    page = camera.open("county-hospital", "result")
    show(page, ".reading")
    camera.take(page, "readings")


def others(camera: Camera) -> None:
    page = camera.open("county-hospital", "part-10")
    page.locator('[name="plan.promotion_measures"]:checked').focus()
    page.get_by_role("button", name="English").click()
    show(page, ".questions h2")
    camera.take(page, "english")
    camera.take(camera.open("county-hospital", "result", color_scheme="dark"), "dark")
    camera.take(camera.open("county-hospital", "part-3", viewport=PHONE), "phone")
    page = camera.open("county-hospital", "part-3", viewport=PHONE)
    page.locator(".clause").first.click()
    camera.take(page, "phone-text")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "wrong.yaml"
        file.write_text("applied_on: 2022-05-20\napplicant: 甲\nplan: {field: helth, leading_group: 也许}\n", "utf-8")
        page = camera.open()
        page.locator("#file").set_input_files(file)
        page.locator(".message").wait_for()
        camera.take(page, "file-with-problems")


def paper(camera: Camera) -> None:
    page = camera.open("county-hospital", "result")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "result.pdf"
        page.pdf(path=file, prefer_css_page_size=True)
        command = ["pdftoppm", "-png", "-r", "72", "-l", "2", str(file), str(Path(folder) / "paper")]
        subprocess.run(command, check=True)
        for taken in sorted(Path(folder).glob("paper-*.png")):
            shutil.copy(taken, camera.folder / taken.name)
    page.context.close()


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        file = Path(scratch) / "自查.html"
        file.write_text(page_of(load_policy("gongyi-huimin-2021")), encoding="utf-8", newline="\n")
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu", "--disable-lcd-text"]
        )
        camera = Camera(browser, file, folder)
        for pictures in (questions, results, others, paper):
            pictures(camera)
        browser.close()


if __name__ == "__main__":
    main()
