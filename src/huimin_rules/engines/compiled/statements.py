"""What one application says, as canonical JSON: its statements, and the names of the elements of its lists.

An application that was read says what its values are, and beside them only what was said about open terms: from these
its statements are written. An application that somebody made says what its statements are.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TypeAlias

from huimin_rules.engines.compiled.statement_writer import (
    RowStatements,
    Statement,
    ValueWriter,
    bare_texts,
    has_few_values,
    written_text,
)
from huimin_rules.engines.reference.parts import called
from huimin_rules.norms.application import Application, Place, Value
from huimin_rules.norms.facts import Domain, FactList, ListDomain
from huimin_rules.norms.policy import Policy

Rows: TypeAlias = list[dict[int, bytes]]
"""For each element of a list its statements, by the position of the field."""


class ListValues:
    """What the elements of one list say that is not the same for many: of each element the texts and days of its
    determinations and the values of those facts that have many, all in one list; and their names.
    """

    def __init__(self, each: FactList, fields: Collection[int]) -> None:
        self.judged = tuple(position for position, item in enumerate(each.items) if item.judgement)
        self.free = tuple(
            position for position, item in enumerate(each.items) if position in fields and not has_few_values(item)
        )
        self._written = tuple((position, ValueWriter(each.items[position])) for position in self.free)

    def written(
        self, elements: Sequence[Sequence[Value]], texts: list[bytes], days: list[bytes], names: list[bytes]
    ) -> list[bytes]:
        """The values, where every open term of the list is settled by the next of these determinations."""
        found = texts + days
        for element in elements:
            for position, writer in self._written:
                found.append(writer.write(element[position]))
        return found + names

    def determination(self, size: int, index: int, position: int) -> tuple[int, int, int, int]:
        """Where by whom, the evidence, the day and the reason of an element's determination stand, in a list of this
        size.
        """
        at = index * len(self.judged) + self.judged.index(position)
        return 3 * at, 3 * at + 2, 3 * len(self.judged) * size + at, 3 * at + 1

    def value(self, size: int, index: int, position: int) -> int:
        """Where the value of an element's fact stands."""
        return 4 * len(self.judged) * size + index * len(self.free) + self.free.index(position)

    def name(self, size: int, index: int) -> int:
        """Where the name of an element stands."""
        return (4 * len(self.judged) + len(self.free)) * size + index


class StatementFrames:
    """What the statements of applications of one policy have in common. `fields` are those of the lists that are asked
    for by every application.
    """

    def __init__(self, policy: Policy, fields: Mapping[int, Collection[int]]) -> None:
        self.scalars = tuple(Statement(fact, fact.path) for fact in policy.scalars)
        self.rows = tuple(RowStatements(each, fields.get(number, ())) for number, each in enumerate(policy.lists))
        self.every_row = tuple(RowStatements(each, range(len(each.items))) for each in policy.lists)
        self.titled = tuple(each.item(each.titled_by) if each.titled_by is not None else None for each in policy.lists)
        self.listed = tuple(ListValues(each, fields.get(number, ())) for number, each in enumerate(policy.lists))
        self.named = frozenset(
            number
            for number, each in enumerate(policy.lists)
            if any(norm.for_each == each.path for norm in policy.findable)
        )
        """The lists of which findings name the elements."""
        self.judged = tuple(place for place, fact in enumerate(policy.scalars) if fact.judgement)
        self.judged_each = tuple((number, len(one.judged)) for number, one in enumerate(self.listed) if one.judged)
        self.judged_listed = tuple(each.judged for each in self.listed)

    def judged_places(self, application: Application) -> Iterator[tuple[Place, Value]]:
        """The places of open terms in their order, and what stands there."""
        for place in self.judged:
            yield (place,), application.scalars[place]
        for number, positions in enumerate(self.judged_listed):
            elements = application.lists[number]
            if positions and isinstance(elements, tuple):
                for index, element in enumerate(elements):
                    for position in positions:
                        yield (number, index, position), element[position]


class Statements:
    """What one application says; each is written when it is first asked for."""

    __slots__ = ("_application", "_at", "_frames", "_names", "_rows", "all_determined", "days", "texts")

    def __init__(self, frames: StatementFrames, application: Application) -> None:
        self._frames = frames
        self._application = application
        self._rows: dict[int, Rows] = {}
        self._names: dict[int, list[bytes]] = {}
        self._at: dict[Place, int] | None = None
        texts, days = application.determined or ((), ())
        self.texts = bare_texts(texts[: 3 * len(days) + 1]) if days else []
        """The texts of determinations, behind an empty one, as JSON without quotation marks."""
        self.days = bare_texts(days) if days else []
        """Their days."""
        self.all_determined = not application.open_said and len(days) == self._open_terms()
        """Whether every open term is settled by the next of the determinations."""

    def scalar(self, place: int) -> bytes | None:
        """The statement about a single fact, None where nothing is said."""
        return self._statement(self._frames.scalars[place], (place,), self._application.scalars[place])

    def rows(self, number: int) -> Rows:
        """The statements about those fields of a list that are asked for by every application."""
        found = self._rows.get(number)
        if found is None:
            found = self._rows[number] = self._written(number, self._frames.rows[number])
        return found

    def every_row(self, number: int) -> Rows:
        """The statements about all fields of a list."""
        return self._written(number, self._frames.every_row[number])

    def values(self, number: int) -> list[bytes]:
        """What the elements of a list say that is not the same for many, where all open terms are determined."""
        frames, elements = self._frames, self._elements(number)
        start = len(frames.judged)
        for other, each in frames.judged_each:
            if other < number:
                start += each * len(self._elements(other))
        end = start + len(frames.listed[number].judged) * len(elements)
        names = self.names(number) if number in frames.named else []
        return frames.listed[number].written(
            elements, self.texts[3 * start + 1 : 3 * end + 1], self.days[start:end], names
        )

    def names(self, number: int) -> list[bytes]:
        """What the elements of a list are called."""
        found = self._names.get(number)
        if found is None:
            elements, titled = self._elements(number), self._frames.titled[number]
            names = [None if titled is None else element[titled] for element in elements]
            found = self._names[number] = [written_text(called(name, index)) for index, name in enumerate(names)]
        return found

    def _elements(self, number: int) -> Sequence[Sequence[Value]]:
        elements = self._application.lists[number]
        return () if isinstance(elements, ListDomain) else elements

    def _open_terms(self) -> int:
        """How many open terms the application has a place for."""
        listed = [len(self._elements(number)) * each for number, each in self._frames.judged_each]
        return len(self._frames.judged) + sum(listed)

    def _written(self, number: int, statements: RowStatements) -> Rows:
        return [
            {
                position: found
                for position, one in statements.at(index)
                if (found := self._statement(one, (number, index, position), element[position])) is not None
            }
            for index, element in enumerate(self._elements(number))
        ]

    def _statement(self, statement: Statement, place: Place, value: Value) -> bytes | None:
        application = self._application
        if application.determined is None:
            return statement.of_said(application.open_said.get(place))
        if not statement.judged:
            return statement.of_value(value)
        if self._at is None:
            self._at = self._determinations()
        at = self._at.get(place)
        if at is None:
            return statement.of_said(application.open_said.get(place))
        by, reason, evidence = self.texts[3 * at + 1 : 3 * at + 4]
        assert isinstance(value, bool)  # a determination settles an open term
        return statement.of_determination(value, by, self.days[at], reason, evidence)

    def _determinations(self) -> dict[Place, int]:
        """For each place that is settled by one of the determinations, which."""
        said = self._application.open_said
        places = [
            place
            for place, value in self._frames.judged_places(self._application)
            if value.__class__ is not Domain and place not in said
        ]
        return {place: at for at, place in enumerate(places)}
