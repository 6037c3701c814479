"""The compiled engine: the reference engine with its commonest paths as straight-line Python, of equal verdicts.
Beside it the screener, which makes statuses and blockers alone.
"""

from huimin_rules.engines.compiled.engine import CompiledEngine
from huimin_rules.engines.compiled.screener import Screener

__all__ = ["CompiledEngine", "Screener"]
