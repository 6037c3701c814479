"""形式审查表: every finding once, with its clause, its words, its status and its documents; and nothing else."""

from itertools import chain

import pytest

from huimin_rules.norms.norm import Modality
from huimin_rules.report.phrases import CHINESE
from huimin_rules.report.word.review import in_order, review
from huimin_rules.report.word.supplements import supplements
from huimin_rules.verdict import Status
from huimin_rules.visible import visible
from tests.report.decided import Case, doubtful, example, hostile, sample
from tests.report.word.reading import listed, opened, rows

_SETTLED = (Status.MET, Status.FOLLOWED, Status.NOT_APPLICABLE)


@pytest.mark.parametrize("case", [*sample(), hostile()], ids=lambda case: case.id)
def test_every_finding_has_one_row(case: Case) -> None:
    found = list(listed(opened(review(case.verdict, case.policy, case.subject)), "审查内容"))
    expected = in_order(case.verdict)
    assert len(found) == len(case.verdict.findings) == len(expected)
    for number, (row, finding) in enumerate(zip(found, expected, strict=True), 1):
        assert row[0] == str(number)
        assert row[1].splitlines()[0] == visible(finding.title)
        assert ("不影响结论" in row[1]) is not finding.modality.decides
        assert row[2] == visible(f"{finding.citation.label}“{finding.quote}”")
        assert row[3] == CHINESE.statuses[finding.status]
        blanks = chain.from_iterable((f"□{visible(one)}", "第　　页") for one in finding.materials)
        assert row[4] == "\n".join(blanks)
        if finding.status in _SETTLED:
            assert row[5] == ""
        else:
            assert row[5].startswith(visible(finding.reason))
            named = [line for line in row[5].splitlines()[1:] if line]
            assert len(named) == (len(finding.parts) if len(finding.parts) > 1 else 0)
        assert row[6] == ""


def test_validity_comes_first_and_the_rest_in_the_order_of_the_text() -> None:
    verdict = example("county-hospital").verdict
    first, *others = in_order(verdict)
    assert first.modality is Modality.VALIDITY
    assert others == [one for one in verdict.findings if one.modality is not Modality.VALIDITY]


def test_the_head_names_the_application_and_leaves_room_for_what_is_not_stated() -> None:
    case = example("county-hospital")
    head = dict(chain.from_iterable(zip(row[::2], row[1::2], strict=True) for row in rows(_tables(case)[0])))
    assert head == {
        "申报项目": "",
        "项目承担单位": "巩义市洛汭人民医院、巩义市站街颐宁康复护理中心",
        "申报日期": "2022年5月20日",
        "案号": "",
        "项目领域": "人口健康",
        "办法及文号": "《巩义市科技惠民计划项目管理办法》（巩科工信〔2021〕96号）",
        "办法有效期": "2021年12月22日至2022年12月21日或者2022年12月22日",
        "自查结论": "不符合条件：不符合的条件有 1 项（第七条第（五）项）",
    }


def test_readings_that_were_fixed_and_what_is_worth_a_look_stand_in_the_head() -> None:
    case = doubtful()
    for make in (review, supplements):
        document = opened(make(case.verdict, case.policy, case.subject))
        head = {row[0]: row[1] for row in rows(document.tables[0])}
        fixed = head["解释口径"].splitlines()
        assert len(fixed) == 2
        assert fixed[0].startswith("第六条第（一）项，几个单位共同承担项目时")
        assert fixed[0].endswith("采用 仅牵头单位（consortium=lead_only；由使用者指定）")
        (warning,) = case.verdict.warnings
        assert head["核对提示"] == f"统一社会信用代码（{warning.fact}）：{warning.message}"
        assert list(head).index("解释口径") < list(head).index("自查结论") < list(head).index("核对提示")


def test_there_is_room_to_sign() -> None:
    signed = rows(_tables(example("eligible"))[-1])
    assert [row[0] for row in signed] == ["审查意见", "审查人（签字）", "复核人（签字）"]
    assert all(row[1].strip() == "" and row[2] == "日期" for row in signed[1:])


def _tables(case: Case):  # type: ignore[no-untyped-def]  # tables of python-docx
    return opened(review(case.verdict, case.policy, case.subject)).tables
