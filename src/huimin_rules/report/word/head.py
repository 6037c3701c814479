"""What the documents about one application have in common: the head, the signatures, and which rules decided."""

from collections.abc import Iterable
from datetime import date

from docx.oxml.xmlchemy import BaseOxmlElement

from huimin_rules.canonical import digest
from huimin_rules.report.account import Account
from huimin_rules.report.phrases import CHINESE
from huimin_rules.report.subject import Subject
from huimin_rules.report.typography import Span, Style, line
from huimin_rules.report.word.document import TEXT_WIDTH
from huimin_rules.report.word.paragraphs import paragraph
from huimin_rules.report.word.styles import StyleId
from huimin_rules.report.word.tables import EMPTY, Cell, form, strong, text_cell
from huimin_rules.verdict import NOTICE, Finding, Verdict

_LABEL = 28.0


def chinese_day(day: date) -> str:
    """A day as official documents write it.

    >>> chinese_day(date(2022, 5, 9))
    '2022年5月9日'
    """
    return f"{day.year}年{day.month}月{day.day}日"


def regulation(verdict: Verdict) -> str:
    """The regulation with its number."""
    return f"《{verdict.policy.title}》（{verdict.policy.document_number}）"


def head(account: Account, subject: Subject) -> BaseOxmlElement:
    """Which application of whom was checked against what and under which readings, what came out, and what is worth a
    look.
    """
    verdict = account.verdict
    rows: list[list[tuple[str, Cell]]] = [[("申报项目", _filled(subject.project))]]
    if subject.parties is not None:
        rows.append([(subject.parties.label, _filled(subject.parties.value))])
    day = None if subject.day is None or subject.day.day is None else chinese_day(subject.day.day)
    named = "申报日期" if subject.day is None else subject.day.label
    rows.append([(named, _filled(day)), ("案号", _filled(subject.case))])
    rows += [[(kind.label, _filled(kind.value))] for kind in subject.kinds]
    rows.append([("办法及文号", text_cell(regulation(verdict)))])
    if verdict.in_force is not None:
        ends = "或者".join(map(chinese_day, verdict.in_force.last_days))
        rows.append([("办法有效期", text_cell(f"{chinese_day(verdict.in_force.start)}至{ends}"))])
    conclusion = strong(CHINESE.conclusions[verdict.conclusion])
    rows.append([("自查结论", (line(conclusion, f"：{verdict.summary}"),))])
    if fixed := account.fixed():
        said = tuple(line(f"{one.citation.label}，{one.question}{how}") for one, how in fixed)
        rows.insert(-1, [("解释口径", said)])
    if verdict.warnings:
        said = tuple(line(f"{account.subject(one.fact)}：{one.message}") for one in verdict.warnings)
        rows.append([("核对提示", said)])
    return form(rows, _LABEL, TEXT_WIDTH)


def _filled(text: str | None) -> Cell:
    return EMPTY if text is None else text_cell(text)


def grounds(findings: Iterable[Finding]) -> Cell:
    """The clauses that findings stand on with their words, each once."""
    each = dict.fromkeys((finding.citation.label, finding.quote) for finding in findings)
    return tuple(line(label, Span(f"“{quote}”", Style.QUOTE)) for label, quote in each)


def signatures(opinion: str, signers: Iterable[str]) -> BaseOxmlElement:
    """Room for an opinion, and for each signer a place to sign with the day, all on one page."""
    rows: list[list[tuple[str, Cell]]] = [[(opinion, (line(""), line(""), line("")))]]
    rows += [[(signer, EMPTY), ("日期", text_cell("　　　　年　　月　　日"))] for signer in signers]
    return form(rows, _LABEL, TEXT_WIDTH, least=11, keep=True)


def provenance(verdict: Verdict, source: str) -> list[BaseOxmlElement]:
    """Which rules and which text decided, and how anybody can verify it."""
    reference = verdict.policy
    said = (
        f"{NOTICE}。本文书由程序依结论书生成，所述事实来自申请，未经核实；空白处由审查人填写。",
        f"自查的文件：{source}",
        f"依据的规则：{reference.id}，{reference.digest}",
        f"办法原文：SHA-256 {reference.text_sha256}",
        f"结论书：{digest(verdict.to_json().encode())}",
        "核对方法：命令 huimin policies 列出规则的摘要；办法原文的摘要由文件 text.md 的正文直接计算；"
        "对同一份申请运行 huimin check --json，所得结论书（不含行末换行）的 SHA-256 应与上列相同。",
    )
    last = len(said)
    return [paragraph(one, style=StyleId.NOTE, keep=place < last) for place, one in enumerate(("", *said))]
