"""The reference engine: one validated application in, one verdict out, with the full justification. Also the semantics.

A finding is definite when it is the same for all values of the missing facts, the self-assessed open terms and the
readings that nobody fixed; otherwise its blockers are the variables on which it depends. No clock, no file, no order
of input plays a part.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

from huimin_rules.engines.reference.conditions import Compiler
from huimin_rules.engines.reference.consistency import Consistency
from huimin_rules.engines.reference.findings import Findings
from huimin_rules.engines.reference.layout import Slots
from huimin_rules.engines.reference.program import Program, cite
from huimin_rules.norms.application import Application
from huimin_rules.norms.facts import Domain
from huimin_rules.norms.norm import Modality, Period
from huimin_rules.norms.policy import Consistency as Rule
from huimin_rules.norms.policy import Policy
from huimin_rules.verdict import (
    NOTICE,
    Conclusion,
    Finding,
    InForce,
    Material,
    PolicyReference,
    ReadingInPlay,
    Status,
    Verdict,
    wording,
)
from huimin_rules.verdict.conclude import conclude
from huimin_rules.verdict.supplements import supplements

NO_READINGS: Final[Mapping[str, str]] = MappingProxyType({})
_OPEN: Final = frozenset({Status.UNKNOWN, Status.NEEDS_JUDGEMENT})
_DONE: Final = frozenset({Status.MET, Status.FOLLOWED, Status.NOT_APPLICABLE})

State: TypeAlias = Literal["not_yet", "yes", "no_longer", "open"]


class Engine:
    """A policy, compiled once, deciding any number of applications. Holds no state of any application."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.compiler = Compiler(policy)
        self.layout = self.compiler.layout
        self.consistency = Consistency(self.compiler)
        self.programs = tuple(Program(norm, self.compiler, self.consistency) for norm in policy.findable)
        self.findings = tuple(Findings(program) for program in self.programs)
        self.official = {
            reading.id: reading.official.alternative for reading in policy.readings if reading.official is not None
        }
        self._reference = PolicyReference.assemble(
            {
                "id": policy.id,
                "title": policy.identity.title,
                "document_number": policy.identity.document_number,
                "digest": policy.digest,
                "text_sha256": policy.text.sha256,
            }
        )
        self._materials = self._needed(frozenset(norm.id for norm in policy.findable))
        modalities = [norm.modality for norm in policy.findable]
        self._validity = [index for index, one in enumerate(modalities) if one is Modality.VALIDITY]
        self._obligations = [index for index, one in enumerate(modalities) if one is Modality.OBLIGATION]
        self._period: Period | None = next((norm.period for norm in policy.findable if norm.period is not None), None)
        self._eligible = wording.all_met(len(self._validity) + len(self._obligations))
        # What verdicts share: the same value for the same key, so each is made once.
        self._in_forces: dict[tuple[str, str | None], InForce] = {}
        self._undisputed: dict[tuple[tuple[str, str], ...], tuple[ReadingInPlay, ...]] = {}

    def violated(self, application: Application) -> list[Rule]:
        """The consistency rules that the application violates, however its unknowns turn out."""
        return self.consistency.violated(self.layout.slots(application, NO_READINGS))

    def findings_of(self, slots: Slots, application: Application) -> tuple[Finding, ...]:
        """The findings of all norms, in the order of the text."""
        return tuple(
            [
                findings.finding(program.found(slots), slots, application)
                for program, findings in zip(self.programs, self.findings, strict=True)
            ]
        )

    def decide(self, application: Application, readings: Mapping[str, str] = NO_READINGS) -> Verdict:
        """The verdict on an application of this policy, with the readings that the caller fixed."""
        fixed = {**self.official, **readings} if self.official else readings
        slots = self.layout.slots(application, fixed)
        findings = self.findings_of(slots, application)
        statuses = [finding.status for finding in findings]
        distinct = frozenset(statuses)
        done = distinct <= _DONE
        settled = done or _OPEN.isdisjoint(distinct)
        conclusion = Conclusion.ELIGIBLE if done else self._conclusion(statuses)
        in_force = self._in_force(slots, fixed)
        return Verdict.assemble(
            {
                "notice": NOTICE,
                "policy": self._reference,
                "conclusion": conclusion,
                "summary": self._eligible
                if conclusion is Conclusion.ELIGIBLE
                else wording.summary(conclusion, findings, in_force),
                "in_force": in_force,
                "findings": findings,
                "readings": self._undisputed_readings(readings) if settled else self._readings(readings, findings),
                "supplements": () if done else supplements(self.policy, findings),
                "materials": self._attached(findings) if Status.NOT_APPLICABLE in distinct else self._materials,
                "warnings": application.warnings,
            }
        )

    def _conclusion(self, statuses: Sequence[Status]) -> Conclusion:
        return conclude({statuses[index] for index in self._validity}, {statuses[index] for index in self._obligations})

    def _in_force(self, slots: Slots, fixed: Mapping[str, str]) -> InForce | None:
        """Whether the day that counts lies in the period of validity, under the readings that are fixed."""
        period, state = self._period, self.state_under(fixed)(slots)
        if period is None or state is None:
            return None
        chosen, last_days = _chosen(period, fixed)
        found = self._in_forces.get((state, chosen))
        if found is None:
            message = wording.in_force_message(period, state, last_days)
            found = InForce.assemble(
                {"state": state, "start": period.start, "last_days": last_days, "message": message}
            )
            self._in_forces[state, chosen] = found
        return found

    def state_under(self, fixed: Mapping[str, str]) -> Callable[[Slots], State | None]:
        """What says where the day that counts lies to the period of validity; None for a policy without one. Of the
        slots those of single facts are enough.
        """
        period = self._period
        if period is None:
            return lambda _: None
        slot, start, last_days = self.layout.scalars[period.fact], period.start, _chosen(period, fixed)[1]
        earliest, latest = min(last_days), max(last_days)

        def state(slots: Slots) -> State:
            day = slots[slot]
            if isinstance(day, Domain):
                return "open"
            if day < start:
                return "not_yet"
            if day > latest:
                return "no_longer"
            return "yes" if day <= earliest else "open"

        return state

    def _undisputed_readings(self, given: Mapping[str, str]) -> tuple[ReadingInPlay, ...]:
        """The readings where no finding depends on them."""
        key = tuple(sorted(given.items()))
        found = self._undisputed.get(key)
        if found is None:
            found = self._undisputed[key] = self._readings(given, ())
        return found

    def _readings(self, given: Mapping[str, str], findings: tuple[Finding, ...]) -> tuple[ReadingInPlay, ...]:
        return tuple(self._reading_in_play(name, given, findings) for name in self.policy.reading_by_id)

    def _reading_in_play(self, name: str, given: Mapping[str, str], findings: tuple[Finding, ...]) -> ReadingInPlay:
        reading = self.policy.reading_by_id[name]
        return ReadingInPlay.assemble(
            {
                "id": name,
                "question": reading.question,
                "citation": cite(reading.clause),
                "default": reading.default,
                "fixed": given.get(name) or self.official.get(name),
                "fixed_by": "caller" if name in given else "official" if name in self.official else None,
                "decides": tuple(
                    finding.norm
                    for finding in findings
                    if any(blocker.kind == "reading" and blocker.name == name for blocker in finding.blockers)
                ),
            }
        )

    def _attached(self, findings: tuple[Finding, ...]) -> tuple[Material, ...]:
        return self._needed(
            frozenset(finding.norm for finding in findings if finding.status is not Status.NOT_APPLICABLE)
        )

    def _needed(self, norms: frozenset[str]) -> tuple[Material, ...]:
        """The documents that some norms ask for, in the order of the text, each with all of its norms."""
        serves: dict[str, list[str]] = {}
        for program in self.programs:
            if program.norm.id in norms:
                for document in program.materials:
                    serves.setdefault(document, []).append(program.norm.id)
        return tuple(Material.assemble({"document": document, "norms": tuple(ids)}) for document, ids in serves.items())


def _chosen(period: Period, fixed: Mapping[str, str]) -> tuple[str | None, tuple[date, ...]]:
    """The reading of a period that is fixed, if one is, and every last day that is left."""
    chosen = fixed.get(period.reading) if period.reading is not None else None
    return chosen, period.last_days() if chosen is None else (dict(period.alternatives)[chosen],)
