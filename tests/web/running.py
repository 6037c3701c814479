"""A real server on a free port of the loopback interface, for as long as a test needs it."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import httpx

from huimin_rules.service.audit.policy_source import policy_source
from huimin_rules.web.office import Office
from huimin_rules.web.server import Serving
from huimin_rules.web.settings import Settings
from tests.support import POLICIES

SHIPPED = policy_source("gongyi-huimin-2021")
MINIMAL = policy_source(POLICIES / "minimal")
ID = SHIPPED.policy.id


class Running:
    """The server, and how it is asked."""

    def __init__(self, serving: Serving) -> None:
        self._serving = serving
        self.address = serving.address
        self.port = int(serving.address.rstrip("/").rpartition(":")[2])
        self.client = httpx.Client(base_url=serving.address, timeout=60)

    @property
    def office(self) -> Office:
        return self._serving.office

    def get(self, path: str, **given: Any) -> httpx.Response:
        return self.client.get(path, **given)

    def post(self, path: str, body: Any, **given: Any) -> httpx.Response:
        return self.client.post(path, json=body, **given)

    def send(self, path: str, content: bytes, headers: Mapping[str, str] | None = None) -> httpx.Response:
        """Post bytes as they are."""
        return self.client.post(path, content=content, headers={"Content-Type": "application/json", **(headers or {})})

    def check(self, facts: Mapping[str, Any], **more: Any) -> httpx.Response:
        return self.post("/v1/check", {"policy": ID, "facts": facts, **more})

    def stop(self) -> None:
        self._serving.stop()


@contextmanager
def running(settings: Settings) -> Iterator[Running]:
    """The server; it has stopped in good order when the block is left."""
    serving = Serving(settings, "127.0.0.1", 0)
    thread = threading.Thread(target=serving.run)
    thread.start()
    one = Running(serving)
    try:
        # The socket accepts from the beginning; the first answer comes when the server has started.
        assert one.get("/healthz").status_code == 200
        yield one
    finally:
        one.client.close()
        one.stop()
        thread.join()
