"""No row is lost, none is made up, and order says nothing."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import duckdb
import polars as pl
import pytest

from huimin_rules.norms.policy import Policy
from huimin_rules.service.tables import TableWarning, check_table
from tests.tables.agreement import Batches, differences, quietly
from tests.tables.frames import LOCAL, Tables, collected, local
from tests.tables.policies import SHIPPED, policy_named
from tests.tables.rows import Rows

ERROR = "input_error"


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as made:
        yield made


@pytest.fixture(scope="module")
def policy() -> Policy:
    return policy_named("minimal")


def checked(
    policy: Policy, kind: str, connection: duckdb.DuckDBPyConnection, table: pl.DataFrame, **children: pl.DataFrame
) -> list[dict[str, Any]]:
    """What comes out of a table of a kind, in the order of its keys."""
    given = local(kind, Tables(table, children), connection)
    with quietly():
        came = collected(check_table(policy, given.table, children=given.children))
    return sorted(came.to_dicts(), key=lambda row: (str(row["case"]), str(row[ERROR])))


@pytest.mark.parametrize("kind", LOCAL)
def test_a_child_row_without_an_application_comes_out_as_an_error(
    policy: Policy, kind: str, connection: duckdb.DuckDBPyConnection
) -> None:
    table = pl.DataFrame({"case": ["a", "b"], "domicile": ["990100", "990100"]})
    partners = pl.DataFrame({"case": ["b", "z", "z"], "signed": [True, True, False]})
    a, b, z = checked(policy, kind, connection, table, partners=partners)
    assert (a["case"], b["case"], z["case"]) == ("a", "b", "z")
    assert a[ERROR] is None
    assert b[ERROR] is None
    assert z["conclusion"] is None
    assert "partners" in z[ERROR]


@pytest.mark.parametrize("kind", LOCAL)
def test_an_empty_table_gives_an_empty_table_with_the_same_columns(
    policy: Policy, kind: str, connection: duckdb.DuckDBPyConnection
) -> None:
    table = pl.DataFrame({"case": ["a"], "domicile": ["990100"]})
    given = local(kind, Tables(table, {}), connection), local(kind, Tables(table.clear(), {}), connection)
    with quietly():
        some, none = (collected(check_table(policy, one.table)) for one in given)
    assert len(none) == 0
    assert none.columns == some.columns


@pytest.mark.parametrize("kind", LOCAL)
def test_every_row_of_a_key_that_stands_twice_comes_out(
    policy: Policy, kind: str, connection: duckdb.DuckDBPyConnection
) -> None:
    table = pl.DataFrame({"case": ["a", "b", "a"], "domicile": ["990100", "990100", "110000"]})
    assert [row["case"] for row in checked(policy, kind, connection, table)] == ["a", "a", "b"]


@pytest.mark.parametrize("kind", LOCAL)
def test_the_order_of_rows_and_columns_changes_nothing(kind: str, connection: duckdb.DuckDBPyConnection) -> None:
    batch = Batches(Rows(policy_named(SHIPPED))).draw(17, 60, nested=False)
    given = batch.tables.table
    shuffled = given.select(sorted(given.columns, reverse=True)).reverse()
    turned = local(kind, Tables(shuffled, batch.tables.children), connection)
    with quietly():
        came = check_table(batch.policy, turned.table, children=turned.children, readings=batch.readings)
    assert differences(batch, came) == []


@pytest.mark.parametrize("kind", LOCAL)
def test_a_count_that_is_not_true_is_an_error_and_none_states_an_empty_list(
    policy: Policy, kind: str, connection: duckdb.DuckDBPyConnection
) -> None:
    table = pl.DataFrame({"case": ["a", "b", "c", "d"], "partners.count": [0, 2, 1, None]})
    partners = pl.DataFrame({"case": ["b", "c"], "signed": [True, True]})
    a, b, c, d = checked(policy, kind, connection, table, partners=partners)
    assert (a["art2.partner"], c["art2.partner"]) == (2, 1)
    assert b[ERROR].startswith("partners.count: ")
    assert d["art2.partner"] == 3


@pytest.mark.parametrize(
    "counts",
    [
        ["0", "2", "1", "", "无", "不清楚", " 1", "1.0", "九", "-1"],
        [0.0, 2.0, 1.0, None, 0.0, None, 1.0, 1.5, 0.5, -1.0],
        [Decimal(cell) if cell else None for cell in ("0", "2", "1", "", "0", "", "1.0", "1.5", "0.5", "-1")],
    ],
    ids=lambda counts: type(counts[0]).__name__,
)
@pytest.mark.parametrize("kind", LOCAL)
def test_a_count_is_read_as_a_whole_number(
    policy: Policy, kind: str, counts: list[object], connection: duckdb.DuckDBPyConnection
) -> None:
    table = pl.DataFrame({"case": [*"abcdefghij"], "partners.count": counts})
    partners = pl.DataFrame({"case": ["b", "c", "f", "g"], "signed": [True] * 4})
    rows = checked(policy, kind, connection, table, partners=partners)
    statuses = [None if row[ERROR] else row["art2.partner"] for row in rows]
    assert statuses == [2, None, 1, 3, 2, 1, 1, None, None, None]
    assert all("partners.count: " in row[ERROR] for row in rows if row[ERROR])


@pytest.mark.parametrize("missing", ["value", "by", "on", "reason"])
@pytest.mark.parametrize("kind", LOCAL)
def test_a_part_of_a_determination_whose_column_is_not_there_is_missing(
    kind: str, missing: str, connection: duckdb.DuckDBPyConnection
) -> None:
    parts = {"value": [True, None], "by": ["局", None], "on": ["2022-03-01", None], "reason": ["属实", None]}
    columns = {f"plan.goals_clear.{name}": cells for name, cells in parts.items() if name != missing}
    table = pl.DataFrame({"case": [1, 2], **columns})
    first, second = checked(policy_named(SHIPPED), kind, connection, table)
    assert "plan.goals_clear" in first[ERROR]
    assert second[ERROR] is None


def test_columns_that_are_missing_or_unexpected_are_said_at_once(policy: Policy) -> None:
    table = pl.DataFrame({"case": [1], "domicil": ["990100"]})
    with pytest.warns(TableWarning) as said:
        check_table(policy, table)
    (warning,) = said
    text = str(warning.message)
    assert "domicil（是否想写 domicile？）" in text
    assert all(fact in text for fact in ("applied_on", "kind", "years", "funds.own", "funds.asked", "partners"))
