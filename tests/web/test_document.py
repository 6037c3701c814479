"""What docs/api.md shows is what happens."""

import re
import shlex
from pathlib import Path

import httpx
import pytest

from huimin_rules import check
from huimin_rules.web.problems import Kind
from huimin_rules.web.settings import Limits
from tests.web.running import ID, SHIPPED, Running

DOCUMENT = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
_BLOCK = re.compile(r"```sh\n(.*?)```\n(?:\n```text\n(.*?)```\n)?", re.DOTALL)
SHOWN = [(command, said) for command, said in _BLOCK.findall(DOCUMENT) if command.startswith("curl ")]


def curl(command: str, server: Running) -> httpx.Response:
    """What the command would do: no machine needs curl for these tests."""
    words = shlex.split(command.replace("\\\n", " "))
    headers: dict[str, str] = {}
    url, body = "", ""
    options = iter(words[1:])
    for word in options:
        match word:
            case "-s" | "-N":
                pass
            case "-H":
                name, _, value = next(options).partition(": ")
                headers[name] = value
            case "-d":
                body = next(options)
            case _:
                assert not word.startswith("-")
                url = word
    assert url.startswith("http://127.0.0.1:8000/")
    return server.client.post(url.removeprefix("http://127.0.0.1:8000"), content=body.encode(), headers=headers)


@pytest.mark.parametrize(("command", "said"), SHOWN)
def test_a_command_does_what_is_shown(server: Running, command: str, said: str) -> None:
    found = curl(command, server)
    if said:
        assert re.sub(r"request:[0-9a-f]{16}", "request:" + "0" * 16, found.text).strip() == said.strip()
    else:
        assert found.text == check(SHIPPED.policy, {"applied_on": "2023-01-10"}).to_json()
        assert found.json()["policy"]["id"] == ID


def test_three_commands_are_shown() -> None:
    assert len(SHOWN) == 3


def test_every_kind_of_problem_is_in_the_table() -> None:
    rows = re.findall(r"^\| (`[a-z`, -]+`) \| (\d{3}) \|", DOCUMENT, re.MULTILINE)
    told = {(name, int(status)) for names, status in rows for name in re.findall(r"`([a-z-]+)`", names)}
    assert told == {(kind.type.rpartition(":")[2], kind.status) for kind in Kind}


def test_the_limits_are_those_of_the_code() -> None:
    limits = Limits()
    assert (limits.body, limits.line) == (2**20, 2**20)
    for words in (
        f"| {limits.receiving:g} s |",
        f"| {limits.deciding:g} s; its effort",
        f"| {limits.replaying:g} s, one at a time |",
        f"| {limits.workers}, {limits.requests} |",
        f"| {limits.rate:g} requests a second, {limits.burst:g} at once",
    ):
        assert words in DOCUMENT
