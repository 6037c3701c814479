"""Parquet: one file, or all files of a folder in the order of their names; cells are typed, lists may be nested."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Final

from huimin_rules.loading.tables.extra import batch_extra
from huimin_rules.loading.tables.table import ROWS, Piece, plain_place, unreadable

with batch_extra("Parquet 文件"):
    import polars as pl

_EXPECTED: Final = "Parquet 文件，或者放着它们的文件夹"


@dataclass(frozen=True, slots=True)
class ParquetFiles:
    """The files of one table, with the number of rows of each.

    `called` is what people call the table where its files are not theirs but were made to read it from.
    """

    path: Path
    called: str | None
    files: tuple[Path, ...]
    counts: tuple[int, ...]
    heads: tuple[str, ...]

    @property
    def name(self) -> str:
        """What people call it."""
        return self.called or str(self.path)

    @property
    def remarks(self) -> tuple[str, ...]:
        """Nothing to say."""
        return ()

    def place(self, row: int, head: str | None) -> str:
        """A row by its number from 1, of several files within its own."""
        ends = list(accumulate(self.counts))
        index = bisect_right(ends, row - 1)
        if self.called or len(self.files) == 1 or index >= len(self.files):
            return plain_place(row, head)
        before = ends[index - 1] if index else 0
        return f"{self.files[index].name} {plain_place(row - before, head)}"

    def pieces(self, only: Sequence[str] | None = None) -> Iterator[Piece]:
        """The rows, file after file."""
        total, done = max(sum(self.counts), 1), 0
        for file in self.files:
            try:
                table = pl.scan_parquet(file) if only is None else pl.scan_parquet(file).select(only)
                for frame in table.collect_batches(chunk_size=ROWS, maintain_order=True):
                    for part in frame.iter_slices(ROWS):
                        rows = tuple(range(done + 1, done + part.height + 1))
                        done += part.height
                        yield Piece(part, rows, share=done / total)
            except (pl.exceptions.PolarsError, OSError) as error:
                raise unreadable(str(file), _EXPECTED, f"读不出的文件（{_first_line(error)}）") from None


def parquet_files(path: Path, called: str | None = None) -> ParquetFiles:
    """The table at a path; raises InputError where it is none, or its files have different columns."""
    try:
        files = tuple(sorted(path.glob("**/*.parquet"))) if path.is_dir() else (path,)
        if not files:
            raise unreadable(str(path), _EXPECTED, "没有 .parquet 文件的文件夹")
        schemas = [dict(pl.read_parquet_schema(file)) for file in files]
        counts = tuple(int(pl.scan_parquet(file).select(pl.len()).collect().item()) for file in files)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise unreadable(str(path), _EXPECTED, f"读不出的文件（{_first_line(error)}）") from None
    for file, schema in zip(files, schemas, strict=True):
        if schema != schemas[0]:
            other = "、".join(sorted({name for name, _ in schema.items() ^ schemas[0].items()}))
            raise unreadable(str(file), f"与 {files[0].name} 相同的列", f"不同的列：{other}")
    return ParquetFiles(path, called, files, counts, tuple(schemas[0]))


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [""])[0]
