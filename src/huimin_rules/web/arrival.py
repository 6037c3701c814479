"""How a request arrives, and what becomes of the part of it that nobody wants.

A server that answers and closes while a client still sends makes the client's system throw the answer away. So what is
still coming is read and dropped first, up to a bound and for a short while.
"""

import asyncio
from typing import Final

from starlette.types import Message, Receive

_MOST_BYTES: Final = 16 * 1024 * 1024
_SECONDS: Final = 5.0


class Arrival:
    """The body of one request, as it comes in."""

    def __init__(self, receive: Receive, *, asks_first: bool) -> None:
        """`asks_first`: the client waits to be told to go on (`Expect: 100-continue`) before it sends the body."""
        self._receive = receive
        self._complete = False
        self._begun = not asks_first

    async def receive(self) -> Message:
        """The next message, as the application asks for it."""
        self._begun = True
        message = await self._receive()
        self._complete = message["type"] != "http.request" or not message.get("more_body", False)
        return message

    async def drop_the_rest(self) -> bool:
        """Read what still comes, and drop it; whether that was all, so that the connection can be used again."""
        dropped = 0
        try:
            async with asyncio.timeout(_SECONDS):
                while self._begun and not self._complete and dropped < _MOST_BYTES:
                    message = await self.receive()
                    dropped += len(message.get("body", b""))
        except TimeoutError:
            return False
        return self._complete
