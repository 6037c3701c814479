"""zen-engine (GoRules): all norms as one compiled expression, and as the rows of one decision table."""

import json
from collections.abc import Sequence
from copy import deepcopy
from typing import Any, Final

from benchmarks.by_hand import CATEGORIES, FIELDS, FIRST_DAY, LAST_DAY, NO_PERSONS, ORGANIZATIONS, SCIENCE, TOPICS
from benchmarks.peers.cases import Case
from benchmarks.peers.peer import Answers, Peer, Ready
from huimin_rules import Policy
from huimin_rules.norms.norm import Norm


def _in(name: str, values: Sequence[str] | frozenset[str]) -> str:
    return f"{name} in [{', '.join(repr(value) for value in sorted(values))}]"


def _each(test: str) -> str:
    return f"all(applicants, {test})"


TOPIC: Final = {field: f"field == '{field}' and {_in('topic', topics)}" for field, topics in TOPICS.items()}
EXPRESSIONS: Final = {
    "art4.i3.period": "after_month - start_month - (after_day < start_day ? 1 : 0) == 36",
    "art5.topic": " or ".join(f"({one})" for one in TOPIC.values()),
    "art6.i1.domicile": _each("#.domicile == '410181'"),
    "art6.i1.legal_person": _each(f"not({_in('#.legal_form', NO_PERSONS)})"),
    "art6.i1.organization": _each(_in("#.legal_form", ORGANIZATIONS)),
    "art6.i1.long_term": _each("#.long_term_engagement"),
    "art6.i1.conditions": _each("#.good_conditions"),
    "art6.i2.partner": f"some(partners, #.agreement_signed and {_in('#.kind', SCIENCE)})",
    "art6.i2.cooperation": "close_cooperation",
    "art6.i2.advantage": "advantage",
    "art6.i2.user_lead": "some(applicants, #.role == 'lead' and #.is_result_user)",
    "art6.i3.mobilize": "can_mobilize",
    "art6.i3.demonstration": "demonstration_conditions",
    "art7.i1.need": "meets_local_need",
    "art7.i1.field": _in("field", FIELDS),
    "art7.i2.technology": "advanced and mature and applicable",
    "art7.i2.replicable": "replicable",
    "art7.i2.rights": "rights_clause and rights_clear",
    "art7.i3.goals": "goals_clear",
    "art7.i3.tasks": "tasks_specific",
    "art7.i3.indicators": "len(indicators) >= 1 and indicators_assessable and "
    "all(indicators, #.target != '' and #.unit != '' and #.due != '' and #.method != '')",
    "art7.i4.leading_group": "leading_group",
    "art7.i4.expert_group": " and ".join(f"some(expert_group, #.category == '{one}')" for one in sorted(CATEGORIES)),
    "art7.i4.advice": "expert_group_advises",
    "art7.i5.matching": "matching_planned > 0 and matching_secured >= matching_planned",
    "art7.i5.self_raised": "self_raised_planned > 0 and self_raised_secured >= self_raised_planned",
    "art7.i5.assured": "assured",
    "art7.i6.effect": "demonstration_effect",
    "art7.i6.users": "target_users_named and beneficiaries_named",
    "art7.i6.promotion": "promotion_measures",
    "art13.in_force": f"applied_on >= {FIRST_DAY} and applied_on <= {LAST_DAY}",
}

CELLS: Final[dict[str, tuple[dict[str, str], ...]]] = {
    "art5.topic": tuple(
        {"field": f"'{field}'", "topic": ", ".join(repr(one) for one in sorted(topics))}
        for field, topics in TOPICS.items()
    ),
    "art7.i1.field": ({"field": ", ".join(repr(one) for one in sorted(FIELDS))},),
    "art7.i2.technology": ({"advanced": "true", "mature": "true", "applicable": "true"},),
    "art7.i2.rights": ({"rights_clause": "true", "rights_clear": "true"},),
    "art7.i5.matching": ({"matching_planned": "> 0", "matching_secured - matching_planned": ">= 0"},),
    "art7.i5.self_raised": ({"self_raised_planned": "> 0", "self_raised_secured - self_raised_planned": ">= 0"},),
    "art7.i6.users": ({"target_users_named": "true", "beneficiaries_named": "true"},),
    "art13.in_force": ({"applied_on": f"[{FIRST_DAY}..{LAST_DAY}]"},),
}
"""The rows of a norm by their columns; a norm without rows here has one, with its expression in one column."""


def _json(case: Case) -> str:
    return json.dumps(case.facts)


def _expression(_: Policy, norms: Sequence[Norm]) -> Ready:
    import zen

    compiled = zen.compile_expression(f"[{', '.join(f'({EXPRESSIONS[norm.id]})' for norm in norms)}]")
    return Ready(_json, compiled.evaluate)


def _expression_from_dict(policy: Policy, norms: Sequence[Norm]) -> Ready:
    return Ready(lambda case: deepcopy(case.facts), _expression(policy, norms).decide)


def _table(_: Policy, norms: Sequence[Norm]) -> Ready:
    import zen

    rows = [(norm.id, cells) for norm in norms for cells in CELLS.get(norm.id, ({EXPRESSIONS[norm.id]: "true"},))]
    columns = {
        column: f"i{index}" for index, column in enumerate(dict.fromkeys(name for _, row in rows for name in row))
    }
    content = {
        "hitPolicy": "collect",
        "inputs": [{"id": id, "name": column, "field": column} for column, id in columns.items()],
        "outputs": [{"id": "o", "name": "norm", "field": "norm"}],
        "rules": [
            {
                "_id": f"r{index}",
                "o": f"'{norm}'",
                **{columns[column]: cell for column, cell in cells.items()},
            }
            for index, (norm, cells) in enumerate(rows)
        ],
    }
    nodes = [
        {"id": "in", "type": "inputNode", "name": "in"},
        {"id": "table", "type": "decisionTableNode", "name": "table", "content": content},
        {"id": "out", "type": "outputNode", "name": "out"},
    ]
    edges = [
        {"id": "e1", "type": "edge", "sourceId": "in", "targetId": "table"},
        {"id": "e2", "type": "edge", "sourceId": "table", "targetId": "out"},
    ]
    # With a static loader the table is compiled once and a decision stays in its thread: several times as fast as
    # what `create_decision` gives.
    engine = zen.ZenEngine({"loader": {"type": "static", "content": {"norms": {"nodes": nodes, "edges": edges}}}})
    ids = tuple(norm.id for norm in norms)

    def decide(given: Any) -> Answers:
        held = {row["norm"] for row in engine.evaluate("norms", given)["result"]}
        return tuple([id in held for id in ids])

    return Ready(_json, decide)


PEERS = (
    Peer("zen-engine, one expression", "JSON text", "zen-engine", _expression),
    Peer("zen-engine, one expression", "a dict", "zen-engine", _expression_from_dict),
    Peer("zen-engine, decision table", "JSON text", "zen-engine", _table),
)
