"""Cedar by cedarpy: each norm permits, and what permits is told with the decision, so one request answers all.

Cedar has no quantifiers. A list is given as sets: of the values of one field, and of small records where a norm looks
at two fields of one element. An application is an entity that was parsed before; from JSON text is measured too.
"""

import json
from collections.abc import Callable, Sequence
from typing import Any, Final

from benchmarks.by_hand import CATEGORIES, FIELDS, FIRST_DAY, LAST_DAY, NO_PERSONS, ORGANIZATIONS, SCIENCE, TOPICS
from benchmarks.peers.cases import Case
from benchmarks.peers.facts import Facts
from benchmarks.peers.peer import Answers, Peer, Ready
from huimin_rules import Policy
from huimin_rules.norms.norm import Norm


def _set(values: Sequence[str] | frozenset[str]) -> str:
    return f"[{', '.join(json.dumps(value) for value in sorted(values))}]"


def _secured(kind: str) -> str:
    planned = f"resource.{kind}_planned"
    return f"{planned} > 0 && resource.{kind}_secured >= {planned}"


PERMITS: Final = {
    "art4.i3.period": "resource.after_month - resource.start_month"
    " - (if resource.after_day < resource.start_day then 1 else 0) == 36",
    "art5.topic": " || ".join(
        f'(resource.field == "{field}" && {_set(topics)}.contains(resource.topic))' for field, topics in TOPICS.items()
    ),
    "art6.i1.domicile": '["410181"].containsAll(resource.domiciles)',
    "art6.i1.legal_person": f"!{_set(NO_PERSONS)}.containsAny(resource.legal_forms)",
    "art6.i1.organization": f"{_set(ORGANIZATIONS)}.containsAll(resource.legal_forms)",
    "art6.i1.long_term": "[true].containsAll(resource.long_terms)",
    "art6.i1.conditions": "[true].containsAll(resource.conditions)",
    "art6.i2.partner": " || ".join(
        f'resource.partners.contains({{"kind": "{kind}", "agreement_signed": true}})' for kind in sorted(SCIENCE)
    ),
    "art6.i2.cooperation": "resource.close_cooperation",
    "art6.i2.advantage": "resource.advantage",
    "art6.i2.user_lead": 'resource.roles.contains({"role": "lead", "is_result_user": true})',
    "art6.i3.mobilize": "resource.can_mobilize",
    "art6.i3.demonstration": "resource.demonstration_conditions",
    "art7.i1.need": "resource.meets_local_need",
    "art7.i1.field": f"{_set(FIELDS)}.contains(resource.field)",
    "art7.i2.technology": "resource.advanced && resource.mature && resource.applicable",
    "art7.i2.replicable": "resource.replicable",
    "art7.i2.rights": "resource.rights_clause && resource.rights_clear",
    "art7.i3.goals": "resource.goals_clear",
    "art7.i3.tasks": "resource.tasks_specific",
    "art7.i3.indicators": "resource.indicators_assessable && !resource.indicator_words.isEmpty()"
    ' && !resource.indicator_words.contains("")',
    "art7.i4.leading_group": "resource.leading_group",
    "art7.i4.expert_group": f"resource.categories.containsAll({_set(CATEGORIES)})",
    "art7.i4.advice": "resource.expert_group_advises",
    "art7.i5.matching": _secured("matching"),
    "art7.i5.self_raised": _secured("self_raised"),
    "art7.i5.assured": "resource.assured",
    "art7.i6.effect": "resource.demonstration_effect",
    "art7.i6.users": "resource.target_users_named && resource.beneficiaries_named",
    "art7.i6.promotion": "resource.promotion_measures",
    "art13.in_force": f"resource.applied_on >= {FIRST_DAY} && resource.applied_on <= {LAST_DAY}",
}
REQUEST: Final = {"principal": 'Office::"gongyi"', "action": 'Action::"check"', "resource": 'Application::"one"'}


def _attributes(facts: Facts) -> dict[str, Any]:
    """What Cedar is told: lists as sets; the words of indicators in one set, for it is asked whether one is empty."""
    scalars = {name: value for name, value in facts.items() if not isinstance(value, list)}
    if "applicants" not in facts:
        return scalars
    applicants = facts["applicants"]
    return {
        **scalars,
        "domiciles": [one["domicile"] for one in applicants],
        "legal_forms": [one["legal_form"] for one in applicants],
        "long_terms": [one["long_term_engagement"] for one in applicants],
        "conditions": [one["good_conditions"] for one in applicants],
        "roles": [{"role": one["role"], "is_result_user": one["is_result_user"]} for one in applicants],
        "partners": facts["partners"],
        "indicator_words": [word for one in facts["indicators"] for word in one.values()],
        "categories": [one["category"] for one in facts["expert_group"]],
    }


def _json(case: Case) -> str:
    entity = {"uid": {"type": "Application", "id": "one"}, "attrs": _attributes(case.facts), "parents": []}
    return json.dumps([entity])


def _from_json(_: Policy, norms: Sequence[Norm]) -> Ready:
    return Ready(_json, _decide(norms))


def _from_entity(_: Policy, norms: Sequence[Norm]) -> Ready:
    from cedarpy import Entities

    return Ready(lambda case: Entities.from_json_str(_json(case)), _decide(norms))


def _decide(norms: Sequence[Norm]) -> Callable[[Any], Answers]:
    from cedarpy import PolicySet, is_authorized

    permits = (f"permit(principal, action, resource) when {{ {PERMITS[norm.id]} }};" for norm in norms)
    policies = PolicySet.from_str("\n".join(permits))
    ids = tuple(f"policy{index}" for index in range(len(norms)))

    def decide(entities: Any) -> Answers:
        held = set(is_authorized(REQUEST, policies, entities).diagnostics.reasons)
        return tuple([id in held for id in ids])

    return decide


PEERS = (
    Peer("cedarpy, one request", "a parsed entity", "cedarpy", _from_entity),
    Peer("cedarpy, one request", "JSON text", "cedarpy", _from_json),
)
