"""What cannot be read, as expressions: quoted and shown as `problems.told` does it in memory."""

from typing import Final

from huimin_rules.engines.columnar.problems import LONGEST
from huimin_rules.engines.columnar.sql import Sql, call, case, literal
from huimin_rules.visible import BLANK, SPACES, UNSEEN, visible

_CATEGORIES: Final = "".join(rf"\p{{{category}}}" for category in sorted(UNSEEN))
_SEEN: Final = "".join(sorted(SPACES)) + "\n"
_HIDDEN: Final = f"[{_CATEGORIES}{BLANK.pattern.strip('[]')}&&[^{_SEEN}]]"
"""What `huimin_rules.visible` shows by its number, as Java writes it, without the ends of our own lines."""


def told(found: Sql) -> Sql:
    """A text as a problem quotes it: short, and in one line."""
    more = case([(call("length", found) > LONGEST, "…")], "")
    return call("concat", call("replace", call("left", found, LONGEST), "\n", visible("\n")), more)


def quoted(name: str, found: Sql, reason: str) -> Sql:
    """What is said about a cell."""
    return call("concat", f"{name}: ", told(found), f": {reason}")


def line(wrong: Sql, name: str, found: Sql, reason: str) -> Sql:
    """What is said about a cell, where it is wrong; null where it is not."""
    return case([(wrong, quoted(name, call("coalesce", found, ""), reason))], None)


def seen(text: Sql) -> Sql:
    """A text of some lines with the number of every character that is not simply seen."""
    number = "printf('‹U+%04X›', ascii(c))"
    shown = f"transform(split({text}, ''), c -> CASE WHEN c RLIKE {literal(_HIDDEN)} THEN {number} ELSE c END)"
    return case([(text.matches(_HIDDEN), Sql(f"array_join({shown}, '')"))], text)
