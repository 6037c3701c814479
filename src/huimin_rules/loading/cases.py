"""Cases: neutral data that any execution of a policy can be run against: `given`, `expect`, `why`."""

import os
import re
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

from huimin_rules.errors import PolicyError, nearest
from huimin_rules.loading.models.cases import CaseModel, CasesFile, RefusalModel
from huimin_rules.loading.problems import Problems, Source, Spot
from huimin_rules.loading.rule_files import read_rule_files
from huimin_rules.loading.shape import read_shape
from huimin_rules.loading.strict_yaml import read_yaml
from huimin_rules.norms.policy import Policy
from huimin_rules.verdict import Conclusion, Status

CASES: Final = "cases"
_STEP: Final = re.compile(r"([a-z][a-z0-9_]*)((?:\[\d{1,4}\])*)")


@dataclass(frozen=True, slots=True)
class Expected:
    """What a case expects of a norm; `blockers` is None where the case does not say."""

    status: str
    blockers: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Case:
    """One case, ready to run: an application, the readings that are fixed, what is expected, and the argument."""

    id: str
    why: str
    facts: Mapping[str, object]
    readings: Mapping[str, str]
    conclusion: str | None
    findings: Mapping[str, Expected]
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Refusal:
    """A case of an application that contradicts itself: the consistency rules that it violates, and no verdict."""

    id: str
    why: str
    facts: Mapping[str, object]
    violates: frozenset[str]
    file: str
    line: int


def load_cases(policy: Policy, folder: Path) -> tuple[Case, ...]:
    """The cases of a policy's folder that end in a verdict; raises PolicyError with every mistake in every file."""
    return _load(policy, folder)[0]


def load_refusals(policy: Policy, folder: Path) -> tuple[Refusal, ...]:
    """The cases of a policy's folder that are refused; raises PolicyError with every mistake in every file."""
    return _load(policy, folder)[1]


def _load(policy: Policy, folder: Path) -> tuple[tuple[Case, ...], tuple[Refusal, ...]]:
    problems = Problems()
    files: list[tuple[Source, CasesFile]] = []
    where = folder / CASES
    for name, raw in read_rule_files(where) if os.path.isdir(where) else ():
        source = Source(str(where / name), read_yaml(raw))
        shape = read_shape(source, CasesFile, problems)
        if shape is not None:
            files.append((source, shape))
    bases: dict[str, Mapping[str, object]] = {}
    for source, shape in files:
        for name, base in shape.applications.items():
            if name in bases:
                Spot(source, ("applications", name), problems).wrong(f"申请重复：{name}", key=True)
            bases[name] = base
    cases: list[Case] = []
    refusals: list[Refusal] = []
    seen: set[str] = set()
    for source, shape in files:
        for index, model in enumerate(shape.cases):
            spot = Spot(source, ("cases", index), problems)
            _once(model.id, seen, spot)
            cases.append(_case(policy, model, bases, spot))
        for index, refused in enumerate(shape.refused):
            spot = Spot(source, ("refused", index), problems)
            _once(refused.id, seen, spot)
            refusals.append(_refusal(policy, refused, bases, spot))
    if problems.found:
        raise PolicyError(problems.found)
    return tuple(cases), tuple(refusals)


def _once(name: str, seen: set[str], spot: Spot) -> None:
    if name in seen:
        spot.at("id").wrong(f"案例编号重复：{name}")
    seen.add(name)


def _given(model: CaseModel | RefusalModel, bases: Mapping[str, Mapping[str, object]], spot: Spot) -> dict[str, object]:
    """The application of a case: its base, with what is given set over it."""
    base = bases.get(model.base) if model.base is not None else {}
    if base is None:
        spot.at("base").wrong(f"没有申请 {model.base}", nearest(str(model.base), bases))
    facts: dict[str, object] = deepcopy(dict(base or {}))
    for path, value in model.given.items():
        if base is not None and not _put(facts, path, deepcopy(value)):
            spot.at("given", path).wrong(f"路径 {path} 不能设置", key=True)
    return facts


def _refusal(policy: Policy, model: RefusalModel, bases: Mapping[str, Mapping[str, object]], spot: Spot) -> Refusal:
    rules = tuple(rule.id for rule in policy.consistency)
    for index, name in enumerate(model.violates):
        if name not in rules:
            spot.at("violates", index).wrong(f"未知的一致性规则 {name}", nearest(name, rules))
    facts = _given(model, bases, spot)
    line = spot.source.tree.place(spot.path)[0]
    return Refusal(model.id, model.why, facts, frozenset(model.violates), spot.source.name, line)


def _case(policy: Policy, model: CaseModel, bases: Mapping[str, Mapping[str, object]], spot: Spot) -> Case:
    facts = _given(model, bases, spot)
    _expect_known(policy, model, spot)
    return Case(
        model.id,
        model.why,
        facts,
        dict(model.readings),
        model.expect.conclusion,
        {
            name: Expected(one, None)
            if isinstance(one, str)
            else Expected(one.status, None if one.blockers is None else frozenset(one.blockers))
            for name, one in model.expect.findings.items()
        },
        spot.source.name,
        spot.source.tree.place(spot.path)[0],
    )


def _expect_known(policy: Policy, model: CaseModel, spot: Spot) -> None:
    """A case speaks of norms, readings, statuses and conclusions that there are."""
    findable = [norm.id for norm in policy.findable]
    for name, written in model.expect.findings.items():
        here = spot.at("expect", "findings", name)
        if name in policy.norm_by_id and name not in findable:
            here.wrong(f"{name} 是 {policy.norm_by_id[name].modality}，没有结论", key=True)
        elif name not in findable:
            here.wrong(f"未知的规范 {name}", nearest(name, findable), key=True)
        status, place = (written, here) if isinstance(written, str) else (written.status, here.at("status"))
        _expect_one_of(status, tuple(Status), place)
    if model.expect.conclusion is not None:
        _expect_one_of(model.expect.conclusion, tuple(Conclusion), spot.at("expect", "conclusion"))
    for name, alternative in model.readings.items():
        here = spot.at("readings", name)
        reading = policy.reading_by_id.get(name)
        if reading is None:
            here.wrong(f"未知的解释口径 {name}", nearest(name, policy.reading_by_id), key=True)
        else:
            _expect_one_of(alternative, tuple(one.id for one in reading.alternatives), here)


def _expect_one_of(written: str, names: tuple[str, ...], spot: Spot) -> None:
    if written not in names:
        spot.wrong(f"应为 {'、'.join(names)} 之一，实为“{written}”", nearest(written, names))


def _put(facts: dict[str, object], path: str, value: object) -> bool:
    """Set a value at a path such as `applicants[1].domicile`; None removes it. Whether the path leads anywhere."""
    steps: list[str | int] = []
    for part in path.split("."):
        match = _STEP.fullmatch(part)
        if match is None:
            return False
        steps.append(match[1])
        steps.extend(int(index) for index in re.findall(r"\d+", match[2]))
    here: object = facts
    for step, following in pairwise(steps):
        if isinstance(step, str) and isinstance(here, dict):
            if here.get(step) is None:
                here[step] = {} if isinstance(following, str) else []
            here = here[step]
        elif isinstance(step, int) and isinstance(here, list) and step <= len(here):
            if step == len(here):
                here.append({})
            here = here[step]
        else:
            return False
    last = steps[-1]
    if isinstance(last, str) and isinstance(here, dict):
        if value is None:
            here.pop(last, None)
        else:
            here[last] = value
        return True
    if isinstance(last, int) and isinstance(here, list) and last <= len(here):
        if value is None:
            del here[last : last + 1]
        else:
            here[last : last + 1] = [value]
        return True
    return False
