"""The smallest changes that would make an application eligible, each confirmed by checking the changed application."""

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from huimin_rules.errors import InputError, InputProblem, nearest
from huimin_rules.loading.application_file import read_application_file
from huimin_rules.norms.application import Application, Row, Statement, written
from huimin_rules.norms.facts import Fact, FactList
from huimin_rules.norms.policy import Policy
from huimin_rules.service.checking import Facts, check, validate
from huimin_rules.service.confirmed import Unconfirmed
from huimin_rules.service.references import policy_reference
from huimin_rules.verdict import (
    Action,
    Asking,
    Conclusion,
    Remedy,
    RemedyReport,
    Status,
    Step,
    Verdict,
)

if TYPE_CHECKING:
    from huimin_rules.analysis.proofs.plans import Edit, Plan

MOST: Final = 5
"""About so many remedies are shown; they are examples, where there are more of the same size."""

_DETERMINED: Final = {"by": "（认定人）", "on": "2022-01-01", "reason": "（认定的理由）"}
_FINE: Final = frozenset((Status.MET, Status.NOT_APPLICABLE))
_LEFT_OPEN: Final = "找到的修改没有能够由引擎确认"


def remedies(
    policy: Policy,
    facts: Facts | Path | str,
    readings: Mapping[str, str] | None = None,
    kept: Iterable[str] = (),
) -> RemedyReport:
    """The smallest sets of changes after which an application is eligible, whatever remains open.

    What counts as one change, and which values are proposed, is said in `analysis.proofs.remedies` and `values`.
    `kept` are paths (`applied_on`, `applicants[0].domicile`, `applicants[].domicile`, or a list, to which then nothing
    is added and from which nothing is left out) that must stay as they are. A remedy says what the rules would need; it
    says nothing about what may truthfully be stated. Raises InputError for input that cannot be read, MissingExtra
    without the extra `proofs`.
    """
    given = facts if isinstance(facts, Mapping) else read_application_file(Path(facts)).data
    application = validate(policy, facts)
    fixed = dict(readings or {})
    verdict = check(policy, application, fixed)
    keeping = _keeping(policy, application, kept)
    about = policy_reference(policy)
    if verdict.conclusion is Conclusion.ELIGIBLE:
        return RemedyReport(policy=about, conclusion=verdict.conclusion)
    from huimin_rules.analysis.proofs.plans import Plans
    from huimin_rules.analysis.proofs.remedies import RemedySearch
    from huimin_rules.analysis.proofs.solver import Impossible, Undecided

    match RemedySearch(policy, application, fixed, keeping).plans(MOST):
        case Plans(plans, more):
            drafts = [_Draft(policy, application, given, {**fixed, **dict(plan.readings)}, plan) for plan in plans]
            confirmed = tuple(one.remedy() for one in drafts if one.is_eligible())
            return RemedyReport(
                policy=about,
                conclusion=verdict.conclusion,
                remedies=confirmed,
                more=more,
                undecided=None if confirmed else _LEFT_OPEN,
            )
        case Impossible(because):
            norms = tuple(_asking(verdict, norm) for norm in because)
            return RemedyReport(policy=about, conclusion=verdict.conclusion, impossible=norms)
        case Undecided(reason):
            return RemedyReport(policy=about, conclusion=verdict.conclusion, undecided=reason)


def amended(policy: Policy, facts: Facts | Path | str, remedy: Remedy) -> dict[str, object]:
    """The facts with the steps of a remedy taken, as a mapping that `check` reads.

    A determination that is to be obtained stands in it as one that an unnamed person has made.
    """
    given = facts if isinstance(facts, Mapping) else read_application_file(Path(facts)).data
    changed: dict[str, object] = deepcopy(dict(given))
    # Elements are left out last and from behind, so that the places of the others still hold.
    for step in sorted(remedy.steps, key=lambda step: (step.action is Action.LEAVE_OUT, _descending(step))):
        _take(policy, changed, step)
    return changed


@dataclass(frozen=True, slots=True)
class _Draft:
    """The application with one plan, and what comes out where steps are not taken."""

    policy: Policy
    application: Application
    given: Facts
    readings: Mapping[str, str]
    plan: "Plan"

    def steps(self) -> tuple[Step, ...]:
        """The steps, without what asks for them."""
        return tuple(_step(self.policy, self.application, edit) for edit in self.plan.edits)

    def is_eligible(self) -> bool:
        """Whether the engine comes to the same. It may leave open what a proof decides, and then the plan is not shown;
        where it decides otherwise, that is a mistake of the program.
        """
        found = self.conclusion(self.steps())
        if found in (Conclusion.INELIGIBLE, Conclusion.NOT_IN_FORCE):
            raise Unconfirmed(self.policy.id, None, Conclusion.ELIGIBLE, found)
        return found is Conclusion.ELIGIBLE

    def conclusion(self, steps: tuple[Step, ...]) -> Conclusion:
        return self.verdict(steps).conclusion

    def verdict(self, steps: tuple[Step, ...]) -> Verdict:
        changed = amended(self.policy, self.given, Remedy(steps=steps, readings=()))
        return check(self.policy, changed, self.readings)

    def remedy(self) -> Remedy:
        """The plan as people read it: each step with the norms that fail, or stay open, without it."""
        steps = self.steps()
        shown = []
        for index, step in enumerate(steps):
            asked = tuple(self.without((*steps[:index], *steps[index + 1 :])))
            documents = (
                one for norm in asked if norm.norm for one in self.policy.norm_by_id[norm.norm].wording.evidence
            )
            shown.append(step.model_copy(update={"asked_by": asked, "materials": tuple(dict.fromkeys(documents))}))
        return Remedy(steps=tuple(shown), readings=self.plan.readings)

    def without(self, steps: tuple[Step, ...]) -> Iterator[Asking]:
        """What is not met when only these steps are taken."""
        try:
            verdict = self.verdict(steps)
        except InputError as error:
            for problem in error.problems:
                yield Asking(norm=None, title=problem.expected, citation=None, quote=None)
            return
        for finding in verdict.findings:
            if finding.modality.decides and finding.status not in _FINE:
                yield _asking(verdict, finding.norm)


def _asking(verdict: Verdict, norm: str) -> Asking:
    finding = verdict.finding(norm)
    return Asking(norm=norm, title=finding.title, citation=finding.citation, quote=finding.quote)


# --- from edits to steps


def _step(policy: Policy, application: Application, edit: "Edit") -> Step:
    if edit.fact is not None:
        return _statement(policy, application, edit.fact, edit)
    assert edit.list is not None
    rows = tuple(tuple((fact.name, written(fact, value)) for fact, value in row) for row in edit.rows)
    path = edit.list.path if edit.index is None else f"{edit.list.path}[{edit.index}]"
    action = Action.LIST if edit.index is None else Action.ADD if rows else Action.LEAVE_OUT
    name = _called(policy, application, edit.list, edit.index) if action is Action.LEAVE_OUT else None
    label = edit.list.asked.label + (f"“{name}”" if name else "")
    return Step(action=action, path=path, label=label, old=None, new=None, elements=rows, asked_by=(), materials=())


def _statement(policy: Policy, application: Application, fact: Fact, edit: "Edit") -> Step:
    assert edit.value is not None
    stated, label, path = _stated(policy, application, fact, edit.index), fact.asked.label, fact.path
    if edit.index is not None:
        each = policy.fact_by_path[fact.path.partition("[].")[0]]
        assert isinstance(each, FactList)
        path = f"{each.path}[{edit.index}].{fact.name}"
        name = _called(policy, application, each, edit.index)
        label = f"{each.asked.label}第 {edit.index + 1} 项{f'“{name}”' if name else ''}的{label}"
    action = Action.ANSWER if stated is None else Action.CHANGE
    if fact.judgement and edit.value is True:
        action = Action.DETERMINE
    return Step(
        action=action,
        path=path,
        label=label,
        old=None if stated is None else stated.value,
        new=written(fact, edit.value),
        asked_by=(),
        materials=(),
    )


def _stated(policy: Policy, application: Application, fact: Fact, index: int | None) -> Statement | None:
    if index is None:
        return application.stated[policy.scalars.index(fact)]
    each = next(one for one in policy.lists if fact in one.items)
    return _row(policy, application, each, index)[each.items.index(fact)]


def _row(policy: Policy, application: Application, each: FactList, index: int) -> Row:
    return application.listed[policy.lists.index(each)][index]


def _called(policy: Policy, application: Application, each: FactList, index: int | None) -> str | None:
    """What people call an element."""
    if each.titled_by is None or index is None:
        return None
    stated = _row(policy, application, each, index)[each.item(each.titled_by)]
    return None if stated is None else str(stated.value)


# --- from steps to facts


def _descending(step: Step) -> int:
    return -int(step.path.rpartition("[")[2].rstrip("]")) if step.action is Action.LEAVE_OUT else 0


def _take(policy: Policy, facts: dict[str, object], step: Step) -> None:
    """Change the facts as a step says."""
    before, bracket, after = step.path.partition("[")
    *groups, last = before.split(".")
    here = facts
    for group in groups:
        inner = here.get(group)
        here[group] = inner = dict(inner) if isinstance(inner, Mapping) else {}
        here = inner
    match step.action:
        case Action.LIST:
            here[last] = [_element(policy, before, row) for row in step.elements]
            return
        case Action.ANSWER | Action.CHANGE | Action.DETERMINE if not bracket:
            here[last] = _as_stated(policy.fact_by_path[before], step.new)
            return
        case _:
            pass
    rows = here[last]
    assert isinstance(rows, list)
    here[last] = rows = list(rows)
    place, _, field = after.partition("].")
    index = int(place.rstrip("]"))
    match step.action:
        case Action.ADD:
            rows += [_element(policy, before, row) for row in step.elements]
        case Action.LEAVE_OUT:
            del rows[index]
        case _:
            row = rows[index]
            assert isinstance(row, Mapping)
            rows[index] = {**row, field: _as_stated(policy.fact_by_path[f"{before}[].{field}"], step.new)}


def _element(policy: Policy, path: str, row: Iterable[tuple[str, object]]) -> dict[str, object]:
    return {name: _as_stated(policy.fact_by_path[f"{path}[].{name}"], value) for name, value in row}


def _as_stated(fact: object, value: object) -> object:
    return {"value": True, **_DETERMINED} if isinstance(fact, Fact) and fact.judgement and value is True else value


def _keeping(policy: Policy, application: Application, kept: Iterable[str]) -> tuple[str, ...]:
    """The paths that must stay; raises InputError for one that is no path of the application."""
    known = dict.fromkeys(policy.fact_by_path)
    for each, rows in zip(policy.lists, application.listed, strict=True):
        known.update(
            dict.fromkeys(f"{each.path}[{index}].{item.name}" for index in range(len(rows)) for item in each.items)
        )
    wanted = tuple(kept)
    problems = [
        InputProblem("--keep", "申请中一个事实的路径", one, nearest(one, known)) for one in wanted if one not in known
    ]
    if problems:
        raise InputError(problems)
    return wanted
