"""What applications of one policy say: as plain values, from which statements are made when somebody asks for them.

A fact that is settled says its own value, so nothing but open terms has to be remembered: a self-assessment, and the
determinations with their authors.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from enum import Enum, auto
from typing import Final, TypeAlias

from huimin_rules.norms.application import (
    Decided,
    Determination,
    Elements,
    Place,
    Row,
    Said,
    SaidRow,
    Statement,
    Value,
    written,
)
from huimin_rules.norms.facts import Domain, Fact, FactList, ValueType
from huimin_rules.norms.policy import Policy


class _Plain(Enum):
    """Values that nothing has to write."""

    OPEN_TERM = auto()
    """They may be anybody's."""
    AS_IT_IS = auto()


_OPEN_TERM: Final = _Plain.OPEN_TERM
_AS_IT_IS: Final = _Plain.AS_IT_IS

Writing: TypeAlias = Callable[[Value], Said] | _Plain

Stating: TypeAlias = Callable[[Said], Statement]

_MOST_ELEMENTS: Final = 50
_MOST_KEPT: Final = 4096


class Sayings:
    """Makes what applications of one policy say; made once, used for many."""

    def __init__(self, policy: Policy) -> None:
        self.digest = policy.digest
        self._writing = tuple(_writing(fact) for fact in policy.scalars)
        self._writing_listed = tuple(tuple(_writing(item) for item in each.items) for each in policy.lists)
        self._stating = tuple(_stating(fact, fact.path) for fact in policy.scalars)
        self._stating_listed = tuple(_Elements(each) for each in policy.lists)

    def said(
        self,
        scalars: Sequence[Value],
        lists: Sequence[Elements],
        texts: Sequence[str],
        days: Sequence[str],
        others: Mapping[Place, Said],
    ) -> tuple[SaidRow, tuple[tuple[SaidRow, ...], ...]]:
        """What is said about the single facts, and in the lists.

        `others` has what is said about open terms, by place. An open term that is settled and not among them is by a
        determination, of the next of the `days`, with the next three of the `texts`: by whom, why, on which evidence.
        The first of the texts is nobody's, and more may follow than are asked for.
        """
        # As texts of Python's own: those of a class of its own may write and compare themselves differently.
        words = list(map(str.__str__, texts[1:]))
        authors = zip(words[0::3], map(str.__str__, days), words[1::3], words[2::3], strict=False)

        def row(writing: Sequence[Writing], values: Sequence[Value], before: Place) -> SaidRow:
            said: list[Said] = []
            for index, (write, value) in enumerate(zip(writing, values, strict=True)):
                if type(value) is Domain:
                    said.append(others.get((*before, index)) if write is _OPEN_TERM else None)
                elif write is _AS_IT_IS:
                    said.append(value)  # type: ignore[arg-type]  # a boolean or a text
                elif write is not _OPEN_TERM:
                    said.append(write(value))
                elif others and (place := (*before, index)) in others:
                    said.append(others[place])
                else:
                    said.append((value, *next(authors)))  # type: ignore[arg-type]  # a boolean
            return tuple(said)

        return row(self._writing, scalars, ()), tuple(
            [
                tuple([row(writing, element, (number, index)) for index, element in enumerate(elements)])
                if isinstance(elements, tuple)
                else ()
                for number, (writing, elements) in enumerate(zip(self._writing_listed, lists, strict=True))
            ]
        )

    def statements(self, said: SaidRow) -> Row:
        """The statements about the single facts."""
        return _stated(self._stating, said)

    def statements_listed(self, listed: Sequence[Sequence[SaidRow]]) -> tuple[tuple[Row, ...], ...]:
        """The statements in the lists."""
        return tuple(
            [
                tuple([_stated(stating(index), row) for index, row in enumerate(rows)])
                for stating, rows in zip(self._stating_listed, listed, strict=True)
            ]
        )


class _Elements:
    """What makes the statements about the elements of one list, by index."""

    def __init__(self, each: FactList) -> None:
        self.each = each
        self._made: list[tuple[Stating, ...]] = []

    def __call__(self, index: int) -> tuple[Stating, ...]:
        while len(self._made) <= min(index, _MOST_ELEMENTS - 1):
            self._made.append(self._of(len(self._made)))
        return self._made[index] if index < _MOST_ELEMENTS else self._of(index)

    def _of(self, index: int) -> tuple[Stating, ...]:
        return tuple(_stating(item, f"{self.each.path}[{index}].{item.name}") for item in self.each.items)


def _stated(stating: Sequence[Stating], said: SaidRow) -> Row:
    return tuple([None if one is None else state(one) for state, one in zip(stating, said, strict=True)])


def _stating(fact: Fact, path: str) -> Stating:
    """What makes the statements about a fact at a path, keeping those that come back again and again."""
    if fact.type in (ValueType.TEXT, ValueType.USCC):
        return lambda said: _statement(path, said)
    kept: dict[Said, Statement] = {}

    def state(said: Said) -> Statement:
        if isinstance(said, tuple):
            return Statement.assemble(
                {"fact": path, "value": said[0], "stated_by": "determination", "determination": _determination(said)}
            )
        found = kept.get(said)
        if found is None:
            if len(kept) >= _MOST_KEPT:
                kept.clear()
            found = kept[said] = _statement(path, said)
        return found

    return state


def _statement(path: str, said: Said) -> Statement:
    return Statement.assemble({"fact": path, "value": said, "stated_by": "applicant", "determination": None})


def _writing(fact: Fact) -> Writing:
    """What writes the values of a fact, keeping those that come back again and again."""
    if fact.judgement:
        return _OPEN_TERM
    if fact.type in (ValueType.BOOLEAN, ValueType.CHOICE):
        return _AS_IT_IS
    if fact.type.is_text:
        return _text
    kept: dict[Value, Said] = {}

    def write(value: Value) -> Said:
        found = kept.get(value)
        if found is None:
            if len(kept) >= _MOST_KEPT:
                kept.clear()
            found = kept[value] = written(fact, value)  # type: ignore[arg-type]  # no domain
        return found

    return write


def _text(value: Value) -> Said:
    return value or "无"  # type: ignore[return-value]  # a text


def _determination(said: Decided) -> Determination:
    value, by, on, reason, evidence = said
    return Determination.assemble(
        {"value": value, "by": by, "on": date.fromisoformat(on), "reason": reason, "evidence": evidence}
    )
