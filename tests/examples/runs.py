"""What is run and recorded: every example through the command line, some under a reading, and the programs."""

import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import huimin_rules

ROOT: Final = Path(__file__).resolve().parents[2]
EXAMPLES: Final = ROOT / "examples"
EXPECTED: Final = Path(__file__).resolve().parent / "expected"
APPLICATIONS: Final = tuple(sorted(file.name for file in EXAMPLES.iterdir() if file.suffix in (".yaml", ".json")))

TODAY: Final = date(2024, 5, 6)
"""The day on which the command line believes it runs: it says so at the head of a page, and nowhere else."""

COLUMNS: Final = "100"

_HUIMIN: Final = f"""
import sys
from datetime import date
from huimin_rules.cli import main
sys.exit(main(sys.argv[1:], lambda: date({TODAY.year}, {TODAY.month}, {TODAY.day})))
"""


@dataclass(frozen=True, slots=True)
class Run:
    """One run: `name` is that of its recorded output; `code` is the exit code argued for."""

    name: str
    command: tuple[str, ...]
    code: int

    def output(self) -> bytes:
        """Standard output; anything on standard error, or another exit code, is a mistake."""
        done = run(self.command)
        assert (done.returncode, done.stderr.decode()) == (self.code, "")
        return done.stdout


def run(command: tuple[str, ...]) -> subprocess.CompletedProcess[bytes]:
    """Run Python with some arguments at the root of the project, with a fixed width and without colour."""
    environment = {
        **os.environ,
        "COLUMNS": COLUMNS,
        "NO_COLOR": "1",
        "PYTHONPATH": str(Path(huimin_rules.__file__).parents[1]),
        "PYTHONUTF8": "1",
    }
    return subprocess.run((sys.executable, *command), cwd=ROOT, env=environment, capture_output=True, check=False)


def huimin(*arguments: str) -> tuple[str, ...]:
    """The command line with the clock of the tests."""
    return ("-c", _HUIMIN, *arguments)


# What the text of the regulation says about each; the arguments stand at the top of the examples.
CODES: Final = {
    "agri-consortium.yaml": 3,
    "contested-date.yaml": 3,
    "county-hospital.yaml": 1,
    "eligible.yaml": 0,
    "expired.yaml": 1,
    "half-filled.yaml": 3,
    "partner-missing.json": 1,
}

UNDER: Final = (
    ("agri-consortium.yaml", "consortium=every_applicant", 1),
    ("agri-consortium.yaml", "consortium=lead_only", 0),
    ("contested-date.yaml", "validity_last_day=anniversary", 0),
    ("contested-date.yaml", "validity_last_day=eve_of_anniversary", 1),
)


def _runs() -> tuple[Run, ...]:
    found = []
    for file in APPLICATIONS:
        name, path = file.partition(".")[0], f"examples/{file}"
        found.append(Run(f"{name}.txt", huimin("check", path), CODES[file]))
        found.append(Run(f"{name}.json", huimin("check", "--json", path), CODES[file]))
    for file, reading, code in UNDER:
        name = f"{file.partition('.')[0]}.{reading.partition('=')[2]}.txt"
        found.append(Run(name, huimin("check", "--reading", reading, f"examples/{file}"), code))
    found.append(Run("county-hospital.en.txt", huimin("check", "--lang", "en", "examples/county-hospital.yaml"), 1))
    found.append(Run("check_one.txt", ("examples/check_one.py",), 0))
    found.append(Run("screen_folder.txt", ("examples/screen_folder.py",), 0))
    found.append(Run("ledger.txt", ("examples/ledger.py",), 0))
    return tuple(found)


RUNS: Final = _runs()
