"""A norm taken apart: parts that share no fact, list or reading, and that no consistency rule ties to each other, are
asked for one by one and joined by Kleene's logic, which is exact between them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from huimin_rules.engines.columnar.answers.questions import (
    Answer,
    Drafts,
    Question,
    applied,
    asking,
    denied,
    every,
    some,
)
from huimin_rules.engines.reference.consistency import Consistency
from huimin_rules.engines.reference.outcomes import applies
from huimin_rules.norms.conditions import All, AnyOf, Condition, Constant, Not
from huimin_rules.norms.norm import Norm
from huimin_rules.norms.walk import References, references


@dataclass(frozen=True, slots=True, eq=False)
class Leaf:
    """A part that is looked up."""

    question: Question


@dataclass(frozen=True, slots=True, eq=False)
class Every:
    """Parts joined by and."""

    parts: tuple["Tree", ...]


@dataclass(frozen=True, slots=True, eq=False)
class Some:
    """Parts joined by or."""

    parts: tuple["Tree", ...]


@dataclass(frozen=True, slots=True, eq=False)
class Denied:
    """The contrary of a part."""

    part: "Tree"


@dataclass(frozen=True, slots=True, eq=False)
class Applied:
    """Whether a norm applies, and what it requires."""

    addressed: "Tree"
    required: "Tree"


Tree: TypeAlias = Leaf | Every | Some | Denied | Applied


def leaves(tree: Tree) -> Iterator[Leaf]:
    """The parts that are looked up."""
    match tree:
        case Leaf():
            yield tree
        case Every(parts) | Some(parts):
            for part in parts:
                yield from leaves(part)
        case Denied(part):
            yield from leaves(part)
        case Applied(addressed, required):
            yield from leaves(addressed)
            yield from leaves(required)


def joined(tree: Tree, answers: Callable[[Leaf], Answer]) -> Answer:
    """The answer of a tree from those of its leaves."""
    match tree:
        case Leaf():
            return answers(tree)
        case Every(parts):
            return every(joined(part, answers) for part in parts)
        case Some(parts):
            return some(joined(part, answers) for part in parts)
        case Denied(part):
            return denied(joined(part, answers))
        case Applied(addressed, required):
            return applied(joined(addressed, answers), joined(required, answers))


class Splitter:
    """Takes the norms of a resolved policy apart."""

    def __init__(self, consistency: Consistency, drafts: Drafts) -> None:
        self.consistency = consistency
        self.policy = consistency.compiler.policy
        self.drafts = drafts

    def split(self, norm: Norm) -> Tree:
        """The parts of a norm; a norm that goes through a list is one part."""
        whole = Question(norm, self.consistency, self.drafts)
        if norm.for_each is not None or _may_be_undecided(whole):
            return Leaf(whole)
        required = norm.requires or Constant(True)
        addressing = applies(norm)
        if addressing is None:
            return self._condition(norm, required)
        if self._tied(addressing) & self._tied(required):
            return Leaf(whole)
        return Applied(self._condition(norm, addressing), self._condition(norm, required))

    def _condition(self, norm: Norm, condition: Condition) -> Tree:
        match condition:
            case Not(part):
                return Denied(self._condition(norm, part))
            case All(parts) if len(groups := self._groups(parts)) > 1:
                return Every(tuple(self._group(norm, group, All) for group in groups))
            case AnyOf(parts) if len(groups := self._groups(parts)) > 1:
                return Some(tuple(self._group(norm, group, AnyOf) for group in groups))
            case All((part,)) | AnyOf((part,)):
                return self._condition(norm, part)
            case _:
                return Leaf(Question(asking(norm, condition), self.consistency, self.drafts))

    def _group(self, norm: Norm, group: Sequence[Condition], join: type[All] | type[AnyOf]) -> Tree:
        if len(group) == 1:
            return self._condition(norm, group[0])
        return Leaf(Question(asking(norm, join(tuple(group))), self.consistency, self.drafts))

    def _groups(self, parts: Sequence[Condition]) -> list[list[Condition]]:
        """The parts, those that share something together."""
        groups: list[tuple[frozenset[object], list[Condition]]] = []
        for part in parts:
            names, members = self._tied(part), [part]
            apart = []
            for group in groups:
                if group[0] & names:
                    names, members = names | group[0], [*group[1], *members]
                else:
                    apart.append(group)
            groups = [*apart, (names, members)]
        return [members for _, members in groups]

    def _tied(self, condition: Condition) -> frozenset[object]:
        """All that a condition refers to, and all that consistency rules tie to it."""
        return names_of(self.consistency.connected(references(self.policy, (condition,))).references)


def _may_be_undecided(question: Question) -> bool:
    """Whether the reference engine may leave open what nothing that it tries decides (see `docs/semantics.md`).

    Then it says so of the whole norm, and so must its columns: such a norm is not taken apart.
    """
    candidates = question.program.candidates
    return bool(candidates.computed or candidates.lists.unbounded)


def names_of(referred: References) -> frozenset[object]:
    """Facts, lists and readings as names that cannot be mistaken for each other."""
    return frozenset((*referred.facts, *referred.lists, *(("reading", name) for name in referred.readings)))


Answers: TypeAlias = Mapping[Leaf, Answer]
