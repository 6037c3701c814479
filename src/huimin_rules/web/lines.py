"""Cutting a stream of bytes into lines, in bounded memory: of a line that is too long nothing is kept."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One line without its end, by its number from 1; `data` is None for one that was too long."""

    number: int
    data: bytes | None


class Lines:
    """Takes pieces as they arrive and gives the lines that are complete."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._begun = bytearray()
        self._too_long = False
        self.number = 0

    def feed(self, piece: bytes) -> Iterator[Line]:
        """The lines that this piece completes."""
        *ended, rest = piece.split(b"\n")
        for end in ended:
            self._grow(end)
            yield self._line()
        self._grow(rest)

    def end(self) -> Iterator[Line]:
        """The last line, where no line feed ended it."""
        if self._begun or self._too_long:
            yield self._line()

    def _grow(self, more: bytes) -> None:
        if len(self._begun) + len(more) > self._limit:
            self._too_long = True
            self._begun.clear()
        elif not self._too_long:
            self._begun += more

    def _line(self) -> Line:
        self.number += 1
        line = Line(self.number, None if self._too_long else bytes(self._begun))
        self._begun.clear()
        self._too_long = False
        return line
