"""The full verdict of one row agrees with its line in the table."""

from collections.abc import Iterator
from functools import cache

import duckdb
import pytest

from huimin_rules.errors import InputError
from huimin_rules.service.tables import explain_row
from tests.support import UNTRACED
from tests.tables.agreement import Batch, Batches, misexplained, quietly
from tests.tables.frames import LOCAL, local
from tests.tables.policies import NAMES, SHIPPED, folder_of, policy_named
from tests.tables.rows import Rows

pytestmark = UNTRACED


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as made:
        yield made


@cache
def batch(name: str, nested: bool) -> Batch:
    return Batches(Rows(policy_named(name))).draw(23 + nested, 40, nested=nested)


@pytest.mark.parametrize("name", [SHIPPED, "every-type", "minimal"])
@pytest.mark.parametrize("nested", [True, False], ids=["nested", "children"])
@pytest.mark.parametrize("kind", LOCAL)
def test_a_row_is_explained_as_it_is_checked(
    name: str, nested: bool, kind: str, connection: duckdb.DuckDBPyConnection
) -> None:
    drawn = batch(name, nested)
    given = local(kind, drawn.tables, connection)
    pairs = zip(drawn.rows, drawn.outcomes, strict=True)
    assert [said for row, outcome in pairs if (said := misexplained(drawn, given, row, outcome))] == []


@cache
def examples(name: str, nested: bool) -> Batch:
    return Batches(Rows(policy_named(name), folder_of(name))).examples(11, nested=nested)


@pytest.mark.parametrize("name", [name for name in NAMES if (folder_of(name) / "cases").is_dir()])
@pytest.mark.parametrize("nested", [True, False], ids=["nested", "children"])
@pytest.mark.parametrize("kind", LOCAL)
def test_every_case_is_explained(name: str, nested: bool, kind: str, connection: duckdb.DuckDBPyConnection) -> None:
    drawn = examples(name, nested)
    given = local(kind, drawn.tables, connection)
    pairs = zip(drawn.rows, drawn.outcomes, strict=True)
    assert [said for row, outcome in pairs if (said := misexplained(drawn, given, row, outcome))] == []


@pytest.mark.parametrize("kind", LOCAL)
def test_a_key_that_is_not_there_is_the_callers_mistake(kind: str, connection: duckdb.DuckDBPyConnection) -> None:
    drawn = batch("minimal", nested=True)
    given = local(kind, drawn.tables, connection)
    with pytest.raises(InputError), quietly():
        explain_row(drawn.policy, given.table, -5 if drawn.sheet.whole_key else "nobody")
