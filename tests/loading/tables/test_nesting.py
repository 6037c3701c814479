"""Lists in tables of their own: whatever the order of the rows, every element comes to its application."""

from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huimin_rules.errors import InputError
from huimin_rules.loading.tables import csv_file
from huimin_rules.loading.tables.sources import opened
from huimin_rules.norms.policy import Policy
from huimin_rules.service import load_policy
from tests.loading.tables.support import csv, facts, faults

HEADS = ["case", "name", "position"]
_POLICY = load_policy("gongyi-huimin-2021")


@given(st.lists(st.integers(0, 6), max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_rows_is_nothing_where_positions_are_given(owners: list[int], random: object) -> None:
    rows = [[str(owner), f"n{place}", str(place)] for place, owner in enumerate(owners)]
    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # Hypothesis gives a random.Random
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(csv_file, "ROWS", 2)
        main = csv(Path(folder) / "a.csv", ["case"], [[str(number)] for number in range(7)])
        found = facts(_POLICY, main, {"applicants": csv(Path(folder) / "b.csv", HEADS, shuffled)})
    for number in range(7):
        own = [{"name": f"n{place}"} for place, owner in enumerate(owners) if owner == number]
        assert found[str(number)] == ({"applicants": own} if own else {})


def test_without_positions_the_order_is_that_of_the_rows(tmp_path: Path, policy: Policy) -> None:
    rows = [[str(number % 3), f"n{number}"] for number in range(30)]
    main = csv(tmp_path / "a.csv", ["case"], [["2"], ["0"], ["1"]])
    found = facts(policy, main, {"applicants": csv(tmp_path / "b.csv", ["case", "name"], rows)})
    for said in found.values():
        elements = said["applicants"]
        assert isinstance(elements, list)
        numbers = [int(one["name"][1:]) for one in elements]
        assert len(numbers) == 10
        assert all(one + 3 == other for one, other in pairwise(numbers))


def test_what_belongs_to_no_application_or_to_several(tmp_path: Path, policy: Policy) -> None:
    main = csv(tmp_path / "a.csv", ["case", "applied_on"], [["1", ""], ["2", ""], ["1", ""], ["", "2022-03-01"]])
    child = csv(tmp_path / "b.csv", ["case", "name"], [["2", "甲"], ["3", "乙"], ["", "丙"], ["1", "丁"]])
    assert faults(policy, main, {"applicants": child}) == {
        "1": ("a.csv 第 4 行 case 列“申请编号”: 应为各不相同的申请编号，“1”不止一次",),
        None: ("a.csv 第 5 行 case 列“申请编号”: 应为申请编号，实为空",),
    }
    with (
        TemporaryDirectory() as work,
        opened(policy, str(main), {"applicants": str(child)}, Path(work)) as (applications, _),
    ):
        assert not list(applications.orphans())
        numbers = [number for block in applications.blocks(Path(work)) for number in block.faults]
        lost = list(applications.orphans())
    assert numbers == [3, 0, 2]
    assert [(one.key, one.place.replace(f"{tmp_path}/", ""), one.found) for one in lost] == [
        ("3", "b.csv 第 3 行", "没有申请编号为“3”的申请"),
        (None, "b.csv 第 4 行", "没有申请编号"),
    ]


def test_an_element_that_cannot_be_read_spoils_its_own_application(tmp_path: Path, policy: Policy) -> None:
    main = csv(tmp_path / "a.csv", ["case"], [["1"], ["2"], ["3"]])
    rows = [["1", "甲", "x"], ["2", "乙"], ["3", "丙", "2.5"]]
    child = csv(tmp_path / "b.csv", HEADS, rows)
    assert faults(policy, main, {"applicants": child}) == {
        "1": ("b.csv 第 2 行: position 列应为数，实为“x”",),
        "2": ("b.csv 第 3 行: 这一行应有 3 格，实有 2 格",),
    }
    assert facts(policy, main, {"applicants": child}) == {"3": {"applicants": [{"name": "丙"}]}}


@pytest.mark.parametrize(
    ("count", "names", "said"),
    [
        ("0", [], {"collaboration": {"partners": []}}),
        (" 0", [], {"collaboration": {"partners": []}}),
        ("无", [], {"collaboration": {"partners": []}}),
        ("", ["甲"], {"collaboration": {"partners": [{"name": "甲"}]}}),
        ("1", ["甲"], {"collaboration": {"partners": [{"name": "甲"}]}}),
        ("不清楚", ["甲"], {"collaboration": {"partners": [{"name": "甲"}]}}),
        ("不清楚", [], {}),
    ],
)
def test_counts(tmp_path: Path, policy: Policy, count: str, names: list[str], said: dict[str, object]) -> None:
    main = csv(tmp_path / "a.csv", ["case", "合作单位数"], [["1", count]])
    child = {"合作单位": csv(tmp_path / "b.csv", ["case", "name"], [["1", name] for name in names])}
    assert facts(policy, main, child) == {"1": said}


def test_lists_are_those_of_the_policy_and_given_once(tmp_path: Path, policy: Policy) -> None:
    main = csv(tmp_path / "a.csv", ["case", "applicants"], [])
    child = csv(tmp_path / "b.csv", ["case", "name"], [])
    with pytest.raises(InputError, match="是否想写 applicants"):
        facts(policy, main, {"applicant": child})
    with pytest.raises(InputError, match="另有一列"):
        facts(policy, main, {"applicants": child})
