"""The kernel: from rows that have been read to the status of every norm, the conclusion, and the blockers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from huimin_rules.engines.columnar.bits import BlockerBits, blocker_bits
from huimin_rules.engines.columnar.columns import Batch, State
from huimin_rules.engines.columnar.questions import (
    Answer,
    Drafts,
    Elements,
    RuleQuestion,
    asking,
)
from huimin_rules.engines.columnar.resolved import resolved
from huimin_rules.engines.columnar.splitting import Leaf, Splitter, Tree, joined, leaves
from huimin_rules.engines.columnar.tables import Table, sight_of
from huimin_rules.engines.reference.conditions import Compiler
from huimin_rules.engines.reference.consistency import Consistency
from huimin_rules.engines.reference.outcomes import UNMET
from huimin_rules.engines.reference.status import Statuses
from huimin_rules.engines.reference.variables import Variable
from huimin_rules.norms.norm import Modality, Norm
from huimin_rules.norms.policy import Consistency as Rule
from huimin_rules.norms.policy import Policy
from huimin_rules.verdict import Conclusion, Status
from huimin_rules.verdict.codes import CODES
from huimin_rules.verdict.conclude import conclude

CONCLUSIONS: Final = tuple(reversed(Conclusion))
"""The conclusions from the weakest: the strongest that any norm alone would lead to is the one."""

_SETTLED: Final = Conclusion.ELIGIBLE


@dataclass(frozen=True, slots=True, eq=False)
class Results:
    """What comes out for each row: a place in `CONCLUSIONS`, the code of each norm's status, words of blockers."""

    conclusion: npt.NDArray[np.uint8]
    statuses: tuple[npt.NDArray[np.uint8], ...]
    blockers: tuple[npt.NDArray[np.int64], ...]


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

    def look_up(self, batch: Batch) -> tuple[npt.NDArray[np.int64], tuple[Answer, ...]]:
        """For each row the number of its answer, and the answers."""
        found = [table.look_up(batch) for table in self.tables]
        if len(found) == 1:
            return found[0].astype(np.int64), self.tables[0].answers
        return self._join(found)

    def _join(self, found: list[npt.NDArray[np.int32]]) -> tuple[npt.NDArray[np.int64], tuple[Answer, ...]]:
        from huimin_rules.engines.columnar.compression import Joined, compressed, joined_codes

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


class Kernel:
    """A policy under fixed readings, ready for tables. Keeps the answers that it has been given, and no row."""

    def __init__(self, policy: Policy, readings: Mapping[str, str]) -> None:
        self.policy = policy
        self.bits: BlockerBits = blocker_bits(policy)
        self.resolved = resolved(policy, readings)
        consistency = Consistency(Compiler(self.resolved))
        drafts = Drafts(self.resolved)
        splitter = Splitter(consistency, drafts)
        self.norms = tuple(NormTable(norm, splitter.split(norm)) for norm in self.resolved.findable)
        self.questions: tuple[tuple[Rule, RuleQuestion], ...] = ()
        if self.resolved.norms:
            model = self.resolved.norms[0]
            self.questions = tuple(
                (rule, RuleQuestion(asking(model, rule.requires), consistency, drafts))
                for rule in self.resolved.consistency
            )
        self.rules = tuple((rule, Table(sight_of([one.seen]), one.answer)) for rule, one in self.questions)

    def violated(self, batch: Batch) -> list[tuple[Rule, npt.NDArray[np.int64]]]:
        """The consistency rules that rows violate, and which rows those are."""
        found = []
        for rule, table in self.rules:
            answers = table.look_up(batch)
            violating = [number for answer, number in table.kinds.items() if answer.outcomes == UNMET]
            if violating:
                found.append((rule, np.flatnonzero(answers == violating[0])))
        return found

    def decide(self, batch: Batch) -> Results:
        """The results of all rows; those of a row that contradicts itself mean nothing."""
        statuses, blockers = [], [np.zeros(batch.rows, np.int64) for _ in range(self.bits.words)]
        worst = np.zeros(batch.rows, np.uint8)
        for table in self.norms:
            numbers, answers = table.look_up(batch)
            found = [table.status(answer) for answer in answers]
            statuses.append(np.array([CODES[status] for status in found], np.uint8)[numbers])
            masks = [self.bits.split(self.bits.mask(answer.blockers)) for answer in answers]
            for word, bits in enumerate(zip(*masks, strict=True)):
                if any(bits):
                    blockers[word] |= np.array(bits, np.int64)[numbers]
            severities = [severity(table.norm.modality, status) for status in found]
            if any(severities):
                np.maximum(worst, np.array(severities, np.uint8)[numbers], out=worst)
        return Results(worst, tuple(statuses), tuple(blockers))


def _alone(modality: Modality, status: Status) -> Conclusion:
    """The conclusion if all other norms were met."""
    if modality is Modality.VALIDITY:
        return conclude({status}, set())
    return conclude(set(), {status}) if modality is Modality.OBLIGATION else _SETTLED


def severity(modality: Modality, status: Status) -> int:
    """The place in `CONCLUSIONS` of what the status of one norm alone would lead to."""
    return CONCLUSIONS.index(_alone(modality, status))
