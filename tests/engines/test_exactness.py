"""The law of the reference engine: status and blockers are those that brute force over all completions finds."""

from itertools import product
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from huimin_rules.engines.reference import Engine
from huimin_rules.norms.application import Application, Statement
from huimin_rules.norms.norm import Norm
from huimin_rules.norms.policy import Policy
from huimin_rules.norms.walk import norm_references, references
from tests.engines.plain import Unknown, World, judged
from tests.engines.random_policies import OPTIONS, POLICIES

MOST_COMPLETIONS = 4_000
_ROWS = [{"t": t, "n": n} for t, n in product(OPTIONS["t"], OPTIONS["n"])]
_LISTS = tuple(
    [[]]
    + [list(rows) for size in (1, 2, 3) for rows in product(_ROWS, repeat=size) if list(rows) == sorted(rows, key=repr)]
)

SETTINGS = settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))


def said(path: str, stated: Any) -> Statement:
    return Statement(fact=path, value=stated if isinstance(stated, bool | int | str) else str(stated))


@st.composite
def partial(draw: st.DrawFn, policy: Policy) -> tuple[Application, World, list[Unknown]]:
    """A random partial application, the world with the unknowns at their first option, and the unknowns."""
    facts: dict[str, Any] = {}
    unknowns: list[Unknown] = []
    scalars, stated = [], []
    for fact in policy.scalars:
        options = OPTIONS[fact.path]
        chosen = draw(st.sampled_from([*options, *(None for _ in options)]))
        judged_true = fact.judgement and chosen is True
        known = chosen is not None and not judged_true
        facts[fact.path] = chosen if known else options[0]
        scalars.append(chosen if known else fact.domain)
        stated.append(said(fact.path, chosen) if chosen is not None else None)
        if not known:
            unknowns.append(Unknown(fact.path, "judgement" if judged_true else "missing", ("fact", fact.path), options))
    each = policy.lists[0]
    rows = draw(
        st.none() | st.lists(st.tuples(*(st.sampled_from([*OPTIONS[name], None]) for name in ("t", "n"))), max_size=3)
    )
    if rows is None:
        unknowns.append(Unknown("rows", "missing", ("list", "rows"), _LISTS))
    complete = [{"t": t if t is not None else False, "n": n if n is not None else 0} for t, n in rows or ()]
    for index, row in enumerate(rows or ()):
        for name, chosen in zip(("t", "n"), row, strict=True):
            if chosen is None:
                unknowns.append(
                    Unknown(f"rows[{index}].{name}", "missing", ("field", "rows", index, name), OPTIONS[name])
                )
    application = Application(
        policy.digest,
        tuple(scalars),
        (
            each.domain
            if rows is None
            else tuple(
                tuple(one if one is not None else item.domain for one, item in zip(row, each.items, strict=True))
                for row in rows
            ),
        ),
        tuple(stated),
        (
            tuple(
                tuple(
                    None if one is None else said(f"rows[{index}].{name}", one)
                    for name, one in zip("tn", row, strict=True)
                )
                for index, row in enumerate(rows or ())
            ),
        ),
    )
    for reading in policy.readings:
        unknowns.append(
            Unknown(reading.id, "reading", ("reading", reading.id), tuple(one.id for one in reading.alternatives))
        )
    return application, World(policy, facts, {"rows": complete}, {one.id: "one" for one in policy.readings}), unknowns


def relevant(policy: Policy, norm: Norm, unknowns: list[Unknown]) -> tuple[list[Unknown], list[list[str]]]:
    """The unknowns that the norm or a consistency rule connected with it mentions, and those tied by such rules."""
    named = norm_references(policy, norm)
    names = {*named.facts, *named.lists, *named.readings}
    tied: list[list[str]] = []
    for rule in policy.consistency:
        ruled = references(policy, (rule.requires,))
        if names & {*ruled.facts, *ruled.lists}:
            names |= {*ruled.facts, *ruled.lists}
            tied.append([one.name for one in unknowns if general(one) in ruled.facts or one.name in ruled.lists])
    chosen = [one for one in unknowns if general(one) in names or one.name in names]
    return chosen, tied


def general(unknown: Unknown) -> str:
    """The path of the fact, without the index of an element."""
    if unknown.place[0] == "field":
        return f"{unknown.place[1]}[].{unknown.place[3]}"
    return unknown.name


def mentioned(policy: Policy, norm: Norm, unknown: Unknown) -> bool:
    named = norm_references(policy, norm)
    return general(unknown) in {*named.facts, *named.lists, *named.readings}


def expected_status(norm: Norm, outcomes: set[str], blockers: list[Unknown]) -> str:
    duty = norm.modality.decides
    if len(outcomes) == 1:
        return {"met": "met" if duty else "followed", "unmet": "unmet" if duty else "not_followed"}.get(
            next(iter(outcomes)), "not_applicable"
        )
    return "needs_judgement" if duty and all(one.kind != "missing" for one in blockers) else "unknown"


def compare(policy: Policy, application: Application, world: World, unknowns: list[Unknown]) -> None:
    norm = policy.findable[0]
    chosen, tied = relevant(policy, norm, unknowns)
    size = 1
    for one in chosen:
        size *= len(one.options)
    assume(size <= MOST_COMPLETIONS)
    outcomes, names = judged(norm, world, chosen, tied)
    assume(outcomes)
    blockers = [one for one in chosen if one.name in names and mentioned(policy, norm, one)]
    finding = Engine(policy).decide(application).findings[0]
    assert finding.status.value == expected_status(norm, outcomes, blockers)
    if len(outcomes) > 1:
        assert {(one.kind, one.name) for one in finding.blockers} == {(one.kind, one.name) for one in blockers}
    else:
        assert not finding.blockers


@SETTINGS
@given(st.data())
def test_brute_force_agrees_on_random_policies(data: st.DataObject) -> None:
    policy = data.draw(POLICIES)
    application, world, unknowns = data.draw(partial(policy))
    compare(policy, application, world, unknowns)
