"""What every request passes first, and every response last.

- **Whose request it is.** A page of another site can make a browser send requests to a server on the loopback
  interface. It reaches the server under a name of its own (DNS rebinding), so only known names are answered; or it says
  where it comes from (`Origin`, `Sec-Fetch-Site`), and what changes or computes something is refused to it. No response
  allows another site to read it.
- **How many.** A bucket for each client: for each token, else for each address; and a bound for all together.
- **What goes out.** Headers that keep browsers careful, and a number for the request. No error shows its stack.
- **What is written down.** Method, route, status, duration, number. Never a body, a path with its values, a query, an
  address, a token.
"""

import logging
import math
import secrets
import traceback
from dataclasses import dataclass
from time import monotonic, perf_counter
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from huimin_rules.web.access import Grant, token_of
from huimin_rules.web.arrival import Arrival
from huimin_rules.web.office import Office
from huimin_rules.web.problems import HttpProblem, Kind

LOG: Final = logging.getLogger("huimin_rules.web")

_KEY: Final = "huimin_rules.visit"
_ARRIVAL: Final = "huimin_rules.arrival"
_READING: Final = frozenset(("GET", "HEAD", "OPTIONS"))
_ELSEWHERE: Final = frozenset(("cross-site", "same-site"))
_METHODS: Final = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"))
_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
}
_INSTANCE: Final = "urn:huimin-rules:request:"


@dataclass(slots=True)
class Visit:
    """One request: its number, and what its token gives."""

    number: str
    grant: Grant | None = None
    status: int = 0

    @property
    def instance(self) -> str:
        """The number as problems name it."""
        return _INSTANCE + self.number


def visit_of(scope: Scope) -> Visit:
    """The visit of a request that has passed the guard."""
    found: Visit = scope[_KEY]
    return found


def arrival_of(scope: Scope) -> Arrival:
    """How the request arrives."""
    found: Arrival = scope[_ARRIVAL]
    return found


class Guard:
    """The middleware, around everything else."""

    def __init__(self, app: ASGIApp, office: Office) -> None:
        self.app = app
        self.office = office
        self.under_way = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request through, or answer it here."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        visit, begun = Visit(secrets.token_hex(8)), perf_counter()
        # Whatever answers GET answers HEAD; the server leaves the body out.
        inner = {**scope, _KEY: visit, "method": "GET" if scope["method"] == "HEAD" else scope["method"]}

        arrival = Arrival(receive, asks_first=b"100-continue" in dict(scope["headers"]).get(b"expect", b"").lower())
        inner[_ARRIVAL] = arrival

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                visit.status = message["status"]
                headers = MutableHeaders(scope=message)
                if visit.status >= 400 and not await arrival.drop_the_rest():
                    headers["Connection"] = "close"
                for name, value in {**_HEADERS, "X-Request-Id": visit.number}.items():
                    headers.setdefault(name, value)
            await send(message)

        self.under_way += 1
        try:
            await self._answer(inner, arrival.receive, sending, visit)
        finally:
            self.under_way -= 1
            self._note(inner, visit, perf_counter() - begun, scope["method"])

    async def _answer(self, scope: Scope, receive: Receive, send: Send, visit: Visit) -> None:
        try:
            self._admit(scope, visit)
            await self.app(scope, receive, send)
        except HttpProblem as problem:
            await problem.response(visit.instance)(scope, receive, send)
        except ClientDisconnect:
            return
        except Exception as error:  # noqa: BLE001  # the last place: what is unexpected is told to nobody outside
            _note_fault(visit, error)
            if visit.status:
                # The response has begun; what raises here makes the server cut it off, and says nothing else.
                raise Broken(visit.number) from None
            await HttpProblem(Kind.INTERNAL).response(visit.instance)(scope, receive, send)

    def _admit(self, scope: Scope, visit: Visit) -> None:
        headers = Headers(scope=scope)
        hosts = headers.getlist("host")
        host = hosts[0].lower() if len(hosts) == 1 else ""
        allowed = self.office.settings.hosts
        if allowed is not None and _name(host) not in allowed:
            raise HttpProblem(Kind.WRONG_HOST)
        if scope["method"] not in _READING and _from_elsewhere(headers, host):
            raise HttpProblem(Kind.CROSS_SITE)
        tokens, token = self.office.settings.tokens, token_of(headers.get("authorization", ""))
        if tokens is not None and token is not None:
            visit.grant = tokens.grant(token)
        if self.under_way > self.office.limits.requests:
            raise HttpProblem(Kind.BUSY, headers={"Retry-After": "1"})
        address = scope["client"][0] if scope.get("client") else ""
        client = f"token {visit.grant.name}" if visit.grant is not None else f"address {address}"
        wait = self.office.rate.wait(client, monotonic())
        if wait:
            raise HttpProblem(Kind.TOO_MANY_REQUESTS, headers={"Retry-After": str(math.ceil(wait))})

    def _note(self, scope: Scope, visit: Visit, seconds: float, method: str) -> None:
        route = getattr(scope.get("route"), "path_format", "-")
        shown = method if method in _METHODS else "-"
        LOG.info("%s %s %s %.1f ms %s", shown, route, visit.status or "-", seconds * 1000, visit.number)


class Broken(Exception):
    """A response broke off after it had begun; the log has what happened, under the number."""


def _note_fault(visit: Visit, error: Exception) -> None:
    """The kind of an error and where it came from. Its words may hold what somebody sent."""
    places = "; ".join(f"{one.name} {one.filename}:{one.lineno}" for one in traceback.extract_tb(error.__traceback__))
    LOG.error("%s %s at %s", visit.number, type(error).__name__, places)


def _name(host: str) -> str:
    """A host without its port."""
    if host.startswith("["):
        return host[: host.find("]") + 1]
    return host.partition(":")[0]


def _from_elsewhere(headers: Headers, host: str) -> bool:
    """Whether a browser says that a page of another origin sends this."""
    if headers.get("sec-fetch-site") in _ELSEWHERE:
        return True
    origin = headers.get("origin")
    return origin is not None and origin.lower().partition("://")[2] != host
