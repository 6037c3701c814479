"""What is drawn reaches everything, says the same in every frame, and the oracle is the reference."""

import random

import duckdb
import pytest

from huimin_rules.norms.facts import Fact, ValueType
from huimin_rules.service import check
from huimin_rules.verdict.codes import CODES
from huimin_rules.verdict.findings import Status
from huimin_rules.verdict.verdict import Conclusion
from tests.support import UNTRACED
from tests.tables.cells import Dress, bad, dresses
from tests.tables.frames import LOCAL, collected, local, tables
from tests.tables.oracle import Oracle, of_verdict
from tests.tables.policies import NAMES, SHIPPED, folder_of, policy_named
from tests.tables.rows import Rows
from tests.tables.sheets import draw_readings, draw_sheet

pytestmark = UNTRACED


def rows_of(name: str) -> Rows:
    folder = folder_of(name)
    return Rows(policy_named(name), folder if (folder / "cases").is_dir() else None)


@pytest.mark.parametrize("name", NAMES)
def test_the_oracle_says_what_the_whole_reference_says(name: str) -> None:
    rows = rows_of(name)
    oracle = Oracle(rows.policy)
    rng = random.Random(3)
    for _ in range(4):
        sheet, readings = draw_sheet(rng, rows.policy), draw_readings(rng, rows.policy)
        for key in range(15):
            row = rows.draw(rng, sheet, key)
            outcome = oracle.outcome(row, readings)
            if not outcome.wrong:
                assert outcome == of_verdict(check(rows.policy, row.told, readings))


def test_every_status_of_every_norm_and_every_conclusion_is_drawn() -> None:
    rows = rows_of(SHIPPED)
    policy = rows.policy
    oracle = Oracle(policy)
    rng = random.Random(5)
    conclusions: set[str | None] = set()
    statuses: set[tuple[str, int]] = set()
    refused: set[str] = set()
    for _ in range(24):
        sheet, readings = draw_sheet(rng, policy), draw_readings(rng, policy)
        for key in range(80):
            outcome = oracle.outcome(rows.draw(rng, sheet, key), readings)
            conclusions.add(outcome.conclusion)
            statuses |= {(norm.id, code) for norm, code in zip(policy.findable, outcome.codes, strict=False)}
            refused |= outcome.wrong
    assert conclusions == {None, *(one.value for one in Conclusion)}
    wanted = {
        (norm.id, CODES[status])
        for norm in policy.findable
        for status in (
            (Status.MET, Status.UNMET, Status.UNKNOWN)
            if norm.modality.decides
            else (Status.FOLLOWED, Status.NOT_FOLLOWED, Status.UNKNOWN)
        )
    }
    assert wanted <= statuses
    assert {each.path for each in policy.lists} <= refused
    assert {"plan.period.end", "plan.field", "plan.goals_clear"} <= refused


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", LOCAL)
def test_a_frame_of_any_kind_holds_the_same_cells(name: str, kind: str) -> None:
    rows = rows_of(name)
    rng = random.Random(7)
    sheet = draw_sheet(rng, rows.policy)
    given = tables(sheet, [rows.draw(rng, sheet, key if sheet.whole_key else str(key)) for key in range(20)], rng)
    with duckdb.connect() as connection:
        other = local(kind, given, connection)
        for frame, same in zip(other.frames, given.frames, strict=True):
            assert collected(frame).equals(same)


def test_every_fact_has_a_bad_cell_in_every_column_but_of_booleans() -> None:
    policy = policy_named("every-type")
    rng = random.Random(1)
    facts = [fact for fact in policy.each_fact() if isinstance(fact, Fact)]
    assert {fact.type for fact in facts} == set(ValueType)
    for fact in facts:
        for dress in dresses(fact):
            assert (bad(rng, fact, dress) is None) == (dress is Dress.BOOLEAN)
