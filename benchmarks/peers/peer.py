"""What a peer is: some way to decide some norms, and how it is fed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from benchmarks.peers.cases import Case
from huimin_rules import Policy
from huimin_rules.norms.norm import Norm

Answers = Sequence[bool]
Prepare = Callable[[Policy, Sequence[Norm]], "Ready"]


@dataclass(frozen=True, slots=True)
class Ready:
    """A peer with its rules compiled.

    `form` makes of an application what suits the peer best; it is not measured. `decide`, which is measured, makes of
    that the answers, in the order of the norms that were asked for.
    """

    form: Callable[[Case], Any]
    decide: Callable[[Any], Answers]


@dataclass(frozen=True, slots=True)
class Vectorised(Ready):
    """`decide` is given the forms of all applications at once, put together by `joined`, and answers for each."""

    joined: Callable[[Sequence[Any]], Any] = list


@dataclass(frozen=True, slots=True)
class Peer:
    """`given` says what an application is to it; `package` is the distribution whose version is told, none for plain
    Python. `norms` are the ids of those that it can express, None for all; `lacks` says why not the others.
    """

    name: str
    given: str
    package: str | None
    prepare: Prepare
    norms: frozenset[str] | None = None
    lacks: str = ""

    def can(self, norms: Sequence[Norm]) -> bool:
        """Whether it can express all of them."""
        return self.norms is None or self.norms.issuperset(norm.id for norm in norms)

    @property
    def is_missing(self) -> bool:
        """Whether its package is not installed."""
        return self.package is not None and not self.version

    @property
    def version(self) -> str:
        """The installed version of its package; empty where there is none."""
        try:
            return "" if self.package is None else version(self.package)
        except PackageNotFoundError:
            return ""
