"""Parquet: files and folders of them, typed cells, nested lists."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from huimin_rules.errors import InputError
from huimin_rules.loading.tables import parquet
from huimin_rules.loading.tables.parquet import parquet_files
from huimin_rules.norms.policy import Policy
from huimin_rules.service.batch.run import batch
from tests.loading.tables.support import blocks, facts, faults, whole


def test_a_folder_is_one_table_in_the_order_of_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "ROWS", 2)
    (tmp_path / "deep").mkdir()
    pl.DataFrame({"case": ["3", "4", "5"]}).write_parquet(tmp_path / "b.parquet")
    pl.DataFrame({"case": ["1", "2"]}).write_parquet(tmp_path / "a.parquet")
    pl.DataFrame({"case": ["6"]}).write_parquet(tmp_path / "deep" / "a.parquet")
    table = parquet_files(tmp_path)
    frame, rows, _ = whole(table)
    assert frame["case"].to_list() == list("123456")
    assert rows == tuple(range(1, 7))
    assert all(piece.frame.height <= 2 for piece in table.pieces())
    assert table.place(2, "case") == "a.parquet 第 2 行 case 列"
    assert table.place(5, None) == "b.parquet 第 3 行"
    assert table.place(6, None) == "a.parquet 第 1 行"


def test_files_of_one_table_have_the_same_columns(tmp_path: Path) -> None:
    pl.DataFrame({"case": ["1"], "a": [1]}).write_parquet(tmp_path / "a.parquet")
    pl.DataFrame({"case": ["1"], "a": ["1"]}).write_parquet(tmp_path / "b.parquet")
    with pytest.raises(InputError, match="不同的列：a"):
        parquet_files(tmp_path)


def test_what_is_none(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"没有 \.parquet 文件"):
        parquet_files(tmp_path)
    (tmp_path / "a.parquet").write_bytes(b"PAR1 no")
    with pytest.raises(InputError, match="读不出的文件"):
        parquet_files(tmp_path / "a.parquet")


def test_typed_cells_and_nested_lists(tmp_path: Path, policy: Policy) -> None:
    pl.DataFrame(
        {
            "case": [1, 2, 3],
            "applied_on": [date(2022, 3, 1), None, date(2022, 3, 2)],
            "plan.leading_group": [True, False, None],
            "plan.field": pl.Series(["ecology", None, "其他领域"], dtype=pl.Categorical),
            "collaboration.partners": [[{"kind": "高等院校", "agreement_signed": True}], [], None],
        }
    ).write_parquet(tmp_path / "a.parquet")
    assert facts(policy, tmp_path / "a.parquet") == {
        "1": {
            "applied_on": date(2022, 3, 1),
            "collaboration": {"partners": [{"kind": "university", "agreement_signed": True}]},
            "plan": {"field": "ecology", "leading_group": True},
        },
        "2": {"collaboration": {"partners": []}, "plan": {"leading_group": False}},
        "3": {"applied_on": date(2022, 3, 2), "plan": {"field": "other"}},
    }


@pytest.mark.parametrize("counts", [[2, 2, 0, None], ["2", "2", "0", "不清楚"], [2.0, 2.0, 0.0, None]], ids=str)
def test_elements_that_are_nothing_and_counts_that_are_not_true(
    tmp_path: Path, policy: Policy, counts: list[object]
) -> None:
    pl.DataFrame(
        {
            "case": ["1", "2", "3", "4"],
            "collaboration.partners": [[{"name": "甲"}, None], [{"name": "乙"}], None, []],
            "collaboration.partners.count": counts,
        }
    ).write_parquet(tmp_path / "a.parquet")
    assert faults(policy, tmp_path / "a.parquet") == {"1": ("a.parquet 第 1 行: “合作单位”有空的一项",)}
    summary = batch(policy, str(tmp_path / "a.parquet"), tmp_path / "out.parquet")
    assert summary.unreadable == 2
    told = pl.read_parquet(tmp_path / "out.parquet")["input_error"]
    place, _, words = told[1].partition(": ")
    assert place.endswith("a.parquet 第 2 行 collaboration.partners.count 列“合作单位数”")
    assert words == "应为列表的项数（实有 1 项），实为“2”"
    found = facts(policy, tmp_path / "a.parquet")
    empty: dict[str, object] = {"collaboration": {"partners": []}}
    assert (found["3"], found["4"]) == (empty, empty)


@pytest.mark.parametrize(
    ("column", "told"),
    [
        (["甲"], "列表（每项一个映射）"),
        ([["甲"]], "列表（每项一个映射）"),
        ([[{"names": "甲"}]], "是否想写 name"),
    ],
)
def test_what_is_no_list_of_records(tmp_path: Path, policy: Policy, column: list[object], told: str) -> None:
    pl.DataFrame({"case": ["1"], "collaboration.partners": column}).write_parquet(tmp_path / "a.parquet")
    if isinstance(column[0], str):
        assert "应为 JSON 列表" in faults(policy, tmp_path / "a.parquet")["1"][0]
        return
    with pytest.raises(InputError, match=told.replace("（", ".").replace("）", ".")):
        blocks(policy, tmp_path / "a.parquet")


@pytest.mark.parametrize(
    ("written", "read"), [("12", 12), ("12.0", 12), ("12.000", 12), ("12.50", "12.50"), ("1.0e1", "1.0e1"), ("0.0", 0)]
)
def test_a_whole_number_in_json_may_have_a_point(tmp_path: Path, policy: Policy, written: str, read: object) -> None:
    cell = f'[{{"years_in_field": {written}}}]'
    pl.DataFrame({"case": ["1"], "applicants": [cell]}).write_parquet(tmp_path / "a.parquet")
    assert facts(policy, tmp_path / "a.parquet")["1"] == {"applicants": [{"years_in_field": read}]}
