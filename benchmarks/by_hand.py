"""The floor: the shipped norms as plain Python functions over flat facts (`peers/facts.py`), written by hand.

No citation, no reason, no name of what is missing. The readings are fixed to their defaults, and answers stand in the
order of the text. `list_free` and `every_norm` are two-valued: every fact is there. `list_free_or_open` and
`every_norm_or_open` are three-valued: None stands for a fact that nothing settles, and for an answer that stays open.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final, TypeAlias

Facts: TypeAlias = Mapping[str, Any]
Answer: TypeAlias = bool | None

FIRST_DAY: Final = date(2021, 12, 22).toordinal()
LAST_DAY: Final = date(2022, 12, 21).toordinal()
TOPICS: Final = {
    "population_health": frozenset(
        {
            "grassroots_medical_devices",
            "common_disease_care",
            "traditional_chinese_medicine",
            "medical_informatization",
        }
    ),
    "ecology": frozenset(
        {
            "ecological_restoration",
            "air_water_soil_pollution",
            "drinking_water_safety",
            "waste_and_sludge_treatment",
            "urban_greening",
            "new_energy_use",
            "energy_saving_environmental_protection",
        }
    ),
    "public_safety": frozenset(
        {
            "food_safety_early_warning",
            "natural_disaster_early_warning",
            "production_accident_prevention",
            "emergency_response",
        }
    ),
    "urban_social": frozenset(
        {
            "green_urban_transport",
            "livable_buildings",
            "digital_city_and_community",
            "social_security_services",
            "convenient_public_services",
        }
    ),
    "modern_agriculture": frozenset(
        {
            "modern_farming",
            "facility_agriculture",
            "circular_agriculture",
            "smart_agriculture",
            "smart_logistics",
            "intelligent_equipment",
            "e_commerce_platform",
            "food_traceability_platform",
            "poverty_alleviation_service_platform",
            "soil_ecology_restoration",
            "new_crop_varieties",
        }
    ),
}
FIELDS: Final = frozenset(TOPICS)
FIELD_OF: Final = {topic: field for field, topics in TOPICS.items() for topic in topics}
NO_PERSONS: Final = frozenset({"branch", "sole_proprietor", "partnership", "sole_proprietorship_enterprise"})
ORGANIZATIONS: Final = frozenset(
    {"enterprise", "branch", "partnership", "sole_proprietorship_enterprise", "public_institution"}
)
SCIENCE: Final = frozenset({"university", "research_institute"})
CATEGORIES: Final = frozenset({"technical_expert", "user", "manager"})


def list_free(f: Facts) -> tuple[bool, ...]:
    """The norms that look at no list, for facts that are all there."""
    return (
        f["after_month"] - f["start_month"] - (f["after_day"] < f["start_day"]) == 36,
        FIELD_OF.get(f["topic"]) == f["field"],
        f["close_cooperation"],
        f["advantage"],
        f["can_mobilize"],
        f["demonstration_conditions"],
        f["meets_local_need"],
        f["field"] in FIELDS,
        f["advanced"] and f["mature"] and f["applicable"],
        f["replicable"],
        f["rights_clause"] and f["rights_clear"],
        f["goals_clear"],
        f["tasks_specific"],
        f["leading_group"],
        f["expert_group_advises"],
        0 < f["matching_planned"] <= f["matching_secured"],
        0 < f["self_raised_planned"] <= f["self_raised_secured"],
        f["assured"],
        f["demonstration_effect"],
        f["target_users_named"] and f["beneficiaries_named"],
        f["promotion_measures"],
        FIRST_DAY <= f["applied_on"] <= LAST_DAY,
    )


def every_norm(f: Facts) -> tuple[bool, ...]:
    """All norms that have a finding, for facts that are all there."""
    applicants = f["applicants"]
    domicile = legal_person = organization = long_term = conditions = True
    user_lead = False
    for one in applicants:
        form = one["legal_form"]
        domicile = domicile and one["domicile"] == "410181"
        legal_person = legal_person and form not in NO_PERSONS
        organization = organization and form in ORGANIZATIONS
        long_term = long_term and one["long_term_engagement"]
        conditions = conditions and one["good_conditions"]
        user_lead = user_lead or (one["role"] == "lead" and one["is_result_user"])
    partner = False
    for one in f["partners"]:
        partner = partner or (one["agreement_signed"] and one["kind"] in SCIENCE)
    indicators = len(f["indicators"]) > 0 and f["indicators_assessable"]
    for one in f["indicators"]:
        indicators = indicators and "" not in (one["target"], one["unit"], one["due"], one["method"])
    return (
        f["after_month"] - f["start_month"] - (f["after_day"] < f["start_day"]) == 36,
        FIELD_OF.get(f["topic"]) == f["field"],
        domicile,
        legal_person,
        organization,
        long_term,
        conditions,
        partner,
        f["close_cooperation"],
        f["advantage"],
        user_lead,
        f["can_mobilize"],
        f["demonstration_conditions"],
        f["meets_local_need"],
        f["field"] in FIELDS,
        f["advanced"] and f["mature"] and f["applicable"],
        f["replicable"],
        f["rights_clause"] and f["rights_clear"],
        f["goals_clear"],
        f["tasks_specific"],
        indicators,
        f["leading_group"],
        CATEGORIES.issubset([one["category"] for one in f["expert_group"]]),
        f["expert_group_advises"],
        0 < f["matching_planned"] <= f["matching_secured"],
        0 < f["self_raised_planned"] <= f["self_raised_secured"],
        f["assured"],
        f["demonstration_effect"],
        f["target_users_named"] and f["beneficiaries_named"],
        f["promotion_measures"],
        FIRST_DAY <= f["applied_on"] <= LAST_DAY,
    )


def list_free_or_open(f: Facts) -> tuple[Answer, ...]:
    """The norms that look at no list, for facts of which any may be open."""
    applied_on, field = f["applied_on"], f["field"]
    return (
        _period(f),
        _listed(field, f["topic"]),
        f["close_cooperation"],
        f["advantage"],
        f["can_mobilize"],
        f["demonstration_conditions"],
        f["meets_local_need"],
        None if field is None else field in FIELDS,
        _all(f["advanced"], f["mature"], f["applicable"]),
        f["replicable"],
        _all(f["rights_clause"], f["rights_clear"]),
        f["goals_clear"],
        f["tasks_specific"],
        f["leading_group"],
        f["expert_group_advises"],
        _secured(f["matching_planned"], f["matching_secured"]),
        _secured(f["self_raised_planned"], f["self_raised_secured"]),
        f["assured"],
        f["demonstration_effect"],
        _all(f["target_users_named"], f["beneficiaries_named"]),
        f["promotion_measures"],
        None if applied_on is None else FIRST_DAY <= applied_on <= LAST_DAY,
    )


def every_norm_or_open(f: Facts) -> tuple[Answer, ...]:
    """All norms that have a finding, for facts of which any may be open."""
    free = list_free_or_open(f)
    applicants = f["applicants"]
    return (
        *free[:2],
        *_units(applicants),
        _partner(f["partners"]),
        *free[2:4],
        _user_lead(applicants),
        *free[4:13],
        _indicators(f["indicators"], f["indicators_assessable"]),
        free[13],
        _expert_group(f["expert_group"]),
        *free[14:],
    )


def _all(*answers: Answer) -> Answer:
    return False if False in answers else None if None in answers else True


def _period(f: Facts) -> Answer:
    start, after = f["start_month"], f["after_month"]
    if start is None or after is None:
        return None
    whole: int = after - start - (f["after_day"] < f["start_day"])
    return whole == 36


def _listed(field: str | None, topic: str | None) -> Answer:
    if topic is None:
        return False if field == "other" else None
    if topic == "none":
        return False
    return None if field is None else FIELD_OF[topic] == field


def _secured(planned: int | None, secured: int | None) -> Answer:
    if planned == 0 or secured == 0:
        return False
    return None if planned is None or secured is None else secured >= planned


def _units(applicants: Sequence[Facts] | None) -> tuple[Answer, ...]:
    """Domicile, legal personality, organization, long engagement, good conditions: of every applicant."""
    if applicants is None:
        return (None,) * 5
    domicile: Answer = True
    legal_person: Answer = True
    organization: Answer = True
    long_term: Answer = True
    conditions: Answer = True
    for one in applicants:
        code, form = one["domicile"], one["legal_form"]
        if code != "410181" and domicile is not False:
            domicile = None if code is None else False
        if form is None:
            legal_person = None if legal_person else legal_person
            organization = None if organization else organization
        else:
            legal_person = False if form in NO_PERSONS else legal_person
            organization = organization if form in ORGANIZATIONS else False
        engaged, equipped = one["long_term_engagement"], one["good_conditions"]
        if engaged is not True and long_term is not False:
            long_term = engaged
        if equipped is not True and conditions is not False:
            conditions = equipped
    return domicile, legal_person, organization, long_term, conditions


def _partner(partners: Sequence[Facts] | None) -> Answer:
    if partners is None:
        return None
    answer: Answer = False
    for one in partners:
        kind, signed = one["kind"], one["agreement_signed"]
        if signed is False or kind == "other":
            continue
        if signed and kind is not None:
            return True
        answer = None
    return answer


def _user_lead(applicants: Sequence[Facts] | None) -> Answer:
    """Exactly one applicant leads: the one that says so, or else one of those that do not say."""
    if applicants is None:
        return None
    for one in applicants:
        if one["role"] == "lead":
            answer: Answer = one["is_result_user"]
            return answer
    users = {one["is_result_user"] for one in applicants if one["role"] is None}
    return users.pop() if len(users) == 1 else None


def _indicators(indicators: Sequence[Facts] | None, assessable: Answer) -> Answer:
    if indicators is None:
        return False if assessable is False else None
    if not indicators:
        return False
    answer = assessable
    for one in indicators:
        words = (one["target"], one["unit"], one["due"], one["method"])
        if "" in words:
            return False
        if None in words and answer:
            answer = None
    return answer


def _expert_group(experts: Sequence[Facts] | None) -> Answer:
    """Each expert of no stated category may be of one that nobody covers yet."""
    if experts is None:
        return None
    stated = [one["category"] for one in experts]
    lacking = len(CATEGORIES.difference(stated))
    if not lacking:
        return True
    return False if lacking > stated.count(None) else None
