"""Reading the value of one fact: what it is, or may still be, and of an open term also what was said about it.

Plain forms (booleans, ids of choices, printable texts, complete determinations) are taken at once; of every other form
the schema of the fact decides, by pydantic's core. What comes back again and again is made once.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Final, TypeAlias

from pydantic_core import SchemaValidator

from huimin_rules.loading.amounts import amount
from huimin_rules.norms.application import MAX_TEXT, Decided, Determination, Said, Value, decided
from huimin_rules.norms.facts import MAX_ITEMS, NONE_WORD, UNKNOWN_WORD, Fact, Scalar, ValueType
from huimin_rules.quantity import FIRST_DAY, LAST_DAY, plain_amount

ReadValue: TypeAlias = Callable[[object], Value]
ReadJudged: TypeAlias = Callable[[object], tuple[Value, Said]]

_MOST_KEPT: Final = 4096
_NEEDED: Final = 4


class FactReader:
    """Reads one fact. `value` and `judged` raise ValidationError for what cannot be its value."""

    def __init__(self, fact: Fact) -> None:
        self.fact = fact
        self.kept: dict[object, Value] = {choice.id: choice.id for choice in fact.choices}
        """What texts and whole numbers are read as: of choices, dates, codes and amounts, the same come back."""

    @cached_property
    def validator(self) -> SchemaValidator:
        """The schema of the fact, compiled when some value is not plain."""
        from huimin_rules.loading.fact_models import value_schema

        return SchemaValidator(value_schema(self.fact), {"strict": True})

    @cached_property
    def value(self) -> ReadValue:
        """The function that reads the fact, which is no open term."""
        match self.fact.type:
            case ValueType.TEXT | ValueType.USCC:
                return _text(self)
            case ValueType.BOOLEAN:
                return _boolean(self)
            case _:
                return _repeated(self)

    @cached_property
    def judged(self) -> ReadJudged:
        """The function that reads the fact, which is an open term: the value, and what was said."""
        return _judged(self)

    def other(self, raw: object) -> Value:
        """A value of any form."""
        value: Scalar | None = self.validator.validate_python(raw)
        return self.fact.domain if value is None else value


def _boolean(reader: FactReader) -> ReadValue:
    domain, other = reader.fact.domain, reader.other

    def read(raw: object) -> Value:
        if raw is True or raw is False:
            return raw
        return domain if raw is None else other(raw)

    return read


def _judged(reader: FactReader) -> ReadJudged:
    """An open term: a determination settles it; a self-assessment settles it only where it is `false`."""
    domain = reader.fact.domain
    unknown, yes, no = (domain, None), (domain, True), (False, False)

    def read(raw: object) -> tuple[Value, Said]:
        if type(raw) is dict:
            found = plain_determination(raw)
            if found is not None:
                return found[0], found
        if raw is True:
            return yes
        if raw is False:
            return no
        if raw is None:
            return unknown
        value: Determination | bool | None = reader.validator.validate_python(raw)
        if isinstance(value, Determination):
            return value.value, decided(value)
        return unknown if value is None else yes if value else no

    return read


def _text(reader: FactReader) -> ReadValue:
    domain, other = reader.fact.domain, reader.other

    def read(raw: object) -> Value:
        if raw is None:
            return domain
        if _says(raw) and raw != NONE_WORD:
            return raw  # type: ignore[return-value]  # only texts say something
        return other(raw)

    return read


def _repeated(reader: FactReader) -> ReadValue:
    """Choices, dates, codes and numbers come back again and again: what each is read as is kept."""
    domain, kept, other, plain = reader.fact.domain, reader.kept, reader.other, _plain_form(reader.fact)

    def read(raw: object) -> Value:
        if raw is None:
            return domain
        # Classes and not only values: `True` and `1.0` are equal to `1`, and are read as something else.
        if type(raw) is not str and type(raw) is not int:
            found = plain(raw)
            return other(raw) if found is None else found
        found = kept.get(raw)
        if found is None:
            if len(kept) >= _MOST_KEPT:
                kept.clear()
            found = plain(raw)
            kept[raw] = found = other(raw) if found is None else found
        return found

    return read


def _plain_form(fact: Fact) -> Callable[[object], Value | None]:
    """What reads the commonest forms of a fact, and says None to every other."""
    match fact.type:
        case ValueType.DATE:
            return lambda raw: _day(raw) if type(raw) is str else None
        case ValueType.MONEY | ValueType.NUMBER | ValueType.PERCENT:
            return lambda raw: _amount(raw, fact)
        case ValueType.INTEGER:
            bounds = fact.domain.low, fact.domain.high
            return lambda raw: raw if type(raw) is int and _between(raw, *bounds) else None
        case ValueType.CODE:
            return lambda raw: raw if type(raw) is str and _is_code(raw, fact.digits) else None
        case _:
            return lambda _raw: None


def _amount(raw: object, fact: Fact) -> Value | None:
    if type(raw) is not str and type(raw) is not int and type(raw) is not Decimal:
        return None
    if fact.type is ValueType.MONEY and type(raw) is str and (found := plain_amount(raw)) is not None:
        return found
    try:
        return amount(raw, fact)
    except ValueError:
        return None


def _between(number: int, low: object, high: object) -> bool:
    return isinstance(low, int) and isinstance(high, int) and low <= number <= high


def _is_code(text: str, digits: int | None) -> bool:
    return len(text) == digits and text.isascii() and text.isdigit()


def _says(text: object) -> bool:
    """Whether a value is beyond doubt a text that the schemas accept as it stands."""
    return (
        type(text) is str
        and text.isprintable()
        and 0 < len(text) <= MAX_TEXT
        and text[0] != " " != text[-1]
        and text != UNKNOWN_WORD
    )


DAYS: Final[dict[str, date]] = {}
"""Days that were written before, as the schemas accept them; bounded."""


def plain_determination(raw: dict[str, object]) -> Decided | None:
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
    if on not in DAYS and _day(on) is None:
        return None
    return value, by, on, reason, evidence  # type: ignore[return-value]  # looked at one by one


def is_day(text: str) -> bool:
    """Whether a text is a day written as the schemas accept it, beyond doubt."""
    return text in DAYS or _day(text) is not None


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
    if len(DAYS) >= _MOST_KEPT:
        DAYS.clear()
    DAYS[text] = day
    return day
