"""The columns of a table of applications: what each is called by programs and by people, and what its cells say.

A table has one row an application; a list has a table of its own with one row an element, tied to the application by
its key. Of a judgement fact the column named by its path is the applicant's own word, and the parts of a determination
stand in columns of their own.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from huimin_rules.norms.facts import Fact, FactList, ValueType
from huimin_rules.norms.policy import Policy

KEY: Final = "case"
"""What the column with the application's key is called."""

KEY_LABEL: Final = "申请编号"
POSITION: Final = "position"
POSITION_LABEL: Final = "顺序"

SHEET: Final = "申请"
"""The sheet of applications in a workbook."""

INSTRUCTIONS: Final = "填表说明"
POLICY_MARK: Final = "huimin-policy:"
"""After it a template names the version of the policy that it was made for."""

_LONGEST_TITLE: Final = 31
_NOT_IN_TITLES: Final = str.maketrans("[]:*?/\\", "（）：＊？／＼")


class Holds(StrEnum):
    """What the cells of a column say."""

    KEY = "key"
    VALUE = "value"
    PART = "part"
    """One part of a determination."""
    LIST = "list"
    """A whole list, nested."""
    COUNT = "count"
    """How many elements a list has."""
    POSITION = "position"
    """By what the elements of a list are ordered."""


DETERMINED: Final = {
    "value": ("认定", ValueType.BOOLEAN),
    "by": ("由谁认定", ValueType.TEXT),
    "on": ("认定之日", ValueType.DATE),
    "reason": ("认定的理由", ValueType.TEXT),
    "evidence": ("依据的材料", ValueType.TEXT),
}
"""The parts of a determination: what people call them, and of which type they are."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `fact` is the fact or the list that it speaks of, None for the key and the position; `part` is the
    part of a determination that stands in it.
    """

    name: str
    label: str
    holds: Holds
    fact: Fact | FactList | None = None
    part: str | None = None

    @property
    def type(self) -> ValueType | None:
        """The type of the cells; None where they hold no value of a fact."""
        if self.part is not None:
            return DETERMINED[self.part][1]
        return self.fact.type if self.holds is Holds.VALUE and isinstance(self.fact, Fact) else None

    @property
    def unit(self) -> str | None:
        """The unit of a number without one."""
        return self.fact.unit if self.holds is Holds.VALUE and isinstance(self.fact, Fact) else None

    @property
    def heads(self) -> tuple[str, ...]:
        """Under which heads people find it: its names, with the unit or without."""
        units = (f"{self.label}（{self.unit}）",) if self.unit else ()
        own = (self.fact.path,) if self.fact is not None and self.holds is Holds.VALUE else ()
        return (self.name, *own, self.label, *units)


def application_columns(policy: Policy, key: str = KEY) -> tuple[Column, ...]:
    """The columns of the table of applications, in the order of the facts."""
    found = [Column(key, KEY_LABEL, Holds.KEY)]
    for fact in policy.facts:
        if isinstance(fact, FactList):
            found.append(Column(fact.path, fact.asked.label, Holds.LIST, fact))
            found.append(Column(fact.count.path, fact.count.asked.label, Holds.COUNT, fact))
        else:
            found += _columns(fact, fact.path)
    return tuple(found)


def element_columns(each: FactList, key: str = KEY) -> tuple[Column, ...]:
    """The columns of the table of one list's elements."""
    found = [Column(key, KEY_LABEL, Holds.KEY)]
    for item in each.items:
        found += _columns(item, item.name)
    if POSITION not in {item.name for item in each.items}:
        found.append(Column(POSITION, POSITION_LABEL, Holds.POSITION))
    return tuple(found)


def _columns(fact: Fact, name: str) -> list[Column]:
    found = [Column(name, fact.asked.label, Holds.VALUE, fact)]
    if fact.judgement:
        found += [
            Column(f"{name}.{part}", f"{fact.asked.label}：{label}", Holds.PART, fact, part)
            for part, (label, _) in DETERMINED.items()
        ]
    return found


def sheet_title(label: str) -> str:
    """The title of a list's sheet: its label, as far as Excel takes it.

    >>> sheet_title("项目承担单位"), sheet_title("a/b")
    ('项目承担单位', 'a／b')
    """
    return label.translate(_NOT_IN_TITLES)[:_LONGEST_TITLE]
