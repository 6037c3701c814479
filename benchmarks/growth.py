"""How deciding, screening and compiling grow with the number of norms.

    python benchmarks/growth.py              a table: the smallest of some rounds, in one process

The policies are the shipped norms again and again under other ids, over the same facts.
"""

import time
from collections.abc import Callable
from typing import Any

from workloads import full_application, policy, policy_of, self_assessed, variations

from huimin_rules import validate
from huimin_rules.engines.compiled import CompiledEngine, Screener

SIZES = (31, 250, 500, 1000, 2000)
ROUNDS = 20
A_ROUND = 5


def smallest(function: Callable[[Any], object], inputs: list[Any], rounds: int) -> float:
    """The time of a call, in microseconds: the mean of a round, the smallest of all rounds."""
    best = float("inf")
    for number in range(rounds):
        first = number * A_ROUND % len(inputs)
        some = inputs[first : first + A_ROUND]
        start = time.perf_counter()
        for one in some:
            function(one)
        best = min(best, (time.perf_counter() - start) / len(some))
    return best * 1e6


def measured(size: int, rounds: int) -> dict[str, float]:
    """What one size takes for each norm: nanoseconds, and milliseconds for what is done once."""
    shipped = policy()
    facts = variations(full_application(shipped), 20)
    full = [validate(shipped, one) for one in facts]
    assessed = [validate(shipped, self_assessed(one)) for one in facts]
    engine = CompiledEngine(policy_of(shipped, size))
    engine.decide(full[0])
    screener = Screener(engine)
    start = time.perf_counter()
    screener.statuses(full[0])
    compiling = time.perf_counter() - start
    for one in assessed:
        screener.statuses(one)
    return {
        "screen, ns": smallest(screener.statuses, full, rounds) * 1e3 / size,
        "self-assessed, ns": smallest(screener.statuses, assessed, rounds) * 1e3 / size,
        "decide, ns": smallest(engine.decide, full, max(rounds // 4, 1)) * 1e3 / size,
        "compile, ms": compiling * 1e3 / size,
    }


def show(rounds: int) -> None:
    """Print the table."""
    heads = ("screen, ns", "self-assessed, ns", "decide, ns", "compile, ms")
    print(f"{'norms (each figure is for one of them)':<44}" + "".join(f"{head:>20}" for head in heads))
    for size in SIZES:
        found = measured(size, rounds)
        print(f"{size:<44}" + "".join(f"{found[head]:>20.2f}" for head in heads))


if __name__ == "__main__":
    show(ROUNDS)
