"""What compares tables with the reference sees every kind of difference."""

from collections.abc import Callable

import polars as pl
import pytest

from huimin_rules.service.tables import check_table
from tests.tables.agreement import Batch, Batches, differences, quietly
from tests.tables.policies import policy_named
from tests.tables.rows import Rows


@pytest.fixture(scope="module")
def batch() -> Batch:
    return Batches(Rows(policy_named("minimal"))).draw(41, 80, nested=True)


@pytest.fixture(scope="module")
def right(batch: Batch) -> pl.DataFrame:
    with quietly():
        came = check_table(batch.policy, batch.tables.table, readings=batch.readings)
    assert isinstance(came, pl.DataFrame)
    assert differences(batch, came) == []
    return came


DECIDED = pl.col("input_error").is_null()
FIRST = DECIDED & (DECIDED.cum_sum() == 1)
WRONG: dict[str, Callable[[pl.DataFrame], pl.DataFrame]] = {
    "a row is lost": lambda frame: frame.head(-1),
    "a row is made up": lambda frame: pl.concat([frame, frame.tail(1).with_columns(pl.col("case") + pl.col("case"))]),
    "a row comes out twice": lambda frame: pl.concat([frame, frame.head(1)]),
    "a status": lambda frame: frame.with_columns(
        pl.when(FIRST).then(9).otherwise(pl.col("art1.years")).cast(frame.schema["art1.years"]).alias("art1.years")
    ),
    "a wider status": lambda frame: frame.with_columns(pl.col("art1.years").cast(pl.Int32)),
    "a conclusion": lambda frame: frame.with_columns(
        conclusion=pl.when(FIRST).then(pl.lit("else")).otherwise(pl.col("conclusion"))
    ),
    "a blocker too many or too few": lambda frame: frame.with_columns(
        blockers_1=pl.when(FIRST).then(pl.col("blockers_1") ^ 1).otherwise(pl.col("blockers_1"))
    ),
    "an error on a row that can be read": lambda frame: frame.with_columns(
        input_error=pl.when(FIRST).then(pl.lit("kind: x: y")).otherwise(pl.col("input_error"))
    ),
    "no error on a row that cannot be read": lambda frame: frame.with_columns(input_error=pl.lit(None, pl.String)),
    "an error at another fact": lambda frame: frame.with_columns(
        input_error=pl.when(~DECIDED).then(pl.lit("nothing: x: y")).otherwise(None)
    ),
    "a status beside an error": lambda frame: frame.with_columns(
        pl.when(~DECIDED).then(1).otherwise(pl.col("art1.years")).cast(frame.schema["art1.years"]).alias("art1.years")
    ),
    "a column more": lambda frame: frame.with_columns(more=1),
    "a column less": lambda frame: frame.drop("art1.years"),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_difference_is_seen(what: str, batch: Batch, right: pl.DataFrame) -> None:
    assert any(outcome.wrong for outcome in batch.outcomes)
    assert not all(outcome.wrong for outcome in batch.outcomes)
    assert differences(batch, WRONG[what](right)) != []


def test_the_order_of_rows_and_columns_is_no_difference(batch: Batch, right: pl.DataFrame) -> None:
    assert differences(batch, right.reverse().select(sorted(right.columns))) == []
