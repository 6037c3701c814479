"""One application as two policies read it: what both have is the same, what only one has is free for the other.

The two `SharedWorld`s of a comparison use the same names for what is the same, and so the same constants.

- A fact is the same in both if its type, unit and number of digits are; otherwise it counts as one that was removed
  and another that was added. So does a choice of which no value is left. Where only one lets it be 无, it is not.
- A reading is the same in both as long as some alternative is possible in both; only such alternatives are looked at.
  Otherwise each policy takes any of its own. An official interpretation leaves one possible alternative.
"""

from dataclasses import replace

import z3

from huimin_rules.analysis.proofs.formulas import Term
from huimin_rules.analysis.proofs.vocabulary import Vocabulary
from huimin_rules.analysis.proofs.world import Value, World
from huimin_rules.norms.facts import Fact, ValueType
from huimin_rules.norms.norm import Reading
from huimin_rules.norms.policy import Policy


class SharedWorld(World):
    """The application as `policy` reads it, beside `other`; `side` names what the two do not share."""

    def __init__(self, vocabulary: Vocabulary, policy: Policy, other: Policy, side: str) -> None:
        super().__init__(vocabulary)
        self.side = side
        self.other = other
        self._apart = {
            reading.id
            for reading in policy.readings
            if reading.id in other.reading_by_id and not shared_alternatives(policy, other, reading.id)
        }
        self._known: dict[str, Fact] = {}

    def value(self, fact: Fact, index: int | None = None) -> Value:
        """The value of a fact of this policy."""
        if fact.path not in self._known:
            self._known[fact.path] = self._as_shared(fact)
        return super().value(self._known[fact.path], index)

    def reading(self, name: str) -> Term:
        """The alternative of a reading of this policy."""
        return z3.Int(f"{self.side} {name}?reading") if name in self._apart else super().reading(name)

    def _as_shared(self, fact: Fact) -> Fact:
        twin = self.other.fact_by_path.get(fact.path)
        if twin is None:
            return fact
        if not isinstance(twin, Fact) or not _same_kind(fact, twin):
            return replace(fact, path=f"{self.side} {fact.path}")
        return replace(fact, may_be_none=False) if not twin.domain.may_be_none else fact


def shared_alternatives(one: Policy, other: Policy, reading: str) -> tuple[str, ...]:
    """The alternatives of a reading that are possible in both policies, in the order of the first."""
    if reading not in one.reading_by_id or reading not in other.reading_by_id:
        return ()
    there = _possible(other.reading_by_id[reading])
    return tuple(each for each in _possible(one.reading_by_id[reading]) if each in there)


def _possible(reading: Reading) -> tuple[str, ...]:
    if reading.official is not None:
        return (reading.official.alternative,)
    return tuple(one.id for one in reading.alternatives)


def _same_kind(one: Fact, other: Fact) -> bool:
    if (one.type, one.unit, one.digits) != (other.type, other.unit, other.digits):
        return one.type is other.type is ValueType.MONEY
    return one.type is not ValueType.CHOICE or bool(
        {each.id for each in one.choices} & {each.id for each in other.choices}
    )
