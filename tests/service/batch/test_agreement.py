"""The row-wise twin: a row says as an application what `check_table` takes it for, and fails where that fails."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from huimin_rules.errors import InputError
from huimin_rules.loading.tables.cells import Cells, count_problem, facts_of
from huimin_rules.norms.columns import KEY, Column, Holds, application_columns, element_columns
from huimin_rules.norms.facts import Fact, ValueType
from huimin_rules.norms.policy import Policy
from huimin_rules.service import check, load_policy, rules_folder
from huimin_rules.service.tables import check_table
from huimin_rules.verdict.codes import CODES
from tests.support import POLICIES, UNTRACED

pytestmark = pytest.mark.filterwarnings("ignore::huimin_rules.service.tables.TableWarning")

_ANY = ("", " ", "不清楚", "无", "x", "是", "0", "1", "-1", "2022-03-01", "30%")
_OF_TYPE: dict[ValueType, tuple[str, ...]] = {
    ValueType.BOOLEAN: ("是", "否", "true", "FALSE", " 是 "),
    ValueType.INTEGER: ("1", "3", "1.0", "1e3", "+1", " 2", "９", "99999999999999999999"),
    ValueType.NUMBER: ("1", "1.5", "1e3", ".5", "2.50"),
    ValueType.PERCENT: ("30", "30%", "0.3", "30 %", "101%", "12.5"),
    ValueType.MONEY: ("120", "120万元", "1,200", "1200000元", "0.00001", "-5", "120 ", "百万"),
    ValueType.DATE: ("2022-03-01", " 2022-03-01 ", "2022/3/1", "2022-13-01", "1899-12-31"),
    ValueType.CODE: ("410181", "041018", "41018", " 410181"),
    ValueType.USCC: ("91410181MA00000000", " a "),
    ValueType.TEXT: ("甲", " 甲 ", "甲" * 2001),
}
_COUNTS: tuple[tuple[tuple[object, ...], Any], ...] = (
    ((None, None, 0, 1, 2), pl.Int64),
    ((None, None, 0.0, 1.0, 1.5), pl.Float64),
    ((None, None, False), pl.Boolean),
    (("", "不清楚", "无", "0", " 1", "2", "1.0", "-1", "一"), pl.String),
)
_LIKELY = 4
_ROWS = 12


def pool(column: Column) -> st.SearchStrategy[str | None]:
    """Cells of a column as texts: mostly such as belong there."""
    own = list(_OF_TYPE.get(column.type or ValueType.TEXT, ()))
    if isinstance(column.fact, Fact) and column.type is ValueType.CHOICE:
        own += [one.id for one in column.fact.choices] + [one.name for one in column.fact.choices]
    if column.holds is Holds.PART:
        own = own[:2]
    return st.sampled_from([*own * _LIKELY, *_ANY, *[None] * len(_ANY) * _LIKELY])


def tables(policy: Policy, data: st.DataObject) -> tuple[pl.DataFrame, dict[str, pl.DataFrame]]:
    """A table of texts with the tables of its lists."""
    columns = [one for one in application_columns(policy) if one.holds in (Holds.VALUE, Holds.PART)]
    # Most columns say nothing, so that a row that can be read is no rarity.
    chosen = data.draw(st.lists(st.sampled_from(columns), min_size=1, max_size=5, unique_by=lambda one: one.name))
    frame: dict[str, Any] = {KEY: list(range(_ROWS))}
    for column in chosen:
        cells = data.draw(st.lists(pool(column), min_size=_ROWS, max_size=_ROWS))
        frame[column.name] = pl.Series(cells, dtype=pl.String)
    children = {}
    for each in policy.lists:
        cells, kind = data.draw(st.sampled_from(_COUNTS))
        counts = st.lists(st.sampled_from(cells), min_size=_ROWS, max_size=_ROWS)
        frame[f"{each.path}.count"] = pl.Series(data.draw(counts), dtype=kind)
        owners = data.draw(st.lists(st.integers(0, _ROWS - 1), max_size=_ROWS))
        items = [one for one in element_columns(each) if one.holds in (Holds.VALUE, Holds.PART)]
        rows: dict[str, Any] = {KEY: pl.Series(owners, dtype=pl.Int64)}
        for column in data.draw(st.lists(st.sampled_from(items), max_size=4, unique_by=lambda one: one.name)):
            cells = data.draw(st.lists(pool(column), min_size=len(owners), max_size=len(owners)))
            rows[column.name] = pl.Series(cells, dtype=pl.String)
        children[each.path] = pl.DataFrame(rows)
    return pl.DataFrame(frame), children


def one_by_one(policy: Policy, row: Cells, elements: Mapping[str, Sequence[Cells]]) -> dict[str, int] | None:
    """The codes that the reference engine gives a row; None where it cannot be read."""
    if any(count_problem(each, row, elements[each.path]) for each in policy.lists):
        return None
    try:
        verdict = check(policy, facts_of(policy, row, elements))
    except InputError:
        return None
    return {one.norm: CODES[one.status] for one in verdict.findings}


def agree(policy: Policy, frame: pl.DataFrame, children: dict[str, pl.DataFrame]) -> None:
    found = check_table(policy, frame, children=children).sort(KEY)
    norms = [norm.id for norm in policy.findable]
    for result, row in zip(found.to_dicts(), frame.to_dicts(), strict=True):
        elements = {path: [one for one in child.to_dicts() if one[KEY] == row[KEY]] for path, child in children.items()}
        expected = one_by_one(policy, row, {each.path: elements.get(each.path, []) for each in policy.lists})
        told = {norm: result[norm] for norm in norms} if result["input_error"] is None else None
        assert told == expected, (row, elements, result["input_error"])


@UNTRACED
@pytest.mark.parametrize(
    "folder",
    [rules_folder() / "gongyi-huimin-2021", POLICIES / "lixiang-innovation-2030", POLICIES / "every-type"],
    ids=lambda folder: folder.name,
)
def test_texts(folder: Path) -> None:
    policy = load_policy(folder)

    @settings(max_examples=12, phases=[Phase.explicit, Phase.generate])
    @given(st.data())
    def law(data: st.DataObject) -> None:
        agree(policy, *tables(policy, data))

    law()


@pytest.mark.parametrize(
    "cells",
    [
        [True, False, None],
        [1, 0, None, -1, 10**17],
        [1.0, 1.5, None, 0.1, -2.0],
        [Decimal("1.50"), Decimal(3), None],
        [date(2022, 3, 1), None, date(1899, 1, 1)],
        [datetime(2022, 3, 1), datetime(2022, 3, 1, 9), None],
    ],
)
@pytest.mark.parametrize("kind", list(ValueType))
def test_typed_cells(cells: list[object], kind: ValueType) -> None:
    policy = load_policy(POLICIES / "every-type")
    for fact in policy.scalars:
        if fact.type is kind:
            agree(policy, pl.DataFrame({KEY: list(range(len(cells))), fact.path: cells}), {})
