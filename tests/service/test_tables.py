"""The doors of tables: what goes in, what comes out, what cannot be read, what is said about columns."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import duckdb
import pandas as pd  # type: ignore[import-untyped]  # it has no types
import polars as pl
import pytest

from huimin_rules.errors import InputError
from huimin_rules.norms.policy import Policy
from huimin_rules.service import check, load_policy, validate
from huimin_rules.service.tables import TableWarning, check_table, explain_row
from huimin_rules.verdict import Status
from huimin_rules.verdict.codes import CODES

pytestmark = pytest.mark.filterwarnings("ignore::huimin_rules.service.tables.TableWarning")


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load_policy("gongyi-huimin-2021")


def checked(policy: Policy, columns: dict[str, Any], **more: Any) -> list[dict[str, Any]]:
    """The rows of a table with these columns, numbered from 0."""
    length = len(next(iter(columns.values())))
    frame = pl.DataFrame({"case": list(range(length)), **columns})
    return check_table(policy, frame, **more).to_dicts()  # type: ignore[no-any-return]  # frames have no type


@pytest.mark.parametrize(
    ("cell", "status"),
    [
        (date(2022, 3, 1), Status.MET),
        (datetime(2023, 3, 1), Status.UNMET),
        ("2022-03-01", Status.MET),
        (" 2022-03-01 ", Status.MET),
        ("不清楚", Status.UNKNOWN),
        ("", Status.UNKNOWN),
        (None, Status.UNKNOWN),
    ],
)
def test_days(policy: Policy, cell: object, status: Status) -> None:
    (row,) = checked(policy, {"applied_on": [cell]})
    assert row["input_error"] is None
    assert row["art13.in_force"] == CODES[status]


@pytest.mark.parametrize(
    ("planned", "secured", "status"),
    [
        (120, Decimal("120.0001"), Status.MET),
        ("120万元", "1200000元", Status.MET),
        ("1,200", "1199.9999", Status.UNMET),
        (0.1, 0.1, Status.MET),
        (0.3, 0.29999, Status.UNMET),
        (1, None, Status.UNKNOWN),
    ],
)
def test_money(policy: Policy, planned: object, secured: object, status: Status) -> None:
    columns = {"plan.funding.matching_planned": [planned], "plan.funding.matching_secured": [secured]}
    (row,) = checked(policy, columns, readings={"funding_kinds": "both"})
    assert row["input_error"] is None
    assert row["art7.i5.matching"] == CODES[status]


@pytest.mark.parametrize("cell", ["是", "true", "TRUE", True])
def test_booleans(policy: Policy, cell: object) -> None:
    (row,) = checked(policy, {"plan.leading_group": [cell]})
    assert row["art7.i4.leading_group"] == CODES[Status.MET]


@pytest.mark.parametrize("cell", ["ecology", "生态环境"])
def test_choices_by_their_ids_and_by_their_names(policy: Policy, cell: object) -> None:
    (row,) = checked(policy, {"plan.field": [cell]}, readings={"field_gate": "field"})
    assert row["art7.i1.field"] == CODES[Status.MET]


def test_a_cell_that_cannot_be_read_stops_its_own_row_alone(policy: Policy) -> None:
    columns = {
        "applied_on": ["2022-03-01", "昨天", "2022-03-01"],
        "plan.leading_group": ["是", "好像是", "否"],
    }
    first, second, third = checked(policy, columns)
    assert first["art7.i4.leading_group"] == CODES[Status.MET]
    assert third["art7.i4.leading_group"] == CODES[Status.UNMET]
    assert second["input_error"].splitlines() == [
        "applied_on: 昨天: 应为日期（如 2022-09-01，在 1900 年至 2199 年之间）",
        "plan.leading_group: 好像是: 应为是（true）或否（false）",
    ]
    said = {name: value for name, value in second.items() if name not in ("case", "input_error")}
    assert set(said.values()) == {0, None}
    assert said["conclusion"] is None


@pytest.mark.parametrize(
    "column", [[1e-7, 2.0], [-1.0, 2.0], [float("nan"), 2.0], [10**18, 2], [Decimal("0.0000001"), Decimal(2)]]
)
def test_typed_amounts_that_are_none(policy: Policy, column: list[object]) -> None:
    rows = checked(policy, {"plan.funding.matching_planned": column})
    assert [row["input_error"] is None for row in rows] == [False, True]


def test_a_time_of_day_is_no_day(policy: Policy) -> None:
    morning, midnight = checked(policy, {"applied_on": [datetime(2022, 3, 1, 9), datetime(2022, 3, 1)]})
    assert morning["input_error"].startswith("applied_on: 2022-03-01 09:00:00")
    assert midnight["art13.in_force"] == CODES[Status.MET]


DETERMINATION = {"value": True, "by": "专家组", "on": "2022-03-15", "reason": "有据"}


def determined(**parts: object) -> dict[str, list[object]]:
    return {f"plan.goals_clear.{name}": [value] for name, value in (DETERMINATION | parts).items()}


def test_a_determination_settles_and_a_self_assessment_does_not(policy: Policy) -> None:
    (own,) = checked(policy, {"plan.goals_clear": [True]})
    (decided,) = checked(policy, {"plan.goals_clear": [True], **determined()})
    (refused,) = checked(policy, {"plan.goals_clear": [True], **determined(value="否")})
    assert [row["art7.i3.goals"] for row in (own, decided, refused)] == [
        CODES[one] for one in (Status.NEEDS_JUDGEMENT, Status.MET, Status.UNMET)
    ]


@pytest.mark.parametrize("part", list(DETERMINATION))
def test_a_part_of_a_determination_is_none(policy: Policy, part: str) -> None:
    (row,) = checked(policy, determined(**{part: None}))
    assert row["input_error"].startswith(f"plan.goals_clear.{part}: 空: 应为")


def test_contradictions_are_errors_of_the_row(policy: Policy) -> None:
    columns = {
        "plan.period.start": [date(2022, 1, 2), date(2022, 1, 2)],
        "plan.period.end": [date(2022, 1, 1), date(2022, 1, 2)],
        "applicants": [[{"role": "lead"}], [{"role": "lead"}, {"role": "牵头单位"}]],
    }
    first, second = checked(policy, columns)
    assert first["input_error"] == "plan.period.end: 2022-01-01: 实施周期的结束日不能早于开始日"
    assert second["input_error"] == "applicants: 2 项: 牵头单位应当恰好一个"


def test_elements_are_named_by_their_number(policy: Policy) -> None:
    columns = {"applicants": [[{"role": "lead", "domicile": "410181"}, {"role": "boss", "domicile": "1"}], []]}
    first, second = checked(policy, columns)
    assert [line.partition(":")[0] for line in first["input_error"].splitlines()] == [
        "applicants[1].role",
        "applicants[1].domicile",
    ]
    assert second["input_error"] == "applicants: 0 项: 应为至少 1 项的列表"


def test_child_tables(policy: Policy) -> None:
    frame = pl.DataFrame({"case": ["a", "b", "c", "d"], "plan.expert_group.count": [1, 0, None, 3]})
    child = pl.DataFrame({"case": ["d", "a", "e"], "category": ["user", "user", "user"]})
    rows = check_table(policy, frame, children={"plan.expert_group": child}).to_dicts()
    assert [row["case"] for row in rows] == ["a", "b", "c", "d", "e"]
    assert [row["art7.i4.expert_group"] for row in rows] == [
        CODES[Status.UNMET],
        CODES[Status.UNMET],
        CODES[Status.UNKNOWN],
        0,
        0,
    ]
    assert rows[3]["input_error"] == "plan.expert_group.count: 3: 应为列表的项数（实有 1 项）"
    assert rows[4]["input_error"] == "plan.expert_group: e: 没有这一案的申报"


def test_a_case_that_comes_twice_is_no_parent(policy: Policy) -> None:
    frame = pl.DataFrame({"case": [1, 1, 2]})
    child = pl.DataFrame({"case": [2], "category": ["user"]})
    rows = check_table(policy, frame, children={"plan.expert_group": child}).to_dicts()
    assert [row["input_error"] for row in rows] == ["case: 1: 应为只出现一次的案号"] * 2 + [None]


def test_missing_and_unexpected_columns_are_said_once(policy: Policy) -> None:
    frame = pl.DataFrame({"case": [1, 2], "aplied_on": [None, None], "applicants": [[{"rol": "lead"}], None]})
    with pytest.warns(TableWarning) as caught:
        check_table(policy, frame)
    (message,) = [str(one.message) for one in caught]
    missing, unexpected = message.splitlines()
    assert "applied_on、" in missing
    assert "applicants[].role" in missing
    assert "applicants[].name" not in missing
    assert unexpected.endswith("aplied_on（是否想写 applied_on？）、applicants[].rol（是否想写 role？）")


def test_what_is_no_table(policy: Policy) -> None:
    frame = pl.DataFrame({"case": [1]})
    for arguments in (
        {"frame": [1, 2]},
        {"frame": pl.DataFrame({"Case": [1]})},
        {"frame": frame, "children": {"applicant": frame}},
        {"frame": frame.with_columns(applicants=None), "children": {"applicants": frame}},
        {"frame": frame.with_columns(applicants=pl.lit("两家"))},
        {"frame": frame, "readings": {"consortium": "some"}},
    ):
        with pytest.raises(InputError):
            check_table(policy, **arguments)


def test_a_row_explained(policy: Policy) -> None:
    frame = pl.DataFrame(
        {
            "case": ["x", "y"],
            "applied_on": ["2022-03-01", "2023-03-01"],
            "plan.funding.matching_planned": [None, "1.5"],
            **{name: [None, *values] for name, values in determined().items()},
            "applicants": [None, [{"role": "牵头单位", "domicile": "410181", "good_conditions": True}]],
        }
    )
    facts = {
        "applied_on": "2023-03-01",
        "plan": {"funding": {"matching_planned": "1.5万元"}, "goals_clear": DETERMINATION},
        "applicants": [{"role": "lead", "domicile": "410181", "good_conditions": True}],
    }
    assert explain_row(policy, frame, "y") == check(policy, facts)


def test_no_row_to_explain(policy: Policy) -> None:
    frame = pl.DataFrame({"case": ["x", "y", "y"], "applied_on": ["昨天", None, None]})
    for value in ("x", "y", "z"):
        with pytest.raises(InputError):
            explain_row(policy, frame, value)


def test_a_determination_with_a_part_that_cannot_be_read_is_told_what_it_lacks_too(policy: Policy) -> None:
    (row,) = checked(policy, {"plan.goals_clear.on": ["去年"], "plan.goals_clear.evidence": [None]})
    assert row["input_error"].split("\n") == [
        "plan.goals_clear.value: 空: 应为是（true）或否（false），这是认定必须写明的",
        "plan.goals_clear.by: 空: 应为文字（由谁认定），这是认定必须写明的",
        "plan.goals_clear.on: 去年: 应为日期（认定之日，如 2022-09-01）",
        "plan.goals_clear.reason: 空: 应为文字（认定的理由），这是认定必须写明的",
    ]


def test_problems_are_told_in_the_order_of_the_policy_and_of_the_elements(policy: Policy) -> None:
    """Whatever the order of the columns; what contradicts itself comes last."""
    bad = {"domicile": "巩义", "good_conditions.by": "组", "role": "头"}
    (row,) = checked(
        policy,
        {
            "applicants": [[bad, {**bad, "role": "lead"}, {**bad, "role": "lead"}]],
            "applicants.count": ["若干"],
            "plan.field": ["月球"],
            "applied_on": ["昨天"],
        },
    )
    element = ["role", "domicile", *(f"good_conditions.{part}" for part in ("value", "on", "reason"))]
    assert [line.split(": ")[0] for line in row["input_error"].split("\n")] == [
        "applied_on",
        "plan.field",
        "applicants.count",
        "applicants[0].role",
        *(f"applicants[0].{name}" for name in element[1:]),
        *(f"applicants[1].{name}" for name in element[1:]),
        *(f"applicants[2].{name}" for name in element[1:]),
        "applicants",
    ]


@pytest.mark.parametrize(
    ("cell", "quoted"),
    [
        (-3.0, "-3"),
        (-0.5, "-0.5"),
        (1e300, "1e300"),
        (-1.5e-7, "-1.5e-7"),
        (float("inf"), "inf"),
        (Decimal("-3.00"), "-3"),
        (True, "true"),
        (datetime(2022, 3, 1), "2022-03-01"),
        (datetime(2022, 3, 1, 8, 0, 0, 500_000), "2022-03-01 08:00:00.5"),
    ],
)
def test_a_cell_is_quoted_as_a_person_would_write_it(policy: Policy, cell: object, quoted: str) -> None:
    (row,) = checked(policy, {"plan.funding.matching_planned": [cell]})
    assert row["input_error"].split(": ")[1] == quoted


WHOLE = {"value": True, "by": "专家组", "on": date(2022, 3, 1), "reason": "材料"}


@pytest.mark.parametrize("times", [1, 20])
@pytest.mark.parametrize("kind", ["lists", "objects"])
def test_a_list_where_a_text_belongs_is_no_text(policy: Policy, kind: str, times: int) -> None:
    """However many rows there are: nobody decides by a list."""
    whole = {f"plan.goals_clear.{part}": cell for part, cell in WHOLE.items()}
    if kind == "lists":
        frame = pl.DataFrame({"case": range(2 * times), "plan.goals_clear.by": [["甲", None]] * 2 * times})
        others = [pl.lit(cell).alias(name) for name, cell in whole.items() if name not in frame.columns]
        found = check_table(policy, frame.with_columns(others))
        quoted = ['["甲",null]'] * 2 * times
    else:
        rows = [{**whole, "plan.goals_clear.by": cell} for cell in (["甲"], {"甲": 1})] * times
        found = check_table(policy, pd.DataFrame([{"case": place, **row} for place, row in enumerate(rows)]))
        quoted = ['["甲"]', '{"甲":1}'] * times
    assert list(found["input_error"]) == [f"plan.goals_clear.by: {one}: 应为文字（由谁认定）" for one in quoted]


EVIDENCE = [["批文", "协议"], [], None, [""], ["批文", None], ["甲\0"], ["不清楚"], ["批文"] * 1001, ["字" * 2001]]


@pytest.mark.parametrize("times", [1, 10])
def test_evidence_may_be_several_texts(policy: Policy, times: int) -> None:
    """As in an application file; `EVIDENCE` holds three and one that can be, and five that cannot."""
    frame = pl.DataFrame({"case": range(len(EVIDENCE) * times)}).with_columns(
        *(pl.lit(cell).alias(f"plan.goals_clear.{part}") for part, cell in WHOLE.items()),
        pl.Series("plan.goals_clear.evidence", EVIDENCE * times, dtype=pl.List(pl.String)),
    )
    found = [error is None for error in check_table(policy, frame)["input_error"]]
    assert found == [_accepts(policy, evidence) for evidence in EVIDENCE] * times
    assert found[: len(EVIDENCE)] == [True, True, True, False, False, False, True, False, False]


def _accepts(policy: Policy, evidence: object) -> bool:
    try:
        validate(policy, {"plan": {"goals_clear": {**WHOLE, "evidence": evidence}}})
    except InputError:
        return False
    return True


RECORDS = [
    WHOLE,
    {**WHOLE, "value": False},
    {**WHOLE, "by": None},
    {**WHOLE, "reason": "不清楚"},
    {**WHOLE, "on": None, "by": None, "reason": None, "value": None},
    None,
]


@pytest.mark.parametrize("kind", ["polars", "arrow", "pandas", "duckdb"])
def test_a_determination_may_stand_in_one_column_as_a_record(policy: Policy, kind: str) -> None:
    """It says what its parts in columns of their own say, and is explained so."""
    records = pl.DataFrame({"case": range(len(RECORDS)), "plan.goals_clear": RECORDS})
    parts = records["plan.goals_clear"].struct.unnest()
    apart = records.select("case").with_columns(parts[part].alias(f"plan.goals_clear.{part}") for part in parts.columns)
    with duckdb.connect() as connection:
        arrow = records.to_arrow()
        frames = {
            "polars": records,
            "arrow": arrow,
            "pandas": records.to_pandas(),
            "duckdb": connection.from_arrow(arrow),
        }
        given = frames[kind]
        found = check_table(policy, given)
        assert pl.DataFrame(found.pl() if kind == "duckdb" else found).rows() == check_table(policy, apart).rows()
        for case in (0, 1, 4, 5):
            assert explain_row(policy, given, case) == explain_row(policy, apart, case)
    errors = check_table(policy, apart)["input_error"]
    assert [error is None for error in errors] == [True, True, False, False, True, True]


def test_a_record_among_other_cells_is_told(policy: Policy) -> None:
    frame = pd.DataFrame({"case": [1, 2], "plan.goals_clear": [WHOLE, True]})
    assert list(check_table(policy, frame)["input_error"].isna()) == [False, True]
