"""The reference engine: one validated application in, one verdict out, with the full justification. Also the semantics.

A finding is definite when it is the same for all values of the missing facts, the self-assessed open terms and the
readings that nobody fixed; otherwise its blockers are the variables on which it depends. No clock, no file, no order
of input plays a part.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal

from huimin_rules.engines.reference.conditions import Compiler
from huimin_rules.engines.reference.consistency import Consistency
from huimin_rules.engines.reference.findings import Findings
from huimin_rules.engines.reference.layout import Slots
from huimin_rules.engines.reference.program import Program, cite
from huimin_rules.norms.application import Application
from huimin_rules.norms.facts import Domain
from huimin_rules.norms.norm import Norm
from huimin_rules.norms.policy import Consistency as Rule
from huimin_rules.norms.policy import Policy
from huimin_rules.verdict import (
    NOTICE,
    Finding,
    InForce,
    Material,
    PolicyReference,
    ReadingInPlay,
    Status,
    Supplement,
    Verdict,
    wording,
)
from huimin_rules.verdict.conclude import conclude
from huimin_rules.verdict.supplements import supplements

NO_READINGS: Final[Mapping[str, str]] = MappingProxyType({})
_DONE: Final = frozenset({Status.MET, Status.FOLLOWED})


class Engine:
    """A policy, compiled once, deciding any number of applications. Holds no state of any application."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        compiler = Compiler(policy)
        self.layout = compiler.layout
        self.consistency = Consistency(compiler)
        self.programs = tuple(Program(norm, compiler, self.consistency) for norm in policy.findable)
        self.findings = tuple(Findings(program) for program in self.programs)
        self.official = {
            reading.id: reading.official.alternative for reading in policy.readings if reading.official is not None
        }
        self._reference = PolicyReference(
            id=policy.id,
            title=policy.identity.title,
            document_number=policy.identity.document_number,
            digest=policy.digest,
            text_sha256=policy.text.sha256,
        )
        self._materials = self._needed(frozenset(norm.id for norm in policy.findable))
        self._validity: Norm | None = next((norm for norm in policy.findable if norm.period is not None), None)
        self._settled: dict[tuple[tuple[str, str], ...], tuple[ReadingInPlay, ...]] = {}

    def violated(self, application: Application) -> list[Rule]:
        """The consistency rules that the application violates, however its unknowns turn out."""
        return self.consistency.violated(self.layout.slots(application, NO_READINGS))

    def decide(self, application: Application, readings: Mapping[str, str] = NO_READINGS) -> Verdict:
        """The verdict on an application of this policy, with the readings that the caller fixed."""
        fixed = {**self.official, **readings} if self.official else readings
        slots = self.layout.slots(application, fixed)
        findings = tuple([one.finding(slots, application) for one in self.findings])
        conclusion = conclude([(finding.modality, finding.status) for finding in findings])
        in_force = self._in_force(slots, fixed)
        done = all(finding.status in _DONE for finding in findings)
        return Verdict.assemble(
            {
                "notice": NOTICE,
                "policy": self._reference,
                "conclusion": conclusion,
                "summary": wording.summary(conclusion, findings, in_force),
                "in_force": in_force,
                "findings": findings,
                "readings": self._readings(readings, findings, done),
                "supplements": () if done else self._supplements(findings),
                "materials": self._materials if done else self._attached(findings),
                "warnings": application.warnings,
            }
        )

    def _in_force(self, slots: Slots, fixed: Mapping[str, str]) -> InForce | None:
        if self._validity is None or self._validity.period is None:
            return None
        period = self._validity.period
        last_days = tuple(day for name, day in period.alternatives if fixed.get(period.reading or "", name) == name)
        last_days = last_days or period.last_days()
        day = slots[self.layout.scalars[period.fact]]
        state: Literal["not_yet", "yes", "no_longer", "open"] = "open"
        if not isinstance(day, Domain):
            if day < period.start:
                state = "not_yet"
            elif day > max(last_days):
                state = "no_longer"
            elif day <= min(last_days):
                state = "yes"
        return InForce.assemble(
            {
                "state": state,
                "start": period.start,
                "last_days": last_days,
                "message": wording.in_force_message(period, state, last_days),
            }
        )

    def _readings(
        self, given: Mapping[str, str], findings: tuple[Finding, ...], done: bool
    ) -> tuple[ReadingInPlay, ...]:
        if not done:
            return tuple(self._reading_in_play(name, given, findings) for name in self.policy.reading_by_id)
        key = tuple(sorted(given.items()))
        if key not in self._settled:
            self._settled[key] = tuple(self._reading_in_play(name, given, ()) for name in self.policy.reading_by_id)
        return self._settled[key]

    def _reading_in_play(self, name: str, given: Mapping[str, str], findings: tuple[Finding, ...]) -> ReadingInPlay:
        reading = self.policy.reading_by_id[name]
        return ReadingInPlay(
            id=name,
            question=reading.question,
            citation=cite(reading.clause),
            default=reading.default,
            fixed=given.get(name) or self.official.get(name),
            fixed_by="caller" if name in given else "official" if name in self.official else None,
            decides=tuple(
                finding.norm
                for finding in findings
                if any(blocker.kind == "reading" and blocker.name == name for blocker in finding.blockers)
            ),
        )

    def _supplements(self, findings: tuple[Finding, ...]) -> tuple[Supplement, ...]:
        return supplements(self.policy, findings)

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
        return tuple(Material(document=document, norms=tuple(ids)) for document, ids in serves.items())
