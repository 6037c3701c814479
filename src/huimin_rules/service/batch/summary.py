"""The summary of a batch: how many of each conclusion, the norms failed most, what cannot be read."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from huimin_rules.norms.norm import Norm
from huimin_rules.norms.policy import Policy
from huimin_rules.service.batch.results import CONCLUSION, ERROR, Results
from huimin_rules.verdict import Conclusion, Status
from huimin_rules.verdict.codes import CODES

MOST_TOLD: Final = 20
"""How many problems a summary tells."""

_FAILED: Final = (CODES[Status.UNMET], CODES[Status.NOT_FOLLOWED])
_OPEN: Final = (CODES[Status.UNKNOWN], CODES[Status.NEEDS_JUDGEMENT])


@dataclass(frozen=True, slots=True)
class NormCount:
    """In how many applications a norm failed, and in how many it is open."""

    norm: Norm
    failed: int
    open: int


@dataclass(slots=True)
class Summary:
    """The counts of a batch, as they grow."""

    policy: Policy
    conclusions: Counter[Conclusion] = field(default_factory=Counter)
    unreadable: int = 0
    problems: list[str] = field(default_factory=list)
    untold: int = 0
    remarks: tuple[str, ...] = ()
    _failed: Counter[str] = field(default_factory=Counter)
    _open: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        """How many rows came out."""
        return sum(self.conclusions.values()) + self.unreadable

    def add(self, results: Results) -> None:
        """Count some results."""
        frame = results.frame
        for name, count in frame[CONCLUSION].drop_nulls().value_counts().iter_rows():
            self.conclusions[Conclusion(name)] += count
        errors = frame[ERROR].drop_nulls()
        self.unreadable += len(errors)
        for error in errors:
            for line in error.splitlines():
                if len(self.problems) < MOST_TOLD:
                    self.problems.append(line)
                else:
                    self.untold += 1
        norms = [norm.id for norm in self.policy.findable]
        for counter, codes in ((self._failed, _FAILED), (self._open, _OPEN)):
            counts = frame.select(pl.col(norms).is_in(codes).sum()).row(0)
            counter.update(dict(zip(norms, counts, strict=True)))

    def norms(self) -> tuple[NormCount, ...]:
        """The norms that failed or are open anywhere: those that decide first, then by how often they failed."""
        found = [
            NormCount(norm, self._failed[norm.id], self._open[norm.id])
            for norm in self.policy.findable
            if self._failed[norm.id] or self._open[norm.id]
        ]
        return tuple(sorted(found, key=lambda one: (not one.norm.modality.decides, -one.failed, -one.open)))
