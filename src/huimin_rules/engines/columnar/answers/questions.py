"""Asking the reference engine what a norm, or a part of one, comes to for what a row says.

The answer for one row holds for every row that the part sees in the same way: that is what fills the tables.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from huimin_rules.engines.columnar.answers.bits import BlockerName, blocker_of
from huimin_rules.engines.columnar.answers.seen import Seen, seen_by
from huimin_rules.engines.columnar.reading.columns import State, Unsettled
from huimin_rules.engines.reference.consistency import Consistency
from huimin_rules.engines.reference.effort import Effort
from huimin_rules.engines.reference.inquiry import Inquiry
from huimin_rules.engines.reference.outcomes import CERTAIN, MET, NOT_APPLICABLE, UNMET, Outcomes
from huimin_rules.engines.reference.program import Program
from huimin_rules.engines.reference.variables import Variable
from huimin_rules.norms.application import Application, Element, Row, Statement, Value
from huimin_rules.norms.conditions import Condition
from huimin_rules.norms.facts import Fact, FactList, ListDomain
from huimin_rules.norms.norm import Modality, Norm
from huimin_rules.norms.policy import Policy
from huimin_rules.ternary import FALSE

Elements: TypeAlias = Sequence[Mapping[str, State]] | None
"""The elements of a list, by the paths of their items; None for a list that is not stated."""

_SELF_ASSESSMENT: Final = Statement.assemble(
    {"fact": "", "value": True, "stated_by": "applicant", "determination": None}
)


@dataclass(frozen=True, slots=True)
class Answer:
    """The outcomes that are possible, and the blockers on which they depend."""

    outcomes: Outcomes
    blockers: frozenset[BlockerName]

    @property
    def is_open(self) -> bool:
        """Whether more than one outcome is possible."""
        return self.outcomes not in CERTAIN


TRUE_ANSWER: Final = Answer(MET, frozenset())
FALSE_ANSWER: Final = Answer(UNMET, frozenset())


class Drafts:
    """Makes applications from what rows say of some facts; nothing else is stated in them."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self._scalars: tuple[Value, ...] = tuple(fact.domain for fact in policy.scalars)
        self._places = {fact.path: place for place, fact in enumerate(policy.scalars)}

    def application(
        self,
        scalars: Mapping[str, State],
        lists: Mapping[str, Elements],
        domains: Mapping[str, Value],
    ) -> Application:
        """The application; `domains` says of some facts what else than their own domain stands for a missing value."""
        values = list(self._scalars)
        stated: list[Statement | None] = [None] * len(values)
        for path, state in scalars.items():
            place = self._places[path]
            values[place], stated[place] = _placed(self.policy.scalars[place], state, domains)
        elements: list[tuple[Element, ...] | ListDomain] = []
        listed: list[tuple[Row, ...]] = []
        for each in self.policy.lists:
            said = lists.get(each.path)
            rows = [] if said is None else [_row(each, one, domains) for one in said]
            elements.append(each.domain if said is None else tuple(row for row, _ in rows))
            listed.append(tuple(statements for _, statements in rows))
        return Application(self.policy.digest, tuple(values), tuple(elements), tuple(stated), tuple(listed))


def _placed(fact: Fact, state: State, domains: Mapping[str, Value]) -> tuple[Value, Statement | None]:
    if state is Unsettled.SELF_ASSESSED:
        return fact.domain, _SELF_ASSESSMENT
    if isinstance(state, Unsettled):
        return domains.get(fact.path, fact.domain), None
    return state, None


def _row(each: FactList, said: Mapping[str, State], domains: Mapping[str, Value]) -> tuple[Element, Row]:
    placed = [_placed(item, said.get(item.path, Unsettled.MISSING), domains) for item in each.items]
    return tuple(value for value, _ in placed), tuple(statement for _, statement in placed)


class Question:
    """A norm of a resolved policy, or a condition of one, asked of the reference engine."""

    def __init__(self, norm: Norm, consistency: Consistency, drafts: Drafts) -> None:
        self.program = Program(norm, consistency.compiler, consistency)
        self.drafts = drafts
        self.seen: Seen = seen_by(self.program)

    def answer(self, scalars: Mapping[str, State], lists: Mapping[str, Elements]) -> Answer:
        """What it comes to for what is said; facts that are not mentioned are not stated."""
        found, variables = self.asked(scalars, lists)
        return Answer(found, frozenset(map(blocker_of, variables)))

    def asked(
        self, scalars: Mapping[str, State], lists: Mapping[str, Elements]
    ) -> tuple[Outcomes, tuple[Variable, ...]]:
        """The same, with the places of the unknowns on which it depends."""
        application = self.drafts.application(scalars, lists, self.seen.domains)
        slots = self.program.compiler.layout.slots(application, {})
        return Inquiry(self.program, slots, application, Effort()).outcomes()

    def violates(self, scalars: Mapping[str, State], lists: Mapping[str, Elements]) -> bool:
        """Whether what is said violates a consistency rule that bears on the part, however the unknowns turn out."""
        application = self.drafts.application(scalars, lists, self.seen.domains)
        slots = self.program.compiler.layout.slots(application, {})
        tests = self.program.consistency.tests
        return any(tests[rule](slots, ()) == FALSE for rule in self.program.connected.rules)


class RuleQuestion(Question):
    """Whether what is said violates a consistency rule however the unknowns turn out: UNMET if it does."""

    def __init__(self, norm: Norm, consistency: Consistency, drafts: Drafts) -> None:
        super().__init__(norm, consistency, drafts)
        assert norm.requires is not None
        self.test = consistency.compiler.lower(norm.requires)

    def answer(self, scalars: Mapping[str, State], lists: Mapping[str, Elements]) -> Answer:
        """The answer by Kleene's logic alone, as the reference engine asks it."""
        application = self.drafts.application(scalars, lists, self.seen.domains)
        violated = self.test(self.program.compiler.layout.slots(application, {}), ()) == FALSE
        return FALSE_ANSWER if violated else TRUE_ANSWER


def asking(norm: Norm, condition: Condition) -> Norm:
    """A norm that asks for a condition alone."""
    return replace(
        norm,
        modality=Modality.OBLIGATION,
        requires=condition,
        when=None,
        unless=None,
        for_each=None,
        who=None,
        period=None,
        cites=(),
        ground_by=None,
    )


def every(answers: Iterable[Answer]) -> Answer:
    """Conditions that share nothing, joined by and."""
    found = list(answers)
    if any(one.outcomes == UNMET for one in found):
        return FALSE_ANSWER
    return _together(found) if any(one.is_open for one in found) else TRUE_ANSWER


def some(answers: Iterable[Answer]) -> Answer:
    """Conditions that share nothing, joined by or."""
    found = list(answers)
    if any(one.outcomes == MET for one in found):
        return TRUE_ANSWER
    return _together(found) if any(one.is_open for one in found) else FALSE_ANSWER


def denied(answer: Answer) -> Answer:
    """The contrary."""
    swapped = (MET if answer.outcomes & UNMET else 0) | (UNMET if answer.outcomes & MET else 0)
    return Answer(swapped, answer.blockers)


def applied(addressed: Answer, required: Answer) -> Answer:
    """A norm from whether it applies and what it requires, which share nothing."""
    if addressed.outcomes == UNMET:
        return Answer(NOT_APPLICABLE, frozenset())
    if addressed.outcomes == MET:
        return required
    return Answer(required.outcomes | NOT_APPLICABLE, addressed.blockers | required.blockers)


def _together(answers: Iterable[Answer]) -> Answer:
    return Answer(MET | UNMET, frozenset().union(*(one.blockers for one in answers)))
