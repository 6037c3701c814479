"""What programs outside are written against: norm ids, modalities, citations, fact names, readings.

Changing a line here breaks them.
"""

import pytest

from huimin_rules import Conclusion, Status, check, load_policy
from huimin_rules.loading.cases import Case, load_cases
from huimin_rules.norms.facts import Fact
from huimin_rules.service import rules_folder

SHIPPED = load_policy("gongyi-huimin-2021")
CASES = load_cases(SHIPPED, rules_folder() / "gongyi-huimin-2021")

# norm id: where it stands, its modality, whether it needs a judgement fact
NORMS = {
    "art3.scope": ("第三条", "definition", False),
    "art4.i3.period": ("第四条第（三）项", "default", False),
    "art5.topic": ("第五条", "priority", False),
    "art6.i1.domicile": ("第六条第（一）项", "obligation", False),
    "art6.i1.legal_person": ("第六条第（一）项", "obligation", False),
    "art6.i1.organization": ("第六条第（一）项", "obligation", False),
    "art6.i1.long_term": ("第六条第（一）项", "obligation", True),
    "art6.i1.conditions": ("第六条第（一）项", "obligation", True),
    "art6.i2.partner": ("第六条第（二）项", "obligation", False),
    "art6.i2.cooperation": ("第六条第（二）项", "obligation", True),
    "art6.i2.advantage": ("第六条第（二）项", "obligation", True),
    "art6.i2.user_lead": ("第六条第（二）项", "recommendation", False),
    "art6.i3.mobilize": ("第六条第（三）项", "obligation", True),
    "art6.i3.demonstration": ("第六条第（三）项", "obligation", True),
    "art7.i1.need": ("第七条第（一）项", "obligation", True),
    "art7.i1.field": ("第七条第（一）项", "obligation", False),
    "art7.i2.technology": ("第七条第（二）项", "obligation", True),
    "art7.i2.replicable": ("第七条第（二）项", "obligation", True),
    "art7.i2.rights": ("第七条第（二）项", "obligation", True),
    "art7.i3.goals": ("第七条第（三）项", "obligation", True),
    "art7.i3.tasks": ("第七条第（三）项", "obligation", True),
    "art7.i3.indicators": ("第七条第（三）项", "obligation", True),
    "art7.i4.leading_group": ("第七条第（四）项", "obligation", False),
    "art7.i4.expert_group": ("第七条第（四）项", "obligation", False),
    "art7.i4.advice": ("第七条第（四）项", "obligation", True),
    "art7.i5.matching": ("第七条第（五）项", "obligation", False),
    "art7.i5.self_raised": ("第七条第（五）项", "obligation", False),
    "art7.i5.assured": ("第七条第（五）项", "obligation", True),
    "art7.i6.effect": ("第七条第（六）项", "obligation", True),
    "art7.i6.users": ("第七条第（六）项", "obligation", False),
    "art7.i6.promotion": ("第七条第（六）项", "obligation", True),
    "art13.in_force": ("第十三条", "validity", False),
}

READINGS = {
    "validity_last_day": ["eve_of_anniversary", "anniversary"],
    "organization_breadth": ["literal", "purposive"],
    "consortium": ["every_applicant", "lead_only"],
    "funding_kinds": ["both", "as_budgeted"],
    "field_gate": ["field", "topic"],
}

# fact: its type, and J for judgement
FACTS = {
    "applied_on": "date",
    "applicants": "list",
    "applicants[].name": "text",
    "applicants[].role": "choice",
    "applicants[].uscc": "uscc",
    "applicants[].domicile": "code",
    "applicants[].legal_form": "choice",
    "applicants[].years_in_field": "integer",
    "applicants[].is_result_user": "boolean",
    "applicants[].long_term_engagement": "J",
    "applicants[].good_conditions": "J",
    "collaboration.partners": "list",
    "collaboration.partners[].name": "text",
    "collaboration.partners[].kind": "choice",
    "collaboration.partners[].agreement_signed": "boolean",
    "collaboration.close_cooperation": "J",
    "collaboration.advantage": "J",
    "resources.can_mobilize": "J",
    "resources.demonstration_conditions": "J",
    "plan.field": "choice",
    "plan.topic": "choice",
    "plan.meets_local_need": "J",
    "plan.technology.advanced": "J",
    "plan.technology.mature": "J",
    "plan.technology.applicable": "J",
    "plan.technology.replicable": "J",
    "plan.rights_clause": "boolean",
    "plan.rights_clear": "J",
    "plan.goals_clear": "J",
    "plan.tasks_specific": "J",
    "plan.indicators": "list",
    "plan.indicators[].name": "text",
    "plan.indicators[].target": "text",
    "plan.indicators[].unit": "text",
    "plan.indicators[].due": "date",
    "plan.indicators[].method": "text",
    "plan.indicators_assessable": "J",
    "plan.leading_group": "boolean",
    "plan.expert_group": "list",
    "plan.expert_group[].name": "text",
    "plan.expert_group[].category": "choice",
    "plan.expert_group_advises": "J",
    "plan.funding.matching_planned": "money",
    "plan.funding.matching_secured": "money",
    "plan.funding.self_raised_planned": "money",
    "plan.funding.self_raised_secured": "money",
    "plan.funding.assured": "J",
    "plan.target_users_named": "boolean",
    "plan.beneficiaries_named": "boolean",
    "plan.demonstration_effect": "J",
    "plan.promotion_measures": "J",
    "plan.period.start": "date",
    "plan.period.end": "date",
}

CHOICES = {
    "applicants[].role": "lead participant",
    "applicants[].legal_form": "enterprise public_institution branch sole_proprietor partnership "
    "sole_proprietorship_enterprise social_service_organization social_association foundation cooperative "
    "government_agency village_committee",
    "collaboration.partners[].kind": "university research_institute other",
    "plan.field": "population_health ecology public_safety urban_social modern_agriculture other",
    "plan.expert_group[].category": "technical_expert user manager",
}


def test_every_norm_of_the_decomposition_is_encoded() -> None:
    found = {
        norm.id: (norm.ground.clause.label, norm.modality.value)
        for norm in SHIPPED.norms
        if norm.id in NORMS or norm.modality.has_finding
    }
    assert found == {name: (label, modality) for name, (label, modality, _) in NORMS.items()}


def test_findings_stand_in_the_order_of_the_text() -> None:
    assert [norm.id for norm in SHIPPED.findable] == [name for name in NORMS if name != "art3.scope"]


def test_a_norm_that_needs_judgement_is_not_settled_by_self_assessment() -> None:
    facts = next(case.facts for case in CASES if case.id == "art6.i1.domicile.met")
    verdict = check(SHIPPED, _self_assessed(facts))
    for name, (_, modality, judgement) in NORMS.items():
        if modality == "obligation":
            status = verdict.finding(name).status
            assert status is (Status.NEEDS_JUDGEMENT if judgement else Status.MET), name
    assert verdict.conclusion is Conclusion.NEEDS_JUDGEMENT


def _self_assessed(value: object) -> dict[str, object]:
    """The same application with bare `true` in place of every determination."""

    def bare(inner: object) -> object:
        if isinstance(inner, dict):
            return True if "by" in inner else {key: bare(one) for key, one in inner.items()}
        return [bare(one) for one in inner] if isinstance(inner, list) else inner

    assert isinstance(value, dict)
    return {key: bare(inner) for key, inner in value.items()}


def test_every_reading_and_its_alternatives() -> None:
    assert {one.id: [alternative.id for alternative in one.alternatives] for one in SHIPPED.readings} == READINGS
    assert all(len(alternative.argument) > 20 for one in SHIPPED.readings for alternative in one.alternatives)


def test_every_fact_and_its_type() -> None:
    found = {
        fact.path: ("J" if fact.judgement else fact.type.value) if isinstance(fact, Fact) else "list"
        for fact in SHIPPED.each_fact()
    }
    assert found == FACTS


@pytest.mark.parametrize("path", CHOICES)
def test_the_values_of_choices(path: str) -> None:
    fact = SHIPPED.fact_by_path[path]
    assert isinstance(fact, Fact)
    assert [choice.id for choice in fact.choices] == CHOICES[path].split()


def test_the_priority_topics_are_all_of_article_five() -> None:
    """第五条 names 4, 7, 4, 5 and 11 topics in its five items; each name is taken from the text."""
    topics = SHIPPED.fact_by_path["plan.topic"]
    assert isinstance(topics, Fact)
    items: dict[int, int] = {}
    for choice in topics.choices:
        if choice.id == "none":
            continue
        assert choice.clause is not None
        assert choice.clause.article == 5
        assert choice.clause.item is not None
        assert SHIPPED.text.find(choice.clause, choice.quote or "") is not None
        items[choice.clause.item] = items.get(choice.clause.item, 0) + 1
    assert items == {1: 4, 2: 7, 3: 4, 4: 5, 5: 11}


def test_people_are_asked_in_chinese_with_clause_and_evidence() -> None:
    for fact in SHIPPED.each_fact():
        assert fact.asked.question.endswith("？") or "。" in fact.asked.question, fact.path
        assert fact.asked.clause is not None, fact.path
        assert fact.asked.evidence, fact.path


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_case(case: Case) -> None:
    verdict = check(SHIPPED, case.facts, case.readings)
    if case.conclusion is not None:
        assert verdict.conclusion.value == case.conclusion, case.why
    for name, expected in case.findings.items():
        finding = verdict.finding(name)
        assert finding.status.value == expected.status, case.why
        if expected.blockers is not None:
            assert {blocker.name for blocker in finding.blockers} == expected.blockers, case.why
