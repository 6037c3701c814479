"""Whether what came out of a table is what the reference says, row by row, joined by the key."""

import random
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import polars as pl

from huimin_rules.engines.columnar import BlockerName
from huimin_rules.engines.columnar.reading.frames import POSITION
from huimin_rules.errors import InputError
from huimin_rules.norms.policy import Policy
from huimin_rules.service import check
from huimin_rules.service.tables import TableWarning, blocker_names, check_table, explain_row
from huimin_rules.verdict.codes import BITS, CODES
from huimin_rules.verdict.findings import Status
from huimin_rules.verdict.verdict import Verdict
from tests.tables.frames import Tables, collected, tables
from tests.tables.oracle import Blockers, Oracle, Outcome, general
from tests.tables.rows import Drawn, Rows
from tests.tables.sheets import KEY, Sheet, draw_readings, draw_sheet

ERROR: Final = "input_error"
_OPEN: Final = frozenset((CODES[Status.UNKNOWN], CODES[Status.NEEDS_JUDGEMENT]))


@contextmanager
def quietly() -> Iterator[None]:
    """Columns that are missing are meant to be missing."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", TableWarning)
        yield


@dataclass(frozen=True)
class Batch:
    """Rows of one sheet under some readings, as tables, and what must come out."""

    policy: Policy
    sheet: Sheet
    readings: Mapping[str, str]
    rows: Sequence[Drawn]
    outcomes: Sequence[Outcome]
    tables: Tables
    oracle: Oracle
    verdicts: dict[str | int, Verdict] = field(default_factory=dict)

    def verdict(self, row: Drawn) -> Verdict:
        """The whole verdict of a row that can be read, made once."""
        if row.key not in self.verdicts:
            self.verdicts[row.key] = check(self.policy, row.told, self.readings)
        return self.verdicts[row.key]

    @cached_property
    def errors(self) -> Mapping[str | int, object]:
        """What is said about each row as a Polars frame: whatever kind a frame is of, the same is said."""
        given = self.tables
        with quietly():
            came = check_table(self.policy, given.table, children=given.children, readings=self.readings)
        return {line[KEY]: self.comparable(line[ERROR]) for line in collected(came).iter_rows(named=True)}

    def comparable(self, error: str | None) -> object:
        """What is said about a row; without the numbers of elements where nothing says in which order they stand."""
        if error is None or all(POSITION in child.columns for child in self.tables.children.values()):
            return error
        return sorted(map(general, error.split("\n")))


class Batches:
    """Draws batches for one policy; what the reference was asked is kept."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.policy = rows.policy
        self.oracle = Oracle(rows.policy)

    def draw(
        self, seed: int, size: int, *, nested: bool | None = None, readings: Mapping[str, str] | None = None
    ) -> Batch:
        """A batch from a seed, under readings of its own unless some are given."""
        rng = random.Random(seed)
        sheet = draw_sheet(rng, self.policy, nested=nested)
        drawn = draw_readings(rng, self.policy)
        fixed = drawn if readings is None else readings
        return self.told(rng, sheet, fixed, lambda key, _: self.rows.draw(rng, sheet, key), size)

    def examples(self, seed: int, *, nested: bool | None = None) -> Batch:
        """The cases of the policy as they stand, with every column there."""
        rng = random.Random(seed)
        sheet = draw_sheet(rng, self.policy, nested=nested, absent=0)
        size = len(self.rows.examples)
        return self.told(rng, sheet, {}, lambda key, number: self.rows.example(rng, sheet, key, number), size)

    def told(
        self,
        rng: random.Random,
        sheet: Sheet,
        readings: Mapping[str, str],
        row: Callable[[str | int, int], Drawn],
        size: int,
    ) -> Batch:
        """A batch of rows, each made from its key and number."""
        rows = [row(number * 3 if sheet.whole_key else f"申请-{number}", number) for number in range(size)]
        outcomes = [self.oracle.outcome(one, readings) for one in rows]
        return Batch(self.policy, sheet, readings, rows, outcomes, tables(sheet, rows, rng), self.oracle)


def differences(batch: Batch, came: Any, lenient: frozenset[str] = frozenset()) -> list[str]:
    """Every difference between what came out and what the reference says, one a line.

    Of the norms in `lenient` a status may be left open that the reference settles, and an open one may have blockers
    too many; nothing else may differ.
    """
    frame = collected(came)
    policy = batch.policy
    oracle = batch.oracle
    names = blocker_names(policy)
    words = [f"blockers_{number + 1}" for number in range(-(-len(names) // BITS))]
    norms = [norm.id for norm in policy.findable]
    wanted = {KEY, "conclusion", *norms, *words, ERROR}
    if set(frame.columns) != wanted:
        return [f"columns: {sorted(set(frame.columns) ^ wanted)}"]
    found: list[str] = []
    if any(frame[norm].dtype.to_python() is not int or frame.schema[norm] not in (pl.Int8, pl.UInt8) for norm in norms):
        found.append("a status is not one byte")
    by_key: dict[Any, dict[str, Any]] = {}
    for line in frame.iter_rows(named=True):
        if line[KEY] in by_key:
            found.append(f"{line[KEY]}: comes out twice")
        by_key[line[KEY]] = line
    expected = {row.key for row in batch.rows}
    found += [f"{key}: is no row" for key in by_key.keys() - expected]
    for row, outcome in zip(batch.rows, batch.outcomes, strict=True):
        lost = row.key not in by_key
        said = ["is lost"] if lost else _differs(outcome, by_key[row.key], norms, words, names, oracle, lenient)
        if said and not lost and not outcome.wrong and by_key[row.key][ERROR] is None:
            patient = oracle.patiently(row, batch.readings, outcome.blockers - _blockers(by_key[row.key], words, names))
            said = _differs(patient, by_key[row.key], norms, words, names, oracle, lenient)
        if not lost and (told := batch.comparable(by_key[row.key][ERROR])) != batch.errors[row.key]:
            said.append(f"is refused by {told!r}, as a Polars frame by {batch.errors[row.key]!r}")
        found += [f"{row.key}: {one}; told {row.told}; readings {dict(batch.readings)}" for one in said]
    return found


def misexplained(batch: Batch, given: Tables, row: Drawn, outcome: Outcome) -> str | None:
    """What is wrong with the whole verdict that is given for one row of a table; None for nothing."""
    try:
        with quietly():
            verdict = explain_row(batch.policy, given.table, row.key, children=given.children, readings=batch.readings)
    except InputError as error:
        places = {batch.oracle.fact_of(one.path) for one in error.problems}
        if outcome.wrong and outcome.wrong <= places:
            return None
        return f"{row.key}: explaining names {sorted(places)}, not {sorted(outcome.wrong)}; told {row.told}"
    if not outcome.wrong and verdict == batch.verdict(row):
        return None
    return f"{row.key}: is explained as another application; told {row.told}; readings {dict(batch.readings)}"


def _differs(
    outcome: Outcome,
    line: Mapping[str, Any],
    norms: Sequence[str],
    words: Sequence[str],
    names: Sequence[BlockerName],
    oracle: Oracle,
    lenient: frozenset[str],
) -> list[str]:
    if outcome.wrong or line[ERROR] is not None:
        return _wrongly(outcome, line, (*norms, *words), oracle)
    said: list[str] = []
    may_be_named: set[str] = set()
    left_open = False
    for norm, code in zip(norms, outcome.codes, strict=True):
        if norm in lenient and line[norm] in _OPEN:
            may_be_named |= oracle.seen_by(norm)
            left_open = left_open or line[norm] != code
        elif line[norm] != code:
            said.append(f"{norm} is {line[norm]}, not {code}")
    blockers = _blockers(line, words, names)
    missing = outcome.blockers - blockers
    more = {one for one in blockers - outcome.blockers if one[1] not in may_be_named}
    if missing or more:
        said.append(f"blockers lack {sorted(missing)} and have {sorted(more)} too many")
    if line["conclusion"] != outcome.conclusion and not left_open:
        said.append(f"conclusion is {line['conclusion']}, not {outcome.conclusion}")
    return said


def _blockers(line: Mapping[str, Any], words: Sequence[str], names: Sequence[BlockerName]) -> Blockers:
    """The blockers whose bits are set."""
    return frozenset(
        (names[bit + BITS * number].kind, general(names[bit + BITS * number].name))
        for number, word in enumerate(words)
        for bit in range(BITS)
        if (line[word] or 0) >> bit & 1
    )


def _wrongly(outcome: Outcome, line: Mapping[str, Any], silent: Sequence[str], oracle: Oracle) -> list[str]:
    if not outcome.wrong:
        return [f"is refused: {line[ERROR]!r}"]
    if line[ERROR] is None:
        return [f"is not refused for {sorted(outcome.wrong)}"]
    places = {oracle.fact_of(problem.partition(": ")[0]) for problem in line[ERROR].split("\n")}
    # A row with a cell that cannot be read may contradict itself too; the reference says so only of readable ones.
    more = places - outcome.wrong - {oracle.fact_of(rule.at) for rule in oracle.policy.consistency}
    named = outcome.wrong <= places and not more
    said = [] if named else [f"names {line[ERROR]!r}, not {sorted(outcome.wrong)}"]
    if line["conclusion"] is not None or any(line[name] for name in silent):
        said.append("is refused and decided")
    return said
