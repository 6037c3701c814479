"""Verifying that everybody says the same, and then measuring everybody in turn.

What counts is the processor time of the process with all its threads, for on a shared machine the clock on the wall
also counts the work of others. Such a machine drifts all the same: in each round the function written by hand is
measured right before each peer, and what is told is the median of these ratios over the rounds.

Applications are decided a few at a time, which are gone through once before the clock starts: an application that has
just been received is in the processor's cache, and two hundred of them are not.
"""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

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
    """A peer with its rules compiled and its applications formed."""

    peer: Peer
    ready: Ready
    forms: Sequence[Any]

    def answers(self) -> list[tuple[bool, ...]]:
        """What it says of every application."""
        if isinstance(self.ready, Vectorised):
            return [tuple(one) for one in self.ready.decide(self.ready.joined(self.forms))]
        return [tuple(self.ready.decide(form)) for form in self.forms]

    def verify(self, expected: Sequence[tuple[bool, ...]], ids: Sequence[str]) -> None:
        """Compare with what is expected, twice, as a form that a decision changes would be no use. Raises Differs."""
        for _ in range(2):
            answers = self.answers()
            if len(answers) != len(expected):
                raise Differs(f"{self.peer.name}: {len(answers)} answers to {len(expected)} applications")
            for number, (found, wanted) in enumerate(zip(answers, expected, strict=True)):
                wrong = [id for id, one, other in zip(ids, found, wanted, strict=True) if one is not other]
                if wrong:
                    raise Differs(f"{self.peer.name}: application {number} differs in {', '.join(wrong)}")

    def block(self) -> Callable[[], float]:
        """A function that decides all applications, often enough to be measured, and returns seconds a decision."""
        decide, forms = self.ready.decide, self.forms
        count = len(forms)
        if isinstance(self.ready, Vectorised):
            forms = [self.ready.joined(forms)]
        together = [forms[at : at + TOGETHER] for at in range(0, len(forms), TOGETHER)]

        def run(times: int) -> float:
            spent = 0.0
            for few in together:
                for form in few:
                    decide(form)
                start = time.process_time()
                for _ in range(times):
                    for form in few:
                        decide(form)
                spent += time.process_time() - start
            return spent

        times = 1
        while run(times) < SHORTEST:
            times *= 2
        return lambda: run(times) / (times * count)


def measure(by_hand: Contender, others: Sequence[Contender], rounds: int) -> dict[Contender, Measured]:
    """Measure all in turn; in every other round from the last to the first."""
    hand = by_hand.block()
    blocks = [(one, one.block()) for one in others]
    hands: list[float] = []
    seconds: dict[Contender, list[float]] = {one: [] for one in others}
    ratios: dict[Contender, list[float]] = {one: [] for one in others}
    for number in range(rounds):
        for one, block in blocks if number % 2 == 0 else reversed(blocks):
            floor, found = hand(), block()
            hands.append(floor)
            seconds[one].append(found)
            ratios[one].append(found / floor)
    return {
        by_hand: _measured(hands, [1.0]),
        **{one: _measured(seconds[one], ratios[one]) for one in others},
    }


def _measured(seconds: Sequence[float], ratios: Sequence[float]) -> Measured:
    return Measured(min(seconds) * 1e6, statistics.median(seconds) * 1e6, statistics.median(ratios))
