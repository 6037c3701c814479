"""审计复核单: what was replayed, with which result, every record, and everything that differs.

The words are those of the sheet for the terminal; here they are laid out to be signed and filed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

from docx.oxml.xmlchemy import BaseOxmlElement

from huimin_rules.citation import chinese_numeral
from huimin_rules.report.titles import AUDIT
from huimin_rules.report.typography import Sheet, Span, Style, line
from huimin_rules.report.word.document import TEXT_WIDTH, Draft, gap
from huimin_rules.report.word.head import signatures
from huimin_rules.report.word.paragraphs import lines, paragraph
from huimin_rules.report.word.styles import StyleId
from huimin_rules.report.word.tables import EMPTY, Cell, Column, form, listing, text_cell
from huimin_rules.verdict import NOTICE

_MEANING: Final = (
    "复核说的是：用存档的办法、记录的事实和口径重新得出的结论书，与记录是否逐字节相同；"
    "申请所述是否属实、认定是否恰当，不在复核之内。"
)
_COLUMNS: Final = (
    Column("条", 12, centred=True),
    Column("案号", 24),
    Column("记录时间、记录人", 44),
    Column("记录的结论", 26, centred=True),
    Column("复核结果", 22, centred=True),
    Column("审计人意见", 28),
)


@dataclass(frozen=True, slots=True)
class AuditedRecord:
    """One record and how its replay ended, in words; `account` is what is to be said about it beyond that, if there is
    something.
    """

    index: str
    case: str
    recorded: tuple[str, ...]
    conclusion: str
    result: str
    identical: bool
    account: Sheet | None


@dataclass(frozen=True, slots=True)
class Audit:
    """A replayed ledger in words: its name, what verifying the ledger itself found (nothing where it was not verified),
    every record in order, and the sums with what was not checked.
    """

    ledger: str
    scope: str
    verified: Sheet
    records: Sequence[AuditedRecord]
    sums: Sheet


def audit(found: Audit) -> bytes:
    """The document."""
    draft = Draft(AUDIT, found.ledger)
    rows: list[list[tuple[str, Cell]]] = [[("账本", text_cell(found.ledger))], [("范围", text_cell(found.scope))]]
    draft.add(form(rows, 28, TEXT_WIDTH), gap())
    accounts = [one.account for one in found.records if one.account is not None]
    parts = [("复核的结果", found.sums)]
    if found.verified:
        parts.insert(0, ("账本本身的核对", found.verified))
    if accounts:
        parts.append(("需要说明的记录", tuple(chain.from_iterable(accounts))))
    for number, (heading, sheet) in enumerate(parts, 1):
        draft.add(_heading(number, heading), *lines(sheet, StyleId.CELL))
    draft.add(_heading(len(parts) + 1, "逐份记录"))
    table = [list(_row(one)) for one in found.records]
    draft.add(listing(_COLUMNS, table, StyleId.SMALL, StyleId.SMALL_HEAD), gap())
    draft.add(signatures("审计意见", ("审计人（签字）", "复核人（签字）")))
    draft.add(paragraph(style=StyleId.NOTE, keep=True), paragraph(f"{NOTICE}。{_MEANING}", style=StyleId.NOTE))
    return draft.to_bytes()


def _heading(number: int, text: str) -> BaseOxmlElement:
    return paragraph(f"{chinese_numeral(number)}、{text}", style=StyleId.HEADING, keep=True)


def _row(one: AuditedRecord) -> Sequence[Cell]:
    result = Span(one.result, Style.PLAIN if one.identical else Style.BAD)
    return (
        text_cell(one.index),
        text_cell(one.case),
        tuple(map(line, one.recorded)),
        text_cell(one.conclusion),
        (line(result),),
        EMPTY,
    )
