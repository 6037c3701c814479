"""What a server serves, to whom, and within which bounds."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from huimin_rules.loading.plain_data import MAX_BYTES
from huimin_rules.service.audit.policy_source import PolicySource

if TYPE_CHECKING:
    from huimin_rules.ledger.storage import Ledger
    from huimin_rules.web.access import Tokens

LOOPBACK_NAMES: Final = frozenset(("localhost", "127.0.0.1", "[::1]"))
"""The names under which a server on the loopback interface is asked for; under any other one somebody rebinds DNS."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of a server. Sizes are in bytes, times in seconds.

    - `body`, `line`: how large a request, or one line of a batch, may be. A batch as a whole has no bound.
    - `receiving`: how long a request may take to arrive; of a batch, how long nothing may arrive and how long an answer
      may find no reader.
    - `deciding`, `replaying`: how long one decision, or one replay, is waited for.
    - `workers`: how many decisions are made side by side; `waiting`: how many may wait for their turn.
    - `requests`: how many requests may be under way.
    - `rate`, `burst`: how many requests a second a client may send in the long run, and how many at once.
    """

    body: int = MAX_BYTES
    line: int = MAX_BYTES
    receiving: float = 30
    deciding: float = 30
    replaying: float = 600
    workers: int = 4
    waiting: int = 200
    requests: int = 250
    rate: float = 400
    burst: float = 800


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that a server needs.

    `hosts` are the names that a request may ask for (without a port); None lets any pass. Without `tokens` everybody
    who reaches the server may check, and nobody may record or audit. `now` gives the moment of a decision as RFC 3339
    with its offset: whoever starts the server reads the clock.
    """

    policies: tuple[PolicySource, ...]
    hosts: frozenset[str] | None = LOOPBACK_NAMES
    tokens: "Tokens | None" = None
    ledger: "Ledger | None" = None
    now: Callable[[], str] | None = None
    limits: Limits = field(default_factory=Limits)
