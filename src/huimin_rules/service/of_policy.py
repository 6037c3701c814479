"""What is made once for a policy and used for every application."""

from collections.abc import Callable
from functools import lru_cache
from typing import Final, Generic, TypeVar

from huimin_rules.norms.policy import Policy

T = TypeVar("T")

_MOST: Final = 16


class OfPolicy(Generic[T]):
    """Makes something for a policy, and keeps it for the policies that were used last.

    The very same policy is found by its identity: working out and comparing what it says takes longer than reading an
    application has time for.
    """

    def __init__(self, make: Callable[[Policy], T]) -> None:
        self._made = lru_cache(maxsize=_MOST)(make)
        # With the policy itself: as long as it is kept, no other object has its identity.
        self._by_identity: dict[int, tuple[Policy, T]] = {}

    def __call__(self, policy: Policy) -> T:
        """What was made for the policy, or is now."""
        found = self._by_identity.get(id(policy))
        if found is not None:
            return found[1]
        if len(self._by_identity) >= _MOST:
            self._by_identity.clear()
        made = self._made(policy)
        self._by_identity[id(policy)] = policy, made
        return made

    def cache_clear(self) -> None:
        """Forget everything that was made."""
        self._made.cache_clear()
        self._by_identity.clear()
