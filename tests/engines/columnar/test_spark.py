"""Spark: the plan is lazy, holds nothing of Python, and says what the same table says in memory."""

import warnings
from collections.abc import Iterator
from typing import Any

import polars as pl
import pytest

from huimin_rules.service.tables import check_table, examine_table, explain_row
from tests.engines.columnar.rows import table
from tests.engines.columnar.test_cases import FOLDERS, cases
from tests.support import ON_SPARK

pytestmark = ON_SPARK

READINGS = {"consortium": "every_applicant", "organization_breadth": "literal"}


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pyspark.sql import SparkSession

        session = (
            SparkSession.builder.master("local[1]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "1")
            .config("spark.sql.session.timeZone", "UTC")
            .getOrCreate()
        )
        yield session
        session.stop()


@pytest.mark.filterwarnings("ignore")
def test_a_plan_says_what_the_table_says(spark: Any) -> None:
    policy, by_readings = cases(FOLDERS[0])
    applications = by_readings[()][::40]
    rows = table(policy, applications, text=True).frame
    frame = spark.createDataFrame(rows.to_arrow())
    assert examine_table(policy, frame, readings=READINGS) == ()
    result = check_table(policy, frame, readings=READINGS)
    plan = result._jdf.queryExecution().toString()
    assert "Python" not in plan
    assert "ArrowEval" not in plan
    found = pl.DataFrame(pl.from_arrow(result.toArrow())).sort("case")
    expected = check_table(policy, rows, readings=READINGS)
    assert found.columns == expected.columns
    assert found.cast(dict(expected.schema)).equals(expected)
    assert explain_row(policy, frame, 3, readings=READINGS) == explain_row(policy, rows, 3, readings=READINGS)
