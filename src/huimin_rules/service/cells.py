"""The cells of a table, read as the values of an application file are read, and in the words of a table besides: 是, 否
and the Chinese names of choices; money and numbers without a unit.
"""

from decimal import Decimal
from functools import cache
from typing import Final

from pydantic import TypeAdapter, ValidationError

from huimin_rules.engines.columnar import Unreadable
from huimin_rules.loading.fact_models import expected
from huimin_rules.loading.fact_reader import UNKNOWN_WORD, FactReader
from huimin_rules.norms.application import DETERMINATION_FIELDS, Determination
from huimin_rules.norms.facts import Fact, Scalar, ValueType

_BOOLEANS: Final = {"是": True, "否": False, "true": True, "false": False}


class PolicyCells:
    """Reads cells as values of the facts of policies; each fact's schema is made once."""

    def read(self, fact: Fact, raw: object) -> Scalar | None:
        """The value of a cell, None for an unknown one; raises Unreadable with what was expected."""
        if isinstance(raw, str):
            if raw.strip() in ("", UNKNOWN_WORD):
                return None
            raw = _in_words(fact, raw)
        elif fact.type is ValueType.INTEGER and isinstance(raw, Decimal) and raw == int(raw):
            raw = int(raw)
        try:
            value: Scalar | None = _reader(fact).validator.validate_python(raw)
        except ValidationError:
            raise Unreadable(f"应为{_expected(fact)}") from None
        return value

    def part(self, field: str, raw: object) -> object | None:
        """A part of a determination, None where there is none; raises Unreadable with what was expected."""
        if isinstance(raw, str):
            if raw.strip() in ("", UNKNOWN_WORD):
                return None
            if field == "value":
                raw = _BOOLEANS.get(raw.strip().lower(), raw)
        try:
            found: object = _part(field).validate_python(raw)
        except ValidationError:
            raise Unreadable(f"应为{DETERMINATION_FIELDS[field]}") from None
        return found


def _in_words(fact: Fact, text: str) -> object:
    """A text of a table as an application file would have it."""
    if fact.type.is_text and fact.type is not ValueType.CODE:
        return text
    text = text.strip()
    match fact.type:
        case ValueType.BOOLEAN:
            return _BOOLEANS.get(text.lower(), text)
        case ValueType.CHOICE:
            ids = {choice.name: choice.id for choice in fact.choices} | {one.id: one.id for one in fact.choices}
            return ids.get(text, text)
        case ValueType.INTEGER:
            return int(text) if text.isascii() and text.removeprefix("-").isdigit() and len(text) < 20 else text
        case ValueType.MONEY:
            return f"{text}{fact.unit}" if text[-1:].isdigit() else text
        case ValueType.PERCENT:
            return f"{text}%" if text[-1:].isdigit() else text
        case _:
            return text


@cache
def _part(field: str) -> TypeAdapter[object]:
    info = Determination.model_fields[field]
    return TypeAdapter(info.rebuild_annotation())


_readers: Final[dict[Fact, FactReader]] = {}


def _reader(fact: Fact) -> FactReader:
    found = _readers.get(fact)
    if found is None:
        found = _readers[fact] = FactReader(fact)
    return found


def _expected(fact: Fact) -> str:
    words = expected(fact)
    if fact.type is ValueType.BOOLEAN:
        return "是（true）或否（false）"
    return words
