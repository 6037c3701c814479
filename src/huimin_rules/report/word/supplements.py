"""一次性补正清单: everything to fix, supply or have decided, in one round, with room to say what was done."""

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from huimin_rules.citation import chinese_numeral
from huimin_rules.norms.policy import Policy
from huimin_rules.report.account import Account
from huimin_rules.report.phrases import CHINESE
from huimin_rules.report.subject import Subject
from huimin_rules.report.titles import SUPPLEMENTS
from huimin_rules.report.typography import Paragraph, Span, Style, line
from huimin_rules.report.word.document import Draft, gap
from huimin_rules.report.word.head import grounds, head, provenance, signatures
from huimin_rules.report.word.paragraphs import paragraph
from huimin_rules.report.word.styles import StyleId
from huimin_rules.report.word.tables import EMPTY, Cell, Column, listing, text_cell
from huimin_rules.verdict import Conclusion, Supplement, Verdict

_COLUMNS: Final = (
    Column("序号", 11, centred=True),
    Column("事项", 66),
    Column("依据条款及原文", 49),
    Column("补正情况", 30),
)
_GROUPS: Final = {
    "fix": "补正不符合条件的事项",
    "supply": "补充没有说明的事项",
    "determine": "提请认定只有申请人自述的事项",
    "clarify": "请求明确可以作不同解释的问题",
    "explain": "说明与通常做法不同的理由",
}


def supplements(verdict: Verdict, policy: Policy, subject: Subject) -> bytes:
    """The document; where there is nothing to do, it says so."""
    draft = Draft(SUPPLEMENTS, f"《{verdict.policy.title}》")
    account = Account(verdict, policy, CHINESE)
    draft.add(head(account, subject), gap())
    if verdict.supplements and verdict.conclusion is Conclusion.NOT_IN_FORCE:
        draft.add(paragraph(f"{CHINESE.moot}。"))
    numbered = enumerate(verdict.supplements, 1)
    groups = groupby(numbered, key=lambda one: one[1].action)
    for place, (action, entries) in enumerate(groups, 1):
        rows = [list(_row(number, entry, account)) for number, entry in entries]
        heading = f"{chinese_numeral(place)}、{_GROUPS[action]}（{len(rows)} 项）"
        draft.add(paragraph(heading, style=StyleId.HEADING, keep=True))
        draft.add(listing(_COLUMNS, rows, StyleId.CELL, StyleId.CELL_HEAD), gap())
    draft.add(paragraph(_remark(len(verdict.supplements))), gap())
    draft.add(signatures("补正说明", ("申报单位经办人（签字）", "审查人（签字）")))
    draft.add(*provenance(verdict, subject.source))
    return draft.to_bytes()


def _remark(count: int) -> str:
    return f"以上共 {count} 项，一次列全。办好后，请用改好的申请重新自查。" if count else "没有需要补正的事项。"


def _row(number: int, entry: Supplement, account: Account) -> Iterator[Cell]:
    yield text_cell(str(number))
    yield tuple(_matter(entry, account))
    yield grounds(account.verdict.finding(norm) for norm in entry.norms)
    yield EMPTY


def _matter(entry: Supplement, account: Account) -> Iterator[Paragraph]:
    yield line(account.to_do(entry))
    match entry.action:
        case "fix" | "explain":
            yield line(f"（{account.title(entry.subject)}）")
        case "supply" | "determine":
            # A path stands on a line of its own: it has no place to break.
            element = account.element(entry.subject)
            yield from (line(one) for one in (element, entry.subject) if one is not None)
        case "clarify":
            yield from _trials(entry, account)


def _trials(entry: Supplement, account: Account) -> Iterator[Paragraph]:
    """What each alternative of a reading leads to, all else as it is."""
    for one in account.policy.reading_by_id[entry.subject].alternatives:
        results = [
            f"{account.title(norm)}{CHINESE.statuses[outcome.status]}"
            for norm in entry.norms
            for outcome in account.verdict.finding(norm).outcomes
            if (outcome.reading, outcome.alternative) == (entry.subject, one.id)
        ]
        yield line("试算：按", Span(f"“{one.name}”", Style.QUOTE), f"，{'；'.join(results)}")
