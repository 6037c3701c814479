"""Determinations beyond doubt: typed columns of their parts, taken whole. What is in doubt is left to be read cell by
cell.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from huimin_rules.engines.columnar.reading.buffers import EPOCH, memory_of
from huimin_rules.engines.columnar.reading.columns import Flags
from huimin_rules.engines.columnar.reading.held import Held
from huimin_rules.engines.columnar.reading.plain_texts import PlainTexts
from huimin_rules.norms.application import DETERMINATION_FIELDS, MAX_TEXT
from huimin_rules.norms.facts import UNKNOWN_WORD, FactList
from huimin_rules.norms.policy import Policy
from huimin_rules.quantity import FIRST_DAY, LAST_DAY

PARTS: Final = tuple(DETERMINATION_FIELDS)
NEEDED: Final = PARTS[:4]
"""The parts without which there is no determination; the rest is evidence."""

_PLAIN: Final = PlainTexts(MAX_TEXT, UNKNOWN_WORD)
_HAN: Final = "\u3041"
_AFTER_ASCII: Final = "\x7f"
_FIRST: Final = FIRST_DAY.toordinal() - EPOCH
_LAST: Final = LAST_DAY.toordinal() - EPOCH


def open_scalars(policy: Policy) -> tuple[str, ...]:
    """The columns of a table in which a determination may stand as a record."""
    return tuple(fact.path for fact in policy.scalars if fact.judgement)


def open_items(each: FactList) -> tuple[str, ...]:
    """The same of the elements of a list."""
    return tuple(item.name for item in each.items if item.judgement)


def lacking(part: str) -> str:
    """What is wrong with a determination without a part that it needs."""
    return f"应为{DETERMINATION_FIELDS[part]}，这是认定必须写明的"


@dataclass(frozen=True, slots=True, eq=False)
class Plain:
    """Where determinations are complete beyond doubt, and whether they affirm; the rows that have to be read."""

    complete: Flags
    affirmed: Flags
    doubtful: npt.NDArray[np.int64]


def plain_determinations(parts: Mapping[str, Held]) -> Plain | None:
    """What typed columns say of the determinations of one fact; None where a part lacks, or has another type."""
    if not all(part in parts for part in NEEDED):
        return None
    if any(one.kind != _TYPES[part] for part, one in parts.items()):
        return None
    there = {part: one.memory.present for part, one in parts.items()}
    complete = reduce(and_, (there[part] for part in NEEDED))
    doubtful = reduce(or_, there.values()) & ~complete
    for part, one in parts.items():
        wrong = _in_doubt(part, one)
        if wrong is not None:
            doubtful |= wrong
    return Plain(complete & ~doubtful, parts["value"].memory.truths(), np.flatnonzero(doubtful))


_TYPES: Final[Mapping[str, type[pl.DataType]]] = {
    "value": pl.Boolean,
    "by": pl.String,
    "on": pl.Date,
    "reason": pl.String,
    "evidence": pl.String,
}


def _in_doubt(part: str, column: Held) -> Flags | None:
    """The rows in which a part may be something that an application cannot state; None where it is so in none."""
    match part:
        case "value":
            return None
        case "on":
            days = column.memory.numbers(np.int32)
            if not len(days) or (int(days.min()) >= _FIRST and int(days.max()) <= _LAST):
                return None
            return ((days < _FIRST) | (days > _LAST)) & column.memory.present
        case _:
            if column.memory.plain_texts(_PLAIN):
                return None
            doubt = column.series.alias("text").to_frame().select(~_says(pl.col("text"))).to_series()
            return memory_of(doubt).truths()


def _says(cell: pl.Expr) -> pl.Expr:
    """Whether a text is beyond doubt not blank, not long, and without NUL."""
    # No text that begins with a letter of Han, or between the other two, is blank.
    begins = (cell >= _HAN) | ((cell >= "!") & (cell < _AFTER_ASCII))
    plain = begins & (cell.str.len_bytes() <= MAX_TEXT) & ~cell.str.contains("\0", literal=True)
    # What is only like an unknown is looked at more closely.
    return plain & ~cell.str.starts_with(UNKNOWN_WORD)
