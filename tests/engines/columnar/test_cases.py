"""The conformance cases as rows of tables: what a table says of a row is what the reference engine says of it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from huimin_rules.loading.cases import load_cases
from huimin_rules.loading.policy_folder import load_folder
from huimin_rules.norms.application import Application
from huimin_rules.norms.policy import Policy
from huimin_rules.service import check, validate
from huimin_rules.service.checking import rules_folder
from huimin_rules.service.tables import blocker_names, check_table
from tests.engines.columnar.rows import expected, found, table
from tests.support import POLICIES

FOLDERS = (
    rules_folder() / "gongyi-huimin-2021",
    POLICIES / "minimal",
    POLICIES / "lixiang-innovation-2030",
)


@lru_cache
def cases(folder: Path) -> tuple[Policy, Mapping[tuple[tuple[str, str], ...], Sequence[Application]]]:
    """The applications of a policy's cases, by the readings that they fix."""
    policy = load_folder(folder)
    by_readings: dict[tuple[tuple[str, str], ...], list[Application]] = defaultdict(list)
    for case in load_cases(policy, folder):
        by_readings[tuple(sorted(case.readings.items()))].append(validate(policy, case.facts))
    return policy, by_readings


@lru_cache
def verdicts(folder: Path) -> Mapping[tuple[tuple[str, str], ...], Sequence[dict[str, Any]]]:
    policy, by_readings = cases(folder)
    return {
        readings: [expected(check(policy, one, dict(readings))) for one in applications]
        for readings, applications in by_readings.items()
    }


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
@pytest.mark.parametrize("text", [False, True], ids=["typed", "text"])
@pytest.mark.parametrize("nested", [True, False], ids=["nested", "children"])
def test_a_table_says_what_the_reference_says(folder: Path, text: bool, nested: bool) -> None:
    policy, by_readings = cases(folder)
    names = blocker_names(policy)
    for readings, applications in by_readings.items():
        rows = table(policy, applications, text=text, nested=nested)
        result = check_table(policy, rows.frame, children=rows.children, readings=dict(readings))
        assert result["input_error"].to_list() == [None] * len(applications)
        assert [found(policy, row, names) for row in result.to_dicts()] == verdicts(folder)[readings]
