"""The statements of an application as canonical JSON, written from what it says and not from pydantic values.

A statement is its frame, made once for each place, with a value between. What comes back again and again is kept: all
values but texts, and of determinations who decided and on which day.
"""

from collections.abc import Collection, Mapping, Sequence
from json.encoder import encode_basestring
from typing import Final, TypeAlias, cast

from huimin_rules.canonical import canonical_text
from huimin_rules.engines.reference.parts import called
from huimin_rules.norms.application import Application, Decided, Element, Said, SaidRow
from huimin_rules.norms.facts import Fact, FactList, ListDomain, ValueType
from huimin_rules.norms.policy import Policy

Rows: TypeAlias = list[dict[int, bytes]]

MOST_KEPT: Final = 4096

DETERMINED_BY: Final = b'{"determination":{"by":'
ON_EVIDENCE: Final = b',"evidence":'
ON_DAY: Final = b',"on":'
FOR_REASON: Final = b',"reason":'
_MOST_ROWS: Final = 50


def written_text(text: str) -> bytes:
    """A text as JSON. Raises ValueError for a lone surrogate."""
    return encode_basestring(text).encode()


class Statement:
    """The statement about a fact at one place, for whatever is said there."""

    __slots__ = ("_before", "after", "kept", "texts")

    def __init__(self, fact: Fact, path: str, texts: dict[str, bytes]) -> None:
        self.kept: dict[Said, bytes] | None = None if is_text(fact) else {}
        """Statements of the applicant by their values; None for texts."""
        self.texts = texts
        """Those texts of determinations that come back again and again: one mapping for all facts."""
        name = written_text(path)
        self._before = b'{"determination":null,"fact":' + name + b',"stated_by":"applicant","value":'
        self.after = tuple(
            b',"value":' + text + b'},"fact":' + name + b',"stated_by":"determination","value":' + text + b"}"
            for text in (b"false", b"true")
        )
        """What stands after the reason of a determination, by its value."""

    def write(self, said: Said) -> bytes | None:
        """The statement; None where nothing is said."""
        if said is None:
            return None
        if said.__class__ is tuple:
            value, by, on, reason, evidence = cast(Decided, said)
            texts = self.texts
            return b"".join(
                (
                    DETERMINED_BY,
                    texts.get(by) or self.keep_text(by),
                    ON_EVIDENCE,
                    written_evidence(evidence),
                    ON_DAY,
                    texts.get(on) or self.keep_text(on),
                    FOR_REASON,
                    encode_basestring(reason).encode(),
                    self.after[value],
                )
            )
        if self.kept is None:
            return b"".join((self._before, encode_basestring(said).encode(), b"}"))
        return self.kept.get(said) or self.keep(said)

    def keep(self, said: Said) -> bytes:
        """The statement of a value that is not kept, or no longer."""
        assert self.kept is not None  # what is not kept is a text
        if len(self.kept) >= MOST_KEPT:
            self.kept.clear()
        found = self.kept[said] = self._before + canonical_text(said).encode() + b"}"
        return found

    def keep_text(self, text: str) -> bytes:
        """A text of a determination that is not kept, or no longer."""
        if len(self.texts) >= MOST_KEPT:
            self.texts.clear()
        found = self.texts[text] = written_text(text)
        return found


def is_text(fact: Fact) -> bool:
    """Whether the values of a fact seldom come back."""
    return fact.type in (ValueType.TEXT, ValueType.USCC)


def written_evidence(evidence: str | tuple[str, ...] | None) -> bytes:
    """The evidence of a determination as JSON."""
    if evidence is None:
        return b"null"
    if isinstance(evidence, str):
        return encode_basestring(evidence).encode()
    return b"[" + b",".join(map(written_text, evidence)) + b"]"


class RowWriter:
    """Writes the statements about some fields of the elements of one list."""

    def __init__(self, each: FactList, positions: Collection[int], texts: dict[str, bytes]) -> None:
        self._each = each
        self._texts = texts
        self._positions = positions
        self._rows: list[tuple[tuple[int, Statement], ...]] = []

    def write(self, rows: Sequence[SaidRow]) -> Rows:
        """For each element its statements by the position of the field."""
        return [
            {position: found for position, one in self._places(index) if (found := one.write(row[position]))}
            for index, row in enumerate(rows)
        ]

    def _places(self, index: int) -> tuple[tuple[int, Statement], ...]:
        """The places of the element at an index; those of the first ones are kept."""
        while len(self._rows) <= min(index, _MOST_ROWS - 1):
            self._rows.append(self._made(len(self._rows)))
        return self._rows[index] if index < _MOST_ROWS else self._made(index)

    def _made(self, index: int) -> tuple[tuple[int, Statement], ...]:
        each = self._each
        return tuple(
            (position, Statement(item, f"{each.path}[{index}].{item.name}", self._texts))
            for position, item in enumerate(each.items)
            if position in self._positions
        )


class StatementWriter:
    """Writes the statements of applications of one policy, and the names of elements. `fields` are those of the lists
    that are asked for by every application.
    """

    def __init__(self, policy: Policy, fields: Mapping[int, Collection[int]]) -> None:
        texts: dict[str, bytes] = {}
        self.scalars = tuple(Statement(fact, fact.path, texts) for fact in policy.scalars)
        self.rows = tuple(RowWriter(each, fields.get(number, ()), texts) for number, each in enumerate(policy.lists))
        every = [range(len(each.items)) for each in policy.lists]
        self.every_row = tuple(RowWriter(each, one, texts) for each, one in zip(policy.lists, every, strict=True))
        self.titled = tuple(each.item(each.titled_by) if each.titled_by is not None else None for each in policy.lists)


class Statements:
    """What one application says, as JSON, written where it is asked for."""

    __slots__ = ("_application", "_names", "_rows", "_writer")

    def __init__(self, writer: StatementWriter, application: Application) -> None:
        self._writer = writer
        self._application = application
        self._rows: dict[int, Rows] = {}
        self._names: dict[int, list[bytes]] = {}

    def scalar(self, place: int) -> bytes | None:
        """The statement about a single fact, None where nothing is said."""
        return self._writer.scalars[place].write(self._application.said[place])

    def rows(self, number: int) -> Rows:
        """For each element of a list its statements by the position of the field, for the fields asked for by all."""
        found = self._rows.get(number)
        if found is None:
            found = self._rows[number] = self._writer.rows[number].write(self._application.said_listed[number])
        return found

    def every_row(self, number: int) -> Rows:
        """The same for all fields."""
        return self._writer.every_row[number].write(self._application.said_listed[number])

    def names(self, number: int) -> list[bytes]:
        """What the elements of a list are called."""
        found = self._names.get(number)
        if found is None:
            elements, titled = self._application.lists[number], self._writer.titled[number]
            found = (
                [] if isinstance(elements, ListDomain) else [_name(one, at, titled) for at, one in enumerate(elements)]
            )
            self._names[number] = found
        return found


def _name(element: Element, index: int, titled: int | None) -> bytes:
    name = element[titled] if titled is not None else None
    return written_text(called(name, index))
