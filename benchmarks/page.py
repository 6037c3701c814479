"""How long after an answer the page shows what came out: python benchmarks/page.py

For the shipped policy and for one with twice the norms, in headless Chromium: half of the questions are answered, then
one answer after another is given, and each is timed from the click until the frame with the findings is on the screen.
"""

import shutil
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from huimin_rules.service import load_policy
from huimin_rules.service.page import page as page_of

ROOT = Path(__file__).parents[1]
ANSWERS = 60

TIMED = """async (answers) => {
    const times = [];
    for (let number = 0; number < answers; number += 1) {
        const choices = [...document.querySelectorAll("#asking input[data-do=choose]")].filter((one) => !one.checked);
        const one = choices[(number * 7) % choices.length];
        const start = performance.now();
        one.click();
        await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
        times.push(performance.now() - start);
    }
    return times;
}"""


def timed(page: Page, parts: int) -> list[float]:
    """The milliseconds of many answers in several parts."""
    times: list[float] = []
    for number in range(1, parts + 1):
        page.evaluate("(place) => { location.hash = `/${place}`; }", f"part-{number}")
        page.locator(f"body[data-place=part-{number}]").wait_for()
        if page.locator("#asking input[data-do=choose]").count():
            times += page.evaluate(TIMED, ANSWERS // parts)
    return times


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for policy, example in (
            ("gongyi-huimin-2021", ROOT / "examples/half-filled.yaml"),
            (ROOT / "tests/fixtures/policies/lixiang-innovation-2030", None),
        ):
            file = Path(folder) / "page.html"
            file.write_text(page_of(load_policy(policy)), encoding="utf-8", newline="\n")
            page = browser.new_page()
            page.goto(file.as_uri())
            if example is not None:
                page.locator("#file").set_input_files(example)
                page.locator(".message").wait_for()
            times = sorted(timed(page, page.locator(".contents li").count() - 2))
            print(
                f"{Path(policy).name}: {len(times)} answers, median {statistics.median(times):.0f} ms, "
                f"95% within {times[len(times) * 95 // 100]:.0f} ms, slowest {times[-1]:.0f} ms"
            )
        browser.close()


if __name__ == "__main__":
    main()
