"""The cells of a frame that does not show its rows, as expressions: the value of a fact, and what cannot be read.

Texts are read as far as expressions go: booleans, choices, codes, days, numbers and money with or without a unit. The
same holds for the columns of a table and for the fields of an element.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from huimin_rules.engines.columnar.plan.sql import Sql, any_of, call, case, literal
from huimin_rules.engines.columnar.reading.columns import State
from huimin_rules.norms.application import MAX_TEXT
from huimin_rules.norms.facts import NONE_WORD, UNKNOWN_WORD, Fact, ValueType
from huimin_rules.quantity import FEN_PER, FIRST_DAY, LAST_DAY

UNKNOWN_WORDS: Final = ("", UNKNOWN_WORD)
TRUE_WORDS: Final = ("是", "true")
FALSE_WORDS: Final = ("否", "false")
_SPACES: Final = (
    "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
"""What `str.strip` takes away, which other tables are read with."""
_EXACT: Final = 10**15

INTEGERS: Final = ("tinyint", "smallint", "int", "bigint")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as a value: null where nothing is stated, or can be read. `none` says where there is none (无), `wrong`
    where the cell cannot be read; each None where that cannot be. Money is in 分, a percentage in per cent.
    """

    value: Sql
    none: Sql | None = None
    wrong: Sql | None = None


def unstated(fact: Fact) -> Cell:
    """The cell of a column that is not there."""
    return Cell(Sql("NULL").cast(_type(fact)))


def _type(fact: Fact) -> str:
    if fact.type is ValueType.BOOLEAN:
        return "boolean"
    if fact.type is ValueType.DATE:
        return "date"
    if fact.type.is_text or fact.type is ValueType.CHOICE:
        return "string"
    return "double" if fact.type in (ValueType.NUMBER, ValueType.PERCENT) else "bigint"


def lowered_cell(fact: Fact, raw: Sql, kind: str) -> Cell:
    """A cell of a type (`string`, `boolean`, `date`, `timestamp`, a number) as a value of a fact."""
    if kind == "void":
        return unstated(fact)
    if kind == "string":
        return _text(fact, raw)
    number = kind in (*INTEGERS, "float", "double") or kind.startswith("decimal")
    match fact.type:
        case ValueType.BOOLEAN if kind == "boolean":
            return Cell(raw)
        case ValueType.DATE if kind == "date" or kind.startswith("timestamp"):
            fits = is_day(raw, kind)
            return Cell(case([(fits, raw.cast("date"))], None), wrong=~fits)
        case ValueType.MONEY | ValueType.INTEGER | ValueType.NUMBER | ValueType.PERCENT if number:
            return _number(fact, raw, None, exact=kind in INTEGERS)
        case _:
            return Cell(unstated(fact).value, wrong=raw.is_there())


def bare_text(raw: Sql) -> Sql:
    """A text without the spaces around it."""
    return Sql(f"trim(BOTH {literal(_SPACES)} FROM {raw})")


def tells(raw: Sql, words: Iterable[str]) -> Sql:
    """Whether beyond doubt a text says something, and none of some words: it stands in the order of texts where none
    begins with a space or with such a word. Most texts do, and need not be taken apart.
    """
    begin, ranges = "\u3001", [(raw >= "!") & (raw < "\x7f")]
    for word in sorted(words):
        ranges.append((raw >= begin) & (raw < word))
        begin = word[:-1] + chr(ord(word[-1]) + 1)
    return any_of([raw >= begin, *reversed(ranges)])


def _text(fact: Fact, raw: Sql) -> Cell:
    bare = bare_text(raw)
    none = bare.equals(NONE_WORD) if fact.may_be_none or fact.type is ValueType.TEXT else None
    said = ~bare.is_in(UNKNOWN_WORDS) if none is None else ~bare.is_in((*UNKNOWN_WORDS, NONE_WORD))
    match fact.type:
        case ValueType.BOOLEAN:
            small = call("lower", bare)
            value = case([(small.is_in(TRUE_WORDS), True), (small.is_in(FALSE_WORDS), False)], None)
            return Cell(value, None, said & ~small.is_in((*TRUE_WORDS, *FALSE_WORDS)))
        case ValueType.CHOICE:
            words = words_of(fact, [choice.id for choice in fact.choices])
            as_written = raw.is_in(words)
            fits = bare.is_in(words)
            value = case([(as_written, raw), (fits, bare)], None)
            return Cell(value, None, ~as_written & said & ~fits)
        case ValueType.TEXT | ValueType.USCC:
            telling = tells(raw, (UNKNOWN_WORD, NONE_WORD))
            said = telling | said
            return Cell(case([(said, raw)], None), None if none is None else ~telling & none, said & unwritable(raw))
        case ValueType.CODE:
            pattern = f"^[0-9]{{{fact.digits}}}$"
            as_written = call("octet_length", raw).equals(fact.digits) & raw.matches(pattern)
            fits = bare.matches(pattern)
            value = case([(as_written, raw), (said & fits, bare)], None)
            return Cell(value, None if none is None else ~as_written & none, ~as_written & said & ~fits)
        case ValueType.DATE:
            day, fits = Sql(f"try_cast({bare} AS date)"), is_day(raw, "string")
            return Cell(case([(said & fits, day)], None), none, said & ~fits.or_else(False))
        case _:
            return _numeric_text(fact, bare, said, none)


def is_day(raw: Sql, kind: str) -> Sql:
    """Whether a cell is a day within the accepted years: a text, a date, or the beginning of one."""
    if kind == "date":
        return raw.between(FIRST_DAY, LAST_DAY)
    if kind.startswith("timestamp"):
        day = raw.cast("date")
        return day.cast(kind).equals(raw) & day.between(FIRST_DAY, LAST_DAY)
    if kind != "string":
        return literal(False)
    bare = bare_text(raw)
    day = Sql(f"try_cast({bare} AS date)")
    return bare.matches("^[0-9]{4}-[0-9]{2}-[0-9]{2}$") & day.between(FIRST_DAY, LAST_DAY)


def unwritable(raw: Sql) -> Sql:
    """Whether a text that is not blank is still none that an application may state."""
    # No text has more characters than bytes, and the bytes need not be counted.
    too_long = (call("octet_length", raw) > MAX_TEXT) & (call("length", raw) > MAX_TEXT)
    return too_long | call("contains", raw, Sql("chr(0)"))


def _numeric_text(fact: Fact, bare: Sql, said: Sql, none: Sql | None) -> Cell:
    decimal = r"(\\.[0-9]{1,20})?"
    pattern = {
        ValueType.MONEY: rf"^-?([0-9]{{1,3}}(,[0-9]{{3}})+|[0-9]{{1,20}}){decimal}\\s*(元|万元|亿元)?$",
        ValueType.PERCENT: rf"^-?[0-9]{{1,20}}{decimal}\\s*%?$",
        ValueType.INTEGER: "^-?[0-9]{1,18}$",
    }.get(fact.type, rf"^-?[0-9]{{1,20}}{decimal}$")
    fits = Sql(f"({bare} RLIKE '{pattern}')")
    digits = Sql(f"regexp_replace({bare}, '[^-.0-9]', '')")
    number = case([(said & fits, Sql(f"try_cast({digits} AS double)"))], None)
    if fact.type is not ValueType.MONEY:
        return _number(fact, number, said & ~fits, exact=False, none=none)
    units = [(Sql(f"endswith({bare}, {literal(unit)})"), float(FEN_PER[unit])) for unit in ("万元", "亿元", "元")]
    worth = case(units, float(FEN_PER[fact.unit or "元"]))
    near = call("rint", number * worth)
    fine = fits & (near / worth).equals(number) & near.between(0.0, float(_EXACT))
    return Cell(case([(fine, near)], None).cast("bigint"), none, said & ~fine.or_else(False))


def _number(fact: Fact, raw: Sql, wrong: Sql | None, *, exact: bool, none: Sql | None = None) -> Cell:
    low, high = fact.domain.low, fact.domain.high
    assert isinstance(low, int | Fraction)
    assert isinstance(high, int | Fraction)
    if fact.type in (ValueType.NUMBER, ValueType.PERCENT):
        scale = 100 if fact.type is ValueType.PERCENT else 1
        inside = raw.cast("double").between(float(low * scale), float(high * scale))
        value = case([(inside, raw.cast("double"))], None)
        return Cell(value, none, ~inside if wrong is None else wrong | ~inside)
    worth = FEN_PER[fact.unit or "元"] if fact.type is ValueType.MONEY else 1
    if exact:
        value = raw.cast("bigint")
        fine = value.between(int(-(-low // worth)), int(high // worth))
        return Cell(case([(fine, value * worth)], None), none, ~fine)
    floats = raw.cast("double")
    near = call("rint", floats * float(worth))
    fine = (near / float(worth)).equals(floats) & near.between(float(low), float(min(high, _EXACT)))
    outside = ~fine
    return Cell(case([(fine, near)], None).cast("bigint"), none, outside if wrong is None else wrong | outside)


def is_stated(raw: Sql, kind: str) -> Sql:
    """Whether a part of a determination is there."""
    if kind != "string":
        return raw.is_there()
    return case([(tells(raw, (UNKNOWN_WORD,)), True)], ~bare_text(raw).is_in(UNKNOWN_WORDS)).or_else(False)


def booleans(raw: Sql, kind: str) -> tuple[Sql, Sql]:
    """Where a boolean holds, and where it does not; nowhere, where a cell of the type is none."""
    if kind == "boolean":
        return raw, ~raw
    if kind != "string":
        return literal(False), literal(False)
    small = call("lower", bare_text(raw))
    return small.is_in(TRUE_WORDS), small.is_in(FALSE_WORDS)


def words_of(fact: Fact, states: Iterable[State]) -> list[State]:
    """The words that stand for values of a fact: of choices the ids and the names."""
    names = {choice.id: choice.name for choice in fact.choices}
    found: list[State] = []
    for state in states:
        found.append(state)
        if isinstance(state, str) and state in names and names[state] not in names:
            found.append(names[state])
    return found
