"""Spark: the plan is lazy, holds nothing of Python, and says what the same table says in memory."""

import sys
import unicodedata
import warnings
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from huimin_rules.service.tables import check_table, examine_table, explain_row
from huimin_rules.verdict.codes import STATUSES
from tests.engines.columnar.rows import table
from tests.engines.columnar.test_cases import FOLDERS, cases
from tests.support import ON_SPARK

pytestmark = ON_SPARK

READINGS = {"consortium": "every_applicant", "organization_breadth": "literal", "field_gate": "field"}


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


SPACES = "".join(character for character in map(chr, range(sys.maxunicode + 1)) if character.isspace())
TEXTS = [
    "",
    " ",
    "\u3000",
    "\t\n ",
    "!",
    "~",
    *SPACES,
    f"{SPACES}专家组",
    "\x01文",
    "\u2fffx",
    "\u3000专家组",
    "\u3001",
    "一位专家",
    "不清椿",
    "不清楚",
    " 不清楚",
    "不清楚\u3000",
    "不清楚了",
    "不清楚 的",
    "不清楛",
    "龥",
    "\U00020000",
    "文" * 2000,
    "文" * 2001,
    "x" * 2001,
    "专家\x00组",
    "\x00",
]


@pytest.mark.filterwarnings("ignore")
def test_what_texts_of_determinations_say_is_what_they_say_in_memory(spark: Any) -> None:
    """Beside every boundary of the order of texts that is asked first, and of every length that is allowed."""
    rows = pl.DataFrame({"case": range(len(TEXTS)), "plan.goals_clear.by": TEXTS}).with_columns(
        pl.lit(True).alias("plan.goals_clear.value"),
        pl.lit(date(2022, 3, 1)).alias("plan.goals_clear.on"),
        pl.lit("材料").alias("plan.goals_clear.reason"),
    )
    _alike(spark, rows, "art7.i3.goals", {"met", None})


@pytest.mark.filterwarnings("ignore")
def test_a_choice_is_read_with_and_without_spaces_around_it(spark: Any) -> None:
    """By its id or its name; what is no choice is refused, and what is not known stays open."""
    fields = [
        None,
        "ecology",
        " ecology",
        "生态环境\u3000",
        "人口健康",
        "other",
        f"{SPACES}other",
        "Ecology",
        "不清楚 ",
        "",
        "生态",
    ]
    rows = pl.DataFrame({"case": range(len(fields)), "plan.field": fields})
    _alike(spark, rows, "art7.i1.field", {"met", "unmet", "unknown", None})


DAYS = [
    "2022-03-01",
    " 2022-03-01",
    "2022-03-01\n",
    "2022-3-1",
    "2022-02-30",
    "1899-12-31",
    "2022-03-01T00:00:00",
    "２０２２-03-01",
]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("column", ["applied_on", "plan.goals_clear.on"])
def test_a_day_is_one_form_of_text_and_no_other(spark: Any, column: str) -> None:
    """With spaces around it where the cell is a fact; a determination is written as it will be quoted."""
    rows = pl.DataFrame({"case": range(len(DAYS)), column: DAYS}).with_columns(
        pl.lit(True).alias("plan.goals_clear.value"),
        pl.lit("专家组").alias("plan.goals_clear.by"),
        pl.lit("材料").alias("plan.goals_clear.reason"),
        *([] if column.endswith(".on") else [pl.lit(date(2022, 3, 1)).alias("plan.goals_clear.on")]),
    )
    _alike(spark, rows, "art7.i3.goals", {"met", None})


@pytest.mark.filterwarnings("ignore")
def test_a_part_of_determinations_that_has_no_column_is_lacking(spark: Any) -> None:
    """Nothing is settled without it, and the row says so."""
    whole = {"value": True, "by": "专家组", "on": date(2022, 3, 1), "reason": "材料"}
    facts = ("plan.goals_clear", "plan.tasks_specific", "plan.meets_local_need", "plan.demonstration_effect")
    columns = {
        f"{fact}.{part}": cell
        for fact, lacking in zip(facts, whole, strict=True)
        for part, cell in whole.items()
        if part != lacking
    }
    rows = pl.DataFrame({"case": range(2)}).with_columns(
        pl.Series(name, [cell, None]) for name, cell in columns.items()
    )
    _alike(spark, rows, "art7.i3.goals", {None, "unknown"})
    said = check_table(cases(FOLDERS[0])[0], rows)["input_error"][0].split("\n")
    assert {line.split(": ")[0] for line in said} == {
        f"{fact}.{lacking}" for fact, lacking in zip(facts, whole, strict=True)
    }


@pytest.mark.filterwarnings("ignore")
def test_a_list_has_a_thousand_elements_at_most(spark: Any) -> None:
    kinds = ["technical_expert", "user", "manager"]
    groups = [[{"category": kinds[place % 3]} for place in range(size)] for size in (0, 3, 1000, 1001)]
    _alike(
        spark,
        pl.DataFrame({"case": range(len(groups)), "plan.expert_group": groups}),
        "art7.i4.expert_group",
        {"met", "unmet", None},
    )


@pytest.mark.filterwarnings("ignore")
def test_texts_and_codes_of_elements_say_what_they_say_in_memory(spark: Any) -> None:
    """With spaces or without, unknown, none at all, too long; and codes with the end of a line behind them."""
    targets = [*TEXTS, "无", " 无", "无线", "旡", "无\u3000"]
    codes = ["410181", " 410181", "410181\n", "41018１", "4101810", "41018", "无", "不清楚", ""]
    whole = {"name": "远程诊疗", "unit": "人次", "due": date(2025, 4, 30), "method": "查验"}
    lists = [[{**whole, "target": target}] for target in targets]
    units = [[{"role": "lead", "domicile": codes[place % len(codes)]}] for place in range(len(lists))]
    rows = pl.DataFrame({"case": range(len(lists)), "plan.indicators": lists, "applicants": units})
    _alike(spark, rows.drop("applicants"), "art7.i3.indicators", {"unmet", "unknown", None})
    _alike(spark, rows.drop("plan.indicators"), "art6.i1.domicile", {"met", "unknown", None})


TRUTHS = ["是", "否", "true", "TRUE", "False", " 是\u3000", "yes", "1", "不清楚", "", "对", "是的"]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("column", ["plan.leading_group", "plan.goals_clear", "plan.goals_clear.value"])
def test_a_boolean_is_read_in_the_words_of_a_table(spark: Any, column: str) -> None:
    """As a fact, as an applicant's own word, and as a determination; in capitals or not."""
    rows = pl.DataFrame({"case": range(len(TRUTHS)), column: TRUTHS})
    if column.endswith(".value"):
        rows = rows.with_columns(
            pl.lit("专家组").alias("plan.goals_clear.by"),
            pl.lit(date(2022, 3, 1)).alias("plan.goals_clear.on"),
            pl.lit("材料").alias("plan.goals_clear.reason"),
        )
    norm, open_as = {
        "plan.leading_group": ("art7.i4.leading_group", {"met", "unknown"}),
        "plan.goals_clear": ("art7.i3.goals", {"needs_judgement", "unknown"}),
        "plan.goals_clear.value": ("art7.i3.goals", {"met"}),
    }[column]
    _alike(spark, rows, norm, {"unmet", None, *open_as})


AMOUNTS = [
    "120万元",
    "120 万元",
    "120万元 ",
    "1,200,000元",
    "120",
    "120.5",
    "120.123456",
    "120.1234567",
    "0",
    "-1",
    "1e3",
    "一百",
    "120亿元",
    "1200000.00元",
    "12,00元",
    "无",
    "120万",
    "．5",
    ".5",
    "5.",
    "+5",
]


@pytest.mark.filterwarnings("ignore")
def test_money_is_read_as_it_is_in_memory(spark: Any) -> None:
    rows = pl.DataFrame({"case": range(len(AMOUNTS)), "plan.funding.matching_planned": AMOUNTS}).with_columns(
        pl.lit("120万元").alias("plan.funding.matching_secured")
    )
    _alike(spark, rows, "art7.i5.matching", {"met", "unmet", "needs_judgement", None})


@pytest.mark.filterwarnings("ignore")
def test_what_is_said_of_a_list_is_said_in_the_same_words(spark: Any) -> None:
    """Of one that contradicts a rule, and of one that is not counted as it is."""
    policy, _ = cases(FOLDERS[0])
    leads = [[{"role": "lead"}] * 2, [{"role": "lead"}]]
    rows = pl.DataFrame({"case": range(2), "applicants": leads, "applicants.count": [2, 3]})
    expected = check_table(policy, rows, readings=READINGS)["input_error"].to_list()
    found = check_table(policy, spark.createDataFrame(rows.to_arrow()), readings=READINGS)
    assert [text.split(":")[1] for text in expected] == [" 2 项", " 3"]
    assert pl.DataFrame(pl.from_arrow(found.toArrow())).sort("case")["input_error"].to_list() == expected


QUOTED = [
    [-3.0, -0.5, -0.0001, -0.00001, -1.5e-7, -12345678.25, -1e15, -1e16, -1.25e300, float("nan"), -float("inf")],
    [-9007199254740991.0, -0.00012345678901234567, -123456789012.345, float("inf"), None],
    [Decimal("-3.00"), Decimal("-0.50"), Decimal("-1200.05")],
    [Decimal(-300), Decimal(-1)],
    [-3, -(2**62)],
    [True, False],
    [datetime(2022, 3, 1), datetime(2022, 3, 1, 12), datetime(2022, 3, 1, 12, 0, 0, 500_000)],
    [date(2022, 3, 1)],
]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("given", QUOTED, ids=lambda given: type(given[0]).__name__)
def test_a_cell_of_any_type_is_quoted_as_in_memory(spark: Any, given: list[object]) -> None:
    """Of a table, and of an element."""
    policy, _ = cases(FOLDERS[0])
    rows = pl.DataFrame({"case": range(len(given)), "plan.funding.matching_planned": given}).with_columns(
        pl.Series("applicants", [[{"role": "lead", "years_in_field": one}] for one in given], strict=False)
    )
    expected = check_table(policy, rows, readings=READINGS)["input_error"].to_list()
    found = check_table(policy, spark.createDataFrame(rows.to_arrow()), readings=READINGS)
    told = pl.DataFrame(pl.from_arrow(found.toArrow())).sort("case")["input_error"].to_list()
    assert told == expected
    assert [text is None for text in expected] == [one is None for one in given]


@pytest.mark.filterwarnings("ignore")
def test_lists_are_evidence_and_nothing_else_as_in_memory(spark: Any) -> None:
    """Of a table, and of an element."""
    policy, _ = cases(FOLDERS[0])
    lists = [
        ["批文", "协议"],
        [],
        None,
        [""],
        ["批文", None],
        ["甲\0"],
        ["不清楚"],
        ["批文"] * 1001,
        ["字" * 2001],
        ["\u3000"],
    ]
    kind = pl.List(pl.String)
    decided = {"value": True, "by": "组", "on": date(2022, 3, 1), "reason": "有据"}
    parts = {f"good_conditions.{part}": cell for part, cell in decided.items()}
    elements = [[{"role": "lead", **parts, "good_conditions.evidence": one, "domicile": one}] for one in lists]
    rows = pl.DataFrame({"case": range(len(lists)), "applicants": elements}).with_columns(
        *(pl.lit(cell).alias(f"plan.goals_clear.{part}") for part, cell in decided.items()),
        pl.Series("plan.goals_clear.evidence", lists, dtype=kind),
        pl.Series("plan.rights_clear.by", lists, dtype=kind),
    )
    expected = check_table(policy, rows, readings=READINGS)
    found = check_table(policy, spark.createDataFrame(rows.to_arrow()), readings=READINGS)
    told = pl.DataFrame(pl.from_arrow(found.toArrow())).sort("case").cast(dict(expected.schema))
    assert told.rows() == expected.rows()
    evidence = [".evidence" in (text or "") for text in expected["input_error"]]
    assert evidence == [False, False, False, True, True, True, False, True, True, True]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("with_child", [True, False])
def test_a_determination_may_stand_in_one_column_as_a_record(spark: Any, with_child: bool) -> None:
    """Of a table, and of an element."""
    policy, _ = cases(FOLDERS[0])
    whole = {"value": True, "by": "组", "on": date(2022, 3, 1), "reason": "有据"}
    records = [whole, {**whole, "value": False}, {**whole, "by": None}, {**whole, "reason": "字" * 2001}, None]
    rows = pl.DataFrame({"case": range(len(records)), "plan.goals_clear": records})
    children = {}
    elements = [{"role": "lead", "good_conditions": one} for one in records]
    if with_child:
        children = {"applicants": pl.DataFrame([{"case": place, **one} for place, one in enumerate(elements)])}
    else:
        rows = rows.with_columns(pl.Series("applicants", [[one] for one in elements]))
    expected = check_table(policy, rows, children=children, readings=READINGS)
    given = {path: spark.createDataFrame(child.to_arrow()) for path, child in children.items()}
    found = check_table(policy, spark.createDataFrame(rows.to_arrow()), children=given, readings=READINGS)
    told = pl.DataFrame(pl.from_arrow(found.toArrow())).sort("case").cast(dict(expected.schema))
    assert told.rows() == expected.rows()
    statuses = [(STATUSES[row["art7.i3.goals"]], STATUSES[row["art6.i1.conditions"]]) for row in expected.to_dicts()]
    assert statuses[:2] == [("met", "met"), ("unmet", "unmet")]
    assert [text is None for text in expected["input_error"]] == [True, True, False, False, True]


HIDDEN = [
    "人口\n健康: 应为",
    "甲\x00乙",
    "甲\u202e乙\u200b",
    "\x1b[31m红",
    "字" * 61,
    "甲\n" * 31,
    "\U0001f600" * 60 + "a",
    "全　角 空\xa0格",
    "\ufe0f\u3164\U000e0100",
    "\ue000\u2028\\",
]


@pytest.mark.filterwarnings("ignore")
def test_what_is_quoted_is_short_and_hides_nothing(spark: Any) -> None:
    """In one line each, as in memory: of a table, of a determination and of an element."""
    policy, _ = cases(FOLDERS[0])
    decided = {f"plan.goals_clear.{part}": cell for part, cell in (("by", "组"), ("reason", "有据"), ("value", True))}
    rows = pl.DataFrame(
        {
            "case": range(len(HIDDEN)),
            "plan.field": HIDDEN,
            "plan.goals_clear.on": HIDDEN,
            "applicants": [[{"role": "lead", "domicile": text}, {"domicile": "41"}] for text in HIDDEN],
        }
    ).with_columns(pl.lit(cell).alias(name) for name, cell in decided.items())
    expected = [text.split("\n") for text in check_table(policy, rows, readings=READINGS)["input_error"]]
    found = check_table(policy, spark.createDataFrame(rows.to_arrow()), readings=READINGS)
    told = pl.DataFrame(pl.from_arrow(found.toArrow())).sort("case")["input_error"]
    assert [text.split("\n") for text in told] == expected
    assert all(len(each) == 4 for each in expected)


@pytest.mark.filterwarnings("ignore")
def test_every_character_is_shown_as_in_memory(spark: Any) -> None:
    """All that are as old as Unicode 3.2: of younger ones Java and Python may not know the same."""
    old = [
        one for one in map(chr, range(sys.maxunicode + 1)) if unicodedata.ucd_3_2_0.category(one) not in ("Cn", "Cs")
    ]
    cells = [f"甲{''.join(old[place : place + 50])}乙" for place in range(0, len(old), 50)]
    policy, _ = cases(FOLDERS[0])
    rows = pl.DataFrame({"case": range(len(cells)), "plan.field": cells})
    expected = check_table(policy, rows, readings=READINGS)["input_error"].to_list()
    found = check_table(policy, spark.createDataFrame(rows.to_arrow()), readings=READINGS)
    assert pl.DataFrame(pl.from_arrow(found.toArrow())).sort("case")["input_error"].to_list() == expected


@pytest.mark.filterwarnings("ignore")
def test_keys_are_quoted_short_and_hide_nothing(spark: Any) -> None:
    """One that comes twice, and those of elements that belong to no application."""
    policy, _ = cases(FOLDERS[0])
    rows = pl.DataFrame({"case": ["甲\x00\n乙", "甲\x00\n乙", "丙"]})
    children = {"applicants": pl.DataFrame({"case": [*HIDDEN, None, "丙"], "role": ["lead"] * (len(HIDDEN) + 2)})}
    expected = check_table(policy, rows, children=children, readings=READINGS)["input_error"].to_list()
    assert [text is None for text in expected] == [False, False, True, *[False] * (len(HIDDEN) + 1)]
    found = check_table(
        policy,
        spark.createDataFrame(rows.to_arrow()),
        children={path: spark.createDataFrame(child.to_arrow()) for path, child in children.items()},
        readings=READINGS,
    )
    told = pl.DataFrame(pl.from_arrow(found.toArrow()))["input_error"].to_list()
    assert sorted(text or "" for text in told) == sorted(text or "" for text in expected)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    "counts",
    [
        ["1", "2", "", "无", "不清楚", "\u20031\u3000", "1.0", "九", "-1", "1e0", "+1", "01", None],
        [1.0, 2.0, None, 0.0, float("inf"), float("nan"), 1.5, 1e300, -1.0],
        [Decimal("1.0"), Decimal("1.5"), Decimal(-1), None],
        [1, 2, 0, -1, None, 2**62],
        [True, False, None],
        [date(2022, 3, 1), None],
        [None, None],
    ],
    ids=lambda counts: type(counts[0]).__name__,
)
def test_counts_of_any_type_are_read_as_in_memory(spark: Any, counts: list[object]) -> None:
    """As numbers of elements beside one element, and alone."""
    policy, _ = cases(FOLDERS[0])
    rows = pl.DataFrame({"case": range(len(counts)), "collaboration.partners.count": counts})
    norms = ["art6.i2.partner", "conclusion", "input_error"]
    for columns in ({}, {"collaboration.partners": [[{"kind": "university"}]] * len(counts)}):
        given = rows.with_columns(pl.Series(name, cells) for name, cells in columns.items())
        expected = check_table(policy, given, readings=READINGS).select(norms).rows()
        found = pl.from_arrow(check_table(policy, spark.createDataFrame(given.to_arrow()), readings=READINGS).toArrow())
        assert pl.DataFrame(found).sort("case").select(norms).rows() == expected


def _alike(spark: Any, rows: pl.DataFrame, norm: str, statuses: set[str | None]) -> None:
    policy, _ = cases(FOLDERS[0])
    expected = check_table(policy, rows, readings=READINGS)
    found = pl.DataFrame(
        pl.from_arrow(check_table(policy, spark.createDataFrame(rows.to_arrow()), readings=READINGS).toArrow())
    )
    found = found.sort("case").cast(dict(expected.schema))
    assert found.rows() == expected.rows()
    assert {STATUSES[code] for code in expected[norm]} == statuses
