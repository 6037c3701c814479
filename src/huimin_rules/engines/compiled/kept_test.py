"""A condition that is computed, and what it came to for values that were known."""

from collections.abc import Mapping, Sequence
from typing import Final

from huimin_rules.engines.reference.conditions import Test
from huimin_rules.norms.application import Value
from huimin_rules.ternary import Truth

MOST_KEPT: Final = 4096


class KeptTest:
    """The truth of a condition on single facts, by their values; it has none where a value is not known."""

    def __init__(self, test: Test, places: Sequence[int], readings: Mapping[int, Value]) -> None:
        self.truths: dict[tuple[Value, ...], Truth] = {}
        self._test = test
        self._places = places
        self._readings = readings

    def truth(self, values: tuple[Value, ...]) -> Truth:
        """The truth for values that are not kept, or no longer."""
        if len(self.truths) >= MOST_KEPT:
            self.truths.clear()
        slots = {**dict(zip(self._places, values, strict=True)), **self._readings}
        found = self.truths[values] = self._test(slots, ())  # type: ignore[arg-type]  # only these places are read
        return found
