"""What people type: days in the forms that can be meant in one way only, and nothing guessed."""

from pathlib import Path

import pytest

from huimin_rules.norms.policy import Policy
from tests.loading.tables.support import csv, facts


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("2022-09-01", "2022-09-01"),
        ("2022/9/1", "2022-09-01"),
        ("2022/09/01", "2022-09-01"),
        ("2022-9-1", "2022-09-01"),
        ("2022年9月1日", "2022-09-01"),
        (" 2022年9月1日　", "2022-09-01"),
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


@pytest.mark.parametrize("cell", ["", " ", "　", "不清楚"])
def test_what_says_nothing(tmp_path: Path, policy: Policy, cell: str) -> None:
    heads = ["case", "plan.field", "plan.leading_group", "plan.goals_clear.value", "plan.goals_clear.by"]
    file = csv(tmp_path / "a.csv", heads, [["1", *[cell] * 4]])
    assert facts(policy, file) == {"1": {}}
