"""The law of all that decide: on random policies and random partial applications they say what brute force says.

2,000 different cases in every run, the same ones each time, in chunks with a process of their own. A disagreement is
saved under build/joint as a case that `huimin test` runs.
"""

import json
from pathlib import Path

import pytest

from tests.engines.durable.support import needs_durable
from tests.joint.soak import ROOT, Soak, run_chunk
from tests.joint.tally import NEITHER, Tally

pytestmark = needs_durable

CASES = 500
SEEDS = (1, 2, 3, 4)
SECONDS = 600
"""When a chunk is taken to hang; it takes a twentieth of that."""


@pytest.mark.parametrize("seed", SEEDS)
def test_all_agree(seed: int) -> None:
    done = run_chunk(seed, CASES, ROOT / "build" / "joint", SECONDS)
    assert done.trouble is None, done.trouble
    assert done.folder is None, (
        f"{(Path(done.folder) / 'said.txt').read_text(encoding='utf-8')}\nhuimin test {done.folder}"
    )
    found = done.tally
    assert found.cases == CASES
    assert found.disagreements == 0
    assert found.missing() == []
    # Who says nothing of a norm is counted, and never taken for agreement.
    silent = found.silent
    assert silent[NEITHER] <= 40
    assert silent["second engine: refused"] <= 40
    assert silent["brute force: too many completions"] <= 160
    assert silent["Z3: lists too long"] <= 50
    assert silent["Z3: gave up"] <= 10
    assert found.cautious <= 40


# --- soaking


def test_a_soak_is_taken_up_where_it_was_left(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = Soak(24, tmp_path, chunk=12, jobs=1)
    assert first.run()
    report = (tmp_path / "report.md").read_text(encoding="utf-8")
    assert "- cases: 24, of " in report
    assert "- seeds: 1–2, 12 cases each" in report
    assert "- disagreements: 0" in report
    state = (tmp_path / "state.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(state) == 3
    # As if it had been stopped in the middle of a line: that chunk is run again and comes to the same.
    (tmp_path / "state.jsonl").write_text("\n".join([*state[:2], state[2][:40]]), encoding="utf-8")
    capsys.readouterr()
    again = Soak(24, tmp_path, chunk=12, jobs=1)
    assert [*again.done] == [1]
    assert again.run()
    assert capsys.readouterr().err.splitlines() == ["2/2 chunks, 24 cases"]
    one, other = (Tally.from_json(json.loads(line)["tally"]) for line in (state[2], _last(tmp_path)))
    assert (one.statuses, one.forms, one.silent) == (other.statuses, other.forms, other.silent)
    # What another state of the code has found is of no use.
    (tmp_path / "state.jsonl").write_text("\n".join(['{"code": "", "chunk": 12}', *state[1:]]), encoding="utf-8")
    assert not Soak(24, tmp_path, chunk=12, jobs=1).done


def _last(folder: Path) -> str:
    return (folder / "state.jsonl").read_text(encoding="utf-8").splitlines()[-1]


def test_what_never_occurred_is_told() -> None:
    assert {"Within", "Compare at_least", "Arithmetic ratio", "validity", "needs_judgement"} <= {*Tally().missing()}
