"""`huimin page`: one HTML file, never over another, the same bytes every time."""

from pathlib import Path

from tests.cli.conftest import Huimin
from tests.support import MINIMAL


def test_the_page_of_the_shipped_policy(huimin: Huimin, tmp_path: Path) -> None:
    file = tmp_path / "自查.html"
    ran = huimin("page", "gongyi-huimin-2021", "-o", file)
    assert (ran.code, ran.out) == (0, "")
    assert str(file) in ran.err
    text = file.read_text(encoding="utf-8")
    assert text.startswith("<!doctype html>")
    assert "巩义市科技惠民计划项目管理办法" in text
    assert b"\r" not in file.read_bytes()


def test_without_a_file_the_page_goes_to_standard_output(huimin: Huimin) -> None:
    ran = huimin("page", MINIMAL)
    assert ran.code == 0
    assert ran.out.startswith("<!doctype html>")
    assert huimin("page", MINIMAL).out == ran.out


def test_a_file_that_exists_is_not_overwritten(huimin: Huimin, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text("mine", encoding="utf-8")
    ran = huimin("page", MINIMAL, "-o", file)
    assert (ran.code, ran.out) == (2, "")
    assert "已经存在" in ran.err
    assert file.read_text(encoding="utf-8") == "mine"
    assert huimin("page", MINIMAL, "-o", file, "--force").code == 0
    assert file.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_a_place_that_cannot_be_written(huimin: Huimin, tmp_path: Path) -> None:
    ran = huimin("page", MINIMAL, "-o", tmp_path)
    assert ran.code == 2
    assert "可以写入的文件" in huimin("page", MINIMAL, "-o", tmp_path / "no" / "page.html").err


def test_what_is_no_policy(huimin: Huimin) -> None:
    ran = huimin("page", "gongyi-huimin-2012")
    assert ran.code == 2
    assert "gongyi-huimin-2021" in ran.err
