"""What an author and an auditor ask for: policies, text, explain, lint, test, schema."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from huimin_rules import check, load_policy
from huimin_rules.loading.strict_yaml import read_yaml
from huimin_rules.service import rules_folder
from tests.cli.conftest import Application, Huimin
from tests.support import UNTRACED

SHIPPED = rules_folder() / "gongyi-huimin-2021"
INVENTED = Path(__file__).parents[1] / "fixtures" / "policies" / "lixiang-innovation-2030"
NOTICE = "自查结果，非行政决定"


def rewrite(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_policies(huimin: Huimin) -> None:
    ran = huimin("policies")
    assert ran.code == 0
    assert "gongyi-huimin-2021  巩义市科技惠民计划项目管理办法" in ran.out
    assert "2021-12-22 — 2022-12-21 或 2022-12-22" in ran.out
    assert load_policy("gongyi-huimin-2021").digest in ran.out
    assert NOTICE in ran.out
    assert "Measures of Gongyi City" in huimin("policies", "--lang", "en").out


def test_text(huimin: Huimin) -> None:
    ran = huimin("text")
    assert ran.code == 0
    assert "第六条 项目承担单位应当具备以下条件：" in ran.out
    assert "没有第 12 条" in ran.out
    assert "未覆盖" not in ran.out


def test_text_coverage_adds_up(huimin: Huimin) -> None:
    ran = huimin("text", "--coverage")
    assert ran.code == 0
    counts = [line.split("规范依据")[1].split() for line in ran.out.splitlines() if "规范依据 " in line]
    *passages, total = [(int(one[0]), int(one[4]), int(one[8])) for one in counts]
    assert tuple(map(sum, zip(*passages, strict=True))) == total
    assert total[2] == 0
    assert "100%" in ran.out
    assert "目的：“加强对项目实施的协调组织领导”" in ran.out
    assert "领导小组是否成立由 art7.i4.leading_group 检查" in ran.out


def test_text_with_uncovered_words_fails(huimin: Huimin, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    policy = load_policy("gongyi-huimin-2021")
    fewer = replace(policy, unchecked=tuple(one for one in policy.unchecked if one.ground.clause.article != 13))
    monkeypatch.setattr("huimin_rules.service.load_policy", lambda *_: fewer)
    ran = huimin("text", "--coverage")
    assert ran.code == 1
    assert "第十三条  规范依据 23 字 · 已分类 0 字 · 未覆盖 10 字" in ran.out
    assert "99%" in ran.out


def test_explain_shows_the_clause_the_condition_the_readings_and_the_cases(huimin: Huimin) -> None:
    ran = huimin("explain", "art6.i1.domicile")
    assert ran.code == 0
    for expected in (
        "住所在巩义市  第六条第（一）项  art6.i1.domicile",
        NOTICE,
        "（一）在巩义市行政区域内注册，具有独立法人资格的企事业单位",
        "针对每一项“项目承担单位”",
        "按“仅牵头单位”：“角色”为牵头单位",
        "“住所所在地”为“410181”",
        "可能的结论：符合、不符合、信息不全、有待认定",
        "仅牵头单位（consortium=lead_only）",
        "- 营业执照",
        "不符合  art6.i1.domicile.unmet_lead_xingyang  cases/article-06.yaml:",
        "代码与410181只差一，仍不在巩义市",
    ):
        assert expected in ran.out


def test_explain_says_a_period_in_days_and_a_definition_with_its_condition(huimin: Huimin) -> None:
    period = huimin("explain", "art13.in_force").out
    assert "“申报日期”自 2021-12-22 起；最后一日取决于解释口径 validity_last_day" in period
    assert period.count("要求：") == 1
    field = huimin("explain", "art7.i1.field").out
    assert "第三条“资助范围”（art3.scope）" in field
    assert "“项目领域”属于：人口健康、生态环境、公共安全、城镇发展与社会事业、现代农业" in field
    topic = huimin("explain", "art5.topic", "--lang", "en").out
    assert "Which item is cited follows Field:" in topic
    assert "priority: never fails an application" in topic


@UNTRACED
def test_explain_every_norm_of_both_policies(huimin: Huimin) -> None:
    for folder in (SHIPPED, INVENTED):
        for norm in load_policy(folder).norms:
            ran = huimin("explain", norm.id, "--policy", folder)
            assert (ran.code, ran.err) == (0, "")
            assert f"“{norm.ground.quote}”" in ran.out.replace("\n", "").replace("  ", "")


def test_explain_unknown_norm(huimin: Huimin) -> None:
    ran = huimin("explain", "art6.i1.domicil")
    assert (ran.code, ran.out) == (2, "")
    assert "是否想写 art6.i1.domicile？" in ran.err


def test_lint_says_what_it_checked(huimin: Huimin) -> None:
    ran = huimin("lint", SHIPPED.parent, INVENTED / "facts.yaml")
    assert (ran.code, ran.err) == (0, "")
    first, second = ran.out.splitlines()
    assert first.startswith(f"{SHIPPED}：没有错误。规范 33 条")
    assert second.startswith(f"{INVENTED}：没有错误。")


def test_lint_shows_all_errors_of_all_files(huimin: Huimin, policy_copy: Path) -> None:
    rewrite(policy_copy / "article-06.yaml", "quote: 在巩义市行政区域内注册", "quote: 在郑州市注册")
    rewrite(policy_copy / "article-07.yaml", "modality: obligation", "modality: oblgation")
    rewrite(policy_copy / "article-13.yaml", "met: 申报", "mett: 申报")
    ran = huimin("lint", policy_copy, "gongyi-huimin-2021")
    assert ran.code == 2
    assert f"{policy_copy / 'article-07.yaml'}:" in ran.err
    assert f"{policy_copy / 'article-13.yaml'}:" in ran.err
    assert "是否想写 met？" in ran.err
    assert f"{SHIPPED}：没有错误。" in ran.out


def test_lint_of_nothing(huimin: Huimin, tmp_path: Path) -> None:
    empty = huimin("lint", tmp_path)
    assert empty.code == 2
    assert "缺少这个文件" in empty.err
    gone = huimin("lint", tmp_path / "gone")
    assert gone.code == 2
    assert "应为办法的编号" in gone.err


CASE = """cases:
  - id: good
    why: 住所在巩义市。
    base: eligible
    expect: {conclusion: eligible, findings: {art6.i1.domicile: met}}
  - id: bad
    why: 故意写错的预期。
    base: eligible
    given: {"applicants[0].domicile": "410106"}
    expect:
      conclusion: eligible
      findings: {art6.i1.domicile: {status: unmet, blockers: [consortium]}}
  - id: unreadable
    why: 读不懂的申请不是结论。
    base: eligible
    given: {plan.leading_group: 7}
    expect: {conclusion: incomplete}
"""


def test_test_shows_failures_and_what_no_case_reaches(huimin: Huimin, policy_copy: Path) -> None:
    (policy_copy / "cases" / "own.yaml").write_text(CASE, encoding="utf-8")
    ran = huimin("test", policy_copy)
    assert ran.code == 1
    # Where lines break depends on how long the path of the folder is.
    said = "".join(ran.out.split())
    assert "✗bad" in said
    assert "✗good" not in said
    assert "故意写错的预期。" in said
    assert "conclusion：应为eligible，实为ineligible" in said
    assert "art6.i1.domicile：应为consortium，实为" in said
    assert "given：应为可以读懂的申请，实为plan.leading_group" in said
    assert "未覆盖art6.i1.domicile：unknown、needs_judgement" in said
    assert "案例3个，通过1个，2个不通过" in said


def test_test_of_the_shipped_policy(huimin: Huimin) -> None:
    ran = huimin("test", "gongyi-huimin-2021")
    assert ran.code == 0
    assert "全部通过" in ran.out
    assert "未覆盖" not in ran.out


def test_schemas_are_schemas(huimin: Huimin) -> None:
    for subject in ("policy", "verdict"):
        ran = huimin("schema", subject)
        assert ran.code == 0
        schema = json.loads(ran.out)
        assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        assert schema["$id"] == f"urn:huimin-rules:schema:{subject}"
        Draft202012Validator.check_schema(schema)


def test_shipped_files_fit_the_schema_and_broken_ones_do_not(huimin: Huimin) -> None:
    schema = json.loads(huimin("schema", "policy").out)
    names = {"policy.yaml": "PolicyFile", "facts.yaml": "FactsFile", "readings.yaml": "ReadingsFile"}
    for folder in (SHIPPED, INVENTED):
        for file in sorted(folder.rglob("*.yaml")):
            name = "CasesFile" if file.parent.name == "cases" else names.get(file.name, "ArticleFile")
            validator = Draft202012Validator({**schema, "anyOf": [{"$ref": f"#/$defs/{name}"}]})
            data = read_yaml(file.read_bytes()).data
            assert [error.message for error in validator.iter_errors(data)] == [], file
            assert isinstance(data, dict)
            assert not validator.is_valid({**data, "surprise": 1})


def test_verdicts_fit_the_schema(huimin: Huimin, applications: Application) -> None:
    validator = Draft202012Validator(json.loads(huimin("schema", "verdict").out))
    policy = load_policy("gongyi-huimin-2021")
    for facts in ({}, *applications.values()):
        assert isinstance(facts, dict)
        verdict = json.loads(check(policy, facts).to_json())
        validator.validate(verdict)
        assert not validator.is_valid({**verdict, "conclusion": "maybe"})
