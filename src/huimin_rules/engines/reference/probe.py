"""Some norms of a policy, asked for statuses and blockers alone: what cases expect, without the words of a finding; and
for the rows and truths that led there.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from huimin_rules.engines.reference import expressions
from huimin_rules.engines.reference.conditions import Compiler
from huimin_rules.engines.reference.consistency import Consistency
from huimin_rules.engines.reference.effort import Effort
from huimin_rules.engines.reference.inquiry import Inquiry
from huimin_rules.engines.reference.layout import Elements, Fields, Slots
from huimin_rules.engines.reference.program import Program
from huimin_rules.engines.reference.status import Statuses
from huimin_rules.norms.application import Application
from huimin_rules.norms.conditions import Condition
from huimin_rules.norms.expressions import Bracket
from huimin_rules.norms.facts import NONE, Domain, ListDomain
from huimin_rules.norms.norm import Norm
from huimin_rules.norms.policy import Policy
from huimin_rules.ternary import TRUE, UNKNOWN
from huimin_rules.verdict import Status


class Probe:
    """The norms of one policy that are asked about, compiled; the policy's other norms cost nothing.

    What it says of a norm is what `Engine` says of it.
    """

    def __init__(self, policy: Policy, norms: Iterable[Norm]) -> None:
        compiler = self._compiler = Compiler(policy)
        self.layout = compiler.layout
        self.consistency = Consistency(compiler)
        self._asked = {norm.id: (Program(norm, compiler, self.consistency), Statuses(norm.modality)) for norm in norms}
        self._official = {
            reading.id: reading.official.alternative for reading in policy.readings if reading.official is not None
        }

    def slots(self, application: Application, readings: Mapping[str, str]) -> Slots:
        """The slots for an application under the readings that a caller fixed and the official ones."""
        return self.layout.slots(application, {**self._official, **readings})

    def violated(self, slots: Slots) -> frozenset[str]:
        """The ids of the consistency rules that are violated, however the unknowns turn out."""
        return frozenset(rule.id for rule in self.consistency.violated(slots))

    def status(self, norm: str, slots: Slots, application: Application) -> tuple[Status, frozenset[str]]:
        """The status of a norm and the names of its blockers."""
        program, statuses = self._asked[norm]
        found, variables = Inquiry(program, slots, application, Effort()).outcomes()
        return statuses.of(found, variables), frozenset(one.name for one in variables)

    def rows(self, bracket: Bracket, over: str | None) -> Callable[[Slots], frozenset[int]]:
        """A function that says which rows of a bracket are certainly picked: for the application, or for the elements
        of the list that the bracket is about.
        """
        subject, each = expressions.lower(bracket.subject, self._compiler), self._each(over)

        def picked(slots: Slots) -> frozenset[int]:
            values = [subject(slots, element) for element in each(slots)]
            return frozenset(
                expressions.row_of(bracket.rows, value)
                for value in values
                if not isinstance(value, Domain) and value != NONE
            )

        return picked

    def truths(self, condition: Condition, over: str | None) -> Callable[[Slots], frozenset[bool]]:
        """A function that says which definite truths a condition has, in the same way."""
        test, each = self._compiler.lower(condition), self._each(over)

        def found(slots: Slots) -> frozenset[bool]:
            truths = {test(slots, element) for element in each(slots)}
            return frozenset(truth == TRUE for truth in truths if truth != UNKNOWN)

        return found

    def _each(self, over: str | None) -> Callable[[Slots], Sequence[Fields]]:
        if over is None:
            return lambda _: ((),)
        slot = self.layout.lists[over]

        def elements(slots: Slots) -> Sequence[Fields]:
            found: Elements = slots[slot]
            return () if isinstance(found, ListDomain) else found

        return elements
