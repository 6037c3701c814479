"""What cannot be read, as expressions: quoted and shown as `problems.told` does it in memory."""

from typing import Final

from huimin_rules.engines.columnar.plan.sql import Sql, call, case, literal
from huimin_rules.engines.columnar.reading.problems import EMPTY, LONGEST, WHOLE_BELOW
from huimin_rules.visible import BLANK, SPACES, UNSEEN, visible

_CATEGORIES: Final = "".join(rf"\p{{{category}}}" for category in sorted(UNSEEN))
_SEEN: Final = "".join(sorted(SPACES)) + "\n"
_HIDDEN: Final = f"[{_CATEGORIES}{BLANK.pattern.strip('[]')}&&[^{_SEEN}]]"
"""What `huimin_rules.visible` shows by its number, as Java writes it, without the ends of our own lines."""
_NESTED: Final = ("array", "struct", "map")
_NEAR: Final = 0.0001
"""Numbers nearer to 0 are written with a power of ten."""


def told(found: Sql, kind: str) -> Sql:
    """A cell of a type as a problem quotes it: short, and in one line."""
    text = _typed(found, kind)
    more = case([(call("length", text) > LONGEST, "…")], "")
    short = call("concat", call("replace", call("left", text, LONGEST), "\n", visible("\n")), more)
    return call("coalesce", short, EMPTY)


def _typed(found: Sql, kind: str) -> Sql:
    """A cell as a text, as in memory: a whole number without a point, midnight without a time."""
    if kind == "string":
        return found
    if kind.startswith(_NESTED):
        return Sql(f"to_json({found}, map('ignoreNullFields', 'false'))")
    text = found.cast("string")
    if kind in ("double", "float"):
        return _float(found)
    if kind.startswith("decimal") and not kind.endswith(",0)"):
        return _bare(text)
    if kind.startswith("timestamp"):
        return case([(found.cast("date").cast(kind).equals(found), found.cast("date").cast("string"))], text)
    return text


def _bare(decimal: Sql) -> Sql:
    return Sql(f"trim(TRAILING '.' FROM trim(TRAILING '0' FROM {decimal}))")


def _float(found: Sql) -> Sql:
    number, text = found.cast("double"), found.cast("string")
    size = call("abs", number)
    cases: list[tuple[Sql, object]] = [
        (text.equals(java), python) for java, python in (("NaN", "nan"), ("Infinity", "inf"), ("-Infinity", "-inf"))
    ]
    whole = number.equals(call("rint", number)) & (size < float(WHOLE_BELOW))
    cases.append((whole, number.cast("bigint").cast("string")))
    power = call("replace", call("replace", text, ".0E", "e"), "E", "e")
    cases.append(((size < _NEAR) | (size >= float(WHOLE_BELOW)), power))
    # Java writes large and small numbers with a power of ten sooner than Python does.
    return case(cases, _bare(text.cast("decimal(38,20)").cast("string")))


def quoted(name: str | Sql, found: Sql, reason: str | Sql) -> Sql:
    """What is said about something that is quoted already."""
    return call("concat", name, ": ", found, ": ", reason)


def line(wrong: Sql, name: str | Sql, found: Sql, reason: str | Sql) -> Sql:
    """What is said about something, where it is wrong; null where it is not."""
    return case([(wrong, quoted(name, found, reason))], None)


def seen(text: Sql) -> Sql:
    """A text of some lines with the number of every character that is not simply seen."""
    number = "printf('‹U+%04X›', ascii(c))"
    shown = f"transform(split({text}, ''), c -> CASE WHEN c RLIKE {literal(_HIDDEN)} THEN {number} ELSE c END)"
    return case([(text.matches(_HIDDEN), Sql(f"array_join({shown}, '')"))], text)
