"""From outcomes to findings: the status, the reason, the blockers, the parts, and the statements that a finding rests
on.

Most findings of most applications are met; what never changes about them is prepared once, and only the statements and
parts are new.
"""

from typing import Final

from huimin_rules.engines.reference.effort import Effort
from huimin_rules.engines.reference.inquiry import Inquiry
from huimin_rules.engines.reference.layout import Slots
from huimin_rules.engines.reference.outcomes import CERTAIN, MET, Found, Outcomes, joined
from huimin_rules.engines.reference.parts import Parts
from huimin_rules.engines.reference.program import Program
from huimin_rules.engines.reference.status import FAILED, Statuses, blockers_of
from huimin_rules.engines.reference.variables import Variable
from huimin_rules.norms.application import Application, Statement
from huimin_rules.norms.facts import Domain, Scalar
from huimin_rules.norms.norm import Norm
from huimin_rules.ternary import FALSE, TRUE, UNKNOWN, Truth
from huimin_rules.verdict import Finding, Grounding, Part, ReadingOutcome, Status, wording

_HOLDS: Final = {TRUE: "成立", FALSE: "不成立", UNKNOWN: "尚未确定"}


class Stated:
    """Picks from an application the statements that a norm refers to, in the order of the policy."""

    def __init__(self, program: Program) -> None:
        policy, layout = program.compiler.policy, program.compiler.layout
        referred = program.references
        self.scalars = tuple(place for path, place in layout.scalars.items() if path in referred.facts)
        self.lists = tuple(
            (number, tuple(position for position, item in enumerate(each.items) if item.path in referred.facts))
            for number, each in enumerate(policy.lists)
            if each.path in referred.lists
        )

    def __call__(self, application: Application) -> tuple[Statement, ...]:
        """The statements, without those that nobody made."""
        stated = application.stated
        found = [statement for index in self.scalars if (statement := stated[index]) is not None]
        for number, positions in self.lists:
            for row in application.listed[number]:
                found += [statement for position in positions if (statement := row[position]) is not None]
        return tuple(found)


class Findings:
    """Makes the findings of one norm."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.norm: Norm = program.norm
        self.layout = program.compiler.layout
        self.policy = program.compiler.policy
        self.statuses = Statuses(self.norm.modality)
        each = self.layout.by_path[self.norm.for_each] if self.norm.for_each is not None else None
        self.parts = Parts(program, self.statuses, each) if each is not None else None
        self.stated = Stated(program)
        # Only the commonest template is kept: with thousands of norms, memory that is touched is what costs.
        self._met = self._template(self.statuses.certain[MET])
        self._met_by: dict[tuple[tuple[Truth, ...], Scalar | Domain | None], dict[str, object]] = {}
        self._base = Grounding.assemble({"citation": program.citation, "quote": self.norm.ground.quote})
        self.fixed = self._met if not program.definitions and program.by_slot is None else None
        """The template of a met finding, where nothing in it depends on the application but statements and parts."""

    def finding(self, found: Found, slots: Slots, application: Application) -> Finding:
        """The finding for what the evaluators say is possible; for each element, where the norm goes through a list."""
        inquiry = Inquiry(self.program, slots, application, Effort())
        if isinstance(found, int):
            return self._finding(found, (), inquiry)
        assert self.parts is not None
        return self._finding(joined(found), self.parts.parts(found, inquiry), inquiry)

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

    def _finding(self, found: Outcomes, parts: tuple[Part, ...], inquiry: Inquiry) -> Finding:
        slots, application = inquiry.slots, inquiry.application
        if found == MET:
            fields = (self.fixed or self._met_as(slots)).copy()
            fields["facts"] = self.stated(application)
            fields["parts"] = parts
            return Finding.assemble(fields)
        variables: tuple[Variable, ...] = ()
        if found not in CERTAIN:
            found, variables = inquiry.outcomes()
        status = self.statuses.of(found, variables)
        fields = self._template(status)
        facts = fields["facts"] = self.stated(application)
        fields["parts"] = parts
        reason = fields["reason"]
        if variables:
            blockers, outcomes = blockers_of(variables), self._under_readings(variables, inquiry)
            fields["blockers"], fields["outcomes"] = blockers, outcomes
            reason = wording.open_reason(blockers, outcomes)
        elif status in FAILED:
            reason = f"{reason}{self._why(facts, parts, slots, application)}"
        fields["reason"] = f"{reason}{self._defined(self._truths(slots))}"
        self._ground(fields, slots)
        return Finding.assemble(fields)

    def _met_as(self, slots: Slots) -> dict[str, object]:
        """The template of a met finding that shows definitions or cites by value: the same for the same of these."""
        truths = self._truths(slots)
        value = slots[self.program.by_slot] if self.program.by_slot is not None else None
        template = self._met_by.get((truths, value))
        if template is None:
            template = {**self._met, "reason": f"{self._met['reason']}{self._defined(truths)}"}
            self._ground(template, slots)
            self._met_by[truths, value] = template
        return template

    def _ground(self, fields: dict[str, object], slots: Slots) -> None:
        """Cite the clause that goes with a value, where the norm says so; its own clause stands beside it."""
        if self.program.by_slot is not None:
            cited = self.program.by_value.get(slots[self.program.by_slot])
            if cited is not None:
                fields["citation"], fields["quote"] = cited
                fields["also"] = (self._base, *self.program.also)

    def _under_readings(self, variables: tuple[Variable, ...], inquiry: Inquiry) -> tuple[ReadingOutcome, ...]:
        """The status under each alternative of each reading that the finding depends on."""
        found: list[ReadingOutcome] = []
        for variable in variables:
            if variable.kind != "reading":
                continue
            for one in self.policy.reading_by_id[variable.name].alternatives:
                status = self.statuses.of(*inquiry.under(variable, one.id).outcomes())
                outcome: dict[str, object] = {
                    "reading": variable.name,
                    "alternative": one.id,
                    "name": one.name,
                    "status": status,
                }
                found.append(ReadingOutcome.assemble(outcome))
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

    def _truths(self, slots: Slots) -> tuple[Truth, ...]:
        """The outcome of each definition that the norm refers to."""
        return tuple([test(slots, ()) for _, test in self.program.definitions])

    def _defined(self, truths: tuple[Truth, ...]) -> str:
        """The outcomes of the definitions in words; nothing where the norm refers to none."""
        shown = [
            f"{definition.ground.clause.label}“{definition.wording.title}”{_HOLDS[truth]}"
            for (definition, _), truth in zip(self.program.definitions, truths, strict=True)
        ]
        return f"（{'；'.join(shown)}）" if shown else ""
