"""How much work a finding may take. Work is counted in evaluations and not in time, so that the verdict is the same on
every machine.
"""

from typing import Final

BUDGET: Final = 20_000
FINDING_BUDGET: Final = 100_000
_ELEMENTS_PER_UNIT: Final = 4


class Exhausted(Exception):
    """The budget of a question, or of the finding that it is about, is spent."""


class Effort:
    """What is left for the questions about one finding: `BUDGET` evaluations for each question, and `FINDING_BUDGET`
    for all of them together, where an evaluation that goes through lists counts the more the longer they are.

    Each norm has an effort of its own, so that what one finding takes never shows in another.
    """

    def __init__(self) -> None:
        self.left = FINDING_BUDGET
        self._question = 0
        self._weight = 1

    @property
    def spent(self) -> bool:
        """Whether nothing is left for any question."""
        return self.left < self._weight

    def weigh(self, elements: int) -> None:
        """Say how many elements of lists an evaluation goes through from now on."""
        self._weight = 1 + elements // _ELEMENTS_PER_UNIT

    def begin(self) -> None:
        """Begin a question."""
        self._question = BUDGET

    def spend(self) -> None:
        """Take one evaluation; raises Exhausted where none is left."""
        if not self._question or self.spent:
            raise Exhausted
        self._question -= 1
        self.left -= self._weight
