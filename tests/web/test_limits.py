"""How many requests, how fast, and for how long."""

import socket
import threading
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huimin_rules.web import checks
from huimin_rules.web.problems import Kind
from huimin_rules.web.rate import Rate
from huimin_rules.web.settings import Limits, Settings
from tests.web.conftest import Hold
from tests.web.running import SHIPPED, Running, running
from tests.web.test_problems import is_problem


@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.floats(0, 5)), max_size=30),
    st.floats(0.1, 50),
    st.floats(1, 20),
)
def test_a_client_never_gets_more_than_its_share(asked: list[tuple[str, float]], rate: float, burst: float) -> None:
    """In any span of time at most the burst and what the rate adds; and who is told to wait gets in after that time."""
    limit, now = Rate(rate, burst), 0.0
    passed: dict[str, list[float]] = {"a": [], "b": []}
    for client, pause in asked:
        now += pause
        wait = limit.wait(client, now)
        if wait:
            now += wait + 1e-6
            assert limit.wait(client, now) == 0
        passed[client].append(now)
        for start in range(len(passed[client])):
            span = now - passed[client][start]
            assert len(passed[client]) - start <= burst + span * rate + 1e-3


def test_very_many_clients_are_not_remembered_for_ever() -> None:
    limit = Rate(1, 1)
    assert limit.wait("first", 0.0) == 0
    assert limit.wait("first", 0.0) == 1
    for number in range(10_000):
        limit.wait(str(number), 0.0)
    assert limit.wait("first", 0.0) == 0


def test_who_asks_too_often_is_told_when_to_come_back() -> None:
    with running(Settings((SHIPPED,), limits=Limits(rate=0.001, burst=3))) as server:
        # The first was asked to see that the server is there.
        assert [server.get("/healthz").status_code for _ in range(2)] == [200, 200]
        found = server.check({})
        is_problem(found, Kind.TOO_MANY_REQUESTS)
        assert 1 <= int(found.headers["retry-after"]) <= 1000


def test_requests_under_way_are_bounded(monkeypatch: pytest.MonkeyPatch, hold: Hold) -> None:
    monkeypatch.setattr(checks, "decided", hold.work)
    with running(Settings((SHIPPED,), limits=Limits(requests=1))) as server:
        first = threading.Thread(target=server.check, args=({},))
        first.start()
        assert hold.begun.wait(60)
        found = server.get("/healthz")
        is_problem(found, Kind.BUSY)
        assert found.headers["retry-after"] == "1"
        hold.released.set()
        first.join()
        assert server.get("/healthz").status_code == 200


def test_a_heavy_decision_holds_up_nobody_else(monkeypatch: pytest.MonkeyPatch, hold: Hold) -> None:
    monkeypatch.setattr(checks, "decided", hold.work)
    with running(Settings((SHIPPED,))) as server:
        heavy = threading.Thread(target=server.check, args=({},))
        heavy.start()
        assert hold.begun.wait(60)
        monkeypatch.undo()
        assert server.get("/healthz").status_code == 200
        assert server.check({}).status_code == 200
        hold.released.set()
        heavy.join()


def raw(server: Running, sent: bytes) -> bytes:
    """Everything that comes back for some bytes, until the server closes."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
        connection.sendall(sent)
        found = b""
        while piece := connection.recv(65_536):
            found += piece
    return found


def test_a_request_that_does_not_arrive_is_given_up() -> None:
    head = b"POST /v1/check HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{"
    with running(Settings((SHIPPED,), limits=Limits(receiving=0.05))) as server:
        found = raw(server, head)
    assert found.startswith(b"HTTP/1.1 408 ")
    assert Kind.SLOW_REQUEST.type.encode() in found
    assert b"connection: close" in found.lower()


def test_what_a_client_would_send_is_refused_before_it_sends_it(server: Running) -> None:
    """A client that asks first is told at once; nothing is read."""
    head = (
        b"POST /v1/check HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        b"Expect: 100-continue\r\nContent-Length: 99999999\r\n\r\n"
    )
    found = raw(server, head)
    assert found.startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize("announced", [True, False])
def test_who_sends_too_much_and_then_reads_gets_the_answer(server: Running, announced: bool) -> None:
    """Far more than the system keeps for a server that does not read: it must be read, or the answer is lost."""
    size = 12 * 2**20
    length = b"Content-Length: %d\r\n\r\n" % size if announced else b"Transfer-Encoding: chunked\r\n\r\n%x\r\n" % size
    head = b"POST /v1/check HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nConnection: close\r\n"
    found = raw(server, head + length + b" " * size + (b"" if announced else b"\r\n0\r\n\r\n"))
    assert found.startswith(b"HTTP/1.1 413 ")
    assert Kind.TOO_LARGE.type.encode() in found


def test_one_that_goes_away_is_no_fault(server: Running, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    head = b"POST /v1/check HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{"
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
        connection.sendall(head)
    noted: Any = None
    while noted is None:
        assert server.get("/healthz").status_code == 200
        noted = next((one for one in caplog.messages if one.startswith("POST /v1/check - ")), None)
    assert not [one for one in caplog.records if one.levelname == "ERROR" and one.name == "huimin_rules.web"]
