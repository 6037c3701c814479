"""`huimin serve`: what it refuses, the tokens that it makes, and how it comes to an end."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from huimin_rules.web.access import Role, Tokens
from huimin_rules.web.problems import Kind
from tests.cli.conftest import Huimin
from tests.web.running import ID
from tests.web.test_batch import Stream, line

ROOT = Path(__file__).parents[2]


@contextmanager
def serving(*options: str | Path) -> "Iterator[tuple[subprocess.Popen[str], int]]":
    """The command in a process of its own, and its port."""
    command = [sys.executable, "-m", "huimin_rules.cli", "serve", "--port", "0", *map(str, options)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdout=pipe, stderr=pipe, encoding="utf-8") as process:
        assert process.stdout is not None
        try:
            told = process.stdout.readline()
            assert process.stdout.readline() == "自查结果，非行政决定。\n"
            yield process, int(told.partition("http://127.0.0.1:")[2].partition("/")[0])
        finally:
            process.kill()


def test_it_serves_until_it_is_told_to_stop() -> None:
    with serving() as (process, port):
        found = httpx.post(f"http://127.0.0.1:{port}/v1/check", json={"policy": ID, "facts": {}}, timeout=60)
        assert found.json()["conclusion"] == "incomplete"
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=60)
        assert process.returncode == 0
    assert " POST /v1/check 200 " in err
    assert "Traceback" not in err


def test_what_is_under_way_is_finished_first() -> None:
    """A request of which a part has arrived, and a batch between two lines."""
    body = json.dumps({"policy": ID, "facts": {}}).encode()
    head = (
        b"POST /v1/check HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        b"Content-Length: %d\r\n\r\n" % len(body)
    )
    with serving() as (process, port):
        with (
            socket.create_connection(("127.0.0.1", port), timeout=60) as half,
            socket.create_connection(("127.0.0.1", port), timeout=60) as connection,
        ):
            half.sendall(head + body[:-1])
            stream = Stream(connection)
            stream.send(line({}, key="a"))
            assert json.loads(stream.piece())["key"] == "a"
            process.send_signal(signal.SIGTERM)
            (last,) = stream.rest()
            assert (last["line"], last["problem"]["type"]) == (2, Kind.STOPPING.type)
            # The batch has been told; so nobody new is let in any more, and the other request is still waited for.
            with pytest.raises(ConnectionError):
                socket.create_connection(("127.0.0.1", port), timeout=60).close()
            half.sendall(body[-1:])
            answer = b""
            while piece := half.recv(65_536):
                answer += piece
            assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
            assert b'"conclusion":"incomplete"' in answer
        process.wait(timeout=60)
        assert process.returncode == 0


def test_ctrl_c_is_no_error() -> None:
    with serving() as (process, port):
        assert httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=60).status_code == 200
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
        assert process.returncode == 0


def test_a_ledger_is_recorded_to(tmp_path: Path, huimin: Huimin) -> None:
    ledger, tokens = tmp_path / "ledger.db", tmp_path / "tokens"
    assert huimin("ledger", "init", ledger, "--origin", "test.example/huimin").code == 0
    token = huimin("serve", "--new-token", "record,audit", "--name", "office", "--tokens", tokens).out.strip()
    bearer = {"Authorization": f"Bearer {token}"}
    body = {"policy": ID, "facts": {}, "case": "1", "recorded_by": "甲"}
    with serving("--ledger", ledger, "--tokens", tokens) as (process, port):
        there = f"http://127.0.0.1:{port}/v1/decisions"
        assert httpx.post(there, json=body, headers=bearer, timeout=60).status_code == 201
        found = httpx.get(f"{there}/1/replay", headers=bearer, timeout=60)
        assert found.json()["records"][0]["outcome"] == "identical"
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
    assert huimin("replay", ledger, "--case", "1").code == 0
    assert huimin("ledger", "verify", ledger).code == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--host", "0.0.0.0"), "--tokens"),
        (("--host", "::"), "--tokens"),
        (("--policy", "gongyi"), "policy"),
        (("--ledger", "nowhere.db"), "账本"),
        (("--tokens", "nowhere"), "令牌"),
        (("--new-token", "check"), "--name"),
        (("--new-token", "chek", "--name", "a", "--tokens", "nowhere"), "是否想写 check"),
        (("--host", "nowhere.invalid", "--port", "0"), "--tokens"),
    ],
    ids=str,
)
def test_what_is_not_safe_or_not_there_is_refused(huimin: Huimin, arguments: tuple[str, ...], says: str) -> None:
    ran = huimin("serve", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err


def test_a_port_that_is_taken_is_said(huimin: Huimin) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ran = huimin("serve", "--port", str(port))
    assert (ran.code, ran.out) == (2, "")
    assert f"127.0.0.1:{port}" in ran.err


def test_a_token_is_made(tmp_path: Path, huimin: Huimin) -> None:
    tokens = tmp_path / "tokens"
    ran = huimin("serve", "--new-token", "check,audit", "--name", "intake", "--tokens", tokens)
    assert ran.code == 0
    grant = Tokens.read(tokens).grant(ran.out.strip())
    assert grant is not None
    assert grant.roles == frozenset((Role.CHECK, Role.AUDIT))


_BLOCKED = """
import sys
sys.modules["{module}"] = None
from huimin_rules.cli import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize("module", ["fastapi", "uvicorn", "starlette"])
def test_without_the_extra_it_is_named(module: str) -> None:
    ran: Any = subprocess.run(
        [sys.executable, "-c", _BLOCKED.format(module=module), "serve"],
        cwd=ROOT,
        capture_output=True,
        check=False,
        text=True,
        encoding="utf-8",
        env={**os.environ},
        timeout=120,
    )
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "pip install 'huimin-rules[web]'" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_nothing_else_needs_the_extra() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", _BLOCKED.format(module="fastapi"), "check", "examples/eligible.yaml"],
        cwd=ROOT,
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert ran.returncode == 0
