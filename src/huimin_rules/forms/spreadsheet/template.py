"""The workbook itself: instructions, the sheets with their heads and drop-downs, and the lists behind these."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from huimin_rules.forms.spreadsheet.looks import (
    CENTRED,
    FACE,
    GRID,
    JUDGED_FILL,
    KEY_FILL,
    LINE,
    OWN_FILL,
    SECTION_FILL,
    STRONG,
    WRAPPED,
    column_width,
    height,
    number_format,
    put,
    width,
)
from huimin_rules.forms.spreadsheet.words import hint, how_to_fill, is_judged, question, shortened
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

NOTICE: Final = "自查用，据此得出的是自查结果，非行政决定。"
UNKNOWN: Final = "不清楚"
CHOICES: Final = "选项"

_SECTION, _LABEL, _QUESTION, _HOW, _NAMES, _FIRST = range(1, 7)
_LAST: Final = 1_048_576
_TITLE: Final = 32
"""How many characters the title of a message beside a cell holds."""


@dataclass(frozen=True, slots=True)
class _Table:
    """One sheet: its title and columns, and the list that it is of, if any."""

    title: str
    columns: tuple[Column, ...]
    each: FactList | None = None


class Template:
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
            (f"《{about.title}》申请登记表（填表用）", Font(name=STRONG, size=16, bold=True)),
            (f"{about.document_number}　{about.issuer}", Font(name=FACE, size=11)),
            (NOTICE, Font(name=FACE, size=11, bold=True)),
            ("", None),
            *((text, Font(name=FACE, size=11)) for text in self._how()),
            ("", None),
            # By this a filled workbook says which version of the policy it was made for.
            (f"{POLICY_MARK} {self.policy.id} {self.policy.digest}", Font(name="Consolas", size=8, color="FF808080")),
        ]
        wide = 68
        sheet.column_dimensions["A"].width = wide
        for row, (text, font) in enumerate(lines, 1):
            put(sheet, row, 1, text, font or Font(), Alignment(wrap_text=True, vertical="center"))
            size = 2.0 if row == 1 else 1.2
            sheet.row_dimensions[row].height = max(ceil(width(text) / wide), 1) * LINE * size + 4
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
                put(sheet, row, column, text, Font(), Alignment())
            self.choices[path] = f"'{CHOICES}'!${letter}$2:${letter}${len(names) + 1}"
        sheet.sheet_state = "hidden"

    def _table(self, sheet: Worksheet, table: _Table) -> None:
        for place, column in enumerate(table.columns, 1):
            self._column(sheet, place, column)
        self._sections(sheet, table.columns)
        sheet.row_dimensions[_NAMES].hidden = True
        for row in (_LABEL, _QUESTION, _HOW):
            sheet.row_dimensions[row].height = height(sheet, row, table.columns)
        sheet.freeze_panes = f"B{_FIRST}"
        outline = sheet.sheet_properties.outlinePr
        assert outline is not None
        outline.summaryRight = False
        sheet.print_title_rows = f"{_LABEL}:{_LABEL}"
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = 9  # A4

    def _column(self, sheet: Worksheet, place: int, column: Column) -> None:
        fill = KEY_FILL if column.holds is Holds.KEY else JUDGED_FILL if is_judged(column) else OWN_FILL
        heads = (
            (_LABEL, column.label, Font(name=STRONG, size=10, bold=True), CENTRED),
            (_QUESTION, question(column), Font(name=FACE, size=9), WRAPPED),
            (_HOW, how_to_fill(column), Font(name=FACE, size=9, color="FF595959"), WRAPPED),
        )
        for row, text, font, alignment in heads:
            put(sheet, row, place, text, font, alignment)
            cell = sheet.cell(row, place)
            cell.fill, cell.border = fill, GRID
        put(sheet, _NAMES, place, column.name, Font(name=FACE, size=8), Alignment())
        letter = get_column_letter(place)
        dimension = sheet.column_dimensions[letter]
        dimension.width = column_width(column)
        dimension.number_format = number_format(column)
        if column.holds is Holds.PART:
            dimension.outlineLevel, dimension.hidden = 1, True
        elif is_judged(column):
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
        made.errorTitle, made.error = "与写法不同", shortened(how_to_fill(column))
        made.showErrorMessage = made.type is not None
        made.promptTitle, made.prompt = column.label[:_TITLE], hint(column)
        made.showInputMessage = True
        return made

    def _sections(self, sheet: Worksheet, columns: Sequence[Column]) -> None:
        """The headings above the questions, each over all that belong under it."""
        shown = ""
        for place, column in enumerate(columns, 1):
            section = None if column.fact is None else column.fact.asked.section
            own = section if section and section != shown and column.holds in (Holds.VALUE, Holds.COUNT) else None
            shown = own or shown
            put(sheet, _SECTION, place, own or "", Font(name=STRONG, size=11, bold=True), Alignment(vertical="center"))
            sheet.cell(_SECTION, place).fill = SECTION_FILL
        sheet.row_dimensions[_SECTION].height = 20


def _is_asked(column: Column) -> bool:
    """Whether a column has a place in the sheet of applications: a list that must have an element cannot be none."""
    if column.holds is Holds.COUNT:
        return isinstance(column.fact, FactList) and not column.fact.at_least
    return column.holds is not Holds.LIST
