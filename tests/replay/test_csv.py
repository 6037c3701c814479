"""The table of a what-if, read back by the csv module; and no cell that a spreadsheet runs."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from huimin_rules.ledger.record import Library
from huimin_rules.service.audit.compared import CaseComparison, Effect, FindingChange, Obstacle, Problem
from huimin_rules.service.audit.comparison_csv import HEADER, csv_header, csv_rows, harmless
from huimin_rules.service.audit.direction import Direction
from huimin_rules.service.audit.replayed import Place, RecordedDecision
from huimin_rules.service.crosscheck import OpenVariable
from huimin_rules.verdict import Conclusion, Status
from huimin_rules.visible import visible
from tests.replay.ledgers import decided


def about(case: str) -> RecordedDecision:
    return RecordedDecision(
        case=case,
        recorded_by="王敏",
        recorded_at="2022-05-09T16:30:00+08:00",
        policy=decided({}).record.policy,
        library=Library(version="1", engine="reference"),
        conclusion=Conclusion.ELIGIBLE,
        verdict="sha256:" + "0" * 64,
    )


CHANGE = FindingChange(
    norm="art1",
    title='标题, “引号"',
    citation_before="第一条",
    citation_after=None,
    before=Status.UNKNOWN,
    after=None,
    blockers_before=(OpenVariable(kind="missing", name="a"), OpenVariable(kind="reading", name="b")),
    blockers_after=None,
    direction=Direction.SETTLED,
)


def changed(case: str) -> CaseComparison:
    return CaseComparison(
        place=Place(index=7, record=None),
        recorded=about(case),
        effect=Effect.DECISION,
        conclusion=Conclusion.INELIGIBLE,
        direction=Direction.STRICTER,
        findings=(CHANGE, CHANGE),
    )


def table(*cases: CaseComparison) -> list[list[str]]:
    data = csv_header() + b"".join(map(csv_rows, cases))
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\n") == data.count(b"\r\n")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))


def test_one_row_for_each_finding_and_each_obstacle() -> None:
    lost = CaseComparison(
        place=Place(index=8, record=None),
        recorded=None,
        effect=Effect.INCOMPARABLE,
        obstacle=Obstacle.REPLAY,
        problems=(Problem(path="", message="存档里没有"), Problem(path="a", message="=a")),
    )
    same = changed("x").model_copy(update={"findings": (), "effect": Effect.NONE})
    header, first, second, third, fourth = table(changed("甲-1"), same, lost)
    assert tuple(header) == HEADER
    assert first == second
    assert dict(zip(HEADER, first, strict=True)) == {
        "序号": "7",
        "案号": "甲-1",
        "记录时间": "2022-05-09T16:30:00+08:00",
        "情形": "总体结论改变",
        "原总体结论": "符合条件",
        "现总体结论": "不符合条件",
        "总体方向": "更严",
        "条款": "第一条",
        "规范": "art1",
        "名称": '标题, “引号"',
        "原单项结论": "信息不全",
        "现单项结论": "没有这一条",
        "单项方向": "由待定转明确",
        "原待定原因": "a、b",
        "现待定原因": "",
        "不可比的原因": "",
    }
    assert (third[1], third[3], third[4], third[-1]) == ("", "不可比", "—", "记录复核不一致：存档里没有")
    assert fourth[-1] == "记录复核不一致：=a"


@given(st.text(max_size=8) | st.text("=+-@＝＋－＠ \t\r\n\u3000\",'1a", max_size=5))
def test_any_case_number_reads_back_as_one_harmless_cell(case: str) -> None:
    _, row, _ = table(changed(case))
    shown = row[1]
    assert shown == harmless(case)
    assert shown in (visible(case), f"'{visible(case)}")
    assert shown.strip(" \u3000")[:1] not in tuple("=+-@＝＋－＠\t\r\n")
    assert shown.isprintable() or "\u3000" in shown


def test_formulas_are_defused_where_everybody_sees_it() -> None:
    dangerous = ("=1+1", "+1", "-1", "@SUM(A1)", "  =1", "＝1", '=HYPERLINK("http://a","b")', '=a,"b"')
    for one in dangerous:
        assert harmless(one) == f"'{one}"
    assert harmless("\t=1") == "‹U+0009›=1"
    assert harmless("a=1") == "a=1"
    assert harmless("甲\n乙") == "甲‹U+000A›乙"
