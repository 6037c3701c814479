"""From outcomes to findings: the status, the reason, the blockers, the parts, and the statements that a finding rests
on.

Most findings of most applications are met; what never changes about them is prepared once, and only the statements and
parts are new.
"""

from collections.abc import Callable
from typing import Final, TypeAlias

from huimin_rules.engines.reference.layout import Slots
from huimin_rules.engines.reference.outcomes import CERTAIN, MET, Outcomes, joined
from huimin_rules.engines.reference.parts import Parts
from huimin_rules.engines.reference.program import Program
from huimin_rules.engines.reference.status import FAILED, Statuses, blockers_of
from huimin_rules.engines.reference.variables import Variable
from huimin_rules.norms.application import Application, Statement
from huimin_rules.norms.facts import ListDomain
from huimin_rules.norms.norm import Norm
from huimin_rules.ternary import FALSE, TRUE, UNKNOWN, Truth
from huimin_rules.verdict import Finding, Grounding, Part, ReadingOutcome, Status, wording

_HOLDS: Final = {TRUE: "成立", FALSE: "不成立", UNKNOWN: "尚未确定"}

Stated: TypeAlias = Callable[[Application], tuple[Statement, ...]]


class Findings:
    """Makes the findings of one norm."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.norm: Norm = program.norm
        self.layout = program.compiler.layout
        self.policy = program.compiler.policy
        self.possible = program.possible
        self.statuses = Statuses(self.norm.modality)
        each = self.layout.by_path[self.norm.for_each] if self.norm.for_each is not None else None
        self.parts = Parts(program, self.statuses, each) if each is not None else None
        self.stated = _picker(program)
        # Only the commonest template is kept: with thousands of norms, memory that is touched is what costs.
        self.met = self._template(self.statuses.certain[MET])
        self._base = Grounding(citation=program.citation, quote=self.norm.ground.quote)
        self._defined_as: dict[tuple[Truth, ...], str] = {}
        self.plain = not program.definitions and program.by_slot is None

    def finding(self, slots: Slots, application: Application) -> Finding:
        """The finding for an application whose values stand in the slots."""
        parts: tuple[Part, ...] = ()
        if self.parts is None or isinstance(elements := slots[self.parts.slot], ListDomain):
            found = self.possible(slots)
        else:
            part_possible = self.program.part_possible
            outcomes = [part_possible(slots, element) for element in elements]
            found = joined(outcomes)
            parts = self.parts.parts(outcomes, slots, application)
        return self.finding_for(found, parts, slots, application)

    def _template(self, status: Status) -> dict[str, object]:
        """The fields of a finding that follow from its status alone."""
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
            "remedy": norm.wording.remedy if status in FAILED else None,
        }

    def finding_for(self, found: Outcomes, parts: tuple[Part, ...], slots: Slots, application: Application) -> Finding:
        """The finding for what the evaluators say is possible."""
        if found == MET and self.plain:
            fields = self.met.copy()
            fields["facts"] = self.stated(application)
            fields["parts"] = parts
            return Finding.assemble(fields)
        variables: tuple[Variable, ...] = ()
        if found not in CERTAIN:
            found, variables = self.program.outcomes(slots, application)
        status = self.statuses.of(found, variables)
        fields = self._template(status)
        facts = fields["facts"] = self.stated(application)
        fields["parts"] = parts
        reason = fields["reason"]
        if variables:
            blockers, outcomes = blockers_of(variables), self._under_readings(variables, slots, application)
            fields["blockers"], fields["outcomes"] = blockers, outcomes
            reason = wording.open_reason(blockers, outcomes)
        elif status in FAILED:
            reason = f"{reason}{self._why(facts, parts, slots, application)}"
        if self.program.definitions:
            reason = f"{reason}{self._defined(slots)}"
        fields["reason"] = reason
        if self.program.by_slot is not None:
            cited = self.program.by_value.get(slots[self.program.by_slot])
            if cited is not None:
                fields["citation"], fields["quote"] = cited
                fields["also"] = (self._base, *self.program.also)
        return Finding.assemble(fields)

    def _under_readings(
        self, variables: tuple[Variable, ...], slots: Slots, application: Application
    ) -> tuple[ReadingOutcome, ...]:
        """The status under each alternative of each reading that the finding depends on."""
        found: list[ReadingOutcome] = []
        for variable in variables:
            if variable.kind != "reading":
                continue
            for one in self.policy.reading_by_id[variable.name].alternatives:
                fixed = list(slots)
                fixed[variable.place[0]] = one.id
                status = self.statuses.of(*self.program.outcomes(fixed, application))
                found.append(ReadingOutcome(reading=variable.name, alternative=one.id, name=one.name, status=status))
        return tuple(found)

    def _why(
        self, facts: tuple[Statement, ...], parts: tuple[Part, ...], slots: Slots, application: Application
    ) -> str:
        """What makes a definite failure: the parts or elements that fail, or the values."""
        if self.parts is not None:
            failing = self.parts.failing(parts, application)
            return f"：{failing}" if failing else ""
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
        truths = tuple([test(slots, ()) for _, test in self.program.definitions])
        text = self._defined_as.get(truths)
        if text is None:
            shown = [
                f"{definition.ground.clause.label}“{definition.wording.title}”{_HOLDS[truth]}"
                for (definition, _), truth in zip(self.program.definitions, truths, strict=True)
            ]
            text = self._defined_as[truths] = f"（{'；'.join(shown)}）"
        return text


def deciding(findings: Findings) -> Callable[[Slots, Application], Finding]:
    """What makes the findings of a norm; the commonest case, a norm without parts that is met, without any detour."""
    if not findings.plain or findings.parts is not None:
        return findings.finding
    possible, stated, met, full = findings.possible, findings.stated, findings.met, findings.finding_for
    assemble = Finding.assemble

    def finding(slots: Slots, application: Application) -> Finding:
        found = possible(slots)
        if found != MET:
            return full(found, (), slots, application)
        fields = met.copy()
        fields["facts"] = stated(application)
        return assemble(fields)

    return finding


def _picker(program: Program) -> Stated:
    """A function that picks from an application the statements that a norm refers to, in the order of the policy."""
    policy, layout = program.compiler.policy, program.compiler.layout
    scalars = tuple(layout.scalars[path] for path in layout.scalars if path in program.references.facts)
    lists = tuple(
        (number, tuple(position for position, item in enumerate(each.items) if item.path in program.references.facts))
        for number, each in enumerate(policy.lists)
        if each.path in program.references.lists
    )
    if not lists and len(scalars) == 1:
        only = scalars[0]

        def single(application: Application) -> tuple[Statement, ...]:
            statement = application.stated[only]
            return (statement,) if statement is not None else ()

        return single

    def picked(application: Application) -> tuple[Statement, ...]:
        stated = application.stated
        found = [statement for index in scalars if (statement := stated[index]) is not None]
        for number, positions in lists:
            for row in application.listed[number]:
                found += [statement for position in positions if (statement := row[position]) is not None]
        return tuple(found)

    return picked
