"""A sheet: which columns a table of applications has, and of which types."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from huimin_rules.norms.facts import Fact, FactList, Question, ValueType
from huimin_rules.norms.policy import Policy
from tests.tables.cells import Dress, dresses

FIELDS: Final = {
    "value": ValueType.BOOLEAN,
    "by": ValueType.TEXT,
    "on": ValueType.DATE,
    "reason": ValueType.TEXT,
    "evidence": ValueType.TEXT,
}
"""The columns of a determination."""
KEY: Final = "case"
DETERMINED_ALONE: Final = 0.3
"""How many judgements have no column for the applicant's own word, where columns are left out."""


def field_fact(fact: Fact, name: str) -> Fact:
    """A column of a determination, as if it were a fact."""
    return Fact(f"{fact.path}.{name}", FIELDS[name], Question(name, name))


@dataclass(frozen=True)
class Column:
    """One column of single values: its name in its frame, the fact it is read as, and its type."""

    name: str
    fact: Fact
    dress: Dress


@dataclass(frozen=True)
class Asked:
    """A fact with its columns: the one of its name, and for a judgement those of a determination; absent ones left
    out.
    """

    fact: Fact
    name: str
    own: Column | None
    fields: Mapping[str, Column]

    @property
    def columns(self) -> Iterator[Column]:
        """All of them."""
        if self.own is not None:
            yield self.own
        yield from self.fields.values()


@dataclass(frozen=True)
class Listed:
    """A list with the columns of its elements: nested in the table, or a child frame of its own."""

    each: FactList
    items: tuple[Asked, ...]
    nested: bool
    count: Column | None
    placed: bool

    @property
    def columns(self) -> Iterator[Column]:
        """The columns of an element."""
        for item in self.items:
            yield from item.columns


@dataclass(frozen=True)
class Sheet:
    """The columns of a table and its child frames."""

    policy: Policy
    facts: tuple[Asked, ...]
    lists: tuple[Listed, ...]
    whole_key: bool

    @property
    def columns(self) -> Iterator[Column]:
        """The columns of single values beside the lists."""
        for asked in self.facts:
            yield from asked.columns

    @property
    def children(self) -> tuple[Listed, ...]:
        """The lists that stand in frames of their own."""
        return tuple(each for each in self.lists if not each.nested)


def draw_sheet(rng: random.Random, policy: Policy, *, nested: bool | None = None, absent: float | None = None) -> Sheet:
    """A random sheet. `nested` says where lists stand (None: here and there), `absent` how often a column is left out
    (None: in every second sheet never).
    """
    if absent is None:
        absent = rng.choice((0.0, 0.03))
    facts = tuple(_asked(rng, fact, fact.path, absent) for fact in policy.scalars)
    lists = tuple(_listed(rng, each, nested, absent) for each in policy.lists)
    return Sheet(policy, facts, tuple(each for each in lists if each is not None), rng.random() < 0.5)


def _listed(rng: random.Random, each: FactList, nested: bool | None, absent: float) -> Listed | None:
    if rng.random() < absent:
        return None
    items = tuple(_asked(rng, item, item.name, absent) for item in each.items)
    if not any(True for item in items for _ in item.columns):
        return None
    here = rng.random() < 0.5 if nested is None else nested
    count = None
    if rng.random() < (0.1 if here else 0.7):
        count = Column(each.count.path, each.count, rng.choice(dresses(each.count)))
    return Listed(each, items, here, count, not here and rng.random() < 0.7)


def _asked(rng: random.Random, fact: Fact, name: str, absent: float) -> Asked:
    own = None if rng.random() < absent else Column(name, fact, rng.choice(dresses(fact)))
    fields: dict[str, Column] = {}
    if fact.judgement and rng.random() > absent * 3:
        for part in FIELDS:
            if part != "evidence" or rng.random() < 0.4:
                made = field_fact(fact, part)
                fields[part] = Column(f"{name}.{part}", made, rng.choice(dresses(made)))
    if fields and absent and rng.random() < DETERMINED_ALONE:
        own = None
    return Asked(fact, name, own, fields)


def draw_readings(rng: random.Random, policy: Policy) -> dict[str, str]:
    """Readings to fix: none, some, or all."""
    often = rng.choice((0.0, 0.0, 0.5, 1.0, 1.0))
    return {
        reading.id: rng.choice(reading.alternatives).id
        for reading in policy.readings
        if reading.official is None and rng.random() < often
    }
