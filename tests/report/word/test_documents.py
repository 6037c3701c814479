"""What holds of every Word document: what it is stands on every page, no time in its bytes, texts are texts."""

import hashlib
import io
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final
from xml.etree import ElementTree

import pytest
from docx.oxml.ns import qn
from docx.shared import Mm

from huimin_rules import Policy, Verdict
from huimin_rules.report.subject import Named, Subject
from huimin_rules.report.titles import AUDIT, INELIGIBLE, REVIEW, SUPPLEMENTS
from huimin_rules.report.typography import BLANK, Span, Style, line
from huimin_rules.report.word.audit import Audit, AuditedRecord, audit
from huimin_rules.report.word.ineligible import ineligible
from huimin_rules.report.word.review import review
from huimin_rules.report.word.supplements import supplements
from huimin_rules.verdict import NOTICE
from huimin_rules.visible import visible
from tests.report.decided import HOSTILE, example, hostile, squeezed
from tests.report.word.reading import every_text, headers, listed, opened

Maker = Callable[[Verdict, Policy, Subject], bytes]
MAKERS: Final[Mapping[str, Maker]] = {REVIEW: review, SUPPLEMENTS: supplements, INELIGIBLE: ineligible}
_TIME: Final = re.compile(r"20\d\d-\d\d-\d\dT")


def _audit(name: str = "账本", say: str = "不同") -> bytes:
    account = (line(Span(say, Style.BAD), indent=2, hang=6), BLANK)
    records = [
        AuditedRecord("0", "2022-001", ("2022-05-09T09:00:00+08:00", "王敏"), "符合条件", "一致", True, None),
        AuditedRecord("1", name, ("", ""), "", "不能复核", False, account),
    ]
    sums = (line(Span("有不一致", Style.BAD)),)
    return audit(Audit(name, "全部决定记录，2 份", (line("账本核对"),), records, sums))


def _every() -> dict[str, bytes]:
    case = example("county-hospital")
    made = {title: make(case.verdict, case.policy, case.subject) for title, make in MAKERS.items()}
    return {**made, AUDIT: _audit()}


def test_the_title_says_what_it_is_and_what_not_on_every_page() -> None:
    for title, data in _every().items():
        document = opened(data)
        first, second = document.paragraphs[:2]
        assert (first.text, second.text) == (title, NOTICE)
        assert (first.style.style_id, second.style.style_id) == ("Title", "Subtitle")  # type: ignore[union-attr]  # every paragraph here has a style
        assert len(heads := headers(document)) == 2
        assert all(head.startswith(title) and head.endswith(NOTICE) for head in heads)
        assert document.settings.odd_and_even_pages_header_footer
        assert "不予受理" not in every_text(data)


def test_the_page_is_that_of_the_standard() -> None:
    for data in _every().values():
        section = opened(data).sections[0]
        measures = {
            section.page_width: 210,
            section.page_height: 297,
            section.top_margin: 37,
            section.bottom_margin: 35,
            section.left_margin: 28,
            section.right_margin: 26,
        }
        for measure, millimetres in measures.items():
            assert measure is not None
            assert abs(measure - Mm(millimetres)) < Mm(0.1)
        for footer in (section.footer, section.even_page_footer):
            assert re.fullmatch("— 1 —", "".join(text.text or "" for text in footer._element.iter(qn("w:t"))))
            assert [one.get(qn("w:instr")) for one in footer._element.iter(qn("w:fldSimple"))] == ["PAGE"]


def test_every_typeface_is_set_for_chinese() -> None:
    for data in _every().values():
        document = opened(data)
        for style in document.styles.element.iter(qn("w:rFonts")):
            assert style.get(qn("w:eastAsia"))
            assert not any("Theme" in name for name in style.attrib)
        runs = list(document.element.body.iter(qn("w:r")))
        assert runs
        assert all(run.rPr.find(qn("w:rFonts")).get(qn("w:hint")) == "eastAsia" for run in runs)


def test_tables_repeat_their_heads_and_are_as_wide_as_the_text() -> None:
    for data in _every().values():
        for table in opened(data).tables:
            widths = [int(one.get(qn("w:w"))) for one in table._tbl.tblGrid]
            assert abs(sum(widths) - Mm(156).pt * 20) < 20
            if "序号" in table.rows[0].cells[0].text:
                assert table.rows[0]._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
            for row in table.rows:
                assert sum(int(one.get(qn("w:w"))) for one in row._tr.iter(qn("w:tcW"))) == sum(widths)


def test_a_short_row_stays_whole_and_a_very_long_one_may_break() -> None:
    case = hostile()
    document = opened(review(case.verdict, case.policy, case.subject))
    table = next(one for one in document.tables if one.rows[0].cells[0].text == "序号")
    whole = {row.cells[0].text: row._tr.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in table.rows}
    long = [row.cells[0].text for row in table.rows if len(row.cells[5].text) > 1000]
    assert long
    assert not any(whole[one] for one in long)
    assert all(whole[row.cells[0].text] for row in table.rows if len(row.cells[5].text) < 50)


def test_the_row_of_very_many_names_may_break() -> None:
    case = example("eligible")
    for count, whole in ((3, True), (900, False)):
        parties = Named("单位", "、".join(["巩义市示例医院有限公司"] * count))
        subject = replace(case.subject, parties=parties)
        document = opened(review(case.verdict, case.policy, subject))
        (row,) = (row for row in document.tables[0].rows if row.cells[0].text == "单位")
        assert (row._tr.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None) is whole


def test_the_same_verdict_gives_the_same_bytes_without_any_time() -> None:
    first, second = _every(), _every()
    assert first == second
    for data in first.values():
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            assert {one.date_time for one in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            core = package.read("docProps/core.xml").decode()
            assert NOTICE in core
            assert "modified" not in core
            assert not _TIME.search(core)
            assert sorted(package.namelist()) == sorted(
                [
                    "[Content_Types].xml",
                    "_rels/.rels",
                    "docProps/core.xml",
                    "word/_rels/document.xml.rels",
                    "word/document.xml",
                    "word/fontTable.xml",
                    *(f"word/{part}{number}.xml" for part in ("header", "footer") for number in (1, 2)),
                    "word/settings.xml",
                    "word/styles.xml",
                    "word/theme/theme1.xml",
                ]
            )


def test_another_verdict_gives_other_bytes() -> None:
    one, other = example("eligible"), example("half-filled")
    for make in (review, supplements):
        assert make(one.verdict, one.policy, one.subject) != make(other.verdict, other.policy, other.subject)
        assert make(one.verdict, one.policy, one.subject) != make(one.verdict, one.policy, other.subject)


def test_which_rules_decided_and_how_to_verify_it() -> None:
    case = example("county-hospital")
    for make in MAKERS.values():
        text = every_text(make(case.verdict, case.policy, case.subject))
        for proof in (case.policy.digest, case.verdict.policy.text_sha256, "huimin check --json", case.subject.source):
            assert proof in text
        assert hashlib.sha256(case.verdict.to_json().encode()).hexdigest() in text


def test_hostile_texts_are_seen_and_break_nothing() -> None:
    case = hostile()
    for make in (review, supplements):
        data = make(case.verdict, case.policy, case.subject)
        text = squeezed(every_text(data))
        for one in HOSTILE:
            known = visible(one.replace("\x00", "").replace("\n", " "))
            assert squeezed(known) in text
        assert squeezed(visible(HOSTILE[0])) in text
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            for name in package.namelist():
                ElementTree.fromstring(package.read(name))
        assert "\u202e" not in text


def test_hostile_texts_of_a_ledger_are_seen_too() -> None:
    for one in HOSTILE:
        data = _audit(one, one)
        text = every_text(data)
        assert text.count(visible(one)) >= 4
        (_, row) = listed(opened(data), "案号")
        assert row[1] == visible(one)


def test_an_audit_tells_every_record_and_what_differs() -> None:
    document = opened(_audit())
    assert list(listed(document, "案号")) == [
        ("0", "2022-001", "2022-05-09T09:00:00+08:00\n王敏", "符合条件", "一致", ""),
        ("1", "账本", "\n", "", "不能复核", ""),
    ]
    headings = [one.text for one in document.paragraphs if one.style is not None and one.style.style_id == "Heading1"]
    assert headings == ["一、账本本身的核对", "二、复核的结果", "三、需要说明的记录", "四、逐份记录"]
    assert [one.text for one in document.paragraphs].index("不同") > 0


@pytest.mark.parametrize("room", ["word.review", "word.audit", "excel.register"])
def test_without_the_extra_its_name_is_told(room: str) -> None:
    program = (
        "import sys\n"
        "sys.modules['docx'] = sys.modules['openpyxl'] = None\n"
        "from huimin_rules.errors import MissingExtra\n"
        f"try:\n    import huimin_rules.report.{room}\n"
        "except MissingExtra as error:\n    assert 'huimin-rules[office]' in str(error), error\n"
        "else:\n    raise AssertionError\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_other_missing_modules_are_not_hidden() -> None:
    from huimin_rules.report.office_extra import office_extra

    with pytest.raises(ModuleNotFoundError, match="absent"), office_extra("文书"):
        raise ModuleNotFoundError("No module named 'absent'", name="absent")
