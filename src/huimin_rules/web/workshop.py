"""Where decisions are made: a bounded number of threads, so that a heavy one holds up neither the others nor the door.

A decision cannot be broken off, but its effort is bounded (`docs/semantics.md`). One that is no longer waited for keeps
its place until it is done.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from huimin_rules.web.problems import HttpProblem, Kind

P = ParamSpec("P")
R = TypeVar("R")


class Workshop:
    """Threads that work, and a queue before them."""

    def __init__(self, workers: int, waiting: int) -> None:
        self._threads = ThreadPoolExecutor(workers, "huimin")
        self._most = workers + waiting
        self._open = 0

    async def run(self, seconds: float | None, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """What the work comes to; raises HttpProblem where too much is waiting, or where it takes too long.

        Without `seconds` it is waited for, whatever it takes.
        """
        if self._open >= self._most:
            raise HttpProblem(Kind.BUSY, headers={"Retry-After": "1"})
        self._open += 1
        loop = asyncio.get_running_loop()
        future = self._threads.submit(work, *args, **kwargs)
        future.add_done_callback(lambda _: self._done(loop))
        try:
            async with asyncio.timeout(seconds):
                return await asyncio.wrap_future(future)
        except TimeoutError:
            raise HttpProblem(Kind.TIMEOUT, f"时限 {seconds or 0:g} 秒") from None

    def close(self) -> None:
        """Take no more work; what has begun is finished."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _done(self, loop: asyncio.AbstractEventLoop) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(self._leave)

    def _leave(self) -> None:
        self._open -= 1
