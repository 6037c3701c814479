"""`POST /v1/check/batch`: any number of applications, a line in and a line out, in order and in bounded memory.

Each line is an application as `POST /v1/check` takes it, with a `key` if it has one; it is answered by a line with its
number, its key, and the verdict or the problem. A line that cannot be read is answered like any other, so none is ever
lost, and one that is wrong does not touch its neighbours. Answers are sent while lines arrive: a client reads while it
sends. Where the server stops, or nothing arrives in time, the last answer says from which line on nothing was done.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from itertools import islice
from time import perf_counter
from typing import Final

from fastapi import APIRouter, Request, Response
from pydantic import Field
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from huimin_rules.canonical import canonical_text
from huimin_rules.errors import InputError
from huimin_rules.frozen import FrozenModel
from huimin_rules.loading.plain_data import Data
from huimin_rules.verdict import Verdict
from huimin_rules.web.access import Role
from huimin_rules.web.description import Described
from huimin_rules.web.guard import arrival_of
from huimin_rules.web.lines import Line, Lines
from huimin_rules.web.office import Office, decided
from huimin_rules.web.problems import HttpProblem, Kind, Problem
from huimin_rules.web.requests import LINES, MOST_KEY, BatchLine, asked, expect, parsed, pieces

MEDIA_TYPE: Final = LINES[0]
_TURN: Final = 0.02
"""For how many seconds lines that have arrived are decided in one turn, before others have theirs."""
_MOST_LINES: Final = 64


class BatchAnswer(FrozenModel):
    """The answer to one line: the verdict, or the problem. `line` counts from 1; `key` is the one that was sent."""

    line: int
    key: str | None = None
    verdict: Verdict | None = Field(default=None, description="As `POST /v1/check` gives it.")
    problem: Problem | None = None


def batches(office: Office, described: Described) -> APIRouter:
    """The route."""
    router = APIRouter()

    @router.post(
        "/v1/check/batch",
        **described.stream(
            "一份一行，自查任意多份申请",
            "One application a line (NDJSON) in, one answer a line out: the verdict or the problem, with the line's "
            "number and its `key`. In order, none lost. Answers are sent while lines arrive: read while you send.",
            role=Role.CHECK,
            takes=BatchLine,
            gives=BatchAnswer,
            media_type=MEDIA_TYPE,
        ),
    )
    async def check_batch(request: Request) -> Response:
        expect(request, LINES)
        return _Answers(office, request)

    return router


class _Answers(Response):
    """The response: it reads the request while it is sent."""

    def __init__(self, office: Office, request: Request) -> None:
        # Where it ends early, nobody goes on reading what still comes.
        super().__init__(headers={"Connection": "close"}, media_type=MEDIA_TYPE)
        self._office = office
        self._arriving = pieces(request)
        self._lines = Lines(office.limits.line)
        del self.headers["content-length"]

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        """Send the answers; what the request holds is read meanwhile."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        async for body in self._bodies():
            try:
                async with asyncio.timeout(self._office.limits.receiving):
                    await send({"type": "http.response.body", "body": body, "more_body": True})
            except TimeoutError:
                raise ClientDisconnect from None
        await arrival_of(scope).drop_the_rest()
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _bodies(self) -> AsyncIterator[bytes]:
        """Some answers at a time."""
        while True:
            try:
                piece = await self._next()
            except HttpProblem as why:
                yield _problem(self._lines.number + 1, None, why)
                return
            lines = self._lines.end() if piece is None else self._lines.feed(piece)
            async for body in self._answers(lines):
                yield body
            if piece is None:
                return

    async def _next(self) -> bytes | None:
        """The next piece, or None at the end; raises HttpProblem where none will be waited for."""
        limit, stopping = self._office.limits.receiving, self._office.stopping
        coming = asyncio.ensure_future(anext(self._arriving, None))
        stop = asyncio.ensure_future(stopping.wait())
        try:
            await asyncio.wait((coming, stop), timeout=limit, return_when=asyncio.FIRST_COMPLETED)
            if stopping.is_set():
                raise HttpProblem(Kind.STOPPING, "从这一行起没有处理")
            if not coming.done():
                raise HttpProblem(Kind.SLOW_REQUEST, f"{limit:g} 秒内没有收到内容，从这一行起没有处理")
            return await coming
        finally:
            stop.cancel()
            coming.cancel()

    async def _answers(self, lines: Iterator[Line]) -> AsyncIterator[bytes]:
        office = self._office
        waiting: list[Line] = []
        while waiting := waiting or list(islice(lines, _MOST_LINES)):
            done: list[bytes] = []
            try:
                await office.deciding.run(office.limits.deciding, self._some, waiting, done)
            except HttpProblem as why:
                # What was done before it is sent too; the one that takes so long adds nothing any more.
                done = [*done, _problem(waiting[len(done)].number, None, why)]
            yield b"".join(done)
            waiting = waiting[len(done) :]

    def _some(self, lines: list[Line], done: list[bytes]) -> None:
        """Answer the first of some lines, as many as there is time for in one turn."""
        begun = perf_counter()
        for line in lines:
            done.append(self._answer(line))
            if perf_counter() - begun > _TURN:
                return

    def _answer(self, line: Line) -> bytes:
        key = None
        try:
            if line.data is None:
                raise HttpProblem(Kind.TOO_LARGE, f"一行的上限 {self._office.limits.line} 字节")
            data = parsed(line.data)
            key = _key(data)
            one = asked(data, allowed=("key",))
            policy = self._office.source(one.policy).policy
            verdict = decided(policy, one.facts, one.readings).to_json()
        except InputError as error:
            return _problem(line.number, key, HttpProblem.of_input(error))
        except HttpProblem as why:
            return _problem(line.number, key, why)
        shown = canonical_text({"key": key, "line": line.number})
        return f'{shown[:-1]},"verdict":{verdict}}}\n'.encode()


def _key(data: Data) -> str | None:
    """The key of a line, whatever else is wrong with it."""
    key = data.get("key") if isinstance(data, dict) else None
    return key if isinstance(key, str) and len(key) <= MOST_KEY else None


def _problem(number: int, key: str | None, why: HttpProblem) -> bytes:
    problem = why.details().model_dump(mode="json")
    text = canonical_text({"key": key, "line": number, "problem": problem})
    return f"{text}\n".encode("utf-8", "backslashreplace")
