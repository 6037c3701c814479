"""The files that a batch writes for programs: CSV in words, Parquet with ids. Each grows with the results."""

import tempfile
from pathlib import Path
from typing import Final, Protocol

import polars as pl

from huimin_rules.loading.tables.rows import Rows
from huimin_rules.norms.columns import KEY
from huimin_rules.norms.policy import Policy
from huimin_rules.report.language import Language
from huimin_rules.service.batch.results import CONCLUSION, ERROR, ROW, Results
from huimin_rules.service.batch.summary import Summary
from huimin_rules.service.batch.words import BLOCKERS, Words
from huimin_rules.service.tables import blocker_names
from huimin_rules.verdict import Conclusion
from huimin_rules.verdict.codes import CODES

_BOM: Final = b"\xef\xbb\xbf"
# What a spreadsheet takes for the beginning of a formula when it opens a CSV file; full-width forms too.
_FORMULA: Final = r"^[\s\u3000]*[=+\-@＝＋－＠]|^[\t\r]"
_STATUSES: Final = {code: status.value for status, code in CODES.items()}


class Output(Protocol):
    """A file in the making; it is complete when it has been closed."""

    def write(self, results: Results, first: int, rows: Rows | None) -> None:
        """Add results. `rows` is what they were made of, if of applications, and `first` the number of the first."""

    def close(self, summary: Summary) -> None:
        """Complete the file."""

    def abandon(self) -> None:
        """Let go of a file that will not be complete."""


class CsvOutput:
    """CSV in UTF-8 with a byte order mark, by which Excel knows it. A text that a spreadsheet would compute begins
    with an apostrophe.
    """

    def __init__(self, path: Path, policy: Policy, language: Language) -> None:
        self._words = Words(policy, language)
        self._path = path
        path.write_bytes(_BOM)
        self._heads = True

    def write(self, results: Results, _first: int, _rows: Rows | None) -> None:
        """Add results, in words."""
        frame = self._words.frame(results)
        texts = [name for name, kind in frame.schema.items() if kind == pl.String]
        guarded = frame.with_columns(
            pl.when(pl.col(name).str.contains(_FORMULA)).then("'" + pl.col(name)).otherwise(pl.col(name)).alias(name)
            for name in texts
        )
        with self._path.open("ab") as file:
            guarded.write_csv(file, include_header=self._heads)
        self._heads = False

    def close(self, _summary: Summary) -> None:
        """Nothing is left to do."""

    def abandon(self) -> None:
        """Nothing is held."""


class ParquetOutput:
    """Parquet with ids: a column for each norm, named by its id, with the status; blockers as a list of `kind:path`."""

    def __init__(self, path: Path, policy: Policy, folder: Path) -> None:
        self._path = path
        self._parts = Path(tempfile.mkdtemp(dir=folder))
        self._count = 0
        self._norms = tuple(norm.id for norm in policy.findable)
        self._names = [f"{one.kind}:{one.name}" for one in blocker_names(policy)]

    def write(self, results: Results, _first: int, _rows: Rows | None) -> None:
        """Add results."""
        blockers = [[self._names[place] for place in places] for places in results.blockers]
        status = pl.Enum(list(_STATUSES.values()))
        frame = results.frame.select(
            ROW,
            KEY,
            pl.col(CONCLUSION).cast(pl.Enum([one.value for one in Conclusion])),
            *(pl.col(norm).replace_strict(_STATUSES, default=None, return_dtype=status) for norm in self._norms),
            pl.Series(BLOCKERS, blockers, dtype=pl.List(pl.String)),
            ERROR,
        )
        frame.write_parquet(self._parts / f"{self._count:08}.parquet")
        self._count += 1

    def close(self, _summary: Summary) -> None:
        """Put the parts together, some of them at a time."""
        pl.scan_parquet(self._parts / "*.parquet").sink_parquet(self._path)

    def abandon(self) -> None:
        """Nothing is held."""
