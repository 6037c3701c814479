"""What people type: days in the forms that can be meant in one way only, and nothing guessed."""

from pathlib import Path

import pytest

from huimin_rules.norms.policy import Policy
from tests.loading.tables.support import blocks, csv, facts


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("2022-09-01", "2022-09-01"),
        ("2022/9/1", "2022-09-01"),
        ("2022/09/01", "2022-09-01"),
        ("2022-9-1", "2022-09-01"),
        ("2022年9月1日", "2022-09-01"),
        (" 2022年9月1日　", "2022-09-01"),
        ("2022-09-01 00:00:00", "2022-09-01"),
        ("2022-09-01T00:00:00.000", "2022-09-01"),
        ("2022/9/1 0:00", "2022-09-01"),
        ("2022-09-01 00:00:01", "2022-09-01 00:00:01"),
        ("2022-09-01 12:00:00", "2022-09-01 12:00:00"),
        ("2022-09-01 00:00:00Z", "2022-09-01 00:00:00Z"),
        ("2022-09-01 000:00", "2022-09-01 000:00"),
        ("2022/13/1", "2022-13-01"),
        ("22/9/1", "22/9/1"),
        ("9/1/2022", "9/1/2022"),
        ("1.9.2022", "1.9.2022"),
        ("2022.9.1", "2022.9.1"),
        ("2022/9-1", "2022/9-1"),
        ("2022年9月", "2022年9月"),
        ("44805", "44805"),
    ],
)
def test_days(tmp_path: Path, policy: Policy, cell: str, said: str) -> None:
    assert facts(policy, csv(tmp_path / "a.csv", ["case", "applied_on"], [["1", cell]])) == {"1": {"applied_on": said}}


@pytest.mark.parametrize(
    ("cell", "said"), [("12", 12), ("12.0", 12), (" 0.00 ", 0), ("12.5", "12.5"), ("1.0e1", "1.0e1"), ("12.", "12.")]
)
def test_whole_numbers(tmp_path: Path, policy: Policy, cell: str, said: object) -> None:
    """Of an item, and of how many elements there are."""
    units = csv(tmp_path / "units.csv", ["case", "years_in_field"], [["1", cell]])
    found = facts(policy, csv(tmp_path / "a.csv", ["case"], [["1"]]), {"applicants": units})
    assert found == {"1": {"applicants": [{"years_in_field": said}]}}
    (block,) = blocks(policy, csv(tmp_path / "b.csv", ["case", "applicants.count"], [["1", cell]]))
    assert block.frame["applicants.count"].to_list() == [str(said)]


@pytest.mark.parametrize("cell", ["", " ", "　", "不清楚"])
def test_what_says_nothing(tmp_path: Path, policy: Policy, cell: str) -> None:
    heads = ["case", "plan.field", "plan.leading_group", "plan.goals_clear.value", "plan.goals_clear.by"]
    file = csv(tmp_path / "a.csv", heads, [["1", *[cell] * 4]])
    assert facts(policy, file) == {"1": {}}
