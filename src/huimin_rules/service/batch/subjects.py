"""What an application says about itself in a register: whose it is, of which kind, of which day."""

from collections.abc import Sequence
from datetime import date

from huimin_rules.loading.tables.cells import said
from huimin_rules.loading.tables.rows import Rows
from huimin_rules.norms.facts import Fact
from huimin_rules.norms.policy import Policy
from huimin_rules.report.subject import day_fact, kind_facts, party_list


class Subjects:
    """The columns of a register that come from the application itself, as far as it can be read."""

    def __init__(self, policy: Policy) -> None:
        self._parties = party_list(policy)
        self._kinds = kind_facts(policy)
        self._day = day_fact(policy)
        parties = () if self._parties is None else (self._parties.asked.label,)
        self.days = frozenset(() if self._day is None else (self._day.asked.label,))
        self.heads: tuple[str, ...] = (*parties, *(one.asked.label for one in self._kinds), *self.days)

    def of(self, rows: Rows, number: int) -> Sequence[str | date | None]:
        """What stands under the heads for one application."""
        cells = rows.cells(number)
        found: list[str | date | None] = []
        if self._parties is not None:
            names = (
                str(one.get(self._parties.titled_by or "") or "？") for one in rows.elements(self._parties.path, number)
            )
            found.append("、".join(names) or None)
        found += [_kind(one, cells.get(one.path)) for one in self._kinds]
        if self._day is not None:
            found.append(_day(self._day, cells.get(self._day.path)))
        return found


def _kind(fact: Fact, cell: object) -> str | None:
    value = said(fact.type, cell, fact)
    return next((one.name for one in fact.choices if one.id == value), None if value is None else str(value))


def _day(fact: Fact, cell: object) -> str | date | None:
    value = said(fact.type, cell, fact)
    if isinstance(value, date):
        return value
    try:
        return None if value is None else date.fromisoformat(str(value))
    except ValueError:
        return str(value)
