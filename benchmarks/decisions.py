"""The pyperf benchmarks themselves; `run.py` runs them and prints a table."""

from collections.abc import Callable
from functools import cache
from itertools import cycle
from typing import TypeVar

import pyperf
from by_hand import eligible
from workloads import full_application, policy, policy_of, self_assessed, variations

from huimin_rules import check, validate
from huimin_rules.engines.compiled import CompiledEngine

COUNT = 200
SIZES = (31, 250, 500, 1000, 2000)
T = TypeVar("T")


def each(function: Callable[[T], object], inputs: list[T]) -> Callable[[], object]:
    """Call a function with one input after the other."""
    following = cycle(inputs).__next__
    return lambda: function(following())


def main() -> None:
    """Register every benchmark."""
    runner = pyperf.Runner()
    shipped = policy()
    full = variations(full_application(shipped), COUNT)
    assessed = [self_assessed(one) for one in full]
    applications = [validate(shipped, one) for one in full]
    runner.bench_func("by_hand", each(eligible, full))
    runner.bench_func("decide, validated application", each(lambda one: check(shipped, one), applications))
    runner.bench_func("validate, plain mapping", each(lambda one: validate(shipped, one), full))
    runner.bench_func("check, plain mapping", each(lambda one: check(shipped, one), full))
    runner.bench_func("validate, self-assessed", each(lambda one: validate(shipped, one), assessed))
    runner.bench_func("to_json", each(lambda one: one.to_json(), [check(shipped, one) for one in applications]))

    @cache
    def engine(size: int) -> CompiledEngine:
        return CompiledEngine(policy_of(shipped, size))

    for size in SIZES:
        runner.bench_func(f"decide, {size} norms", each(lambda one, size=size: engine(size).decide(one), applications))


if __name__ == "__main__":
    main()
