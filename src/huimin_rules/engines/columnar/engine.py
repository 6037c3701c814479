"""The columnar engine: a Polars frame of applications in, a Polars frame of their statuses out."""

from collections.abc import Mapping
from functools import cached_property

import numpy as np
import polars as pl

from huimin_rules.engines.columnar.answers.kernel import Kernel
from huimin_rules.engines.columnar.answers.norm_tables import CONCLUSIONS
from huimin_rules.engines.columnar.plan.lowering import Lowering
from huimin_rules.engines.columnar.reading.columns import ListColumn
from huimin_rules.engines.columnar.reading.frames import Orphan, ReadTable, read_table
from huimin_rules.engines.columnar.reading.held import HeldTable, held
from huimin_rules.engines.columnar.reading.problems import NO_ROW, CellReader, Problem, Problems, TellingOrder
from huimin_rules.engines.columnar.reading.stated import stated_facts
from huimin_rules.norms.facts import FactList
from huimin_rules.norms.policy import Policy


class ColumnarEngine:
    """A policy under fixed readings, deciding tables. Keeps what the reference engine has answered, and no row."""

    def __init__(self, policy: Policy, readings: Mapping[str, str], cells: CellReader) -> None:
        self.policy = policy
        self.cells = cells
        self.kernel = Kernel(policy, readings)

    @cached_property
    def lowering(self) -> Lowering:
        """The tables made ahead, for frames that do not show their rows."""
        return Lowering(self.kernel)

    def check(self, given: HeldTable, key: str, children: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
        """The result of every row, in the order of the rows; child rows that belong to none come last."""
        table = read_table(self.policy, self.cells, given, key, children)
        results = self.kernel.decide(table.batch)
        problems = self._problems(table, given, key)
        wrong = np.array(sorted(problems.rows), np.int64)
        columns: dict[str, pl.Series] = {key: given[key].series}
        conclusion = results.conclusion
        conclusion[wrong] = _NO_CONCLUSION
        columns["conclusion"] = _CONCLUSIONS.gather(pl.Series(conclusion))
        results.statuses[:, wrong] = 0
        for norm, found_statuses in zip(self.kernel.norms, results.statuses, strict=True):
            columns[norm.norm.id] = pl.Series(found_statuses)
        for name, words in zip(self.kernel.bits.word_names(), results.blockers, strict=True):
            words[wrong] = 0
            columns[name] = pl.Series(words)
        errors = pl.repeat(None, given.height, dtype=pl.String, eager=True)
        if len(wrong):
            errors = errors.scatter(pl.Series(wrong), pl.Series([problems.text(row) for row in wrong.tolist()]))
        columns["input_error"] = errors
        found = pl.DataFrame({name: series.alias(name) for name, series in columns.items()})
        return found if not table.orphans else pl.concat([found, self._lost(table.orphans, key, found)])

    def _problems(self, table: ReadTable, given: HeldTable, key: str) -> Problems:
        """What is wrong with each row: what cannot be read, then where a row contradicts itself, however what nobody
        states or can read turns out.
        """
        problems = table.problems
        problems.sort(TellingOrder(self.policy, key))
        for rule, rows in self.kernel.violated(table.batch):
            for row in rows.tolist():
                # Where the place itself cannot be read, that it contradicts something else says nothing more.
                if not problems.has(row, rule.at):
                    problems.add((row,), rule.at, self._at_fault(table, given, rule.at, row), rule.message)
        return problems

    def _at_fault(self, table: ReadTable, given: HeldTable, path: str, row: int) -> object:
        """What stands where a consistency rule is at fault."""
        if isinstance(self.policy.fact_by_path[path], FactList):
            column: ListColumn = table.batch.lists[path]
            return f"{column.sizes[row]} 项" if column.stated[row] else None
        return given[path].series[row] if path in given else None

    def stated(
        self, frame: pl.DataFrame, key: str, children: Mapping[str, pl.DataFrame]
    ) -> tuple[dict[str, object], tuple[Problem, ...]]:
        """What the only row of a table states, nested as the paths of the facts are; or what in it cannot be."""
        given = held(frame)
        table = read_table(self.policy, self.cells, given, key, children)
        problems = tuple(self._problems(table, given, key).rows.get(0, ()))
        return {} if problems else stated_facts(self.policy, self.cells, table, frame, children), problems

    def _lost(self, orphans: tuple[Orphan, ...], key: str, found: pl.DataFrame) -> pl.DataFrame:
        problems = Problems()
        keys: dict[object, int] = {}
        for orphan in orphans:
            row = keys.setdefault(orphan.key, len(keys))
            problems.add((row,), orphan.over, orphan.key, NO_ROW)
        errors = [problems.text(row) for row in range(len(keys))]
        lost = pl.DataFrame({key: pl.Series(list(keys)).cast(found.schema[key]), "input_error": errors})
        empty = [
            pl.lit(None if name == "conclusion" else 0, dtype).alias(name)
            for name, dtype in found.schema.items()
            if name not in (key, "input_error")
        ]
        return lost.with_columns(empty).select(found.columns)


_CONCLUSIONS = pl.Series([*(one.value for one in CONCLUSIONS), None], dtype=pl.String)
_NO_CONCLUSION = len(CONCLUSIONS)
