"""One case, decided by all, and what they disagree about."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import process_time
from typing import Final

from huimin_rules.engines.compiled import CompiledEngine
from huimin_rules.engines.durable import Engine as SecondEngine
from huimin_rules.engines.reference import Engine as Reference
from huimin_rules.norms.norm import Norm
from huimin_rules.norms.policy import Policy
from huimin_rules.service import validate
from huimin_rules.verdict import Verdict
from tests.joint.applications import Given
from tests.joint.brute import TooLarge, brute
from tests.joint.corners import corner
from tests.joint.opinion import Opinion, concluded
from tests.joint.scope import Scope, Stated, taken_apart
from tests.joint.solved import Solved, Unasked

BRUTE: Final = "brute force"
REFERENCE: Final = "reference engine"
COMPILED: Final = "compiled engine"
SECOND: Final = "second engine"
Z3: Final = "Z3"
DECIDERS: Final = (BRUTE, REFERENCE, COMPILED, SECOND, Z3)


@dataclass(frozen=True)
class Disagreement:
    """What each says of one norm, or of the conclusion (`of` is None); who says nothing is left out."""

    of: str | None
    says: Mapping[str, str]

    def __str__(self) -> str:
        said = "".join(f"\n  {who}: {what}" for who, what in self.says.items())
        return f"{self.of or 'conclusion'}{said}"


@dataclass
class Decided:
    """What everybody says of a case. `silent` is who says nothing of which norm, and why; `cautious` the norms on which
    the reference leaves open what is certain, where docs/semantics.md allows it.
    """

    policy: Policy
    given: Given
    opinions: dict[str, dict[str, Opinion]] = field(default_factory=dict)
    conclusions: dict[str, str] = field(default_factory=dict)
    silent: list[tuple[str, str, str]] = field(default_factory=list)
    cautious: list[str] = field(default_factory=list)
    disagreements: list[Disagreement] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)

    def __str__(self) -> str:
        return "\n".join(map(str, self.disagreements))


class Subject:
    """A policy, made ready for all that decide."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.scopes = {norm.id: Scope(policy, norm) for norm in policy.findable}
        self.reference = Reference(policy)
        self.compiled = CompiledEngine(policy)
        self.second = SecondEngine(policy)
        self.solved = Solved(policy, self.scopes)

    def decide(self, given: Given) -> Decided:
        """Decide one application; every difference is in the result, and nothing else is raised."""
        application = validate(self.policy, given.facts)
        official = {one.id: one.official.alternative for one in self.policy.readings if one.official is not None}
        stated = taken_apart(self.policy, application, {**official, **given.readings})
        found = Decided(self.policy, given, {norm.id: {} for norm in self.policy.findable})
        with _timed(found, BRUTE):
            self._by_brute_force(found, stated)
        with _timed(found, REFERENCE):
            verdict = self.reference.decide(application, given.readings)
            _by_verdict(found, REFERENCE, verdict)
        with _timed(found, COMPILED):
            compiled = self.compiled.decide(application, given.readings)
            _by_verdict(found, COMPILED, compiled)
        with _timed(found, SECOND):
            self._by_second_engine(found, stated)
        with _timed(found, Z3):
            self._by_solver(found, stated)
        if compiled != verdict:
            found.disagreements.append(
                Disagreement("verdict", {REFERENCE: verdict.to_json(), COMPILED: compiled.to_json()})
            )
        for norm in self.policy.findable:
            self._compare(found, norm, stated)
        self._compare_conclusions(found)
        return found

    def _by_brute_force(self, found: Decided, stated: Stated) -> None:
        for norm, scope in self.scopes.items():
            try:
                found.opinions[norm][BRUTE] = brute(scope, stated)
            except TooLarge:
                found.silent.append((norm, BRUTE, "too many completions"))

    def _by_solver(self, found: Decided, stated: Stated) -> None:
        for norm, scope in self.scopes.items():
            try:
                found.opinions[norm][Z3] = self.solved.opinion(scope, stated)
            except Unasked as why:
                found.silent.append((norm, Z3, str(why)))

    def _by_second_engine(self, found: Decided, stated: Stated) -> None:
        derived = self.second.decide(stated.application, found.given.readings)
        for one in derived.findings:
            blockers = frozenset((each.kind, each.name) for each in one.blockers)
            found.opinions[one.norm][SECOND] = Opinion(one.status.value, blockers)
        found.silent += [(one.norm, SECOND, "refused") for one in derived.refused]
        found.disagreements += [Disagreement(one.norm, {SECOND: one.message}) for one in derived.faults]
        if derived.conclusion is not None:
            found.conclusions[SECOND] = derived.conclusion.value

    def _compare(self, found: Decided, norm: Norm, stated: Stated) -> None:
        """Everybody says the same; or the reference alone is cautious, where it may be."""
        says = found.opinions[norm.id]
        if len(set(says.values())) <= 1:
            return
        others = {one for who, one in says.items() if who not in (REFERENCE, COMPILED)}
        reference = says[REFERENCE]
        scope = self.scopes[norm.id]
        if (
            reference == says[COMPILED]
            and len(others) == 1
            and reference.is_open
            and all(one.blockers <= reference.blockers for one in others)
            and corner(scope, scope.opens(stated))
        ):
            found.cautious.append(norm.id)
            return
        found.disagreements.append(Disagreement(norm.id, {who: str(one) for who, one in says.items()}))

    def _compare_conclusions(self, found: Decided) -> None:
        """Each conclusion follows from the statuses of whoever draws it, and all of them agree."""
        for who in (BRUTE, Z3):
            opinions = {norm: says[who] for norm, says in found.opinions.items() if who in says}
            if len(opinions) == len(self.policy.findable):
                found.conclusions[who] = concluded(self.policy, opinions)
        for who in (REFERENCE, COMPILED, SECOND):
            own = {norm: says[who] for norm, says in found.opinions.items() if who in says}
            if who in found.conclusions and found.conclusions[who] != concluded(self.policy, own):
                says = {who: found.conclusions[who], "its statuses": concluded(self.policy, own)}
                found.disagreements.append(Disagreement(None, says))
        if len({*found.conclusions.values()}) > 1 and not found.cautious:
            found.disagreements.append(Disagreement(None, dict(found.conclusions)))


def _by_verdict(found: Decided, who: str, verdict: Verdict) -> None:
    for finding in verdict.findings:
        blockers = frozenset((one.kind, one.name) for one in finding.blockers)
        found.opinions[finding.norm][who] = Opinion(finding.status.value, blockers)
    found.conclusions[who] = verdict.conclusion.value


@contextmanager
def _timed(found: Decided, who: str) -> Iterator[None]:
    begun = process_time()
    yield
    found.seconds[who] = process_time() - begun
