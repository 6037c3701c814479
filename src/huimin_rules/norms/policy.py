"""A policy (办法): one regulation in one version, as one immutable value."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from huimin_rules.citation import Clause
from huimin_rules.norms.acknowledgement import Acknowledgement
from huimin_rules.norms.conditions import Condition
from huimin_rules.norms.facts import AnyFact, Fact, FactList
from huimin_rules.norms.norm import Norm, Reading, Unchecked
from huimin_rules.norms.text import Text


@dataclass(frozen=True, slots=True)
class Consistency:
    """What a readable application never violates, such as exactly one lead; violating it is an input error at `at`."""

    id: str
    at: str
    requires: Condition
    message: str


@dataclass(frozen=True, slots=True)
class Note:
    """A position taken on a question that has no alternatives to compute."""

    id: str
    question: str
    position: str
    clause: Clause | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """Who issued what: the part of a policy that every verdict carries."""

    id: str
    title: str
    document_number: str
    issuer: str
    jurisdiction: str
    jurisdiction_code: str
    interpreter: str
    title_en: str | None = None
    unrecorded: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, eq=False)
class Policy:
    """One regulation in one version. Two policies are equal when all that they say is equal; `digest` ties them to
    their bytes.

    `digest` is the SHA-256 over the list of the policy's files with the SHA-256 of each (cases apart): the same
    digest means the same rules. Norms are in the order of the text, facts in the order of `facts.yaml`.
    """

    identity: Identity
    text: Text
    facts: tuple[AnyFact, ...]
    consistency: tuple[Consistency, ...]
    readings: tuple[Reading, ...]
    norms: tuple[Norm, ...]
    unchecked: tuple[Unchecked, ...]
    notes: tuple[Note, ...]
    digest: str = field(default="")
    acknowledged: tuple[Acknowledgement, ...] = ()

    def meaning(self) -> tuple[object, ...]:
        """Everything the policy says, without the digest of its bytes."""
        return (
            self.identity,
            self.text,
            self.facts,
            self.consistency,
            self.readings,
            self.norms,
            self.unchecked,
            self.notes,
            self.acknowledged,
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Policy) and (self is other or self.meaning() == other.meaning())

    def __hash__(self) -> int:
        return hash((self.identity.id, self.digest))

    @property
    def id(self) -> str:
        """The id of the policy, such as `gongyi-huimin-2021`."""
        return self.identity.id

    @cached_property
    def norm_by_id(self) -> dict[str, Norm]:
        """Norms and definitions by id."""
        return {norm.id: norm for norm in self.norms}

    @cached_property
    def reading_by_id(self) -> dict[str, Reading]:
        """Readings by id."""
        return {reading.id: reading for reading in self.readings}

    @cached_property
    def fact_by_path(self) -> dict[str, AnyFact]:
        """Facts and lists by path; the fields of a list's elements as `applicants[].role`."""
        return {fact.path: fact for fact in self.each_fact()}

    def each_fact(self) -> Iterator[AnyFact]:
        """All facts: single ones, lists, and after each list the fields of its elements."""
        for fact in self.facts:
            yield fact
            if isinstance(fact, FactList):
                yield from fact.items

    @cached_property
    def scalars(self) -> tuple[Fact, ...]:
        """The single facts outside lists, in order."""
        return tuple(fact for fact in self.facts if isinstance(fact, Fact))

    @cached_property
    def lists(self) -> tuple[FactList, ...]:
        """The lists, in order."""
        return tuple(fact for fact in self.facts if isinstance(fact, FactList))

    @cached_property
    def findable(self) -> tuple[Norm, ...]:
        """The norms that have a finding, in the order of the text."""
        return tuple(norm for norm in self.norms if norm.modality.has_finding)
