"""不符合条件说明: which conditions are not met, in the words of the clauses, on which facts, and what would mend it."""

from collections.abc import Iterator
from typing import Final

from docx.oxml.xmlchemy import BaseOxmlElement

from huimin_rules.citation import chinese_numeral
from huimin_rules.errors import InputError, InputProblem
from huimin_rules.norms.norm import Modality
from huimin_rules.norms.policy import Policy
from huimin_rules.report.account import Account
from huimin_rules.report.phrases import CHINESE
from huimin_rules.report.subject import Subject
from huimin_rules.report.titles import INELIGIBLE
from huimin_rules.report.typography import Span, Style
from huimin_rules.report.word.document import Draft, gap
from huimin_rules.report.word.head import head, provenance, regulation, signatures
from huimin_rules.report.word.paragraphs import paragraph
from huimin_rules.report.word.styles import StyleId
from huimin_rules.verdict import Conclusion, Finding, Status, Verdict
from huimin_rules.verdict.wording import details

_ABOUT: Final = (Conclusion.NOT_IN_FORCE, Conclusion.INELIGIBLE)
_MOST_FACTS: Final = 40


def ineligible(verdict: Verdict, policy: Policy, subject: Subject) -> bytes:
    """The document; raises InputError for a verdict with another conclusion than these two."""
    if verdict.conclusion not in _ABOUT:
        expected = f"结论为{'或者'.join(CHINESE.conclusions[one] for one in _ABOUT)}的申请"
        found = CHINESE.conclusions[verdict.conclusion]
        raise InputError([InputProblem("", expected, found, file=subject.source)])
    draft = Draft(INELIGIBLE, f"《{verdict.policy.title}》")
    account = Account(verdict, policy, CHINESE)
    draft.add(head(account, subject), gap())
    unmet = [one for one in verdict.findings if one.modality.decides and one.status is Status.UNMET]
    unmet.sort(key=lambda one: one.modality is not Modality.VALIDITY)
    draft.add(paragraph(f"对照{regulation(verdict)}自查，下列 {len(unmet)} 项条件不符合："))
    for number, finding in enumerate(unmet, 1):
        draft.add(*_condition(number, finding, account))
    draft.add(*map(paragraph, _remarks(verdict)))
    draft.add(gap(), signatures("说明", ("经办人（签字）", "复核人（签字）")))
    draft.add(*provenance(verdict, subject.source))
    return draft.to_bytes()


def _condition(number: int, finding: Finding, account: Account) -> Iterator[BaseOxmlElement]:
    title = f"{chinese_numeral(number)}、{account.title(finding.norm)}（{finding.citation.label}）"
    yield paragraph(title, style=StyleId.HEADING, keep=True)
    yield _told("条款原文", Span(f"“{finding.quote}”", Style.QUOTE), "。")
    stated = account.stated(finding)
    more = f"；另有 {len(stated) - _MOST_FACTS} 项，见结论书" if len(stated) > _MOST_FACTS else ""
    yield _told("申请所述", f"{'；'.join(stated[:_MOST_FACTS])}{more}。" if stated else "没有相关的陈述。")
    # The facts stand above already.
    why = finding.reason.replace(details(account.policy, finding.facts), "", 1)
    yield _told("不符合之处", f"{why}。")
    for part in finding.parts:
        if len(finding.parts) > 1 and part.status is Status.UNMET:
            yield paragraph(f"其中：{part.name}，{part.reason}。")
    remedy = "除申报日期有误外，无从补正" if finding.modality is Modality.VALIDITY else "规则没有写明"
    yield _told("怎样补正", f"{finding.remedy or remedy}。")


def _told(label: str, *said: str | Span) -> BaseOxmlElement:
    return paragraph(Span(f"{label}：", Style.QUOTE), *said)


def _remarks(verdict: Verdict) -> Iterator[str]:
    if verdict.conclusion is Conclusion.NOT_IN_FORCE:
        yield "除申报日期有误外，别的条件办得怎样都不改变这个结论。"
    opened = sum(one.modality.decides and one.status.is_open for one in verdict.findings)
    if opened:
        yield f"另有 {opened} 项条件尚不能判断，见一次性补正清单。"
    yield "本说明是自查的结果，不是行政决定；补正之后可以重新自查。"
