"""`huimin batch`: from a template to a register, from tables to results, with the exit codes of `check`."""

import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from openpyxl import load_workbook
from openpyxl.cell.cell import Cell

from huimin_rules.norms.columns import SHEET
from huimin_rules.report.titles import REGISTER
from huimin_rules.verdict import NOTICE
from tests.cli.conftest import Huimin
from tests.loading.tables.support import csv

ROOT = Path(__file__).parents[2]
HEADS = ["申请编号", "申报日期", "领导小组已成立"]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([["1", "2022-03-01", "是"]], 3),
        ([["1", "2022-03-01", "是"], ["2", "2022-03-01", "否"]], 1),
        ([["1", "2024-03-01", "是"]], 1),
        ([["1", "2022-03-01", "否"], ["2", "22年", "否"]], 2),
        ([], 0),
    ],
)
def test_the_exit_code_is_the_worst(huimin: Huimin, tmp_path: Path, rows: list[list[str]], code: int) -> None:
    ran = huimin("batch", csv(tmp_path / "in.csv", HEADS, rows), tmp_path / "out.csv")
    assert ran.code == code
    assert (tmp_path / "out.csv").is_file()
    assert f"已写入 {tmp_path / 'out.csv'}" in ran.err
    assert f"{NOTICE}。共 {len(rows)} 行" in ran.out


def test_what_people_are_told(huimin: Huimin, tmp_path: Path) -> None:
    rows = [["1", "2022-03-01", "否"], ["2", "22年", "否"], ["3", "2022-03-01", "否"]]
    source = csv(tmp_path / "in.csv", HEADS, rows, "gb18030")
    ran = huimin("batch", source, tmp_path / "out.csv")
    lines = ran.out.splitlines()
    assert [line.split() for line in lines[1:3]] == [["2", "不符合条件"], ["1", "读不懂"]]
    assert "第七条第（四）项 成立领导小组　“项目实施须成立领导小组”" in lines[-1]
    assert lines[-1].split()[0] == "2"
    assert f"{source}：按 GB18030 读取" in ran.err
    assert f"{source} 第 3 行 申报日期 列: 应为日期" in ran.err
    assert "\x1b" not in ran.err
    english = huimin("batch", source, tmp_path / "out.csv", "--force", "--lang", "en")
    assert "Not eligible" in english.out
    assert english.code == 2


def test_a_template_filled_in_goes_straight_in(huimin: Huimin, tmp_path: Path) -> None:
    template = tmp_path / "登记表.xlsx"
    ran = huimin("batch", "--template", template)
    assert ran.code == 0
    assert "huimin batch" in ran.err
    before = template.read_bytes()
    assert huimin("batch", "--template", template).code == 2
    assert huimin("batch", "--template", template, "--force").code == 0
    assert template.read_bytes() == before
    book = load_workbook(template)
    sheet = book[SHEET]
    heads = {str(cell.value): cell.column_letter for cell in sheet[2] if isinstance(cell, Cell)}
    for label, value in (("申请编号", "2022-001"), ("申报日期", "2022-03-01"), ("领导小组已成立", "否")):
        sheet[f"{heads[label]}6"].value = value
    book.save(template)
    assert huimin("batch", template, tmp_path / "out.xlsx").code == 1
    _, names, row = load_workbook(tmp_path / "out.xlsx")[REGISTER].iter_rows(values_only=True)
    assert dict(zip(names, row, strict=True))["申请编号"] == "2022-001"


def test_lists_columns_left_out_and_another_key(huimin: Huimin, tmp_path: Path) -> None:
    source = csv(tmp_path / "in.csv", ["项目号", "备注", "applied_on"], [["1", "x", "2022-03-01"]])
    units = csv(tmp_path / "units.csv", ["项目号", "role", "domicile"], [["1", "lead", "410106"]])
    arguments = (source, tmp_path / "out.parquet", "--list", f"applicants={units}", "--key", "项目号")
    refused = huimin("batch", *arguments)
    assert (refused.code, "表头“备注”" in refused.err) == (2, True)
    assert not (tmp_path / "out.parquet").exists()
    assert huimin("batch", *arguments, "--ignore", "备注", "--reading", "consortium=every_applicant").code == 1
    (row,) = pl.read_parquet(tmp_path / "out.parquet").to_dicts()
    assert (row["case"], row["art6.i1.domicile"]) == ("1", "unmet")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "IN 和 OUT，或者 --template"),
        (("in.csv",), "IN 和 OUT，或者 --template"),
        (("in.csv", "--template", "a.xlsx"), "--template"),
        (("--template", "a.csv"), "以 .xlsx 结尾的文件名"),
        (("in.csv", "out.csv", "--list", "applicants"), "LIST=IN"),
        (("in.csv", "out.csv", "--list", "a=b", "--list", "a=c"), "a 不止一次"),
        (("in.csv", "out.csv", "--reading", "a=b"), "解释口径"),
        (("in.doc", "out.csv"), "postgresql://…#表"),
        (("in.csv", "out.doc"), "结尾的文件名"),
    ],
)
def test_usage(huimin: Huimin, arguments: tuple[str, ...], told: str) -> None:
    ran = huimin("batch", *arguments)
    assert (ran.code, told in ran.err) == (2, True), ran.err


@pytest.mark.parametrize("missing", ["polars", "duckdb"])
def test_the_extra_is_named(tmp_path: Path, missing: str) -> None:
    source = csv(tmp_path / "in.csv", HEADS, [])
    program = (
        f"import sys; sys.modules[{missing!r}] = None\nfrom huimin_rules.cli import main\nsys.exit(main(sys.argv[1:]))"
    )
    command = [sys.executable, "-c", program, "batch", str(source), str(tmp_path / "out.csv")]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, text=True, encoding="utf-8", timeout=120)
    assert ran.returncode == 2
    assert "pip install 'huimin-rules[batch]'" in ran.stderr
    assert "Traceback" not in ran.stderr
