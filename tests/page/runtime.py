"""The runtime as the page has it, linked and without comments, in a blank document of the browser."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from huimin_rules.engines.javascript import program
from huimin_rules.loading.written_yaml import write_yaml
from huimin_rules.norms.policy import Policy
from huimin_rules.service.page.html import scripts

_HELPERS = (Path(__file__).parent / "helpers.js").read_text(encoding="utf-8")
Case = tuple[Mapping[str, object], Mapping[str, str]]


class BrowserRuntime:
    """Decides applications in a page."""

    def __init__(self, page: Page, policy: Policy) -> None:
        self.page = page
        page.goto("about:blank")
        page.add_script_tag(content=scripts("window.runtime = runtime;\n"))
        page.add_script_tag(content=_HELPERS)
        page.evaluate("(text) => use(JSON.parse(text))", json.dumps(program(policy)))

    def decide(self, cases: Sequence[Case]) -> list[str]:
        """The canonical text of each verdict; applications go in as the JSON of a file."""
        sent = [{"text": json.dumps(_plain(facts)), "readings": dict(readings)} for facts, readings in cases]
        found: list[str] = self.page.evaluate("(cases) => cases.map((one) => decided(one, 'case.json'))", sent)
        return found

    def decide_yaml(self, cases: Sequence[Case]) -> list[str]:
        """The same, with the YAML of a file."""
        sent = [{"text": write_yaml(dict(facts)), "readings": dict(readings)} for facts, readings in cases]
        found: list[str] = self.page.evaluate("(cases) => cases.map((one) => decided(one, 'case.yaml'))", sent)
        return found

    def interview(self, facts: Sequence[Mapping[str, object]]) -> list[dict[str, Any]]:
        """What an interview that asks only what matters ends with: what it asked, the conclusion, the statuses."""
        found: list[dict[str, Any]] = self.page.evaluate(
            "(cases) => cases.map(interviewed)", [json.dumps(_plain(one)) for one in facts]
        )
        return found


def _plain(value: object) -> object:
    """The value as JSON holds it: days as text, decimals with their digits, nothing where nothing is said."""
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items() if inner is not None}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, Decimal):
        assert Decimal(repr(float(value))) == value
        return float(value)
    return value.isoformat() if isinstance(value, date) else value
