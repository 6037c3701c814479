"""The log of requests: enough to find a request again, and nothing about anybody."""

import json
import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huimin_rules.web.settings import Settings
from tests.web.conftest import Secured
from tests.web.running import ID, SHIPPED, running

LINE = re.compile(r"(?:GET|HEAD|POST|-) (?:-|/\S*) \d{3} \d+\.\d ms [0-9a-f]{16}")
_WORDS = st.text(st.characters(codec="utf-8", categories=("L", "N")), min_size=3, max_size=20).map(
    lambda text: f"甲{text}"
)
_ROUTES = ["/v1/check", "/v1/questions", "/v1/check/batch", "/v1/decisions"]


def words(value: Any) -> Iterator[str]:
    """Every text in a value, keys as well."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from words(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from words(inner)
    elif isinstance(value, str):
        yield value


@pytest.fixture(scope="module")
def watched(secured: Secured) -> Iterator[tuple[Secured, list[logging.LogRecord]]]:
    """A server, and everything that the process writes to a log, but for what the client of these tests does."""
    records: list[logging.LogRecord] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.name.partition(".")[0] not in ("httpx", "httpcore"):
                records.append(record)

    root, keep = logging.getLogger(), Keep()
    level = root.level
    root.addHandler(keep)
    root.setLevel("DEBUG")
    yield secured, records
    root.setLevel(level)
    root.removeHandler(keep)


@settings(max_examples=25, deadline=None)
@given(
    st.dictionaries(_WORDS, _WORDS | st.lists(_WORDS, max_size=3), max_size=3),
    st.sampled_from(_ROUTES),
    _WORDS,
    st.booleans(),
)
def test_nothing_that_was_sent_is_in_the_log(
    watched: tuple[Secured, list[logging.LogRecord]], facts: Any, route: str, case: str, known: bool
) -> None:
    server, records = watched
    given_facts = {"applicants": [{"name": case, "role": "lead"}]} if known else facts
    sent = {"policy": ID, "facts": given_facts, "case": case, "recorded_by": case, **facts}
    for bearer in ({"Authorization": f"Bearer {case.encode().hex()}"}, *map(server.bearer, server.tokens)):
        server.send(f"{route}?{case}={case}", json.dumps(sent).encode(), bearer)
        server.get(f"/v1/decisions/{case}/replay?q={case}", headers=bearer)
        server.get(f"/{case}", headers=bearer)
    server.client.request(f"X{case.encode().hex()}", "/")
    logged = [one.getMessage() for one in records]
    assert logged
    said = "\n".join(logged)
    own = {"policy", "facts", "applicants", "name", "role", "lead", "case", "recorded_by", ID}
    for word in ({*words(sent), *server.tokens.values()} - own) | {case.encode().hex()}:
        assert word not in said
    for one in records:
        if one.name == "huimin_rules.web":
            assert LINE.fullmatch(one.getMessage())
    records.clear()


def test_a_request_is_found_again_by_its_number(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    with running(Settings((SHIPPED,))) as server:
        numbers = [server.check({}).headers["x-request-id"] for _ in range(2)]
    assert numbers[0] != numbers[1]
    for number in numbers:
        (line,) = [one for one in caplog.messages if number in one]
        assert re.fullmatch(rf"POST /v1/check 200 \d+\.\d ms {number}", line)


def test_a_route_is_named_by_its_template(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    with running(Settings((SHIPPED,))) as server:
        server.get(f"/v1/policies/{ID}")
        server.get("/nowhere")
        server.client.head("/healthz")
    shown = [one for one in caplog.messages if " ms " in one]
    assert [one.split()[:3] for one in shown] == [
        ["GET", "/healthz", "200"],
        ["GET", "/v1/policies/{policy}", "200"],
        ["GET", "-", "404"],
        ["HEAD", "/healthz", "200"],
    ]
