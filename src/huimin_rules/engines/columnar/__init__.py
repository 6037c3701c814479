"""The columnar engine: many applications in a table, each status looked up in tables made by the reference engine."""

from huimin_rules.engines.columnar.answers.bits import BlockerBits, BlockerName, blocker_bits
from huimin_rules.engines.columnar.engine import ColumnarEngine
from huimin_rules.engines.columnar.reading.problems import CellReader, Unreadable

__all__ = ["BlockerBits", "BlockerName", "CellReader", "ColumnarEngine", "Unreadable", "blocker_bits"]
