"""The pyperf benchmarks themselves; `run.py` runs them and prints a table."""

from collections.abc import Callable
from functools import cache
from itertools import cycle
from typing import Any, TypeVar

import pyperf
from by_hand import every_norm
from peers.facts import facts_of
from workloads import failing, full_application, half_filled, policy, self_assessed, variations

from huimin_rules import Policy, check, validate
from huimin_rules.service import screen

COUNT = 200
T = TypeVar("T")


# Every benchmark runs in processes of its own, and each of them makes what it measures and nothing else.
@cache
def shipped() -> Policy:
    return policy()


@cache
def full() -> list[dict[str, Any]]:
    made = variations(full_application(shipped()), COUNT)
    for one in made:
        # The first hundred are read and decided without what is generated from the policy.
        screen(shipped(), one).to_bytes()
        check(shipped(), one)
    return made


@cache
def assessed() -> list[dict[str, Any]]:
    return [self_assessed(one) for one in full()]


@cache
def applications(changed: Callable[[dict[str, Any]], dict[str, Any]] = dict) -> list[Any]:
    return [validate(shipped(), changed(one)) for one in full()]


def each(function: Callable[[T], object], inputs: Callable[[], list[T]]) -> Callable[[], object]:
    """Call a function with one input after the other."""
    following: list[Callable[[], T]] = []

    def call() -> object:
        if not following:
            following.append(cycle(inputs()).__next__)
        return function(following[0]())

    return call


def main() -> None:
    """Register every benchmark."""
    runner = pyperf.Runner()

    def bench(name: str, function: Callable[[Any], object], inputs: Callable[[], list[Any]]) -> None:
        runner.bench_func(name, each(function, inputs))

    bench("by_hand", every_norm, lambda: [facts_of(shipped(), one) for one in applications()])
    bench("screen, validated application", lambda one: screen(shipped(), one), applications)
    bench("screen, and its conclusion", lambda one: screen(shipped(), one).conclusion, applications)
    bench("screen, and the blockers of all norms", lambda one: screen(shipped(), one).blockers_of_all, applications)
    for name, changed in (("self-assessed", self_assessed), ("half filled in", half_filled), ("failing", failing)):
        bench(f"screen, {name}", lambda one: screen(shipped(), one), lambda changed=changed: applications(changed))
    bench("bytes, validated application", lambda one: screen(shipped(), one).to_bytes(), applications)
    bench("bytes, plain mapping", lambda one: screen(shipped(), one).to_bytes(), full)
    bench("bytes, self-assessed mapping", lambda one: screen(shipped(), one).to_bytes(), assessed)
    bench("decide, validated application", lambda one: check(shipped(), one), applications)
    bench("validate, plain mapping", lambda one: validate(shipped(), one), full)
    bench("check, plain mapping", lambda one: check(shipped(), one), full)
    bench("validate, self-assessed", lambda one: validate(shipped(), one), assessed)
    bench("to_json", lambda one: one.to_json(), lambda: [check(shipped(), one) for one in applications()])


if __name__ == "__main__":
    main()
