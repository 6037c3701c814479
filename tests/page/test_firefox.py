"""The page in Firefox ESR as Debian ships it, driven by WebDriver BiDi."""

import base64
import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from huimin_rules.service import check, validate
from tests.engines.javascript.node import NODE
from tests.page.conftest import SHIPPED, policy_named

EXAMPLES = Path(__file__).parents[2] / "examples"
DRIVER = Path(__file__).parent / "bidi.mjs"


class Firefox:
    """A running browser with one window."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self.send("session.new", capabilities={})
        self.context: str = self.send("browsingContext.getTree")["contexts"][0]["context"]
        self.send("session.subscribe", events=["log.entryAdded", "network.beforeRequestSent"])

    def ask(self, request: object) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def send(self, method: str, **params: object) -> Any:
        """One command; what the browser refuses is an error of the test."""
        answer = self.ask({"method": method, "params": params})
        assert answer["type"] == "success", answer
        return answer["result"]

    def open(self, file: Path) -> None:
        self.send("browsingContext.navigate", context=self.context, url=file.as_uri(), wait="complete")

    def evaluate(self, expression: str) -> Any:
        """The value of an expression, through JSON."""
        found = self.send(
            "script.evaluate",
            expression=f"Promise.resolve({expression}).then((value) => JSON.stringify(value ?? null))",
            target={"context": self.context},
            awaitPromise=True,
        )
        return json.loads(found["result"]["value"])

    def press(self, *keys: str) -> None:
        """Press keys one after the other, as a person does."""
        actions = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        self.send(
            "input.performActions",
            context=self.context,
            actions=[{"type": "key", "id": "keyboard", "actions": actions}],
        )

    def choose_file(self, file: Path) -> None:
        """Choose a file, and wait until the page has said so."""
        located = self.send(
            "browsingContext.locateNodes", context=self.context, locator={"type": "css", "value": "#file"}
        )
        self.send("input.setFiles", context=self.context, element=located["nodes"][0], files=[str(file)])
        self.evaluate(
            """new Promise((resolve) => {
                const look = () => document.querySelector(".message") && resolve(true);
                new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
                look();
            })"""
        )

    def events(self, method: str) -> list[dict[str, Any]]:
        return [one["params"] for one in self.ask({"events": True}) if one["method"] == method]


@pytest.fixture(scope="module")
def firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    program = shutil.which("firefox-esr")
    assert program is not None, "the tests need firefox-esr on PATH"
    profile = tmp_path_factory.mktemp("profile")
    # Nothing but the page: what a browser does on its own account is switched off.
    (profile / "user.js").write_text(
        "".join(
            f"user_pref({json.dumps(name)}, {json.dumps(value)});\n"
            for name, value in {
                "browser.shell.checkDefaultBrowser": False,
                "browser.startup.page": 0,
                "datareporting.policy.dataSubmissionEnabled": False,
                "app.update.auto": False,
                "network.captive-portal-service.enabled": False,
                "network.connectivity-service.enabled": False,
            }.items()
        ),
        encoding="utf-8",
    )
    command = [str(NODE), str(DRIVER), program, str(profile)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, encoding="utf-8") as process:
        yield Firefox(process)
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait() == 0


CONCLUSION = "document.querySelector('a.standing').dataset.status"


def test_a_self_check_in_firefox(firefox: Firefox, page_file: Callable[[str], Path]) -> None:
    firefox.open(page_file(SHIPPED))
    assert "不在有效期内" in firefox.evaluate("document.querySelector('#top').innerText")
    firefox.evaluate("document.querySelector('.first a').click()")
    firefox.evaluate("new Promise((resolve) => setTimeout(resolve))")
    firefox.evaluate("document.querySelector('.typed input').focus()")
    firefox.press(*"2023-01-01")
    assert firefox.evaluate(CONCLUSION) == "not_in_force"
    assert (
        firefox.evaluate("document.querySelector('.law mark').textContent")
        == "本办法自2021年12月22日起实施，有效期一年"
    )


@pytest.mark.parametrize("name", ["eligible", "county-hospital", "half-filled"])
def test_firefox_shows_what_the_library_finds(firefox: Firefox, page_file: Callable[[str], Path], name: str) -> None:
    policy = policy_named(SHIPPED)
    verdict = check(policy, validate(policy, EXAMPLES / f"{name}.yaml"))
    firefox.open(page_file(SHIPPED))
    firefox.choose_file(EXAMPLES / f"{name}.yaml")
    assert firefox.evaluate(CONCLUSION) == verdict.conclusion
    firefox.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    shown = firefox.evaluate(
        "[...document.querySelectorAll('.report .finding')]"
        ".map((one) => [one.id.slice('finding/'.length), one.querySelector('h4').dataset.status])"
    )
    assert dict(shown) == {one.norm: one.status.value for one in verdict.findings}


def test_firefox_prints_every_page_with_what_it_is(
    firefox: Firefox, page_file: Callable[[str], Path], tmp_path: Path
) -> None:
    firefox.open(page_file(SHIPPED))
    firefox.choose_file(EXAMPLES / "county-hospital.yaml")
    file = tmp_path / "printed.pdf"
    file.write_bytes(base64.b64decode(firefox.send("browsingContext.print", context=firefox.context)["data"]))
    pdftotext = shutil.which("pdftotext")
    assert pdftotext is not None
    ran = subprocess.run([pdftotext, "-layout", file, "-"], capture_output=True, check=True)
    pages = ran.stdout.decode().split("\f")[:-1]
    assert len(pages) > 2
    # The head of each page holds the day; Firefox's fonts keep digits, and no Chinese, readable for programs.
    today = firefox.evaluate("new Date().toLocaleDateString('sv')")
    assert [number for number, page in enumerate(pages, 1) if today not in page.splitlines()[0]] == []
    assert "SHA-256" in pages[-1]


def test_firefox_has_nothing_to_complain_of_and_asks_no_network(firefox: Firefox) -> None:
    assert [one["text"] for one in firefox.events("log.entryAdded")] == []
    urls = [one["request"]["url"] for one in firefox.events("network.beforeRequestSent")]
    # `data:` is a font of the browser's own calendar: it comes with the browser.
    assert [url for url in urls if not url.startswith(("file:", "data:font/"))] == []
