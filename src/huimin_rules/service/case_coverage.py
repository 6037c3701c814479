"""Which statuses, readings, rows and points the cases of a policy argue for, and which nobody has argued for.

A goal is reached by a case that expects a finding of a norm which it concerns:

- a status: the case expects it of the norm;
- an alternative: the case fixes it (or the authority has), and the expected status would be another one under another
  alternative;
- a row of a bracket: the case picks it;
- points: the case is given them, and another is refused them.

The statuses that a norm can have are an upper bound (`analysis.reachable`).
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from huimin_rules.analysis.reachable import reachable
from huimin_rules.analysis.turns import AwardTurn, BracketTurn, turns
from huimin_rules.engines.reference.probe import Probe
from huimin_rules.errors import InputError
from huimin_rules.loading.cases import Case, load_cases
from huimin_rules.norms.application import Application
from huimin_rules.norms.norm import Modality, Norm, Reading
from huimin_rules.norms.policy import Policy
from huimin_rules.norms.walk import norm_references
from huimin_rules.service.checking import validate
from huimin_rules.verdict import Status


class Sort(StrEnum):
    """What a goal is about."""

    STATUS = "status"
    ALTERNATIVE = "alternative"
    ROW = "row"
    POINTS = "points"


@dataclass(frozen=True, slots=True)
class Goal:
    """Something that a case should argue for: of a norm or a reading; `what` says it in words, or is the status."""

    sort: Sort
    of: str
    what: str


@dataclass(frozen=True, slots=True)
class CaseCoverage:
    """All goals in the order of the text, and those that no case reaches."""

    goals: tuple[Goal, ...]
    missing: tuple[Goal, ...]

    def counts(self, sort: Sort) -> tuple[int, int]:
        """How many goals of a sort are reached, and how many there are."""
        every = sum(goal.sort is sort for goal in self.goals)
        return every - sum(goal.sort is sort for goal in self.missing), every


def case_coverage(policy: Policy, folder: Path) -> CaseCoverage:
    """What the cases of a folder cover; raises PolicyError where they are wrong.

    A case whose application cannot be read covers nothing.
    """
    found = tuple(_Search(policy, _readable(policy, folder)).goals())
    return CaseCoverage(tuple(goal for goal, _ in found), tuple(goal for goal, reached in found if not reached))


@dataclass(frozen=True, slots=True)
class _Given:
    case: Case
    application: Application


def _readable(policy: Policy, folder: Path) -> Iterator[_Given]:
    for case in load_cases(policy, folder):
        with suppress(InputError):
            yield _Given(case, validate(policy, case.facts))


class _Search:
    """Looks for every goal among the cases."""

    def __init__(self, policy: Policy, cases: Iterable[_Given]) -> None:
        self.policy = policy
        self.probe = Probe(policy, policy.findable)
        self.cases = tuple(cases)
        self.references = {norm.id: norm_references(policy, norm) for norm in policy.findable}

    def goals(self) -> Iterator[tuple[Goal, bool]]:
        """Every goal, and whether some case reaches it."""
        for norm in self.policy.norms:
            if norm.modality.has_finding:
                yield from self.statuses(norm)
            yield from self.turns(norm)
        for reading in self.policy.readings:
            yield from self.alternatives(reading)

    def statuses(self, norm: Norm) -> Iterator[tuple[Goal, bool]]:
        expected = {one.case.findings[norm.id].status for one in self.speaking({norm.id})}
        possible = reachable(self.policy, norm)
        for status in Status:
            if status in possible:
                yield Goal(Sort.STATUS, norm.id, status.value), status.value in expected

    def turns(self, norm: Norm) -> Iterator[tuple[Goal, bool]]:
        own = {norm.id}
        if norm.modality is Modality.DEFINITION:
            own = {name for name, one in self.references.items() if norm.id in one.definitions}
        slots = [self.probe.slots(one.application, one.case.readings) for one in self.speaking(own)]
        for turn in turns(norm):
            match turn:
                case BracketTurn(bracket, number, over):
                    rows = self.probe.rows(bracket, over)
                    picked = frozenset[int]().union(*map(rows, slots))
                    for index in range(len(bracket.rows)):
                        goal = Goal(Sort.ROW, norm.id, f"第 {number} 个分档的第 {index + 1} 档")
                        yield goal, index in picked
                case AwardTurn(award, number, over):
                    truths = self.probe.truths(award.when, over)
                    given = frozenset[bool]().union(*map(truths, slots))
                    yield Goal(Sort.POINTS, norm.id, f"第 {number} 项得分，得"), True in given
                    yield Goal(Sort.POINTS, norm.id, f"第 {number} 项得分，不得"), False in given

    def alternatives(self, reading: Reading) -> Iterator[tuple[Goal, bool]]:
        dependent = {name for name, one in self.references.items() if reading.id in one.readings}
        for alternative in reading.alternatives:
            reached = any(
                self.tells(one, name, reading, alternative.id)
                for one in self.speaking(dependent)
                for name in dependent & one.case.findings.keys()
            )
            yield Goal(Sort.ALTERNATIVE, reading.id, alternative.id), reached

    def speaking(self, norms: set[str]) -> list[_Given]:
        """The cases that expect a finding of some of these norms."""
        return [one for one in self.cases if not norms.isdisjoint(one.case.findings)]

    def tells(self, one: _Given, norm: str, reading: Reading, alternative: str) -> bool:
        """Whether a case fixes an alternative and expects a status that another alternative would change."""
        official = {} if reading.official is None else {reading.id: reading.official.alternative}
        if {**official, **one.case.readings}.get(reading.id) != alternative:
            return False
        others = [other.id for other in reading.alternatives if other.id != alternative]
        expected = one.case.findings[norm].status
        return any(self.status(one, norm, {**one.case.readings, reading.id: other}) != expected for other in others)

    def status(self, one: _Given, norm: str, readings: Mapping[str, str]) -> Status:
        return self.probe.status(norm, self.probe.slots(one.application, readings), one.application)[0]
