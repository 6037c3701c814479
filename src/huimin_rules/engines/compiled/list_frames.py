"""Findings of norms that look at one list, for applications in which every open term is determined.

Such a finding is a frame that is kept by what the norm looks at, and between its pieces stand the values that the
elements do not share with those of other applications (see `ListValues`): one call picks them, one puts them in.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import TypeAlias, cast

from huimin_rules.engines.compiled.finding_writer import MOST_KEPT, FindingWriter, frame_of, is_detailed
from huimin_rules.engines.compiled.open_norms import Forms, Key, key_text
from huimin_rules.engines.compiled.statement_writer import (
    DETERMINED_BY,
    FOR_REASON,
    ON_DAY,
    ON_EVIDENCE,
    Statement,
    has_few_values,
    written_text,
)
from huimin_rules.engines.compiled.statements import StatementFrames
from huimin_rules.engines.reference.status import FAILED
from huimin_rules.norms.application import Application
from huimin_rules.norms.facts import Domain

Pick: TypeAlias = Callable[[list[bytes]], Sequence[bytes]]


@dataclass(frozen=True, slots=True, eq=False)
class ListFrame:
    """A finding in pieces; every other piece is empty. The first empty ones are for the statements about single facts
    (four for each that is a determination), the others for what `pick` takes from the values of the list, where it
    takes any.
    """

    is_open: bool
    pieces: list[bytes]
    pick: Pick | None


class _Pieces:
    """Pieces as they are put together."""

    def __init__(self) -> None:
        self.pieces = [b""]
        self.picked: list[int] = []

    def add(self, text: bytes) -> None:
        """What is the same."""
        self.pieces[-1] += text

    def leave(self, *picked: int) -> None:
        """Room for a value; where it stands, if it is one of the list."""
        self.pieces += (b"", b"")
        self.picked += picked

    def determination(self, statement: Statement, value: object, places: Sequence[int]) -> None:
        """A determination; where its four parts stand, if they are among the values of the list."""
        for at, text in enumerate((DETERMINED_BY, ON_EVIDENCE, ON_DAY, FOR_REASON)):
            self.add(text)
            self.leave(*places[at : at + 1])
        self.add(statement.after[value is True])

    def pick(self) -> Pick | None:
        """What takes the values in their order."""
        if not self.picked:
            return None
        if len(self.picked) > 1:
            return cast(Pick, itemgetter(*self.picked))
        return cast(Pick, itemgetter(slice(self.picked[0], self.picked[0] + 1)))


class ListGroup:
    """Norms that look at one list and the same single facts: their frames are found together."""

    def __init__(self, number: int, scalars: Forms, frames: StatementFrames) -> None:
        self.number = number
        self.scalars = scalars
        self.writers: list[FindingWriter] = []
        self.kept: dict[Key, tuple[ListFrame | None, ...]] = {}
        self._frames = frames

    def key_text(self) -> str:
        """An expression for all that the norms look at."""
        forms: dict[int, str] = {}
        for writer in self.writers:
            for at, form in writer.norm.lists[self.number].items():
                # Where one looks at the value, the key has it.
                forms[at] = form if forms.get(at, form) == form else "{0}"
        return key_text(self.scalars, {self.number: forms})

    def keep(self, key: Key, application: Application) -> tuple[ListFrame | None, ...]:
        """The frames for a key that is not kept, or no longer; None where a failure or a part shows more."""
        if len(self.kept) >= MOST_KEPT:
            self.kept.clear()
        found = self.kept[key] = tuple([self._made(writer, application) for writer in self.writers])
        return found

    def _made(self, writer: FindingWriter, application: Application) -> ListFrame | None:
        finding = writer.norm.finding(application)
        if finding.status in FAILED or any(map(is_detailed, finding.parts)):
            return None
        before, between, after = frame_of(finding)
        into = _Pieces()
        into.add(before)
        self._state(writer, application, into)
        into.add(between)
        size = len(finding.parts)
        for index, part in enumerate(finding.parts):
            into.add(b',{"name":' if index else b'{"name":')
            into.leave(self._frames.listed[self.number].name(size, index))
            into.add(b',"of":' + written_text(part.of) + b',"reason":' + written_text(part.reason))
            into.add(b',"status":' + written_text(part.status) + b"}")
        into.add(after)
        return ListFrame(finding.status.is_open, into.pieces, into.pick())

    def _state(self, writer: FindingWriter, application: Application, into: _Pieces) -> None:
        """The pieces of the statements."""
        first = True
        for place in writer.scalars:
            value, statement = application.scalars[place], self._frames.scalars[place]
            into.add(b"" if first else b",")
            first = False
            if statement.judged:
                into.determination(statement, value, ())
            else:
                into.leave()
        elements = application.lists[self.number]
        values, ((_, positions),) = self._frames.listed[self.number], writer.lists
        if not isinstance(elements, tuple):
            return
        for index, element in enumerate(elements):
            for position, statement in self._frames.every_row[self.number].at(index):
                value = element[position]
                if position not in positions or value.__class__ is Domain:
                    continue
                into.add(b"" if first else b",")
                first = False
                if statement.judged:
                    into.determination(statement, value, values.determination(len(elements), index, position))
                elif has_few_values(statement.fact):
                    into.add(statement.of_value(value) or b"")
                else:
                    into.add(statement.before)
                    into.leave(values.value(len(elements), index, position))
                    into.add(b"}")


def list_groups(findings: Sequence[FindingWriter], frames: StatementFrames) -> Sequence[ListGroup]:
    """The groups of those norms for which there are such frames."""
    groups: dict[tuple[int, tuple[tuple[int, str], ...]], ListGroup] = {}
    for writer in findings:
        norm = writer.norm
        plain = all(frames.scalars[place].kept is not None for place in writer.scalars)
        if len(norm.lists) == len(writer.lists) == 1 and plain and writer.by_slot is None:
            ((number, _),) = norm.lists.items()
            key = (number, tuple(norm.scalars.items()))
            groups.setdefault(key, ListGroup(number, norm.scalars, frames)).writers.append(writer)
    return tuple(groups.values())
