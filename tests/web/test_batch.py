"""A batch: every line is answered, in order, while others still arrive, in bounded memory."""

import json
import select
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from itertools import islice
from typing import Any

import pytest

from huimin_rules import check
from huimin_rules.loading.strict_json import read_json
from huimin_rules.web import batch
from huimin_rules.web.office import decided
from huimin_rules.web.problems import Kind
from huimin_rules.web.settings import Limits, Settings
from tests.replay import random_applications
from tests.web.conftest import Hold
from tests.web.running import ID, MINIMAL, SHIPPED, Running, running

LINES = {"Content-Type": "application/x-ndjson"}
OVER = {"applied_on": "2023-01-10", "collaboration": {"partners": []}}


def line(facts: Any, **more: Any) -> bytes:
    return json.dumps({"policy": ID, "facts": facts, **more}, ensure_ascii=False, default=plain).encode() + b"\n"


def plain(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else str(value)


def answers(server: Running, content: bytes) -> list[dict[str, Any]]:
    found = server.send("/v1/check/batch", content, LINES)
    assert (found.status_code, found.headers["content-type"]) == (200, "application/x-ndjson")
    assert found.content.endswith(b"\n") or not found.content
    return [json.loads(one) for one in found.content.splitlines()]


def test_each_line_gets_the_verdict_of_the_library_in_order(server: Running) -> None:
    sent = [
        line(facts, key=f"第{number}份")
        for number, facts in enumerate(islice(random_applications.applications(SHIPPED.policy, 3), 100), 1)
    ]
    found = server.send("/v1/check/batch", b"".join(sent), LINES).content.splitlines()
    for number, (got, made) in enumerate(zip(found, sent, strict=True), 1):
        one = read_json(made)
        assert isinstance(one, dict)
        verdict = check(SHIPPED.policy, one["facts"]).to_json()  # type: ignore[arg-type]  # JSON of our own, a mapping
        assert got.decode() == f'{{"key":"第{number}份","line":{number},"verdict":{verdict}}}'


def test_a_line_that_is_wrong_touches_no_other(server: Running) -> None:
    good = line({}, key="good")
    sent = b"".join(
        (
            good,
            b"\n",
            b"{\n",
            line({"a": 1}, key="facts"),
            line({}, key=7),
            line({}, key="x" * 201),
            line({}, readings={"a": "b"}),
            json.dumps({"policy": "x", "facts": {}, "key": "policy"}).encode() + b"\n",
            b'{"key":"twice","key":"twice"}\r\n',
            b"\xff\n",
            b'"' + b"x" * 2**20 + b'"\n',
            good.rstrip(b"\n"),
        )
    )
    found = answers(server, sent)
    assert [one["line"] for one in found] == list(range(1, 13))
    assert [one["key"] for one in found] == [
        *("good", None, None, "facts", None, None, None, "policy", None, None, None, "good")
    ]
    kinds = [one["problem"]["type"] if "problem" in one else None for one in found]
    malformed, invalid = Kind.MALFORMED_JSON.type, Kind.INVALID_INPUT.type
    assert kinds == [
        *(None, malformed, malformed, invalid, invalid, invalid, invalid, invalid, malformed, malformed),
        *(Kind.TOO_LARGE.type, None),
    ]
    assert found[3]["problem"]["problems"][0]["path"] == "a"
    assert found[0]["verdict"] == found[-1]["verdict"]


@pytest.mark.parametrize("content", [b"", b"\n"])
def test_nothing_in_nothing_out(server: Running, content: bytes) -> None:
    assert len(answers(server, content)) == len(content)


def test_several_policies_go_together(server: Running) -> None:
    other = json.dumps({"policy": MINIMAL.policy.id, "facts": {}}).encode()
    found = answers(server, line({}) + other)
    assert [one["verdict"]["policy"]["id"] for one in found] == [ID, MINIMAL.policy.id]


# --- streaming


class Stream:
    """A batch under way, sent and read by hand."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.reader = connection.makefile("rb")
        head = (
            b"POST /v1/check/batch HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\n"
            b"Transfer-Encoding: chunked\r\n\r\n"
        )
        connection.sendall(head)
        assert self.reader.readline() == b"HTTP/1.1 200 OK\r\n"
        while self.reader.readline() != b"\r\n":
            pass

    def send(self, data: bytes) -> None:
        self.connection.sendall(b"%x\r\n%b\r\n" % (len(data), data))

    def finish(self) -> None:
        self.connection.sendall(b"0\r\n\r\n")

    def piece(self) -> bytes:
        """The next piece of the response; empty at its end."""
        size = int(self.reader.readline(), 16)
        data = self.reader.read(size)
        assert self.reader.readline() == b"\r\n"
        return data

    def rest(self) -> list[dict[str, Any]]:
        """The remaining answers; the response must end as it should."""
        found = b""
        while piece := self.piece():
            found += piece
        assert self.reader.read() == b""
        return [json.loads(one) for one in found.splitlines()]


@contextmanager
def streaming(server: Running) -> Iterator[Stream]:
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
        stream = Stream(connection)
        with stream.reader:
            yield stream


def test_an_answer_comes_before_the_next_line_is_sent(server: Running) -> None:
    with streaming(server) as stream:
        for number in range(1, 6):
            stream.send(line({}, key=str(number)))
            found = json.loads(stream.piece())
            assert (found["line"], found["key"]) == (number, str(number))
        stream.finish()
        assert not stream.rest()


def test_a_line_may_arrive_in_pieces(server: Running) -> None:
    with streaming(server) as stream:
        whole = line({}, key="甲")
        for at in range(0, len(whole), 7):
            stream.send(whole[at : at + 7])
        assert json.loads(stream.piece())["key"] == "甲"
        stream.finish()
        assert not stream.rest()


def test_who_does_not_read_is_not_read_from(server: Running) -> None:
    """What nobody reads piles up nowhere: soon the server takes nothing any more."""
    one = line({})
    block = b"%x\r\n%b\r\n" % (len(one) * 100, one * 100)
    sent = 0
    with streaming(server) as stream:
        stream.connection.setblocking(False)
        while select.select([], [stream.connection], [], 3)[1]:
            try:
                sent += stream.connection.send(block)
            except BlockingIOError:
                continue
            assert sent < 64 * 2**20


def test_when_the_server_stops_the_last_answer_says_where(server: Running) -> None:
    with running(Settings((SHIPPED,))) as own, streaming(own) as stream:
        stream.send(line({}, key="a") + line({}, key="b") + b'{"policy"')
        got = b""
        while got.count(b"\n") < 2:
            got += stream.piece()
        assert [json.loads(one)["key"] for one in got.splitlines()] == ["a", "b"]
        own.stop()
        (last,) = stream.rest()
        assert (last["line"], last["key"], last["problem"]["type"]) == (3, None, Kind.STOPPING.type)
        assert last["problem"]["detail"] == "从这一行起没有处理"


def test_when_nothing_arrives_the_last_answer_says_so() -> None:
    with running(Settings((SHIPPED,), limits=Limits(receiving=0.3))) as own, streaming(own) as stream:
        stream.send(line({}))
        found = stream.rest()
        assert [one["line"] for one in found] == [1, 2]
        assert found[1]["problem"]["type"] == Kind.SLOW_REQUEST.type


def test_a_line_that_takes_too_long_is_given_up_and_the_next_is_not(
    monkeypatch: pytest.MonkeyPatch, hold: Hold
) -> None:
    def sometimes(policy: Any, facts: Any, readings: Any) -> Any:
        return hold.work() if facts == {"applied_on": "2022-03-01"} else decided(policy, facts, readings)

    monkeypatch.setattr(batch, "decided", sometimes)
    with running(Settings((SHIPPED,), limits=Limits(deciding=1.0))) as own:
        found = answers(own, line({}, key="a") + line({"applied_on": "2022-03-01"}, key="b") + line({}, key="c"))
        hold.released.set()
    assert [(one["line"], "verdict" in one) for one in found] == [(1, True), (2, False), (3, True)]
    assert found[1]["problem"]["type"] == Kind.TIMEOUT.type


def test_many_batches_at_once_keep_apart(server: Running) -> None:
    found: dict[int, list[dict[str, Any]]] = {}

    def one(number: int) -> None:
        found[number] = answers(server, b"".join(line(OVER, key=f"{number}.{place}") for place in range(20)))

    threads = [threading.Thread(target=one, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for number, some in found.items():
        assert [each["key"] for each in some] == [f"{number}.{place}" for place in range(20)]
    assert len(found) == 8


def test_who_never_reads_is_no_longer_waited_for(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    block = line({}) * 100
    sent = b"%x\r\n%b\r\n" % (len(block), block)
    with running(Settings((SHIPPED,), limits=Limits(receiving=0.2))) as own, streaming(own) as stream:
        stream.connection.setblocking(False)
        while not [one for one in caplog.messages if one.startswith("POST /v1/check/batch 200 ")]:
            if select.select([], [stream.connection], [], 0)[1]:
                sent = sent[stream.connection.send(sent) :] or b"%x\r\n%b\r\n" % (len(block), block)
            assert own.get("/healthz").status_code == 200


def test_a_fault_in_the_middle_cuts_the_answer_off(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise KeyError("不应当出现的话")

    monkeypatch.setattr(batch, "decided", broken)
    with running(Settings((SHIPPED,))) as own, streaming(own) as stream:
        stream.send(line({}))
        assert stream.reader.read() == b""
    assert "KeyError" in caplog.text
    assert "不应当出现的话" not in caplog.text
