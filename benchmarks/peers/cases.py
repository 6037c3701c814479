"""The applications that are measured: full, two-valued, and different; some meet a norm and some do not."""

import random
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Final

from benchmarks.by_hand import FIELD_OF, NO_PERSONS, ORGANIZATIONS
from benchmarks.peers.facts import Facts, facts_of, is_settled
from benchmarks.workloads import full_application, variations
from huimin_rules import Application, Policy, check, validate
from huimin_rules.norms.norm import Norm
from huimin_rules.norms.walk import norm_references
from huimin_rules.verdict import Status

HELD: Final = frozenset({Status.MET, Status.FOLLOWED})
SETTLED: Final = HELD | {Status.UNMET, Status.NOT_FOLLOWED}
MOST_CHANGES: Final = 8


@dataclass(frozen=True, slots=True)
class Case:
    """One application as this library is given it, as it has read it, and as everybody else is given it."""

    mapping: Mapping[str, object]
    application: Application
    facts: Facts


def defaults(policy: Policy) -> dict[str, str]:
    """Every reading fixed to its default, so that two values are enough."""
    return {reading.id: reading.default for reading in policy.readings}


def list_free(policy: Policy) -> tuple[Norm, ...]:
    """The norms with a finding that look at no list."""
    return tuple(norm for norm in policy.findable if not norm_references(policy, norm).lists)


def without_lists(policy: Policy, case: Case) -> Case:
    """The same application with nothing said about its lists, for norms that look at none."""
    mapping = deepcopy(dict(case.mapping))
    for each in policy.lists:
        where, name = _at(mapping, each.path)
        del where[name]
    facts = {name: value for name, value in case.facts.items() if not isinstance(value, list)}
    return Case(mapping, validate(policy, mapping), facts)


def cases(policy: Policy, count: int, number: int = 0) -> tuple[Case, ...]:
    """So many applications with up to eight changes each to a full one; for each number others, and always the same."""
    chance = random.Random(number)
    made = []
    for mapping in variations(full_application(policy), count, first=number * count):
        for change in chance.choices(CHANGES, k=chance.randint(0, MOST_CHANGES)):
            change(mapping, chance)
        application = validate(policy, mapping)
        facts = facts_of(policy, application)
        if not is_settled(facts):
            raise AssertionError("a generated application leaves something open")
        made.append(Case(mapping, application, facts))
    return tuple(made)


def answers(policy: Policy, case: Case, norms: Sequence[Norm]) -> tuple[bool, ...]:
    """What the verdict of this library says of each norm. Raises AssertionError for one that stays open."""
    verdict = check(policy, case.application, defaults(policy))
    statuses = [verdict.finding(norm.id).status for norm in norms]
    if not SETTLED.issuperset(statuses):
        raise AssertionError("a finding stays open")
    return tuple(status in HELD for status in statuses)


Change = Callable[[dict[str, Any], random.Random], None]


def _at(facts: dict[str, Any], path: str) -> tuple[dict[str, Any], str]:
    *steps, last = path.split(".")
    for step in steps:
        facts = facts[step]
    return facts, last


def _denied(path: str) -> Change:
    """A person determines that an open term does not hold."""

    def change(facts: dict[str, Any], _: random.Random) -> None:
        where, name = _at(facts, path)
        where[name] = {**where[name], "value": False}

    return change


def _one_of(path: str, values: Sequence[object]) -> Change:
    def change(facts: dict[str, Any], chance: random.Random) -> None:
        where, name = _at(facts, path)
        where[name] = chance.choice(values)

    return change


def _in_one(path: str, name: str, values: Sequence[object]) -> Change:
    """Another value in one element of a list; for an open term, another determination."""

    def change(facts: dict[str, Any], chance: random.Random) -> None:
        where, last = _at(facts, path)
        if where[last]:
            one, value = chance.choice(where[last]), chance.choice(values)
            one[name] = {**one[name], "value": value} if isinstance(one[name], dict) else value

    return change


def _in_all(path: str, name: str, values: Sequence[object]) -> Change:
    """The same other value in every element of a list."""

    def change(facts: dict[str, Any], chance: random.Random) -> None:
        where, last = _at(facts, path)
        value = chance.choice(values)
        for one in where[last]:
            one[name] = value

    return change


def _shorter(path: str) -> Change:
    def change(facts: dict[str, Any], chance: random.Random) -> None:
        where, last = _at(facts, path)
        if where[last]:
            where[last].pop(chance.randrange(len(where[last])))

    return change


def _longer(path: str) -> Change:
    def change(facts: dict[str, Any], chance: random.Random) -> None:
        where, last = _at(facts, path)
        if where[last]:
            where[last].append(deepcopy(chance.choice(where[last])))

    return change


def _more_applicants(facts: dict[str, Any], _: random.Random) -> None:
    """One more participant; exactly one applicant leads."""
    facts["applicants"].append({**deepcopy(facts["applicants"][-1]), "role": "participant"})


CHANGES: Final[tuple[Change, ...]] = (
    *(
        _denied(path)
        for path in (
            "collaboration.close_cooperation",
            "collaboration.advantage",
            "resources.can_mobilize",
            "resources.demonstration_conditions",
            "plan.meets_local_need",
            "plan.technology.advanced",
            "plan.technology.mature",
            "plan.technology.applicable",
            "plan.technology.replicable",
            "plan.rights_clear",
            "plan.goals_clear",
            "plan.tasks_specific",
            "plan.indicators_assessable",
            "plan.expert_group_advises",
            "plan.funding.assured",
            "plan.demonstration_effect",
            "plan.promotion_measures",
        )
    ),
    *(
        _one_of(path, (False,))
        for path in ("plan.rights_clause", "plan.leading_group", "plan.target_users_named", "plan.beneficiaries_named")
    ),
    _one_of("plan.field", sorted(set(FIELD_OF.values()))),
    _one_of("plan.field", ("other",)),
    _one_of("plan.topic", (*sorted(FIELD_OF), "none")),
    _one_of("plan.funding.matching_planned", ("0万元", "99万元", "12.5万元", "5000万元")),
    _one_of("plan.funding.matching_secured", ("0万元", "99.99万元", "1元", "400万元")),
    _one_of("plan.funding.self_raised_planned", ("0万元", "80万元", "33.3万元", "5000万元")),
    _one_of("plan.funding.self_raised_secured", ("0万元", "79.9999万元", "400万元")),
    _one_of("plan.period.start", ("2022-08-31", "2022-09-02", "2022-01-31", "2021-12-30", "2022-09-15")),
    _one_of("plan.period.end", ("2025-08-30", "2025-09-30", "2025-02-27", "2025-09-14", "2026-01-01", "2024-12-31")),
    _one_of("applied_on", ("2021-12-21", "2021-12-22", "2022-07-01", "2022-12-21", "2022-12-22", "2023-05-01")),
    _in_one("applicants", "domicile", ("410181", "410100", "110101")),
    _in_one("applicants", "legal_form", sorted(NO_PERSONS | ORGANIZATIONS | {"foundation", "cooperative"})),
    _in_one("applicants", "long_term_engagement", (False,)),
    _in_one("applicants", "good_conditions", (False,)),
    _in_all("applicants", "is_result_user", (True, False)),
    _more_applicants,
    _in_one("collaboration.partners", "kind", ("university", "research_institute", "other")),
    _in_one("collaboration.partners", "agreement_signed", (True, False)),
    _shorter("collaboration.partners"),
    _longer("collaboration.partners"),
    *(_in_one("plan.indicators", name, ("无",)) for name in ("target", "unit", "due", "method")),
    _shorter("plan.indicators"),
    _longer("plan.indicators"),
    _in_one("plan.expert_group", "category", ("technical_expert", "user", "manager")),
    _shorter("plan.expert_group"),
    _longer("plan.expert_group"),
)
