"""CEL, the Common Expression Language, by the Rust interpreter of common-expression-language: one compiled program.

Converting a Python dict costs most of a decision, so both are measured: a context that was made before, and a dict.
"""

from collections.abc import Sequence
from copy import deepcopy
from typing import Final

from benchmarks.by_hand import CATEGORIES, FIELDS, FIRST_DAY, LAST_DAY, NO_PERSONS, ORGANIZATIONS, SCIENCE, TOPICS
from benchmarks.peers.cases import Case
from benchmarks.peers.peer import Peer, Ready
from huimin_rules import Policy
from huimin_rules.norms.norm import Norm


def _in(name: str, values: frozenset[str]) -> str:
    return f"{name} in [{', '.join(repr(value) for value in sorted(values))}]"


PROGRAM: Final = {
    "art4.i3.period": "after_month - start_month - (after_day < start_day ? 1 : 0) == 36",
    "art5.topic": " || ".join(f"(field == '{field}' && {_in('topic', topics)})" for field, topics in TOPICS.items()),
    "art6.i1.domicile": "applicants.all(one, one.domicile == '410181')",
    "art6.i1.legal_person": f"applicants.all(one, !({_in('one.legal_form', NO_PERSONS)}))",
    "art6.i1.organization": f"applicants.all(one, {_in('one.legal_form', ORGANIZATIONS)})",
    "art6.i1.long_term": "applicants.all(one, one.long_term_engagement)",
    "art6.i1.conditions": "applicants.all(one, one.good_conditions)",
    "art6.i2.partner": f"partners.exists(one, one.agreement_signed && {_in('one.kind', SCIENCE)})",
    "art6.i2.cooperation": "close_cooperation",
    "art6.i2.advantage": "advantage",
    "art6.i2.user_lead": "applicants.exists(one, one.role == 'lead' && one.is_result_user)",
    "art6.i3.mobilize": "can_mobilize",
    "art6.i3.demonstration": "demonstration_conditions",
    "art7.i1.need": "meets_local_need",
    "art7.i1.field": _in("field", FIELDS),
    "art7.i2.technology": "advanced && mature && applicable",
    "art7.i2.replicable": "replicable",
    "art7.i2.rights": "rights_clause && rights_clear",
    "art7.i3.goals": "goals_clear",
    "art7.i3.tasks": "tasks_specific",
    "art7.i3.indicators": "size(indicators) >= 1 && indicators_assessable && "
    "indicators.all(one, one.target != '' && one.unit != '' && one.due != '' && one.method != '')",
    "art7.i4.leading_group": "leading_group",
    "art7.i4.expert_group": " && ".join(
        f"expert_group.exists(one, one.category == '{category}')" for category in sorted(CATEGORIES)
    ),
    "art7.i4.advice": "expert_group_advises",
    "art7.i5.matching": "matching_planned > 0 && matching_secured >= matching_planned",
    "art7.i5.self_raised": "self_raised_planned > 0 && self_raised_secured >= self_raised_planned",
    "art7.i5.assured": "assured",
    "art7.i6.effect": "demonstration_effect",
    "art7.i6.users": "target_users_named && beneficiaries_named",
    "art7.i6.promotion": "promotion_measures",
    "art13.in_force": f"applied_on >= {FIRST_DAY} && applied_on <= {LAST_DAY}",
}


def _from_context(policy: Policy, norms: Sequence[Norm]) -> Ready:
    import cel

    def form(case: Case) -> object:
        return cel.Context(case.facts)

    return Ready(form, _from_dict(policy, norms).decide)


def _from_dict(_: Policy, norms: Sequence[Norm]) -> Ready:
    import cel

    program = cel.compile(f"[{', '.join(f'({PROGRAM[norm.id]})' for norm in norms)}]")
    return Ready(lambda case: deepcopy(case.facts), program.execute)


PEERS = (
    Peer("CEL in Rust, one program", "a context", "common-expression-language", _from_context),
    Peer("CEL in Rust, one program", "a dict", "common-expression-language", _from_dict),
)
