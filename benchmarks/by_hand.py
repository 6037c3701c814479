"""The floor: twenty tests on a plain mapping, written by hand, with no citation, no reason and no notion of unknown."""

from collections.abc import Mapping
from typing import Any


def eligible(f: Mapping[str, Any]) -> bool:
    """Whether the objective conditions hold, for facts that are all there."""
    applicants, plan = f["applicants"], f["plan"]
    funding, period = plan["funding"], plan["period"]
    categories = {member["category"] for member in plan["expert_group"]}
    return (
        "2021-12-22" <= f["applied_on"] <= "2022-12-21"
        and all(one["domicile"] == "410181" for one in applicants)
        and all(one["legal_form"] in ("enterprise", "public_institution") for one in applicants)
        and sum(one["role"] == "lead" for one in applicants) == 1
        and any(one["kind"] != "other" and one["agreement_signed"] for one in f["collaboration"]["partners"])
        and plan["field"] != "other"
        and bool(plan["rights_clause"])
        and len(plan["indicators"]) > 0
        and all(one["target"] and one["unit"] and one["due"] and one["method"] for one in plan["indicators"])
        and bool(plan["leading_group"])
        and "technical_expert" in categories
        and "user" in categories
        and "manager" in categories
        and bool(funding["matching_planned"])
        and bool(funding["self_raised_planned"])
        and bool(plan["target_users_named"])
        and bool(plan["beneficiaries_named"])
        and period["start"] <= period["end"]
    )
