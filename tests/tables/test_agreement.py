"""The law: a table says of every row what the reference says of it, on every kind of frame."""

from collections.abc import Iterator
from functools import cache

import duckdb
import pytest

from huimin_rules.service.tables import check_table
from tests.support import UNTRACED, many
from tests.tables.agreement import Batches, differences, quietly
from tests.tables.frames import LOCAL, local
from tests.tables.policies import NAMES, SHIPPED, folder_of, policy_named
from tests.tables.rows import Rows

pytestmark = UNTRACED

ROWS = many(2_000, 20_000)
"""Random rows of the shipped policy; `python -m tests.tables` draws as many as one likes."""
SIZE = 1_000
OTHERS = {"lixiang-innovation-2030": 30}


@cache
def batches_of(name: str) -> Batches:
    folder = folder_of(name)
    return Batches(Rows(policy_named(name), folder if (folder / "cases").is_dir() else None))


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as made:
        yield made


@pytest.mark.parametrize("seed", range(-(-ROWS // SIZE)))
def test_random_rows_of_the_shipped_policy(seed: int, connection: duckdb.DuckDBPyConnection) -> None:
    batch = batches_of(SHIPPED).draw(seed, min(SIZE, ROWS - seed * SIZE))
    for kind in LOCAL:
        given = local(kind, batch.tables, connection)
        with quietly():
            came = check_table(batch.policy, given.table, children=given.children, readings=batch.readings)
        assert differences(batch, came) == [], kind


@pytest.mark.parametrize("name", [name for name in NAMES if name != SHIPPED])
@pytest.mark.parametrize("seed", range(4))
def test_random_rows_of_other_policies(name: str, seed: int, connection: duckdb.DuckDBPyConnection) -> None:
    batch = batches_of(name).draw(seed, OTHERS.get(name, 300))
    for kind in LOCAL:
        given = local(kind, batch.tables, connection)
        with quietly():
            came = check_table(batch.policy, given.table, children=given.children, readings=batch.readings)
        assert differences(batch, came) == [], kind


@pytest.mark.parametrize("name", [name for name in NAMES if (folder_of(name) / "cases").is_dir()])
@pytest.mark.parametrize("nested", [True, False], ids=["nested", "children"])
@pytest.mark.parametrize("kind", LOCAL)
def test_the_cases_of_every_policy(name: str, nested: bool, kind: str, connection: duckdb.DuckDBPyConnection) -> None:
    batch = batches_of(name).examples(11, nested=nested)
    given = local(kind, batch.tables, connection)
    with quietly():
        came = check_table(batch.policy, given.table, children=given.children)
    assert differences(batch, came) == []
