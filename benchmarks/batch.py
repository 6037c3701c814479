"""Tables of applications, measured beside their peers in one run: Markdown on the terminal, JSON beside it in build/.

    python benchmarks/batch.py               10,000 to 1,000,000 rows on each engine, growth, and 10,000,000 in pieces
    python benchmarks/batch.py --quick       10,000 and 100,000 rows; 1,000,000 in pieces

For each engine one process times four subjects in turn, so that a machine that drifts drifts for all of them: the
floor (every byte read once), the list-free checks of the shipped policy written by hand, and this library; statuses are
compared with what was written by hand before anything is timed. OpenFisca, which is two-valued and has no lists, runs
the same checks. Ratios within a row are what compares across machines.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from batch_data import write_applications
from workloads import policy

HERE = Path(__file__).resolve().parent
ENGINES = ("polars", "duckdb", "spark", "openfisca")
GROWTH = (30, 100, 300, 1000, 2000)


def run(script: str, *words: str, threads: int = 0) -> dict[str, Any]:
    """Run one process with so many threads (0: all) and return what it found."""
    environment = dict(os.environ)
    if threads:
        environment |= {"POLARS_MAX_THREADS": str(threads), "OMP_NUM_THREADS": str(threads)}
    done = subprocess.run(
        [sys.executable, str(HERE / script), *words], check=False, capture_output=True, text=True, env=environment
    )
    if done.returncode:
        sys.exit(f"{script} {' '.join(words)}\n{done.stderr}")
    found = json.loads(done.stdout)
    assert isinstance(found, dict)
    return found


class Files:
    """The files to measure on, each made when it is first wanted."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.policy = policy()
        folder.mkdir(parents=True, exist_ok=True)

    def of(self, rows: int, *, lists: bool) -> str:
        """The file of so many rows."""
        path = self.folder / f"{rows}{'-lists' if lists else ''}.parquet"
        if not path.exists():
            made = path.with_suffix(".part")
            write_applications(self.policy, made, rows, lists=lists)
            made.rename(path)
        return str(path)


def measured(files: Files, sizes: list[int], engines: list[str], rounds: int) -> Iterator[dict[str, Any]]:
    """Every engine on every size, on one thread and on all."""
    for lists in (False, True):
        for rows in sizes:
            for engine in engines:
                if lists and engine == "openfisca":
                    continue
                for threads in (1, 0) if engine != "openfisca" else (1,):
                    words = [engine, files.of(rows, lists=lists), "--threads", str(threads), "--rounds", str(rounds)]
                    found = run("batch_measure.py", *words, *(["--lists"] if lists else []), threads=threads)
                    yield {"engine": engine, "rows": rows, "lists": lists, "threads": threads, **found}


def markdown(found: Mapping[str, Any]) -> str:
    """What was found as tables."""
    lines = ["| rows | lists | engine | threads | floor ms | by hand ms | ours ms | ours rows/s | × hand | × floor |"]
    lines.append("|---:|---|---|---:|---:|---:|---:|---:|---:|---:|")
    for one in found["batch"]:
        median = one["median"]
        floor, hand, ours = (median.get(name) for name in ("floor", "hand", "ours"))
        cells = [f"{one['rows']:,}", "yes" if one["lists"] else "no", one["engine"], one["threads"] or "all"]
        cells += [f"{took * 1e3:,.1f}" if took else "" for took in (floor, hand, ours)]
        cells.append(f"{one['rows'] / ours:,.0f}" if ours else "")
        cells += [f"{ours / other:.1f}" if ours and other else "" for other in (hand, floor)]
        lines.append("| " + " | ".join(map(str, cells)) + " |")
    growth = found["growth"]
    lines += ["", f"{growth['rows']:,} rows in Polars, all threads:", ""]
    lines += [
        "| norms | first ms | ours ms | ours µs a norm and 1,000 rows | by hand ms |",
        "|---:|---:|---:|---:|---:|",
    ]
    for one in growth["sizes"]:
        each = one["ours"] / one["norms"] / growth["rows"] * 1e9
        lines.append(
            f"| {one['norms']:,} | {one['first'] * 1e3:,.0f} | {one['ours'] * 1e3:,.0f} | {each:.1f}"
            f" | {one['hand'] * 1e3:,.0f} |"
        )
    lines += ["", "| from Parquet to Parquet | rows | seconds | rows/s | peak MiB |", "|---|---:|---:|---:|---:|"]
    for one in found["memory"]:
        rate = one["rows"] / one["seconds"]
        lines.append(
            f"| {one['what']} | {one['rows']:,} | {one['seconds']:.1f} | {rate:,.0f} | {one['peak_mib']:,.0f} |"
        )
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure everything, print it, and leave it in build/."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=list(ENGINES))
    parser.add_argument("--sizes", nargs="+", type=int, help="rows of the tables")
    parser.add_argument("--streamed", type=int, help="rows of the file that is checked in pieces")
    options = parser.parse_args()
    build = HERE.parent / "build"
    files = Files(build / "batch")
    sizes = options.sizes or ([10_000, 100_000] if options.quick else [10_000, 100_000, 1_000_000])
    streamed = options.streamed or (1_000_000 if options.quick else 10_000_000)
    rounds = 3 if options.quick else 7
    found: dict[str, Any] = {"batch": []}
    for one in measured(files, sizes, options.engines, rounds):
        found["batch"].append(one)
        print(one, file=sys.stderr)
    norms = [str(size) for size in (GROWTH[:3] if options.quick else GROWTH)]
    found["growth"] = run("batch_growth.py", files.of(10_000, lists=False), *norms)
    found["memory"] = [
        {
            "what": f"{engine}, {', '.join(flag.strip('-').replace('-', ' ') for flag in flags) or 'no lists'}",
            **run(
                "batch_memory.py",
                engine,
                # A relation is not streamed: its memory grows with the rows.
                files.of(min(streamed, 1_000_000) if engine == "duckdb" else streamed, lists="--lists" in flags),
                str(files.folder / "out.parquet"),
                *flags,
            ),
        }
        for engine in ("polars", "duckdb", "spark")
        if engine in options.engines
        for flags in (["--by-hand"], [], ["--lists"])
    ]
    text = markdown(found)
    (build / "batch.json").write_text(json.dumps(found, indent=2), encoding="utf-8")
    (build / "batch.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
