"""The cross-check: the same application decided by two independent engines, side by side.

The reference engine decides as ever; the second (`engines.durable`) derives the same statuses by forward chaining,
sharing no evaluation code. Only where both say the same about every norm and about the conclusion is there a verdict.
Otherwise the disagreement is the result: a norm on which they differ, a norm that the second engine refuses because it
cannot carry it soundly for this application, a fault of the rule engine.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Literal, TypeAlias

from huimin_rules.canonical import canonical_json
from huimin_rules.engines.durable import Derivation, Engine
from huimin_rules.frozen import FrozenModel
from huimin_rules.norms.application import Application
from huimin_rules.norms.policy import Policy
from huimin_rules.service.checking import Facts, check, validate
from huimin_rules.verdict import Conclusion, Finding, PolicyReference, Status, Verdict

Kind: TypeAlias = Literal["missing", "judgement", "reading"]


class OpenVariable(FrozenModel):
    """A variable on which a finding still depends, as a `Blocker` of a verdict has it."""

    kind: Kind
    name: str


class Opinion(FrozenModel):
    """What one engine says about a norm; `blockers` sorted by name."""

    status: Status
    blockers: tuple[OpenVariable, ...]


class Compared(FrozenModel):
    """One norm in both engines.

    `second` is None where the second engine refused the norm (`refused` says why) or was at fault (`fault` says how).
    """

    norm: str
    citation: str
    agreed: bool
    reference: Opinion
    second: Opinion | None
    refused: str | None
    fault: str | None


class ComparedConclusion(FrozenModel):
    """The conclusion in both engines; `second` is None where the second engine has not every status, or was at
    fault.
    """

    agreed: bool
    reference: Conclusion
    second: Conclusion | None
    fault: str | None


class Crosscheck(FrozenModel):
    """Both engines side by side, findings in the order of the text. `verdict` is None unless `agreed`.

    The same policy digest, facts and readings give the same bytes from `to_json`.
    """

    policy: PolicyReference
    agreed: bool
    conclusion: ComparedConclusion
    findings: tuple[Compared, ...]
    verdict: Verdict | None

    @property
    def disagreements(self) -> tuple[Compared, ...]:
        """The norms on which the engines do not agree, clause by clause."""
        return tuple(one for one in self.findings if not one.agreed)

    def to_json(self) -> str:
        """The canonical JSON text (RFC 8785)."""
        return canonical_json(self.model_dump(mode="json"))


def crosscheck(
    policy: Policy, facts: Facts | Path | str | Application, readings: Mapping[str, str] | None = None
) -> Crosscheck:
    """Decide an application by both engines and compare them, clause by clause.

    Takes what `check` takes and raises what `check` raises; and MissingExtra where the second engine is not installed
    or cannot run on this Python.
    """
    application = facts if isinstance(facts, Application) else validate(policy, facts)
    verdict = check(policy, application, readings)
    return compared(verdict, _engine(policy).decide(application, readings or {}))


def compared(verdict: Verdict, derivation: Derivation) -> Crosscheck:
    """A verdict of the reference engine beside what the second engine derived for the same application."""
    findings = tuple(_compared(finding, derivation) for finding in verdict.findings)
    fault = next((one.message for one in derivation.faults if one.norm is None), None)
    conclusion = ComparedConclusion(
        agreed=derivation.conclusion == verdict.conclusion and fault is None,
        reference=verdict.conclusion,
        second=derivation.conclusion,
        fault=fault,
    )
    agreed = conclusion.agreed and all(one.agreed for one in findings) and len(findings) == len(derivation.findings)
    return Crosscheck(
        policy=verdict.policy,
        agreed=agreed,
        conclusion=conclusion,
        findings=findings,
        verdict=verdict if agreed else None,
    )


def _compared(finding: Finding, derivation: Derivation) -> Compared:
    reference = _opinion(finding.status, ((one.kind, one.name) for one in finding.blockers))
    derived = next((one for one in derivation.findings if one.norm == finding.norm), None)
    second = None if derived is None else _opinion(derived.status, ((one.kind, one.name) for one in derived.blockers))
    refused = next((one.reason for one in derivation.refused if one.norm == finding.norm), None)
    fault = next((one.message for one in derivation.faults if one.norm == finding.norm), None)
    if second is None and refused is None and fault is None:
        fault = "第二引擎没有给出这一项"
    return Compared(
        norm=finding.norm,
        citation=finding.citation.label,
        agreed=second == reference and refused is None and fault is None,
        reference=reference,
        second=second,
        refused=refused,
        fault=fault,
    )


def _opinion(status: Status, blockers: Iterable[tuple[Kind, str]]) -> Opinion:
    return Opinion(
        status=status,
        blockers=tuple(
            OpenVariable(kind=kind, name=name) for kind, name in sorted(blockers, key=lambda one: one[::-1])
        ),
    )


@lru_cache(maxsize=16)
def _engine(policy: Policy) -> Engine:
    return Engine(policy)
