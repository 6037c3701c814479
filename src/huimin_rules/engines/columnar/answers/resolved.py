"""A policy under readings that are fixed for a whole table: definitions written out, fixed readings chosen.

What is left says the same about every application, and refers to fewer things, so that more of its parts are
independent of each other.
"""

from collections.abc import Mapping
from dataclasses import replace

from huimin_rules.engines.reference.conditions import whole_condition
from huimin_rules.norms.conditions import ConditionByReading, Holds
from huimin_rules.norms.expressions import ExpressionByReading
from huimin_rules.norms.policy import Policy
from huimin_rules.norms.transform import transformed, transformed_norm
from huimin_rules.norms.walk import Node


def resolved(policy: Policy, readings: Mapping[str, str]) -> Policy:
    """The policy with its definitions written out and some readings fixed; official readings are fixed too."""
    official = {one.id: one.official.alternative for one in policy.readings if one.official is not None}
    fixed = {**official, **readings}

    def chosen(node: Node) -> Node:
        match node:
            case Holds(name):
                return transformed(whole_condition(policy.norm_by_id[name]), chosen)
            case ConditionByReading(reading, alternatives) if reading in fixed:
                return dict(alternatives)[fixed[reading]]
            case ExpressionByReading(reading, choices) if reading in fixed:
                return dict(choices)[fixed[reading]]
            case _:
                return node

    return replace(
        policy,
        norms=tuple(transformed_norm(norm, chosen) for norm in policy.findable),
        consistency=tuple(replace(rule, requires=transformed(rule.requires, chosen)) for rule in policy.consistency),
    )
