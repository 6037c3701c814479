"""Speed on one core, measured with pyperf: decisions, validation, growth with the number of norms, and cold starts.

    python benchmarks/run.py                 a table of medians and ratios
    python benchmarks/run.py --quick         fewer repetitions

Each figure is the median over fresh processes; every application of a run differs from the others, so that no cache of
values makes it look better than it is. Ratios to the function written by hand, measured in the same run, are what
compares across machines.
"""

import argparse
import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent


def pyperf(script: str, *, quick: bool) -> dict[str, float]:
    """Run a pyperf script and return the median of each of its benchmarks, in microseconds."""
    out = HERE / "result.json"
    out.unlink(missing_ok=True)
    speed = ["--fast"] if quick else []
    command = [sys.executable, str(HERE / script), "--quiet", "--inherit-environ=PYTHONPATH", "-o", str(out), *speed]
    subprocess.run(command, check=True, cwd=HERE.parent, stdout=subprocess.DEVNULL)
    import pyperf as suite

    found = {one.get_name(): one.median() * 1e6 for one in suite.BenchmarkSuite.load(str(out)).get_benchmarks()}
    out.unlink()
    return found


def wall(command: list[str], repetitions: int) -> float:
    """The median wall time of a whole process, in milliseconds."""
    times = []
    for _ in range(repetitions):
        start = time.perf_counter()
        subprocess.run(command, check=False, cwd=HERE.parent, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        times.append((time.perf_counter() - start) * 1e3)
    return statistics.median(times)


def main() -> None:
    """Measure everything and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found = pyperf("decisions.py", quick=options.quick)
    hand = found["by_hand"]
    repetitions = 5 if options.quick else 15
    start = wall([sys.executable, "-c", "pass"], repetitions)
    cold = {
        "python -c pass": start,
        "import huimin_rules": wall([sys.executable, "-c", "import huimin_rules"], repetitions),
        "from huimin_rules import check": wall([sys.executable, "-c", "from huimin_rules import check"], repetitions),
        "huimin check": wall(
            [sys.executable, "-m", "huimin_rules.cli", "check", "examples/county-hospital.yaml"], repetitions
        ),
    }
    if options.json:
        print(json.dumps({"microseconds": found, "milliseconds": cold}, indent=2))
        return
    print(f"{'on one core':<44}{'median µs':>12}{'a second':>12}{'× by hand':>12}")
    for name, median in found.items():
        print(f"{name:<44}{median:>12.1f}{1e6 / median:>12,.0f}{median / hand:>12.0f}")
    print("\nwhole processes, median ms")
    for name, median in cold.items():
        print(f"{name:<44}{median:>12.0f}")


if __name__ == "__main__":
    main()
