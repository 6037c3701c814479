"""Two versions of a policy compared by what they mean, norm by norm and as a whole (see `verdict.Relation`).

Compared are the applications that both versions read: values that both let a fact have, the consistency rules of both
kept, lists up to the length that the vocabulary allows, every combination of alternatives that are possible in both. A
fact or a reading that only one version has is free: a proof holds for all its values, a witness names one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Final, TypeAlias

from huimin_rules.analysis.proofs.applications import Example, example, truth
from huimin_rules.analysis.proofs.formulas import FALSE, TRUE, Formula, both, every, no, same
from huimin_rules.analysis.proofs.isolated import IsolatedSolver
from huimin_rules.analysis.proofs.meaning import Meaning, Outcome
from huimin_rules.analysis.proofs.shared import SharedWorld, shared_alternatives
from huimin_rules.analysis.proofs.solver import Answer, Found, Impossible, Solver, Undecided
from huimin_rules.analysis.proofs.vocabulary import vocabulary
from huimin_rules.analysis.proofs.witnesses import Witnesses, status
from huimin_rules.norms.norm import Norm
from huimin_rules.norms.policy import Policy
from huimin_rules.norms.walk import norm_references
from huimin_rules.verdict import Relation, Status

Readings: TypeAlias = tuple[tuple[str, str], ...]

_MOST_COMBINATIONS: Final = 16
"""Under so many combinations of alternatives a relation is looked at one by one; beyond, only under all together."""
_NO_COMMON_APPLICATION: Final = "没有两个版本都能读懂的申请，无从比较"


@dataclass(frozen=True, slots=True)
class Seen:
    """An application as one version reads it, and what comes out: the status of the norm that is compared (None for
    the whole), and whether the application is eligible.
    """

    example: Example
    status: Status | None
    eligible: bool


@dataclass(frozen=True, slots=True)
class Contrast:
    """One application for which two versions differ; the engine is to confirm it."""

    old: Seen
    new: Seen


@dataclass(frozen=True, slots=True)
class Compared:
    """How a norm, or the whole (`norm` is None), compares. `under` is empty where the relation is the same under all
    combinations of shared alternatives.
    """

    norm: str | None
    relation: Relation
    contrasts: tuple[Contrast, ...] = ()
    under: tuple[tuple[Readings, Relation], ...] = ()
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class _Answered:
    """The answers for one pair: is there an application unmet in the new version alone, in the old alone, and one that
    differs in whether it is addressed?
    """

    tighter: Answer
    wider: Answer
    reach: Answer

    @property
    def relation(self) -> Relation:
        """The relation that the answers amount to."""
        match self.tighter, self.wider, self.reach:
            case Found(), Found(), _:
                return Relation.DIFFERENT
            case Found(), Impossible(), _:
                return Relation.STRICTER
            case Impossible(), Found(), _:
                return Relation.LOOSER
            case Impossible(), Impossible(), Found():
                return Relation.APPLICABILITY
            case Impossible(), Impossible(), Impossible():
                return Relation.EQUIVALENT
            case _:
                return Relation.UNDECIDED

    @property
    def models(self) -> tuple[Found, ...]:
        """The applications found that the relation speaks of."""
        found = [one for one in (self.tighter, self.wider) if isinstance(one, Found)]
        return tuple(found) or tuple(one for one in (self.reach,) if isinstance(one, Found))

    @property
    def reason(self) -> str | None:
        """Why the relation is not decided."""
        given = [one.reason for one in (self.tighter, self.wider, self.reach) if isinstance(one, Undecided)]
        return given[0] if given and self.relation is Relation.UNDECIDED else None


class PolicyComparison:
    """Two versions over one shared application."""

    def __init__(self, old: Policy, new: Policy, longest: Mapping[str, int] | None = None) -> None:
        words = vocabulary(old, new, longest=longest)
        self.lists = tuple(words.longest.items())
        self.old = Meaning(old, SharedWorld(words, old, new, "old"))
        self.new = Meaning(new, SharedWorld(words, new, old, "new"))
        self._solver = Solver(self.old.readable, self.new.readable)
        self._shown = IsolatedSolver(self.old.readable, self.new.readable)
        self._witnesses = Witnesses(self.old)
        self._witnesses.reals += Witnesses(self.new).reals
        self._any = self._solver.ask()

    def norms(self) -> Iterator[Compared]:
        """Every norm that has a finding in both versions, in the order of the new one."""
        for norm in self.new.policy.findable:
            twin = self.old.policy.norm_by_id.get(norm.id)
            if twin is not None and twin.modality.has_finding:
                yield self._compared(norm.id, self.old.outcome(twin), self.new.outcome(norm), self._tied(twin, norm))

    def conclusion(self) -> Compared:
        """Whether what is eligible in one version is in the other."""
        old, new = self.old.eligible(), self.new.eligible()
        return self._compared(None, Outcome(old, no(old), FALSE), Outcome(new, no(new), FALSE), ())

    def _compared(self, norm: str | None, old: Outcome, new: Outcome, readings: tuple[str, ...]) -> Compared:
        if not isinstance(self._any, Found):
            why = _NO_COMMON_APPLICATION if isinstance(self._any, Impossible) else self._any.reason
            return Compared(norm, Relation.UNDECIDED, reason=why)
        found = self._answered(old, new)
        return Compared(
            norm,
            found.relation,
            tuple(self._contrast(norm, one) for one in found.models),
            self._under(old, new, readings, found.relation),
            found.reason,
        )

    def _answered(self, old: Outcome, new: Outcome, always: Formula = TRUE) -> _Answered:
        tighter = self._ask(both(always, new.unmet, no(old.unmet)), self.old.eligible())
        wider = self._ask(both(always, old.unmet, no(new.unmet)), self.new.eligible())
        reach: Answer = Impossible()
        if isinstance(tighter, Impossible) and isinstance(wider, Impossible):
            addressed = no(same(old.not_applicable, new.not_applicable))
            reach = self._ask(both(always, addressed), both(self.old.eligible(), self.new.eligible()))
        return _Answered(tighter, wider, reach)

    def _ask(self, wanted: Formula, rather: Formula) -> Answer:
        """Whether something is so; shown, where there is one, by an application without other faults."""
        plain = self._solver.ask(wanted)
        if not isinstance(plain, Found):
            return plain
        better = self._witnesses.ask(self._shown, wanted, rather)
        return better if isinstance(better, Found) else self._witnesses.ask(self._shown, wanted)

    def _under(
        self, old: Outcome, new: Outcome, readings: tuple[str, ...], whole: Relation
    ) -> tuple[tuple[Readings, Relation], ...]:
        if whole in (Relation.EQUIVALENT, Relation.UNDECIDED) or not readings:
            return ()
        alternatives = [
            [(name, one) for one in shared_alternatives(self.new.policy, self.old.policy, name)] for name in readings
        ]
        combinations = list(product(*alternatives))
        if len(combinations) > _MOST_COMBINATIONS:
            return ()
        found = tuple(
            (one, self._answered(old, new, every(self.new.world.reads(*pair) for pair in one)).relation)
            for one in combinations
        )
        return () if all(relation is whole for _, relation in found) else found

    def _tied(self, old: Norm, new: Norm) -> tuple[str, ...]:
        """The readings that bear on the norm in either version and have several alternatives possible in both."""
        referred = (
            *norm_references(self.new.policy, new).readings,
            *norm_references(self.old.policy, old).readings,
        )
        return tuple(
            name
            for name in dict.fromkeys(referred)
            if len(shared_alternatives(self.new.policy, self.old.policy, name)) > 1
        )

    def _contrast(self, norm: str | None, found: Found) -> Contrast:
        return Contrast(_seen(self.old, norm, found), _seen(self.new, norm, found))


def _seen(meaning: Meaning, norm: str | None, found: Found) -> Seen:
    """A model as one version reads it."""
    policy = meaning.policy
    came_out = None
    if norm is not None:
        one = policy.norm_by_id[norm]
        came_out = status(one, meaning.outcome(one), found.model)
    return Seen(example(policy, meaning.world, found.model), came_out, truth(found.model, meaning.eligible()))
