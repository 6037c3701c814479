"""A table as it is read: piece by piece, each row with the number by which people find it.

A table knows nothing of policies. Its heads are as they stand there; its cells are text, or typed where the table is.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple, Protocol

from huimin_rules.errors import InputError, InputProblem
from huimin_rules.loading.tables.extra import batch_extra

with batch_extra("成批的表"):
    import polars as pl

ROWS: Final = 20_000
"""How many rows a piece has at most: with seventy columns of text some hundred megabytes while it is made."""


class Flaw(NamedTuple):
    """What cannot be read at all: the head of a cell and what is wrong with it, such as a byte that is no character;
    without a head the row, of which nobody can say which cell is which.
    """

    head: str | None
    wrong: str

    def __str__(self) -> str:
        return self.wrong if self.head is None else f"{self.head} 列{self.wrong}"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some rows of a table, in order.

    `rows` holds the number of each row of `frame`. `flaws` are what cannot be read, by the number of the row. `share`
    is how much of the table has been read, from 0 to 1, where that is known.
    """

    frame: pl.DataFrame
    rows: tuple[int, ...]
    flaws: Mapping[int, tuple[Flaw, ...]] = field(default_factory=dict)
    share: float | None = None


class Table(Protocol):
    """One table; it may be read more than once."""

    @property
    def name(self) -> str:
        """What people call it: a file, a sheet of a file, a table of a database without its password."""

    @property
    def heads(self) -> tuple[str, ...]:
        """The heads of its columns, all different."""

    @property
    def remarks(self) -> tuple[str, ...]:
        """What a person should know about how it is read, such as its encoding."""

    def pieces(self, only: Sequence[str] | None = None) -> Iterator[Piece]:
        """All rows, with all columns or only those; raises InputError where the table cannot be read on."""

    def place(self, row: int, head: str | None) -> str:
        """Where a row or one of its cells stands, as people find it there: `第 7 行 F 列`."""


def unreadable(name: str, expected: str, found: str) -> InputError:
    """The error of a table that cannot be read at all."""
    return InputError([InputProblem("", expected, found, file=name)])


def unreadable_file(name: str, expected: str, error: OSError) -> InputError:
    """The error of a file that the system does not read."""
    found = "没有这个文件" if isinstance(error, FileNotFoundError) else f"读取失败（{error.strerror or '原因不明'}）"
    return unreadable(name, expected, found)


def plain_place(row: int, head: str | None) -> str:
    """A place in a table whose columns have names and no letters."""
    return f"第 {row} 行" if head is None else f"第 {row} 行 {head} 列"
