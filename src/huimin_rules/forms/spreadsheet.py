"""A workbook to fill in: a sheet for applications, one for each list, with drop-downs, questions, clauses and units.

`huimin batch` reads it as it is. The row above the first answer is hidden and holds the names of the columns, so heads
may be reworded and columns moved. The parts of a determination are folded away behind the question that they settle.
"""

import io
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final, assert_never

from huimin_rules.errors import MissingExtra
from huimin_rules.norms.columns import (
    INSTRUCTIONS,
    POLICY_MARK,
    SHEET,
    Column,
    Holds,
    application_columns,
    element_columns,
    sheet_title,
)
from huimin_rules.norms.facts import Fact, FactList, ValueType
from huimin_rules.norms.policy import Policy

try:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation
    from openpyxl.worksheet.properties import PageSetupProperties
    from openpyxl.worksheet.worksheet import Worksheet
except ModuleNotFoundError as error:
    if (error.name or "").partition(".")[0] != "openpyxl":
        raise
    raise MissingExtra("batch", "填表模板") from error

NOTICE: Final = "自查用，据此得出的是自查结果，非行政决定。"
UNKNOWN: Final = "不清楚"
CHOICES: Final = "选项"

_SECTION, _LABEL, _QUESTION, _HOW, _NAMES, _FIRST = range(1, 7)
_LAST: Final = 1_048_576
_HINT: Final = 250
"""A message beside a cell holds 255 characters, its title 32."""
_LINE: Final = 14.0
_FACE: Final = "宋体"
_STRONG: Final = "黑体"
_THIN: Final = Side(style="thin", color="FFBFBFBF")
_GRID: Final = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_WRAPPED: Final = Alignment(wrap_text=True, vertical="top")
_CENTRED: Final = Alignment(wrap_text=True, vertical="center", horizontal="center")
_SECTION_FILL: Final = PatternFill("solid", fgColor="FFD9E2EF")
_OWN_FILL: Final = PatternFill("solid", fgColor="FFF2F2F2")
_JUDGED_FILL: Final = PatternFill("solid", fgColor="FFE3EDF7")
_KEY_FILL: Final = PatternFill("solid", fgColor="FFFFF4D6")
_FORMATS: Final[Mapping[ValueType, str]] = {
    ValueType.DATE: "yyyy-mm-dd",
    ValueType.MONEY: "General",
    ValueType.INTEGER: "General",
    ValueType.NUMBER: "General",
}
_TEXT_FORMAT: Final = "@"
"""So that what is typed stays as it is typed: leading zeros, and 30% as 30%."""


def workbook_to_fill(policy: Policy) -> bytes:
    """The workbook for a policy; raises MissingExtra where openpyxl is not installed."""
    return _Template(policy).made()


@dataclass(frozen=True, slots=True)
class _Table:
    """One sheet: its title and columns, and the list that it is of, if any."""

    title: str
    columns: tuple[Column, ...]
    each: FactList | None = None


class _Template:
    """One workbook in the making."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.book = Workbook()
        self.choices: dict[str, str] = {}
        self.tables = (
            _Table(SHEET, tuple(one for one in application_columns(policy) if _is_asked(one))),
            *(
                _Table(
                    sheet_title(each.asked.label),
                    tuple(one for one in element_columns(each) if one.holds is not Holds.POSITION),
                    each,
                )
                for each in policy.lists
            ),
        )

    def made(self) -> bytes:
        """The bytes of the workbook."""
        first = self.book.active
        assert isinstance(first, Worksheet)
        first.title = INSTRUCTIONS
        self._instructions(first)
        sheets = [self.book.create_sheet(table.title) for table in self.tables]
        self._choices(self.book.create_sheet(CHOICES))
        for table, sheet in zip(self.tables, sheets, strict=True):
            self._table(sheet, table)
        out = io.BytesIO()
        self.book.save(out)
        return out.getvalue()

    def _instructions(self, sheet: Worksheet) -> None:
        about = self.policy.identity
        lines = [
            (f"《{about.title}》申请登记表（填表用）", Font(name=_STRONG, size=16, bold=True)),
            (f"{about.document_number}　{about.issuer}", Font(name=_FACE, size=11)),
            (NOTICE, Font(name=_FACE, size=11, bold=True)),
            ("", None),
            *((text, Font(name=_FACE, size=11)) for text in self._how()),
            ("", None),
            # By this a filled workbook says which version of the policy it was made for.
            (f"{POLICY_MARK} {self.policy.id} {self.policy.digest}", Font(name="Consolas", size=8, color="FF808080")),
        ]
        width = 68
        sheet.column_dimensions["A"].width = width
        for row, (text, font) in enumerate(lines, 1):
            _put(sheet, row, 1, text, font or Font(), Alignment(wrap_text=True, vertical="center"))
            size = 2.0 if row == 1 else 1.2
            sheet.row_dimensions[row].height = max(ceil(_width(text) / width), 1) * _LINE * size + 4
        sheet.sheet_view.showGridLines = False
        sheet.page_setup.orientation = "portrait"
        sheet.page_setup.paperSize = 9  # A4
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)

    def _how(self) -> Iterator[str]:
        yield f"1. 在工作表“{SHEET}”中一份申请填一行，申请编号自定，每份各不相同。"
        for table in self.tables[1:]:
            assert table.each is not None
            none = "" if table.each.at_least else f"；明确没有的，在“{SHEET}”的“{table.each.asked.label}数”填 0"
            yield f"　 工作表“{table.title}”：{table.each.asked.question}一项填一行，申请编号与“{SHEET}”相同{none}。"
        yield (
            f"2. 不清楚的留空，或者写“{UNKNOWN}”。留空从不当作“否”，自查会列出还缺什么。"
            "明确没有的，按各列的写法填“无”。"
        )
        yield (
            "3. 表头蓝色的是待认定的问题，由人认定。只填“是”是申请人自评，不能作数，结论会是“有待认定”；"
            "填“否”照此认定。"
        )
        yield (
            "　 已经有人负责任地认定的，点列上方的“+”展开，填认定、由谁认定、认定之日、认定的理由；依据的材料可以不填。"
        )
        yield "4. 日期写作 2022-09-01。金额的单位见表头，也可以写成 120万元、1200000元。百分比写作 30%。"
        yield "5. 表头可以改写，列可以移动或者删去；请不要删除隐藏的一行（各列的名称），也不要在它的下面再写表头。"
        yield "6. 填好后运行：huimin batch 本文件 结果.xlsx。读不懂的格会指明工作表、行和列，其余各行照常得出结论。"

    def _choices(self, sheet: Worksheet) -> None:
        """The lists behind the drop-downs: a list inside a cell may have 255 characters only, and no comma."""
        lists = {"": ("是", "否", UNKNOWN)} | {
            fact.path: (*(one.name for one in fact.choices), UNKNOWN)
            for fact in self.policy.each_fact()
            if isinstance(fact, Fact) and fact.type is ValueType.CHOICE
        }
        for column, (path, names) in enumerate(lists.items(), 1):
            letter = get_column_letter(column)
            for row, text in enumerate((path, *names), 1):
                _put(sheet, row, column, text, Font(), Alignment())
            self.choices[path] = f"'{CHOICES}'!${letter}$2:${letter}${len(names) + 1}"
        sheet.sheet_state = "hidden"

    def _table(self, sheet: Worksheet, table: _Table) -> None:
        for place, column in enumerate(table.columns, 1):
            self._column(sheet, place, column)
        self._sections(sheet, table.columns)
        sheet.row_dimensions[_NAMES].hidden = True
        for row in (_LABEL, _QUESTION, _HOW):
            sheet.row_dimensions[row].height = _height(sheet, row, table.columns)
        sheet.freeze_panes = f"B{_FIRST}"
        outline = sheet.sheet_properties.outlinePr
        assert outline is not None
        outline.summaryRight = False
        sheet.print_title_rows = f"{_LABEL}:{_LABEL}"
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = 9  # A4

    def _column(self, sheet: Worksheet, place: int, column: Column) -> None:
        fill = _KEY_FILL if column.holds is Holds.KEY else _JUDGED_FILL if _is_judged(column) else _OWN_FILL
        heads = (
            (_LABEL, column.label, Font(name=_STRONG, size=10, bold=True), _CENTRED),
            (_QUESTION, _question(column), Font(name=_FACE, size=9), _WRAPPED),
            (_HOW, _how_to_fill(column), Font(name=_FACE, size=9, color="FF595959"), _WRAPPED),
        )
        for row, text, font, alignment in heads:
            _put(sheet, row, place, text, font, alignment)
            cell = sheet.cell(row, place)
            cell.fill, cell.border = fill, _GRID
        _put(sheet, _NAMES, place, column.name, Font(name=_FACE, size=8), Alignment())
        letter = get_column_letter(place)
        dimension = sheet.column_dimensions[letter]
        dimension.width = _column_width(column)
        kind = column.type
        if column.holds is Holds.COUNT:
            dimension.number_format = "General"
        else:
            dimension.number_format = _FORMATS.get(kind, _TEXT_FORMAT) if kind is not None else _TEXT_FORMAT
        if column.holds is Holds.PART:
            dimension.outlineLevel, dimension.hidden = 1, True
        elif _is_judged(column):
            dimension.collapsed = True
        validation = self._validation(column)
        if validation is not None:
            validation.add(f"{letter}{_FIRST}:{letter}{_LAST}")
            sheet.add_data_validation(validation)

    def _validation(self, column: Column) -> DataValidation | None:
        """What a cell may hold: a drop-down, or a warning that can be overruled, for 不清楚 may stand anywhere."""
        made: DataValidation | None = None
        fact = column.fact
        match column.type:
            case ValueType.BOOLEAN:
                made = DataValidation(type="list", formula1=self.choices[""])
            case ValueType.CHOICE if isinstance(fact, Fact):
                made = DataValidation(type="list", formula1=self.choices[fact.path])
            case ValueType.DATE:
                made = DataValidation(
                    type="date", operator="between", formula1="DATE(1900,3,1)", formula2="DATE(2199,12,31)"
                )
            case ValueType.INTEGER if isinstance(fact, Fact):
                made = DataValidation(type="whole", operator="greaterThanOrEqual", formula1=str(fact.minimum or 0))
            case ValueType.CODE if isinstance(fact, Fact):
                made = DataValidation(type="textLength", operator="equal", formula1=str(fact.digits))
            case None if column.holds is Holds.COUNT:
                made = DataValidation(type="whole", operator="greaterThanOrEqual", formula1="0")
            case _:
                made = DataValidation(type=None)
        made.allowBlank = True
        made.errorStyle = "warning"
        made.errorTitle, made.error = "与写法不同", _how_to_fill(column)[:_HINT]
        made.showErrorMessage = made.type is not None
        made.promptTitle, made.prompt = column.label[:32], _hint(column)
        made.showInputMessage = True
        return made

    def _sections(self, sheet: Worksheet, columns: Sequence[Column]) -> None:
        """The headings above the questions, each over all that belong under it."""
        shown = ""
        for place, column in enumerate(columns, 1):
            section = None if column.fact is None else column.fact.asked.section
            own = section if section and section != shown and column.holds in (Holds.VALUE, Holds.COUNT) else None
            shown = own or shown
            _put(
                sheet, _SECTION, place, own or "", Font(name=_STRONG, size=11, bold=True), Alignment(vertical="center")
            )
            sheet.cell(_SECTION, place).fill = _SECTION_FILL
        sheet.row_dimensions[_SECTION].height = 20


def _is_asked(column: Column) -> bool:
    """Whether a column has a place in the sheet of applications: a list that must have an element cannot be none."""
    if column.holds is Holds.COUNT:
        return isinstance(column.fact, FactList) and not column.fact.at_least
    return column.holds is not Holds.LIST


def _is_judged(column: Column) -> bool:
    return isinstance(column.fact, Fact) and column.fact.judgement


def _question(column: Column) -> str:
    match column.holds:
        case Holds.KEY:
            return "这份申请叫什么？各表相同。"
        case Holds.COUNT:
            return f"{column.fact.asked.label if column.fact else ''}有几项？没有的填 0。"
        case Holds.PART:
            return "有人负责任地认定了的才填"
        case _:
            asked = column.fact.asked if column.fact is not None else None
            return "" if asked is None else f"【待认定】{asked.question}" if _is_judged(column) else asked.question


def _how_to_fill(column: Column) -> str:
    """The clause that asks, the unit, and how a cell is written."""
    clause = column.fact.asked.clause if column.fact is not None and column.holds is not Holds.PART else None
    said = [*([clause.label] if clause else []), *([f"单位：{column.unit}"] if column.unit else []), _form(column)]
    return "；".join(one for one in said if one)


def _form(column: Column) -> str:
    fact = column.fact if isinstance(column.fact, Fact) else None
    none = "；没有的填“无”" if fact is not None and fact.may_be_none and column.holds is Holds.VALUE else ""
    match column.type:
        case None:
            return "整数" if column.holds is Holds.COUNT else "文字"
        case ValueType.BOOLEAN:
            text = "是、否"
        case ValueType.CHOICE:
            text = "从下拉列表中选"
        case ValueType.DATE:
            text = "日期，如 2022-09-01"
        case ValueType.MONEY:
            text = "数，或者 120万元"
        case ValueType.INTEGER:
            text = "整数"
        case ValueType.NUMBER:
            text = "数"
        case ValueType.PERCENT:
            text = "百分比，如 30%"
        case ValueType.CODE:
            text = f"{fact.digits if fact else ''} 位数字"
        case ValueType.USCC:
            text = "18 位代码"
        case ValueType.TEXT:
            text = "文字" if column.holds is Holds.PART else "文字；没有的填“无”"
        case _:
            assert_never(column.type)
    return f"{text}{none}"


def _hint(column: Column) -> str:
    """What helps to answer, beside the cell."""
    help_ = column.fact.asked.help if column.fact is not None and column.holds is Holds.VALUE else None
    text = "\n".join(one for one in (_question(column), help_ or "", _how_to_fill(column)) if one)
    return text if len(text) <= _HINT else f"{text[: _HINT - 1]}…"


def _column_width(column: Column) -> float:
    if column.holds is Holds.KEY:
        return 16
    match column.type:
        case ValueType.TEXT:
            return 24
        case ValueType.CHOICE | ValueType.USCC:
            return 21
        case _:
            return 16


def _height(sheet: Worksheet, row: int, columns: Sequence[Column]) -> float:
    """The height that the fullest cell of a row of heads needs; what is folded away does not count."""
    lines = 1
    for place, column in enumerate(columns, 1):
        if column.holds is not Holds.PART:
            text = str(sheet.cell(row, place).value or "")
            lines = max(lines, ceil(_width(text) * 1.1 / (_column_width(column) - 1)))
    return lines * _LINE + 4


def _width(text: str) -> int:
    """How many columns a text takes: a Chinese character two."""
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)


def _put(sheet: Worksheet, row: int, column: int, text: str, font: Font, alignment: Alignment) -> None:
    """A text, whatever it looks like."""
    cell = sheet.cell(row, column)
    cell.font, cell.alignment = font, alignment
    if text:
        cell.value = text
        cell.data_type = "s"
