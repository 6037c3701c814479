"""The law of files: what `check_table` says of a table, a batch says of the same table written to a file."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from math import isfinite
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from huimin_rules.engines.columnar.reading.frames import flattened
from huimin_rules.quantity import FIRST_DAY
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
_NULL = "”有空的一项"
_SAID_OTHERWISE = re.compile(": 空: 应为映射|: 0 项: 应为至少")
"""That some elements are null is said once for a list; a list that is empty against its own count, by the count."""


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
    """The same as files; without rows that hold what a spreadsheet cannot."""

    def written(frame: pl.DataFrame, name: str) -> str:
        path = folder / f"{name}.{suffix}"
        if suffix != "parquet":
            # Of records no cell has a text.
            frame = flattened(frame, [one for one, kind in frame.schema.items() if isinstance(kind, pl.Struct)])
        if suffix == "xlsx":
            sheet(frame, path)
        else:
            (frame.write_parquet if suffix == "parquet" else frame.write_csv)(path)
        return str(path)

    frames = {"applications": drawn.tables.table, **drawn.tables.children}
    if suffix == "xlsx":
        odd = {row[KEY] for frame in frames.values() for row in frame.iter_rows(named=True) if not fits(row.values())}
        frames = {name: frame.filter(~pl.col(KEY).is_in(list(odd))) for name, frame in frames.items()}
    source, *others = (written(frame, name) for name, frame in frames.items())
    lists = dict(zip(drawn.tables.children, others, strict=True))
    batch(drawn.policy, source, folder / "out.parquet", lists=lists, readings=drawn.readings)
    return {row[KEY]: row for row in pl.read_parquet(folder / "out.parquet").iter_rows(named=True)}


def fits(cells: Iterable[object]) -> bool:
    """Whether a spreadsheet can hold cells: no control characters, no endless numbers and of others 15 digits, nothing
    before 1900 or below a second.
    """
    for cell in cells:
        match cell:
            case dict() if not fits(cell.values()):
                return False
            case bool() | dict():
                continue
            case str() if ILLEGAL_CHARACTERS_RE.search(cell):
                return False
            case float() if not isfinite(cell):
                return False
            case int() | float() | Decimal() if type(cell)(f"{cell:.15g}") != cell:
                return False
            case datetime() if cell.microsecond:
                return False
            case date() if cell.year < FIRST_DAY.year:
                return False
    return True


def sheet(frame: pl.DataFrame, path: Path) -> None:
    """A frame as a spreadsheet."""
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(frame.columns)
    for row in frame.iter_rows():
        page.append(row)
    book.save(path)


@pytest.mark.parametrize("name", [SHIPPED, "every-type"])
@pytest.mark.parametrize("suffix", ["parquet", "csv", "xlsx"])
@pytest.mark.parametrize("seed", SEEDS)
def test_a_file_says_what_its_table_says(tmp_path: Path, name: str, suffix: str, seed: int) -> None:
    drawn = batches_of(name).draw(seed, ROWS, nested=None if suffix == "parquet" else False)
    expected, found = as_table(drawn), as_file(drawn, tmp_path, suffix)
    if suffix == "xlsx":
        expected = {key: row for key, row in expected.items() if key in found}
    assert found.keys() == expected.keys()
    norms = [norm.id for norm in drawn.policy.findable]
    told_of = {str(row.key): row.told for row in drawn.rows}
    compared = 0
    for key, row in expected.items():
        came = found[key]
        if row[ERROR] is None:
            told = {norm: STATUSES[row[norm]] for norm in norms} | {"conclusion": row["conclusion"], ERROR: None}
            assert {name: came[name] for name in told} == told, (key, told_of[key])
            compared += 1
        else:
            refused = [line for line in row[ERROR].split("\n") if not _LENIENT.search(line)]
            assert came["conclusion"] is None or not refused, (key, row[ERROR])
            lines = [line for line in (came[ERROR] or "").split("\n") if line and _NULL not in line]
            assert len(lines) >= sum(not _SAID_OTHERWISE.search(line) for line in refused), (
                key,
                row[ERROR],
                came[ERROR],
            )
    assert ROWS // 4 < compared < ROWS
