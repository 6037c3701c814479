import json
from datetime import date
from pathlib import Path

import pytest

from huimin_rules import Verdict, check, load_policy
from tests.cli.conftest import EXPIRED, Application, Huimin, Save

NOTICE = "自查结果，非行政决定"


def edited(application: Application, path: str, value: object) -> Application:
    """The application with one value set; the path's numbers are indexes."""
    here: object = application
    *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    for step in steps:
        here = here[step]  # type: ignore[index]  # the caller knows the application
    here[last] = value  # type: ignore[index]  # as above
    return application


def test_eligible(huimin: Huimin, eligible: Application, save: Save) -> None:
    ran = huimin("check", save(eligible))
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert lines[0] == "巩义市科技惠民计划项目管理办法（巩科工信〔2021〕96号）"
    assert "结论  ✓ 符合条件" in lines
    assert f"      {NOTICE}" in lines
    assert "  ✓ 符合    住所在巩义市  第六条第（一）项" in lines
    assert "            “在巩义市行政区域内注册”" in lines
    assert "一次性补正清单" not in ran.out
    assert "  □ 营业执照  第六条第（一）项" in lines
    assert "提示：" not in ran.out


def test_ineligible_says_conclusion_then_remedy_then_finding(huimin: Huimin, eligible: Application, save: Save) -> None:
    ran = huimin("check", save(edited(eligible, "plan.funding.matching_secured", "10万元")))
    assert ran.code == 1
    order = [
        "结论  ✗ 不符合条件",
        "不符合的条件有 1 项（第七条第（五）项）",
        "一次性补正清单（1 项）",
        "✗ 补正",
        "1. 在方案中列明配套资金",
        "不符合（1 项）",
        "✗ 配套资金落实  第七条第（五）项  art7.i5.matching",
        "“项目承担单位须落实项目配套资金”",
        "配套资金已落实金额：10万元",
        "其余（30 项）",
        "材料清单（",
    ]
    flowed = ran.out.replace("\n    ", "")
    places = [flowed.index(one) for one in order]
    assert places == sorted(places)


def test_every_kind_of_thing_to_do_is_in_one_list(huimin: Huimin, eligible: Application, save: Save) -> None:
    edited(eligible, "plan.funding.matching_secured", 10)
    edited(eligible, "plan.leading_group", None)
    edited(eligible, "plan.goals_clear", True)
    edited(eligible, "applicants.1.domicile", "410106")
    edited(eligible, "plan.period.end", "2026-08-31")
    ran = huimin("check", save(eligible))
    assert ran.code == 1
    todo = ran.out[ran.out.index("一次性补正清单（5 项）") : ran.out.index("不符合（1 项）")].splitlines()
    assert [line.split()[1] for line in todo if line.startswith("  ") and line[2] in "✗?◇△"] == [
        "补正",
        "补充",
        "提请认定",
        "请求明确",
        "说明理由",
    ]
    assert "  2. 项目领导小组是否已经成立？" in todo
    assert "     第七条第（四）项 · plan.leading_group" in todo
    assert "     试算 仅牵头单位：--reading consortium=lead_only" in todo


def test_needs_judgement_and_incomplete_exit_with_three(
    huimin: Huimin, applications: Application, eligible: Application, save: Save
) -> None:
    assessed = applications["self_assessed"]
    assert isinstance(assessed, dict)
    judged = huimin("check", save(assessed))
    assert judged.code == 3
    assert "结论  ◇ 有待认定" in judged.out
    missing = huimin("check", save(edited(eligible, "applied_on", None)))
    assert missing.code == 3
    assert "结论  ? 信息不全" in missing.out
    assert "尚未说明“申报日期”（applied_on）" in missing.out


def test_not_in_force_exits_with_one(huimin: Huimin, eligible: Application, save: Save) -> None:
    ran = huimin("check", save(edited(eligible, "applied_on", "2023-01-10")))
    assert ran.code == 1
    assert "办法不适用（不在有效期内）" in ran.out


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (date(2021, 12, 21), "尚未施行（自 2021-12-22 起实施）"),
        (date(2021, 12, 22), None),
        (date(2022, 12, 21), None),
        (date(2022, 12, 22), "取决于如何理解最后一日（2022-12-21 或 2022-12-22）"),
        (date(2022, 12, 23), "已不在有效期内（有效期至 2022-12-21 或 2022-12-22）"),
    ],
)
def test_the_banner_follows_the_clock_and_the_verdict_does_not(
    huimin: Huimin, eligible: Application, save: Save, today: date, said: str | None
) -> None:
    ran = huimin("check", save(eligible), today=today)
    assert ran.code == 0
    flowed = ran.out.replace("\n", "").replace("2022-12-21 或2022", "2022-12-21 或 2022")
    assert "结论  ✓ 符合条件" in flowed
    assert ("提示：" in flowed) == (said is not None)
    if said is not None:
        assert f"截至今天（{today}）" in flowed
        assert said in flowed


def test_json_is_the_canonical_verdict_whatever_the_day(huimin: Huimin, eligible: Application, save: Save) -> None:
    file = save(eligible)
    ran = huimin("check", file, "--json", today=EXPIRED)
    assert (ran.code, ran.err) == (0, "")
    expected = check(load_policy("gongyi-huimin-2021"), file)
    assert ran.out == expected.to_json() + "\n"
    assert Verdict.from_json(ran.out) == expected
    assert huimin("check", file, "--json").out == ran.out


def test_several_files_one_line_each_and_the_worst_code(huimin: Huimin, eligible: Application, save: Save) -> None:
    good = save(eligible, "good.yaml")
    opened = save({}, "open.json")
    bad = save(edited(eligible, "plan.leading_group", False), "bad.yaml")
    ran = huimin("check", good, opened, bad, "--json")
    assert ran.code == 1
    assert [json.loads(line)["conclusion"] for line in ran.out.splitlines()] == ["eligible", "incomplete", "ineligible"]
    assert huimin("check", good, opened, "--json").code == 3
    page = huimin("check", good, opened)
    assert page.code == 3
    assert page.out.splitlines()[-4:] == [
        "汇总（2 项）",
        f"  {good}  ✓ 符合条件",
        f"  {opened}  ? 信息不全",
        f"  {NOTICE}",
    ]


def test_unreadable_among_several(huimin: Huimin, eligible: Application, save: Save, tmp_path: Path) -> None:
    good, gone = save(eligible), tmp_path / "gone.yaml"
    ran = huimin("check", good, gone)
    assert ran.code == 2
    assert "结论  ✓ 符合条件" in ran.out
    assert f"{gone}: 应为申请文件" in ran.err
    in_json = huimin("check", good, gone, "--json")
    assert (in_json.code, in_json.out) == (2, "")


def test_all_problems_with_place_path_expected_found_nearest(huimin: Huimin, tmp_path: Path) -> None:
    file = tmp_path / "wrong.yaml"
    file.write_text("applied_on: tomorrow\nplan:\n  feild: ecology\n  leading_group: 7\n", encoding="utf-8")
    ran = huimin("check", file, "--reading", "consortum=lead_only", "--reading", "field_gate=topics", "--reading", "x")
    assert (ran.code, ran.out) == (2, "")
    lines = ran.err.splitlines()
    assert any(line.startswith(f"{file}:1:13: applied_on：应为日期") and "“tomorrow”" in line for line in lines)
    assert any(line.startswith(f"{file}:3:3: plan.feild：") and "是否想写 field？" in line for line in lines)
    assert any(line.startswith(f"{file}:4:18: plan.leading_group：应为") and "实为7" in line for line in lines)
    assert any("consortum；是否想写 consortium？" in line for line in lines)
    assert any("topics；是否想写 topic？" in line for line in lines)
    assert "--reading：应为id=alternative，实为x" in lines


def test_a_reading_fixed_twice_is_refused(huimin: Huimin, save: Save) -> None:
    arguments = ("--reading", "consortium=lead_only", "--reading", "consortium=every_applicant")
    ran = huimin("check", save({}), *arguments)
    assert ran.code == 2
    assert "只指定一次" in ran.err


def test_a_reading_decides_and_the_report_says_who_fixed_it(huimin: Huimin, eligible: Application, save: Save) -> None:
    file = save(edited(eligible, "applicants.1.domicile", "410106"))
    assert huimin("check", file).code == 3
    strict = huimin("check", file, "--reading", "consortium=every_applicant")
    assert strict.code == 1
    mild = huimin("check", file, "--reading", "consortium=lead_only")
    assert mild.code == 0
    assert "采用 仅牵头单位（consortium=lead_only；由使用者指定）" in mild.out


def test_english_headings_and_titles_with_chinese_quotes(huimin: Huimin, eligible: Application, save: Save) -> None:
    edited(eligible, "plan.leading_group", None)
    edited(eligible, "plan.goals_clear", True)
    edited(eligible, "applicants.1.domicile", "410106")
    ran = huimin("check", save(eligible), "--lang", "en", today=EXPIRED)
    assert ran.code == 3
    assert "Conclusion  ? Incomplete" in ran.out
    assert "Result of a self-check, not an administrative decision" in ran.out
    assert "no longer in force" in ran.out
    assert "? Leading group  第七条第（四）项" in ran.out
    assert "“项目实施须成立领导小组”" in ran.out
    assert "Leading group set up (plan.leading_group): not stated" in ran.out
    assert "consortium = The lead applicant only: met" in ran.out
    assert "Goals clear (plan.goals_clear): self-assessed only, awaits a determination" in ran.out
    assert not any(word in ran.out for word in ("一次性", "信息不全", "有待认定", "材料清单", "住所在巩义市"))


def test_values_cannot_drive_the_terminal(huimin: Huimin, eligible: Application, save: Save) -> None:
    edited(eligible, "applicants.0.name", "甲\u202e乙")
    edited(eligible, "applicants.1.domicile", None)
    ran = huimin("check", save(eligible))
    assert ran.code == 3
    assert "甲‹U+202E›乙" in ran.out
    assert "\u202e" not in ran.out
    wrong = huimin("check", save(edited(eligible, "applied_on", "\x1b[2J2022")))
    assert wrong.code == 2
    assert "‹U+001B›[2J2022" in wrong.err or "控制字符" in wrong.err
    assert "\x1b" not in wrong.err


def test_colour_only_on_a_terminal(
    huimin: Huimin, eligible: Application, save: Save, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "\x1b" not in huimin("check", save(eligible)).out
    monkeypatch.setattr("huimin_rules.cli.session.coloured", lambda: True)
    monkeypatch.setattr("typer.echo", lambda text, **_: print(text, end=""))
    painted = huimin("check", save(eligible)).out
    assert "\x1b[32m✓ 符合条件\x1b[0m" in painted


def test_the_width_is_kept(huimin: Huimin, eligible: Application, save: Save, monkeypatch: pytest.MonkeyPatch) -> None:
    from huimin_rules.report.typography import width

    edited(eligible, "plan.leading_group", False)
    for columns in ("50", "72"):
        monkeypatch.setenv("COLUMNS", columns)
        ran = huimin("check", save(eligible))
        assert max(map(width, ran.out.splitlines())) <= int(columns)


@pytest.mark.parametrize(
    ("terminal", "environment", "painted"),
    [
        (True, {}, True),
        (False, {}, False),
        (True, {"NO_COLOR": "1"}, False),
        (True, {"NO_COLOR": ""}, True),
        (True, {"TERM": "dumb"}, False),
    ],
)
def test_what_decides_about_colour(
    monkeypatch: pytest.MonkeyPatch, terminal: bool, environment: dict[str, str], painted: bool
) -> None:
    from huimin_rules.cli.session import coloured

    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.stdout.isatty", lambda: terminal)
    assert coloured() is painted


def test_english_conclusions(huimin: Huimin, eligible: Application, save: Save) -> None:
    assert "All 28 conditions are met." in huimin("check", save(eligible), "--lang", "en").out
    late = edited(eligible, "applied_on", "2023-01-10")
    ran = huimin("check", save(late), "--lang", "en", today=date(2021, 1, 1))
    assert "in force from 2021-12-22 through 2022-12-21 or 2022-12-22." in ran.out
    assert "not yet in force (it begins on 2021-12-22)" in ran.out.replace("\n", " ")


def test_a_doubtful_registration_number_is_worth_checking(huimin: Huimin, eligible: Application, save: Save) -> None:
    ran = huimin("check", save(edited(eligible, "applicants.1.uscc", "124101810000001239")))
    assert ran.code == 0
    assert "核对提示（1 项）" in ran.out
    assert "统一社会信用代码（applicants[1].uscc）：" in ran.out


def test_an_element_without_a_name_is_named_by_its_place(huimin: Huimin, eligible: Application, save: Save) -> None:
    edited(eligible, "plan.indicators.1.due", None)
    ran = huimin("check", save(eligible))
    assert ran.code == 3
    assert "第七条第（三）项 · 考核指标第 2 项 · plan.indicators[1].due" in ran.out
