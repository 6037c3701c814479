"""Everything that is proved about a policy, in the order of the text."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from huimin_rules.analysis.proofs.bracket_proofs import BracketProofs
from huimin_rules.analysis.proofs.evaluation_proofs import EvaluationProofs
from huimin_rules.analysis.proofs.exactness import Exactness
from huimin_rules.analysis.proofs.kleene import Evaluation
from huimin_rules.analysis.proofs.knowledge import Knowledge
from huimin_rules.analysis.proofs.meaning import Meaning
from huimin_rules.analysis.proofs.norm_proofs import NormProofs
from huimin_rules.analysis.proofs.results import Result, State
from huimin_rules.analysis.proofs.vocabulary import vocabulary
from huimin_rules.analysis.proofs.world import World
from huimin_rules.norms.norm import Modality, Norm
from huimin_rules.norms.policy import Policy

_SHORTER: Final = (2, 1)
"""What is not decided for lists of the full length is asked again for shorter ones, and the result says so."""


def prove(policy: Policy, longest: Mapping[str, int] | None = None) -> Iterator[Result]:
    """The answers to all questions about a policy: first those about the whole, then norm by norm, then the readings.

    `longest` overrides how many elements a list is looked at with. Nothing here has been confirmed by the engine;
    that is for `service`.
    """
    return _Proofs(policy, longest or {}).results()


class _Proofs:
    """The encodings of one policy, with lists as long as they should be and, where that is too much, shorter."""

    def __init__(self, policy: Policy, longest: Mapping[str, int]) -> None:
        self.policy = policy
        self.longest = vocabulary(policy, longest=longest).longest
        self._questions: dict[int | None, Questions] = {}

    def questions(self, most: int | None) -> "Questions":
        """The questions over lists of at most so many elements."""
        if most not in self._questions:
            sizes = {
                each.path: self.longest[each.path]
                if most is None
                else min(self.longest[each.path], max(most, each.at_least))
                for each in self.policy.lists
            }
            self._questions[most] = Questions(self.policy, sizes)
        return self._questions[most]

    def results(self) -> Iterator[Result]:
        """Every result, in order."""
        yield from self.questions(None).norms.contradictions()
        for norm in self.policy.norms:
            for ask in _asked_of(norm):
                yield self.decided(ask, norm)
            if self.questions(None).rows.has(norm):
                yield self.decided(lambda questions, norm: questions.rows.bracket(norm), norm)
        for reading in self.policy.readings:
            yield self.questions(None).norms.reading_without_effect(reading)

    def decided(self, ask: "Callable[[Questions, Norm], Result]", norm: Norm) -> Result:
        """The first answer that decides, for shorter and shorter lists; the first answer of all where none does.

        Shorter lists can show that there is an application, and prove what holds for all of them; that there is none
        among them means nothing.
        """
        first = ask(self.questions(None), norm)
        if first.state is not State.UNDECIDED or not first.lists:
            return first
        again = (ask(self.questions(most), norm) for most in _SHORTER)
        return next((one for one in again if one.state is State.PROVED or one.state is State.SEARCHED), first)


class Questions:
    """All questions over one encoding."""

    def __init__(self, policy: Policy, longest: Mapping[str, int]) -> None:
        meaning = Meaning(policy, World(vocabulary(policy, longest=longest)))
        evaluation = Evaluation(policy, Knowledge(meaning.world))
        self.norms, self.rows = NormProofs(meaning), BracketProofs(meaning)
        self.steps, self.exactness = EvaluationProofs(meaning, evaluation), Exactness(meaning, evaluation)


def _asked_of(norm: Norm) -> "Iterator[Callable[[Questions, Norm], Result]]":
    """What is asked of a norm, in the order in which it is reported."""
    if not norm.modality.has_finding:
        return
    yield lambda questions, norm: questions.norms.never_met(norm)
    yield lambda questions, norm: questions.norms.never_unmet(norm)
    if norm.modality is Modality.OBLIGATION:
        yield lambda questions, norm: questions.norms.implied(norm)
    yield lambda questions, norm: questions.steps.sound(norm)
    yield lambda questions, norm: questions.steps.monotone(norm)
    yield lambda questions, norm: questions.exactness.exact(norm)
