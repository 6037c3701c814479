"""`huimin diff`: the sheet, the files of the witnesses, JSON, and the exit code."""

import json
import shutil
from pathlib import Path

import pytest

from huimin_rules.service import load_policy
from huimin_rules.verdict import PolicyDifference
from tests.cli.conftest import Huimin
from tests.support import MINIMAL, minimal_in, rehash, replace_in


@pytest.fixture
def stricter(tmp_path: Path) -> Path:
    """The minimal policy with five years instead of three, in the text and in the rule."""
    folder = minimal_in(tmp_path)
    replace_in(folder / "text.md", "从业满三年", "从业满五年")
    replace_in(folder / "article-01.yaml", "quote: 并且从业满三年", "quote: 并且从业满五年")
    replace_in(
        folder / "article-01.yaml", "requires: {fact: years, at_least: 3}", "requires: {fact: years, at_least: 5}"
    )
    rehash(folder)
    return folder


def test_the_same_policy_twice(huimin: Huimin) -> None:
    ran = huimin("diff", "gongyi-huimin-2021", "gongyi-huimin-2021")
    assert ran.code == 0
    assert "含义相同：各项规范和总体结论都已证明等价" in ran.out
    assert "两个版本都有结论的规范 31 条，其中 31 条已证明等价" in ran.out


def test_a_stricter_version(huimin: Huimin, stricter: Path) -> None:
    ran = huimin("diff", MINIMAL, stricter)
    assert ran.code == 1
    for words in (
        "总体结论  新版本相对旧版本：更严",
        "从业满三年  art1.years  新版本相对旧版本：更严",
        "“从业年数”不少于 3年",
        "“从业年数”不少于 5年",
        "修改  第一条",
        "列表只比较到：partners 至多 3 项",
    ):
        assert words in ran.out
    assert "更宽" in huimin("diff", stricter, MINIMAL).out


def test_the_witnesses_are_files_that_check_reads(huimin: Huimin, stricter: Path, tmp_path: Path) -> None:
    saved = tmp_path / "saved"
    huimin("diff", MINIMAL, stricter, "--save", saved)
    assert sorted(file.name for file in saved.iterdir()) == ["art1.years-1.yaml", "conclusion-1.yaml"]
    for file in saved.iterdir():
        ran = huimin("diff", MINIMAL, stricter, "--json")
        found = PolicyDifference.model_validate_json(ran.out)
        options = [
            part for pair in found.conclusion.witnesses[0].old.readings for part in ("--reading", "=".join(pair))
        ]
        assert huimin("check", file, "--policy", MINIMAL, *options).code == 0
        assert huimin("check", file, "--policy", stricter, *options).code == 1


def test_json_is_canonical_and_the_same_again(huimin: Huimin, stricter: Path) -> None:
    ran = huimin("diff", MINIMAL, stricter, "--json")
    assert ran.code == 1
    assert ran.out == f"{PolicyDifference.model_validate_json(ran.out).to_json()}\n"
    assert json.loads(ran.out)["new"]["digest"] == load_policy(stricter).digest
    assert huimin("diff", MINIMAL, stricter, "--json").out == ran.out


def test_a_fact_of_one_version_splits_the_witness(huimin: Huimin, tmp_path: Path) -> None:
    folder, saved = minimal_in(tmp_path), tmp_path / "saved"
    asked = "  years:\n"
    requires = "requires: {any: [{fact: years, at_least: 5}, {fact: tested, is: true}]}"
    replace_in(
        folder / "facts.yaml",
        asked,
        f"  tested:\n    type: boolean\n    label: 已测试\n    question: 测试了吗？\n{asked}",
    )
    replace_in(folder / "article-01.yaml", "requires: {fact: years, at_least: 3}", requires)
    ran = huimin("diff", MINIMAL, folder, "--save", saved)
    assert "新增  已测试  tested" in ran.out
    names = {file.name for file in saved.iterdir()}
    assert {"art1.years-1-old.yaml", "art1.years-1-new.yaml", "art1.years-2-old.yaml"} <= names
    fixed = ("--reading", "last_day=eve")
    assert huimin("check", saved / "art1.years-1-old.yaml", "--policy", MINIMAL, *fixed).code == 0
    assert huimin("check", saved / "art1.years-1-new.yaml", "--policy", folder, *fixed).code == 1
    assert huimin("check", saved / "art1.years-1-new.yaml", "--policy", MINIMAL).code == 2


def test_every_kind_of_change_has_words(huimin: Huimin, tmp_path: Path) -> None:
    """The shipped policy against the minimal one: everything is added or removed."""
    ran = huimin("diff", MINIMAL, "gongyi-huimin-2021")
    assert ran.code == 1
    assert "新增  " in ran.out
    assert "删去  " in ran.out
    folder = tmp_path / "changed"
    shutil.copytree(MINIMAL, folder)
    replace_in(folder / "facts.yaml", "      school: 学校", "      school: 学校\n      clinic: 诊所")
    replace_in(folder / "facts.yaml", "    maximum: 100%", "    maximum: 90%")
    replace_in(
        folder / "facts.yaml",
        "requires: {fact: funds.asked, more_than: 0}",
        "requires: {fact: funds.asked, more_than: 1}",
    )
    replace_in(folder / "article-01.yaml", "    when: {fact: kind, is_not: school}\n", "")
    replace_in(folder / "readings.yaml", "name: 前一日", "name: 前日")
    ran = huimin("diff", MINIMAL, folder)
    for words in (
        "选项：",
        "旧  hospital、school",
        "上限：",
        "适用的情形：",
        "（没有）",
        "各种理解的名称和理由：",
        "（见规则文件）",
    ):
        assert words in ran.out


def test_bad_input(huimin: Huimin, stricter: Path, tmp_path: Path) -> None:
    assert huimin("diff", "gongyi", "gongyi-huimin-2021").code == 2
    assert huimin("diff", MINIMAL).code == 2
    (tmp_path / "file").write_text("")
    ran = huimin("diff", MINIMAL, stricter, "--save", tmp_path / "file")
    assert ran.code == 2
    assert "--save" in ran.err
