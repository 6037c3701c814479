"""What applications of one policy say: as plain values, from which statements are made when somebody asks for them.

A fact that is settled says its own value, so nothing but open terms has to be remembered: a self-assessment, and the
determinations with their authors.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Final, TypeAlias, cast

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
from huimin_rules.norms.facts import Domain, Fact, Scalar, ValueType
from huimin_rules.norms.policy import Policy

Writing: TypeAlias = Callable[[Value], Said]

_MOST_KEPT: Final = 4096


class Sayings:
    """Makes what applications of one policy say; made once, used for many."""

    def __init__(self, policy: Policy) -> None:
        self.digest = policy.digest
        self._scalars = tuple(fact.path for fact in policy.scalars)
        self._lists = tuple((each.path, tuple(item.name for item in each.items)) for each in policy.lists)
        self._writing = tuple(_writing(fact) for fact in policy.scalars)
        self._writing_listed = tuple(tuple(_writing(item) for item in each.items) for each in policy.lists)

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
        words, on = map(str.__str__, texts[1:]), map(str.__str__, days)

        def row(writing: Sequence[Writing | None], values: Sequence[Value], before: Place) -> SaidRow:
            said: list[Said] = []
            for index, (write, value) in enumerate(zip(writing, values, strict=True)):
                if write is not None:
                    said.append(None if value.__class__ is Domain else write(value))
                elif (place := (*before, index)) in others or value.__class__ is Domain:
                    said.append(others.get(place))
                else:
                    said.append((cast(bool, value), next(words), next(on), next(words), next(words)))
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
        return tuple([_statement(path, one) for path, one in zip(self._scalars, said, strict=True)])

    def statements_listed(self, listed: Sequence[Sequence[SaidRow]]) -> tuple[tuple[Row, ...], ...]:
        """The statements in the lists."""
        return tuple(
            [
                tuple(
                    [
                        tuple(
                            [_statement(f"{path}[{index}].{name}", one) for name, one in zip(names, row, strict=True)]
                        )
                        for index, row in enumerate(rows)
                    ]
                )
                for (path, names), rows in zip(self._lists, listed, strict=True)
            ]
        )


def _writing(fact: Fact) -> Writing | None:
    """What writes the values of a fact, keeping those that come back again and again; None for an open term."""
    if fact.judgement:
        return None
    if fact.type is ValueType.BOOLEAN:
        return cast(Writing, _boolean)
    if fact.type.is_text or fact.type is ValueType.CHOICE:
        return cast(Writing, _text)
    kept: dict[Value, Said] = {}

    def write(value: Value) -> Said:
        found = kept.get(value)
        if found is None:
            if len(kept) >= _MOST_KEPT:
                kept.clear()
            found = kept[value] = written(fact, cast(Scalar, value))
        return found

    return write


def _boolean(value: bool) -> Said:
    return value


def _text(value: str) -> Said:
    return value or "无"


def _statement(path: str, said: Said) -> Statement | None:
    if said is None:
        return None
    if not isinstance(said, tuple):
        return Statement.assemble({"fact": path, "value": said, "stated_by": "applicant", "determination": None})
    return Statement.assemble(
        {"fact": path, "value": said[0], "stated_by": "determination", "determination": _determination(said)}
    )


def _determination(said: Decided) -> Determination:
    value, by, on, reason, evidence = said
    return Determination.assemble(
        {"value": value, "by": by, "on": date.fromisoformat(on), "reason": reason, "evidence": evidence}
    )
