"""Many chunks, each in a fresh process, on all cores; taken up again where it was left, with a report in the end.

The state is one line for each chunk that is done. It holds for one state of the code and one version of each library:
when these change, it begins anew.
"""

import hashlib
import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from time import monotonic
from typing import Final

from tests.joint.tally import Tally, total
from tests.support import untraced_environment

ROOT: Final = Path(__file__).parents[2]
CHUNK: Final = 400
LIMIT: Final = 1800
"""Seconds that one chunk may take: a hundred times what it takes."""

_DISAGREED: Final = 1


@dataclass(frozen=True)
class Done:
    """A chunk that is done: its seed, its counts, the seconds it took, and the folder of a disagreement."""

    seed: int
    tally: Tally
    seconds: float
    folder: str | None
    trouble: str | None = None


def tool_versions() -> dict[str, str]:
    names = ("z3-solver", "durable_rules", "hypothesis")
    return {"Python": platform.python_version(), **{name: version(name) for name in names}}


def of_code() -> str:
    """A digest of everything that decides a case: the package, the tests of engines that are used, and the versions."""
    digest = hashlib.sha256(json.dumps(tool_versions()).encode())
    for folder in ("src/huimin_rules", "tests/joint", "tests/engines", "tests/analysis"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            digest.update(file.relative_to(ROOT).as_posix().encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()


def run_chunk(seed: int, cases: int, into: Path, limit: int = LIMIT) -> Done:
    """A chunk in a process of its own."""
    begun = monotonic()
    # Coverage is taken of the tests of each engine; here it would only take time.
    environment = untraced_environment()
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), *sys.path]))
    command = [sys.executable, "-m", "tests.joint", "chunk", str(seed), str(cases), str(into)]
    try:
        ran = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=limit, check=False
        )
    except subprocess.TimeoutExpired:
        return Done(seed, Tally(), monotonic() - begun, None, f"not done within {limit} seconds")
    seconds = monotonic() - begun
    try:
        found = json.loads(ran.stdout.splitlines()[-1])
        return Done(seed, Tally.from_json(found["tally"]), seconds, found["folder"])
    except (IndexError, ValueError):
        return Done(seed, Tally(), seconds, None, f"exit code {ran.returncode}: {ran.stderr[-2000:]}")


class Soak:
    """One soak: `cases` in chunks, its state and its report in a folder."""

    def __init__(self, cases: int, folder: Path, *, go_on: bool = False, chunk: int = CHUNK, jobs: int | None = None):
        self.chunk = chunk
        self.seeds = range(1, -(-cases // chunk) + 1)
        self.folder = folder
        self.go_on = go_on
        self.jobs = jobs or os.cpu_count() or 1
        self.code = of_code()
        self.state = folder / "state.jsonl"
        self.done = {one.seed: one for one in self._resumed() if one.seed in self.seeds}

    def run(self) -> bool:
        """Run what is not done yet; whether all agreed."""
        self.folder.mkdir(parents=True, exist_ok=True)
        # Written anew, so that nothing is added to a line that was cut off.
        lines = [json.dumps({"code": self.code, "chunk": self.chunk}), *map(_line, self.done.values())]
        self.state.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        waiting = iter([seed for seed in self.seeds if seed not in self.done])
        running: set[Future[Done]] = set()
        with ThreadPoolExecutor(self.jobs) as pool:
            while True:
                while len(running) < self.jobs and (seed := next(waiting, None)) is not None:
                    running.add(pool.submit(run_chunk, seed, self.chunk, self.folder / "disagreements"))
                if not running:
                    break
                finished, running = wait(running, return_when=FIRST_COMPLETED)
                for future in finished:
                    self._note(future.result())
                if self._failed() and not self.go_on:
                    waiting = iter(())
        self.report()
        return not self._failed() and len(self.done) == len(self.seeds)

    def _failed(self) -> list[Done]:
        return [one for one in self.done.values() if one.folder is not None or one.trouble is not None]

    def _resumed(self) -> Iterator[Done]:
        if not self.state.is_file():
            return
        first, *lines = self.state.read_text(encoding="utf-8").splitlines() or [""]
        if first != json.dumps({"code": self.code, "chunk": self.chunk}):
            print("The code or a library has changed since: from the beginning.", file=sys.stderr)
            return
        for line in lines:
            try:
                found = json.loads(line)
            except ValueError:
                return  # the last line, cut off
            yield Done(found["seed"], Tally.from_json(found["tally"]), found["seconds"], found["folder"])

    def _note(self, one: Done) -> None:
        self.done[one.seed] = one
        if one.trouble is None:
            with self.state.open("a", encoding="utf-8") as file:
                file.write(f"{_line(one)}\n")
        cases = sum(each.tally.cases for each in self.done.values())
        problem = f"  seed {one.seed}: {one.folder or one.trouble}" if one.folder or one.trouble else ""
        print(f"{len(self.done)}/{len(self.seeds)} chunks, {cases} cases{problem}", file=sys.stderr, flush=True)

    def report(self) -> None:
        """Write `report.md`."""
        (self.folder / "report.md").write_text(self._report(), encoding="utf-8")

    def _report(self) -> str:
        every = sorted(self.done.values(), key=lambda one: one.seed)
        counts = total(one.tally for one in every)
        seconds = sum(one.seconds for one in every)
        versions = "; ".join(f"{name} {number}" for name, number in tool_versions().items())
        troubles = [f"- seed {one.seed}: {one.folder or one.trouble}" for one in self._failed()]
        return "\n".join(
            [
                "# Joint test",
                "",
                f"- {versions}; code {self.code[:12]}",
                f"- cases: {counts.cases}, of {counts.policies} policies",
                f"- norms decided: {counts.findings}",
                f"- seeds: {_ranges([one.seed for one in every])}, {self.chunk} cases each",
                f"- seconds: {seconds:.0f} of {self.jobs} processes side by side",
                f"- norms that the reference left open in a corner of docs/semantics.md: {counts.cautious}",
                f"- disagreements: {counts.disagreements}",
                *troubles,
                *_table("Norms by status", counts.statuses),
                *_table("Conclusions", counts.conclusions),
                *_table("Said nothing of a norm", counts.silent),
                *_table("Policies with a form of the language", counts.forms),
                *_table("Seconds of processor time", {who: round(one, 1) for who, one in counts.seconds.items()}),
                "",
                *(["Never occurred: " + ", ".join(counts.missing())] if counts.missing() else []),
            ]
        )


def _line(one: Done) -> str:
    """A chunk that is done, as the state has it."""
    found = {"seed": one.seed, "tally": one.tally.to_json(), "seconds": one.seconds, "folder": one.folder}
    return json.dumps(found, ensure_ascii=False)


def _table(title: str, counts: dict[str, int] | dict[str, float]) -> list[str]:
    rows = [f"| {name} | {count} |" for name, count in sorted(counts.items(), key=lambda one: (-one[1], one[0]))]
    return ["", f"## {title}", "", "| | |", "|---|---:|", *rows]


def _ranges(numbers: list[int]) -> str:
    """Numbers in order, as ranges."""
    found: list[list[int]] = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return ", ".join(f"{first}" if first == last else f"{first}–{last}" for first, last in found)
