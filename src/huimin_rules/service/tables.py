"""Checking tables: a frame of applications in, the same kind of frame with their statuses out.

What a frame holds, and what comes out, is written down in `docs/adr/0010-columns.md`.
"""

import warnings
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, TypeAlias

from huimin_rules.errors import InputError, InputProblem, nearest
from huimin_rules.loading.shown import show
from huimin_rules.norms.facts import FactList
from huimin_rules.norms.policy import Policy
from huimin_rules.norms.walk import norm_references, references
from huimin_rules.service.batch_extra import batch_extra
from huimin_rules.service.checking import check, fixed_readings
from huimin_rules.service.of_policy import OfPolicy
from huimin_rules.verdict import Verdict

with batch_extra("检查表格"):
    import polars as pl

    from huimin_rules.engines.columnar import BlockerName, ColumnarEngine, Unreadable, blocker_bits
    from huimin_rules.engines.columnar.plan.spark import check_spark
    from huimin_rules.engines.columnar.reading.determined import PARTS
    from huimin_rules.engines.columnar.reading.frames import POSITION
    from huimin_rules.engines.columnar.reading.held import held
    from huimin_rules.engines.columnar.reading.natives import (
        column_names,
        from_polars,
        head_of,
        held_rows,
        implementation,
        pieces_of,
        rows_of,
        to_polars,
    )
    from huimin_rules.service.cells import PolicyCells

Frame: TypeAlias = Any
"""A Polars frame (eager or lazy), a DuckDB relation, a PySpark or pandas frame, or a PyArrow table."""

NO_READINGS: Mapping[str, str] = {}


class TableWarning(UserWarning):
    """Something about the columns of a table: one that the policy asks for is not there, or one it does not know."""


def check_table(
    policy: Policy,
    frame: Frame,
    *,
    key: str = "case",
    children: Mapping[str, Frame] | None = None,
    readings: Mapping[str, str] | None = None,
) -> Frame:
    """Check every row of a table of applications and return the same kind of frame: `key`, `conclusion`, a status code
    for each norm (`verdict.codes`), `blockers_1` … (see `blocker_names`), and `input_error` for what cannot be read.

    `children` holds child frames by the paths of their lists. Unknown is null; a status is what `check` says of the
    row. A column that is missing is unknown for all rows, and said in one `TableWarning`; so is a column that is no
    fact of the policy. Raises InputError for what is no such table: no key, an unknown list, an unknown reading.
    """
    table = _Table(policy, frame, key, children or {}, readings)
    table.warn()
    match implementation(frame):
        case "polars" if isinstance(frame, pl.LazyFrame):
            return _lazily(table, frame, children or {})
        case "pyspark":
            return check_spark(table.engine.lowering, table.engine.cells, frame, key, children or {})
        case "duckdb" if not children:
            # No row needs another one, unless child tables say which of them belong together.
            pieces = (table.engine.check(rows, key, {}) for rows in pieces_of(frame))
            return from_polars(pl.concat([table.engine.check(held(table.head), key, {}), *pieces]), frame, key)
        case "polars" | "pandas":
            rows = held(table.head)
        case _:
            rows = held_rows(frame)
    found = table.engine.check(rows, key, {path: to_polars(one) for path, one in (children or {}).items()})
    return from_polars(found, frame, key)


def _lazily(table: "_Table", frame: pl.LazyFrame, children: Mapping[str, Frame]) -> pl.LazyFrame:
    """The same, when the frame is collected."""

    def check_rows(rows: pl.DataFrame) -> pl.DataFrame:
        return table.engine.check(held(rows), table.key, {path: to_polars(one) for path, one in children.items()})

    heads = {path: one.clear() for path, one in table.heads.items()}
    schema = table.engine.check(held(table.head.clear()), table.key, heads)
    return frame.map_batches(check_rows, schema=schema.schema, streamable=False)


def explain_row(
    policy: Policy,
    frame: Frame,
    value: object,
    *,
    key: str = "case",
    children: Mapping[str, Frame] | None = None,
    readings: Mapping[str, str] | None = None,
) -> Verdict:
    """The full verdict of the reference engine on the row whose key is `value`.

    Raises InputError where there is no such row, or several, and with every problem of a row that cannot be read.
    """
    given = {"frame": frame, **{f"children.{path}": one for path, one in (children or {}).items()}}
    _columns_there(given, key)
    row = rows_of(frame, key, value)
    if row.height != 1:
        raise InputError([InputProblem(key, "恰好一行的案号", f"{show(value)}，有 {row.height} 行")])
    below = {path: rows_of(one, key, value) for path, one in (children or {}).items()}
    table = _Table(policy, row, key, below, readings)
    facts, problems = table.engine.stated(row, key, below)
    if problems:
        raise InputError(InputProblem(one.column, one.reason.removeprefix("应为"), one.found) for one in problems)
    return check(policy, facts, readings)


def examine_table(
    policy: Policy,
    frame: Frame,
    *,
    key: str = "case",
    children: Mapping[str, Frame] | None = None,
    readings: Mapping[str, str] | None = None,
) -> tuple[str, ...]:
    """The norms whose status would be sound and not exact in a frame of this kind, before any work begins.

    An open one of them may have blockers too many. Where rows are at hand everything is exact, and there are none: that
    is so for all frames but those of Spark.
    """
    table = _Table(policy, frame, key, children or {}, readings)
    return table.engine.lowering.inexact() if implementation(frame) == "pyspark" else ()


def blocker_names(policy: Policy) -> tuple[BlockerName, ...]:
    """What the bits of `blockers_1` … stand for: the one at place `i` is bit `i % BITS` of word `i // BITS + 1`."""
    return blocker_bits(policy).names


class _Table:
    """A table as it was handed in, with the engine for its readings."""

    def __init__(
        self,
        policy: Policy,
        frame: Frame,
        key: str,
        children: Mapping[str, Frame],
        readings: Mapping[str, str] | None,
    ) -> None:
        self.policy = policy
        self.key = key
        fixed = fixed_readings(policy, readings) if readings else NO_READINGS
        problems: list[InputProblem] = []
        lists = tuple(each.path for each in policy.lists)
        for name in children:
            if name not in lists:
                problems.append(
                    InputProblem(
                        f"children.{name}", f"本办法的列表（{'、'.join(lists)}）", "未知的名称", nearest(name, lists)
                    )
                )
        if problems:
            raise InputError(problems)
        _columns_there({"frame": frame, **{f"children.{path}": one for path, one in children.items()}}, key)
        self.head = head_of(frame)
        self.kinds = dict(self.head.schema)
        self.heads = {path: head_of(one) for path, one in children.items()}
        for path in self.heads:
            if path in self.kinds:
                problems.append(InputProblem(path, "嵌套的列或者子表之一", "两者都有"))
        for each in policy.lists:
            kind = self.kinds.get(each.path)
            if kind is not None and kind != pl.Null and not isinstance(kind, pl.List):
                problems.append(InputProblem(each.path, "嵌套的列表（每项一个记录）", str(kind)))
        if problems:
            raise InputError(problems)
        self.engine = _engine(policy, tuple(sorted(fixed.items())))

    def warn(self) -> None:
        """Say which columns are missing, and which nobody knows."""
        said = [*self._missing(), *self._unexpected()]
        if said:
            warnings.warn("\n".join(said), TableWarning, stacklevel=3)

    def _missing(self) -> list[str]:
        facts, lists = _needed(self.policy)
        missing = [
            fact.path
            for fact in self.policy.scalars
            if fact.path in facts and not {fact.path, f"{fact.path}.value"} & self.kinds.keys()
        ]
        for each in self.policy.lists:
            if each.path in lists and each.path not in self.kinds and each.path not in self.heads:
                missing.append(each.path)
            elif each.path in lists:
                columns = self._item_columns(each)
                missing += [
                    item.path
                    for item in each.items
                    if item.path in facts and columns is not None and not {item.name, f"{item.name}.value"} & columns
                ]
        return [f"表中没有下列各列，所有申报在这些事实上都算不清楚：{'、'.join(missing)}"] if missing else []

    def _item_columns(self, each: FactList) -> set[str] | None:
        if each.path in self.heads:
            return set(self.heads[each.path].columns)
        kind = self.kinds.get(each.path)
        inner = kind.inner if isinstance(kind, pl.List) else None
        return {one.name for one in inner.fields} if isinstance(inner, pl.Struct) else None

    def _unexpected(self) -> list[str]:
        known = {self.key}
        for fact in self.policy.facts:
            known.add(fact.path)
            if isinstance(fact, FactList):
                known.add(fact.count.path)
            elif fact.judgement:
                known |= {f"{fact.path}.{part}" for part in PARTS}
        found = [_near(name, known) for name in self.kinds if name not in known]
        for each in self.policy.lists:
            names = {f"{item.name}.{part}" for item in each.items if item.judgement for part in PARTS}
            names |= {item.name for item in each.items}
            if each.path in self.heads:
                names |= {self.key, POSITION}
            columns = self._item_columns(each) or set()
            found += [f"{each.path}[].{_near(name, names)}" for name in sorted(columns - names)]
        return [f"表中有本办法不认识的列，没有用到：{'、'.join(found)}"] if found else []


def _columns_there(frames: Mapping[str, Frame], key: str) -> None:
    """Raises InputError for what is no frame, and for frames that lack the key."""
    problems = []
    for name, frame in frames.items():
        try:
            names = column_names(frame)
        except Unreadable as wrong:
            problems.append(InputProblem(name, wrong.reason, show(frame)))
            continue
        if key not in names:
            problems.append(
                InputProblem(name, f"有案号一列 {key} 的表", f"列 {'、'.join(names[:12])}", nearest(key, names))
            )
    if problems:
        raise InputError(problems)


def _near(name: str, known: set[str]) -> str:
    close = nearest(name, sorted(known))
    return f"{name}（是否想写 {close}？）" if close else name


@OfPolicy
def _needed(policy: Policy) -> tuple[frozenset[str], frozenset[str]]:
    """The facts and lists that norms with a finding, or consistency rules, refer to."""
    referred = [norm_references(policy, norm) for norm in policy.findable]
    referred += [references(policy, (rule.requires,)) for rule in policy.consistency]
    facts = dict.fromkeys(path for one in referred for path in one.facts)
    return frozenset(facts), frozenset(path for one in referred for path in one.lists)


@lru_cache(maxsize=16)
def _engine(policy: Policy, readings: tuple[tuple[str, str], ...]) -> ColumnarEngine:
    return ColumnarEngine(policy, dict(readings), PolicyCells())


__all__ = ["TableWarning", "blocker_names", "check", "check_table", "examine_table", "explain_row"]
