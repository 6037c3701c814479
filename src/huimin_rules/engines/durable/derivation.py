"""What the second engine derives: a status for each norm, or why there is none. Never a verdict."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from huimin_rules.verdict import Conclusion, Status

Kind: TypeAlias = Literal["missing", "judgement", "reading"]


@dataclass(frozen=True, slots=True, order=True)
class Blocked:
    """A variable on which a status still depends: its kind and its name, as a `Blocker` of a verdict has them."""

    kind: Kind
    name: str


@dataclass(frozen=True, slots=True)
class Derived:
    """What came out for one norm; `blockers` in the order of the policy, none where the status is definite."""

    norm: str
    status: Status
    blockers: tuple[Blocked, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """A norm that cannot be carried soundly for this application, and why."""

    norm: str
    reason: str


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that the rule engine did wrong; `norm` is None where it concerns the conclusion."""

    norm: str | None
    message: str


@dataclass(frozen=True, slots=True)
class Derivation:
    """All that was derived for one application, norms in the order of the text.

    `conclusion` is None where a norm was refused or the engine was at fault: without every status there is none.
    """

    policy_digest: str
    findings: tuple[Derived, ...]
    conclusion: Conclusion | None
    refused: tuple[Refusal, ...] = ()
    faults: tuple[Fault, ...] = ()
