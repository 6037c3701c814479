"""LibreOffice opens every kind of document: its titles, a sane number of pages, and what it is not on every page."""

import shutil
import subprocess
from collections import Counter
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pytest

from huimin_rules.report.excel.batch_register import BatchRegister, RegisterRow
from huimin_rules.report.excel.register import Entry, register
from huimin_rules.report.language import Language
from huimin_rules.report.markup.html import html
from huimin_rules.report.markup.verdict_report import verdict_report
from huimin_rules.report.phrases import phrases
from huimin_rules.report.titles import AUDIT, INELIGIBLE, REGISTER, REVIEW, SUPPLEMENTS
from huimin_rules.report.typography import line
from huimin_rules.report.word.audit import Audit, AuditedRecord, audit
from huimin_rules.report.word.ineligible import ineligible
from huimin_rules.report.word.review import review
from huimin_rules.report.word.supplements import supplements
from huimin_rules.verdict import NOTICE
from tests.report.decided import HOSTILE, Case, example, hostile, sample, squeezed

_SECONDS: Final = 300
_MOST_PAGES: Final = {
    f"{REVIEW}.docx": 6,
    f"{SUPPLEMENTS}.docx": 4,
    f"{INELIGIBLE}.docx": 3,
    f"{AUDIT}.docx": 2,
    f"hostile-{REVIEW}.docx": 30,
    f"{REGISTER}.xlsx": 40,
    f"hostile-{REGISTER}.xlsx": 20,
}


def _documents() -> dict[str, bytes]:
    case, wild = example("county-hospital"), hostile()
    entries = [Entry(one.subject, one.verdict) for one in (*sample()[:20], wild)]
    record = AuditedRecord("0", "2022-001", ("2022-05-09T09:00:00+08:00", "王敏"), "符合条件", "一致", True, None)
    report = verdict_report(case.verdict, case.policy, case.subject.source, phrases(Language.CHINESE))
    return {
        f"{REVIEW}.docx": review(case.verdict, case.policy, case.subject),
        f"{SUPPLEMENTS}.docx": supplements(case.verdict, case.policy, case.subject),
        f"{INELIGIBLE}.docx": ineligible(case.verdict, case.policy, case.subject),
        f"{AUDIT}.docx": audit(Audit("账本", "全部决定记录，1 份", (), [record], (line("全部一致"),))),
        f"hostile-{REVIEW}.docx": review(wild.verdict, wild.policy, wild.subject),
        f"{REGISTER}.xlsx": register(entries),
        f"hostile-{REGISTER}.xlsx": _batch(wild),
        "report.html": html(report).encode(),
    }


def _batch(wild: Case) -> bytes:
    """The workbook of a batch of one application that is hostile, and one that cannot be read."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "batch.xlsx"
        book = BatchRegister(path, ("单位",), frozenset())
        counts = Counter(one.status for one in wild.verdict.findings)
        number = book.add(RegisterRow(2, HOSTILE[2], (HOSTILE[0],), wild.verdict.conclusion, counts, unmet=HOSTILE[6]))
        book.explain(number, HOSTILE[2], wild.verdict)
        book.add(RegisterRow(3, HOSTILE[3], (None,), None, {}, fault=(HOSTILE[4],)))
        book.close(wild.verdict.policy, {"汇总": (("自查结论", "份数"), [["全部", 2]])})
        return path.read_bytes()


@cache
def _program(name: str) -> str:
    found = shutil.which(name)
    assert found is not None, f"{name} is not on PATH; see `make programs`"
    return found


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """The text of each page of each document, as LibreOffice prints it: one start for all of them."""
    folder = tmp_path_factory.mktemp("office")
    documents = _documents()
    for name, data in documents.items():
        (folder / name).write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    convert = [_program("soffice"), profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*convert, *(str(folder / name) for name in documents)], check=True, timeout=_SECONDS)
    return {name: _pages(folder / f"{Path(name).stem}.pdf") for name in documents}


def _pages(file: Path) -> list[str]:
    text = subprocess.run([_program("pdftotext"), "-layout", str(file), "-"], capture_output=True, check=True).stdout
    return text.decode().split("\f")[:-1]


@pytest.mark.parametrize("name", _MOST_PAGES)
def test_it_opens_with_its_title_and_says_on_every_page_what_it_is_not(name: str, pages: dict[str, list[str]]) -> None:
    found = pages[name]
    assert 0 < len(found) <= _MOST_PAGES[name]
    title = Path(name).stem.removeprefix("hostile-")
    assert title in squeezed(found[0])
    assert all(NOTICE in squeezed(page) for page in found)


@pytest.mark.parametrize("name", [name for name in _MOST_PAGES if name.endswith("docx")])
def test_pages_are_numbered(name: str, pages: dict[str, list[str]]) -> None:
    for number, page in enumerate(pages[name], 1):
        assert squeezed(page).endswith(f"—{number}—")


def test_the_report_for_e_mail_opens_as_a_document(pages: dict[str, list[str]]) -> None:
    text = squeezed("".join(pages["report.html"]))
    assert NOTICE in text
    assert "一次性补正清单（7项）" in text


def test_heads_are_repeated(pages: dict[str, list[str]]) -> None:
    table = [page for page in pages[f"{REVIEW}.docx"] if "第六条" in page or "第七条" in page]
    assert len(table) > 2
    assert all("审查内容" in squeezed(page) for page in table[:-1])


def test_a_formula_in_a_name_is_shown_and_not_computed(pages: dict[str, list[str]]) -> None:
    for name in (f"{REGISTER}.xlsx", f"hostile-{REGISTER}.xlsx"):
        text = squeezed("".join(pages[name]))
        assert squeezed("=cmd|' /C calc'!A0") in text
        assert "_x0041_" in text
