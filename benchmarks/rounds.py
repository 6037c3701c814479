"""Decisions of one process beside the function by hand, all in turn: what compares on a machine whose speed drifts.

    python benchmarks/rounds.py              a table: the least, and the median of the ratios of each round

A full application is some 18 KB of texts and mappings. 200 of them come from farther memory, 16 in turn stay in the
processor's second cache, as does one that was parsed just before.
"""

import statistics
import time
from collections.abc import Callable
from typing import Any

from by_hand import every_norm
from peers.facts import facts_of
from workloads import full_application, policy, variations

from huimin_rules import check, validate
from huimin_rules.service import screen

COUNT = 200
FEW = 16
ROUNDS = 25


def main() -> None:
    """Measure and print."""
    shipped = policy()
    full = variations(full_application(shipped), COUNT)
    for one in full:
        # The first hundred are read and decided without what is generated from the policy.
        screen(shipped, one).to_bytes()
        check(shipped, one)
    read = [validate(shipped, one) for one in full]
    few = full[:FEW] * (COUNT // FEW)
    subjects: dict[str, tuple[Callable[[Any], object], list[Any]]] = {
        "all norms by hand, two-valued": (every_norm, [facts_of(shipped, one) for one in read]),
        "screen, validated": (lambda one: screen(shipped, one), read),
        "and its conclusion": (lambda one: screen(shipped, one).conclusion, read),
        "and the blockers of all norms": (lambda one: screen(shipped, one).blockers_of_all, read),
        "validate, plain mapping": (lambda one: validate(shipped, one), full),
        "screen, plain mapping": (lambda one: screen(shipped, one), full),
        "bytes, validated": (lambda one: screen(shipped, one).to_bytes(), read),
        "bytes, plain mapping": (lambda one: screen(shipped, one).to_bytes(), full),
        f"validate, {FEW} in turn": (lambda one: validate(shipped, one), few),
        f"screen, {FEW} in turn": (lambda one: screen(shipped, one), few),
        f"bytes, {FEW} in turn": (lambda one: screen(shipped, one).to_bytes(), few),
    }
    took: dict[str, list[float]] = {name: [] for name in subjects}
    for _ in range(ROUNDS):
        for name, (function, inputs) in subjects.items():
            start = time.perf_counter()
            for one in inputs:
                function(one)
            took[name].append((time.perf_counter() - start) / len(inputs) * 1e6)
    hand = took[next(iter(subjects))]
    print(f"{'on one core':<36}{'least µs':>10}{'a second':>12}{'× by hand':>12}")
    for name, each in took.items():
        ratio = statistics.median(one / other for one, other in zip(each, hand, strict=True))
        print(f"{name:<36}{min(each):>10.1f}{1e6 / min(each):>12,.0f}{ratio:>12.1f}")


if __name__ == "__main__":
    main()
