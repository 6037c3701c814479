"""One batch: a source of applications, decided block by block into a file."""

import os
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Final

from huimin_rules.errors import InputError, InputProblem
from huimin_rules.loading.tables.applications import Applications
from huimin_rules.loading.tables.rows import Rows
from huimin_rules.loading.tables.sources import opened
from huimin_rules.norms.columns import KEY
from huimin_rules.norms.policy import Policy
from huimin_rules.report.language import Language
from huimin_rules.service.batch.files import CsvOutput, Output, ParquetOutput
from huimin_rules.service.batch.results import Decider
from huimin_rules.service.batch.summary import Summary
from huimin_rules.service.checking import fixed_readings

SUFFIXES: Final = (".xlsx", ".csv", ".parquet")
"""What results are written to."""

EXPLAINED: Final = 2000
"""Of how many applications a workbook gives the reasons, unless more are asked for: they take the reference engine,
which may need a tenth of a second for an application of which little is known.
"""

_ORPHANS: Final = 10_000
Progress = Callable[[int, float | None], None]
"""Told how many applications have been decided, and which share of the table that is, where it is known."""


def batch(  # noqa: PLR0913  # what a batch is about, and how it is read and written
    policy: Policy,
    source: str,
    target: Path,
    *,
    lists: Mapping[str, str] | None = None,
    key: str = KEY,
    left_out: Collection[str] = (),
    readings: Mapping[str, str] | None = None,
    language: Language = Language.CHINESE,
    explained: int = EXPLAINED,
    force: bool = False,
    progress: Progress | None = None,
) -> Summary:
    """Check every application of a table and write the results; return the summary.

    `source` and the sources in `lists` are as `loading.tables.sources` reads them; `target` is a file of one of
    `SUFFIXES`. A workbook gives the reasons of up to `explained` applications. What cannot be read in a row is written
    as its result and stops nothing. Raises InputError, with nothing written, for what is no such table, a target that
    exists (without `force`), or one that cannot be written.
    """
    _check_target(target, force=force)
    with (
        tempfile.TemporaryDirectory(prefix="huimin-") as work,
        opened(policy, source, lists or {}, Path(work), key=key, left_out=left_out) as (applications, remarks),
        _written(target) as file,
    ):
        decider = Decider(policy, fixed_readings(policy, readings) if readings else {})
        output = _output(file, target.suffix.lower(), decider, language, Path(work), explained)
        summary = Summary(policy, remarks=(*applications.remarks, *remarks))
        complete = False
        try:
            _run(applications, decider, output, summary, Path(work), progress)
            output.close(summary)
            complete = True
        finally:
            if not complete:
                output.abandon()
    return summary


def _run(
    applications: Applications,
    decider: Decider,
    output: Output,
    summary: Summary,
    work: Path,
    progress: Progress | None,
) -> None:
    """Decide all applications, block by block, then say which rows of lists belong to none."""
    done = 0
    for block in applications.blocks(work):
        rows = Rows(decider.policy, block)
        results = decider.decide(block)
        output.write(results, block.first, rows)
        summary.add(results)
        done += len(block.rows)
        if progress is not None:
            progress(done, block.share)
    orphans = applications.orphans()
    while some := list(islice(orphans, _ORPHANS)):
        lost = decider.lost(some)
        output.write(lost, done, None)
        summary.add(lost)
    if not summary.total:
        output.write(decider.lost(()), 0, None)  # a table without rows has its heads


def _output(file: Path, suffix: str, decider: Decider, language: Language, work: Path, explained: int) -> Output:
    match suffix:
        case ".csv":
            return CsvOutput(file, decider.policy, language)
        case ".parquet":
            return ParquetOutput(file, decider.policy, work)
        case _:
            from huimin_rules.service.batch.workbook import WorkbookOutput

            return WorkbookOutput(file, decider, explained)


def _check_target(target: Path, *, force: bool) -> None:
    if target.suffix.lower() not in SUFFIXES:
        expected = f"以 {' 或 '.join(SUFFIXES)} 结尾的文件名"
        raise InputError([InputProblem("OUT", expected, target.name, file=str(target))])
    if not force and os.path.lexists(target):
        raise InputError([InputProblem("OUT", "尚不存在的文件（要覆盖请加 --force）", "已经存在", file=str(target))])


@contextmanager
def _written(target: Path) -> Iterator[Path]:
    """A name beside the target to write to; the target's own name is given when all has been written."""
    new = target.with_name(f"{target.stem}.{os.getpid()}.new{target.suffix}")
    try:
        with new.open("xb"):
            pass
        yield new
        with new.open("rb+") as file:
            os.fsync(file.fileno())
        new.replace(target)
    except OSError as error:
        raise InputError(
            [InputProblem("OUT", "可以写入的文件", error.strerror or "写入失败", file=str(target))]
        ) from None
    finally:
        new.unlink(missing_ok=True)
