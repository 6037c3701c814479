"""What comes out for some applications, row by row in their order, with the places of what cannot be read."""

import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from huimin_rules.errors import InputError, InputProblem, nearest
from huimin_rules.loading.tables.applications import Block
from huimin_rules.loading.tables.nesting import Orphan
from huimin_rules.loading.tables.rows import Rows
from huimin_rules.norms.application import Application
from huimin_rules.norms.columns import KEY
from huimin_rules.norms.facts import Fact, ValueType
from huimin_rules.norms.policy import Policy
from huimin_rules.service.checking import check, validate
from huimin_rules.service.tables import TableWarning, blocker_names, check_table
from huimin_rules.verdict import Verdict
from huimin_rules.verdict.codes import BITS
from huimin_rules.visible import visible

ROW: Final = "row"
CONCLUSION: Final = "conclusion"
ERROR: Final = "input_error"
_WORDS: Final = "blockers_"
_NOTHING: Final = "空"
_MOST_KEPT: Final = 50_000
_ELEMENT: Final = re.compile(r"\[[0-9]+\]")


@dataclass(frozen=True, slots=True)
class Results:
    """The results of some rows: `frame` holds the number of the row, the application's key, the conclusion, a code for
    each norm with a finding, and what cannot be read. `blockers` are the places of each row's blockers among
    `service.tables.blocker_names`.
    """

    frame: pl.DataFrame
    blockers: Sequence[tuple[int, ...]]


class Decider:
    """Decides blocks of applications under fixed readings."""

    def __init__(self, policy: Policy, readings: Mapping[str, str]) -> None:
        self.policy = policy
        self.readings = readings
        self.norms = tuple(norm.id for norm in policy.findable)
        # They are an author's words, in which anything may stand.
        self._messages = tuple(visible(rule.message) for rule in policy.consistency)
        self._words = max(1, -(-len(blocker_names(policy)) // BITS))
        self._places: dict[tuple[int, ...], tuple[int, ...]] = {(0,) * self._words: ()}

    def decide(self, block: Block) -> Results:
        """The results of a block."""
        torn = [number for number, fault in block.faults.items() if fault.torn]
        frame, children = block.frame, dict(block.children)
        if torn:
            whole = ~pl.col(KEY).is_in(torn)
            frame = frame.filter(whole)
            children = {path: one.filter(whole) for path, one in children.items()}
        with warnings.catch_warnings():
            # Which facts no column says anything about has been said once, for the whole table.
            warnings.simplefilter("ignore", TableWarning)
            found = check_table(self.policy, frame, key=KEY, children=children, readings=self.readings)
        assert isinstance(found, pl.DataFrame)
        told_of = dict(found.select(KEY, ERROR).drop_nulls().iter_rows())
        if block.faults:
            found = found.filter(~pl.col(KEY).is_in(list(block.faults)))
        people = pl.DataFrame(
            {
                KEY: pl.int_range(block.first, block.first + len(block.rows), dtype=pl.Int64, eager=True),
                ROW: pl.Series(block.rows, dtype=pl.Int64),
                "key": pl.Series(block.keys, dtype=pl.String),
            }
        )
        frame = people.join(found, on=KEY, how="left", maintain_order="left").sort(KEY)
        numbers = range(block.first, block.first + len(block.rows))
        errors = ["\n".join(self._told(block, number, told_of.get(number))) or None for number in numbers]
        names = [f"{_WORDS}{word + 1}" for word in range(self._words)]
        blockers = [self._set(words) for words in frame.select(pl.col(names).fill_null(0)).iter_rows()]
        return Results(
            frame.select(
                ROW,
                pl.col("key").alias(KEY),
                CONCLUSION,
                pl.col(self.norms).fill_null(0),
                pl.Series(ERROR, errors, dtype=pl.String),
            ),
            blockers,
        )

    def lost(self, orphans: Sequence[Orphan]) -> Results:
        """The results of rows that belong to no application: none, and why."""
        count = len(orphans)
        frame = pl.DataFrame(
            [
                pl.Series(ROW, [None] * count, dtype=pl.Int64),
                pl.Series(KEY, [one.key for one in orphans], dtype=pl.String),
                pl.Series(CONCLUSION, [None] * count, dtype=pl.String),
                *(pl.Series(norm, [0] * count, dtype=pl.UInt8) for norm in self.norms),
                pl.Series(ERROR, [f"{one.place}: {one.found}" for one in orphans], dtype=pl.String),
            ]
        )
        return Results(frame, [()] * count)

    def application(self, rows: Rows, number: int) -> Application:
        """One application as it is read row by row; raises InputError with every problem."""
        facts, problems = rows.facts(number)
        try:
            application = validate(self.policy, facts)
        except InputError as error:
            problems += error.problems
            raise InputError(problems) from None
        if problems:
            raise InputError(problems)
        return application

    def verdict(self, rows: Rows, number: int) -> Verdict:
        """The verdict of the reference engine on one application that can be read."""
        return check(self.policy, self.application(rows, number), self.readings)

    def _told(self, block: Block, number: int, told: str | None) -> Iterator[str]:
        """What cannot be read about an application, each at the cell that a person finds it in."""
        fault = block.faults.get(number)
        if fault is not None:
            yield from fault.told
        for line in told.split("\n") if told is not None else ():
            if fault is None or not fault.hides(line.partition(": ")[0]):
                yield self._placed(block, number, line)

    def _placed(self, block: Block, number: int, line: str) -> str:
        """One line of `check_table`, `column: value: reason`, in the words of a table."""
        path, _, rest = line.partition(": ")
        reason = next((one for one in self._messages if rest.endswith(f": {one}")), rest.rpartition(": ")[2])
        value = rest.removesuffix(f": {reason}")
        place = block.place(number, path)
        fact = self.policy.fact_by_path.get(_ELEMENT.sub("[]", path))
        if reason in self._messages or not reason.startswith("应为"):
            return str(InputProblem("", reason, value, file=place, sentence=True))
        near = None
        if isinstance(fact, Fact) and fact.type in (ValueType.CHOICE, ValueType.BOOLEAN):
            names = [choice.name for choice in fact.choices] or ["是", "否"]
            reason, near = f"{'、'.join(names)} 之一", nearest(value, names)
        found = value if value == _NOTHING else f"“{value}”"
        return str(InputProblem("", reason.removeprefix("应为"), found, near, file=place))

    def _set(self, words: tuple[int, ...]) -> tuple[int, ...]:
        found = self._places.get(words)
        if found is None:
            if len(self._places) >= _MOST_KEPT:
                self._places.clear()
            found = self._places[words] = tuple(
                word * BITS + bit
                for word, bits in enumerate(words)
                for bit in range(bits.bit_length())
                if bits >> bit & 1
            )
        return found
