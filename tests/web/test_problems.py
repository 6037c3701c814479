"""Every way in which a request can end without an answer is a problem of RFC 9457, and tells nothing of the inside."""

import json
import re
from collections.abc import Mapping
from typing import Any

import httpx
import jsonschema
import pytest

from huimin_rules.web import checks
from huimin_rules.web.problems import MEDIA_TYPE, Kind, Problem
from huimin_rules.web.settings import Limits, Settings
from tests.web.running import ID, SHIPPED, Running, running

SCHEMA = Problem.model_json_schema(mode="serialization")


def is_problem(found: httpx.Response, kind: Kind) -> dict[str, Any]:
    """The problem, which must be of this kind and be told as RFC 9457 has it."""
    assert found.headers["content-type"] == MEDIA_TYPE
    said: dict[str, Any] = found.json()
    jsonschema.validate(said, SCHEMA)
    assert (said["type"], said["title"], said["status"]) == (kind.type, kind.title, kind.status)
    assert found.status_code == kind.status
    assert said["instance"] == f"urn:huimin-rules:request:{found.headers['x-request-id']}"
    assert "Traceback" not in found.text
    return said


JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    ("kind", "method", "path", "content", "headers"),
    [
        (Kind.UNKNOWN_ROUTE, "GET", "/v2/check", b"", {}),
        (Kind.UNKNOWN_ROUTE, "GET", "/v1/check/", b"", {}),
        (Kind.UNKNOWN_ROUTE, "GET", "/docs", b"", {}),
        (Kind.UNKNOWN_ROUTE, "POST", "/", b"", {"Content-Type": "text/plain", "Origin": "null"}),
        (Kind.WRONG_METHOD, "GET", "/v1/check", b"", {}),
        (Kind.WRONG_METHOD, "PUT", "/v1/policies", b"", {}),
        (Kind.WRONG_METHOD, "OPTIONS", "/v1/check", b"", {}),
        (Kind.UNKNOWN_POLICY, "GET", "/v1/policies/x", b"", {}),
        (Kind.NO_LEDGER, "POST", "/v1/decisions", b"{}", JSON),
        (Kind.NO_LEDGER, "GET", "/v1/decisions/1/replay", b"", {}),
        (Kind.WRONG_MEDIA_TYPE, "POST", "/v1/check", b"{}", {}),
        (Kind.WRONG_MEDIA_TYPE, "POST", "/v1/check", b"{}", {"Content-Type": "text/plain"}),
        (Kind.WRONG_MEDIA_TYPE, "POST", "/v1/check", b"{}", {"Content-Type": "application/json; charset=gbk"}),
        (Kind.WRONG_MEDIA_TYPE, "POST", "/v1/check", b"{}", {**JSON, "Content-Encoding": "gzip"}),
        (Kind.WRONG_MEDIA_TYPE, "POST", "/v1/check/batch", b"{}", JSON),
        (Kind.MALFORMED_JSON, "POST", "/v1/check", b"", JSON),
        (Kind.MALFORMED_JSON, "POST", "/v1/check", b"{", JSON),
        (Kind.MALFORMED_JSON, "POST", "/v1/check", b'{"a":NaN}', JSON),
        (Kind.MALFORMED_JSON, "POST", "/v1/check", b'{"a":"\xff"}', JSON),
        (Kind.MALFORMED_JSON, "POST", "/v1/check", b'{"facts":{},"facts":{}}', JSON),
        (Kind.MALFORMED_JSON, "POST", "/v1/check", b'{"facts":' + b"[" * 100_000 + b"]" * 100_000 + b"}", JSON),
        (Kind.MALFORMED_JSON, "POST", "/v1/check", b'{"facts":' + b"[" * 65 + b"]" * 65 + b"}", JSON),
        (Kind.INVALID_INPUT, "POST", "/v1/check", b"{}", JSON),
        (Kind.TOO_LARGE, "POST", "/v1/check", b'{"facts":"' + b"x" * 2**20 + b'"}', JSON),
    ],
    ids=lambda one: one.name if isinstance(one, Kind) else "",
)
def test_a_request_that_is_wrong(
    server: Running, kind: Kind, method: str, path: str, content: bytes, headers: Mapping[str, str]
) -> None:
    found = server.client.request(method, path, content=content, headers=headers)
    if "Origin" in headers:
        kind = Kind.CROSS_SITE
    is_problem(found, kind)


def test_problems_of_the_text_have_their_place(server: Running) -> None:
    said = is_problem(server.send("/v1/check", b'{"policy":\n  x}'), Kind.MALFORMED_JSON)
    (only,) = said["problems"]
    assert (only["found"], only["line"], only["column"]) == ("语法错误", 2, 3)
    assert only["message"] == "应为可读的 JSON，实为语法错误"


def test_too_large_is_refused_before_it_is_read_and_while_it_is_read(server: Running) -> None:
    def endless() -> Any:
        while True:
            yield b" " * 65_536

    # Without a length nobody can know; httpx stops sending when the answer is there.
    with httpx.Client(base_url=server.address) as client:
        try:
            found = client.post("/v1/check", content=endless(), headers=JSON)
        except httpx.WriteError:
            # The server has closed the connection before the client looked for an answer.
            return
        is_problem(found, Kind.TOO_LARGE)


def test_what_may_be_asked_is_said(server: Running) -> None:
    assert server.get("/v1/check").headers["allow"] == "POST"
    assert server.client.put("/v1/policies").headers["allow"] == "GET, HEAD"
    assert server.post("/v1/check/batch", {}).headers["accept"].split(", ")[0] == "application/x-ndjson"


def test_what_answers_get_answers_head(server: Running) -> None:
    for path in ("/", "/healthz", "/openapi.json", "/v1/policies", f"/v1/policies/{ID}"):
        head, get = server.client.head(path), server.get(path)
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["content-length"] == str(len(get.content))


SECRET = "不应当出现的话"


@pytest.mark.parametrize("error", [KeyError(SECRET), ValueError(SECRET), RecursionError(SECRET), MemoryError(SECRET)])
def test_a_fault_of_the_program_is_told_without_its_words(
    error: Exception, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise error

    caplog.set_level("INFO")
    monkeypatch.setattr(checks, "decided", broken)
    with running(Settings((SHIPPED,))) as server:
        found = server.check({})
    is_problem(found, Kind.INTERNAL)
    assert SECRET not in found.text
    assert SECRET not in caplog.text
    (fault,) = [one for one in caplog.messages if type(error).__name__ in one]
    assert found.headers["x-request-id"] in fault
    assert re.search(r"broken \S+test_problems\.py:\d+", fault)


def test_every_kind_of_problem_has_a_type_and_a_title_of_its_own() -> None:
    assert len({kind.type for kind in Kind}) == len({kind.title for kind in Kind}) == len(Kind)


def test_half_a_character_can_be_told(server: Running) -> None:
    said = is_problem(
        server.send("/v1/check", json.dumps({"policy": "\ud800", "facts": {}}).encode()), Kind.INVALID_INPUT
    )
    assert [one["path"] for one in said["problems"]] == ["policy"]


def test_a_decision_that_takes_too_long_is_given_up_and_the_door_stays_open(
    monkeypatch: pytest.MonkeyPatch, hold: Any
) -> None:
    monkeypatch.setattr(checks, "decided", hold.work)
    with running(Settings((SHIPPED,), limits=Limits(deciding=0.05, workers=1))) as server:
        said = is_problem(server.check({}), Kind.TIMEOUT)
        assert said["detail"] == "时限 0.05 秒"
        # Its thread still works on it; everything that needs none goes on.
        assert hold.begun.is_set()
        assert server.get("/healthz").status_code == 200
        hold.released.set()


def test_what_waits_is_bounded(monkeypatch: pytest.MonkeyPatch, hold: Any) -> None:
    monkeypatch.setattr(checks, "decided", hold.work)
    with running(Settings((SHIPPED,), limits=Limits(deciding=0.05, workers=1, waiting=0))) as server:
        is_problem(server.check({}), Kind.TIMEOUT)
        found = server.check({})
        is_problem(found, Kind.BUSY)
        assert found.headers["retry-after"] == "1"
        hold.released.set()


def test_every_problem_is_described(server: Running) -> None:
    said = json.dumps(server.get("/openapi.json").json(), ensure_ascii=False)
    undescribed = [kind.name for kind in Kind if kind.type not in said]
    # A server without tokens asks for none; an unknown address is described nowhere; a batch says that it stops.
    assert undescribed == ["UNAUTHORISED", "FORBIDDEN", "UNKNOWN_ROUTE", "WRONG_METHOD", "STOPPING"]
