"""Determinations in a frame that does not show its rows: where one settles an open term, lacks a part, or has one that
cannot be read. The same for the columns of a table and for the fields of an element.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from huimin_rules.engines.columnar.plan.cells import bare_text, booleans, is_day, unwritable
from huimin_rules.engines.columnar.plan.problems import told
from huimin_rules.engines.columnar.plan.sql import Sql, any_of, call, every_one, literal
from huimin_rules.engines.columnar.reading.determined import NEEDED, PARTS, lacking
from huimin_rules.engines.columnar.reading.problems import EMPTY
from huimin_rules.norms.application import DETERMINATION_FIELDS
from huimin_rules.norms.facts import MAX_ITEMS


class LoweredPart(NamedTuple):
    """A part of a determination: the cell, its type, and whether it is there."""

    raw: Sql
    kind: str
    stated: Sql


class Fault(NamedTuple):
    """What is wrong with a part of a determination: where it is so, what is quoted, what it should be. `reads` where
    that is seen by reading the cell.
    """

    part: str
    where: Sql
    found: Sql
    reason: str
    reads: bool = False


def decided(parts: Mapping[str, LoweredPart]) -> list[tuple[Sql, object]]:
    """Where an open term is determined to hold, or not to hold."""
    if any(part not in parts for part in NEEDED):
        return []
    complete = every_one([parts[part].stated for part in NEEDED])
    yes, no = booleans(parts["value"].raw, parts["value"].kind)
    return [(complete & yes, 1), (complete & no, 0)]


def faults(parts: Mapping[str, LoweredPart], raw: Mapping[str, LoweredPart] | None = None) -> Iterator[Fault]:
    """Where a determination lacks a part, or has one that cannot be read, part by part; `raw` are the parts where their
    cells are read, if that is elsewhere.
    """
    if not parts:
        return
    begun = any_of([part.stated for part in parts.values()])
    for part in PARTS:
        if part in NEEDED:
            yield Fault(part, begun & ~parts[part].stated if part in parts else begun, literal(EMPTY), lacking(part))
        if part in parts:
            yield from _misread(part, *(raw or parts)[part])


def _misread(part: str, raw: Sql, kind: str, stated: Sql) -> Iterator[Fault]:
    if part == "value" and kind == "boolean":
        # Whatever is there can be read, and a condition that never holds costs every row.
        return
    words = "是（true）或否（false）" if part == "value" else DETERMINATION_FIELDS[part]
    yield Fault(part, stated & ~_fits(part, raw, kind).or_else(False), told(raw, kind), f"应为{words}", reads=True)


def _fits(part: str, raw: Sql, kind: str) -> Sql:
    """Whether a part of a determination that is there can be read."""
    match part:
        case "value":
            yes, no = booleans(raw, kind)
            return yes | no
        case "on":
            return is_day(raw, kind)
        case "evidence" if kind == "array<string>":
            text = Sql("t")
            says = text.is_there() & bare_text(text).differs("") & ~unwritable(text)
            return (call("size", raw) <= MAX_ITEMS) & Sql(f"forall({raw}, t -> {says})")
        case _:
            return ~unwritable(raw) if kind == "string" else literal(False)
