"""Whether a mutant means the same as the policy that it was made from: proved, refuted by a witness, or neither.

Equal means: under every reading, every complete application that the consistency rules allow has the same outcome for
every norm that the change reaches, and is refused by both or by neither. A status is a function of these outcomes and
of what is open, so findings on incomplete applications are then the same too.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from huimin_rules.analysis.mutation import Mutant
from huimin_rules.engines.reference.probe import Probe
from huimin_rules.errors import InputError
from huimin_rules.norms.policy import Policy
from huimin_rules.service.checking import read


@dataclass(frozen=True, slots=True)
class Equal:
    """It is proved that no application tells the two apart, with lists of up to the lengths that are named."""

    longest: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Witness:
    """An application that tells the two apart, as a case writes it: what is given, and which readings are fixed.

    `norm` is the norm on which they differ, with the status that each gives it; or None where one of them refuses the
    application, with the consistency rules that each sees violated.
    """

    given: Mapping[str, object]
    readings: Mapping[str, str]
    norm: str | None
    original: str
    changed: str


@dataclass(frozen=True, slots=True)
class NotDecided:
    """Neither was found, and why."""

    reason: str


Answer: TypeAlias = Equal | Witness | NotDecided
Equivalent: TypeAlias = Callable[[Policy, Mutant, tuple[str, ...]], Answer]
"""Asked about a mutant of a policy and the norms whose findings it may change."""


def equivalent(policy: Policy, mutant: Mutant, reached: tuple[str, ...]) -> Answer:
    """The answer of Z3, a witness being held against the engine first; raises MissingExtra without the extra
    `proofs`.
    """
    from huimin_rules.analysis.mutation.difference import Open, Same, difference

    match difference(policy, mutant, reached):
        case Same(longest):
            return Equal(longest)
        case Open(reason):
            return NotDecided(f"求解器没有答案：{reason}")
        case found:
            return _confirmed(policy, mutant, reached, found.facts, found.readings)


def _confirmed(
    policy: Policy, mutant: Mutant, reached: tuple[str, ...], facts: Mapping[str, object], readings: Mapping[str, str]
) -> Answer:
    """A witness that the engine confirms, with the readings that matter alone."""
    try:
        application = read(policy, facts)
    except InputError as error:
        return NotDecided(f"求解器给出的例子读不懂：{error}")
    probes = [Probe(one, [one.norm_by_id[name] for name in reached]) for one in (policy, mutant.policy)]
    refusals = ["、".join(sorted(one.violated(one.slots(application, readings)))) for one in probes]
    if refusals[0] != refusals[1]:
        return Witness(facts, {}, None, *refusals)
    if not any(refusals):
        for name in reached:
            for fixed in ({}, readings):
                statuses = [one.status(name, one.slots(application, fixed), application)[0].value for one in probes]
                if statuses[0] != statuses[1]:
                    return Witness(facts, fixed, name, *statuses)
    return NotDecided("求解器给出的例子未得到引擎的印证")


def unproved(_policy: Policy, _mutant: Mutant, _reached: tuple[str, ...]) -> Answer:
    """No proof is attempted."""
    return NotDecided("没有尝试证明")
