"""Synthetic applications as one Parquet file: every column of the shipped policy, typed as a warehouse keeps them.

Most facts are known and in order; judgements are determined, self-assessed, denied or missing. Each value is drawn on
its own, so rows differ; a seed makes them the same again.
"""

from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.random import Generator

from huimin_rules import Policy
from huimin_rules.norms.facts import Fact, FactList, ValueType

KEY = "case"
CHUNK = 250_000
KNOWN = 0.97
_DAY = np.datetime64("2022-03-01")
_SPANS = np.array([1095, 1095, 1095, 1095, 1094, 1096, 730])


def write_applications(policy: Policy, path: Path, rows: int, *, lists: bool, seed: int = 1) -> None:
    """Write so many rows, chunk by chunk."""
    rng = np.random.default_rng(seed)
    writer = None
    for start in range(0, rows, CHUNK):
        table = applications(policy, rng, start, min(CHUNK, rows - start), lists=lists)
        writer = writer or pq.ParquetWriter(path, table.schema)
        writer.write_table(table)
    assert writer is not None
    writer.close()


def applications(policy: Policy, rng: Generator, start: int, rows: int, *, lists: bool) -> pa.Table:
    """A table of so many rows, whose keys count from `start`."""
    columns: dict[str, pa.Array] = {KEY: pa.array(np.arange(start, start + rows))}
    for fact in policy.scalars:
        columns.update(_columns(rng, fact, fact.path, rows))
    begin = _DAY + rng.integers(0, 200, rows)
    columns["plan.period.start"] = _known(rng, begin)
    columns["plan.period.end"] = _known(rng, begin + _SPANS[rng.integers(0, len(_SPANS), rows)])
    for each in policy.lists if lists else ():
        columns[each.path] = _list(rng, each, rows)
    return pa.table(columns)


def _list(rng: Generator, each: FactList, rows: int) -> pa.Array:
    sizes = rng.integers(1, 4, rows)
    offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
    total = int(offsets[-1])
    items: dict[str, pa.Array] = {}
    for item in each.items:
        items.update(_columns(rng, item, item.name, total))
    if "role" in items:
        first = np.zeros(total, dtype=bool)
        first[offsets[:-1]] = True
        items["role"] = pa.array(np.where(first, "lead", "participant"))
    return pa.ListArray.from_arrays(offsets, pa.StructArray.from_arrays(list(items.values()), list(items)))


def _columns(rng: Generator, fact: Fact, name: str, rows: int) -> dict[str, pa.Array]:
    """The column of a fact, and those of its determination."""
    if not fact.judgement:
        return {name: _known(rng, _values(rng, fact, rows))}
    state = rng.choice(4, rows, p=(0.80, 0.12, 0.03, 0.05))  # determined, self-assessed, denied, missing
    decided = state != 0
    by = np.array(["专家组", "科工信局", "评审会"])[rng.integers(0, 3, rows)]
    reason = np.array([f"材料{number}" for number in range(50)])[rng.integers(0, 50, rows)]
    return {
        name: pa.array(state < 2, mask=state == 3),
        f"{name}.value": pa.array(rng.random(rows) < KNOWN, mask=decided),
        f"{name}.by": pa.array(by, mask=decided),
        f"{name}.on": pa.array(_DAY + rng.integers(0, 90, rows), mask=decided).cast(pa.date32()),
        f"{name}.reason": pa.array(reason, mask=decided),
    }


def _known(rng: Generator, values: np.ndarray | pa.Array) -> pa.Array:
    missing = rng.random(len(values)) >= KNOWN
    if isinstance(values, pa.Array):
        return pa.compute.if_else(pa.array(missing), None, values)
    found = pa.array(values, mask=missing)
    return found.cast(pa.date32()) if pa.types.is_date(found.type) or pa.types.is_timestamp(found.type) else found


def _values(rng: Generator, fact: Fact, rows: int) -> np.ndarray | pa.Array:
    match fact.type:
        case ValueType.BOOLEAN:
            return rng.random(rows) < KNOWN
        case ValueType.CHOICE:
            ids = np.array([choice.id for choice in fact.choices])
            return ids[np.minimum(rng.geometric(min(2.5 / len(ids), 0.9), rows) - 1, len(ids) - 1)]
        case ValueType.DATE:
            return _DAY + rng.integers(-75, 300, rows)
        case ValueType.MONEY:
            hundredths = pl.Series(rng.choice((0, 8000, 12000, 12050), rows, p=(0.02, 0.4, 0.4, 0.18)))
            return (
                (hundredths.cast(pl.Decimal(18, 6)) / 100).cast(pl.Decimal(18, 6)).to_arrow().cast(pa.decimal128(18, 6))
            )
        case ValueType.INTEGER:
            return rng.integers(0, 30, rows)
        case ValueType.CODE:
            return np.where(rng.random(rows) < 0.95, "410181", "410182")
        case _:
            return np.array([f"{fact.asked.label}{number}" for number in range(200)])[rng.integers(0, 200, rows)]
