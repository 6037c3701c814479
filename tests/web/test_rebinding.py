"""What a page of another site can make a browser send to a server on the loopback interface is not answered."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from huimin_rules.web.application import create_app
from huimin_rules.web.problems import Kind
from huimin_rules.web.server import names_of
from huimin_rules.web.settings import Settings
from tests.web.running import SHIPPED, Running, running
from tests.web.test_problems import is_problem

ROUTES = [("GET", "/"), ("GET", "/v1/policies"), ("GET", "/healthz"), ("POST", "/v1/check"), ("GET", "/nowhere")]
HOSTS = ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", "localhost.evil.example", "", "[::2]", "::1"]


@pytest.mark.parametrize(("method", "path"), ROUTES)
@pytest.mark.parametrize("host", HOSTS)
def test_another_name_is_not_answered(server: Running, method: str, path: str, host: str) -> None:
    is_problem(server.client.request(method, path, headers={"Host": host}), Kind.WRONG_HOST)


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:1", "127.0.0.1", "127.0.0.1:80", "[::1]", "[::1]:8000"])
def test_the_names_of_this_machine_are_answered(server: Running, host: str) -> None:
    assert server.get("/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "http://localhost"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
    ids=str,
)
@pytest.mark.parametrize("path", ["/v1/check", "/v1/questions", "/v1/check/batch", "/v1/decisions", "/nowhere"])
def test_another_site_can_send_nothing(server: Running, path: str, headers: Mapping[str, str]) -> None:
    is_problem(server.client.post(path, json={}, headers=headers), Kind.CROSS_SITE)


def test_the_own_page_may_send(server: Running) -> None:
    own = {"Origin": server.address.rstrip("/"), "Sec-Fetch-Site": "same-origin"}
    assert server.client.post("/v1/check", json={}, headers=own).status_code == 422
    assert server.client.post("/v1/check", json={}, headers={"Sec-Fetch-Site": "none"}).status_code == 422


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_no_other_site_may_read_or_frame_an_answer(server: Running, method: str, path: str) -> None:
    found = server.client.request(method, path, headers={"Origin": "https://evil.example"})
    assert not [name for name in found.headers if name.startswith("access-control-")]
    assert found.headers["cross-origin-resource-policy"] == "same-origin"
    assert found.headers["x-frame-options"] == "DENY"
    assert "frame-ancestors 'none'" in found.headers["content-security-policy"]
    assert "default-src 'none'" in found.headers["content-security-policy"]
    assert found.headers["x-content-type-options"] == "nosniff"
    assert found.headers["referrer-policy"] == "no-referrer"
    assert "server" not in found.headers


def test_a_preflight_gets_no_permission(server: Running) -> None:
    asking = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    is_problem(server.client.options("/v1/check", headers=asking), Kind.WRONG_METHOD)


@pytest.mark.parametrize(
    ("host", "more", "known"),
    [
        ("127.0.0.1", (), {"localhost", "127.0.0.1", "[::1]"}),
        ("192.0.2.1", ("Rules.Example",), {"localhost", "127.0.0.1", "[::1]", "192.0.2.1", "rules.example"}),
        ("2001:db8::1", (), {"localhost", "127.0.0.1", "[::1]", "[2001:db8::1]"}),
        ("0.0.0.0", ("rules.example",), {"localhost", "127.0.0.1", "[::1]", "rules.example"}),
        ("0.0.0.0", (), None),
        ("::", (), None),
    ],
)
def test_the_names_follow_from_the_address(host: str, more: tuple[str, ...], known: set[str] | None) -> None:
    assert names_of(host, more) == known


def test_where_every_name_is_good_another_site_still_sends_nothing() -> None:
    with running(Settings((SHIPPED,), hosts=None)) as server:
        assert server.get("/healthz", headers={"Host": "rules.example"}).status_code == 200
        is_problem(
            server.client.post("/v1/check", json={}, headers={"Origin": "https://evil.example"}), Kind.CROSS_SITE
        )


def test_what_is_not_http_is_turned_away() -> None:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        raise AssertionError("nothing is read")

    asyncio.run(create_app(Settings((SHIPPED,)))({"type": "websocket"}, receive, send))
    assert sent == [{"type": "websocket.close", "code": 1008}]
