"""One row of a table as the application file that says the same: the row-wise twin of how columns are read.

Cells are what `check_table` takes: typed values as they are, texts as an application writes them, 是 and 否, the
Chinese names of choices. Null and 不清楚 say nothing.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, time
from decimal import Decimal
from typing import Final, TypeAlias

from huimin_rules.errors import InputProblem
from huimin_rules.norms.columns import DETERMINED
from huimin_rules.norms.facts import NONE_WORD, UNKNOWN_WORD, Fact, FactList, ValueType
from huimin_rules.norms.policy import Policy

Cells: TypeAlias = Mapping[str, object]
"""One row: what stands in each column, by the column's name."""

_WORDS: Final = {"是": True, "否": False, "true": True, "false": False}
_WHOLE: Final = re.compile(r"-?[0-9]{1,19}", re.ASCII)
_EXACT: Final = 2**53
"""Below it a float that is a whole number is exactly that number."""


def facts_of(policy: Policy, row: Cells, elements: Mapping[str, Sequence[Cells]]) -> dict[str, object]:
    """The facts of one row, nested as an application file nests them. `elements` holds, by the list's path, the rows
    of its own table that belong to the application; a list without any is stated as empty where its count says 0.
    """
    facts: dict[str, object] = {}
    for fact in policy.facts:
        value = _elements(fact, row, elements) if isinstance(fact, FactList) else _fact(fact, fact.path, row)
        if value is not None:
            _set(facts, fact.path, value)
    return facts


def count_problem(each: FactList, row: Cells, elements: Sequence[Cells]) -> InputProblem | None:
    """What is wrong with the number that a row gives for the elements of a list."""
    count = _count(each, row)
    if count is None or (type(count) is int and count == len(elements)):
        return None
    return InputProblem(each.count.path, f"{each.asked.label}的实际项数（{len(elements)}）", str(count))


def _count(each: FactList, row: Cells) -> object:
    count = said(each.count.type, row.get(each.count.path))
    return 0 if count == NONE_WORD else count


def _elements(each: FactList, row: Cells, elements: Mapping[str, Sequence[Cells]]) -> list[dict[str, object]] | None:
    rows = elements.get(each.path, ())
    if not rows:
        return [] if _count(each, row) == 0 else None
    found = []
    for one in rows:
        said = {item.name: _fact(item, item.name, one) for item in each.items}
        found.append({name: value for name, value in said.items() if value is not None})
    return found


def _fact(fact: Fact, name: str, row: Cells) -> object:
    own = said(fact.type, row.get(name), fact)
    if not fact.judgement:
        return own
    parts = {
        part: value
        for part, (_, kind) in DETERMINED.items()
        if (value := said(kind, row.get(f"{name}.{part}"))) is not None
    }
    # A determination settles the fact, but a word that is none stays a mistake.
    return parts if parts and isinstance(own, bool | None) else own


def said(kind: ValueType, cell: object, fact: Fact | None = None) -> object:
    """A cell as an application file would hold it; None for what says nothing."""
    if isinstance(cell, str):
        return _text(kind, cell, fact)
    if isinstance(cell, datetime):
        return cell.date() if cell.time() == time() else cell.isoformat(sep=" ")
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() and abs(cell) < _EXACT else cell
    if isinstance(cell, Decimal) and kind is ValueType.INTEGER and cell == int(cell):
        return int(cell)
    return cell


def _text(kind: ValueType, text: str, fact: Fact | None) -> object:
    bare = text.strip()
    if bare in ("", UNKNOWN_WORD):
        return None
    match kind:
        case ValueType.TEXT | ValueType.USCC:
            return bare if bare == NONE_WORD else text
        case ValueType.BOOLEAN:
            return _WORDS.get(bare.lower(), bare)
        case ValueType.CHOICE if fact is not None and bare not in {one.id for one in fact.choices}:
            return next((one.id for one in fact.choices if one.name == bare), bare)
        case ValueType.INTEGER if _WHOLE.fullmatch(bare):
            return int(bare)
        case ValueType.MONEY if fact is not None and bare[-1].isdigit():
            return f"{bare}{fact.unit}"
        case ValueType.PERCENT if bare[-1].isdigit():
            return f"{bare}%"
        case _:
            return bare


def _set(facts: dict[str, object], path: str, value: object) -> None:
    *groups, name = path.split(".")
    for group in groups:
        inner = facts.setdefault(group, {})
        assert isinstance(inner, dict)
        facts = inner
    facts[name] = value
