"""How many requests a client may send: a bucket for each that fills steadily and empties with every request."""

from collections import OrderedDict
from typing import Final

_MOST_CLIENTS: Final = 10_000


class Rate:
    """Buckets of clients. Of very many clients those that came last are remembered."""

    def __init__(self, rate: float, burst: float) -> None:
        self._rate = rate
        self._burst = burst
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, client: str, now: float) -> float:
        """Take one request at a moment (in seconds that only rise): 0, or for how long the client has to wait."""
        level, then = self._buckets.pop(client, (self._burst, now))
        level = min(self._burst, level + (now - then) * self._rate)
        wait = 0.0 if level >= 1 else (1 - level) / self._rate
        self._buckets[client] = (level if wait else level - 1, now)
        if len(self._buckets) > _MOST_CLIENTS:
            self._buckets.popitem(last=False)
        return wait
