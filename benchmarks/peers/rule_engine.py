"""rule-engine: one parsed rule whose value is an array of all answers.

Elements are objects with slots: with dicts, which it also takes, lists cost three times as much.
"""

from collections.abc import Mapping, Sequence
from dataclasses import make_dataclass
from functools import cache
from typing import Any, Final

from benchmarks.by_hand import CATEGORIES, FIELDS, FIRST_DAY, LAST_DAY, NO_PERSONS, ORGANIZATIONS, SCIENCE, TOPICS
from benchmarks.peers.cases import Case
from benchmarks.peers.peer import Peer, Ready
from huimin_rules import Policy
from huimin_rules.norms.norm import Norm


def _in(name: str, values: frozenset[str]) -> str:
    return f"{name} in [{', '.join(repr(value) for value in sorted(values))}]"


def _every(over: str, test: str) -> str:
    return f"$all([{test} for one in {over}])"


def _some(over: str, test: str) -> str:
    return f"$any([{test} for one in {over}])"


RULES: Final = {
    "art4.i3.period": "after_month - start_month - (after_day < start_day ? 1 : 0) == 36",
    "art5.topic": " or ".join(f"(field == '{field}' and {_in('topic', topics)})" for field, topics in TOPICS.items()),
    "art6.i1.domicile": _every("applicants", "one.domicile == '410181'"),
    "art6.i1.legal_person": _every("applicants", f"not ({_in('one.legal_form', NO_PERSONS)})"),
    "art6.i1.organization": _every("applicants", _in("one.legal_form", ORGANIZATIONS)),
    "art6.i1.long_term": _every("applicants", "one.long_term_engagement"),
    "art6.i1.conditions": _every("applicants", "one.good_conditions"),
    "art6.i2.partner": _some("partners", f"one.agreement_signed and {_in('one.kind', SCIENCE)}"),
    "art6.i2.cooperation": "close_cooperation",
    "art6.i2.advantage": "advantage",
    "art6.i2.user_lead": _some("applicants", "one.role == 'lead' and one.is_result_user"),
    "art6.i3.mobilize": "can_mobilize",
    "art6.i3.demonstration": "demonstration_conditions",
    "art7.i1.need": "meets_local_need",
    "art7.i1.field": _in("field", FIELDS),
    "art7.i2.technology": "advanced and mature and applicable",
    "art7.i2.replicable": "replicable",
    "art7.i2.rights": "rights_clause and rights_clear",
    "art7.i3.goals": "goals_clear",
    "art7.i3.tasks": "tasks_specific",
    "art7.i3.indicators": "indicators.length >= 1 and indicators_assessable and "
    + _every("indicators", "one.target != '' and one.unit != '' and one.due != '' and one.method != ''"),
    "art7.i4.leading_group": "leading_group",
    "art7.i4.expert_group": " and ".join(
        _some("expert_group", f"one.category == '{category}'") for category in sorted(CATEGORIES)
    ),
    "art7.i4.advice": "expert_group_advises",
    "art7.i5.matching": "matching_planned > 0 and matching_secured >= matching_planned",
    "art7.i5.self_raised": "self_raised_planned > 0 and self_raised_secured >= self_raised_planned",
    "art7.i5.assured": "assured",
    "art7.i6.effect": "demonstration_effect",
    "art7.i6.users": "target_users_named and beneficiaries_named",
    "art7.i6.promotion": "promotion_measures",
    "art13.in_force": f"applied_on >= {FIRST_DAY} and applied_on <= {LAST_DAY}",
}


@cache
def _class(names: tuple[str, ...]) -> type:
    return make_dataclass("Facts", names, slots=True)


def _object(facts: Mapping[str, Any]) -> Any:
    values = [[_object(one) for one in value] if isinstance(value, list) else value for value in facts.values()]
    return _class(tuple(facts))(*values)


def _form(case: Case) -> Any:
    return _object(case.facts)


def _prepare(_: Policy, norms: Sequence[Norm]) -> Ready:
    import rule_engine

    context = rule_engine.Context(resolver=rule_engine.resolve_attribute)
    rule = rule_engine.Rule(f"[{', '.join(f'({RULES[norm.id]})' for norm in norms)}]", context=context)
    return Ready(_form, rule.evaluate)


PEERS = (Peer("rule-engine", "objects", "rule-engine", _prepare),)
