"""Norms and their tables: one for the whole norm where its combinations are few, else one for each part."""

from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt

from huimin_rules.engines.columnar.answers.questions import Answer, Elements
from huimin_rules.engines.columnar.answers.splitting import Leaf, Tree, joined, leaves
from huimin_rules.engines.columnar.answers.tables import Table, sight_of
from huimin_rules.engines.columnar.reading.columns import Batch, Codes, State
from huimin_rules.engines.columnar.reading.compression import Joined, compressed, joined_codes
from huimin_rules.engines.reference.status import Statuses
from huimin_rules.engines.reference.variables import Variable
from huimin_rules.norms.norm import Modality, Norm
from huimin_rules.verdict import Conclusion, Status
from huimin_rules.verdict.conclude import conclude

CONCLUSIONS: Final = tuple(reversed(Conclusion))
"""The conclusions from the weakest: the strongest that any norm alone would lead to is the one."""

_SETTLED: Final = Conclusion.ELIGIBLE


class NormTable:
    """One norm: its tables, and what each combination of their answers comes to."""

    def __init__(self, norm: Norm, tree: Tree) -> None:
        self.norm = norm
        self.tree = tree
        self.leaves = tuple(leaves(tree))
        self.statuses = Statuses(norm.modality)
        seen = [leaf.question.seen for leaf in self.leaves]
        whole = sight_of(seen)
        self.tables: tuple[Table, ...]
        if len(self.leaves) == 1 or (whole.size is not None and whole.size <= 1 << 12):
            self.tables = (Table(whole, self._ask),)
        else:
            self.tables = tuple(Table(sight_of([leaf.question.seen]), leaf.question.answer) for leaf in self.leaves)

    def _ask(self, scalars: Mapping[str, State], lists: Mapping[str, Elements]) -> Answer:
        return joined(self.tree, lambda leaf: leaf.question.answer(_own(leaf, scalars), _own_lists(leaf, lists)))

    def look_up(self, batch: Batch) -> tuple[Codes, tuple[Answer, ...]]:
        """For each row the number of its answer, and the answers."""
        found = [table.look_up(batch) for table in self.tables]
        if len(found) == 1:
            return found[0], self.tables[0].answers
        return self._join(found)

    def _join(self, found: list[npt.NDArray[np.int32]]) -> tuple[npt.NDArray[np.int64], tuple[Answer, ...]]:
        parts = [Joined(one, len(table.kinds)) for one, table in zip(found, self.tables, strict=True)]
        keys = joined_codes(parts, len(found[0]))
        codes, rows = compressed(keys.codes, keys.size)
        answers = []
        for row in rows:
            own = {
                leaf: table.answers[one[row]] for leaf, table, one in zip(self.leaves, self.tables, found, strict=True)
            }
            answers.append(joined(self.tree, own.__getitem__))
        return codes, tuple(answers)

    def status(self, answer: Answer) -> Status:
        """The status that an answer comes to."""
        variables = [Variable(one.kind, one.name, "", ()) for one in answer.blockers]
        return self.statuses.of(answer.outcomes, variables)


def _own(leaf: Leaf, scalars: Mapping[str, State]) -> dict[str, State]:
    return {one.path: scalars[one.path] for one in leaf.question.seen.scalars}


def _own_lists(leaf: Leaf, lists: Mapping[str, Elements]) -> dict[str, Elements]:
    return {one.each.path: lists[one.each.path] for one in leaf.question.seen.lists}


def _alone(modality: Modality, status: Status) -> Conclusion:
    """The conclusion if all other norms were met."""
    if modality is Modality.VALIDITY:
        return conclude({status}, set())
    return conclude(set(), {status}) if modality is Modality.OBLIGATION else _SETTLED


def severity(modality: Modality, status: Status) -> int:
    """The place in `CONCLUSIONS` of what the status of one norm alone would lead to."""
    return CONCLUSIONS.index(_alone(modality, status))
