"""The reference engine: the semantics of a policy, executed."""

from huimin_rules.engines.reference.engine import Engine

__all__ = ["Engine"]
