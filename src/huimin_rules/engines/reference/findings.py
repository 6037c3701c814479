"""From outcomes to findings: the status, the reason, the blockers, the parts, and the statements that a finding rests
on.

Most findings of most applications are definite and have no parts; their unchanging fields are prepared once and only
the statements are new.
"""

from collections.abc import Callable, Iterable
from typing import Final

from huimin_rules.engines.reference.layout import Elements, Slots
from huimin_rules.engines.reference.outcomes import CERTAIN, MET, NOT_APPLICABLE, UNMET, Outcomes
from huimin_rules.engines.reference.program import Program
from huimin_rules.engines.reference.variables import Variable
from huimin_rules.norms.application import Application, Statement
from huimin_rules.norms.facts import ListDomain
from huimin_rules.norms.norm import Norm
from huimin_rules.ternary import FALSE, TRUE
from huimin_rules.verdict import Blocker, Finding, Part, ReadingOutcome, Status, wording

_DUTY: Final = {MET: Status.MET, UNMET: Status.UNMET, NOT_APPLICABLE: Status.NOT_APPLICABLE}
_ADVICE: Final = {MET: Status.FOLLOWED, UNMET: Status.NOT_FOLLOWED, NOT_APPLICABLE: Status.NOT_APPLICABLE}
_FAILED: Final = frozenset({Status.UNMET, Status.NOT_FOLLOWED})
_HOLDS: Final = {TRUE: "成立", FALSE: "不成立"}

Stated = Callable[[Application], Iterable[Statement | None]]


class Findings:
    """Makes the findings of one norm."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.norm: Norm = program.norm
        self.policy = program.compiler.policy
        self.layout = program.compiler.layout
        self.certain = _DUTY if self.norm.modality.decides else _ADVICE
        self.stated = _picker(program)
        self.templates = {outcome: self._template(status) for outcome, status in self.certain.items()}
        self.plain = self.norm.for_each is None and not program.definitions and program.by_slot is None

    def finding(self, slots: Slots, application: Application) -> Finding:
        """The finding for an application whose values stand in the slots."""
        found = self.program.possible(slots)
        if found == MET and self.plain:
            fields = self.templates[MET].copy()
            fields["facts"] = tuple(filter(None, self.stated(application)))
            return Finding.assemble(fields)
        return self._full(found, slots, application)

    def _template(self, status: Status) -> dict[str, object]:
        norm, program = self.norm, self.program
        return {
            "norm": norm.id,
            "title": norm.wording.title,
            "citation": program.citation,
            "quote": norm.ground.quote,
            "also": program.also,
            "modality": norm.modality,
            "status": status,
            "reason": wording.definite_reason(norm, status),
            "blockers": (),
            "outcomes": (),
            "parts": (),
            "facts": (),
            "materials": program.materials,
            "remedy": norm.wording.remedy if status in _FAILED else None,
        }

    def _full(self, found: Outcomes, slots: Slots, application: Application) -> Finding:
        variables: tuple[Variable, ...] = ()
        if found not in CERTAIN:
            found, variables = self.program.outcomes(slots, application)
        facts = tuple(filter(None, self.stated(application)))
        if found in CERTAIN:
            fields = self.templates[found].copy()
            status = self.certain[found]
        else:
            fields = self.templates[MET].copy()
            status = fields["status"] = self._open(variables)
            fields["remedy"] = None
        fields["facts"] = facts
        parts = fields["parts"] = self._parts(slots, application) if self.norm.for_each is not None else ()
        if variables:
            blockers = tuple(Blocker(kind=one.kind, name=one.name, label=one.label) for one in variables)
            outcomes = self._under_readings(variables, slots, application)
            fields["blockers"], fields["outcomes"] = blockers, outcomes
            fields["reason"] = wording.open_reason(blockers, outcomes)
        elif status in _FAILED:
            fields["reason"] = f"{fields['reason']}{self._why(facts, parts, slots, application)}"
        fields["reason"] = f"{fields['reason']}{self._defined(slots)}"
        if self.program.by_slot is not None:
            chosen = slots[self.program.by_slot]
            fields["citation"], fields["quote"] = self.program.by_value.get(
                chosen,
                (self.program.citation, self.norm.ground.quote),
            )
        return Finding.assemble(fields)

    def _open(self, variables: tuple[Variable, ...]) -> Status:
        """The status of a finding that is not definite."""
        if self.norm.modality.decides and not any(one.kind == "missing" for one in variables):
            return Status.NEEDS_JUDGEMENT
        return Status.UNKNOWN

    def _under_readings(
        self, variables: tuple[Variable, ...], slots: Slots, application: Application
    ) -> tuple[ReadingOutcome, ...]:
        """The status under each alternative of each reading that the finding depends on."""
        found: list[ReadingOutcome] = []
        for variable in variables:
            if variable.kind != "reading":
                continue
            for alternative in self.policy.reading_by_id[variable.name].alternatives:
                fixed = list(slots)
                fixed[variable.place[0]] = alternative.id
                outcome, rest = self.program.outcomes(fixed, application)
                status = self.certain[outcome] if outcome in CERTAIN else self._open(rest)
                found.append(
                    ReadingOutcome(
                        reading=variable.name, alternative=alternative.id, name=alternative.name, status=status
                    )
                )
        return tuple(found)

    # --- parts

    def _parts(self, slots: Slots, application: Application) -> tuple[Part, ...]:
        each = self.layout.by_path[self.norm.for_each or ""]
        elements: Elements = slots[self.layout.lists[each.path]]
        if isinstance(elements, ListDomain):
            return ()
        titled = each.item(each.titled_by) if each.titled_by is not None else None
        parts = []
        for index, element in enumerate(elements):
            name = element[titled] if titled is not None else None
            found = self.program.part_possible(slots, element)
            variables: tuple[Variable, ...] = ()
            if found not in CERTAIN:
                found, variables = self.program.part_outcomes(slots, index, application)
            part = self.certain[found] if found in CERTAIN else self._open(variables)
            parts.append(
                Part.assemble(
                    {
                        "of": f"{each.path}[{index}]",
                        "name": name if isinstance(name, str) and name else f"第 {index + 1} 项",
                        "status": part,
                        "reason": self._part_reason(part, index, variables, application),
                    }
                )
            )
        return tuple(parts)

    def _part_reason(
        self, status: Status, index: int, variables: tuple[Variable, ...], application: Application
    ) -> str:
        if variables:
            blockers = [Blocker(kind=one.kind, name=one.name, label=one.label) for one in variables]
            return wording.open_reason(blockers, ())
        reason = wording.definite_reason(self.norm, status)
        return f"{reason}{self._part_details(index, application)}" if status in _FAILED else reason

    def _part_details(self, index: int, application: Application) -> str:
        """The values of an element that decided about it."""
        each = self.layout.by_path[self.norm.for_each or ""]
        row = application.listed[self.layout.lists[each.path] - len(self.layout.scalars)][index]
        wanted = [
            statement
            for item, statement in zip(each.items, row, strict=True)
            if item.path in self.program.required.facts
        ]
        return wording.details(self.policy, filter(None, wanted))

    def _failing_parts(self, parts: tuple[Part, ...], application: Application) -> list[tuple[str, str]]:
        """The parts that fail: what people call them, and the values that decided."""
        return [
            (part.name, self._part_details(index, application))
            for index, part in enumerate(parts)
            if part.status in _FAILED
        ]

    def _why(
        self, facts: tuple[Statement, ...], parts: tuple[Part, ...], slots: Slots, application: Application
    ) -> str:
        """What makes a definite failure: the parts or elements that fail, or the values."""
        if self.norm.for_each is not None:
            return f"：{'；'.join(f'{name}{shown}' for name, shown in self._failing_parts(parts, application))}"
        named = [self._element_name(over, index, slots) for over, index in self.program.failing(slots)]
        if named:
            return f"：{'、'.join(named)}"
        return wording.details(self.policy, facts)

    def _element_name(self, over: str, index: int, slots: Slots) -> str:
        each = self.layout.by_path[over]
        name = slots[self.layout.lists[over]][index][each.item(each.titled_by)] if each.titled_by else None
        place = f"{each.asked.label}第 {index + 1} 项"
        return f"{place}（{name}）" if isinstance(name, str) and name else place

    def _defined(self, slots: Slots) -> str:
        """The outcome of each definition that the norm refers to."""
        shown = [
            f"{definition.ground.clause.label}“{definition.wording.title}”{_HOLDS.get(test(slots, ()), '尚未确定')}"
            for definition, test in self.program.definitions
        ]
        return f"（{'；'.join(shown)}）" if shown else ""


def _picker(program: Program) -> Stated:
    """A function that picks from an application the statements that a norm refers to, in the order of the policy."""
    policy, layout = program.compiler.policy, program.compiler.layout
    scalars = tuple(layout.scalars[path] for path in layout.scalars if path in program.references.facts)
    lists = tuple(
        (number, tuple(position for position, item in enumerate(each.items) if item.path in program.references.facts))
        for number, each in enumerate(policy.lists)
        if each.path in program.references.lists
    )
    if not lists:
        if len(scalars) == 1:
            only = scalars[0]
            return lambda application: (application.stated[only],)
        return lambda application: [application.stated[index] for index in scalars]

    def picked(application: Application) -> Iterable[Statement | None]:
        found = [application.stated[index] for index in scalars]
        for number, positions in lists:
            for row in application.listed[number]:
                found += [row[position] for position in positions]
        return found

    return picked
