"""Running the application: a socket, a log without personal data, and an orderly end."""

import gc
import logging
import signal
import socket
from contextlib import ExitStack, suppress
from typing import Final

import uvicorn

from huimin_rules.errors import InputError, InputProblem
from huimin_rules.web.application import create_app
from huimin_rules.web.office import Office
from huimin_rules.web.settings import LOOPBACK_NAMES, Settings

_WILDCARDS: Final = frozenset(("0.0.0.0", "::"))
_LOOPBACK: Final = frozenset(("127.0.0.1", "::1", "localhost"))
_GRACE: Final = 30
_BACKLOG: Final = 2048


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches a server at this address."""
    return host in _LOOPBACK


def names_of(host: str, more: tuple[str, ...]) -> frozenset[str] | None:
    """The names under which a server at this address may be asked for; None where they cannot be known."""
    if host in _WILDCARDS and not more:
        return None
    own = frozenset() if host in _WILDCARDS else frozenset((f"[{host}]" if ":" in host else host.lower(),))
    return LOOPBACK_NAMES | own | {one.lower() for one in more}


class Serving:
    """A server that listens; `run` answers until it is told to stop.

    Raises InputError where others could reach the server and there are no tokens, and where the address is taken.
    """

    def __init__(self, settings: Settings, host: str, port: int) -> None:
        if not is_loopback(host) and settings.tokens is None:
            raise InputError([InputProblem("--host", "本机地址（127.0.0.1），或者同时给出 --tokens", host)])
        app = create_app(settings)
        self.office: Office = app.state.office
        self._socket = _listen(host, port)
        self._server = _Server(
            uvicorn.Config(
                app,
                lifespan="on",
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,
                ws="none",
                timeout_graceful_shutdown=_GRACE,
            ),
            self.office,
        )

    @property
    def address(self) -> str:
        """Where it is found, with the port that it really has."""
        host, port = self._socket.getsockname()[:2]
        return f"http://{f'[{host}]' if ':' in host else host}:{port}/"

    def run(self) -> None:
        """Answer, until `stop`, or in the main thread a signal (SIGTERM, SIGINT); what is under way is finished."""
        with self._socket:
            self._server.run([self._socket])

    def stop(self) -> None:
        """Let `run` come to its end."""
        self._server.should_exit = True


def run_until_told(serving: Serving) -> None:
    """Serve as the one thing that this process does, until a signal tells it to stop."""
    gc.enable()
    gc.collect()
    # What starting up made stays: nobody looks for garbage in it again.
    gc.freeze()
    # Once it has stopped in good order the server repeats the signal that told it to; then there is nothing left to do.
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with suppress(KeyboardInterrupt):
            serving.run()
    finally:
        signal.signal(signal.SIGTERM, before)


class _Server(uvicorn.Server):
    """Tells the application when it begins to stop, so that a batch ends where it is."""

    def __init__(self, config: uvicorn.Config, office: Office) -> None:
        super().__init__(config)
        self._office = office

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Finish what is under way."""
        self._office.stopping.set()
        await super().shutdown(sockets)


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with ExitStack() as undo:
            listening = undo.enter_context(socket.socket(family, kind))
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind(address)
            listening.listen(_BACKLOG)
            undo.pop_all()
    except OSError as error:
        why = error.strerror or "不能使用"
        raise InputError([InputProblem("--host、--port", "可以监听的地址", f"{host}:{port}（{why}）")]) from None
    return listening


def log_to_stderr() -> None:
    """Write the log of requests, and what the server itself has to say, to standard error."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
