"""Applications as rows of tables: typed or as text, with nested lists or with child tables."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import polars as pl

from huimin_rules.norms.application import Application, Statement, Value
from huimin_rules.norms.facts import NONE, Domain, Fact, FactList, ListDomain, ValueType
from huimin_rules.norms.policy import Policy
from huimin_rules.quantity import FEN_PER
from huimin_rules.verdict import Verdict
from huimin_rules.verdict.codes import BITS, STATUSES

KEY = "case"
DETERMINED = ("value", "by", "on", "reason")


@dataclass(frozen=True)
class Table:
    """A frame and its child frames."""

    frame: pl.DataFrame
    children: dict[str, pl.DataFrame]


def cell(fact: Fact, value: Value, statement: Statement | None) -> Any:
    """A typed cell; None for what nothing states."""
    if isinstance(value, Domain):
        return True if statement is not None else None
    if isinstance(value, str):
        return value if value != NONE else "无"
    if fact.type is ValueType.MONEY:
        assert isinstance(value, int)
        return Decimal(value) / FEN_PER[fact.unit or "元"]
    if fact.type is ValueType.PERCENT:
        assert isinstance(value, int | Fraction)
        return _decimal(value * 100)
    return _decimal(value) if fact.type is ValueType.NUMBER else value  # type: ignore[arg-type]  # numbers


def _decimal(value: int | Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def as_text(value: Any) -> str | None:
    """A cell as the text of a table."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "是" if value else "否"
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def cells(fact: Fact, name: str, value: Value, statement: Statement | None) -> dict[str, Any]:
    """The cells of one fact, with those of its determination."""
    if not fact.judgement:
        return {name: cell(fact, value, statement)}
    decided = statement.determination if statement is not None else None
    own = None if decided is not None else cell(fact, value, statement)
    parts = {f"{name}.{part}": None if decided is None else getattr(decided, part) for part in DETERMINED}
    return {name: own, **parts}


def row(policy: Policy, application: Application) -> dict[str, Any]:
    """The cells of the single facts, and of each list its elements."""
    found: dict[str, Any] = {}
    for fact, value, statement in zip(policy.scalars, application.scalars, application.stated, strict=True):
        found.update(cells(fact, fact.path, value, statement))
    for each, elements, listed in zip(policy.lists, application.lists, application.listed, strict=True):
        if isinstance(elements, ListDomain):
            found[each.path] = None
            continue
        found[each.path] = [
            {
                name: one
                for item, value, statement in zip(each.items, element, statements, strict=True)
                for name, one in cells(item, item.name, value, statement).items()
            }
            for element, statements in zip(elements, listed, strict=True)
        ]
    return found


def table(
    policy: Policy,
    applications: Sequence[Application],
    keys: Sequence[Any] | None = None,
    *,
    text: bool = False,
    nested: bool = True,
) -> Table:
    """A table of applications, numbered from 0 where no keys are given."""
    rows = [row(policy, one) for one in applications]
    names = list(keys if keys is not None else range(len(rows)))
    columns: dict[str, pl.Series] = {KEY: pl.Series(KEY, names)}
    for fact in policy.scalars:
        for name in _columns(fact, fact.path):
            columns[name] = series(fact, name, [one[name] for one in rows], text)
    children: dict[str, pl.DataFrame] = {}
    for each in policy.lists:
        stated = [one[each.path] for one in rows]
        if nested:
            columns[each.path] = _nested(each, stated, text)
        else:
            children[each.path] = _child(each, names, stated, text)
            columns[f"{each.path}.count"] = pl.Series(
                [None if one is None else len(one) for one in stated], dtype=pl.Int64
            )
    return Table(pl.DataFrame([one.alias(name) for name, one in columns.items()]), children)


def _columns(fact: Fact, name: str) -> list[str]:
    return [name, *(f"{name}.{part}" for part in DETERMINED)] if fact.judgement else [name]


def dtype(fact: Fact, name: str, text: bool) -> pl.DataType:
    """The type of a column of a typed table."""
    if text or (fact.may_be_none and fact.type is not ValueType.TEXT) or name.endswith((".by", ".reason")):
        return pl.String()
    if name.endswith(".on"):
        return pl.Date()
    match fact.type:
        case ValueType.BOOLEAN:
            return pl.Boolean()
        case ValueType.DATE:
            return pl.Date()
        case ValueType.INTEGER:
            return pl.Int64()
        case ValueType.MONEY:
            return pl.Decimal(20, 6)
        case ValueType.NUMBER | ValueType.PERCENT:
            return pl.Decimal(30, 12)
        case _:
            return pl.String()


def series(fact: Fact, name: str, values: Iterable[Any], text: bool) -> pl.Series:
    """The cells of a column."""
    kind = dtype(fact, name, text)
    found = list(values)
    if kind == pl.String:
        found = [value.isoformat() if isinstance(value, date) else as_text(value) for value in found]
    return pl.Series(found, dtype=kind)


def _nested(each: FactList, stated: Sequence[list[dict[str, Any]] | None], text: bool) -> pl.Series:
    fields = {name: (item, dtype(item, name, text)) for item in each.items for name in _columns(item, item.name)}
    rows = [
        None
        if elements is None
        else [
            {name: (as_text(value) if fields[name][1] == pl.String else value) for name, value in element.items()}
            for element in elements
        ]
        for elements in stated
    ]
    return pl.Series(rows, dtype=pl.List(pl.Struct({name: kind for name, (_, kind) in fields.items()})))


def _child(
    each: FactList, keys: Sequence[Any], stated: Sequence[list[dict[str, Any]] | None], text: bool
) -> pl.DataFrame:
    flat = [(key, element) for key, elements in zip(keys, stated, strict=True) for element in elements or ()]
    columns = {KEY: pl.Series([key for key, _ in flat], dtype=pl.Series(keys).dtype)}
    for item in each.items:
        for name in _columns(item, item.name):
            columns[name] = series(item, name, [element[name] for _, element in flat], text)
    return pl.DataFrame([one.alias(name) for name, one in columns.items()])


def expected(verdict: Verdict) -> dict[str, Any]:
    """What a table should say of a row, from its verdict: statuses, the conclusion, the union of blockers."""
    blockers = {(one.kind, _unnumbered(one.name)) for finding in verdict.findings for one in finding.blockers}
    return {
        "conclusion": verdict.conclusion.value,
        "statuses": {finding.norm: finding.status for finding in verdict.findings},
        "blockers": blockers,
    }


def _unnumbered(name: str) -> str:
    begin, bracket, rest = name.partition("[")
    return f"{begin}[]{rest.partition(']')[2]}" if bracket else begin


def found(policy: Policy, row: Mapping[str, Any], names: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """What a table says of a row, in the same form."""
    words = [
        row[name]
        for name in sorted(
            (name for name in row if name.startswith("blockers_")), key=lambda one: int(one.rpartition("_")[2])
        )
    ]
    return {
        "conclusion": row["conclusion"],
        "statuses": {norm.id: STATUSES[row[norm.id]] for norm in policy.findable},
        "blockers": {tuple(name) for place, name in enumerate(names) if words[place // BITS] >> (place % BITS) & 1},
    }
