"""What is measured: the shipped policy on full applications that differ, and generated policies of any size."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import replace
from itertools import count

from huimin_rules import Policy, load_policy
from huimin_rules.loading.cases import load_cases
from huimin_rules.service import rules_folder

SHIPPED = "gongyi-huimin-2021"


def policy() -> Policy:
    """The shipped policy."""
    return load_policy(SHIPPED)


def full_application(shipped: Policy) -> Mapping[str, object]:
    """The complete application of the cases: 21 determinations, two applicants, two indicators, three experts."""
    cases = load_cases(shipped, rules_folder() / SHIPPED)
    return next(case.facts for case in cases if case.id == "art6.i1.domicile.met")


def variations(facts: Mapping[str, object], count: int, first: int = 0) -> list[dict[str, object]]:
    """Applications that are as full and differ in every text, amount and date, so that nothing is measured twice."""
    return [_vary(deepcopy(dict(facts)), number) for number in range(first, first + count)]


def _vary(value: object, number: int) -> dict[str, object]:
    def varied(inner: object, key: str) -> object:
        if isinstance(inner, Mapping):
            return {name: varied(one, name) for name, one in inner.items()}
        if isinstance(inner, list):
            return [varied(one, key) for one in inner]
        if key in ("name", "by", "reason", "evidence", "target", "method"):
            return f"{inner}{number}"
        if key in ("matching_planned", "matching_secured", "self_raised_planned", "self_raised_secured"):
            return f"{100 + number}万元"
        if key == "on":
            return f"2022-03-{1 + number % 28:02}"
        if key == "applied_on":
            return f"2022-{1 + number % 11:02}-{1 + number % 28:02}"
        if key == "start":
            return f"2022-05-{1 + number % 28:02}"
        if key == "end":
            return f"2025-05-{1 + number % 28:02}"
        return inner

    found = varied(value, "")
    assert isinstance(found, dict)
    return found


def self_assessed(value: Mapping[str, object]) -> dict[str, object]:
    """The same application with a bare `true` in place of every determination, as applicants fill it in."""

    def bare(inner: object) -> object:
        if isinstance(inner, Mapping):
            return True if "by" in inner else {key: bare(one) for key, one in inner.items()}
        return [bare(one) for one in inner] if isinstance(inner, list) else inner

    return {key: bare(inner) for key, inner in value.items()}


def half_filled(value: Mapping[str, object]) -> dict[str, object]:
    """The same application without every second thing that it says, and so with much that is open."""
    counted = count()

    def half(inner: object) -> object:
        if isinstance(inner, Mapping) and "by" not in inner:
            return {key: half(one) for key, one in inner.items() if key in ("name", "role") or next(counted) % 2}
        return [half(one) for one in inner] if isinstance(inner, list) else inner

    return {key: half(inner) for key, inner in value.items()}


def failing(value: dict[str, object]) -> dict[str, object]:
    """The same application with a plan in a field that is not funded, and with too little money."""
    plan = value["plan"]
    assert isinstance(plan, dict)
    return {**value, "plan": {**plan, "field": "other", "funding": {**plan["funding"], "matching_secured": "1万元"}}}


def policy_of(shipped: Policy, norms: int) -> Policy:
    """A policy with that many findings: the shipped norms again and again under other ids."""
    findable = shipped.findable
    definitions = tuple(norm for norm in shipped.norms if not norm.modality.has_finding)
    many = tuple(
        replace(findable[number % len(findable)], id=f"{findable[number % len(findable)].id}.{number}")
        for number in range(norms)
    )
    return replace(shipped, norms=(*definitions, *many), digest=f"generated-{norms}")
