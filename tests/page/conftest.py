"""Pages as people open them: from a file, in Debian's own Chromium, with everything noted that a page should not do."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from huimin_rules.loading.strict_yaml import read_yaml
from huimin_rules.norms.policy import Policy
from huimin_rules.service import load_policy, rules_folder
from huimin_rules.service.page import page
from tests.support import POLICIES

SHIPPED = "gongyi-huimin-2021"
IN_FORCE = "2022-03-01"
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(slots=True)
class Opened:
    """An open page, and what it asked of the network or complained about."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


Open: TypeAlias = Callable[..., Opened]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for a module, and no longer: Playwright keeps an event loop in the thread; other tests want one."""
    chromium = shutil.which("chromium")
    assert chromium is not None, "the tests need chromium on PATH"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The page of a policy, by the id of a shipped one or the name of a fixture; written once."""
    folder = tmp_path_factory.mktemp("pages")

    def written(name: str) -> Path:
        file = folder / f"{name}.html"
        if not file.exists():
            file.write_text(page(policy_named(name)), encoding="utf-8", newline="\n")
        return file

    return written


@pytest.fixture
def open_page(browser: Browser, page_file: Callable[[str], Path]) -> Iterator[Open]:
    """Open the page of a policy in a window of its own. Whatever happens, it reaches no network and no console."""
    contexts: list[BrowserContext] = []
    opened: list[Opened] = []

    def one(
        name: str = SHIPPED, *, today: str = IN_FORCE, width: int = 1280, height: int = 900, **more: object
    ) -> Opened:
        context = browser.new_context(viewport={"width": width, "height": height}, **more)  # type: ignore[arg-type]  # more are options of a context
        contexts.append(context)
        context.set_offline(True)
        window = context.new_page()
        window.set_default_timeout(15_000)
        window.clock.set_fixed_time(f"{today}T08:00:00")
        found = Opened(window)
        window.on("request", lambda request: found.requests.append(request.url))
        window.on("console", lambda message: found.complaints.append(message.text))
        window.on("pageerror", lambda error: found.complaints.append(str(error)))
        window.goto(page_file(name).as_uri())
        opened.append(found)
        return found

    yield one
    for context in contexts:
        context.close()
    for found in opened:
        assert [url for url in found.requests if not url.startswith(("file:", "blob:"))] == []
        assert found.complaints == []


def policy_named(name: str) -> Policy:
    """A shipped policy by its id, a fixture by its name."""
    return load_policy(name if name == SHIPPED else POLICIES / name)


@pytest.fixture(scope="session")
def applications() -> dict[str, Any]:
    """The complete applications that the shipped cases build on."""
    raw = (rules_folder() / SHIPPED / "cases" / "applications.yaml").read_bytes()
    data: Any = read_yaml(raw).data
    found: dict[str, Any] = data["applications"]
    return found
