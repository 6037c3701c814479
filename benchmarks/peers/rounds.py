"""Verifying that everybody says the same, and then measuring everybody in turn.

What counts is the processor time of the process with all its threads, for on a shared machine the clock on the wall
also counts the work of others. Such a machine drifts all the same: in each round the function written by hand is
measured right before each peer, and what is told is the median of these ratios over the rounds.

Each round has applications of its own. They are decided a few at a time, which are gone through once before the clock
starts, and then again and again: an application that has just been received is in the processor's cache, and two
hundred of them are not. A peer that keeps what it has worked out gets them just made, and once.
"""

import statistics
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from benchmarks.peers.cases import Case
from benchmarks.peers.peer import Peer, Ready, Vectorised

TOGETHER: Final = 20
"""How many applications are decided again and again before the next ones."""

SHORTEST: Final = 0.004
"""Seconds of processor time that a block of measured decisions takes at least."""


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
        """Compare with what is expected, twice, as a form that a decision changes would be no use. Raises Differs."""
        forms = self._forms(cases)
        for _ in range(2):
            decided = [self.ready.decide(form) for form in forms]
            answers = decided[0] if isinstance(self.ready, Vectorised) else decided
            if len(answers) != len(expected):
                raise Differs(f"{self.peer.name}: {len(answers)} answers to {len(expected)} applications")
            for number, (found, wanted) in enumerate(zip(answers, expected, strict=True)):
                wrong = [id for id, one, other in zip(ids, found, wanted, strict=True) if one is not other]
                if wrong:
                    raise Differs(f"{self.peer.name}: application {number} differs in {', '.join(wrong)}")

    def times(self, cases: Sequence[Case]) -> int:
        """How often some applications are to be decided, for the time to be long enough. They are decided now."""
        times = 1
        while not self.ready.keeps and self.seconds(cases, times) * times * len(cases) < SHORTEST:
            times *= 2
        self.seconds(cases, times)
        return times

    def seconds(self, cases: Sequence[Case], times: int) -> float:
        """Seconds a decision."""
        decide, keeps = self.ready.decide, self.ready.keeps
        few = len(cases) if isinstance(self.ready, Vectorised) else TOGETHER
        spent = 0.0
        for at in range(0, len(cases), few):
            forms = self._forms(cases[at : at + few])
            if not keeps:
                for form in forms:
                    decide(form)
            start = time.process_time()
            for _ in range(times):
                for form in forms:
                    decide(form)
            spent += time.process_time() - start
        return spent / (times * len(cases))

    def _forms(self, cases: Sequence[Case]) -> list[Any]:
        """What the peer is given: for each application, or once for all of them."""
        forms = [self.ready.form(case) for case in cases]
        return [self.ready.joined(forms)] if isinstance(self.ready, Vectorised) else forms


def measure(
    by_hand: Contender, others: Sequence[Contender], warming: Sequence[Case], rounds: Iterable[Sequence[Case]]
) -> dict[Contender, Measured]:
    """Measure all in turn; in every other round from the last to the first."""
    floor_times = by_hand.times(warming)
    times = [(one, one.times(warming)) for one in others]
    floors: list[float] = []
    seconds: dict[Contender, list[float]] = {one: [] for one in others}
    ratios: dict[Contender, list[float]] = {one: [] for one in others}
    for cases in rounds:
        for one, often in times:
            floor, found = by_hand.seconds(cases, floor_times), one.seconds(cases, often)
            floors.append(floor)
            seconds[one].append(found)
            ratios[one].append(found / floor)
        times.reverse()
    return {by_hand: _measured(floors, [1.0]), **{one: _measured(seconds[one], ratios[one]) for one in others}}


def _measured(seconds: Sequence[float], ratios: Sequence[float]) -> Measured:
    return Measured(min(seconds) * 1e6, statistics.median(seconds) * 1e6, statistics.median(ratios))
