"""JsonLogic by json-logic-qubit: one list of rules, which are data and walked through for each decision."""

from collections.abc import Sequence
from copy import deepcopy
from typing import Any, Final

from benchmarks.by_hand import CATEGORIES, FIELDS, FIRST_DAY, LAST_DAY, NO_PERSONS, ORGANIZATIONS, SCIENCE, TOPICS
from benchmarks.peers.peer import Peer, Ready
from huimin_rules import Policy
from huimin_rules.norms.norm import Norm

Rule = dict[str, Any]


def _var(name: str) -> Rule:
    return {"var": name}


def _in(name: str, values: frozenset[str]) -> Rule:
    return {"in": [_var(name), sorted(values)]}


def _all(*rules: Rule) -> Rule:
    return {"and": list(rules)}


def _every(over: str, rule: Rule) -> Rule:
    return {"all": [_var(over), rule]}


def _some(over: str, rule: Rule) -> Rule:
    return {"some": [_var(over), rule]}


def _secured(kind: str) -> Rule:
    planned = _var(f"{kind}_planned")
    return _all({">": [planned, 0]}, {">=": [_var(f"{kind}_secured"), planned]})


RULES: Final = {
    "art4.i3.period": {
        "===": [
            {
                "-": [
                    {"-": [_var("after_month"), _var("start_month")]},
                    {"if": [{"<": [_var("after_day"), _var("start_day")]}, 1, 0]},
                ]
            },
            36,
        ]
    },
    "art5.topic": {
        "or": [_all({"===": [_var("field"), field]}, _in("topic", topics)) for field, topics in TOPICS.items()]
    },
    "art6.i1.domicile": _every("applicants", {"===": [_var("domicile"), "410181"]}),
    "art6.i1.legal_person": _every("applicants", {"!": _in("legal_form", NO_PERSONS)}),
    "art6.i1.organization": _every("applicants", _in("legal_form", ORGANIZATIONS)),
    "art6.i1.long_term": _every("applicants", _var("long_term_engagement")),
    "art6.i1.conditions": _every("applicants", _var("good_conditions")),
    "art6.i2.partner": _some("partners", _all(_var("agreement_signed"), _in("kind", SCIENCE))),
    "art6.i2.cooperation": _var("close_cooperation"),
    "art6.i2.advantage": _var("advantage"),
    "art6.i2.user_lead": _some("applicants", _all({"===": [_var("role"), "lead"]}, _var("is_result_user"))),
    "art6.i3.mobilize": _var("can_mobilize"),
    "art6.i3.demonstration": _var("demonstration_conditions"),
    "art7.i1.need": _var("meets_local_need"),
    "art7.i1.field": _in("field", FIELDS),
    "art7.i2.technology": _all(_var("advanced"), _var("mature"), _var("applicable")),
    "art7.i2.replicable": _var("replicable"),
    "art7.i2.rights": _all(_var("rights_clause"), _var("rights_clear")),
    "art7.i3.goals": _var("goals_clear"),
    "art7.i3.tasks": _var("tasks_specific"),
    # Of an empty list JsonLogic says that not all elements are as asked.
    "art7.i3.indicators": _all(
        _var("indicators_assessable"),
        _every("indicators", _all(*({"!==": [_var(name), ""]} for name in ("target", "unit", "due", "method")))),
    ),
    "art7.i4.leading_group": _var("leading_group"),
    "art7.i4.expert_group": _all(
        *(_some("expert_group", {"===": [_var("category"), category]}) for category in sorted(CATEGORIES))
    ),
    "art7.i4.advice": _var("expert_group_advises"),
    "art7.i5.matching": _secured("matching"),
    "art7.i5.self_raised": _secured("self_raised"),
    "art7.i5.assured": _var("assured"),
    "art7.i6.effect": _var("demonstration_effect"),
    "art7.i6.users": _all(_var("target_users_named"), _var("beneficiaries_named")),
    "art7.i6.promotion": _var("promotion_measures"),
    "art13.in_force": {"<=": [FIRST_DAY, _var("applied_on"), LAST_DAY]},
}


def _prepare(_: Policy, norms: Sequence[Norm]) -> Ready:
    from json_logic import jsonLogic

    rules = [RULES[norm.id] for norm in norms]
    return Ready(lambda case: deepcopy(case.facts), lambda facts: jsonLogic(rules, facts))


PEERS = (Peer("JsonLogic, json-logic-qubit", "a dict", "json-logic-qubit", _prepare),)
