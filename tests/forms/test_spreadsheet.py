"""The workbook to fill in: blank it says nothing, filled by its heads it says what was filled in, and it is usable."""

import io
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from huimin_rules.errors import InputError
from huimin_rules.forms.spreadsheet import CHOICES, workbook_to_fill
from huimin_rules.loading.cases import load_cases
from huimin_rules.loading.tables.rows import Rows
from huimin_rules.loading.tables.sources import opened
from huimin_rules.norms.application import Application
from huimin_rules.norms.columns import DETERMINED, INSTRUCTIONS, POLICY_MARK, SHEET, sheet_title
from huimin_rules.norms.facts import Fact, FactList, ValueType
from huimin_rules.norms.policy import Policy
from huimin_rules.service import load_policy, rules_folder, validate
from tests.support import POLICIES

SHIPPED = rules_folder() / "gongyi-huimin-2021"
FOLDERS = [SHIPPED, POLICIES / "lixiang-innovation-2030", POLICIES / "every-type", POLICIES / "minimal"]
LABELS, NAMES, FIRST = 2, 5, 6
EVERY = 30


_bytes = cache(workbook_to_fill)


def made(policy: Policy) -> Workbook:
    return load_workbook(io.BytesIO(_bytes(policy)))


def sheet(book: Workbook, title: str) -> Worksheet:
    found = book[title]
    assert isinstance(found, Worksheet)
    return found


class Pen:
    """Fills in a workbook as a person does: under the heads that are seen, words chosen from the lists."""

    def __init__(self, book: Workbook, policy: Policy) -> None:
        self.book, self.policy = book, policy
        self.next = dict.fromkeys(book.sheetnames, FIRST)

    def application(self, key: str, facts: Mapping[str, Any]) -> None:
        row = self.line(SHEET, key)
        for fact in self.policy.facts:
            value = _at(facts, fact.path)
            if isinstance(fact, FactList):
                if value == []:
                    self.put(SHEET, row, f"{fact.asked.label}数", 0)
                for element in value or []:
                    title = sheet_title(fact.asked.label)
                    line = self.line(title, key)
                    for item in fact.items:
                        self.fact(title, line, item, element.get(item.name))
            else:
                self.fact(SHEET, row, fact, value)

    def line(self, title: str, key: str) -> int:
        row = self.next[title]
        self.next[title] += 1
        self.put(title, row, "申请编号", key)
        return row

    def fact(self, title: str, row: int, fact: Fact, value: Any) -> None:
        label = fact.asked.label
        if isinstance(value, Mapping):
            for part, (name, kind) in DETERMINED.items():
                if value.get(part) is not None:
                    self.put(title, row, f"{label}：{name}", _written(kind, value[part]))
        elif fact.type is ValueType.CHOICE and value not in (None, "不清楚"):
            self.put(title, row, label, next(one.name for one in fact.choices if one.id == value))
        elif value is not None:
            self.put(title, row, label, _written(fact.type, value))

    def put(self, title: str, row: int, label: str, value: object) -> None:
        own = sheet(self.book, title)
        (head,) = [cell for cell in own[LABELS] if cell.value == label]
        own.cell(row, head.column).value = value  # type: ignore[assignment]  # what a cell may hold


def _at(facts: Any, path: str) -> Any:
    for step in path.split("."):
        facts = facts.get(step) if isinstance(facts, Mapping) else None
    return facts


def _written(kind: ValueType, value: Any) -> Any:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(value)
    if kind is ValueType.DATE and value not in ("无", "不清楚"):
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    return (
        float(value) if kind is ValueType.NUMBER and value != "无" else str(value) if kind is ValueType.CODE else value
    )


def read(policy: Policy, book: Workbook) -> tuple[dict[str | None, dict[str, object]], tuple[str, ...]]:
    """The facts of each application in a workbook, and what is said about it."""
    with TemporaryDirectory() as work:
        path = Path(work) / "filled.xlsx"
        book.save(path)
        with opened(policy, str(path), {}, Path(work)) as (applications, remarks):
            found = {}
            for block in applications.blocks(Path(work)):
                assert not block.faults
                rows = Rows(policy, block)
                for number, key in enumerate(block.keys, block.first):
                    found[key], problems = rows.facts(number)
                    assert not problems
            assert not list(applications.orphans())
            return found, (*applications.remarks, *remarks)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_what_is_filled_in_is_what_is_read(folder: Path) -> None:
    policy = load_policy(folder)
    book = made(policy)
    pen, expected = Pen(book, policy), {}
    for case in load_cases(policy, folder)[::EVERY] if (folder / "cases").is_dir() else ():
        try:
            expected[case.id] = validate(policy, case.facts)
        except InputError:
            continue
        pen.application(case.id, case.facts)
    pen.application("blank", {})
    expected["blank"] = validate(policy, {})
    found, remarks = read(policy, book)
    assert not remarks
    assert list(found) == list(expected)
    for key, application in expected.items():
        read_back = validate(policy, found[str(key)])
        assert read_back.scalars == application.scalars, key
        assert read_back.lists == application.lists, key
        assert _said(read_back) == _said(application)


def _said(application: Application) -> list[object]:
    rows = (application.stated, *(row for each in application.listed for row in each))
    return [None if one is None else (one.fact, one.value, one.stated_by) for row in rows for one in row]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_each_head_has_its_question_clause_and_unit(folder: Path) -> None:
    policy = load_policy(folder)
    book = made(policy)
    by_sheet = {SHEET: policy.scalars} | {sheet_title(one.asked.label): one.items for one in policy.lists}
    for title, facts in by_sheet.items():
        heads = {}
        for column in sheet(book, title).iter_cols(max_row=NAMES):
            heads[str(column[LABELS - 1].value)] = [str(cell.value) for cell in column]
        for fact in facts:
            _, _, question, how, name = heads[fact.asked.label]
            assert fact.asked.question in question
            assert (fact.asked.clause is None) or fact.asked.clause.label in how
            assert f"单位：{fact.unit}" in how if fact.unit else "单位" not in how
            assert name == fact.name
            assert ("【待认定】" in question) == fact.judgement


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_drop_downs_offer_every_choice_and_not_knowing(folder: Path) -> None:
    policy = load_policy(folder)
    book = made(policy)
    for title, facts in [(SHEET, policy.scalars), *((sheet_title(one.asked.label), one.items) for one in policy.lists)]:
        own = sheet(book, title)
        columns = {cell.value: cell.column_letter for cell in own[NAMES] if isinstance(cell, Cell)}
        for fact in facts:
            if fact.type in (ValueType.CHOICE, ValueType.BOOLEAN):
                offered = _offered(book, own, f"{columns[fact.name]}{FIRST}")
                names = [choice.name for choice in fact.choices] or ["是", "否"]
                assert offered == [*names, "不清楚"]
    assert book[CHOICES].sheet_state == "hidden"


def _offered(book: Workbook, own: Worksheet, cell: str) -> list[object]:
    (found,) = [one for one in own.data_validations.dataValidation if cell in one.sqref and one.type == "list"]
    title, _, area = str(found.formula1).partition("!")
    return [row[0].value for row in book[title.strip("'")][area.replace("$", "")]]


def test_codes_keep_their_zeros_and_days_are_days() -> None:
    policy = load_policy(SHIPPED)
    book = made(policy)
    own = sheet(book, "项目承担单位")
    letters = {cell.value: cell.column_letter for cell in own[NAMES] if isinstance(cell, Cell)}
    assert own.column_dimensions[letters["domicile"]].number_format == "@"
    main = sheet(book, SHEET)
    letters = {cell.value: cell.column_letter for cell in main[NAMES] if isinstance(cell, Cell)}
    assert main.column_dimensions[letters["applied_on"]].number_format == "yyyy-mm-dd"


def test_determinations_are_folded_away_and_names_are_hidden() -> None:
    own = sheet(made(load_policy(SHIPPED)), SHEET)
    for cell in own[NAMES]:
        assert isinstance(cell, Cell)
        dimension = own.column_dimensions[cell.column_letter]
        part = str(cell.value).rpartition(".")[2] in DETERMINED and str(cell.value).count(".") > 1
        assert (dimension.hidden, dimension.outlineLevel) == ((True, 1) if part else (False, 0)), cell.value
    assert own.row_dimensions[NAMES].hidden
    assert own.freeze_panes == f"B{FIRST}"


def test_heads_may_be_reworded_and_columns_moved_and_left_out() -> None:
    policy = load_policy(SHIPPED)
    book = made(policy)
    Pen(book, policy).application("1", {"applied_on": "2022-03-01", "plan": {"field": "ecology"}})
    own = sheet(book, SHEET)
    own.cell(LABELS, 2).value = "哪天申报的"
    own.delete_cols(3, 4)
    own.insert_cols(1)
    found, _ = read(policy, book)
    assert found == {"1": {"applied_on": "2022-03-01", "plan": {"field": "ecology"}}}


def test_a_template_of_another_version_is_said() -> None:
    policy = load_policy(SHIPPED)
    book = made(policy)
    cells = [cell for row in sheet(book, INSTRUCTIONS).iter_rows() for cell in row]
    (mark,) = [cell for cell in cells if str(cell.value).startswith(POLICY_MARK)]
    assert mark.value == f"{POLICY_MARK} {policy.id} {policy.digest}"
    mark.value = f"{POLICY_MARK} {policy.id} sha256:0"
    _, remarks = read(policy, book)
    assert [one for one in remarks if "模板是按另一版本的办法做的" in one]


def test_the_same_policy_gives_the_same_cells() -> None:
    policy = load_policy(SHIPPED)
    one, other = made(policy), load_workbook(io.BytesIO(workbook_to_fill(policy)))
    assert one.sheetnames == other.sheetnames
    for title in one.sheetnames:
        assert list(one[title].values) == list(other[title].values)
