"""The compiled engine: the reference engine with its commonest paths as straight-line Python, of equal verdicts."""

from huimin_rules.engines.compiled.engine import CompiledEngine

__all__ = ["CompiledEngine"]
