"""Random rows of a sheet, each with what it says as a mapping that the reference reads."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from huimin_rules.errors import InputError
from huimin_rules.loading.cases import load_cases
from huimin_rules.norms.application import Application, Element, Row, written
from huimin_rules.norms.facts import Domain, Fact, ListDomain, Scalar
from huimin_rules.norms.policy import Policy
from huimin_rules.service import validate
from huimin_rules.service.checking import read, violated
from tests.tables.cells import Cell, Dress, bad, fits, good, unknown
from tests.tables.pools import Pools
from tests.tables.sheets import Asked, Listed, Sheet

MOST_ELEMENTS: Final = 5
_TRIES: Final = 6


@dataclass(frozen=True)
class Said:
    """What is said of a fact: a value, or of a judgement the applicant's own word and what was determined."""

    value: Scalar | None = None
    determined: bool | None = None


Stated = Sequence[Mapping[str, Said]] | None
"""What is said of a list: its elements, by the paths of their facts; None where it was not stated."""


@dataclass
class Drawn:
    """One row: its cells, its elements, the mapping that says the same, and the paths of which a mapping cannot say
    what is wrong.
    """

    key: str | int
    cells: dict[str, Cell] = field(default_factory=dict)
    lists: dict[str, list[dict[str, Cell] | None] | None] = field(default_factory=dict)
    told: dict[str, Any] = field(default_factory=dict)
    wrong: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Mood:
    """How often a fact of a row is changed, left unknown, determined, not readable."""

    changed: float
    silent: float
    determined: float
    bad: float


class Rows:
    """Draws rows for the sheets of one policy; with the folder of its cases, mostly variations of these."""

    def __init__(self, policy: Policy, folder: Path | None = None) -> None:
        self.policy = policy
        self.pools = Pools(policy)
        self.examples: list[tuple[dict[str, Said], dict[str, Stated]]] = []
        for case in load_cases(policy, folder) if folder is not None else ():
            self.examples.append(taken_apart(policy, validate(policy, case.facts)))

    def draw(self, rng: random.Random, sheet: Sheet, key: str | int) -> Drawn:
        """One row. Most rows can be read; of the others most have one cell that cannot, some contradict themselves."""
        found = self._once(rng, sheet, key)
        for _ in range(_TRIES):
            if found.wrong or rng.random() < 0.1 or not self._contradicts(found):
                break
            found = self._once(rng, sheet, key)
        return found

    def example(self, rng: random.Random, sheet: Sheet, key: str | int, number: int) -> Drawn:
        """An application of the cases as it stands, as far as the columns of the sheet can say it."""
        facts, lists = self.examples[number]
        return _told(rng, sheet, key, facts, lists, 0)

    def _contradicts(self, row: Drawn) -> bool:
        try:
            return bool(violated(self.policy, read(self.policy, row.told)))
        except InputError:
            return False

    def _once(self, rng: random.Random, sheet: Sheet, key: str | int) -> Drawn:
        mood = Mood(
            rng.choice((0.0, 0.02, 0.02, 0.1, 0.5)),
            rng.choice((0.0, 0.0, 0.03, 0.03, 0.3, 0.9)),
            rng.choice((1.0, 0.95, 0.5)),
            0.0 if rng.random() < 0.9 else 2 / 60,
        )
        if self.examples and rng.random() < 0.7:
            facts, lists = rng.choice(self.examples)
            facts = {
                asked.fact.path: self._changed(rng, asked.fact, facts[asked.fact.path], mood) for asked in sheet.facts
            }
            lists = {each.each.path: self._changed_list(rng, each, lists[each.each.path], mood) for each in sheet.lists}
        else:
            facts = {asked.fact.path: self._said(rng, asked.fact, mood) for asked in sheet.facts}
            lists = {each.each.path: self._said_list(rng, each, mood) for each in sheet.lists}
        return _told(rng, sheet, key, facts, lists, mood.bad)

    def _changed(self, rng: random.Random, fact: Fact, said: Said, mood: Mood) -> Said:
        if rng.random() < mood.silent:
            return Said()
        return self._said(rng, fact, mood) if rng.random() < mood.changed else said

    def _changed_list(self, rng: random.Random, listed: Listed, said: Stated, mood: Mood) -> Stated:
        if rng.random() < mood.silent:
            return None
        if said is None or rng.random() < mood.changed:
            return self._said_list(rng, listed, mood)
        return [
            {one.fact.path: self._changed(rng, one.fact, element[one.fact.path], mood) for one in listed.items}
            for element in said
        ]

    def _said(self, rng: random.Random, fact: Fact, mood: Mood) -> Said:
        if rng.random() < mood.silent:
            return Said()
        if not fact.judgement:
            return Said(self.pools.draw(rng, fact))
        own = rng.choice((True, True, True, False, None))
        return Said(own, rng.random() < 0.8 if rng.random() < mood.determined else None)

    def _said_list(self, rng: random.Random, listed: Listed, mood: Mood) -> Stated:
        if rng.random() < max(mood.silent / 2, 0.03):
            return None
        size = rng.choice((0, 1, 1, 2, 2, 3, 4, MOST_ELEMENTS))
        return [{one.fact.path: self._said(rng, one.fact, mood) for one in listed.items} for _ in range(size)]


def taken_apart(policy: Policy, application: Application) -> tuple[dict[str, Said], dict[str, Stated]]:
    """What an application says, fact by fact."""
    facts = _said_by(policy.scalars, application.scalars, application.stated)
    lists: dict[str, Stated] = {}
    for each, elements, listed in zip(policy.lists, application.lists, application.listed, strict=True):
        lists[each.path] = (
            None
            if isinstance(elements, ListDomain)
            else [_said_by(each.items, one, row) for one, row in zip(elements, listed, strict=True)]
        )
    return facts, lists


def _said_by(facts: Sequence[Fact], values: Element, statements: Row) -> dict[str, Said]:
    found: dict[str, Said] = {}
    for fact, value, statement in zip(facts, values, statements, strict=True):
        if statement is None:
            found[fact.path] = Said()
        elif statement.determination is not None:
            found[fact.path] = Said(None, statement.determination.value)
        else:
            found[fact.path] = Said(True if isinstance(value, Domain) else value)
    return found


def _told(
    rng: random.Random,
    sheet: Sheet,
    key: str | int,
    facts: Mapping[str, Said],
    lists: Mapping[str, Stated],
    badly: float,
) -> Drawn:
    row = Drawn(key)
    for asked in sheet.facts:
        _tell(rng, asked, facts[asked.fact.path], badly, row.cells, _group(row.told, asked.fact.path))
    for listed in sheet.lists:
        _tell_list(rng, listed, lists[listed.each.path], badly, row)
    return row


def _group(told: dict[str, Any], path: str) -> dict[str, Any]:
    for step in path.split(".")[:-1]:
        told = told.setdefault(step, {})
    return told


def _tell(
    rng: random.Random, asked: Asked, said: Said, badly: float, cells: dict[str, Cell], told: dict[str, Any]
) -> None:
    """Write what is said of a fact into cells, and into the mapping under its name."""
    name = asked.fact.path.rpartition("[].")[2].rpartition(".")[2]
    if asked.own is not None:
        wrong = bad(rng, asked.fact, asked.own.dress) if rng.random() < badly else None
        if wrong is not None:
            cells[asked.own.name] = told[name] = wrong
        elif said.value is not None and fits(asked.fact, said.value, asked.own.dress):
            cells[asked.own.name] = good(rng, asked.fact, said.value, asked.own.dress)
            told[name] = written(asked.fact, said.value)
        else:
            cells[asked.own.name] = unknown(rng, asked.own.dress)
    if asked.fields:
        _determine(rng, asked, said.determined, badly, cells, told, name)


def _determine(
    rng: random.Random,
    asked: Asked,
    determined: bool | None,
    badly: float,
    cells: dict[str, Cell],
    told: dict[str, Any],
    name: str,
) -> None:
    """A determination, whole, partly, badly or not at all."""
    wrongly = rng.random() < badly
    decided: dict[str, Cell] = {}
    for part, column in asked.fields.items():
        cells[column.name] = "" if column.dress is Dress.TEXT and rng.random() < 0.3 else None
        if determined is None and not (wrongly and rng.random() < 0.5):
            continue
        if part == "evidence" and rng.random() < 0.5:
            continue
        value: Scalar = determined or False
        if part != "value":
            value = {"by": "科技局", "reason": "材料属实"}.get(part, "工作总结")
        if part == "on":
            value = _decided_on(rng)
        mischief = rng.choice(("none", "none", "bad", "missing")) if wrongly else "none"
        if mischief == "missing":
            continue
        wrong = bad(rng, column.fact, column.dress) if mischief == "bad" else None
        if wrong is not None:
            cells[column.name] = decided[part] = wrong
        else:
            cells[column.name] = good(rng, column.fact, value, column.dress)
            decided[part] = value if part != "on" else written(column.fact, value)
    if decided and not (name in told and told[name] not in (True, False)):
        told[name] = decided


def _decided_on(rng: random.Random) -> date:
    """A day on which something was determined."""
    return date(2022, 3, rng.randrange(1, 29))


def _tell_list(rng: random.Random, listed: Listed, said: Stated, badly: float, row: Drawn) -> None:
    path = listed.each.path
    if not listed.nested and listed.count is None and said is not None and not said:
        said = None
    row.lists[path] = None
    if said is not None:
        elements: list[dict[str, Cell] | None] = []
        told: list[object] = []
        for one in said:
            if listed.nested and rng.random() < badly * 2:
                elements.append(None)
                told.append(None)
                continue
            cells: dict[str, Cell] = {}
            here: dict[str, Any] = {}
            for item in listed.items:
                _tell(rng, item, one[item.fact.path], badly, cells, here)
            elements.append(cells)
            told.append(here)
        row.lists[path] = elements
        _group(row.told, path)[path.rpartition(".")[2]] = told
    if listed.count is not None:
        row.cells[listed.count.name] = _count(rng, listed, said, badly, row)


def _count(rng: random.Random, listed: Listed, said: Stated, badly: float, row: Drawn) -> Cell:
    """A number of elements, as the row has them or not, or none at all."""
    column = listed.count
    assert column is not None
    size = None if said is None else len(said)
    if rng.random() < badly * 3:
        row.wrong.add(listed.each.path)
        wrong = bad(rng, column.fact, column.dress)
        return wrong if rng.random() < 0.5 else good(rng, column.fact, (size or 0) + 1, column.dress)
    if size is None or (rng.random() < 0.3 and (size or listed.nested)):
        return unknown(rng, column.dress)
    none = size == 0 and column.dress is Dress.TEXT and rng.random() < 0.5
    return "无" if none else good(rng, column.fact, size, column.dress)
