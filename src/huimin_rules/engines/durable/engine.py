"""The second engine: one application in, a status for each norm out, by forward chaining.

Facts become leaves, leaves go through gates to the outcome of a norm, the outcome and the kinds of its blockers to the
status of a finding, and the statuses to the conclusion; each step is a chain of durable-rules.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from huimin_rules.engines.durable.blocks import Blocks
from huimin_rules.engines.durable.chaining import Chaining
from huimin_rules.engines.durable.circuits import Circuits, TooLarge
from huimin_rules.engines.durable.derivation import Derivation, Derived, Fault, Refusal
from huimin_rules.engines.durable.exact import Exact, Refused
from huimin_rules.engines.durable.plans import Plan, plan
from huimin_rules.engines.durable.reach import Ground
from huimin_rules.engines.durable.session import Faulty
from huimin_rules.norms.application import Application
from huimin_rules.norms.norm import Modality
from huimin_rules.norms.policy import Policy
from huimin_rules.verdict import Conclusion

NO_READINGS: Final[Mapping[str, str]] = MappingProxyType({})


class Engine:
    """A policy, lowered once, deciding any number of applications. Holds no state of any application."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.circuits = Circuits(policy)
        self.official = {
            reading.id: reading.official.alternative for reading in policy.readings if reading.official is not None
        }
        self._plans: dict[str, Plan | TooLarge] = {norm.id: self._plan(norm.id) for norm in policy.findable}

    def _plan(self, norm: str) -> Plan | TooLarge:
        try:
            return plan(self.policy, self.policy.norm_by_id[norm], self.circuits)
        except TooLarge as error:
            return error

    def decide(self, application: Application, readings: Mapping[str, str] = NO_READINGS) -> Derivation:
        """What follows for an application of this policy, with the readings that the caller fixed.

        Raises MissingExtra where durable-rules cannot be used. Whatever else it cannot do is a refusal or a fault in
        the result.
        """
        ground = Ground(self.policy, application, {**self.official, **readings})
        chaining = Chaining(self.circuits)
        findings: list[Derived] = []
        refused: list[Refusal] = []
        faults: list[Fault] = []
        for name, planned in self._plans.items():
            try:
                findings.append(self._finding(planned, ground, chaining))
            except (Refused, TooLarge) as error:
                refused.append(Refusal(name, str(error)))
            except Faulty as error:
                faults.append(Fault(name, str(error)))
        conclusion = None
        if not refused and not faults:
            try:
                conclusion = self._conclusion(findings, chaining)
            except Faulty as error:
                faults.append(Fault(None, str(error)))
        return Derivation(self.policy.digest, tuple(findings), conclusion, tuple(refused), tuple(faults))

    def _finding(self, planned: Plan | TooLarge, ground: Ground, chaining: Chaining) -> Derived:
        if isinstance(planned, TooLarge):
            raise planned
        outcome, places = Exact(Blocks(planned, ground, chaining)).decided()
        blockers = tuple(one.blocked for one in places)
        missing = sum(one.kind == "missing" for one in blockers)
        status = chaining.status(outcome, planned.norm.modality.decides, missing)
        return Derived(planned.norm.id, status, blockers)

    def _conclusion(self, findings: list[Derived], chaining: Chaining) -> Conclusion:
        modality = {norm.id: norm.modality for norm in self.policy.findable}
        return chaining.conclusion(
            [one.status for one in findings if modality[one.norm] is Modality.VALIDITY],
            [one.status for one in findings if modality[one.norm] is Modality.OBLIGATION],
        )
