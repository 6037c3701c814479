"""Speed on one core, measured with pyperf: decisions, validation, growth with the number of norms, and cold starts.

    python benchmarks/run.py                 a table of medians and ratios
    python benchmarks/run.py --quick         fewer repetitions
    python benchmarks/run.py --beside DIR    whole processes alone, in turn with those of another checkout

Each figure is the median over fresh processes; every application of a run differs from the others, so that no cache of
values makes it look better than it is. Ratios to the function written by hand, measured in the same run, are what
compares across machines.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import growth

HERE = Path(__file__).resolve().parent


def pyperf(script: str, *, quick: bool) -> dict[str, float]:
    """Run a pyperf script and return the median of each of its benchmarks, in microseconds."""
    out = HERE.parent / "build" / "bench" / "result.json"
    out.parent.mkdir(parents=True, exist_ok=True)
    out.unlink(missing_ok=True)
    speed = ["--fast"] if quick else []
    command = [sys.executable, str(HERE / script), "--quiet", "--inherit-environ=PYTHONPATH", "-o", str(out), *speed]
    subprocess.run(command, check=True, cwd=HERE.parent, stdout=subprocess.DEVNULL)
    import pyperf as suite

    found = {one.get_name(): one.median() * 1e6 for one in suite.BenchmarkSuite.load(str(out)).get_benchmarks()}
    out.unlink()
    return found


def processes(sources: list[Path], repetitions: int) -> dict[str, list[tuple[float, float]]]:
    """The median wall time and the median processor time of whole processes, in milliseconds, for each checkout.

    Checkouts take turns, so that a machine whose speed drifts slows all of them alike. Every process finds its
    compiled modules and, but for the last command, a policy that was kept before.
    """
    found = {}
    for name, (command, environment) in COMMANDS.items():
        spent: list[list[tuple[float, float]]] = [[] for _ in sources]
        for number in range(-WARM, repetitions):
            for place, source in enumerate(sources):
                once = _process(command, {"PYTHONPATH": str(source / "src"), **environment})
                if number >= 0:
                    spent[place].append(once)
        found[name] = [
            (statistics.median(wall for wall, _ in one), statistics.median(busy for _, busy in one)) for one in spent
        ]
    return found


WARM = 2
CHECK = ["-m", "huimin_rules.cli", "check", "examples/county-hospital.yaml"]
COMMANDS: dict[str, tuple[list[str], dict[str, str]]] = {
    "python -c pass": (["-c", "pass"], {}),
    "import huimin_rules": (["-c", "import huimin_rules"], {}),
    "from huimin_rules import check": (["-c", "from huimin_rules import check"], {}),
    "huimin --help": (["-m", "huimin_rules.cli", "--help"], {}),
    "huimin check": (CHECK, {}),
    "huimin check --json": ([*CHECK, "--json"], {}),
    "huimin check, no policy kept": (CHECK, {"HUIMIN_CACHE": ""}),
}


def _process(arguments: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """The wall time and the processor time of one process, in milliseconds."""
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    before, start = os.times(), time.perf_counter()
    subprocess.run(
        [sys.executable, *arguments],
        check=False,
        cwd=HERE.parent,
        env={**inherited, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    wall, after = time.perf_counter() - start, os.times()
    busy = after.children_user + after.children_system - before.children_user - before.children_system
    return wall * 1e3, busy * 1e3


def beside(other: Path, repetitions: int) -> None:
    """Print whole processes of this checkout and of another, which took turns."""
    print(f"{'median ms':<34}{'other':>8}{'this':>8}{'ratio':>8}{'busy':>10}{'this':>8}{'ratio':>8}")
    for name, ((wall, busy), (our_wall, our_busy)) in processes([other, HERE.parent], repetitions).items():
        print(f"{name:<34}{wall:>8.0f}{our_wall:>8.0f}{our_wall / wall:>8.2f}", end="")
        print(f"{busy:>10.0f}{our_busy:>8.0f}{our_busy / busy:>8.2f}")


def main() -> None:
    """Measure everything and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--beside", type=Path, metavar="DIR")
    options = parser.parse_args()
    repetitions = 5 if options.quick else 15
    if options.beside is not None:
        beside(options.beside.resolve(), repetitions)
        return
    found = pyperf("decisions.py", quick=options.quick)
    hand = found["by_hand"]
    cold = {name: wall for name, [(wall, _)] in processes([HERE.parent], repetitions).items()}
    if options.json:
        print(json.dumps({"microseconds": found, "milliseconds": cold}, indent=2))
        return
    print(f"{'on one core':<44}{'median µs':>12}{'a second':>12}{'× by hand':>12}")
    for name, median in found.items():
        print(f"{name:<44}{median:>12.1f}{1e6 / median:>12,.0f}{median / hand:>12.0f}")
    print()
    growth.show(growth.ROUNDS // 4 if options.quick else growth.ROUNDS)
    print("\nwhole processes, median ms")
    for name, median in cold.items():
        print(f"{name:<44}{median:>12.0f}")


if __name__ == "__main__":
    main()
