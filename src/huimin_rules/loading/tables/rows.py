"""Single rows of a block as the facts of one application, for what is looked at row by row."""

from collections.abc import Mapping
from functools import cached_property

from huimin_rules.errors import InputProblem
from huimin_rules.loading.tables.applications import Block
from huimin_rules.loading.tables.cells import Cells, count_problem, facts_of
from huimin_rules.norms.columns import KEY
from huimin_rules.norms.policy import Policy


class Rows:
    """The rows of one block."""

    def __init__(self, policy: Policy, block: Block) -> None:
        self.policy = policy
        self.block = block

    def facts(self, number: int) -> tuple[dict[str, object], list[InputProblem]]:
        """The facts of the application with that number, and where the number of a list's elements is not true."""
        row = self.cells(number)
        elements = {path: children.get(number, []) for path, children in self._children.items()}
        problems = (count_problem(each, row, elements.get(each.path, ())) for each in self.policy.lists)
        return facts_of(self.policy, row, elements), [one for one in problems if one is not None]

    def cells(self, number: int) -> Cells:
        """What stands in each column."""
        return self.block.frame.row(number - self.block.first, named=True)

    def elements(self, path: str, number: int) -> list[Cells]:
        """The rows of a list's elements."""
        return self._children.get(path, {}).get(number, [])

    @cached_property
    def _children(self) -> Mapping[str, Mapping[int, list[Cells]]]:
        found: dict[str, dict[int, list[Cells]]] = {}
        for path, frame in self.block.children.items():
            by_owner = found[path] = {}
            for row in frame.iter_rows(named=True):
                by_owner.setdefault(row[KEY], []).append(row)
        return found
