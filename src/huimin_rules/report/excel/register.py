"""审查登记表: a workbook of many applications, one a row; why, one finding a row; and by which rules."""

import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from openpyxl import Workbook
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from huimin_rules.errors import InputError, InputProblem
from huimin_rules.report.excel.cells import Look, Value, cell_at, fit, looks, put, put_head, put_text, put_title
from huimin_rules.report.package import settled
from huimin_rules.report.phrases import CHINESE, MODALITY_NAMES
from huimin_rules.report.subject import Subject
from huimin_rules.report.titles import REGISTER
from huimin_rules.verdict import NOTICE, Conclusion, Finding, PolicyReference, Status, Verdict

REASONS: Final = "理由"
POLICIES: Final = "办法"
SETTLED: Final = frozenset((Status.MET, Status.FOLLOWED, Status.NOT_APPLICABLE))
"""What gives no reason to look: every other finding has a row of its own."""

MAX_ROWS: Final = 1_048_576 - 2
"""How many rows a sheet holds below its title and heads."""

REASON_HEADS: Final = ("序号", "申请", "条款", "审查内容", "性质", "原文", "结论", "理由", "怎样办")
POLICY_HEADS: Final = ("办法", "文号", "编号", "申请数", "规则的摘要", "原文的 SHA-256")
UNREADABLE: Final = "读不出"
FILLS: Final = {
    Conclusion.ELIGIBLE: "FFE6F2E6",
    Conclusion.INELIGIBLE: "FFF8E0E0",
    Conclusion.NOT_IN_FORCE: "FFF8E0E0",
    Conclusion.INCOMPLETE: "FFFFF4D6",
    Conclusion.NEEDS_JUDGEMENT: "FFE3EDF7",
}
CONCLUSION: Final = "自查结论"
_ALWAYS: Final = ("序号", "申请")
HOW: Final = (
    f"{NOTICE}。本表由程序依结论书生成，所述事实来自申请，未经核实。",
    "核对方法：命令 huimin policies 列出规则的摘要；原文的 SHA-256 由文件 text.md 的正文直接计算；"
    "对同一份申请运行 huimin check，应得到同样的结论。",
)

Row: TypeAlias = dict[str, Value]


@dataclass(frozen=True, slots=True)
class Recorded:
    """When a decision was recorded, and by whom."""

    at: str
    by: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One application of a register. Without a verdict, `fault` says why there is none."""

    subject: Subject
    verdict: Verdict | None
    recorded: Recorded | None = None
    fault: str | None = None


def register(entries: Sequence[Entry]) -> bytes:
    """The workbook; the same entries give the same bytes. Raises InputError for more than a sheet can hold."""
    book = Workbook()
    for look in looks():
        book.add_named_style(look)
    first = book.active
    assert isinstance(first, Worksheet)
    rows = [_row(number, one) for number, one in enumerate(entries, 1)]
    heads = _columns(rows)
    _fill(first, REGISTER, heads, rows, "C3", 28)
    _colour(first, heads, entries)
    why = [
        dict(zip(REASON_HEADS, cells, strict=True))
        for number, one in enumerate(entries, 1)
        if one.verdict is not None
        for cells in reasons(number, one.subject.source, one.verdict)
    ]
    _fill(book.create_sheet(), REASONS, REASON_HEADS, why, "C3", 40)
    policies = book.create_sheet()
    used = list(_policies(entries))
    _fill(policies, POLICIES, POLICY_HEADS, used, "A3", 76)
    for place, said in enumerate(HOW, len(used) + 4):
        policies.merge_cells(start_row=place, start_column=1, end_row=place, end_column=len(POLICY_HEADS))
        put_text(cell_at(policies, place, 1), said, Look.NOTE)
        policies.row_dimensions[place].height = 30
    out = io.BytesIO()
    book.save(out)
    return settled(out.getvalue(), REGISTER, NOTICE)


def _colour(sheet: Worksheet, heads: Sequence[str], entries: Sequence[Entry]) -> None:
    """Tell conclusions apart at a glance; the words stand there."""
    for place, one in enumerate(entries, 3):
        if one.verdict is not None:
            cell = cell_at(sheet, place, heads.index(CONCLUSION) + 1)
            cell.fill = PatternFill("solid", fgColor=FILLS[one.verdict.conclusion])


def _row(number: int, one: Entry) -> Row:
    subject, verdict, recorded = one.subject, one.verdict, one.recorded
    row: Row = {
        "序号": number,
        "申请": subject.source,
        "案号": subject.case,
        "记录时间": None if recorded is None else recorded.at,
        "记录人": None if recorded is None else recorded.by,
        "项目": subject.project,
    }
    if subject.parties is not None:
        row[subject.parties.label] = subject.parties.value
    row.update((kind.label, kind.value) for kind in subject.kinds)
    if subject.day is not None:
        row[subject.day.label] = subject.day.day
    row[CONCLUSION] = UNREADABLE if verdict is None else CHINESE.conclusions[verdict.conclusion]
    if verdict is not None:
        row["概括"] = verdict.summary
        statuses = Counter(finding.status for finding in verdict.findings)
        row.update((name, statuses[status]) for status, name in CHINESE.statuses.items())
        row["不符合的条款"] = _labels(verdict, Status.UNMET)
        row["尚待确定的条款"] = _labels(verdict, Status.UNKNOWN, Status.NEEDS_JUDGEMENT)
        row["要办的事项"] = len(verdict.supplements)
        row["解释口径"] = "；".join(_fixed(verdict)) or None
        row["核对提示"] = "；".join(f"{one.fact}：{one.message}" for one in verdict.warnings) or None
    row["备注"] = one.fault
    return row


def _fixed(verdict: Verdict) -> Iterator[str]:
    """The readings that somebody fixed, and who did."""
    for one in verdict.readings:
        if one.fixed is not None:
            who = CHINESE.by_official if one.fixed_by == "official" else CHINESE.by_caller
            yield f"{one.id}={one.fixed}（{who}）"


def _labels(verdict: Verdict, *statuses: Status) -> str | None:
    """The clauses of the deciding norms that came out so, each once."""
    found = (one for one in verdict.findings if one.modality.decides and one.status in statuses)
    return "、".join(dict.fromkeys(one.citation.label for one in found)) or None


def _columns(rows: Sequence[Row]) -> tuple[str, ...]:
    """The heads of all rows in their order, without those under which nothing stands; some stand in any register."""
    heads = dict.fromkeys(_ALWAYS, True)
    for row in rows:
        for head, value in row.items():
            heads[head] = heads.get(head, False) or value is not None
    return tuple(head for head, used in heads.items() if used)


def reasons(number: int, source: str, verdict: Verdict) -> Iterator[tuple[Value, ...]]:
    """The cells under `REASON_HEADS`, a row for every finding of one application that gives a reason to look."""
    for finding in verdict.findings:
        if finding.status not in SETTLED:
            yield (
                number,
                source,
                finding.citation.label,
                finding.title,
                MODALITY_NAMES[finding.modality][0].partition("：")[0],
                finding.quote,
                CHINESE.statuses[finding.status],
                finding.reason,
                _to_do(verdict, finding),
            )


def _to_do(verdict: Verdict, finding: Finding) -> str | None:
    """What the one-round list says about a finding."""
    return "；".join(one.what for one in verdict.supplements if finding.norm in one.norms) or None


def _policies(entries: Sequence[Entry]) -> Iterator[Row]:
    used = Counter[PolicyReference](one.verdict.policy for one in entries if one.verdict is not None)
    for policy, count in used.items():
        cells = (policy.title, policy.document_number, policy.id, count, policy.digest, policy.text_sha256)
        yield dict(zip(POLICY_HEADS, cells, strict=True))


def _fill(sheet: Worksheet, title: str, heads: Sequence[str], rows: Sequence[Row], frozen: str, widest: int) -> None:
    """A titled table: its heads stay in sight and on every printed page."""
    if len(rows) > MAX_ROWS:
        raise InputError([InputProblem("", f"工作表“{title}”不超过 {MAX_ROWS} 行", f"{len(rows)} 行")])
    sheet.title = title
    put_title(sheet, f"{title}　{NOTICE}", len(heads))
    put_head(sheet, 2, heads)
    table = [[row.get(head) for head in heads] for row in rows]
    for place, row in enumerate(table, 3):
        for column, value in enumerate(row, 1):
            put(cell_at(sheet, place, column), value)
    fit(sheet, [heads, *table], 2, widest)
    sheet.freeze_panes = frozen
    sheet.auto_filter.ref = f"A2:{get_column_letter(len(heads))}{len(rows) + 2}"
    sheet.print_title_rows = "1:2"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins = PageMargins(left=0.4, right=0.4, top=0.6, bottom=0.6, header=0.3, footer=0.3)
    header, footer = sheet.oddHeader, sheet.oddFooter
    assert header is not None
    assert footer is not None
    header.right.text, footer.center.text = NOTICE, "— &P —"
