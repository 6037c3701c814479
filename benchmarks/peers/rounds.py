"""Verifying that everybody says the same, and then measuring everybody in turn.

What counts is the processor time of the process with all its threads, for on a shared machine the clock on the wall
also counts the work of others. Such a machine drifts all the same: in each round the function written by hand is
measured right before each peer, and what is told is the median of these ratios over the rounds.

Each round has applications of its own, and each of them is decided once, just after it was made into what the peer is
given, as in life: nobody gains by what it keeps of an application, and nobody has to fetch it from far away.
"""

import statistics
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from benchmarks.peers.cases import Case
from benchmarks.peers.peer import Peer, Ready, Vectorised

TOGETHER: Final = 20
"""How many applications are made, and then decided, at a time: few enough for the processor's cache."""


class Differs(Exception):
    """A peer and this library say different things; the message says where."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Microseconds a decision, and how many times those of the function written by hand."""

    best: float
    median: float
    ratio: float


@dataclass(frozen=True, slots=True, eq=False)
class Contender:
    """A peer with its rules compiled."""

    peer: Peer
    ready: Ready

    def verify(self, cases: Sequence[Case], expected: Sequence[tuple[bool, ...]], ids: Sequence[str]) -> None:
        """Compare with what is expected. Raises Differs."""
        decided = [self.ready.decide(form) for form in self._forms(cases)]
        answers = decided[0] if isinstance(self.ready, Vectorised) else decided
        if len(answers) != len(expected):
            raise Differs(f"{self.peer.name}: {len(answers)} answers to {len(expected)} applications")
        for number, (found, wanted) in enumerate(zip(answers, expected, strict=True)):
            wrong = [id for id, one, other in zip(ids, found, wanted, strict=True) if one is not other]
            if wrong:
                raise Differs(f"{self.peer.name}: application {number} differs in {', '.join(wrong)}")

    def seconds(self, cases: Sequence[Case]) -> float:
        """Seconds a decision."""
        decide = self.ready.decide
        few = len(cases) if isinstance(self.ready, Vectorised) else TOGETHER
        spent = 0.0
        for at in range(0, len(cases), few):
            forms = self._forms(cases[at : at + few])
            start = time.process_time()
            for form in forms:
                decide(form)
            spent += time.process_time() - start
        return spent / len(cases)

    def _forms(self, cases: Sequence[Case]) -> list[Any]:
        """What the peer is given: for each application, or once for all of them."""
        forms = [self.ready.form(case) for case in cases]
        return [self.ready.joined(forms)] if isinstance(self.ready, Vectorised) else forms


def measure(
    by_hand: Contender, others: Sequence[Contender], warming: Sequence[Case], rounds: Iterable[Sequence[Case]]
) -> dict[Contender, Measured]:
    """Measure all in turn, every other round from the last to the first, after applications that are not counted."""
    for one in (by_hand, *others):
        one.seconds(warming)
    turn = list(others)
    floors: list[float] = []
    seconds: dict[Contender, list[float]] = {one: [] for one in others}
    ratios: dict[Contender, list[float]] = {one: [] for one in others}
    for cases in rounds:
        for one in turn:
            floor, found = by_hand.seconds(cases), one.seconds(cases)
            floors.append(floor)
            seconds[one].append(found)
            ratios[one].append(found / floor)
        turn.reverse()
    return {by_hand: _measured(floors, [1.0]), **{one: _measured(seconds[one], ratios[one]) for one in others}}


def _measured(seconds: Sequence[float], ratios: Sequence[float]) -> Measured:
    return Measured(min(seconds) * 1e6, statistics.median(seconds) * 1e6, statistics.median(ratios))
