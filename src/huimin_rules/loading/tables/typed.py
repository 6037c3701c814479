"""Cells as people type them, in the form in which an application is written.

Only what can be meant in one way is taken: spaces around a text are dropped; 2022/9/1, 2022-9-1 and 2022年9月1日 are
that day, and so is its midnight, as databases write days; 12.0 is a whole number, as programs write one where others
of its column are missing. Everything else stays as it is, and what reads it says what it expects.
"""

from collections.abc import Mapping
from typing import Final

from huimin_rules.loading.tables.extra import batch_extra
from huimin_rules.norms.columns import Column, Holds
from huimin_rules.norms.facts import UNKNOWN_WORD, ValueType

with batch_extra("成批的表"):
    import polars as pl

# A year of four digits stands first, so no other order can be meant.
_DAY: Final = (
    r"^([0-9]{4})(?:/([0-9]{1,2})/([0-9]{1,2})|年([0-9]{1,2})月([0-9]{1,2})日|-([0-9]{1,2})-([0-9]{1,2}))"
    r"(?:[ T]0{1,2}:00(?::00(?:\.0+)?)?)?$"
)
_WHOLE: Final = r"^(-?[0-9]+)\.0+$"


def typed(frame: pl.DataFrame, columns: Mapping[str, Column]) -> pl.DataFrame:
    """The columns of a frame under their names, their texts as an application would write them."""
    chosen = []
    for head, column in columns.items():
        cell = pl.col(head)
        if column.holds is Holds.KEY:
            cell = _stripped(cell.cast(pl.String))
        elif frame.schema[head] == pl.String:
            cell = _whole(_known(_stripped(cell), column), column)
        elif isinstance(frame.schema[head], pl.Categorical | pl.Enum):
            cell = _known(_stripped(cell.cast(pl.String)), column)
        chosen.append(cell.alias(column.name))
    found = frame.select(chosen)
    return found.with_columns(
        _with_days(found[column.name])
        for column in columns.values()
        if column.type is ValueType.DATE and found.schema[column.name] == pl.String
    )


def _stripped(text: pl.Expr) -> pl.Expr:
    bare = text.str.strip_chars()
    return pl.when(bare != "").then(bare)


def _known(text: pl.Expr, column: Column) -> pl.Expr:
    if column.holds in (Holds.PART, Holds.COUNT):
        # A part of a determination that nobody knows is not there; a number of elements that nobody knows says nothing
        # against those that are.
        text = pl.when(text != UNKNOWN_WORD).then(text)
    return text


def _whole(text: pl.Expr, column: Column) -> pl.Expr:
    if column.type is ValueType.INTEGER or column.holds is Holds.COUNT:
        text = text.str.replace(_WHOLE, "$1")
    return text


def _with_days(texts: pl.Series) -> pl.Series:
    """The texts, those that are days in the one form of an application; each different text is looked at once."""
    different = texts.unique().drop_nulls()
    parts = different.str.extract_groups(_DAY).struct
    month, day = (
        pl.coalesce(*(parts.field(str(group)) for group in groups)).str.zfill(2) for groups in ((2, 4, 6), (3, 5, 7))
    )
    days = pl.select(pl.concat_str(parts.field("1"), month, day, separator="-")).to_series()
    said = days.zip_with(days.is_not_null(), different)
    return texts if said.equals(different) else texts.replace_strict(different, said, default=None)
