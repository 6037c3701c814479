"""The parts of a finding: what came out for each element of a list, such as each applicant."""

from typing import Final

from huimin_rules.engines.reference.inquiry import Inquiry
from huimin_rules.engines.reference.outcomes import CERTAIN, MET, NOT_APPLICABLE, Outcomes
from huimin_rules.engines.reference.program import Program
from huimin_rules.engines.reference.status import FAILED, Statuses
from huimin_rules.engines.reference.variables import Variable
from huimin_rules.norms.application import Application, Value
from huimin_rules.norms.facts import FactList
from huimin_rules.verdict import Part, wording

_HAS: Final = frozenset({MET, MET | NOT_APPLICABLE})
"""Whether or not the norm addresses an element, the element has what the norm requires."""
_EVERY_MET: Final = frozenset({MET})
_MOST_KEPT: Final = 4096


class Parts:
    """Makes the parts of one norm's findings."""

    def __init__(self, program: Program, statuses: Statuses, each: FactList) -> None:
        self.program = program
        self.norm = program.norm
        self.statuses = statuses
        self.each = each
        layout = program.compiler.layout
        self.slot = layout.lists[each.path]
        self.number = self.slot - len(layout.scalars)
        self.titled = each.item(each.titled_by) if each.titled_by is not None else None
        self.met: dict[tuple[object, ...], tuple[Part, ...]] = {}
        """The parts of findings that are met: the same ones come back again and again, and are made once."""
        self._taken: dict[tuple[object, ...], int] = {}
        """What the search for them took of the finding's effort."""
        referred = program.connected.references
        self._looked_at = (
            *(layout.scalars[path] for path in referred.facts if path in layout.scalars),
            *(layout.lists[path] for path in referred.lists),
            *(layout.readings[name] for name in referred.readings),
        )

    def parts(self, found: tuple[Outcomes, ...], inquiry: Inquiry) -> tuple[Part, ...]:
        """The parts for the outcomes of the elements, in their order."""
        slots, titled = inquiry.slots, self.titled
        names = tuple([element[titled] if titled is not None else None for element in slots[self.slot]])
        if not found or not _HAS.issuperset(found):
            return self._made(found, names, inquiry)
        key: tuple[object, ...] = (found, names)
        if not _EVERY_MET.issuperset(found):
            # The search has the last word, and it goes by everything that the norm and its rules look at.
            key = (*key, *[slots[one] for one in self._looked_at])
        parts = self.met.get(key)
        if parts is not None:
            # What is left for the finding as a whole must not depend on what was decided before.
            inquiry.effort.left -= self._taken[key]
            return parts
        left = inquiry.effort.left
        parts = self._made(found, names, inquiry)
        if all(part.status is self.statuses.certain[MET] for part in parts):
            if len(self.met) >= _MOST_KEPT:
                self.met.clear()
                self._taken.clear()
            self.met[key] = parts
            self._taken[key] = left - inquiry.effort.left
        return parts

    def failing(self, parts: tuple[Part, ...], application: Application) -> str:
        """The parts that fail: what people call them, and the values that decided."""
        return "；".join(
            f"{part.name}{self.details(index, application)}"
            for index, part in enumerate(parts)
            if part.status in FAILED
        )

    def _made(self, found: tuple[Outcomes, ...], names: tuple[Value | None, ...], inquiry: Inquiry) -> tuple[Part, ...]:
        shown = [called(name, at) for at, name in enumerate(names)]
        return tuple([self._part(outcome, index, shown[index], inquiry) for index, outcome in enumerate(found)])

    def _part(self, found: Outcomes, index: int, name: str, inquiry: Inquiry) -> Part:
        variables: tuple[Variable, ...] = ()
        if found not in CERTAIN:
            found, variables = inquiry.part_outcomes(index)
        if found in _HAS:
            found, variables = MET, ()
        status = self.statuses.of(found, variables)
        if variables:
            reason = f"{wording.open_reason(variables, ())}{self.details(index, inquiry.application)}"
        else:
            reason = wording.definite_reason(self.norm, status)
            if status in FAILED:
                reason = f"{reason}{self.details(index, inquiry.application)}"
        return Part.assemble({"of": f"{self.each.path}[{index}]", "name": name, "status": status, "reason": reason})

    def details(self, index: int, application: Application) -> str:
        """The values of an element that decided about it."""
        row = application.listed[self.number][index]
        wanted = self.program.required.facts
        stated = [
            statement
            for item, statement in zip(self.each.items, row, strict=True)
            if statement is not None and item.path in wanted
        ]
        return wording.details(self.program.compiler.policy, stated)


def called(name: Value | None, index: int) -> str:
    """What people call an element: its name, or its place in the list."""
    return name if isinstance(name, str) and name else f"第 {index + 1} 项"
