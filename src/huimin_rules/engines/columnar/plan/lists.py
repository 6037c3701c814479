"""Nested lists as numbers of SQL, row by row: how many elements of each sort there are, and what cannot be read."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from huimin_rules.engines.columnar.answers.distinctions import Alike, Distinction
from huimin_rules.engines.columnar.plan.cells import Cell, booleans, is_stated, lowered_cell
from huimin_rules.engines.columnar.plan.codes import code_of
from huimin_rules.engines.columnar.plan.counters import Counters
from huimin_rules.engines.columnar.plan.determinations import LoweredPart, decided, faults
from huimin_rules.engines.columnar.plan.problems import line, told
from huimin_rules.engines.columnar.plan.sql import Sql, any_of, call, case, column, literal
from huimin_rules.engines.columnar.reading.columns import Unsettled
from huimin_rules.engines.columnar.reading.determined import PARTS
from huimin_rules.engines.columnar.reading.natives import Native
from huimin_rules.engines.columnar.reading.problems import EMPTY, NO_RECORD, TOO_MANY, too_few
from huimin_rules.norms.facts import MAX_ITEMS, Fact, FactList


@dataclass(frozen=True, slots=True)
class LoweredList:
    """A list as a column of arrays; `array` is None where the table has none. `empty` says where a count of 0 states an
    empty list. `fields` are the fields of the elements.
    """

    each: FactList
    array: Sql | None
    fields: Mapping[str, "Field"]
    empty: Sql

    def is_stated(self) -> Sql:
        """Whether a row states the list."""
        return self.empty if self.array is None else self.array.is_there() | self.empty

    def size(self) -> Sql:
        """How many elements a row has."""
        return literal(0) if self.array is None else call("coalesce", call("size", self.array), 0)

    def number(self, counters: Counters) -> Sql:
        """The number of a list in a table made ahead: 0 where it is not stated, else its counts put together."""
        nothing = case([(self.empty, 1)], 0)
        if self.array is None:
            return nothing
        items = {item.path: item for item in self.each.items}
        place, sizes = literal(0), []
        for one in counters.seen.items:
            assert not isinstance(one, Alike)
            place = place * one.size + self._code(items[one.path], one)
            sizes.append(one.size)
        total = 1
        for size in sizes:
            total *= size
        adds = [counters.adds.get(_digits(number, sizes), ()) for number in range(total)]
        counted = literal(0)
        for number, counter in enumerate(counters.counters):
            wanted = Sql("c").is_in([code for code, some in enumerate(adds) if number in some])
            if counter.cap == 1:
                here = case([(Sql(f"exists(codes, c -> {wanted})"), 1)], 0)
            else:
                here = call("least", Sql(f"size(filter(codes, c -> {wanted}))"), counter.cap)
            counted = counted * (counter.cap + 1) + here
        # The codes of the elements stand in an array of one array, so that they are computed once.
        found = Sql(f"transform(array(transform({self.array}, e -> {place})), codes -> {counted})[0]")
        return case([(self.array.is_null(), nothing)], literal(1) + found)

    def _code(self, item: Fact, distinction: Distinction) -> Sql:
        if not item.judgement:
            return code_of(item, distinction, self._cell(item))
        yes, no = booleans(*self.fields.get(item.name, _NO_FIELD))
        return case(
            [*decided(self._parts(item)), (yes, 2), (no, 0)],
            distinction.place(Unsettled.MISSING),  # type: ignore[union-attr]  # no item is told from all others
        )

    def _cell(self, item: Fact) -> Cell:
        return lowered_cell(item, *self.fields.get(item.name, _NO_FIELD))

    def _parts(self, item: Fact) -> dict[str, LoweredPart]:
        fields = {part: self.fields[name] for part in PARTS if (name := f"{item.name}.{part}") in self.fields}
        return {part: LoweredPart(raw, kind, is_stated(raw, kind)) for part, (raw, kind) in fields.items()}

    def unsettled(self, item: Fact) -> Iterator[tuple[Literal["missing", "judgement"], Sql]]:
        """Where some element leaves an item open: as `missing`, or, of an open term, as `judgement`."""
        if self.array is None:
            return
        cell = self._cell(item)
        if not item.judgement:
            yield (
                "missing",
                self._some(cell.value.is_null() if cell.none is None else cell.value.is_null() & ~cell.none),
            )
            return
        yes, no = booleans(*self.fields.get(item.name, _NO_FIELD))
        yes, no = yes.or_else(False), no.or_else(False)
        settled = any_of([literal(False), *(where for where, _ in decided(self._parts(item)))]).or_else(False)
        yield "missing", self._some(~settled & ~yes & ~no)
        yield "judgement", self._some(~settled & yes)

    def _some(self, wanted: Sql) -> Sql:
        return Sql(f"coalesce(exists({self.array}, e -> {wanted}), false)")

    def problems(self, reasons: Mapping[str, str]) -> Iterator[Sql]:
        """What cannot be read in a list, each a text or null; `reasons` say of items what was expected."""
        path, size = self.each.path, self.size()
        few, many = self.is_stated() & (size < self.each.at_least), size > MAX_ITEMS
        for bad, words in ((few, too_few(self.each.at_least)), (many, TOO_MANY)):
            yield line(bad, path, call("concat", size, " 项"), words)
        if self.array is None:
            return
        # Of an element everything at once: one way through a list is slow enough.
        said = Sql(f"nullif({call('concat_ws', chr(10), *self._told(reasons))}, '')")
        found = Sql(f"transform({self.array}, (e, i) -> {said})")
        yield Sql(f"nullif(array_join({found}, '\\n'), '')")

    def _told(self, reasons: Mapping[str, str]) -> Iterator[Sql]:
        """What cannot be read in the element `e` at the place `i`, each a text or null."""

        def here(wrong: Sql, name: str, found: Sql, reason: str) -> Sql:
            place = call("concat", f"{self.each.path}[", Sql("i"), f"]{name}")
            return line(wrong, place, found, reason)

        yield here(Sql("e").is_null(), "", literal(EMPTY), NO_RECORD)
        for item in self.each.items:
            cell, parts = self._cell(item), self._parts(item) if item.judgement else {}
            if cell.wrong is not None:
                yield here(cell.wrong, f".{item.name}", told(*self.fields[item.name]), reasons[item.path])
            for fault in faults(parts):
                yield here(fault.where, f".{item.name}.{fault.part}", fault.found, fault.reason)


class Field(NamedTuple):
    """A field of an element `e`: itself, and its type."""

    raw: Sql
    kind: str


_NO_FIELD: Final = Field(Sql("NULL"), "void")


def field_of(record: Sql, name: str) -> Sql:
    """A field of a record."""
    return Sql(f"{record}.{column(name)}")


def fields_of(kind: Native, determined: Collection[str]) -> dict[str, Field]:
    """The fields of the elements of a column of arrays, by PySpark's types; a determination that stands in one field as
    a record is taken apart.
    """
    found: dict[str, Field] = {}
    for one in getattr(getattr(kind, "elementType", None), "fields", ()):
        raw = field_of(Sql("e"), one.name)
        parts = getattr(one.dataType, "fields", ()) if one.name in determined else ()
        for part in parts:
            found[f"{one.name}.{part.name}"] = Field(field_of(raw, part.name), part.dataType.simpleString())
        if not parts:
            found[one.name] = Field(raw, one.dataType.simpleString())
    return found


def _digits(number: int, sizes: Sequence[int]) -> tuple[int, ...]:
    found = []
    for size in reversed(sizes):
        number, digit = divmod(number, size)
        found.append(digit)
    return tuple(reversed(found))
