"""Tables as they were handed in, of Polars or of Arrow: a column of Arrow becomes one of Polars when somebody asks for
its cells, and of most columns nobody does.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Final

import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]  # it has no types

from huimin_rules.engines.columnar.reading.buffers import Array, Memory, memory_of

_KINDS: Final[Mapping[Array, pl.DataType]] = {
    pa.bool_(): pl.Boolean(),
    pa.date32(): pl.Date(),
    pa.string(): pl.String(),
    pa.large_string(): pl.String(),
    pa.string_view(): pl.String(),
}
"""The types of Arrow whose memory is looked at as it lies."""


class Held:
    """One column."""

    def __init__(self, given: "pl.Series | Array") -> None:
        self._given = given

    @cached_property
    def series(self) -> pl.Series:
        """The column of Polars."""
        return self._given if isinstance(self._given, pl.Series) else pl.Series(pl.from_arrow(self._given))

    @cached_property
    def kind(self) -> pl.DataType:
        """Its type, in the words of Polars."""
        if isinstance(self._given, pl.Series):
            return self._given.dtype
        return _KINDS.get(self._given.type) or self.series.dtype

    @cached_property
    def memory(self) -> Memory:
        """The memory it lies in."""
        if isinstance(self._given, pl.Series) or self._given.type not in _KINDS:
            return memory_of(self.series)
        chunks = self._given.chunks if isinstance(self._given, pa.ChunkedArray) else [self._given]
        return Memory(chunks, self._given.type)


class HeldTable(Mapping[str, Held]):
    """The columns of a table by their names; how many rows it has."""

    def __init__(self, height: int, columns: Iterable[tuple[str, Held]]) -> None:
        self.height = height
        self._columns = dict(columns)

    def __getitem__(self, name: str) -> Held:
        return self._columns[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)


def held(table: "pl.DataFrame | Array") -> HeldTable:
    """A frame of Polars, or a table or record batch of Arrow."""
    if isinstance(table, pl.DataFrame):
        return HeldTable(table.height, ((one.name, Held(one)) for one in table.get_columns()))
    return HeldTable(table.num_rows, ((name, Held(table[name])) for name in table.schema.names))
