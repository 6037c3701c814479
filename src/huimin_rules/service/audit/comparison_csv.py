"""A what-if as a table for spreadsheets: RFC 4180 in UTF-8, with the mark by which Excel knows UTF-8.

One row for each finding that changes, and one for each reason why a case cannot be compared. A spreadsheet takes a cell
that begins with `=`, `+`, `-` or `@` for a formula: such a text gets an apostrophe before it, and one that holds
characters that cannot be seen shows their numbers. The records are in the ledger as they were; this is for reading.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Final

from huimin_rules.service.audit.compared import CaseComparison, FindingChange
from huimin_rules.service.audit.comparison_wording import (
    DIRECTION_NAMES,
    EFFECT_NAMES,
    OBSTACLE_NAMES,
    conclusion_name,
    status_name,
)
from huimin_rules.service.crosscheck import OpenVariable
from huimin_rules.visible import visible

HEADER: Final = (
    "序号",
    "案号",
    "记录时间",
    "情形",
    "原总体结论",
    "现总体结论",
    "总体方向",
    "条款",
    "规范",
    "名称",
    "原单项结论",
    "现单项结论",
    "单项方向",
    "原待定原因",
    "现待定原因",
    "不可比的原因",
)
_BOM: Final = "\ufeff"
# Full-width forms too: spreadsheets of some languages take them for the same.
_FORMULA: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_SPACES: Final = " \u3000"


def csv_header() -> bytes:
    """What the table begins with."""
    return _line(HEADER, _BOM)


def csv_rows(case: CaseComparison) -> bytes:
    """The rows of a case; a case in which nothing changes has none."""
    return b"".join(map(_line, _rows(case)))


def harmless(text: str) -> str:
    """A text as a cell that no spreadsheet takes for a formula, in one line.

    >>> harmless("=1+1"), harmless("2022-017")
    ("'=1+1", '2022-017')
    """
    shown = visible(text)
    return f"'{shown}" if shown.lstrip(_SPACES).startswith(_FORMULA) else shown


def _line(cells: Iterable[str], before: str = "") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerow(map(harmless, cells))
    return (before + text.getvalue()).encode()


def _rows(case: CaseComparison) -> Iterator[tuple[str, ...]]:
    recorded = case.recorded
    about = (
        str(case.place.index),
        "" if recorded is None else recorded.case,
        "" if recorded is None else recorded.recorded_at,
        EFFECT_NAMES[case.effect],
        conclusion_name(None if recorded is None else recorded.conclusion),
        conclusion_name(case.conclusion),
        "" if case.direction is None else DIRECTION_NAMES[case.direction],
    )
    for change in case.findings:
        yield (*about, *_cells(change), "")
    for problem in case.problems:
        assert case.obstacle is not None
        yield (*about, *[""] * 8, f"{OBSTACLE_NAMES[case.obstacle]}：{problem.message}")


def _cells(change: FindingChange) -> tuple[str, ...]:
    return (
        change.citation_after or change.citation_before or "",
        change.norm,
        change.title,
        status_name(change.before),
        status_name(change.after),
        DIRECTION_NAMES[change.direction],
        _names(change.blockers_before),
        _names(change.blockers_after),
    )


def _names(blockers: tuple[OpenVariable, ...] | None) -> str:
    return "、".join(one.name for one in blockers or ())
