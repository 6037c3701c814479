"""Reports for e-mail: the words of the sheet in its order, the same in HTML and in Markdown, and every text a text."""

import re
from datetime import date
from html.parser import HTMLParser
from typing import Final

import pytest
from hypothesis import example as hypothesis_example
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from huimin_rules.report.language import Language
from huimin_rules.report.markup.blocks import Code, Heading, Item, Listing, Marked, Quotation, Report, Text
from huimin_rules.report.markup.html import html
from huimin_rules.report.markup.markdown import markdown
from huimin_rules.report.markup.verdict_report import verdict_report
from huimin_rules.report.phrases import phrases
from huimin_rules.report.typography import Span, Style
from huimin_rules.report.verdict_sheet import verdict_sheet
from huimin_rules.verdict import NOTICE
from huimin_rules.visible import visible
from tests.report.decided import HOSTILE, Case, doubtful, example, hostile, sample, squeezed

_TAGS: Final = frozenset(
    [
        "html",
        "head",
        "meta",
        "title",
        "body",
        "div",
        "h1",
        "h2",
        "h3",
        "p",
        "blockquote",
        "ul",
        "ol",
        "li",
        "strong",
        "code",
    ]
)
_ATTRIBUTES: Final = frozenset(("style", "lang", "charset", "name", "content", "start"))
_NUMBER: Final = re.compile(r"^\s*\d+\. ")
TODAY: Final = date(2022, 3, 1)


class _Reader(HTMLParser):
    """The text of a page, its tags and its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text: list[str] = []
        self.tags: list[str] = []
        self.attributes: dict[str, set[str]] = {}
        self.within: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag != "meta":
            self.within.append(tag)
        for name, value in attrs:
            self.attributes.setdefault(name, set()).add(value or "")

    def handle_endtag(self, tag: str) -> None:
        assert self.within.pop() == tag

    def handle_data(self, data: str) -> None:
        if "title" not in self.within:
            self.text.append(data)


def _report(case: Case, language: Language = Language.CHINESE, today: date | None = None) -> Report:
    return verdict_report(case.verdict, case.policy, case.subject.source, phrases(language), today=today)


def _rendered(text: str) -> _Reader:
    """Markdown as GitHub shows it, HTML in it included."""
    reader = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    return _Reader(reader.render(text))


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("case", [*sample(), doubtful(), hostile()], ids=lambda case: case.id)
def test_the_words_of_the_sheet_stand_in_its_order(case: Case, language: Language) -> None:
    text = squeezed("".join(_Reader(html(_report(case, language, TODAY))).text))
    words = phrases(language)
    place = 0
    sheet = verdict_sheet(case.verdict, case.policy, case.subject.source, TODAY, words)
    assert len(sheet) > len(case.verdict.findings)
    for paragraph in sheet[:-1]:
        piece = "".join(span.text for span in paragraph.spans)
        for part in re.split(r"  +", _NUMBER.sub("", visible(piece))):
            wanted = squeezed(part)
            found = text.find(wanted, place)
            assert found >= 0, (wanted, text[place : place + 80])
            place = found + len(wanted)
    for proof in (case.policy.digest, case.verdict.policy.text_sha256):
        assert proof in text[place:]


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("case", [*sample(), doubtful(), hostile()], ids=lambda case: case.id)
def test_markdown_says_what_html_says(case: Case, language: Language) -> None:
    report = _report(case, language)
    page, shown = _Reader(html(report)), _rendered(markdown(report))
    assert squeezed("".join(shown.text)) == squeezed("".join(page.text))
    inside = _TAGS - {"html", "head", "meta", "title", "body", "div"}
    assert set(shown.tags) <= inside
    for tag in inside - {"p"}:
        assert shown.tags.count(tag) == page.tags.count(tag), tag
    assert shown.attributes.get("start", set()) | {"1"} >= page.attributes.get("start", set())


@pytest.mark.parametrize("case", [*sample(), doubtful(), hostile()], ids=lambda case: case.id)
def test_every_finding_once_and_nothing_else(case: Case) -> None:
    page = _Reader(html(_report(case)))
    text = squeezed("".join(page.text))
    assert page.tags.count("blockquote") == len(case.verdict.findings)
    assert text.count(NOTICE) == 1
    assert "不予受理" not in text
    numbered = [one for one in _listings(_report(case).blocks) if one.start is not None]
    numbers = [number for one in numbered for number in range(one.start or 0, (one.start or 0) + len(one.items))]
    assert numbers == list(range(1, len(case.verdict.supplements) + 1))


def test_a_page_stands_alone_without_program_and_colours_of_its_own() -> None:
    for case in (example("county-hospital"), hostile()):
        page = _Reader(html(_report(case)))
        assert set(page.tags) <= _TAGS
        assert set(page.attributes) <= _ATTRIBUTES
        for style in page.attributes["style"]:
            assert not re.search(r"url\(|(?<!border-)color:|background", style)
        assert page.attributes["content"] >= {"light dark"}
        assert not page.within


def test_english_has_chinese_quotes_only() -> None:
    page = html(_report(example("county-hospital"), Language.ENGLISH))
    assert '<html lang="en">' in page
    assert "Result of a self-check, not an administrative decision" in page
    assert '<blockquote lang="zh-CN"' in page
    assert not any(word in page for word in ("一次性", "信息不全", "有待认定", "材料清单"))


def test_today_is_said_only_where_it_is_given() -> None:
    case = example("eligible")
    assert "截至今天" not in html(_report(case))
    assert "截至今天（2024-05-06）" in html(_report(case, today=date(2024, 5, 6)))
    assert "截至今天（2024-05-06）" in markdown(_report(case, today=date(2024, 5, 6)))


def test_the_same_verdict_gives_the_same_text() -> None:
    case = example("half-filled")
    assert html(_report(case)) == html(_report(case))
    assert markdown(_report(case)) == markdown(_report(case))


def _listings(blocks: tuple[object, ...]) -> list[Listing]:
    found = []
    for block in blocks:
        if isinstance(block, Listing):
            found.append(block)
        elif isinstance(block, Marked):
            found += _listings(block.blocks)
    return found


# What an application may state says something; so do all words of a policy.
_TEXT = st.one_of(
    st.text(max_size=40),
    st.text(alphabet=r"\`*_[]()<>&~|#:@!+-=.0123456789 ‘’{}^$abw/\"'", max_size=30),
    st.sampled_from(HOSTILE),
).filter(lambda text: bool(text.strip()))


def _said(text: str) -> Report:
    """A report in which a text stands wherever texts stand."""
    return Report(
        text,
        "zh-CN",
        (
            Heading(1, (text,)),
            Text((text,)),
            Text((Span(text, Style.FAINT), "后")),
            Marked(Style.BAD, (Heading(3, ("前", text)), Quotation(text))),
            Listing((Item((text,), (Text((text,)), Quotation(text))), Item((text,)))),
            Listing((Item((text,)), Item((text,), (Listing((Item((text,)),)),))), 7),
            Text((Code(text),)),
        ),
    )


@given(_TEXT)
@hypothesis_example("1. 数")
@hypothesis_example("123) 数")
@hypothesis_example("题 ##")
@hypothesis_example("#")
@hypothesis_example("    码")
@hypothesis_example("后有空格  ")
@hypothesis_example("---")
@hypothesis_example("www.example.invalid")
@hypothesis_example("&lt;b&gt; &#35; &amp;")
@hypothesis_example("```")
def test_no_text_is_taken_for_markup(text: str) -> None:
    report = _said(text)
    page, shown = _Reader(html(report)), _rendered(markdown(report))
    assert set(shown.tags) <= _TAGS
    assert set(page.tags) <= _TAGS
    assert squeezed("".join(page.text)) == squeezed(_plain(report))
    assert squeezed("".join(shown.text)) == squeezed(_plain(report))
    counted = {"h1": 1, "h3": 1, "blockquote": 2, "ul": 2, "ol": 1, "li": 5, "code": 1, "strong": 0}
    for tag, count in counted.items():
        assert shown.tags.count(tag) == page.tags.count(tag) == count, tag


def _plain(report: Report) -> str:
    text = visible(report.title)
    return text + text + text + "后" + "前" + text * 2 + text * 4 + text * 3 + text
