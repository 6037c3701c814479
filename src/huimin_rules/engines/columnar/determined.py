"""Determinations beyond doubt: typed columns of their parts, taken whole. What is in doubt is left to be read cell by
cell.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from huimin_rules.norms.application import DETERMINATION_FIELDS, MAX_TEXT
from huimin_rules.quantity import FIRST_DAY, LAST_DAY

PARTS: Final = tuple(DETERMINATION_FIELDS)
NEEDED: Final = PARTS[:4]
"""The parts without which there is no determination; the rest is evidence."""

UNKNOWN_WORD: Final = "不清楚"
_HAN: Final = "\u3041"
_AFTER_ASCII: Final = "\x7f"
_PROBED: Final = 1024


@dataclass(frozen=True, slots=True, eq=False)
class Plain:
    """Where determinations are complete beyond doubt, and what they say there; the rows that have to be read."""

    complete: npt.NDArray[np.bool_]
    held: npt.NDArray[np.uint8]
    doubtful: npt.NDArray[np.int64]


def plain_determinations(parts: Mapping[str, pl.Series]) -> Plain | None:
    """What typed columns say of the determinations of one fact; None where a part lacks, or has another type."""
    if not all(part in parts for part in NEEDED):
        return None
    tests = {}
    for part, series in parts.items():
        plain = _plain(part, series)
        if plain is None:
            return None
        tests[part] = plain.fill_null(value=False).alias(part)
    there = pl.DataFrame([series.alias(part) for part, series in parts.items()]).select(
        *tests.values(),
        held=pl.col("value").fill_null(value=False).cast(pl.UInt8),
        stated=pl.sum_horizontal(pl.col(part).is_not_null().cast(pl.UInt8) for part in parts),
    )
    found = there.select(
        complete=pl.all_horizontal(NEEDED),
        plain=pl.sum_horizontal(pl.col(part).cast(pl.UInt8) for part in parts) == pl.col("stated"),
        begun=pl.col("stated") > 0,
    )
    complete, begun = found["complete"].to_numpy(), found["begun"].to_numpy()
    sound = found["plain"].to_numpy() & (complete | ~begun)
    return Plain(complete & sound, there["held"].to_numpy(), np.flatnonzero(~sound))


def _plain(part: str, series: pl.Series) -> pl.Expr | None:
    """Whether a cell of a part is what an application may state beyond doubt; null or false where there is none."""
    cell = pl.col(part)
    match part, series.dtype:
        case "value", pl.Boolean:
            return cell.is_not_null()
        case "on", pl.Date:
            return cell.is_between(FIRST_DAY, LAST_DAY)
        case "by" | "reason" | "evidence", pl.String:
            if series.head(_PROBED).n_unique() < _PROBED // 4:
                # The same few texts again and again: looking at each once is cheaper than looking at every cell.
                different = series.unique().drop_nulls().alias(part).to_frame()
                if different.select(_says(cell).all()).item():
                    return cell.is_not_null()
            return _says(cell)
        case _:
            return None


def _says(cell: pl.Expr) -> pl.Expr:
    """Whether a text is beyond doubt not blank, not long, and without NUL."""
    # No text that begins with a letter of Han, or between the other two, is blank.
    begins = (cell >= _HAN) | ((cell >= "!") & (cell < _AFTER_ASCII))
    plain = begins & (cell.str.len_bytes() <= MAX_TEXT) & ~cell.str.contains("\0", literal=True)
    # What is only like an unknown is looked at more closely.
    return plain & ~cell.str.starts_with(UNKNOWN_WORD)
