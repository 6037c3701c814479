"""Determinations in a frame that does not show its rows: where one settles an open term, lacks a part, or has one that
cannot be read. The same for the columns of a table and for the fields of an element.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from huimin_rules.engines.columnar.determined import NEEDED
from huimin_rules.engines.columnar.lowered_cells import booleans, is_day, unwritable
from huimin_rules.engines.columnar.sql import Sql, any_of, every_one, literal
from huimin_rules.norms.application import DETERMINATION_FIELDS


class LoweredPart(NamedTuple):
    """A part of a determination: the cell, its type, and whether it is there."""

    raw: Sql
    kind: str
    stated: Sql


def decided(parts: Mapping[str, LoweredPart]) -> list[tuple[Sql, object]]:
    """Where an open term is determined to hold, or not to hold."""
    if any(part not in parts for part in NEEDED):
        return []
    complete = every_one([parts[part].stated for part in NEEDED])
    yes, no = booleans(parts["value"].raw, parts["value"].kind)
    return [(complete & yes, 1), (complete & no, 0)]


def half_decided(name: str, parts: Mapping[str, LoweredPart]) -> Iterator[tuple[Sql, str, str]]:
    """Where a determination lacks a part: the condition, the name of the part, and what is wrong."""
    if not parts:
        return
    begun = any_of([part.stated for part in parts.values()])
    for part in NEEDED:
        lacking = begun & ~parts[part].stated if part in parts else begun
        yield lacking, f"{name}.{part}", f"应为{DETERMINATION_FIELDS[part]}，这是认定必须写明的"


def misread(name: str, parts: Mapping[str, LoweredPart]) -> Iterator[tuple[Sql, str, Sql, str]]:
    """Where a part of a determination cannot be read: the condition, its name, itself, what it should be."""
    for part, (raw, kind, stated) in parts.items():
        if part == "value" and kind == "boolean":
            # Whatever is there can be read, and a condition that never holds costs every row.
            continue
        words = "是（true）或否（false）" if part == "value" else DETERMINATION_FIELDS[part]
        wrong = stated & ~_fits(part, raw, kind).or_else(False)
        yield wrong, f"{name}.{part}", raw.cast("string"), f"应为{words}"


def _fits(part: str, raw: Sql, kind: str) -> Sql:
    """Whether a part of a determination that is there can be read."""
    match part:
        case "value":
            yes, no = booleans(raw, kind)
            return yes | no
        case "on":
            return is_day(raw, kind)
        case _:
            return ~unwritable(raw) if kind == "string" else literal(False)
