"""Reading the value of one fact: what it is, or may still be, and who stated it.

Plain forms (booleans, ids of choices, printable texts, complete determinations) are taken at once; of every other form
the schema of the fact decides, by pydantic's core. What comes back again and again is made once.
"""

from collections.abc import Callable
from datetime import date
from functools import cached_property
from typing import Final, Literal, TypeAlias

from pydantic_core import SchemaValidator

from huimin_rules.norms.application import MAX_TEXT, Determination, Statement, Value, written
from huimin_rules.norms.facts import MAX_ITEMS, Fact, Scalar, ValueType
from huimin_rules.quantity import FIRST_DAY, LAST_DAY

Read: TypeAlias = tuple[Value, Statement | None]
ReadValue: TypeAlias = Callable[[object], Read]

UNKNOWN_WORD: Final = "不清楚"
NONE_WORD: Final = "无"

_MOST_KEPT: Final = 4096
_WORDS: Final = frozenset({UNKNOWN_WORD, NONE_WORD})
_NEEDED: Final = 4


class FactReader:
    """Reads one fact, at one path or, in the elements of a list, at many."""

    def __init__(self, fact: Fact) -> None:
        self.fact = fact

    @cached_property
    def validator(self) -> SchemaValidator:
        """The schema of the fact, compiled when some value is not plain."""
        from huimin_rules.loading.fact_models import value_schema

        return SchemaValidator(value_schema(self.fact), {"strict": True})

    def at(self, path: str) -> ReadValue:
        """The function that reads the fact at a path; it raises ValidationError for what cannot be its value."""
        if self.fact.judgement:
            return _judged(self, path)
        match self.fact.type:
            case ValueType.TEXT | ValueType.USCC:
                return _text(self, path)
            case ValueType.BOOLEAN:
                return _boolean(self, path)
            case _:
                return _repeated(self, path)


def stated(path: str, value: bool | int | str, determination: Determination | None = None) -> Statement:
    """The statement of a value: by a determination, or by the applicant."""
    by: Literal["applicant", "determination"] = "applicant" if determination is None else "determination"
    return Statement.assemble({"fact": path, "value": value, "stated_by": by, "determination": determination})


def _other(reader: FactReader, path: str) -> ReadValue:
    """Reads a value of any form."""

    def read(raw: object) -> Read:
        value: Scalar | None = reader.validator.validate_python(raw)
        return (reader.fact.domain, None) if value is None else (value, stated(path, written(reader.fact, value)))

    return read


def _boolean(reader: FactReader, path: str) -> ReadValue:
    unknown, yes, no = (reader.fact.domain, None), (True, stated(path, True)), (False, stated(path, False))
    other = _other(reader, path)

    def read(raw: object) -> Read:
        if raw is True:
            return yes
        if raw is False:
            return no
        return unknown if raw is None else other(raw)

    return read


def _judged(reader: FactReader, path: str) -> ReadValue:
    """An open term: a determination settles it; a self-assessment settles it only where it is `false`."""
    unknown, yes, no = (
        (reader.fact.domain, None),
        (reader.fact.domain, stated(path, True)),
        (False, stated(path, False)),
    )

    def read(raw: object) -> Read:
        if type(raw) is dict:
            determination = _plain_determination(raw)
            if determination is not None:
                return determination.value, stated(path, determination.value, determination)
        if raw is True:
            return yes
        if raw is False:
            return no
        if raw is None:
            return unknown
        value: Determination | bool | None = reader.validator.validate_python(raw)
        if isinstance(value, Determination):
            return value.value, stated(path, value.value, value)
        return unknown if value is None else yes if value else no

    return read


def _text(reader: FactReader, path: str) -> ReadValue:
    unknown, other = (reader.fact.domain, None), _other(reader, path)

    def read(raw: object) -> Read:
        if raw is None:
            return unknown
        if _says(raw) and raw not in _WORDS:
            return raw, stated(path, raw)  # type: ignore[return-value,arg-type]  # only texts say something
        return other(raw)

    return read


def _repeated(reader: FactReader, path: str) -> ReadValue:
    """Choices, dates, codes and numbers come back again and again: what each is read as is kept."""
    kept: dict[object, Read] = {choice.id: (choice.id, stated(path, choice.id)) for choice in reader.fact.choices}
    unknown, other = (reader.fact.domain, None), _other(reader, path)

    def read(raw: object) -> Read:
        if raw is None:
            return unknown
        # Classes and not only values: `True` and `1.0` are equal to `1`, and are read as something else.
        if type(raw) is not str and type(raw) is not int:
            return other(raw)
        found = kept.get(raw)
        if found is None:
            if len(kept) >= _MOST_KEPT:
                kept.clear()
            found = kept[raw] = other(raw)
        return found

    return read


def _says(text: object) -> bool:
    """Whether a value is beyond doubt a text that the schemas accept as it stands."""
    return type(text) is str and text.isprintable() and 0 < len(text) <= MAX_TEXT and text[0] != " "


_days: Final[dict[str, date]] = {}


def _plain_determination(raw: dict[str, object]) -> Determination | None:
    """A determination whose form is beyond doubt, or None."""
    try:
        value, by, on, reason = raw["value"], raw["by"], raw["on"], raw["reason"]
    except KeyError:
        return None
    evidence = None
    if len(raw) != _NEEDED:
        evidence = raw.get("evidence")
        if len(raw) != _NEEDED + 1 or evidence is None:
            return None
        if type(evidence) is list:
            evidence = tuple(evidence)
            if len(evidence) > MAX_ITEMS or not all(map(_says, evidence)):
                return None
        elif not _says(evidence):
            return None
    if not ((value is True or value is False) and _says(by) and _says(reason) and type(on) is str):
        return None
    day = _days.get(on) or _day(on)
    if day is None:
        return None
    return Determination.assemble({"value": value, "by": by, "on": day, "reason": reason, "evidence": evidence})


def _day(text: str) -> date | None:
    """A day written as the schemas accept it, or None."""
    if len(text) != 10 or not (text.isascii() and text[4] == text[7] == "-"):
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    if not FIRST_DAY <= day <= LAST_DAY:
        return None
    if len(_days) >= _MOST_KEPT:
        _days.clear()
    _days[text] = day
    return day
