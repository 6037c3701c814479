"""On Spark: the same outcomes, one lazy plan without functions of Python's, no job before the caller asks for one."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import polars as pl
import pytest

from huimin_rules.norms.policy import Policy
from huimin_rules.service.tables import blocker_names, check_table, examine_table
from huimin_rules.verdict.codes import STATUSES
from tests.support import ON_SPARK, UNTRACED, many
from tests.tables.agreement import Batch, Batches, differences, misexplained, quietly
from tests.tables.frames import Tables, collected
from tests.tables.policies import NAMES, SHIPPED, folder_of, policy_named
from tests.tables.rows import Rows

ROWS = 100
SHEETS = many(3, 50)
"""Tables of so many rows, each with columns of its own."""
READINGS = {"consortium": "every_applicant", "organization_breadth": "literal"}
"""Under these what is made ahead is made soon, and once for all sheets."""
pytestmark = [
    UNTRACED,
    ON_SPARK,
    # What pyspark itself says of the pandas that is installed, and of sockets that it leaves to the collector.
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning:pyspark.*"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


@pytest.fixture(scope="module")
def session() -> Iterator[Any]:
    from pyspark.sql import SparkSession

    made = (
        SparkSession.builder.master("local[2]")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.sql.codegen.wholeStage", "false")
        .config("spark.log.level", "ERROR")
        .getOrCreate()
    )
    yield made
    made.stop()


def on_spark(session: Any, given: Tables) -> Tables:
    return Tables(
        session.createDataFrame(given.table.to_arrow()),
        {path: session.createDataFrame(child.to_arrow()) for path, child in given.children.items()},
    )


@cache
def batches_of(name: str) -> Batches:
    folder = folder_of(name)
    return Batches(Rows(policy_named(name), folder if (folder / "cases").is_dir() else None))


def checked(session: Any, batch: Batch) -> list[str]:
    """The differences; norms that were named before the work began may be cautious."""
    given = on_spark(session, batch.tables)
    with quietly():
        named = examine_table(batch.policy, given.table, children=given.children, readings=batch.readings)
        came = check_table(batch.policy, given.table, children=given.children, readings=batch.readings)
    return differences(batch, came, frozenset(named))


@pytest.mark.parametrize("seed", range(500, 500 + SHEETS))
def test_random_rows_of_the_shipped_policy(session: Any, seed: int) -> None:
    assert checked(session, batches_of(SHIPPED).draw(seed, ROWS, readings=READINGS)) == []


@pytest.mark.parametrize("nested", [True, False], ids=["nested", "children"])
@pytest.mark.parametrize("name", [name for name in NAMES if (folder_of(name) / "cases").is_dir()])
def test_the_cases_of_every_policy(session: Any, name: str, nested: bool) -> None:
    assert checked(session, batches_of(name).examples(11, nested=nested)) == []


@pytest.mark.parametrize("name", [name for name in NAMES if name != SHIPPED])
def test_random_rows_of_other_policies(session: Any, name: str) -> None:
    assert checked(session, batches_of(name).draw(7, 60)) == []


def test_every_status_of_the_shipped_policy_is_exact(session: Any) -> None:
    batch = batches_of(SHIPPED).draw(1, 1)
    given = on_spark(session, batch.tables)
    with quietly():
        assert examine_table(batch.policy, given.table, children=given.children) == ()


@pytest.mark.parametrize("nested", [True, False], ids=["nested", "children"])
def test_nothing_is_done_before_the_caller_asks_for_it(session: Any, nested: bool) -> None:
    batch = batches_of(SHIPPED).draw(3, 20, nested=nested)
    given = on_spark(session, batch.tables)
    context = session.sparkContext
    group = f"lazy, nested {nested}"
    context.setJobGroup(group, "nothing may run in it")
    with quietly():
        came = check_table(batch.policy, given.table, children=given.children, readings=batch.readings)
    assert type(came) is type(given.table)
    assert list(context.statusTracker().getJobIdsForGroup(group)) == []
    plan = came._jdf.queryExecution().toString()
    assert "Python" not in plan
    assert "InArrow" not in plan
    assert came.count() == len(batch.rows)
    assert list(context.statusTracker().getJobIdsForGroup(group)) != []


def test_a_row_is_explained_as_it_is_checked(session: Any) -> None:
    batch = batches_of("minimal").draw(29, 6, nested=False)
    given = on_spark(session, batch.tables)
    pairs = zip(batch.rows, batch.outcomes, strict=True)
    assert [said for row, outcome in pairs if (said := misexplained(batch, given, row, outcome))] == []


@pytest.mark.parametrize("nested", [True, False], ids=["nested", "children"])
def test_a_case_is_explained(session: Any, nested: bool) -> None:
    batch = batches_of(SHIPPED).examples(11, nested=nested)
    given = on_spark(session, batch.tables)
    pairs = list(zip(batch.rows, batch.outcomes, strict=True))[:: many(100, 1)]
    assert [said for row, outcome in pairs if (said := misexplained(batch, given, row, outcome))] == []


@pytest.fixture(scope="module")
def minimal() -> Policy:
    return policy_named("minimal")


def test_a_child_row_without_an_application_comes_out_as_an_error(session: Any, minimal: Policy) -> None:
    table = session.createDataFrame(pl.DataFrame({"case": ["a", "b", "a"], "domicile": ["990100"] * 3}).to_arrow())
    partners = session.createDataFrame(pl.DataFrame({"case": ["b", "z"], "signed": [True, True]}).to_arrow())
    with quietly():
        came = collected(check_table(minimal, table, children={"partners": partners}))
    rows = sorted(came.to_dicts(), key=lambda row: str(row["case"]))
    assert [row["case"] for row in rows] == ["a", "a", "b", "z"]
    # To which of two applications of one key an element belongs nobody can say.
    assert [row["input_error"] is None for row in rows] == [False, False, True, False]


def test_what_a_norm_asks_for_blocks_nothing_where_it_does_not_apply(session: Any, minimal: Policy) -> None:
    """Schools need no years of practice; nobody else is asked about anything but them."""
    table = session.createDataFrame(
        pl.DataFrame({"case": ["a", "b", "c"], "kind": ["school", "hospital", None]}).to_arrow()
    )
    with quietly():
        came = collected(check_table(minimal, table))
    rows = {row["case"]: row for row in came.to_dicts()}
    names = [blocker.name for blocker in blocker_names(minimal)]
    blocks = {
        case: {names[bit] for bit in range(len(names)) if row["blockers_1"] >> bit & 1} for case, row in rows.items()
    }
    assert {case: STATUSES[row["art1.years"]] for case, row in rows.items()} == {
        "a": "not_applicable",
        "b": "unknown",
        "c": "unknown",
    }
    assert {case: blocks[case] & {"kind", "years"} for case in blocks} == {
        "a": set(),
        "b": {"years"},
        "c": {"kind", "years"},
    }
