"""形式审查表: one row for each finding, for a reviewer to go through with the file in hand."""

from collections.abc import Iterator
from itertools import chain
from typing import Final

from huimin_rules.norms.norm import Modality
from huimin_rules.norms.policy import Policy
from huimin_rules.report.account import Account
from huimin_rules.report.phrases import CHINESE, MODALITY_NAMES
from huimin_rules.report.subject import Subject
from huimin_rules.report.titles import REVIEW
from huimin_rules.report.typography import Paragraph, line
from huimin_rules.report.word.document import Draft, gap
from huimin_rules.report.word.head import grounds, head, provenance, signatures
from huimin_rules.report.word.styles import StyleId
from huimin_rules.report.word.tables import EMPTY, PAGE_BLANK, Cell, Column, listing, strong, text_cell
from huimin_rules.verdict import Finding, Status, Verdict

_COLUMNS: Final = (
    Column("序号", 9, centred=True),
    Column("审查内容", 22),
    Column("依据条款", 33),
    Column("结论", 15, centred=True),
    Column("证据及页码", 28),
    Column("问题", 35),
    Column("审查人/日期", 14),
)

_PROBLEMS: Final = frozenset((Status.UNMET, Status.UNKNOWN, Status.NEEDS_JUDGEMENT, Status.NOT_FOLLOWED))


def review(verdict: Verdict, policy: Policy, subject: Subject) -> bytes:
    """The document. Whether the regulation was in force comes first, then the order of the text: nothing else is worth
    a look where it does not apply.
    """
    draft = Draft(REVIEW, f"《{verdict.policy.title}》")
    account = Account(verdict, policy, CHINESE)
    rows = [list(_row(number, finding, account)) for number, finding in enumerate(in_order(verdict), 1)]
    draft.add(head(account, subject), gap(), listing(_COLUMNS, rows, StyleId.SMALL, StyleId.SMALL_HEAD), gap())
    draft.add(signatures("审查意见", ("审查人（签字）", "复核人（签字）")))
    draft.add(*provenance(verdict, subject.source))
    return draft.to_bytes()


def in_order(verdict: Verdict) -> list[Finding]:
    """The findings as a reviewer takes them: validity first."""
    return sorted(verdict.findings, key=lambda finding: finding.modality is not Modality.VALIDITY)


def _row(number: int, finding: Finding, account: Account) -> Iterator[Cell]:
    status = CHINESE.statuses[finding.status]
    yield text_cell(str(number))
    yield tuple(_content(finding, account))
    yield grounds([finding])
    yield text_cell(strong(status) if finding.status in _PROBLEMS else status)
    yield tuple(chain.from_iterable((line(f"□{document}"), PAGE_BLANK) for document in finding.materials))
    yield tuple(_problem(finding, account)) if finding.status in _PROBLEMS else EMPTY
    yield EMPTY


def _content(finding: Finding, account: Account) -> Iterator[Paragraph]:
    yield line(account.title(finding.norm))
    if not finding.modality.decides:
        yield line(f"（{MODALITY_NAMES[finding.modality][0].partition('：')[0]}，不影响结论）")


def _problem(finding: Finding, account: Account) -> Iterator[Paragraph]:
    yield line(account.reason(finding))
    if len(finding.parts) > 1:
        for part in finding.parts:
            yield line(account.part(finding, part))
