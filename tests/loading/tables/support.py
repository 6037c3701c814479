"""Tables in files, as the tests of readers make them."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from huimin_rules.loading.tables.applications import Block
from huimin_rules.loading.tables.rows import Rows
from huimin_rules.loading.tables.sources import opened
from huimin_rules.loading.tables.table import Table
from huimin_rules.norms.columns import KEY
from huimin_rules.norms.policy import Policy


def whole(table: Table) -> tuple[pl.DataFrame, tuple[int, ...], dict[int, tuple[str, ...]]]:
    """All pieces of a table: the frame, the numbers of its rows, what is wrong with them."""
    pieces = list(table.pieces())
    rows = tuple(row for piece in pieces for row in piece.rows)
    faults = {row: tuple(map(str, flaws)) for piece in pieces for row, flaws in piece.flaws.items()}
    return pl.concat([piece.frame for piece in pieces]) if pieces else pl.DataFrame(), rows, faults


def facts(
    policy: Policy, source: Path | str, lists: Mapping[str, Path | str] | None = None
) -> dict[str | None, dict[str, object]]:
    """The facts of every application that can be read at all, by its key."""
    found: dict[str | None, dict[str, object]] = {}
    for block in blocks(policy, source, lists):
        rows = Rows(policy, block)
        for number in range(block.first, block.first + len(block.rows)):
            if number not in block.faults:
                said, problems = rows.facts(number)
                if not problems:
                    found[block.keys[number - block.first]] = said
    return found


def faults(
    policy: Policy, source: Path | str, lists: Mapping[str, Path | str] | None = None
) -> dict[str | None, tuple[str, ...]]:
    """What is wrong with applications that cannot be read at all, without the folder of their files."""
    folder = f"{Path(str(source)).parent}/"
    found: dict[str | None, tuple[str, ...]] = {}
    for block in blocks(policy, source, lists):
        for number, fault in block.faults.items():
            found[block.keys[number - block.first]] = tuple(one.replace(folder, "") for one in fault.told)
    return found


def blocks(policy: Policy, source: Path | str, lists: Mapping[str, Path | str] | None = None) -> list[Block]:
    """All blocks of a source."""
    given = {path: str(where) for path, where in (lists or {}).items()}
    with (
        TemporaryDirectory() as work,
        opened(policy, str(source), given, Path(work)) as (applications, _),
    ):
        return list(applications.blocks(Path(work)))


def remarks(policy: Policy, source: Path) -> tuple[str, ...]:
    """What is said about how a source is read."""
    with TemporaryDirectory() as work, opened(policy, str(source), {}, Path(work)) as (applications, more):
        return (*applications.remarks, *more)


def csv(path: Path, heads: Sequence[str], rows: Iterable[Sequence[str]], encoding: str = "utf-8") -> Path:
    """A CSV file of cells that need no quotes."""
    lines = [",".join(heads), *(",".join(row) for row in rows)]
    path.write_bytes("\n".join([*lines, ""]).encode(encoding))
    return path


__all__ = ["KEY", "blocks", "csv", "facts", "faults", "remarks", "whole"]
