"""The law of files: what `check_table` says of a table, a batch says of the same table written to a file."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from huimin_rules.service.batch.run import batch
from huimin_rules.service.tables import check_table
from huimin_rules.verdict.codes import STATUSES
from tests.support import UNTRACED, many
from tests.tables.agreement import ERROR, Batch, Batches, quietly
from tests.tables.frames import collected
from tests.tables.policies import SHIPPED, folder_of, policy_named
from tests.tables.rows import Rows
from tests.tables.sheets import KEY

pytestmark = UNTRACED

ROWS = 100
SEEDS = range(700, 700 + many(4, 100))
_LENIENT = re.compile(r": (-?[0-9]+\.0+|[0-9]{4}[-/年][0-9]{1,2}[-/月][0-9]{1,2}日?): 应为")
"""What is read in a file although a data frame refuses it: days as people write them, and 12.0."""


@cache
def batches_of(name: str) -> Batches:
    return Batches(Rows(policy_named(name), folder_of(name) if (folder_of(name) / "cases").is_dir() else None))


def as_table(drawn: Batch) -> dict[str, dict[str, Any]]:
    """What comes out for the rows as data frames, by their keys."""
    given = drawn.tables
    with quietly():
        came = check_table(drawn.policy, given.table, children=given.children, readings=drawn.readings)
    return {str(row[KEY]): row for row in collected(came).iter_rows(named=True)}


def as_file(drawn: Batch, folder: Path, suffix: str) -> dict[str, dict[str, Any]]:
    """The same as files."""

    def written(frame: pl.DataFrame, name: str) -> str:
        path = folder / f"{name}.{suffix}"
        (frame.write_parquet if suffix == "parquet" else frame.write_csv)(path)
        return str(path)

    source = written(drawn.tables.table, "applications")
    lists = {path: written(child, path) for path, child in drawn.tables.children.items()}
    batch(drawn.policy, source, folder / "out.parquet", lists=lists, readings=drawn.readings)
    return {row[KEY]: row for row in pl.read_parquet(folder / "out.parquet").iter_rows(named=True)}


@pytest.mark.parametrize("name", [SHIPPED, "every-type"])
@pytest.mark.parametrize("suffix", ["parquet", "csv"])
@pytest.mark.parametrize("seed", SEEDS)
def test_a_file_says_what_its_table_says(tmp_path: Path, name: str, suffix: str, seed: int) -> None:
    drawn = batches_of(name).draw(seed, ROWS, nested=False if suffix == "csv" else None)
    expected, found = as_table(drawn), as_file(drawn, tmp_path, suffix)
    assert found.keys() == expected.keys()
    norms = [norm.id for norm in drawn.policy.findable]
    compared = 0
    for key, row in expected.items():
        came = found[key]
        if row[ERROR] is None:
            told = {norm: STATUSES[row[norm]] for norm in norms} | {"conclusion": row["conclusion"], ERROR: None}
            assert {name: came[name] for name in told} == told, (key, drawn.rows[compared].told)
            compared += 1
        else:
            refused = [line for line in row[ERROR].split("\n") if not _LENIENT.search(line)]
            assert (came[ERROR] is not None) >= bool(refused), (key, row[ERROR])
            assert came["conclusion"] is None or not refused
    assert 0 < compared < ROWS
