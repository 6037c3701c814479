"""Random decisions come out byte for byte in a process that has nothing in common with the one that made
them: another hash seed, locale and time zone.

1,000 in every run; 5,000 with `make thorough`, 195 MB of ledgers.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import huimin_rules
from tests.support import many, untraced_environment

ROOT = Path(__file__).resolve().parents[2]
RECORDS = many(1_000, 5_000)
LANES = 2
"""Ledgers, each made and replayed by processes of its own: there are two processors at least."""

MADE = {"PYTHONHASHSEED": "1", "TZ": "Asia/Shanghai", "LC_ALL": "C.UTF-8"}
REPLAYED = {
    "PYTHONHASHSEED": "271828",
    "TZ": "Pacific/Kiritimati",
    "LC_ALL": "C",
    "PYTHONCOERCECLOCALE": "0",
    "PYTHONUTF8": "0",
}


def start(environment: dict[str, str], *arguments: str, output: Path) -> subprocess.Popen[bytes]:
    path = os.pathsep.join((str(Path(huimin_rules.__file__).parents[1]), str(ROOT)))
    with output.open("wb") as file:
        return subprocess.Popen(
            (sys.executable, "-m", *arguments),
            cwd=ROOT,
            env={**untraced_environment(), "PYTHONPATH": path, **environment},
            stdout=file,
            stderr=subprocess.STDOUT,
        )


def test_everything_replays_in_another_process(tmp_path: Path) -> None:
    ledgers = [tmp_path / f"{seed}.db" for seed in range(LANES)]
    building = [
        start(MADE, "tests.replay.build", str(one), str(seed), str(RECORDS // LANES), output=tmp_path / f"{seed}.built")
        for seed, one in enumerate(ledgers)
    ]
    assert [one.wait() for one in building] == [0] * LANES
    outputs = [tmp_path / f"{seed}.jsonl" for seed in range(LANES)]
    replaying = [
        start(REPLAYED, "huimin_rules", "replay", str(one), "--json", output=output)
        for one, output in zip(ledgers, outputs, strict=True)
    ]
    assert [one.wait() for one in replaying] == [0] * LANES
    conclusions, statuses = set(), 0
    for output in outputs:
        *lines, last = output.read_bytes().splitlines()
        found = json.loads(last)
        assert (found["format"], found["replayed"]) == ("huimin-ledger-replay/1", RECORDS // LANES)
        assert found["outcomes"] == {"identical": RECORDS // LANES}
        for line in lines:
            one = json.loads(line)
            assert one["outcome"] == "identical"
            assert one["verdict"] == one["recorded"]["verdict"]
            conclusions.add(one["conclusion"])
            statuses += len(one["findings"])
    # The applications are no monotony: every conclusion occurs.
    assert conclusions == {"eligible", "ineligible", "incomplete", "needs_judgement", "not_in_force"}
    assert statuses == RECORDS * 31
