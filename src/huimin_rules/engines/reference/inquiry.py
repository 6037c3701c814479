"""One norm and one application, asked what can still happen: for the application as a whole, and for each element of
the list that the norm goes through. These questions share the unknowns, the rules that bind them, and the effort.
"""

from functools import cached_property, reduce

from huimin_rules.engines.reference.effort import Effort
from huimin_rules.engines.reference.exact import Search
from huimin_rules.engines.reference.layout import Slots
from huimin_rules.engines.reference.outcomes import CERTAIN, Outcomes, Possible
from huimin_rules.engines.reference.program import Program
from huimin_rules.engines.reference.variables import Focus, OpenSlots, Variable, View, open_slots
from huimin_rules.norms.application import Application
from huimin_rules.norms.facts import ListDomain
from huimin_rules.ternary import TRUE, Truth, both


class Inquiry:
    """What can happen to a norm, and on which unknowns that depends."""

    def __init__(self, program: Program, slots: Slots, application: Application, effort: Effort) -> None:
        self.program = program
        self.slots = slots
        self.application = application
        self.effort = effort

    def under(self, reading: Variable, alternative: str) -> "Inquiry":
        """The same with a reading fixed."""
        fixed = list(self.slots)
        fixed[reading.place[0]] = alternative
        return Inquiry(self.program, fixed, self.application, self.effort)

    def outcomes(self) -> tuple[Outcomes, tuple[Variable, ...]]:
        """The outcomes that are really possible, and the variables on which they depend."""
        return self._exact(self.program.possible, None)

    def part_outcomes(self, index: int) -> tuple[Outcomes, tuple[Variable, ...]]:
        """The same for one element of the list that the norm goes through."""
        slot = self.program.list_slot
        assert slot is not None
        return self._exact(self._part(slot, index), Focus(slot, index, self._shared))

    def _exact(self, possible: Possible, focus: Focus | None) -> tuple[Outcomes, tuple[Variable, ...]]:
        found = possible(self.slots)
        if found in CERTAIN:
            return found, ()
        own, tied = self._unknowns
        elements = self._elements
        if focus is not None:
            own, tied = (tuple([one for one in some if focus.sees(one)]) for some in (own, tied))
            elements = elements if focus.shared else 0
        self.effort.weigh(elements)
        if self.effort.spent:
            return found, own
        view = View(self._open_slots, focus)
        search = Search(possible, self._consistent, self.program.candidates, view, own, tied, self.effort)
        found = search.outcomes()
        if found in CERTAIN:
            return found, ()
        return found, tuple([one for one in own if search.depends_on(one, self._acts_through(one))])

    def _part(self, slot: int, index: int) -> Possible:
        part_possible = self.program.part_possible
        return lambda now: part_possible(now, now[slot][index])

    def _acts_through(self, variable: Variable) -> Possible | None:
        """The part through which alone a variable can act: that of its element, where no other looks at its field."""
        place, slot = variable.place, self.program.list_slot
        if len(place) == 1 or slot is None or place[0] != slot or place[2] in self._shared:
            return None
        return self._part(slot, place[1])

    @cached_property
    def _binding(self) -> tuple[int, ...]:
        """The consistency rules that some completion could violate; the others bind nothing."""
        tests, slots = self.program.consistency.tests, self.slots
        return tuple(rule for rule in self.program.connected.rules if tests[rule](slots, ()) != TRUE)

    @cached_property
    def _unknowns(self) -> tuple[tuple[Variable, ...], tuple[Variable, ...]]:
        """The unknowns that the norm refers to, and further ones that binding rules connect with them."""
        program = self.program
        return program.consistency.unknowns(
            program.references, program.connected, self._binding, self.slots, self.application
        )

    @cached_property
    def _shared(self) -> frozenset[int]:
        """The fields of the norm's list through which one element can matter to another."""
        program = self.program
        fields = program.compiler.layout.fields
        bound = {path for rule in self._binding for path in program.consistency.references[rule].facts}
        return program.looked_across | {
            position
            for path in bound
            if path in fields
            for slot, position in (fields[path],)
            if slot == program.list_slot
        }

    @cached_property
    def _elements(self) -> int:
        """How many elements one evaluation of the norm and of the rules that bind goes through."""
        program, lists = self.program, self.program.compiler.layout.lists
        evaluated = [program.references, *(program.consistency.references[rule] for rule in self._binding)]
        stated = [self.slots[lists[path]] for one in evaluated for path in one.lists]
        return sum(len(elements) for elements in stated if not isinstance(elements, ListDomain))

    @cached_property
    def _open_slots(self) -> OpenSlots:
        """The slots to search in; every search leaves them as it found them."""
        return open_slots(self.slots)

    def _consistent(self, slots: Slots) -> Truth:
        tests = self.program.consistency.tests
        return reduce(both, (tests[rule](slots, ()) for rule in self._binding), TRUE)
