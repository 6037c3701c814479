"""Coverage of the text: every word grounds a norm or is classified, computed by character."""

from dataclasses import dataclass

from huimin_rules.norms.facts import Fact
from huimin_rules.norms.norm import Ground, Norm
from huimin_rules.norms.policy import Policy
from huimin_rules.norms.text import Passage, Role, covered, is_counted


@dataclass(frozen=True, slots=True)
class PassageCoverage:
    """For each character of a passage: whether it grounds a norm, and whether it is classified; neither means
    uncovered.
    """

    passage: Passage
    grounding: tuple[bool, ...]
    classified: tuple[bool, ...]

    @property
    def counted(self) -> int:
        """How many characters carry words."""
        return sum(map(is_counted, self.passage.words))

    @property
    def missed(self) -> int:
        """How many of them nothing covers."""
        return sum(
            not (ground or kind) and is_counted(character)
            for character, ground, kind in zip(self.passage.words, self.grounding, self.classified, strict=True)
        )


def grounds(norm: Norm) -> tuple[Ground, ...]:
    """Every quote that a norm stands on."""
    own = (norm.ground, *(cited for cited in norm.cites if isinstance(cited, Ground)))
    return own + (tuple(ground for _, ground in norm.ground_by.grounds) if norm.ground_by else ())


def coverage(policy: Policy) -> tuple[PassageCoverage, ...]:
    """The coverage of each passage, headings apart."""
    norms = [ground for norm in policy.norms for ground in grounds(norm)]
    for fact in policy.each_fact():
        if isinstance(fact, Fact):
            norms += [Ground(choice.clause, choice.quote) for choice in fact.choices if choice.clause and choice.quote]
    classes = [entry.ground for entry in policy.unchecked]
    return tuple(
        PassageCoverage(
            passage,
            tuple(covered(passage, [one.quote for one in norms if passage.is_in(one.clause)])),
            tuple(covered(passage, [one.quote for one in classes if passage.is_in(one.clause)])),
        )
        for passage in policy.text.passages
        if passage.role is not Role.HEADING
    )
