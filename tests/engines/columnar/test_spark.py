"""Spark: the plan is lazy, holds nothing of Python, and says what the same table says in memory."""

import warnings
from collections.abc import Iterator
from datetime import date, datetime
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


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("with_child", [True, False], ids=["child frame", "count alone"])
def test_a_list_that_is_counted_as_empty_is_refused_where_it_must_have_elements(spark: Any, with_child: bool) -> None:
    policy, _ = cases(FOLDERS[0])
    rows = pl.DataFrame({"case": [1, 2, 3], "applicants.count": [0, 1, None] if with_child else [0, None, None]})
    children = {"applicants": pl.DataFrame({"case": [2], "role": ["lead"]})} if with_child else {}
    expected = check_table(policy, rows, children=children, readings=READINGS)["input_error"].to_list()
    assert expected == ["applicants: 0 项: 应为至少 1 项的列表", None, None]
    found = check_table(
        policy,
        spark.createDataFrame(rows.to_arrow()),
        children={path: spark.createDataFrame(child.to_arrow()) for path, child in children.items()},
        readings=READINGS,
    )
    assert pl.DataFrame(pl.from_arrow(found.toArrow())).sort("case")["input_error"].to_list() == expected


@pytest.mark.filterwarnings("ignore")
def test_parts_of_determinations_of_any_type_are_read_or_refused(spark: Any) -> None:
    """What is no day, no boolean or no text settles nothing, in a column as in an element."""
    policy, _ = cases(FOLDERS[0])
    days = [datetime(2022, 3, 1), datetime(2022, 3, 1, 12), datetime(1899, 12, 31), None]
    whole = {"value": True, "by": "专家组", "on": date(2022, 3, 1), "reason": "材料"}
    facts: dict[str, dict[str, Any]] = {
        "plan.meets_local_need": {**whole, "on": days},
        "plan.goals_clear": {**whole, "value": 1},
        "plan.tasks_specific": {**whole, "by": 7},
        "plan.technology.mature": {**whole, "on": 20220301},
        "plan.technology.advanced": {**whole, "reason": date(2022, 3, 1)},
        "plan.technology.applicable": {**whole, "value": "是"},
    }
    columns = {f"{fact}.{part}": cell for fact, parts in facts.items() for part, cell in parts.items()}
    rows = pl.DataFrame({"case": range(4)}).with_columns(
        pl.Series(name, cell if isinstance(cell, list) else [cell] * 4) for name, cell in columns.items()
    )
    items = {"good_conditions": {**whole, "on": days[1]}, "long_term_engagement": {**whole, "value": 1.0}}
    element = {f"{item}.{part}": cell for item, parts in items.items() for part, cell in parts.items()}
    rows = rows.with_columns(pl.Series("applicants", [[element]] * 4))
    expected = check_table(policy, rows, readings=READINGS)["input_error"].to_list()
    assert [len(text.splitlines()) for text in expected] == [6, 7, 7, 7]
    found = check_table(policy, spark.createDataFrame(rows.to_arrow()), readings=READINGS)
    told = pl.DataFrame(pl.from_arrow(found.toArrow())).sort("case")["input_error"].to_list()
    assert [sorted(text.splitlines()) for text in told] == [sorted(text.splitlines()) for text in expected]
