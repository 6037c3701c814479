import json
from pathlib import Path

import pytest

from huimin_rules import Status, Verdict, check, load_policy
from tests.examples.runs import APPLICATIONS, EXAMPLES, EXPECTED, RUNS, Run, run


@pytest.mark.parametrize("one", RUNS, ids=lambda one: one.name)
def test_output_is_what_was_recorded(one: Run) -> None:
    assert one.output().decode() == (EXPECTED / one.name).read_bytes().decode()


def test_nothing_recorded_is_left_over() -> None:
    assert {file.name for file in EXPECTED.iterdir()} == {one.name for one in RUNS}


@pytest.mark.parametrize("file", APPLICATIONS)
def test_the_library_gives_the_bytes_of_the_command_line(file: str) -> None:
    recorded = (EXPECTED / f"{file.partition('.')[0]}.json").read_text(encoding="utf-8").removesuffix("\n")
    assert check(load_policy("gongyi-huimin-2021"), EXAMPLES / file).to_json() == recorded
    assert Verdict.from_json(recorded).to_json() == recorded


@pytest.mark.parametrize("file", APPLICATIONS)
def test_an_example_has_no_warning(file: str) -> None:
    assert check(load_policy("gongyi-huimin-2021"), EXAMPLES / file).warnings == ()


def test_the_demo_shows_every_kind_of_thing_to_do() -> None:
    verdict = check(load_policy("gongyi-huimin-2021"), EXAMPLES / "county-hospital.yaml")
    assert {one.action for one in verdict.supplements} == {"fix", "supply", "determine", "clarify", "explain"}
    statuses = [finding.status for finding in verdict.findings]
    assert statuses.count(Status.MET) > len(statuses) / 2


def test_the_demo_becomes_eligible_as_its_comment_promises() -> None:
    text = (EXAMPLES / "county-hospital.yaml").read_text(encoding="utf-8")
    for old, new in (
        ("self_raised_secured: 45万元", "self_raised_secured: 60万元"),
        ("      method:  ", "      method: 第三方抽查  "),
        ("  leading_group:  ", "  leading_group: true  "),
        (
            "  promotion_measures: true  ",
            "  promotion_measures: {value: true, by: 项目评审专家组, on: 2022-06-20, reason: 步骤和责任人逐项列明}  ",
        ),
    ):
        assert text.count(old) == 1
        text = text.replace(old, new)
    from huimin_rules.loading.strict_yaml import read_yaml

    facts = read_yaml(text.encode()).data
    assert isinstance(facts, dict)
    for readings in ({"consortium": "lead_only"}, {"organization_breadth": "purposive"}):
        assert check(load_policy("gongyi-huimin-2021"), facts, readings).conclusion == "eligible"


@pytest.mark.parametrize(("unsaid", "status"), [(1, Status.UNMET), (2, Status.UNKNOWN)])
def test_two_listed_experts_can_never_be_of_three_kinds(unsaid: int, status: Status) -> None:
    group = [{"name": "甲", "category": "technical_expert"}, *[{"category": None}] * unsaid]
    verdict = check(load_policy("gongyi-huimin-2021"), {"plan": {"expert_group": group}})
    assert verdict.finding("art7.i4.expert_group").status is status


def test_screening_goes_on_after_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "broken.json").write_text('{"applied_on": ', encoding="utf-8")
    (tmp_path / "typo.yaml").write_text("aplied_on: 2022-03-01\n", encoding="utf-8")
    (tmp_path / "expired.json").write_text(json.dumps({"applied_on": "2023-01-10"}), encoding="utf-8")
    done = run(("examples/screen_folder.py", str(tmp_path)))
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode().splitlines() == [
        "application   conclusion       failed clauses",
        "broken.json   unreadable       1 to correct, first the file itself",
        "expired.json  not_in_force     第十三条 art13.in_force",
        "typo.yaml     unreadable       1 to correct, first aplied_on",
    ]


def test_checking_one_unreadable_file_says_where(tmp_path: Path) -> None:
    file = tmp_path / "typo.yaml"
    file.write_text("aplied_on: 2022-03-01\n", encoding="utf-8")
    done = run(("examples/check_one.py", str(file)))
    assert (done.returncode, done.stdout) == (2, b"")
    assert f"{file}:1:1: aplied_on：" in done.stderr.decode()
    assert "是否想写 applied_on？" in done.stderr.decode()
