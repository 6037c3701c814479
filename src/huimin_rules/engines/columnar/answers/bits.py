"""The blockers of a policy, each with a bit: what the words `blockers_1` … `blockers_n` of a result say."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

from huimin_rules.engines.reference.variables import Kind, Variable
from huimin_rules.norms.policy import Policy
from huimin_rules.norms.walk import norm_references
from huimin_rules.verdict.codes import BITS


class BlockerName(NamedTuple):
    """A blocker without the number of an element: its kind, and the path of a fact or list or the id of a reading."""

    kind: Kind
    name: str


@dataclass(frozen=True, slots=True)
class BlockerBits:
    """The bits of a policy's blockers: the one at place `i` is bit `i % BITS` of word `i // BITS`."""

    names: tuple[BlockerName, ...]

    @property
    def words(self) -> int:
        """How many words hold them all; at least one."""
        return max(1, -(-len(self.names) // BITS))

    def word_names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(f"blockers_{number + 1}" for number in range(self.words))

    def mask(self, blockers: Iterable[BlockerName]) -> int:
        """The bits of some blockers, as one long number."""
        places = {name: place for place, name in enumerate(self.names)}
        return sum(1 << places[one] for one in blockers)

    def split(self, mask: int) -> tuple[int, ...]:
        """A long number as words."""
        return tuple((mask >> (BITS * number)) & _WORD for number in range(self.words))


_WORD: Final = (1 << BITS) - 1


def blocker_of(variable: Variable) -> BlockerName:
    """What a variable of the reference engine is called here."""
    return BlockerName(variable.kind, variable.name if variable.fact is None else variable.fact.path)


def blocker_bits(policy: Policy) -> BlockerBits:
    """Every blocker that a finding of the policy can have: facts in the order of the policy, then readings."""
    referred = [norm_references(policy, norm) for norm in policy.findable]
    facts = {path for one in referred for path in one.facts}
    lists = {path for one in referred for path in one.lists}
    readings = {name for one in referred for name in one.readings}
    found: list[BlockerName] = []
    for fact in policy.each_fact():
        if fact.path in facts or fact.path in lists:
            found.append(BlockerName("missing", fact.path))
        if fact.path in facts and getattr(fact, "judgement", False):
            found.append(BlockerName("judgement", fact.path))
    found += [BlockerName("reading", one.id) for one in policy.readings if one.id in readings]
    return BlockerBits(tuple(found))
