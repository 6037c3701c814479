"""The kernel: from rows that have been read to the status of every norm, the conclusion, and the blockers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from huimin_rules.engines.columnar.answers.bits import BlockerBits, blocker_bits
from huimin_rules.engines.columnar.answers.dense import DenseNorm, bundles
from huimin_rules.engines.columnar.answers.norm_tables import NormTable, severity
from huimin_rules.engines.columnar.answers.questions import (
    Drafts,
    RuleQuestion,
    asking,
)
from huimin_rules.engines.columnar.answers.resolved import resolved
from huimin_rules.engines.columnar.answers.splitting import Splitter
from huimin_rules.engines.columnar.answers.tables import LARGEST, Table, sight_of
from huimin_rules.engines.columnar.reading.columns import Batch, Codes, part_of
from huimin_rules.engines.reference.conditions import Compiler
from huimin_rules.engines.reference.consistency import Consistency
from huimin_rules.engines.reference.outcomes import UNMET
from huimin_rules.norms.policy import Consistency as Rule
from huimin_rules.norms.policy import Policy
from huimin_rules.verdict.codes import CODES

BLOCK: Final = 1 << 17
"""Rows that are gone through together, so that what is put together for them stays in the cache."""


@dataclass(frozen=True, slots=True, eq=False)
class Results:
    """What comes out for each row: a place in `CONCLUSIONS`, the code of each norm's status, words of blockers.

    The statuses of a norm are a row of `statuses`.
    """

    conclusion: npt.NDArray[np.uint8]
    statuses: npt.NDArray[np.uint8]
    blockers: tuple[npt.NDArray[np.int64], ...]


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
        tables = [(norm, norm.tables[0]) for norm in self.norms if len(norm.tables) == 1]
        self.dense = tuple(
            DenseNorm(norm, table, self.bits)
            for norm, table in tables
            if table.size is not None and table.size <= LARGEST
        )
        small = {dense.norm.norm.id for dense in self.dense}
        self.others = tuple(norm for norm in self.norms if norm.norm.id not in small)
        self.bundles = bundles(self.dense)
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
        # One piece of memory: many smaller ones take many times as long to be given.
        statuses = np.empty((len(self.norms), batch.rows), np.uint8)
        of_norm = {norm.norm.id: found for norm, found in zip(self.norms, statuses, strict=True)}
        blockers = [np.zeros(batch.rows, np.int64) for _ in range(self.bits.words)]
        worst = np.zeros(batch.rows, np.uint8)
        used = {path for dense in self.dense for path in dense.paths}
        for begin in range(0, batch.rows, BLOCK):
            end = min(begin + BLOCK, batch.rows)
            scalars = {path: part_of(batch.scalars[path], begin, end) for path in used}
            block = Batch(end - begin, scalars, {})
            for dense in self.dense:
                of_norm[dense.norm.norm.id][begin:end] = dense.look_up(block)
            for bundle in self.bundles:
                bundle.add_to(block, worst[begin:end], [word[begin:end] for word in blockers])
        for table in self.others:
            numbers, answers = table.look_up(batch)
            found = [table.status(answer) for answer in answers]
            of_norm[table.norm.id][:] = chosen(np.array([CODES[status] for status in found], np.uint8), numbers)
            masks = [self.bits.split(self.bits.mask(answer.blockers)) for answer in answers]
            for word, bits in enumerate(zip(*masks, strict=True)):
                if any(bits):
                    blockers[word] |= chosen(np.array(bits, np.int64), numbers)
            severities = [severity(table.norm.modality, status) for status in found]
            if any(severities):
                np.maximum(worst, chosen(np.array(severities, np.uint8), numbers), out=worst)
        return Results(worst, statuses, tuple(blockers))


def chosen(values: Codes, numbers: Codes) -> Codes:
    """The value of each number; where all numbers are one, without going through them."""
    if numbers.strides == (0,) and len(numbers):
        return np.full(len(numbers), values[numbers[0]])
    return values.take(numbers)
